//! Documents of a patient: nothing of them lies open on a disk or goes open over a wire, a copy
//! brings them back, and another desk gets them beside its changes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tests::{SmallClinic, ask, text};

use super::backup::{Stick, add, begin, choices, computer, fault, finish, run};

const CANARY: &str = "Quinacrinopodium";
const MINUTE: i64 = 60_000;

/// A PDF of so many bytes, in which one word stands again and again.
fn pdf(length: usize) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    while file.len() < length {
        file.extend(format!("{CANARY} {} ", file.len()).bytes());
    }
    file.truncate(length);
    file
}

fn form(patient: &Value, file: &[u8], title: &str) -> Value {
    json!({ "patient_id": patient, "visit_id": null, "title": title, "kind": "report",
            "base64": STANDARD.encode(file) })
}

fn attach(clinic: &SmallClinic, patient: &Value, file: &[u8], title: &str) -> Value {
    clinic.get(&clinic.owner, "attachments.add", form(patient, file, title))["id"].clone()
}

fn bytes(shown: &Value) -> Vec<u8> {
    STANDARD.decode(text(shown, "/base64")).unwrap()
}

fn holds(folder: &std::path::Path, words: &str) -> bool {
    let mut left = vec![folder.to_owned()];
    let mut seen = 0;
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                left.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap_or_default();
            seen += bytes.len();
            if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
                return true;
            }
        }
    }
    assert!(seen > 100_000, "{seen} bytes prove nothing");
    false
}

#[test]
fn no_byte_of_a_document_lies_open_and_no_log_tells_of_it() {
    let clinic = SmallClinic::new();
    let patient = clinic.register(&clinic.owner, "Lakshmi Iyer", "")["id"].clone();
    let id = attach(&clinic, &patient, &pdf(600_000), &format!("About {CANARY}"));
    let shown = clinic.get(&clinic.owner, "attachments.content", json!({ "id": id }));
    assert_eq!(bytes(&shown), pdf(600_000));
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    for folder in [clinic.folder.path(), stick.0.path()] {
        assert!(!holds(folder, CANARY));
        // What is shut once more does not show by its base64 or its head either.
        assert!(!holds(folder, "%PDF-1.7\nQuin") && !holds(folder, &STANDARD.encode(CANARY)));
    }
    // Somebody has the records open, and not the clinic's keys.
    let place = vault::Place::new(clinic.folder.path().join("clinic"));
    let vault = place.open_with_recovery(&clinic.recovery_code).unwrap();
    let db = vault.open_reader().unwrap();
    let sql = "SELECT count(*) FROM blob_part WHERE instr(bytes, ?1) > 0";
    let open: i64 = db.query_row(sql, [CANARY.as_bytes()], |row| row.get(0)).unwrap();
    let parts: i64 = db.query_row("SELECT count(*) FROM blob_part", [], |row| row.get(0)).unwrap();
    assert_eq!((open, parts), (0, 3));
    let sql = "SELECT count(*) FROM access WHERE instr(detail, ?1) > 0 OR instr(route, ?1) > 0";
    let told: i64 = db.query_row(sql, [CANARY], |row| row.get(0)).unwrap();
    assert_eq!(told, 0);
    drop(db);
    let log = clinic.log(&clinic.owner, json!({}));
    let of = |route: &str| log.iter().find(|entry| entry["route"] == route).cloned().unwrap();
    assert_eq!(of("attachments.add")["subject"], patient);
    assert_eq!(
        (&of("attachments.content")["subject"], text(&of("attachments.content"), "/what")),
        (&id, "view".to_owned())
    );
}

#[test]
fn one_request_adds_one_document() {
    let clinic = SmallClinic::new();
    let patient = clinic.register(&clinic.owner, "Lakshmi Iyer", "")["id"].clone();
    let request = kernel::RowId([7; 16]);
    let add = || {
        let args = form(&patient, &pdf(1_000), "Report");
        tests::ask_once(&clinic.desk, "attachments.add", args, &clinic.owner, request).unwrap()
    };
    assert_eq!(add()["id"], add()["id"]);
    let list = json!({ "patient_id": patient, "with_ended": true });
    let list = clinic.get(&clinic.owner, "attachments.of_patient", list);
    assert_eq!(list.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_copy_brings_documents_back_also_those_added_after_it() {
    let clinic = SmallClinic::new();
    let patient = clinic.register(&clinic.owner, "Lakshmi Iyer", "")["id"].clone();
    let before = attach(&clinic, &patient, &pdf(700_000), "Before the copy");
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    clinic.clock.advance_ms(3 * MINUTE);
    clinic.get(&clinic.owner, "desk.touch", json!({}));
    let after = attach(&clinic, &patient, &pdf(900_000), "After the copy");
    clinic.clock.advance_ms(MINUTE);
    assert_eq!(run(&clinic, &target, "ops"), "");
    assert!(!holds(stick.0.path(), CANARY));
    assert_eq!(run(&clinic, &target, "drill"), "", "the rows are what the ops make of them");

    let (_folder, desk) = computer();
    let choice = choices(&desk, &stick, None)[0].clone();
    begin(&desk, &choice, Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let session = text(&finish(&desk), "/session/token");
    for (id, length) in [(before, 700_000), (after, 900_000)] {
        let shown = ask(&desk, "attachments.content", json!({ "id": id }), Some(&session));
        assert_eq!(bytes(&shown.unwrap()), pdf(length), "{length}");
    }
}
