//! Bad input is refused at its field, in words, and nothing is kept of it.

use kernel::Code;
use serde_json::{Value, json};
use tests::{SmallClinic, patient_form};

fn refused(clinic: &SmallClinic, field: &str, change: impl FnOnce(&mut Value)) -> (String, String) {
    let mut form = patient_form("Sunita Pawar");
    change(&mut form);
    let args = json!({ "form": form, "is_not_duplicate": true });
    let error = clinic.ask(&clinic.owner, "patients.register", args).expect_err(field);
    (error.field.unwrap_or_default(), error.message.into_owned())
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    let clinic = SmallClinic::new();
    type Change = Box<dyn FnOnce(&mut Value)>;
    let cases: [(&str, &str, Change); 9] = [
        ("name", "errors-required", Box::new(|form| form["name"] = json!("   "))),
        ("sex", "errors-required", Box::new(|form| form["sex"] = Value::Null)),
        ("age", "errors-age-or-birth", Box::new(|form| form["age"] = Value::Null)),
        ("age", "errors-age-too-high", Box::new(|form| form["age"]["years"] = json!(131))),
        (
            "birth_date",
            "errors-birth-in-future",
            Box::new(|form| {
                form["birth_date"] = json!("2027-01-01");
            }),
        ),
        ("phone", "errors-phone-letters", Box::new(|form| form["phone"] = json!("98765abcde"))),
        ("pin", "errors-pin", Box::new(|form| form["pin"] = json!("12"))),
        (
            "aadhaar_last4",
            "errors-aadhaar-last4",
            Box::new(|form| {
                form["aadhaar_last4"] = json!("123456789012");
            }),
        ),
        (
            "guardian_name",
            "errors-guardian-needed",
            Box::new(|form| {
                form["age"]["years"] = json!(0);
            }),
        ),
    ];
    for (field, message, change) in cases {
        assert_eq!(refused(&clinic, field, change), (field.to_owned(), message.to_owned()));
    }
    let found = clinic.get(&clinic.owner, "patients.find", json!({ "text": "", "limit": 10 }));
    assert_eq!(found, json!([]));
}

#[test]
fn the_31st_of_february_is_no_date_at_all() {
    let clinic = SmallClinic::new();
    let mut form = patient_form("Sunita Pawar");
    form["birth_date"] = json!("1990-02-31");
    let args = json!({ "form": form, "is_not_duplicate": true });
    let error = clinic.ask(&clinic.owner, "patients.register", args).unwrap_err();
    assert_eq!(error.code, Code::Invalid);
}

#[test]
fn ages_of_nought_and_of_130_are_registered() {
    let clinic = SmallClinic::new();
    for years in [0, 130] {
        let mut form = patient_form("Sunita Pawar");
        form["age"]["years"] = json!(years);
        form["guardian_name"] = json!("Ramesh Pawar");
        let args = json!({ "form": form, "is_not_duplicate": true });
        clinic.get(&clinic.owner, "patients.register", args);
    }
}

#[test]
fn negative_money_and_too_much_of_it_are_refused() {
    let clinic = SmallClinic::new();
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let issue = |price: i64, discount: i64, paid: i64| {
        let bill = json!({
            "patient_id": patient["id"], "visit_id": null, "discount_paise": discount,
            "discount_reason": "Staff", "buyer": null,
            "payments": [{ "method": "cash", "amount_paise": paid, "reference": "" }],
            "lines": [{ "service_id": null, "doctor_id": null, "description": "Dressing",
                        "sac": "", "quantity": 1, "price_paise": price, "discount_paise": 0,
                        "tax_class": "exempt" }],
        });
        clinic.ask(&clinic.owner, "billing.issue", bill).unwrap_err().field.unwrap_or_default()
    };
    assert_eq!(issue(-100, 0, 100), "lines.0.price_paise");
    assert_eq!(issue(10_000, -5, 100), "discount_paise");
    assert_eq!(issue(10_000, 20_000, 100), "discount_paise");
    assert_eq!(issue(10_000, 0, 10_100), "payments.0.amount_paise");
    assert_eq!(issue(10_000, 0, -100), "payments.0.amount_paise");
    assert_eq!(issue(i64::MAX, 0, 100), "lines.0.price_paise");
}

