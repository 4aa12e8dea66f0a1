//! The doctor's round: notes that stay as they were signed, orders that are started, stopped
//! and replaced, and one on the telephone that waits for its doctor.

use kernel::Timestamp;
use serde_json::{Value, json};
use tests::{SmallClinic, text};

pub const HOUR_MS: i64 = 3_600_000;

/// A patient of 34 years in the house since now, with nothing ordered.
pub fn admit(clinic: &SmallClinic, name: &str) -> Value {
    let patient = clinic.register(&clinic.owner, name, "");
    admit_patient(clinic, &patient, "emergency")
}

pub fn admit_patient(clinic: &SmallClinic, patient: &Value, kind: &str) -> Value {
    clinic.get(
        &clinic.owner,
        "wards.admit",
        json!({
            "patient_id": patient["id"], "visit_id": null, "kind": kind,
            "doctor_id": clinic.doctor_id(), "diagnosis": "Community-acquired pneumonia",
            "admitted_at": null, "bed_id": null, "class_id": null, "reason": "",
            "mother_id": null, "is_mlc": false, "mlc_number": "", "relatives": [], "note": "",
            "expected_until": null, "deposits": [],
        }),
    )
}

/// An order of one medicine, dosed as a doctor types it.
pub fn medicine(clinic: &SmallClinic, session: &str, generic: &str, dose: &str) -> Value {
    let read = json!({ "text": dose, "form": "injection", "language": "en" });
    let understood = clinic.get(session, "prescriptions.read_dose", read);
    let mut form = order("medicine", "");
    form["line"] = json!({
        "drug_id": "", "generic": generic, "brand": "", "form": "injection", "strength": "1 g",
        "route": "iv", "dose": understood["dose"], "quantity": 0, "quantity_unit": "",
        "note": "", "schedule": "",
    });
    form
}

pub fn order(kind: &str, what: &str) -> Value {
    json!({
        "kind": kind, "text": what, "line": null, "task": "other", "every_minutes": null,
        "spo2_scale": null, "max_per_day": null, "gap_minutes": null, "is_first_now": false,
        "started_at": null, "warning_reason": "",
    })
}

pub fn place(clinic: &SmallClinic, doctor: &str, admission: &Value, form: Value) -> Value {
    let args = json!({ "admission_id": admission["id"], "form": form });
    clinic.get(doctor, "rounds.order", args)
}

/// So many minutes after the clinic's first morning, 10:00.
pub fn at(clinic: &SmallClinic, minutes: i64) -> Timestamp {
    let now = Timestamp(tests::MORNING.0 + minutes * 60_000);
    clinic.clock.set(now);
    now
}

fn rounds(clinic: &SmallClinic, session: &str, admission: &Value) -> Value {
    clinic.get(session, "rounds.open", json!({ "admission_id": admission["id"] }))
}

#[test]
fn a_note_is_frozen_when_it_is_signed_and_takes_dated_addenda() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let nurse = clinic.hire("nurse");
    let admission = admit(&clinic, "Sunita Pawar");
    let note = |seen_at: Value, plan: &str| {
        json!({
            "admission_id": admission["id"], "kind": "progress", "seen_at": seen_at,
            "subjective": "Less breathless", "objective": "Crepitations right base",
            "assessment": "", "plan": plan,
        })
    };
    at(&clinic, 60);
    let signed = clinic.get(&doctor, "rounds.sign_note", note(Value::Null, "Go on"));
    assert_eq!(text(&signed, "/signed_by"), "Dr Kavita Rao");
    let late = json!(tests::MORNING.0 + 60_000);
    clinic.get(&doctor, "rounds.sign_note", note(late, "Written down late"));
    let added = json!({ "note_id": signed["id"], "text": "X-ray seen: right lower lobe" });
    clinic.get(&doctor, "rounds.add_addendum", added.clone());
    let sheet = rounds(&clinic, &nurse, &admission);
    assert_eq!(text(&sheet, "/notes/0/plan"), "Go on");
    assert_eq!(text(&sheet, "/notes/0/addenda/0/text"), "X-ray seen: right lower lobe");
    assert_eq!(text(&sheet, "/notes/1/plan"), "Written down late");

    let refused = |args: Value| {
        let error = clinic.ask(&doctor, "rounds.sign_note", args).unwrap_err();
        (error.field.unwrap_or_default(), error.message.into_owned())
    };
    let ahead = json!(at(&clinic, 60).0 + 6 * 60_000);
    assert_eq!(refused(note(ahead, "x")), ("seen_at".into(), "errors-in-future".into()));
    let before = json!(tests::MORNING.0 - 1);
    assert_eq!(refused(note(before, "x")), ("seen_at".into(), "errors-before-admission".into()));
    let mut empty = note(Value::Null, " ");
    empty["subjective"] = json!("");
    empty["objective"] = json!(" ");
    assert_eq!(refused(empty), ("subjective".into(), "errors-empty-note".into()));
    assert!(clinic.ask(&nurse, "rounds.add_addendum", added).is_err(), "a nurse writes no rounds");
}

