//! A stay in the wards, from the bed to the bill, and what is refused on the way.

use kernel::Result;
use serde_json::{Value, json};
use tests::{SmallClinic, text};

const HOUR: i64 = 3_600_000;

struct House {
    clinic: SmallClinic,
    desk: String,
    nurse: String,
    cashier: String,
    class: Value,
    beds: Value,
    ward: Value,
}

fn house() -> House {
    let clinic = SmallClinic::new();
    clinic.hire("doctor");
    let (desk, nurse, cashier) =
        (clinic.hire("receptionist"), clinic.hire("nurse"), clinic.hire("cashier"));
    let owner = clinic.owner.clone();
    let class = clinic.get(
        &owner,
        "wards.save_class",
        json!({ "id": null, "name": "General", "is_critical_care": false, "rank": 1,
                "is_active": true }),
    );
    clinic.get(
        &owner,
        "wards.save_tariff",
        json!({ "id": null, "class_id": class["id"], "since": "2026-01-01",
                "rent_paise": 120_000, "note": "" }),
    );
    let ward = clinic.get(
        &owner,
        "wards.save_ward",
        json!({ "id": null, "name": "Female ward", "floor": "1", "admits": "women", "rank": 1,
                "is_active": true }),
    );
    let beds = clinic.get(
        &owner,
        "wards.add_beds",
        json!({ "ward_id": ward["id"], "class_id": class["id"], "labels": "101–104",
                "kind": "bed", "room": "Hall" }),
    );
    House { clinic, desk, nurse, cashier, class, beds, ward }
}

fn admission(house: &House, patient: &Value, bed: usize) -> Value {
    json!({
        "patient_id": patient["id"], "visit_id": null, "kind": "emergency",
        "doctor_id": house.clinic.doctor_id(), "diagnosis": "Dengue fever", "admitted_at": null,
        "bed_id": house.beds[bed]["id"], "class_id": null, "reason": "", "mother_id": null,
        "is_mlc": false, "mlc_number": "", "note": "", "expected_until": null,
        "relatives": [{ "name": "Ramesh Pawar", "relation": "Husband", "phone": "9876543210" }],
        "deposits": [],
    })
}

impl House {
    fn get(&self, route: &str, args: Value) -> Value {
        self.clinic.get(&self.desk, route, args)
    }

    fn ask(&self, route: &str, args: Value) -> Result<Value> {
        self.clinic.ask(&self.desk, route, args)
    }

    fn refused(&self, route: &str, args: Value) -> (String, String) {
        let error = self.ask(route, args).expect_err("a refusal");
        (error.message.into_owned(), error.field.unwrap_or_default())
    }

    fn now(&self) -> i64 {
        kernel::Clock::now(&*self.clinic.clock).0
    }

    /// Time goes by at the wall; nobody is signed out meanwhile.
    fn wait(&self, ms: i64) {
        self.clinic.clock.set(kernel::Timestamp(self.now() + ms));
    }

    fn running(&self, admission: &Value) -> Value {
        let args = json!({ "admission_id": admission["id"], "discount_paise": 0 });
        self.get("wards.running", args)
    }
}

