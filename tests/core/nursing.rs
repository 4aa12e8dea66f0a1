//! Three shifts at the bedside: what was measured, given and missed, who answered an alarm,
//! and what is refused before it can do harm.

use kernel::Timestamp;
use serde_json::{Value, json};
use tests::{PASSWORD, SmallClinic, text};

use super::rounds::{HOUR_MS, admit, admit_patient, at, medicine, order, place};

fn observation() -> Value {
    json!({
        "taken_at": null, "temp_decicelsius": 370, "pulse": 78, "systolic": 124,
        "diastolic": 80, "respiration": 16, "spo2": 98, "spo2_scale": null,
        "is_on_oxygen": false, "oxygen_decilitres": null, "consciousness": "alert",
        "pain": 2, "weight_g": null, "glucose_mg_dl": null, "note": "",
    })
}

fn with(changes: Value) -> Value {
    let mut form = observation();
    for (field, value) in changes.as_object().unwrap() {
        form[field] = value.clone();
    }
    form
}

struct Bed {
    clinic: SmallClinic,
    doctor: String,
    nurse: String,
    admission: Value,
}

impl Bed {
    fn new() -> Self {
        let clinic = SmallClinic::new();
        let doctor = clinic.hire("doctor");
        let nurse = clinic.hire("nurse");
        let admission = admit(&clinic, "Sunita Pawar");
        at(&clinic, 10);
        Self { clinic, doctor, nurse, admission }
    }

    fn observe(&self, form: Value) -> kernel::Result<Value> {
        let args = json!({ "admission_id": self.admission["id"], "form": form });
        self.clinic.ask(&self.nurse, "nursing.observe", args)
    }

    fn chart(&self) -> Value {
        let args = json!({ "admission_id": self.admission["id"], "until": null, "days": 2 });
        self.clinic.get(&self.nurse, "nursing.chart", args)
    }

    fn medicines(&self, day: &str) -> Value {
        let args = json!({ "admission_id": self.admission["id"], "day": day });
        self.clinic.get(&self.nurse, "nursing.medicines", args)
    }

    fn fluid(&self, kind: &str, ml: i64) -> kernel::Result<Value> {
        let form = json!({ "at": null, "kind": kind, "ml": ml, "note": "" });
        let args = json!({ "admission_id": self.admission["id"], "form": form });
        self.clinic.ask(&self.nurse, "nursing.record_fluid", args)
    }

    fn dose(&self, order: &Value, due_at: Value, outcome: &str, changes: Value) -> Value {
        let mut given = json!({
            "order_id": order["id"], "due_at": due_at, "outcome": outcome, "at": null,
            "amount": null, "reason": "", "band": "", "second_id": null, "second_password": "",
        });
        for (field, value) in changes.as_object().unwrap() {
            given[field] = value.clone();
        }
        given
    }

    fn record(&self, dose: Value) -> kernel::Result<Value> {
        self.clinic.ask(&self.nurse, "nursing.record_dose", dose)
    }

    fn ward(&self) -> Value {
        let sheet = self.clinic.get(&self.nurse, "nursing.ward", json!({ "ward_id": null }));
        sheet["rows"][0].clone()
    }
}

fn states(sheet: &Value, row: usize) -> Vec<String> {
    let cells = sheet["rows"][row]["cells"].as_array().unwrap();
    cells.iter().map(|cell| text(cell, "/state")).collect()
}

fn due(hours_after_ten: i64) -> Value {
    json!(tests::MORNING.0 + hours_after_ten * HOUR_MS)
}

