//! Who comes when: from a doctor's hours to a token, with clashes, leave, series, reminders.

use kernel::{Code, Timestamp};
use serde_json::{Value, json};
use tests::{MORNING, SmallClinic};

/// Monday to Saturday, 9 to 12 and 5 to 8, a quarter of an hour each.
fn hours() -> Value {
    let days = (1..=6).flat_map(|weekday| {
        [(540, 720), (1020, 1200)]
            .map(|(from, until)| json!({ "weekday": weekday, "from": from, "until": until }))
    });
    days.collect()
}

pub fn schedule(doctor_id: &Value) -> Value {
    json!({
        "doctor_id": doctor_id, "place": "Wagholi", "valid_from": "2026-11-01",
        "valid_until": null, "slot_minutes": 15, "capacity": 1, "hours": hours(), "breaks": [],
    })
}

struct Desk {
    clinic: SmallClinic,
    desk: String,
    doctor_id: Value,
}

impl Desk {
    /// A doctor with hours, and somebody at the desk. It is Sunday, ten in the morning.
    fn new() -> Self {
        let clinic = SmallClinic::new();
        clinic.hire("doctor");
        let desk = clinic.hire("receptionist");
        let doctor_id = clinic.doctor_id();
        let new = Self { clinic, desk, doctor_id };
        new.save_schedule(schedule(&new.doctor_id));
        new
    }

    fn save_schedule(&self, form: Value) -> Value {
        let args = json!({ "id": null, "form": form, "accept_affected": false });
        self.get("appointments.save_schedule", args)
    }

    fn get(&self, route: &str, args: Value) -> Value {
        self.clinic.get(&self.desk, route, args)
    }

    fn refuse(&self, route: &str, args: Value) -> kernel::Error {
        self.clinic.ask(&self.desk, route, args).expect_err(route)
    }

    fn patient(&self, name: &str) -> Value {
        self.clinic.register(&self.desk, name, "98765 43210")["id"].clone()
    }

    fn booking(&self, patient: &Value, day: &str, minute: i64) -> Value {
        json!({
            "patient_id": patient, "doctor_id": self.doctor_id, "day": day, "minute": minute,
            "minutes": null, "place": null, "reason": "Fever", "is_overbooked": false,
            "repeat": null, "waiting_id": null,
        })
    }

    fn book(&self, patient: &Value, day: &str, minute: i64) -> Value {
        self.get("appointments.book", self.booking(patient, day, minute))["appointment"].clone()
    }

    fn move_to(&self, id: &Value, day: &str, minute: i64) -> Value {
        json!({
            "appointment_id": id, "doctor_id": null, "day": day, "minute": minute,
            "minutes": null, "is_overbooked": false, "reason": "",
        })
    }

    fn day(&self, day: &str) -> Vec<Value> {
        let rows = self.get("appointments.day", json!({ "day": day, "doctor_id": null }));
        rows.as_array().cloned().unwrap_or_default()
    }

    fn to_move(&self) -> Vec<Value> {
        let rows = self.get("appointments.to_move", json!({}));
        rows.as_array().cloned().unwrap_or_default()
    }

    fn consent(&self, patient: &Value, is_given: bool) {
        let route = if is_given { "patients.give_consent" } else { "patients.withdraw_consent" };
        self.get(route, json!({ "patient_id": patient, "purpose": "messages" }));
    }

    fn reminder(&self, day: &str) -> Vec<Value> {
        self.day(day).iter().map(|row| row["reminder"].clone()).collect()
    }

    fn set_clock(&self, hours: i64) {
        self.clinic.clock.set(Timestamp(MORNING.0 + hours * 3_600_000));
    }
}