#[test]
fn a_stay_from_the_bed_to_the_bill() {
    let house = house();
    let patient = house.clinic.register(&house.desk, "Sunita Pawar", "98765 43210");
    let mut form = admission(&house, &patient, 0);
    form["deposits"] = json!([{ "method": "cash", "amount_paise": 500_000, "reference": "" }]);
    let admitted = house.get("wards.admit", form);
    assert_eq!(text(&admitted, "/printed_number"), "AI/26-27/00001");
    assert_eq!(text(&admitted, "/place/bed"), "101");

    house.wait(20 * HOUR);
    let charges = json!([
        { "kind": "visit", "service_id": null, "doctor_id": house.clinic.doctor_id(),
          "description": "", "quantity": 2, "price_paise": null, "tax_class": null, "day": null },
        { "kind": "consumable", "service_id": null, "doctor_id": null,
          "description": "IV set", "quantity": 3, "price_paise": 12_000, "tax_class": null,
          "day": null },
    ]);
    let added = house.clinic.get(
        &house.nurse,
        "wards.add_charges",
        json!({ "admission_id": admitted["id"], "charges": charges }),
    );
    assert_eq!(text(&added, "/0/description"), "Visit, Dr Kavita Rao");
    house.clinic.get(
        &house.nurse,
        "wards.reverse_charge",
        json!({ "charge_id": added[1]["id"], "reason": "Not used" }),
    );
    // From ten to six in the morning by way of noon: two days from noon to noon.
    let running = house.running(&admitted);
    assert_eq!(running["subtotal_paise"], 2 * 120_000 + 2 * 50_000);
    assert_eq!(running["due_paise"], 340_000 - 500_000);

    // The bill: paid from the deposit, the rest given back.
    let bill = house.clinic.get(
        &house.cashier,
        "wards.issue_bill",
        json!({ "admission_id": admitted["id"], "discount_paise": 0, "discount_reason": "",
                "buyer": null, "payments": [] }),
    );
    assert_eq!((&bill["total_paise"], &bill["due_paise"]), (&json!(340_000), &json!(0)));
    assert_eq!(text(&bill, "/status"), "paid");
    let again = house.refused(
        "wards.issue_bill",
        json!({ "admission_id": admitted["id"], "discount_paise": 0, "discount_reason": "",
                "buyer": null, "payments": [] }),
    );
    assert_eq!(again.0, "errors-nothing-to-bill");
    let back = |amount: i64| {
        json!({ "admission_id": admitted["id"], "note": "Bill settled",
                "payment": { "method": "cash", "amount_paise": amount, "reference": "" } })
    };
    let too_much = house.clinic.ask(&house.cashier, "wards.give_back_deposit", back(160_001));
    assert_eq!(too_much.unwrap_err().message, "errors-deposit-left");
    let returned = house.clinic.get(&house.cashier, "wards.give_back_deposit", back(160_000));
    assert_eq!(returned["amount_paise"], -160_000);
    assert_eq!(house.running(&admitted)["due_paise"], 0);
    let day = house.clinic.get(&house.cashier, "billing.day", json!({ "day": "2026-11-22" }));
    assert_eq!(day["total_paise"], 500_000, "the deposit came in on its day, once");

    // A credit note for all opens the charges again and gives the deposit free.
    house.clinic.get(
        &house.cashier,
        "billing.credit",
        json!({ "invoice_id": bill["id"], "amount_paise": 340_000, "reason": "Wrong discount",
                "refund_method": null }),
    );
    let running = house.running(&admitted);
    assert_eq!(running["subtotal_paise"], 340_000);
    assert_eq!(running["deposit_left_paise"], 340_000);
    assert_eq!(running["due_paise"], 0);
}