#[test]
fn a_changed_order_ends_the_old_one_and_names_it() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let admission = admit(&clinic, "Sunita Pawar");
    let first =
        place(&clinic, &doctor, &admission, medicine(&clinic, &doctor, "Ceftriaxone", "q12h"));
    assert_eq!(text(&first, "/state"), "current");
    at(&clinic, 240);
    let change = |reason: &str, form: Value| {
        let args = json!({ "order_id": first["id"], "reason": reason, "form": form });
        clinic.ask(&doctor, "rounds.change_order", args)
    };
    let other = medicine(&clinic, &doctor, "Ceftriaxone", "q8h");
    assert_eq!(change(" ", other.clone()).unwrap_err().field.as_deref(), Some("reason"));
    let error = change("Worse", order("diet", "Soft diet")).unwrap_err();
    assert_eq!(error.message, "errors-order-other-kind");
    let second = change("Worse", other.clone()).unwrap();
    assert_eq!(second["replaces"], first["id"]);
    assert_eq!(change("Again", other).unwrap_err().message, "errors-order-stopped");
    let sheet = rounds(&clinic, &doctor, &admission);
    let old = &sheet["orders"][1];
    assert_eq!(
        (text(old, "/state"), text(old, "/stop/reason")),
        ("stopped".into(), "Worse".into())
    );
    assert_eq!(old["replaced_by"], second["id"]);
    assert_eq!(old["next_due"], Value::Null);
    let stop = json!({ "order_id": second["id"], "stopped_at": null, "reason": "Course over" });
    clinic.get(&doctor, "rounds.stop_order", stop);
    let sheet = rounds(&clinic, &doctor, &admission);
    assert_eq!(text(&sheet, "/orders/0/state"), "stopped");
}

#[test]
fn a_verbal_order_holds_at_once_and_waits_for_its_doctor() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let nurse = clinic.hire("nurse");
    let admission = admit(&clinic, "Sunita Pawar");
    let form = medicine(&clinic, &nurse, "Paracetamol", "stat");
    assert!(
        clinic
            .ask(&nurse, "rounds.order", json!({ "admission_id": admission["id"], "form": form }))
            .is_err(),
        "a nurse orders nothing in her own name"
    );
    let said = |is_read_back: bool| {
        json!({ "admission_id": admission["id"], "doctor_id": clinic.doctor_id(),
                "is_read_back": is_read_back, "form": form })
    };
    let error = clinic.ask(&nurse, "rounds.verbal_order", said(false)).unwrap_err();
    assert_eq!(error.message, "errors-not-read-back");
    let order = clinic.get(&nurse, "rounds.verbal_order", said(true));
    assert_eq!(order["awaits_counter_sign"], true);
    assert_eq!(text(&order, "/doctor_name"), "Dr Kavita Rao");
    assert_eq!(text(&order, "/entered_by"), "Some nurse");
    assert_eq!(rounds(&clinic, &doctor, &admission)["awaiting_counter_sign"], 1);
    let sign = json!({ "order_id": order["id"] });
    assert!(clinic.ask(&nurse, "rounds.counter_sign", sign.clone()).is_err());
    let signed = clinic.get(&doctor, "rounds.counter_sign", sign.clone());
    assert_eq!(text(&signed, "/counter_sign/by"), "Dr Kavita Rao");
    let again = clinic.ask(&doctor, "rounds.counter_sign", sign).unwrap_err();
    assert_eq!(again.message, "errors-nothing-to-sign");
    assert_eq!(rounds(&clinic, &doctor, &admission)["awaiting_counter_sign"], 0);
}