#[test]
fn three_shifts_are_charted_with_a_missed_dose_and_an_answered_alarm() {
    let bed = Bed::new();
    let clinic = &bed.clinic;
    assert_eq!(bed.ward()["is_round_overdue"], true, "due since the admission");
    // Morning: due at 11, 17, 23 and 5.
    let ceftriaxone = medicine(clinic, &bed.doctor, "Ceftriaxone", "q6h");
    let order = place(clinic, &bed.doctor, &bed.admission, ceftriaxone);
    let first = bed.observe(observation()).unwrap();
    assert_eq!(first["news2"]["total"], 0);
    bed.fluid("oral", 200).unwrap();
    at(clinic, 65);
    bed.record(bed.dose(&order, due(1), "given", json!({}))).unwrap();
    assert_eq!(states(&bed.medicines("2026-11-22"), 0), ["given", "upcoming", "upcoming"]);
    // Evening, 15:00: worse. The dose of 17:00 is missed.
    at(clinic, 5 * 60);
    let ill = with(json!({ "respiration": 26, "spo2": 92, "pulse": 118, "temp_decicelsius": 389 }));
    let alarm = bed.observe(ill).unwrap();
    assert_eq!(alarm["news2"]["total"], 3 + 2 + 2 + 1);
    assert_eq!(text(&alarm, "/news2/band"), "high");
    bed.fluid("urine", 350).unwrap();
    let row = bed.ward();
    assert_eq!(row["alarms"].as_array().map(Vec::len), Some(1));
    assert_eq!(row["next_round_at"], json!(at(clinic, 5 * 60).0 + 30 * 60_000));
    at(clinic, 6 * 60);
    assert_eq!(bed.ward()["is_round_overdue"], true);
    assert_eq!(bed.ward()["alarms"].as_array().map(Vec::len), Some(1), "it stays until answered");
    let done = json!({ "observation_id": alarm["id"], "done": "Dr Rao called, oxygen 4 l" });
    clinic.get(&bed.doctor, "nursing.answer_alarm", done.clone());
    assert_eq!(bed.ward()["alarms"], json!([]));
    let again = clinic.ask(&bed.nurse, "nursing.answer_alarm", done).unwrap_err();
    assert_eq!(again.message, "errors-alarm-answered");
    let answered = bed.chart()["observations"][1]["answer"].clone();
    assert_eq!(text(&answered, "/done"), "Dr Rao called, oxygen 4 l");
    // Night: 21:30, what was due at 17:00 is named until somebody says what became of it.
    at(clinic, 11 * 60 + 30);
    assert_eq!(states(&bed.medicines("2026-11-22"), 0), ["given", "overdue", "upcoming"]);
    assert_eq!(text(&bed.ward(), "/doses/0/state"), "overdue");
    let silent = bed.record(bed.dose(&order, due(7), "missed", json!({}))).unwrap_err();
    assert_eq!(silent.field.as_deref(), Some("reason"));
    bed.record(bed.dose(&order, due(7), "missed", json!({ "reason": "Away for CT" }))).unwrap();
    assert_eq!(states(&bed.medicines("2026-11-22"), 0), ["given", "missed", "upcoming"]);
    bed.fluid("intravenous", 500).unwrap();
    // After midnight: the night shift belongs to the day on which it began.
    at(clinic, 15 * 60);
    bed.fluid("urine", 400).unwrap();
    let late = bed.record(bed.dose(&order, due(13), "given", json!({}))).unwrap_err();
    assert_eq!(late.message, "errors-dose-late-why");
    bed.record(bed.dose(&order, due(13), "given", json!({ "reason": "No cannula" }))).unwrap();
    assert_eq!(states(&bed.medicines("2026-11-22"), 0), ["given", "missed", "given_late"]);
    let sums = bed.chart()["sums"].clone();
    let shifts = sums[0]["shifts"].as_array().unwrap();
    let of = |shift: usize| {
        (shifts[shift]["sum"]["in_ml"].as_i64(), shifts[shift]["sum"]["out_ml"].as_i64())
    };
    assert_eq!(
        (of(0), of(1), of(2)),
        ((Some(200), Some(0)), (Some(0), Some(350)), (Some(500), Some(400)))
    );
    assert_eq!(sums[0]["day"], "2026-11-22");
    assert_eq!(sums[0]["sum"]["balance_ml"], -50);
}