#[test]
fn room_rent_is_taxed_by_the_day_in_a_clinic_with_a_gstin() {
    for (rent, tax) in [(499_999, 0), (500_000, 0), (500_001, 25_000)] {
        let house = house();
        let owner = &house.clinic.owner;
        let mut form = house.clinic.get(owner, "settings.clinic", json!({}));
        form["gstin"] = json!("27AAPFU0939F1ZV");
        form["round_to_paise"] = json!(0);
        house.clinic.get(owner, "settings.change_clinic", json!({ "form": form }));
        let tariff = json!({ "id": null, "class_id": house.class["id"], "since": "2026-06-01",
                             "rent_paise": rent, "note": "" });
        house.clinic.get(owner, "wards.save_tariff", tariff);
        let patient = house.clinic.register(&house.desk, "Sunita Pawar", "");
        let admitted = house.get("wards.admit", admission(&house, &patient, 0));
        let running = house.running(&admitted);
        assert_eq!(running["subtotal_paise"], rent);
        assert_eq!(running["tax_paise"], tax, "{rent}");
        let bill = house.clinic.get(
            &house.cashier,
            "wards.issue_bill",
            json!({ "admission_id": admitted["id"], "discount_paise": 0, "discount_reason": "",
                    "buyer": null, "payments": [] }),
        );
        let document = if tax > 0 { "tax_invoice" } else { "bill_of_supply" };
        assert_eq!(text(&bill, "/document"), document);
    }
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let house = house();
    let patient = house.clinic.register(&house.desk, "Sunita Pawar", "");
    let other = house.clinic.register(&house.desk, "Asha Jadhav", "");
    let good = admission(&house, &patient, 0);
    let with = |field: &str, value: Value| {
        let mut form = good.clone();
        form[field] = value;
        form
    };
    let at = |ms: i64| json!(house.now() + ms);
    for (form, message, field) in [
        (with("admitted_at", at(HOUR)), "errors-in-future", "admitted_at"),
        (with("diagnosis", json!(" ")), "errors-required", "diagnosis"),
        (with("expected_until", json!("2026-11-01")), "errors-ends-before-start", "expected_until"),
        (
            with("deposits", json!([{ "method": "cash", "amount_paise": -5, "reference": "" }])),
            "errors-negative-amount",
            "deposits.0.amount_paise",
        ),
        (
            with("relatives", json!([{ "name": "A", "relation": "", "phone": "12" }])),
            "errors-phone-length",
            "relatives.0.phone",
        ),
    ] {
        assert_eq!(house.refused("wards.admit", form), (message.into(), field.into()));
    }
    let admitted = house.get("wards.admit", good.clone());
    assert_eq!(house.refused("wards.admit", good).0, "errors-already-admitted");
    assert_eq!(
        house.refused("wards.admit", admission(&house, &other, 0)),
        ("errors-bed-taken".into(), "bed_id".into())
    );

    let block = |bed: usize, condition: &str, note: &str| json!({ "bed_id": house.beds[bed]["id"], "condition": condition, "note": note });
    assert_eq!(
        house.refused("wards.set_condition", block(1, "blocked", "")),
        ("errors-required".into(), "note".into())
    );
    assert_eq!(
        house.refused("wards.set_condition", block(0, "blocked", "Broken")).0,
        "errors-bed-taken"
    );
    house.get("wards.set_condition", block(1, "blocked", "Broken"));
    house.get("wards.set_condition", block(2, "reserved", "For Mrs Rao"));
    let to = |bed: usize, at: Value| {
        json!({ "admission_id": admitted["id"], "bed_id": house.beds[bed]["id"], "at": at,
                "class_id": null, "reason": "" })
    };
    for (args, message) in [
        (to(0, Value::Null), "errors-same-bed"),
        (to(1, Value::Null), "errors-bed-blocked"),
        (to(2, Value::Null), "errors-bed-reserved"),
        (to(3, at(-HOUR)), "errors-before-last-move"),
        (to(3, at(HOUR)), "errors-in-future"),
    ] {
        assert_eq!(house.refused("wards.transfer", args).0, message);
    }
    house.wait(HOUR);
    house.get("wards.transfer", to(3, Value::Null));
    // The bed that was left has to be cleaned first.
    assert_eq!(house.refused("wards.admit", admission(&house, &other, 0)).0, "errors-bed-cleaning");
    house.clinic.get(&house.nurse, "wards.set_condition", block(0, "ready", ""));
    let moved = house.get("wards.admit", admission(&house, &other, 0));

    // Two patients change beds.
    house.wait(HOUR);
    let swapped = house.get(
        "wards.swap",
        json!({ "admission_id": admitted["id"], "other_id": moved["id"], "at": null,
                "reason": "Nearer to the nurse" }),
    );
    assert_eq!(text(&swapped, "/0/place/bed"), "101");
    assert_eq!(text(&swapped, "/1/place/bed"), "104");

    let leave = |from: Value| {
        json!({ "admission_id": admitted["id"], "from_at": from, "expected_at": null,
                "reason": "Wedding" })
    };
    assert_eq!(house.refused("wards.start_leave", leave(at(HOUR))).0, "errors-in-future");
    house.get("wards.start_leave", leave(Value::Null));
    assert_eq!(house.refused("wards.start_leave", leave(Value::Null)).0, "errors-already-on-leave");
    let back = json!({ "admission_id": admitted["id"], "until_at": null });
    house.get("wards.end_leave", back.clone());
    assert_eq!(house.refused("wards.end_leave", back).0, "errors-not-on-leave");

    let charge = |quantity: i64, price: Value, day: Value| {
        json!({ "admission_id": admitted["id"], "charges": [
            { "kind": "procedure", "service_id": null, "doctor_id": null,
              "description": "Suturing", "quantity": quantity, "price_paise": price,
              "tax_class": null, "day": day }] })
    };
    for (args, message, field) in [
        (charge(1, json!(-1), Value::Null), "errors-negative-amount", "charges.0.price_paise"),
        (charge(0, json!(1), Value::Null), "errors-out-of-range", "charges.0.quantity"),
        (charge(1, Value::Null, Value::Null), "errors-required", "charges.0.price_paise"),
        (charge(1, json!(1), json!("2026-11-21")), "errors-day-of-stay", "charges.0.day"),
        (charge(1, json!(1), json!("2026-11-25")), "errors-day-of-stay", "charges.0.day"),
    ] {
        assert_eq!(house.refused("wards.add_charges", args), (message.into(), field.into()));
    }
}

