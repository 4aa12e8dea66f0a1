//! Papers as the desk prints them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::{SmallClinic, text};

/// What a reader of PDFs finds on a paper, word by word. The tool must be installed
/// (`poppler-utils`).
pub fn words(pdf_base64: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, STANDARD.decode(pdf_base64).unwrap()).unwrap();
    let tool = std::process::Command::new("pdftotext").arg("-raw").arg(&path).arg("-").output();
    let read = tool.expect("pdftotext of poppler-utils is installed");
    assert!(read.status.success(), "{read:?}");
    String::from_utf8(read.stdout).unwrap().split_whitespace().map(str::to_owned).collect()
}

fn signed_visit(clinic: &SmallClinic, doctor: &str) -> Value {
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let args = json!({ "patient_id": patient["id"], "doctor_id": clinic.doctor_id(),
                       "token_id": null });
    let visit = clinic.get(doctor, "visits.begin", args);
    let save = json!({
        "visit_id": visit["id"], "complaint": "Fever", "history": "", "examination": "",
        "advice": "", "plan_note": "", "follow_up_on": null, "diagnoses": [], "orders": [],
    });
    clinic.get(doctor, "visits.save", save);
    clinic.get(doctor, "chart.sign", json!({ "visit_id": visit["id"] }));
    visit["id"].clone()
}

#[test]
fn the_same_visit_printed_twice_has_the_same_bytes_and_a_reprint_says_so() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let visit_id = signed_visit(&clinic, &doctor);
    let args = json!({ "visit_id": visit_id, "sheet": "a5", "language": "hi" });
    let show = || text(&clinic.get(&doctor, "prescriptions.paper", args.clone()), "/pdf_base64");
    let first = show();
    assert_eq!(first, show());
    let print = json!({ "paper": { "route": "prescriptions.paper", "args": args },
                        "printer": "tray", "copies": 1 });
    clinic.get(&doctor, "papers.print", print.clone());
    assert_ne!(first, show(), "after a print the paper is a reprint");
    clinic.get(&doctor, "papers.print", print);
    assert_eq!(clinic.tray.printed.lock().unwrap().len(), 2);
    assert_eq!(clinic.log(&clinic.owner, json!({ "what": "print" })).len(), 2);
}

#[test]
fn a_paper_needs_the_permission_of_its_own_route() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let lab = clinic.hire("lab");
    let visit_id = signed_visit(&clinic, &doctor);
    let print = json!({
        "paper": { "route": "prescriptions.paper",
                   "args": { "visit_id": visit_id, "sheet": null, "language": null } },
        "printer": "tray", "copies": 1,
    });
    let refused = clinic.ask(&lab, "papers.print", print).unwrap_err();
    assert_eq!(refused.code, kernel::Code::Forbidden);
}