#[test]
fn from_hours_over_a_typed_wish_to_a_token() {
    let desk = Desk::new();
    let patient = desk.patient("Sunita Pawar");
    let wish = |text: &str| {
        let args =
            json!({ "text": text, "doctor_id": null, "patient_id": patient, "minutes": null });
        desk.get("appointments.read_wish", args)
    };
    let read = wish("tomorrow 5 pm Dr Rao");
    assert_eq!(read["doctor_id"], desk.doctor_id);
    assert_eq!((&read["day"], &read["minute"]), (&json!("2026-11-23"), &json!(1020)));
    assert_eq!((&read["is_exact"], &read["misfit"]), (&json!(true), &json!(null)));
    assert_eq!(wish("कल शाम 5 बजे डॉ राव")["slots"], read["slots"], "in Hindi too");

    let slot = &read["slots"][0];
    let booked = desk.book(&patient, "2026-11-23", slot["minute"].as_i64().unwrap());
    assert_eq!((&booked["minutes"], &booked["place"]), (&json!(15), &json!("Wagholi")));
    let again = wish("tomorrow 5 pm rao");
    assert_eq!(again["misfit"], "full");
    assert_eq!(again["slots"][0]["minute"], 1035, "the next to it is offered");
    // The clinic is closed on Sundays: the nearest is Monday morning.
    let sunday = wish("today 11");
    assert_eq!(sunday["misfit"], "outside_hours");
    assert_eq!(sunday["slots"][0]["day"], "2026-11-23");

    let moved = desk.get("appointments.move", desk.move_to(&booked["id"], "2026-11-23", 600));
    assert_eq!(moved["appointments"][0]["minute"], 600);
    let history = desk.get("appointments.moves", json!({ "appointment_id": booked["id"] }));
    assert_eq!(history[0]["from_minute"], 1020);

    let check_in = json!({ "appointment_id": booked["id"], "priority": "normal" });
    let early = desk.refuse("appointments.check_in", check_in.clone());
    assert_eq!(early.message, "errors-not-today");
    desk.set_clock(24);
    let arrived = desk.get("appointments.check_in", check_in.clone());
    assert_eq!(
        (&arrived["token"]["label"], &arrived["token"]["reason"]),
        (&json!("A1"), &json!("Fever"))
    );
    assert_eq!(arrived["appointment"]["status"], "arrived");
    let twice = desk.refuse("appointments.check_in", check_in);
    assert_eq!(twice.message, "errors-appointment-over");
    let board = desk.get("queue.board", json!({ "day": null, "doctor_id": null }));
    assert_eq!(board[0]["patient_id"], patient);
}

#[test]
fn places_are_not_taken_from_under_a_booking_unseen() {
    let desk = Desk::new();
    let all = desk.get("appointments.schedules", json!({}));
    let change = |capacity: i64, slot: i64, is_accepted: bool| {
        let mut form = schedule(&desk.doctor_id);
        form["capacity"] = json!(capacity);
        form["slot_minutes"] = json!(slot);
        json!({ "id": all[0]["id"], "form": form, "accept_affected": is_accepted })
    };
    desk.get("appointments.save_schedule", change(3, 15, false));
    let patients = ["Asha More", "Bina Shah", "Charu Iyer"].map(|name| desk.patient(name));
    let booked = patients.each_ref().map(|patient| desk.book(patient, "2026-11-23", 540));
    desk.book(&patients[0], "2026-11-24", 540);
    // One more than fits on purpose was never a place of the schedule.
    let mut over = desk.booking(&desk.patient("Dipti Rane"), "2026-11-23", 540);
    over["is_overbooked"] = json!(true);
    desk.get("appointments.book", over);
    // A longer slot is for the bookings to come: these keep their length and their places.
    desk.get("appointments.save_schedule", change(3, 30, false));

    for (capacity, slot, count) in [(2, 15, 1), (1, 15, 2), (1, 30, 2)] {
        let args = change(capacity, slot, false);
        let ask = json!({ "id": args["id"], "form": args["form"] });
        let refused = desk.refuse("appointments.save_schedule", args);
        assert_eq!((refused.code, &*refused.message), (Code::Conflict, "errors-bookings-affected"));
        assert_eq!(refused.args["count"], count.to_string());
        let who = desk.get("appointments.affected_by_schedule", ask);
        let who: Vec<&Value> = who.as_array().unwrap().iter().map(|row| &row["id"]).collect();
        let last: Vec<&Value> = booked[3 - count..].iter().map(|row| &row["id"]).collect();
        assert_eq!(who, last, "who was booked first keeps the place");
        assert!(desk.to_move().is_empty(), "a refusal changes nothing");
    }
    desk.get("appointments.save_schedule", change(2, 15, true));
    let tasks = desk.to_move();
    assert_eq!(tasks.len(), 1);
    assert_eq!(
        (&tasks[0]["why"], &tasks[0]["appointment"]["id"]),
        (&json!("clash"), &booked[2]["id"])
    );
    // What is known already does not ask again.
    desk.get("appointments.save_schedule", change(2, 15, false));
}