#[test]
fn an_allergy_and_a_duplicate_ask_why_before_they_are_ordered() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let allergy = json!({ "patient_id": patient["id"], "substance": "Penicillin",
                          "reaction": "rash", "severity": "severe" });
    clinic.get(&doctor, "visits.add_allergy", allergy);
    let admission = admit_patient(&clinic, &patient, "emergency");
    let ask = |form: &Value| {
        let args = json!({ "admission_id": admission["id"], "form": form });
        clinic.ask(&doctor, "rounds.order", args)
    };
    let check = json!({ "admission_id": admission["id"], "drug_id": "", "generic": "Amoxicillin",
                        "brand": "", "replaces": null });
    let warned = clinic.get(&doctor, "rounds.check_order", check);
    assert_eq!(text(&warned, "/0/kind"), "allergy");
    let mut form = medicine(&clinic, &doctor, "Amoxicillin", "tds 5 days");
    let refused = ask(&form).unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("warning_reason"));
    assert_eq!(refused.message, "errors-order-allergy");
    form["warning_reason"] = json!("Rash was measles; tolerated since");
    assert_eq!(ask(&form).unwrap()["warning_reason"], form["warning_reason"]);

    let mut twice = medicine(&clinic, &doctor, "Tramadol + Paracetamol", "bd");
    ask(&twice).unwrap();
    twice = medicine(&clinic, &doctor, "Paracetamol", "tds");
    assert_eq!(ask(&twice).unwrap_err().message, "errors-order-duplicate");
}

#[test]
fn orders_that_cannot_be_are_refused_at_their_field() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let admission = admit(&clinic, "Sunita Pawar");
    let refused = |form: Value| {
        let args = json!({ "admission_id": admission["id"], "form": form });
        let error = clinic.ask(&doctor, "rounds.order", args).unwrap_err();
        (error.field.unwrap_or_default(), error.message.into_owned())
    };
    let is = |field: &str, message: &str| (field.to_owned(), message.to_owned());
    assert_eq!(refused(order("medicine", "")), is("drug", "errors-order-no-drug"));
    assert_eq!(refused(order("test", " ")), is("text", "errors-required"));
    let sos = medicine(&clinic, &doctor, "Paracetamol", "sos fever");
    assert_eq!(refused(sos.clone()), is("max_per_day", "errors-as-needed-most"));
    let mut no_gap = sos.clone();
    no_gap["max_per_day"] = json!(4);
    assert_eq!(refused(no_gap), is("gap_minutes", "errors-as-needed-gap"));
    let mut early = order("test", "Chest X-ray");
    early["started_at"] = json!(tests::MORNING.0 - 60_000);
    assert_eq!(refused(early), is("started_at", "errors-before-admission"));
    let mut far = order("test", "Chest X-ray");
    far["started_at"] = json!(tests::MORNING.0 + 8 * 24 * HOUR_MS);
    assert_eq!(refused(far), is("started_at", "errors-order-too-far"));
    let mut often = order("nursing", "TPR");
    often["every_minutes"] = json!(5);
    assert_eq!(refused(often), is("every_minutes", "errors-out-of-range"));
    let mut nothing = medicine(&clinic, &doctor, "Ceftriaxone", "1-0-1");
    for slot in ["morning", "night"] {
        nothing["line"]["dose"]["when"][slot] = json!(0);
    }
    assert_eq!(refused(nothing), is("dose", "errors-dose-empty"));
}

fn result(order: &Value, value: &str) -> Value {
    json!({ "order_id": order["id"], "form": {
        "value": value, "unit": "g/dl", "resulted_at": null, "is_outside": false, "source": "",
        "corrects": null, "correction_reason": "",
    } })
}

fn with(mut args: Value, more: Value) -> Value {
    for (field, value) in more.as_object().unwrap() {
        args["form"][field] = value.clone();
    }
    args
}

