//! One day at the desk, from the door to the receipt, with no network.

use kernel::RowId;
use serde_json::{Value, json};
use tests::{SmallClinic, ask_once, text};

fn line(generic: &str, dose: &Value) -> Value {
    json!({
        "drug_id": "", "generic": generic, "brand": "", "form": "tablet", "strength": "500 mg",
        "route": "oral", "dose": dose["dose"], "quantity": dose["quantity"],
        "quantity_unit": dose["quantity_unit"], "note": "", "schedule": "H",
    })
}

#[test]
fn a_patient_is_registered_seen_prescribed_for_billed_and_paid() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let nurse = clinic.hire("nurse");
    let desk = clinic.hire("receptionist");
    let patient = clinic.register(&desk, "Sunita Pawar", "98765 43210");
    assert_eq!(text(&patient, "/reg_no"), "A-000001");
    assert_eq!(text(&patient, "/phone"), "9876543210");

    let token = clinic.get(
        &desk,
        "queue.give",
        json!({ "patient_id": patient["id"], "doctor_id": clinic.doctor_id(),
                "priority": "normal", "reason": "fever" }),
    );
    assert_eq!(text(&token, "/label"), "A1");

    let form = json!({
        "systolic": 128, "diastolic": 82, "pulse": 96, "respiration": null, "spo2": 98,
        "temp_decicelsius": 386, "weight_g": 61_500, "height_mm": 1580, "waist_mm": null,
        "muac_mm": null, "head_mm": null, "glucose_mg_dl": null, "pain": 0, "note": "",
    });
    let vitals = clinic.get(
        &nurse,
        "visits.record_vitals",
        json!({ "patient_id": patient["id"], "visit_id": null, "token_id": token["id"],
                "form": form }),
    );
    assert_eq!(vitals["bmi_tenths"], 246);
    assert_eq!(text(&vitals, "/flags/0/message"), "vitals-temp-high");

    let visit = clinic.get(
        &doctor,
        "visits.begin",
        json!({ "patient_id": patient["id"], "doctor_id": clinic.doctor_id(),
                "token_id": token["id"] }),
    );
    clinic.get(
        &doctor,
        "visits.save",
        json!({
            "visit_id": visit["id"], "complaint": "Fever for 3 days", "history": "",
            "examination": "Throat red", "advice": "Warm fluids", "plan_note": "",
            "follow_up_on": "2026-11-27", "orders": [],
            "diagnoses": [{ "id": null, "code": "J06.9", "name": "Acute upper respiratory infection",
                            "kind": "primary", "certainty": "provisional", "is_chronic": false }],
        }),
    );
    let mut lines = Vec::new();
    for (drug, dose) in [("Paracetamol", "1-0-1 x 5 pc"), ("Cetirizine", "hs 5 days")] {
        let read = json!({ "text": dose, "form": "tablet", "language": "mr" });
        let understood = clinic.get(&doctor, "prescriptions.read_dose", read);
        lines.push(line(drug, &understood));
    }
    clinic.get(
        &doctor,
        "prescriptions.save",
        json!({ "visit_id": visit["id"], "language": "mr", "lines": lines }),
    );
    let sheet = clinic.get(&doctor, "chart.sign", json!({ "visit_id": visit["id"] }));
    assert_eq!(text(&sheet, "/visit/status"), "signed");
    assert_eq!(sheet["prescription"]["number"], 1);

    let args = json!({ "patient_id": patient["id"], "visit_id": visit["id"] });
    let suggested = clinic.get(&desk, "billing.suggest", args);
    assert_eq!(text(&suggested, "/why"), "fee-new");
    let bill = clinic.get(
        &desk,
        "billing.issue",
        json!({
            "patient_id": patient["id"], "visit_id": visit["id"], "lines": suggested["lines"],
            "discount_paise": 0, "discount_reason": "", "buyer": null,
            "payments": [{ "method": "cash", "amount_paise": 20_000, "reference": "" }],
        }),
    );
    assert_eq!(text(&bill, "/printed_number"), "A/26-27/00001");
    assert_eq!(text(&bill, "/document"), "bill");
    assert_eq!(
        (bill["due_paise"].as_i64(), text(&bill, "/status")),
        (Some(30_000), "part_paid".into())
    );
    let rest = json!({
        "invoice_id": bill["id"],
        "payments": [{ "method": "upi", "amount_paise": 30_000, "reference": "412345678901" }],
    });
    let paid = clinic.get(&desk, "billing.pay", rest);
    assert_eq!(text(&paid, "/status"), "paid");

    let board = clinic.get(&desk, "queue.board", json!({ "day": null, "doctor_id": null }));
    assert_eq!(text(&board, "/0/stage"), "done");
    let summary = clinic.get(&doctor, "chart.summary", json!({ "patient_id": patient["id"] }));
    assert_eq!(summary["medicines"].as_array().map(Vec::len), Some(2));
    assert_eq!(summary["timeline"].as_array().map(Vec::len), Some(5));
}