#[test]
fn hours_are_not_taken_from_under_a_booking_unseen() {
    let desk = Desk::new();
    let patient = desk.patient("Sunita Pawar");
    let booked = desk.book(&patient, "2026-11-23", 1020);
    let all = desk.get("appointments.schedules", json!({}));
    let mut form = schedule(&desk.doctor_id);
    form["hours"] = json!([{ "weekday": 1, "from": 540, "until": 720 }]);
    let change =
        |accept: bool| json!({ "id": all[0]["id"], "form": form, "accept_affected": accept });
    let refused = desk.refuse("appointments.save_schedule", change(false));
    assert_eq!((refused.code, &*refused.message), (Code::Conflict, "errors-bookings-affected"));
    assert_eq!(refused.args["count"], "1");
    let ask = json!({ "id": all[0]["id"], "form": form });
    let who = desk.get("appointments.affected_by_schedule", ask);
    assert_eq!(who[0]["patient_name"], "Sunita Pawar");
    assert!(desk.to_move().is_empty(), "a refusal changes nothing");
    desk.get("appointments.save_schedule", change(true));
    let tasks = desk.to_move();
    assert_eq!(
        (&tasks[0]["why"], &tasks[0]["appointment"]["id"]),
        (&json!("outside_hours"), &booked["id"])
    );
    // Other hours for the same people are nobody's loss.
    desk.get("appointments.save_schedule", change(false));
    let moved = desk.get(
        "appointments.move_all",
        json!({ "ids": [booked["id"]], "to_doctor_id": null, "reason": "" }),
    );
    assert_eq!(moved["appointments"][0]["day"], "2026-11-30", "the next Monday morning");
    assert!(desk.to_move().is_empty());
}