#[test]
fn a_man_lies_in_the_womens_ward_only_for_a_written_reason() {
    let house = house();
    let mut form = tests::patient_form("Ramesh Pawar");
    form["sex"] = json!("male");
    let man = house.get("patients.register", json!({ "form": form, "is_not_duplicate": true }));
    let mut form = admission(&house, &man, 0);
    assert_eq!(
        house.refused("wards.admit", form.clone()),
        ("errors-ward-not-for".into(), "reason".into())
    );
    form["reason"] = json!("No other bed with oxygen");
    house.get("wards.admit", form);
}

#[test]
fn a_baby_is_born_in_the_house_and_lies_in_a_cot_beside_the_mother() {
    let house = house();
    house.clinic.get(
        &house.clinic.owner,
        "wards.add_beds",
        json!({ "ward_id": house.ward["id"], "class_id": house.class["id"], "labels": "Cot 1",
                "kind": "cot", "room": "Hall" }),
    );
    let board = house.get("wards.board", json!({}));
    let cot = &board["wards"][0]["beds"][4];
    assert_eq!(text(cot, "/kind"), "cot");
    let patient = house.clinic.register(&house.desk, "Sunita Pawar", "98765 43210");
    let mut form = admission(&house, &patient, 0);
    form["bed_id"] = cot["bed_id"].clone();
    assert_eq!(house.refused("wards.admit", form.clone()).0, "errors-cot-for-babies");
    form["bed_id"] = house.beds[0]["id"].clone();
    form["kind"] = json!("maternity");
    let mother = house.get("wards.admit", form);
    house.wait(5 * HOUR);
    let baby = house.get(
        "wards.admit_newborn",
        json!({ "mother_id": mother["id"], "sex": "male", "born_at": house.now() - HOUR,
                "which": "", "bed_id": cot["bed_id"], "doctor_id": house.clinic.doctor_id(),
                "note": "" }),
    );
    assert_eq!(text(&baby, "/patient_name"), "Baby of Sunita Pawar");
    assert_eq!(baby["mother_id"], mother["id"]);
    assert_eq!(text(&baby, "/place/bed"), "Cot 1");
    assert_eq!(baby["age_years"], 0);
    // A twin without a cot lies with the mother and waits for no bed.
    let twin = json!({ "mother_id": mother["id"], "sex": "female", "born_at": house.now() - HOUR,
                       "which": "2", "bed_id": null, "doctor_id": house.clinic.doctor_id(),
                       "note": "" });
    house.get("wards.admit_newborn", twin);
    let board = house.get("wards.board", json!({}));
    assert_eq!(board["waiting"], json!([]));
    let beds = board["wards"].as_array().unwrap().iter().flat_map(|w| w["beds"].as_array());
    let hers = beds.flatten().find(|bed| bed["bed_id"] == house.beds[0]["id"]).unwrap();
    assert_eq!(hers["occupants"][0]["babies"], 2, "her tile tells of both");
}