#[test]
fn a_discount_needs_a_reason_and_above_the_limit_an_owner() {
    let clinic = SmallClinic::new();
    let desk = clinic.hire("receptionist");
    let patient = clinic.register(&desk, "Sunita Pawar", "");
    let issue = |session: &str, discount: i64, reason: &str| {
        let bill = json!({
            "patient_id": patient["id"], "visit_id": null, "discount_paise": discount,
            "discount_reason": reason, "buyer": null, "payments": [],
            "lines": [{ "service_id": null, "doctor_id": null, "description": "Dressing",
                        "sac": "", "quantity": 1, "price_paise": 10_000, "discount_paise": 0,
                        "tax_class": "exempt" }],
        });
        clinic.ask(session, "billing.issue", bill)
    };
    assert_eq!(issue(&desk, 1000, "").unwrap_err().field.as_deref(), Some("discount_reason"));
    assert_eq!(issue(&desk, 2001, "Poor").unwrap_err().message, "errors-discount-limit");
    issue(&desk, 2000, "Poor").unwrap();
    issue(&clinic.owner, 9000, "Poor").unwrap();
}

#[test]
fn a_likely_duplicate_is_shown_before_it_is_saved() {
    let clinic = SmallClinic::new();
    clinic.register(&clinic.owner, "Lakshmi Iyer", "9876543210");
    let mut form = patient_form("Laxmi Iyer");
    form["phone"] = json!("9876543210");
    let register = |is_not_duplicate: bool| {
        let args = json!({ "form": form, "is_not_duplicate": is_not_duplicate });
        clinic.ask(&clinic.owner, "patients.register", args)
    };
    let refused = register(false).unwrap_err();
    assert_eq!((refused.code, &*refused.message), (Code::Conflict, "errors-possible-duplicate"));
    register(true).unwrap();
    // Another person behind the same phone is a family.
    let mut form = patient_form("Venkat Iyer");
    form["sex"] = json!("male");
    form["phone"] = json!("9876543210");
    let args = json!({ "form": form, "is_not_duplicate": false });
    clinic.get(&clinic.owner, "patients.register", args);
}

#[test]
fn a_signed_visit_takes_addenda_and_nothing_else() {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let patient = clinic.register(&clinic.owner, "Sunita Pawar", "");
    let args = json!({ "patient_id": patient["id"], "doctor_id": clinic.doctor_id(),
                       "token_id": null });
    let visit = clinic.get(&doctor, "visits.begin", args);
    let save = |complaint: &str| {
        json!({
            "visit_id": visit["id"], "complaint": complaint, "history": "", "examination": "",
            "advice": "", "plan_note": "", "follow_up_on": null, "diagnoses": [], "orders": [],
        })
    };
    let sign = json!({ "visit_id": visit["id"] });
    assert_eq!(
        clinic.ask(&doctor, "chart.sign", sign.clone()).unwrap_err().message,
        "errors-empty-visit"
    );
    let note = json!({ "visit_id": visit["id"], "text": "Called back" });
    assert!(clinic.ask(&doctor, "visits.add_addendum", note.clone()).is_err());
    clinic.get(&doctor, "visits.save", save("Cough"));
    clinic.get(&doctor, "chart.sign", sign.clone());
    let refused = clinic.ask(&doctor, "visits.save", save("Changed")).unwrap_err();
    assert_eq!(refused.code, Code::Frozen);
    clinic.get(&doctor, "visits.add_addendum", note);
    let sheet = clinic.get(&doctor, "chart.visit", sign);
    assert_eq!(sheet["visit"]["complaint"], "Cough");
    assert_eq!(sheet["addenda"][0]["text"], "Called back");
}