#[test]
fn leave_moves_everybody_in_one_step_and_takes_it_back() {
    let desk = Desk::new();
    let names = ["Asha More", "Bina Shah", "Charu Iyer"];
    let booked: Vec<Value> = (0..3)
        .map(|at| {
            let patient = desk.patient(names[at]);
            desk.book(&patient, "2026-11-23", 540 + 15 * at as i64)
        })
        .collect();
    let form = json!({
        "doctor_id": desk.doctor_id, "from_day": "2026-11-23", "until_day": "2026-11-24",
        "from_minute": null, "until_minute": null, "reason": "Wedding",
    });
    let take = |accept: bool| json!({ "form": form, "accept_affected": accept });
    let refused = desk.refuse("appointments.take_leave", take(false));
    assert_eq!(
        (&*refused.message, refused.args["count"].as_str()),
        ("errors-bookings-affected", "3")
    );
    let taken = desk.get("appointments.take_leave", take(true));
    assert_eq!(taken["affected"].as_array().unwrap().len(), 3);
    assert_eq!(desk.to_move().len(), 3);
    assert_eq!(desk.to_move()[0]["why"], "leave");

    let ids: Vec<&Value> = booked.iter().map(|one| &one["id"]).collect();
    let all = json!({ "ids": ids, "to_doctor_id": null, "reason": "Leave" });
    let moved = desk.get("appointments.move_all", all);
    let places: Vec<(&Value, &Value)> = moved["appointments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["day"], &row["minute"]))
        .collect();
    let wednesday = json!("2026-11-25");
    assert_eq!(
        places,
        [(&wednesday, &json!(540)), (&wednesday, &json!(555)), (&wednesday, &json!(570))],
        "in their order, one after another"
    );
    assert!(desk.to_move().is_empty());

    // One of them is moved again by hand: that one is not taken back.
    desk.get("appointments.move", desk.move_to(&booked[2]["id"], "2026-11-26", 540));
    let undone = desk.get("appointments.undo_moves", json!({ "batch_id": moved["batch_id"] }));
    assert_eq!((&undone["returned"], &undone["kept"]), (&json!(2), &json!(1)));
    assert_eq!(desk.day("2026-11-23").len(), 2);
    assert_eq!(desk.day("2026-11-26").len(), 1);
    // The step back can be taken back as well.
    desk.get("appointments.undo_moves", json!({ "batch_id": undone["batch_id"] }));
    assert_eq!(desk.day("2026-11-25").len(), 2);
}

#[test]
fn reminders_follow_the_booking_and_the_consent() {
    let desk = Desk::new();
    let patient = desk.patient("Sunita Pawar");
    let booked = desk.book(&patient, "2026-11-25", 600);
    assert_eq!(desk.reminder("2026-11-25"), ["blocked_no_consent"], "kept, and seen");
    desk.consent(&patient, true);
    assert_eq!(desk.reminder("2026-11-25"), ["pending"]);
    desk.consent(&patient, false);
    assert_eq!(desk.reminder("2026-11-25"), ["blocked_no_consent"], "a no holds at once");
    desk.consent(&patient, true);
    desk.get("appointments.move", desk.move_to(&booked["id"], "2026-11-26", 540));
    assert_eq!(desk.reminder("2026-11-26"), ["pending"]);
    let cancel = json!({ "appointment_id": booked["id"], "reason": "" });
    assert_eq!(desk.refuse("appointments.cancel", cancel).field.as_deref(), Some("reason"));
    let cancel = json!({ "appointment_id": booked["id"], "reason": "Well again" });
    desk.get("appointments.cancel", cancel);
    assert_eq!(desk.reminder("2026-11-26"), [json!(null)], "withdrawn");
    desk.get("appointments.restore", json!({ "appointment_id": booked["id"] }));
    assert_eq!(desk.reminder("2026-11-26"), ["pending"]);
    // Nobody is reminded of what was booked for the same day.
    let other = desk.patient("Asha More");
    desk.set_clock(48);
    desk.book(&other, "2026-11-24", 1020);
    assert_eq!(desk.reminder("2026-11-24"), [json!(null)]);
    let said = desk.get("patients.consents", json!({ "patient_id": patient }));
    assert_eq!(said.as_array().unwrap().len(), 3, "each yes and no is a fact");
}

#[test]
fn a_late_doctor_is_told_and_shown_and_untold() {
    let desk = Desk::new();
    let patient = desk.patient("Sunita Pawar");
    desk.consent(&patient, true);
    desk.book(&patient, "2026-11-23", 1020);
    desk.set_clock(24);
    let late = |minutes: i64| json!({ "doctor_id": desk.doctor_id, "minutes": minutes });
    let told = desk.get("appointments.set_late", late(40));
    assert_eq!(told["patients"], 1);
    desk.get("appointments.set_late", late(60));
    let shown = desk.get("appointments.late", json!({}));
    assert_eq!((&shown[0]["minutes"], shown.as_array().unwrap().len()), (&json!(60), 1));
    desk.get("appointments.set_late", late(0));
    assert_eq!(desk.get("appointments.late", json!({})), json!([]));
    for minutes in [-5, 2000] {
        assert_eq!(
            desk.refuse("appointments.set_late", late(minutes)).message,
            "errors-out-of-range"
        );
    }
}

#[test]
fn a_freed_slot_is_offered_to_who_waits() {
    let desk = Desk::new();
    let (holder, waiter) = (desk.patient("Sunita Pawar"), desk.patient("Asha More"));
    let booked = desk.book(&holder, "2026-11-23", 540);
    let wish = json!({
        "patient_id": waiter, "doctor_id": desk.doctor_id, "from_day": "2026-11-23",
        "until_day": "2026-11-25", "part": "morning", "minutes": 15, "note": "",
    });
    let wish = desk.get("appointments.wait", wish);
    let list = desk.get("appointments.waiting", json!({}));
    assert_eq!(list[0]["free"]["minute"], 555, "the next free time is beside the name");
    let cancel = json!({ "appointment_id": booked["id"], "reason": "Travels" });
    let cancelled = desk.get("appointments.cancel", cancel);
    assert_eq!(cancelled["offers"][0]["patient_name"], "Asha More");
    let mut book = desk.booking(&waiter, "2026-11-23", 540);
    book["waiting_id"] = wish["id"].clone();
    let mut other = desk.booking(&holder, "2026-11-23", 600);
    other["waiting_id"] = wish["id"].clone();
    let error = desk.refuse("appointments.book", other);
    assert_eq!(error.message, "errors-wish-not-theirs");
    desk.get("appointments.book", book);
    assert_eq!(desk.get("appointments.waiting", json!({})), json!([]));
    // An evening that became free is none of theirs.
    let late = desk.book(&holder, "2026-11-24", 1020);
    let cancel = json!({ "appointment_id": late["id"], "reason": "Travels" });
    assert_eq!(desk.get("appointments.cancel", cancel)["offers"], json!([]));
}

#[test]
fn a_series_edit_changes_what_comes_and_never_what_was() {
    let desk = Desk::new();
    let patient = desk.patient("Sunita Pawar");
    let mut book = desk.booking(&patient, "2026-11-23", 540);
    book["repeat"] = json!({ "unit": "weeks", "every": 1, "count": 4, "until": null });
    let holiday = json!({
        "doctor_id": null, "from_day": "2026-12-07", "until_day": "2026-12-07",
        "from_minute": null, "until_minute": null, "reason": "Clinic closed",
    });
    let closed = json!({ "form": holiday, "accept_affected": false });
    desk.get("appointments.take_leave", closed);
    let booked = desk.get("appointments.book", book);
    assert_eq!(
        (&booked["booked"], &booked["not_booked"][0]["day"]),
        (&json!(3), &json!("2026-12-07"))
    );
    assert_eq!(booked["not_booked"][0]["why"], "errors-doctor-on-leave");
    let coming = |desk: &Desk| {
        let args = json!({ "patient_id": patient, "doctor_id": null });
        let about = desk.get("appointments.of_patient", args);
        about["coming"].as_array().cloned().unwrap_or_default()
    };
    let second = coming(&desk)[1].clone();
    // A week and an hour later: the first is over and the second is asked to be changed.
    desk.set_clock(8 * 24 + 1);
    let past = desk.day("2026-11-23");
    let change = json!({
        "appointment_id": second["id"], "scope": "later", "doctor_id": null,
        "day": "2026-12-01", "minute": 600, "minutes": null,
    });
    desk.set_clock(7 * 24);
    let changed = desk.get("appointments.change_series", change);
    assert_eq!(changed["changed"], 2);
    let days: Vec<Value> = coming(&desk).iter().map(|row| row["day"].clone()).collect();
    assert_eq!(days, ["2026-12-01", "2026-12-15"]);
    assert_eq!(desk.day("2026-11-23"), past, "the past is as it was");
    desk.get("appointments.undo_moves", json!({ "batch_id": changed["batch_id"] }));
    // Asked of the last one: all means the one before it too, and never the one that is past.
    let last = coming(&desk)[1].clone();
    let args = json!({ "appointment_id": last["id"], "scope": "all", "reason": "Moved away" });
    let cancelled = desk.get("appointments.cancel_series", args);
    assert_eq!(cancelled["changed"], 2);
    assert!(coming(&desk).is_empty());
    assert_eq!(desk.day("2026-11-23"), past);
}

#[test]
fn bad_input_is_refused_in_words_that_help() {
    let desk = Desk::new();
    let patient = desk.patient("Sunita Pawar");
    let other = desk.patient("Asha More");
    desk.book(&patient, "2026-11-23", 540);
    let with = |change: &[(&str, Value)]| {
        let mut args = desk.booking(&other, "2026-11-23", 600);
        change.iter().for_each(|(name, value)| args[*name] = value.clone());
        let refused = desk.refuse("appointments.book", args);
        format!("{} {}", refused.field.unwrap_or_default(), refused.message)
    };
    let repeat = |every: i64, count: i64| json!({ "unit": "weeks", "every": every, "count": count, "until": null });
    for (change, said) in [
        (vec![("day", json!("2026-11-20"))], "day errors-booking-in-past"),
        (vec![("day", json!("2026-02-31"))], "day errors-no-such-day"),
        (vec![("day", json!("tomorrow"))], "day errors-no-such-day"),
        (vec![("day", json!("2126-11-23"))], "day errors-booking-too-far"),
        (vec![("minute", json!(-1))], "minute errors-no-such-time"),
        (vec![("minute", json!(1440))], "minute errors-no-such-time"),
        (vec![("minute", json!(780))], "minute errors-outside-hours"),
        (vec![("minute", json!(540))], "minute errors-slot-full"),
        (vec![("minutes", json!(-15))], "minutes errors-out-of-range"),
        (vec![("minutes", json!(0))], "minutes errors-out-of-range"),
        (vec![("minutes", json!(100_000))], "minutes errors-out-of-range"),
        (vec![("reason", json!("x".repeat(10_000)))], "reason errors-too-long"),
        (vec![("repeat", repeat(0, 4))], "repeat.every errors-out-of-range"),
        (vec![("repeat", repeat(1, 1000))], "repeat.count errors-out-of-range"),
        (
            vec![
                ("patient_id", patient.clone()),
                ("minute", json!(545)),
                ("is_overbooked", json!(true)),
            ],
            "patient_id errors-patient-booked-then",
        ),
    ] {
        assert_eq!(with(&change), said);
    }
    // On purpose it can be done, and says so ever after.
    let mut full = desk.booking(&other, "2026-11-23", 540);
    full["is_overbooked"] = json!(true);
    let booked = desk.get("appointments.book", full);
    assert_eq!(booked["appointment"]["is_overbooked"], true);
    assert!(desk.day("2026-11-23").iter().all(|row| row["is_clashing"] == false));
    // What fits is not overbooked, whoever said so.
    let mut free = desk.booking(&desk.patient("Bina Shah"), "2026-11-23", 615);
    free["is_overbooked"] = json!(true);
    assert_eq!(desk.get("appointments.book", free)["appointment"]["is_overbooked"], false);

    let mut doctor = desk.clinic.get(&desk.clinic.owner, "settings.doctors", json!({}))[0].clone();
    doctor["is_active"] = json!(false);
    let args = json!({ "id": desk.doctor_id, "form": doctor });
    desk.clinic.get(&desk.clinic.owner, "settings.save_doctor", args);
    assert_eq!(with(&[]), "doctor_id errors-doctor-inactive");
    assert_eq!(desk.to_move()[0]["why"], "doctor_left");
}

#[test]
fn a_schedule_that_makes_no_sense_is_refused_at_its_field() {
    let desk = Desk::new();
    let day = |weekday: i64, from: i64, until: i64| json!({ "weekday": weekday, "from": from, "until": until });
    for (name, value, field, message) in [
        ("place", json!(" "), "place", "errors-required"),
        ("valid_until", json!("2026-10-01"), "valid_until", "errors-ends-before-start"),
        ("slot_minutes", json!(0), "slot_minutes", "errors-out-of-range"),
        ("slot_minutes", json!(-15), "slot_minutes", "errors-out-of-range"),
        ("capacity", json!(0), "capacity", "errors-out-of-range"),
        ("hours", json!([]), "hours", "errors-no-hours"),
        ("hours", json!([day(8, 540, 600)]), "hours.0.weekday", "errors-out-of-range"),
        ("hours", json!([day(1, 600, 540)]), "hours.0.until", "errors-ends-before-start"),
        ("hours", json!([day(1, 540, 1500)]), "hours.0.until", "errors-out-of-range"),
        (
            "hours",
            json!([day(1, 540, 660), day(1, 600, 720)]),
            "hours.1.from",
            "errors-hours-overlap",
        ),
    ] {
        let mut form = schedule(&desk.doctor_id);
        form[name] = value;
        let args = json!({ "id": null, "form": form, "accept_affected": false });
        let refused = desk.refuse("appointments.save_schedule", args);
        assert_eq!((refused.field.as_deref(), &*refused.message), (Some(field), message));
    }
}

#[test]
fn no_shows_and_utilisation_are_counted() {
    let desk = Desk::new();
    let patients: Vec<Value> =
        ["Asha More", "Bina Shah", "Charu Iyer"].map(|name| desk.patient(name)).into();
    let booked: Vec<Value> =
        (0..3).map(|at| desk.book(&patients[at], "2026-11-23", 540 + 15 * at as i64)).collect();
    let id = |at: usize| json!({ "appointment_id": booked[at]["id"] });
    assert_eq!(desk.refuse("appointments.no_show", id(0)).message, "errors-not-yet-time");
    desk.set_clock(24);
    desk.get("appointments.no_show", id(0));
    let mut here = id(1);
    here["priority"] = json!("normal");
    let token = desk.get("appointments.check_in", here)["token"]["id"].clone();
    desk.get("queue.move", json!({ "token_id": token, "stage": "done" }));
    let mut cancel = id(2);
    cancel["reason"] = json!("Well again");
    desk.get("appointments.cancel", cancel);
    let period = json!({ "from": "2026-11-23", "until": "2026-11-23" });
    let used = desk.get("appointments.utilisation", period);
    let row = &used[0];
    assert_eq!(row["places"], 24, "six hours of quarters");
    let counts =
        ["booked", "seen", "no_show", "cancelled", "overbooked"].map(|name| row[name].as_i64());
    assert_eq!(counts, [Some(2), Some(1), Some(1), Some(1), Some(0)]);
    let list = json!({ "from": "2026-11-01", "until": "2026-11-30", "doctor_id": null, "before": null, "limit": 10 });
    let missed = desk.get("appointments.no_shows", list);
    assert_eq!(missed[0]["patient_name"], "Asha More");
    let month = desk.get("appointments.month", json!({ "day": "2026-11-23", "doctor_id": null }));
    let monday = month["days"].as_array().unwrap().iter().find(|day| day["day"] == "2026-11-23");
    assert_eq!(monday.map(|day| (&day["booked"], &day["places"])), Some((&json!(1), &json!(24))));
    // Who comes late after all is let in.
    let mut late = id(0);
    late["priority"] = json!("normal");
    assert_eq!(desk.get("appointments.check_in", late)["appointment"]["status"], "arrived");
}
