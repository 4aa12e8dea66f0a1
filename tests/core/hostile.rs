//! Two hundred hostile names go through every screen's questions and every paper: nothing
//! breaks, and the text comes out as it went in.

use serde_json::{Value, json};
use tests::{SmallClinic, text};

fn hostile_names() -> Vec<String> {
    let seeds: Vec<String> =
        serde_json::from_str(include_str!("../data/hostile_names.json")).expect("names");
    let mut names = seeds.clone();
    names.extend(seeds.iter().map(|seed| format!("{seed} Kumar")));
    names.extend(seeds.iter().map(|seed| format!("Asha {seed}")));
    names.extend(seeds.iter().map(|seed| seed.repeat(40)));
    names.push("x".repeat(10_000));
    names.push("अ".repeat(10_000));
    names
}

#[test]
fn hostile_names_come_out_as_they_went_in() {
    let clinic = SmallClinic::new();
    clinic.hire("doctor");
    let doctor_id = clinic.doctor_id();
    let names = hostile_names();
    assert!(names.len() >= 200);
    for (at, name) in names.iter().enumerate() {
        let patient = clinic.register(&clinic.owner, name, "");
        let id = patient["id"].clone();
        assert_eq!(text(&patient, "/name"), name.trim());
        let opened = clinic.get(&clinic.owner, "patients.open", json!({ "id": id }));
        assert_eq!(text(&opened, "/name"), name.trim());
        clinic.get(&clinic.owner, "patients.find", json!({ "text": name, "limit": 20 }));
        let asked = json!({ "name": name, "sex": "female", "birth_date": null,
                            "age_years": 34, "phone": name });
        clinic.get(&clinic.owner, "patients.duplicates", asked);
        // Papers take longer than questions: each kind for every fifth name.
        if at % 5 == 0 {
            papers(&clinic, &id, &doctor_id, name);
        }
    }
}

fn papers(clinic: &SmallClinic, id: &Value, doctor_id: &Value, name: &str) {
    let card = clinic.get(&clinic.owner, "patients.card", json!({ "id": id }));
    assert!(text(&card, "/pdf_base64").starts_with("JVBERi"));
    let give = json!({ "patient_id": id, "doctor_id": doctor_id, "priority": "normal",
                       "reason": name });
    let token = clinic.get(&clinic.owner, "queue.give", give);
    clinic.get(&clinic.owner, "queue.slip", json!({ "token_id": token["id"] }));
    let bill = json!({
        "patient_id": id, "visit_id": null, "discount_paise": 0, "discount_reason": "",
        "buyer": null, "payments": [],
        "lines": [{ "service_id": null, "doctor_id": null, "description": name, "sac": "",
                    "quantity": 1, "price_paise": 100, "discount_paise": 0,
                    "tax_class": "exempt" }],
    });
    let bill = clinic.get(&clinic.owner, "billing.issue", bill);
    for sheet in ["a5", "roll80"] {
        let args = json!({ "invoice_id": bill["id"], "sheet": sheet });
        clinic.get(&clinic.owner, "billing.paper", args);
    }
    let board = clinic.get(&clinic.owner, "queue.board", json!({ "day": null, "doctor_id": null }));
    let names =
        board.as_array().map(|rows| rows.iter().any(|row| row["patient_name"] == name.trim()));
    assert_eq!(names, Some(true));
}