#[test]
fn a_correction_names_the_wrong_entry_and_both_stay_in_view() {
    let bed = Bed::new();
    let wrong = bed.observe(with(json!({ "pulse": 187 }))).unwrap();
    assert_eq!(bed.ward()["alarms"].as_array().map(Vec::len), Some(1));
    let correct = |reason: &str, form: Value, is_withdrawn: bool| {
        let args = json!({ "id": wrong["id"], "reason": reason, "is_withdrawn": is_withdrawn,
                           "form": form });
        bed.clinic.ask(&bed.nurse, "nursing.correct_observation", args)
    };
    assert_eq!(correct("", observation(), false).unwrap_err().field.as_deref(), Some("reason"));
    correct("Typed 187 for 87", with(json!({ "pulse": 87 })), false).unwrap();
    let again = correct("Again", observation(), false).unwrap_err();
    assert_eq!(again.message, "errors-already-corrected");
    assert_eq!(bed.ward()["alarms"], json!([]), "what was never so calls for nobody");
    let chart = bed.chart();
    let shown = chart["observations"].as_array().unwrap();
    let pulses: Vec<_> =
        shown.iter().map(|one| (one["pulse"].as_i64(), one["is_current"].as_bool())).collect();
    assert_eq!(pulses, [(Some(187), Some(false)), (Some(87), Some(true))]);
    assert_eq!(text(&shown[1], "/correction_reason"), "Typed 187 for 87");

    let entry = bed.fluid("urine", 900).unwrap();
    let args = json!({ "id": entry["id"], "reason": "Bed 4's", "is_withdrawn": true,
                       "form": { "at": null, "kind": "urine", "ml": 900, "note": "" } });
    bed.clinic.get(&bed.nurse, "nursing.correct_fluid", args);
    let chart = bed.chart();
    assert_eq!(chart["sums"][0]["sum"]["out_ml"], 0);
    assert_eq!(chart["fluids"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_wrong_dose_entry_is_corrected_and_a_withdrawn_one_leaves_the_dose_open() {
    let bed = Bed::new();
    let clinic = &bed.clinic;
    let form = medicine(clinic, &bed.doctor, "Ceftriaxone", "q6h");
    let order = place(clinic, &bed.doctor, &bed.admission, form);
    at(clinic, 60);
    let given = bed.record(bed.dose(&order, due(1), "given", json!({}))).unwrap();
    let twice = bed.record(bed.dose(&order, due(1), "given", json!({}))).unwrap_err();
    assert_eq!(twice.message, "errors-dose-answered");
    let correct = |of: &Value, is_withdrawn: bool, right: Value| {
        let args = json!({ "id": of["id"], "correction_reason": "Wrong patient's drug",
                           "is_withdrawn": is_withdrawn, "right": right });
        clinic.get(&bed.nurse, "nursing.correct_dose", args)
    };
    let refused = bed.dose(&order, due(1), "refused", json!({ "reason": "Nausea" }));
    let corrected = correct(&given, false, refused.clone());
    let sheet = bed.medicines("2026-11-22");
    assert_eq!(states(&sheet, 0)[0], "refused");
    assert_eq!(text(&sheet, "/rows/0/cells/0/before/0/outcome"), "given");
    correct(&corrected, true, refused);
    assert_eq!(states(&bed.medicines("2026-11-22"), 0)[0], "due");
    bed.record(bed.dose(&order, due(1), "given", json!({}))).unwrap();
    assert_eq!(states(&bed.medicines("2026-11-22"), 0)[0], "given");
}

#[test]
fn a_high_risk_dose_takes_a_colleague_and_the_colleagues_own_password() {
    let bed = Bed::new();
    let clinic = &bed.clinic;
    let form = medicine(clinic, &bed.doctor, "Potassium chloride", "q6h");
    let order = place(clinic, &bed.doctor, &bed.admission, form);
    assert_eq!(order["is_high_risk"], true);
    at(clinic, 60);
    let give = |second: Value, password: &str| {
        let second = json!({ "second_id": second, "second_password": password });
        bed.record(bed.dose(&order, due(1), "given", second))
    };
    let witnesses = clinic.get(&bed.nurse, "nursing.witnesses", json!({}));
    let names: Vec<String> =
        witnesses.as_array().unwrap().iter().map(|one| text(one, "/name")).collect();
    assert_eq!(names, ["Some doctor"], "neither herself nor the owner of the clinic");
    let colleague = witnesses[0]["id"].clone();
    assert_eq!(give(Value::Null, "").unwrap_err().message, "errors-second-needed");
    let staff = clinic.get(&clinic.owner, "staff.list", json!({}));
    let id = |user: &str| {
        let all = staff.as_array().unwrap().iter();
        all.clone().find(|one| one["user"] == user).unwrap()["id"].clone()
    };
    assert_eq!(give(id("nurse"), PASSWORD).unwrap_err().message, "errors-second-yourself");
    assert_eq!(give(id("meera"), PASSWORD).unwrap_err().message, "errors-second-role");
    let wrong = give(colleague.clone(), "not the password").unwrap_err();
    assert_eq!(wrong.message, "errors-vault-wrong-password");
    assert_eq!(wrong.field.as_deref(), Some("second_password"));
    assert_eq!(states(&bed.medicines("2026-11-22"), 0)[0], "due", "nothing was written");
    let given = give(colleague.clone(), PASSWORD).unwrap();
    assert_eq!(text(&given, "/second_by"), "Some doctor");
    // Held takes nobody: nothing goes into the patient.
    at(clinic, 7 * 60);
    bed.record(bed.dose(&order, due(7), "held", json!({ "reason": "K 5.9" }))).unwrap();
    // Guessing waits, as at sign-in.
    at(clinic, 13 * 60);
    let guess = || {
        let second = json!({ "second_id": colleague, "second_password": "guess" });
        bed.record(bed.dose(&order, due(13), "given", second)).unwrap_err().message
    };
    let guesses: Vec<_> = (0..4).map(|_| guess()).collect();
    assert_eq!(guesses[3], "errors-wait");
}

#[test]
fn another_patients_wristband_stops_the_dose() {
    let bed = Bed::new();
    let clinic = &bed.clinic;
    let other = admit(clinic, "Ramesh Kale");
    let form = medicine(clinic, &bed.doctor, "Ceftriaxone", "q6h");
    let order = place(clinic, &bed.doctor, &bed.admission, form);
    at(clinic, 60);
    let give = |band: &str| bed.record(bed.dose(&order, due(1), "given", json!({ "band": band })));
    let code = |of: &Value| format!("vaidya:a:{}", text(of, "/id"));
    for band in
        [text(&other, "/reg_no"), text(&other, "/printed_number"), code(&other), "A1".into()]
    {
        let error = give(&band).unwrap_err();
        assert_eq!((error.field.as_deref(), &*error.message), (Some("band"), "errors-band-other"));
    }
    let given = give(&code(&bed.admission)).unwrap();
    assert_eq!(given["is_band_checked"], true, "as the printed wristband says");
    // A clinic that wants the band at every dose gets it.
    let hours = clinic.get(&clinic.owner, "rounds.hours", json!({}));
    let mut form = hours["hours"].clone();
    form["is_band_required"] = json!(true);
    clinic.get(&clinic.owner, "rounds.set_hours", json!({ "form": form }));
    at(clinic, 7 * 60);
    let no_band = bed.record(bed.dose(&order, due(7), "given", json!({}))).unwrap_err();
    assert_eq!(no_band.message, "errors-band-needed");
    let band = json!({ "band": text(&bed.admission, "/printed_number") });
    bed.record(bed.dose(&order, due(7), "given", band)).unwrap();
}

#[test]
fn a_dose_as_needed_keeps_its_gap_and_its_most() {
    let bed = Bed::new();
    let clinic = &bed.clinic;
    let mut form = medicine(clinic, &bed.doctor, "Paracetamol", "sos fever");
    form["max_per_day"] = json!(2);
    form["gap_minutes"] = json!(360);
    let order = place(clinic, &bed.doctor, &bed.admission, form);
    let give = |minutes: i64| {
        at(clinic, minutes);
        bed.record(bed.dose(&order, Value::Null, "given", json!({ "reason": "38.6" })))
    };
    give(10).unwrap();
    assert_eq!(give(310).unwrap_err().message, "errors-dose-too-soon");
    give(370).unwrap();
    let most = give(13 * 60).unwrap_err();
    assert_eq!(most.message, "errors-dose-most");
    give(24 * 60 + 10).unwrap();
    let sheet = bed.medicines("2026-11-23");
    assert_eq!(sheet["rows"][0]["is_as_needed"], true);
    assert_eq!(states(&sheet, 0), ["given"]);
}

#[test]
fn doses_against_their_order_are_refused() {
    let bed = Bed::new();
    let clinic = &bed.clinic;
    at(clinic, 30);
    let form = medicine(clinic, &bed.doctor, "Ceftriaxone", "q6h");
    let order = place(clinic, &bed.doctor, &bed.admission, form);
    let refused = |due_at: Value, changes: Value| {
        let error = bed.record(bed.dose(&order, due_at, "given", changes)).unwrap_err();
        (error.field.unwrap_or_default(), error.message.into_owned())
    };
    let is = |field: &str, message: &str| (field.to_owned(), message.to_owned());
    at(clinic, 60);
    let early = json!({ "at": tests::MORNING.0 + 60_000, "reason": "x" });
    assert_eq!(refused(due(1), early), is("at", "errors-dose-before-order"));
    assert_eq!(refused(due(-5), json!({})), is("due_at", "errors-dose-before-order"));
    assert_eq!(refused(due(2), json!({})), is("due_at", "errors-dose-no-such-time"));
    assert_eq!(refused(Value::Null, json!({})), is("due_at", "errors-dose-which-time"));
    assert_eq!(refused(due(1), json!({ "amount": 8 })), is("reason", "errors-dose-other-amount"));
    assert_eq!(
        refused(due(1), json!({ "amount": 0, "reason": "x" })),
        is("amount", "errors-dose-empty")
    );
    assert_eq!(refused(due(7), json!({})), is("reason", "errors-dose-early-why"));
    let ahead = json!({ "at": tests::MORNING.0 + 2 * HOUR_MS });
    assert_eq!(refused(due(1), ahead), is("at", "errors-in-future"));
    let missed = bed.record(bed.dose(&order, due(7), "missed", json!({ "reason": "x" })));
    assert_eq!(missed.unwrap_err().message, "errors-dose-not-due-yet");
    let stop = json!({ "order_id": order["id"], "stopped_at": null, "reason": "Allergic" });
    clinic.get(&bed.doctor, "rounds.stop_order", stop);
    at(clinic, 90);
    let after = json!({ "reason": "x" });
    assert_eq!(refused(due(1), after.clone()), is("due_at", "errors-dose-after-stop"));
    assert_eq!(refused(due(7), after), is("due_at", "errors-dose-after-stop"));
}

#[test]
fn what_cannot_have_been_measured_is_refused_in_words() {
    let bed = Bed::new();
    let refused = |changes: Value| {
        let error = bed.observe(with(changes)).unwrap_err();
        (error.field.clone().unwrap_or_default(), error.message.clone().into_owned())
    };
    let is = |field: &str, message: &str| (field.to_owned(), message.to_owned());
    let impossible = "errors-vital-impossible";
    for (changes, field, message) in [
        (json!({ "temp_decicelsius": 3700 }), "temp_decicelsius", "errors-temperature-impossible"),
        (json!({ "spo2": 101 }), "spo2", impossible),
        (json!({ "pulse": -60 }), "pulse", impossible),
        (json!({ "pain": 11 }), "pain", impossible),
        (json!({ "diastolic": 130 }), "diastolic", "errors-diastolic-above-systolic"),
        (json!({ "taken_at": tests::MORNING.0 - 60_000 }), "taken_at", "errors-before-admission"),
        (json!({ "taken_at": tests::MORNING.0 + HOUR_MS }), "taken_at", "errors-in-future"),
        (json!({ "spo2_scale": 2 }), "spo2_scale", "errors-scale-2-ordered"),
        (json!({ "oxygen_decilitres": 40 }), "is_on_oxygen", "errors-oxygen-or-air"),
    ] {
        assert_eq!(refused(changes), is(field, message));
    }
    assert_eq!(bed.fluid("oral", -200).unwrap_err().message, "errors-negative-ml");
    assert_eq!(bed.fluid("oral", 0).unwrap_err().field.as_deref(), Some("ml"));
    assert_eq!(bed.fluid("urine", 20_000).unwrap_err().field.as_deref(), Some("ml"));
    bed.fluid("urine", 0).unwrap();
    let mut oxygen = order("oxygen", "2 l/min by nasal prongs, aim 88-92 %");
    oxygen["spo2_scale"] = json!(2);
    place(&bed.clinic, &bed.doctor, &bed.admission, oxygen);
    let scored = bed.observe(with(json!({ "spo2": 90 }))).unwrap();
    assert_eq!(scored["spo2_scale"], 2, "as the doctor ordered");
    assert_eq!(scored["news2"]["total"], 0);
}

#[test]
fn a_missing_parameter_a_child_and_a_pregnancy_have_no_score() {
    let bed = Bed::new();
    let part = bed.observe(with(json!({ "consciousness": null, "is_on_oxygen": null }))).unwrap();
    assert_eq!(part["news2"]["total"], Value::Null);
    assert_eq!(part["news2"]["missing"], json!(["oxygen", "consciousness"]));
    let mut form = tests::patient_form("Chhotu Pawar");
    form["age"]["years"] = json!(7);
    form["guardian_name"] = json!("Sunita Pawar");
    let args = json!({ "form": form, "is_not_duplicate": true });
    let child = bed.clinic.get(&bed.clinic.owner, "patients.register", args);
    let mother = bed.clinic.register(&bed.clinic.owner, "Kavya Shinde", "");
    for (patient, kind, why) in [(child, "emergency", "under16"), (mother, "maternity", "pregnant")]
    {
        let admission = admit_patient(&bed.clinic, &patient, kind);
        let args = json!({ "admission_id": admission["id"],
                           "form": with(json!({ "pulse": 150 })) });
        let seen = bed.clinic.get(&bed.nurse, "nursing.observe", args);
        assert_eq!(seen["news2"]["total"], Value::Null);
        assert_eq!(text(&seen, "/news2/not_valid"), why);
        assert_eq!(seen["is_alarm"], false);
    }
}

#[test]
fn facts_fold_to_the_same_chart_in_any_order() {
    let bed = Bed::new();
    for ml in [100, 250, 400] {
        bed.fluid("oral", ml).unwrap();
        let _ = at(&bed.clinic, ml);
        bed.fluid("urine", ml / 2).unwrap();
    }
    let sum = bed.chart()["sums"][0]["sum"].clone();
    assert_eq!(sum["in_ml"], 750);
    assert_eq!(sum["out_ml"], 375);
    assert_eq!(sum["balance_ml"], 375);
    let _: Timestamp = at(&bed.clinic, 0);
}