#[test]
fn a_late_entry_is_charged_as_if_it_had_been_written_in_time() {
    let house = house();
    let patient = house.clinic.register(&house.desk, "Sunita Pawar", "");
    let mut form = admission(&house, &patient, 0);
    form["admitted_at"] = json!(house.now() - 50 * HOUR);
    let admitted = house.get("wards.admit", form);
    let running = house.running(&admitted);
    // 20 November 08:00 to 22 November 10:00, from noon to noon.
    assert_eq!(running["subtotal_paise"], 3 * 120_000);
    assert_eq!(text(&running, "/lines/0/description"), "General, 20-Nov to 22-Nov");
    // The move that was forgotten: the bed changes, the bill with it.
    let moved = json!({ "admission_id": admitted["id"], "bed_id": house.beds[1]["id"],
                        "at": house.now() - 30 * HOUR, "class_id": null, "reason": "" });
    house.get("wards.transfer", moved);
    assert_eq!(house.running(&admitted)["subtotal_paise"], 3 * 120_000);
}

#[test]
fn the_owner_states_how_days_are_counted() {
    let house = house();
    for day_rule in ["check_out_hour", "hours_24", "calendar"] {
        for change_rule in ["higher", "longest", "at_check_out"] {
            let rules = json!({
                "day_rule": day_rule, "check_out_minute": 600, "grace_minutes": 30,
                "half_day_minutes": 360, "change_rule": change_rule, "leave_percent": 50,
                "wristband": "70x35",
            });
            let saved = house.clinic.get(&house.clinic.owner, "wards.save_rules", rules.clone());
            assert_eq!(text(&saved, "/day_rule"), day_rule);
            let shown = house.get("wards.rules", json!({}));
            assert_eq!(text(&shown, "/change_rule"), change_rule);
            let refused = house.refused("wards.save_rules", rules);
            assert_eq!(refused.0, "errors-forbidden");
        }
    }
}

#[test]
fn every_paper_of_a_stay_is_drawn() {
    let house = house();
    let patient = house.clinic.register(&house.desk, "Sunita Pawar", "98765 43210");
    let mut form = admission(&house, &patient, 0);
    form["is_mlc"] = json!(true);
    form["deposits"] = json!([{ "method": "upi", "amount_paise": 500_000, "reference": "1" }]);
    let admitted = house.get("wards.admit", form);
    let id = &admitted["id"];
    let deposit = house.running(&admitted)["deposits"][0]["id"].clone();
    let consent = |kind: &str, language: &str| {
        let args = json!({ "admission_id": id, "kind": kind, "language": language,
                           "procedure": "" });
        ("wards.consent", args)
    };
    for (route, args) in [
        ("wards.admission_sheet", json!({ "admission_id": id })),
        ("wards.wristband", json!({ "admission_id": id, "size": null })),
        ("wards.wristband", json!({ "admission_id": id, "size": "70x35" })),
        ("wards.statement", json!({ "admission_id": id, "sheet": "a4" })),
        ("wards.statement", json!({ "admission_id": id, "sheet": null })),
        ("wards.deposit_receipt", json!({ "deposit_id": deposit, "sheet": null })),
        consent("general", "en"),
        consent("procedure", "hi"),
        consent("blood", "en"),
        consent("high_risk", "hi"),
    ] {
        let paper = house.get(route, args.clone());
        assert!(!paper["pages"].as_array().unwrap().is_empty(), "{route}");
        let print = json!({ "paper": { "route": route, "args": args }, "printer": "tray",
                            "copies": 1 });
        house.get("papers.print", print);
    }
    assert_eq!(house.clinic.tray.printed.lock().unwrap().len(), 10);
}
