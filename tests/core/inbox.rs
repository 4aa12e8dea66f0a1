//! What two computers wrote differently while they could not see each other: both inboxes
//! show it, one answer holds on both.

use serde_json::{Value, json};
use tests::pair::{Pair, pair};
use tests::{ask, patient_form, text};

use super::appointments::schedule;
use super::two_desks::{call, door, feed};

fn list() -> Value {
    json!({ "after": 0, "limit": 50 })
}

fn kinds(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| text(item, "/thing/kind")).collect()
}

/// What both desks show, which must be the same.
fn both(pair: &Pair) -> Value {
    let here = pair.here("inbox.list", list());
    assert_eq!(here, pair.there("inbox.list", list()), "both inboxes show the same");
    assert_eq!(here["count"], pair.here("inbox.count", json!({}))["count"]);
    here
}

fn rejoin(pair: &Pair) {
    pair.hall.cut(false);
    pair.one.clock.advance_ms(600_000);
    pair.meet();
}

fn blood(pair: &Pair, patient: &Value, here: &str, there: &str) {
    let change = |group: &str| {
        let mut form = patient_form("Asha Rao");
        form["blood_group"] = json!(group);
        json!({ "id": patient, "form": form })
    };
    pair.here("patients.change", change(here));
    pair.one.clock.advance_ms(60_000);
    pair.there("patients.change", change(there));
}

/// Asha's blood group, written differently at two desks that were cut off.
fn disagreeing() -> (Pair, Value) {
    let pair = pair();
    let asha = pair.register("Asha Rao");
    pair.meet();
    assert_eq!(both(&pair)["count"], 0);
    pair.hall.cut(true);
    blood(&pair, &asha, "B+", "AB-");
    rejoin(&pair);
    (pair, asha)
}

fn choice(asha: &Value, thing: &Value, value: &str) -> Value {
    let values = thing["values"].as_array().unwrap();
    let chosen = values.iter().find(|held| held["value"] == value).unwrap();
    json!({ "patient_id": asha, "field": thing["field"], "chosen": chosen["key"],
            "seen": thing["seen"] })
}

fn groups(pair: &Pair, asha: &Value) -> [Value; 2] {
    let open = json!({ "id": asha });
    [pair.here("patients.open", open.clone()), pair.there("patients.open", open)]
        .map(|patient| patient["blood_group"].clone())
}