#[test]
fn a_test_waits_for_its_result_which_is_corrected_and_never_rewritten() {
    let clinic = SmallClinic::new();
    let (doctor, nurse) = (clinic.hire("doctor"), clinic.hire("nurse"));
    let admission = admit(&clinic, "Sunita Pawar");
    let test = place(&clinic, &doctor, &admission, order("test", "CBC"));
    assert_eq!((&test["awaits_result"], &test["results"]), (&json!(true), &json!([])));
    at(&clinic, 60);
    let first = clinic.get(&nurse, "rounds.record_result", result(&test, " 11.2 "));
    assert_eq!(first["awaits_result"], false);
    assert_eq!(text(&first, "/results/0/value"), "11.2");
    assert_eq!(text(&first, "/results/0/by"), "Some nurse");
    let wrong = first["results"][0]["id"].clone();

    // Corrected by a new one; the wrong one stays and says so.
    let correct = |value: &str, reason: &str| {
        let more = json!({ "corrects": wrong, "correction_reason": reason });
        clinic.ask(&doctor, "rounds.record_result", with(result(&test, value), more))
    };
    assert_eq!(correct("12.1", " ").unwrap_err().field.as_deref(), Some("correction_reason"));
    let corrected = correct("12.1", "Misread").unwrap();
    let shown: Vec<(String, bool)> = corrected["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "/value"), one["is_current"] == true))
        .collect();
    assert_eq!(shown, [("12.1".to_owned(), true), ("11.2".to_owned(), false)]);
    assert_eq!(correct("13", "Again").unwrap_err().message, "errors-corrected-already");

    // Taken back: it was another patient's, and the test waits again.
    let second = corrected["results"][0]["id"].clone();
    let back = json!({ "corrects": second, "correction_reason": "Another patient's report" });
    let back = with(result(&test, ""), back);
    let back = clinic.get(&nurse, "rounds.record_result", back);
    assert_eq!(back["awaits_result"], true);
    assert!(back["results"].as_array().unwrap().iter().all(|one| one["is_current"] == false));
}

#[test]
fn a_result_that_cannot_be_is_refused() {
    let clinic = SmallClinic::new();
    let (doctor, nurse) = (clinic.hire("doctor"), clinic.hire("nurse"));
    let desk = clinic.hire("receptionist");
    let admission = admit(&clinic, "Sunita Pawar");
    let test = place(&clinic, &doctor, &admission, order("test", "CBC"));
    let diet = place(&clinic, &doctor, &admission, order("diet", "Soft diet"));
    let refused = |args: Value| {
        let error = clinic.ask(&nurse, "rounds.record_result", args).unwrap_err();
        (error.field.unwrap_or_default(), error.message.into_owned())
    };
    let is = |field: &str, message: &str| (field.to_owned(), message.to_owned());
    assert_eq!(refused(result(&diet, "11")), is("", "errors-result-of-test"));
    assert_eq!(refused(result(&test, " ")), is("value", "errors-required"));
    let ahead = json!({ "resulted_at": tests::MORNING.0 + HOUR_MS });
    assert_eq!(
        refused(with(result(&test, "11"), ahead.clone())),
        is("resulted_at", "errors-in-future")
    );
    let outside = json!({ "is_outside": true, "resulted_at": tests::MORNING.0 + HOUR_MS });
    assert_eq!(refused(with(result(&test, "11"), outside)), is("resulted_at", "errors-in-future"));
    let before = json!({ "resulted_at": tests::MORNING.0 - HOUR_MS });
    assert_eq!(
        refused(with(result(&test, "11"), before)),
        is("resulted_at", "errors-before-admission")
    );
    let other = place(&clinic, &doctor, &admission, order("test", "ESR"));
    let known = clinic.get(&nurse, "rounds.record_result", result(&other, "40"));
    let elsewhere = json!({ "corrects": known["results"][0]["id"], "correction_reason": "x" });
    assert_eq!(
        refused(with(result(&test, "11"), elsewhere)),
        is("corrects", "errors-result-other-order")
    );
    assert!(clinic.ask(&desk, "rounds.record_result", result(&test, "11")).is_err());
    assert_eq!(rounds(&clinic, &nurse, &admission)["orders"][2]["results"], json!([]));
    // A report that the relatives bring may be older than the admission.
    let brought = json!({ "resulted_at": tests::MORNING.0 - 48 * HOUR_MS, "is_outside": true,
                          "source": "Metro Laboratory" });
    let kept = clinic.get(&nurse, "rounds.record_result", with(result(&test, "10.9"), brought));
    assert_eq!(text(&kept, "/results/0/source"), "Metro Laboratory");
}