#[test]
fn a_second_visit_within_the_window_is_free_and_later_it_is_not() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let fee = |why: &str, paise: i64| {
        let visit = clinic.get(
            &doctor,
            "visits.begin",
            json!({ "patient_id": patient["id"], "doctor_id": clinic.doctor_id(),
                    "token_id": null }),
        );
        let save = json!({
            "visit_id": visit["id"], "complaint": "Cough", "history": "", "examination": "",
            "advice": "", "plan_note": "", "follow_up_on": null, "diagnoses": [], "orders": [],
        });
        clinic.get(&doctor, "visits.save", save);
        clinic.get(&doctor, "chart.sign", json!({ "visit_id": visit["id"] }));
        let args = json!({ "patient_id": patient["id"], "visit_id": visit["id"] });
        let suggested = clinic.get(&clinic.owner, "billing.suggest", args);
        assert_eq!(text(&suggested, "/why"), why);
        assert_eq!(suggested["lines"][0]["price_paise"], paise);
        let bill = json!({
            "patient_id": patient["id"], "visit_id": visit["id"], "lines": suggested["lines"],
            "discount_paise": 0, "discount_reason": "", "buyer": null, "payments": [],
        });
        clinic.get(&clinic.owner, "billing.issue", bill);
    };
    let days = |count: i64| {
        // Twelve hours without a password close the vault; the doctor comes back each time.
        clinic.clock.set(kernel::Timestamp(tests::MORNING.0 + count * 86_400_000));
    };
    fee("fee-new", 50_000);
    days(7);
    fee("fee-follow-up-free", 0);
    days(8);
    fee("fee-follow-up", 30_000);
}

#[test]
fn a_double_click_issues_one_bill() {
    let clinic = SmallClinic::new();
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let bill = json!({
        "patient_id": patient["id"], "visit_id": null, "discount_paise": 0,
        "discount_reason": "", "buyer": null, "payments": [],
        "lines": [{ "service_id": null, "doctor_id": null, "description": "Dressing",
                    "sac": "999312", "quantity": 1, "price_paise": 20_000, "discount_paise": 0,
                    "tax_class": "exempt" }],
    });
    let request = RowId([7; 16]);
    let issue =
        || ask_once(&clinic.desk, "billing.issue", bill.clone(), &clinic.owner, request).unwrap();
    assert_eq!(issue()["id"], issue()["id"]);
    let list = json!({ "day": null, "patient_id": null, "only_due": false, "limit": 10 });
    let bills = clinic.get(&clinic.owner, "billing.list", list);
    assert_eq!(bills.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_consultation_is_billed_once_from_two_windows_and_again_after_it_was_taken_back() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let begin = json!({ "patient_id": patient["id"], "doctor_id": clinic.doctor_id(),
                        "token_id": null });
    let visit = clinic.get(&doctor, "visits.begin", begin);
    let about = json!({ "patient_id": patient["id"], "visit_id": visit["id"] });
    let suggested = clinic.get(&clinic.owner, "billing.suggest", about.clone());
    let bill = json!({
        "patient_id": patient["id"], "visit_id": visit["id"], "lines": suggested["lines"],
        "discount_paise": 0, "discount_reason": "", "buyer": null, "payments": [],
    });
    let first = clinic.get(&clinic.owner, "billing.issue", bill.clone());
    let second = clinic.ask(&clinic.owner, "billing.issue", bill.clone()).unwrap_err();
    assert_eq!(second.message, "errors-visit-billed");
    let suggested = clinic.get(&clinic.owner, "billing.suggest", about);
    assert_eq!(text(&suggested, "/why"), "fee-already-billed");
    assert_eq!(suggested["lines"], json!([]));
    let credit = json!({ "invoice_id": first["id"], "amount_paise": first["total_paise"],
                         "reason": "Wrong patient's name", "refund_method": null });
    clinic.get(&clinic.owner, "billing.credit", credit);
    clinic.get(&clinic.owner, "billing.issue", bill);
}

#[test]
fn a_corrected_bill_is_a_new_document_and_the_old_one_stays() {
    let clinic = SmallClinic::new();
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let bill = json!({
        "patient_id": patient["id"], "visit_id": null, "discount_paise": 0,
        "discount_reason": "", "buyer": null,
        "payments": [{ "method": "cash", "amount_paise": 20_000, "reference": "" }],
        "lines": [{ "service_id": null, "doctor_id": null, "description": "Dressing",
                    "sac": "999312", "quantity": 1, "price_paise": 20_000, "discount_paise": 0,
                    "tax_class": "exempt" }],
    });
    let bill = clinic.get(&clinic.owner, "billing.issue", bill);
    let credit = |amount: i64, method: Value| {
        let args = json!({ "invoice_id": bill["id"], "amount_paise": amount,
                           "reason": "Wrong service", "refund_method": method });
        clinic.ask(&clinic.owner, "billing.credit", args)
    };
    assert_eq!(credit(5_000, Value::Null).unwrap_err().field.as_deref(), Some("refund_method"));
    assert!(credit(25_000, json!("cash")).is_err());
    let after = credit(20_000, json!("cash")).unwrap();
    assert_eq!(text(&after, "/status"), "credited");
    assert_eq!(after["total_paise"], 20_000);
    assert_eq!(after["paid_paise"], 0);
    assert_eq!(text(&after, "/credit_notes/0/printed_number"), "AC/26-27/00001");
    assert!(credit(1, json!("cash")).is_err());
}