#[test]
fn both_changed_the_blood_group_and_one_answer_holds_on_both() {
    let (pair, asha) = disagreeing();
    let page = both(&pair);
    assert_eq!(kinds(&page), ["field"]);
    let thing = page["items"][0]["thing"].clone();
    assert_eq!(text(&thing, "/patient/name"), "Asha Rao");
    let told: Vec<[String; 3]> = thing["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|held| ["/value", "/by", "/computer"].map(|part| text(held, part)))
        .collect();
    let owner = "Meera Deshpande";
    assert_eq!(told, [["B+", owner, "Front desk"], ["AB-", owner, "Pharmacy"]]);

    // The value that the other desk wrote is chosen here, then the same question is stale.
    pair.here("inbox.choose", choice(&asha, &thing, "B+"));
    let again = pair.one.ask(&pair.one.owner, "inbox.choose", choice(&asha, &thing, "AB-"));
    assert_eq!(again.unwrap_err().message, "errors-inbox-changed");
    pair.meet();
    assert_eq!(both(&pair)["count"], 0);
    assert_eq!(groups(&pair, &asha), ["B+", "B+"]);
    let named = pair.one.log(&pair.one.owner, json!({ "subject": asha }));
    assert!(named.iter().any(|entry| entry["route"] == "inbox.choose"), "{named:?}");

    // Taken back at the other desk: both stand side by side again, by their first writers.
    pair.there("inbox.ask_again", json!({ "patient_id": asha, "field": "blood_group" }));
    pair.meet();
    let open = both(&pair);
    assert_eq!(open["items"][0]["key"], page["items"][0]["key"]);
    let told_again: Vec<Value> = open["items"][0]["thing"]["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|held| json!([held["value"], held["by"], held["computer"], held["at"]]))
        .collect();
    let told_first: Vec<Value> = thing["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|held| json!([held["value"], held["by"], held["computer"], held["at"]]))
        .collect();
    assert_eq!(told_again, told_first);
    pair.there("inbox.choose", choice(&asha, &open["items"][0]["thing"], "AB-"));
    pair.meet();
    assert_eq!(both(&pair)["count"], 0);
    assert_eq!(groups(&pair, &asha), ["AB-", "AB-"]);
}

#[test]
fn the_value_that_is_shown_can_be_chosen_too() {
    let pair = pair();
    let asha = pair.register("Asha Rao");
    pair.meet();
    pair.hall.cut(true);
    let change = |sex: &str| {
        let mut form = patient_form("Asha Rao");
        form["sex"] = json!(sex);
        json!({ "id": asha, "form": form })
    };
    pair.here("patients.change", change("male"));
    pair.one.clock.advance_ms(60_000);
    pair.there("patients.change", change("other"));
    rejoin(&pair);
    let page = both(&pair);
    let thing = &page["items"][0]["thing"];
    let shown = thing["values"].as_array().unwrap().iter().find(|held| held["is_shown"] == true);
    assert_eq!(shown.unwrap()["value"], "other", "the newest is shown meanwhile");
    pair.here("inbox.choose", choice(&asha, thing, "other"));
    pair.meet();
    assert_eq!(both(&pair)["count"], 0);
}

#[test]
fn a_value_that_the_person_was_not_shown_is_not_overruled() {
    let (pair, asha) = disagreeing();
    let thing = both(&pair)["items"][0]["thing"].clone();
    // The screen of somebody to whom the second value had not come yet.
    let mut half = choice(&asha, &thing, "B+");
    half["seen"].as_array_mut().unwrap().pop();
    let refused = pair.one.ask(&pair.one.owner, "inbox.choose", half);
    assert_eq!(refused.unwrap_err().message, "errors-inbox-changed");
    assert_eq!(both(&pair)["count"], 1);
    // Meanwhile somebody at the other desk, who sees both, types a third.
    let mut form = patient_form("Asha Rao");
    form["blood_group"] = json!("O-");
    pair.there("patients.change", json!({ "id": asha, "form": form }));
    pair.meet();
    let refused = pair.one.ask(&pair.one.owner, "inbox.choose", choice(&asha, &thing, "B+"));
    assert_eq!(refused.unwrap_err().message, "errors-inbox-changed");
    assert_eq!(both(&pair)["count"], 0, "who typed it had seen both");
    assert_eq!(groups(&pair, &asha), ["O-", "O-"]);
}

fn register(pair: &Pair, name: &str, phone: &str, is_here: bool) -> Value {
    let mut form = patient_form(name);
    form["phone"] = json!(phone);
    let args = json!({ "form": form, "is_not_duplicate": false });
    let made = match is_here {
        true => pair.here("patients.register", args),
        false => pair.there("patients.register", args),
    };
    made["id"].clone()
}

#[test]
fn one_person_registered_at_both_desks_is_found_and_linked_or_told_apart() {
    let pair = pair();
    pair.hall.cut(true);
    let first = register(&pair, "Sunita Pawar", "9812345678", true);
    pair.one.clock.advance_ms(60_000);
    let second = register(&pair, "Suneeta Pawar", "9812345678", false);
    register(&pair, "Kiran Pawar", "9812345678", false);
    rejoin(&pair);
    let page = both(&pair);
    assert_eq!(kinds(&page), ["twins"], "a family behind one phone is none");
    let thing = &page["items"][0]["thing"];
    assert_eq!((&thing["one"]["id"], &thing["other"]["id"]), (&first, &second));

    let two = json!({ "one": first, "other": second });
    pair.there("patients.not_same", two.clone());
    pair.meet();
    assert_eq!(both(&pair)["count"], 0);
    pair.here("patients.maybe_same", two);
    pair.meet();
    assert_eq!(both(&pair)["count"], 1, "taken back");
    let link = json!({ "keep": first, "other": second, "reason": "Registered twice" });
    pair.here("patients.link", link);
    pair.meet();
    assert_eq!(both(&pair)["count"], 0);
    let not_same = json!({ "one": first, "other": second });
    assert!(ask(&pair.two, "patients.not_same", not_same, Some(&pair.owner_there)).is_err());
    pair.there("patients.unlink", json!({ "keep": first, "other": second }));
    pair.meet();
    assert_eq!(both(&pair)["count"], 1, "a link is reversible");
    let named = pair.one.log(&pair.one.owner, json!({ "subject": first }));
    assert!(named.iter().any(|entry| entry["route"] == "patients.link"));
}

#[test]
fn a_slot_given_at_both_desks_is_solved_by_one() {
    let pair = pair();
    pair.one.hire("doctor");
    let doctor = pair.one.doctor_id();
    let hours = json!({ "id": null, "form": schedule(&doctor), "accept_affected": false });
    pair.here("appointments.save_schedule", hours);
    let (asha, bina) = (pair.register("Asha More"), pair.register("Bina Shah"));
    pair.meet();
    pair.hall.cut(true);
    let book = |patient: &Value| {
        json!({ "patient_id": patient, "doctor_id": doctor, "day": "2026-11-23", "minute": 540,
                "minutes": null, "place": null, "reason": "", "is_overbooked": false,
                "repeat": null, "waiting_id": null })
    };
    pair.here("appointments.book", book(&asha));
    pair.one.clock.advance_ms(60_000);
    let booked = pair.there("appointments.book", book(&bina));
    rejoin(&pair);
    let page = both(&pair);
    assert_eq!(kinds(&page), ["slot"]);
    let thing = &page["items"][0]["thing"];
    assert_eq!(text(thing, "/holder"), "Asha More");
    assert_eq!(thing["appointment"]["id"], booked["appointment"]["id"]);
    let solve = json!({ "appointment_id": thing["appointment"]["id"] });
    let moved = pair.there("appointments.solve_clash", solve);
    pair.meet();
    assert_eq!(both(&pair)["count"], 0);
    pair.there("appointments.undo_moves", json!({ "batch_id": moved["batch_id"] }));
    pair.meet();
    assert_eq!(kinds(&both(&pair)), ["slot"]);
}

#[test]
fn an_owner_lets_changes_of_a_computer_that_was_sent_away_count_after_all() {
    let pair = pair();
    let form = patient_form("Bilal Khan");
    let args = json!({ "form": form, "is_not_duplicate": true });
    let bilal = pair.there("patients.register", args)["id"].clone();
    // It reaches the server, but not this desk, before the computer is sent away.
    pair.one.clock.advance_ms(60_000);
    pair.two.sync().unwrap();
    pair.one.confirm();
    pair.here("desk.revoke_device", json!({ "no": 2 }));
    pair.meet();
    let finds = || {
        let found = pair.here("patients.find", json!({ "text": "Bilal", "limit": 5 }));
        found.to_string().contains(bilal.as_str().unwrap())
    };
    assert!(!finds());
    let page = pair.here("inbox.list", list());
    assert_eq!(kinds(&page), ["aside"]);
    let item = &page["items"][0];
    assert_eq!(text(item, "/thing/computer"), "Pharmacy");
    let receptionist = pair.one.hire("receptionist");
    assert_eq!(pair.one.get(&receptionist, "inbox.count", json!({}))["count"], 0);

    // Left out, and taken back.
    let key = json!({ "key": item["key"] });
    assert!(pair.one.ask(&receptionist, "inbox.set_done", key.clone()).is_err());
    pair.here("inbox.set_done", key.clone());
    assert_eq!(pair.here("inbox.count", json!({}))["count"], 0);
    pair.here("inbox.undo_done", key);
    let hash = json!({ "hash": item["thing"]["hash"] });
    assert!(pair.one.ask(&receptionist, "desk.adopt", hash.clone()).is_err());
    pair.one.confirm();
    pair.here("desk.adopt", hash.clone());
    let told = pair.one.log(&pair.one.owner, json!({ "route": "desk.adopt", "what": "key" }));
    assert_eq!(told.len(), 1);
    assert!(finds());
    assert_eq!(pair.here("inbox.count", json!({}))["count"], 0);
    assert_eq!(pair.here("desk.sync", json!({}))["aside"], 0);
    let again = pair.one.ask(&pair.one.owner, "desk.adopt", hash).unwrap_err();
    assert_eq!(again.message, "errors-inbox-changed");
}

#[test]
fn who_may_not_edit_patients_has_no_inbox_and_what_has_an_answer_is_not_put_away() {
    let (pair, _) = disagreeing();
    let cashier = pair.one.hire("cashier");
    assert!(pair.one.ask(&cashier, "inbox.list", list()).is_err());
    let key = both(&pair)["items"][0]["key"].clone();
    let put_away = pair.one.ask(&pair.one.owner, "inbox.set_done", json!({ "key": key }));
    assert_eq!(put_away.unwrap_err().message, "errors-inbox-answer");
}

#[test]
fn a_number_that_was_printed_twice_is_told_until_somebody_has_dealt_with_it() {
    // Two databases that draw from one series, as a copy beside its original does.
    let ((one, _), (other, _)) = (door(1), door(2));
    let mut row = serde_json::to_value(clinic::settings::ClinicForm::default()).unwrap();
    row["id"] = json!(clinic::settings::CLINIC_ID.to_string());
    let row: clinic::settings::Clinic = serde_json::from_value(row).unwrap();
    one.write(&kernel::Session::program(), |tx| tx.insert(&row)).unwrap();
    feed(&one, &other);
    let register = |door: &kernel::Door, name: &str| {
        let args = json!({ "form": patient_form(name), "is_not_duplicate": true });
        call(door, "patients.register", args)
    };
    let (asha, bina) = (register(&one, "Asha More"), register(&other, "Bina Shah"));
    assert_eq!(asha["reg_no"], bina["reg_no"]);
    feed(&one, &other);
    feed(&other, &one);
    let here = call(&one, "inbox.list", list());
    assert_eq!(here, call(&other, "inbox.list", list()));
    assert_eq!(kinds(&here), ["number"]);
    let item = &here["items"][0];
    assert_eq!(item["thing"]["printed"], asha["reg_no"]);
    assert_eq!(item["thing"]["papers"].as_array().unwrap().len(), 2);
    call(&other, "inbox.set_done", json!({ "key": item["key"] }));
    feed(&other, &one);
    assert_eq!(call(&one, "inbox.count", json!({}))["count"], 0);
    call(&one, "inbox.undo_done", json!({ "key": item["key"] }));
    assert_eq!(call(&one, "inbox.count", json!({}))["count"], 1);
}
