//! How a stay ends, and what the registers hold of it.

use serde_json::{Value, json};
use tests::{MORNING, SmallClinic, text};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

struct Stay {
    clinic: SmallClinic,
    doctor: String,
    nurse: String,
    bed: Value,
    admission: Value,
}

fn now(clinic: &SmallClinic) -> i64 {
    kernel::Clock::now(&*clinic.clock).0
}

/// Somebody with dengue in bed 101, admitted now, with a round and two medicines behind them.
fn stay() -> Stay {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let (desk, nurse) = (clinic.hire("receptionist"), clinic.hire("nurse"));
    let owner = clinic.owner.clone();
    let class = json!({ "id": null, "name": "General", "is_critical_care": false, "rank": 1,
                        "is_active": true });
    let class = clinic.get(&owner, "wards.save_class", class);
    let tariff = json!({ "id": null, "class_id": class["id"], "since": "2026-01-01",
                         "rent_paise": 120_000, "note": "" });
    clinic.get(&owner, "wards.save_tariff", tariff);
    let ward = json!({ "id": null, "name": "Female ward", "floor": "1", "admits": "women",
                       "rank": 1, "is_active": true });
    let ward = clinic.get(&owner, "wards.save_ward", ward);
    let beds = json!({ "ward_id": ward["id"], "class_id": class["id"], "labels": "101–102",
                       "kind": "bed", "room": "Hall" });
    let beds = clinic.get(&owner, "wards.add_beds", beds);
    let patient = clinic.register(&desk, "Sunita Pawar", "98765 43210");
    let form = json!({
        "patient_id": patient["id"], "visit_id": null, "kind": "emergency",
        "doctor_id": clinic.doctor_id(), "diagnosis": "Dengue fever", "admitted_at": null,
        "bed_id": beds[0]["id"], "class_id": null, "reason": "", "mother_id": null,
        "is_mlc": false, "mlc_number": "", "note": "", "expected_until": null,
        "relatives": [], "deposits": [],
    });
    let admission = clinic.get(&desk, "wards.admit", form);
    let note = json!({
        "admission_id": admission["id"], "kind": "progress", "seen_at": null,
        "subjective": "Fever for 4 days", "objective": "Temp 39 °C, no rash",
        "assessment": "Dengue without warning signs", "plan": "Fluids, watch platelets",
    });
    clinic.get(&doctor, "rounds.sign_note", note);
    Stay { clinic, doctor, nurse, bed: beds[0].clone(), admission }
}

impl Stay {
    fn open(&self) -> Value {
        let args = json!({ "admission_id": self.admission["id"] });
        self.clinic.get(&self.doctor, "discharge.open", args)
    }

    /// The proposal, as the screen sends it back with what the doctor added.
    fn form(&self, more: Value) -> Value {
        let mut form = self.open()["discharge"].clone();
        form["advice"] = json!("Rest and fluids for a week");
        for (field, value) in more.as_object().expect("fields") {
            form[field] = value.clone();
        }
        json!({ "admission_id": self.admission["id"], "form": form })
    }

    fn sign(&self, more: Value) -> kernel::Result<Value> {
        self.clinic.ask(&self.doctor, "discharge.sign", self.form(more))
    }

    fn refused(&self, more: Value) -> String {
        self.sign(more).expect_err("a refusal").field.unwrap_or_default()
    }

    fn bed_state(&self) -> String {
        let board = self.clinic.get(&self.nurse, "wards.board", json!({}));
        let text = board.to_string();
        let at = text.find(self.bed["id"].as_str().expect("an id")).expect("the bed is there");
        let around = text.get(at..).unwrap_or_default();
        ["taken", "cleaning", "free"]
            .into_iter()
            .min_by_key(|state| around.find(&format!("\"{state}\"")).unwrap_or(usize::MAX))
            .unwrap_or_default()
            .to_owned()
    }
}

#[test]
fn a_summary_is_built_from_the_record_signed_and_then_only_added_to() {
    let stay = stay();
    let sheet = stay.open();
    assert_eq!(sheet["is_proposed"], true);
    assert_eq!(text(&sheet, "/discharge/diagnoses/0/name"), "Dengue fever");
    assert_eq!(text(&sheet, "/discharge/complaint"), "Fever for 4 days");
    assert!(text(&sheet, "/discharge/course").contains("Dengue without warning signs"));

    stay.clinic.clock.set(kernel::Timestamp(MORNING.0 + 5 * HOUR));
    let kept = stay.clinic.get(&stay.doctor, "discharge.save", stay.form(json!({})));
    assert_eq!(kept["is_proposed"], false);
    assert_eq!(stay.bed_state(), "taken");

    let signed = stay.sign(json!({ "follow_up_on": "2026-11-29" })).unwrap();
    assert_eq!(text(&signed, "/discharge/status"), "signed");
    assert_eq!(text(&signed, "/printed_number"), "A-DS-000001");
    assert_eq!(stay.bed_state(), "cleaning");

    let again = stay.sign(json!({ "course": "Something else" })).unwrap_err();
    assert_eq!(again.message, "errors-admission-closed");
    let changed = stay.clinic.ask(&stay.doctor, "discharge.save", stay.form(json!({})));
    assert_eq!(changed.unwrap_err().message, "errors-discharge-signed");
    let addendum = json!({ "discharge_id": signed["discharge"]["id"],
                           "text": "Platelets 1.8 lakh on the day after" });
    stay.clinic.get(&stay.doctor, "discharge.add_addendum", addendum);
    assert_eq!(stay.open()["addenda"].as_array().map(Vec::len), Some(1));

    let paper = json!({ "admission_id": stay.admission["id"], "language": "mr" });
    let paper = stay.clinic.get(&stay.nurse, "discharge.paper", paper);
    assert!(text(&paper, "/pdf_base64").starts_with("JVBERi"));
}

#[test]
fn the_investigations_of_a_summary_are_the_results_of_the_ordered_tests() {
    let stay = stay();
    let order = |what: &str| {
        let args = json!({ "admission_id": stay.admission["id"], "form": {
            "kind": "test", "text": what, "line": null, "task": "other", "every_minutes": null,
            "spo2_scale": null, "max_per_day": null, "gap_minutes": null, "is_first_now": false,
            "started_at": null, "warning_reason": "",
        } });
        stay.clinic.get(&stay.doctor, "rounds.order", args)
    };
    let record = |order: &Value, value: &str, source: &str, corrects: Value| {
        let reason = if corrects.is_null() { "" } else { "Misread" };
        let args = json!({ "order_id": order["id"], "form": {
            "value": value, "unit": "lakh", "resulted_at": null,
            "is_outside": !source.is_empty(), "source": source, "corrects": corrects,
            "correction_reason": reason,
        } });
        stay.clinic.get(&stay.nurse, "rounds.record_result", args)
    };
    let (platelets, ultrasound, stopped) = (order("Platelets"), order("Ultrasound"), order("ECG"));
    let stop = json!({ "order_id": stopped["id"], "stopped_at": null, "reason": "Not needed" });
    stay.clinic.get(&stay.doctor, "rounds.stop_order", stop);
    let investigations = || text(&stay.open(), "/discharge/investigations");
    assert_eq!(
        investigations(),
        "22-Nov: Platelets: result awaited\n22-Nov: Ultrasound: result awaited"
    );
    let wrong = record(&platelets, "8.0", "", Value::Null);
    record(&platelets, "0.8", "", wrong["results"][0]["id"].clone());
    stay.clinic.clock.set(kernel::Timestamp(MORNING.0 + DAY));
    record(&platelets, "1.1", "", Value::Null);
    record(&ultrasound, "No free fluid\nLiver normal", "Metro Scans", Value::Null);
    assert_eq!(
        investigations(),
        "22-Nov: Platelets: 0.8 lakh\n23-Nov: Platelets: 1.1 lakh\n\
         23-Nov: Ultrasound: No free fluid; Liver normal lakh (outside report, Metro Scans)"
    );
    // What is signed stays; a report that comes later is kept all the same.
    stay.sign(json!({})).unwrap();
    let late = record(&ultrasound, "Reviewed", "Metro Scans", Value::Null);
    assert_eq!(late["results"].as_array().map(Vec::len), Some(2));
    assert!(!investigations().contains("Reviewed"));
}

#[test]
fn what_must_stand_on_the_paper_is_asked_for_at_its_field() {
    let stay = stay();
    let at = |field: &str, more: Value| assert_eq!(stay.refused(more), field);
    at("diagnoses", json!({ "diagnoses": [] }));
    at("course", json!({ "course": " " }));
    at("advice", json!({ "advice": "" }));
    at("follow_up_on", json!({ "follow_up_on": "2026-11-01" }));
    at("left_at", json!({ "left_at": MORNING.0 - DAY }));
    at("left_at", json!({ "left_at": MORNING.0 + DAY }));
    at("against_advice.reason", json!({ "outcome": "against_advice" }));
    let unsigned = json!({ "reason": "Wants to go home", "risks": "", "signed_by": "",
                           "relation": "" });
    at(
        "against_advice.signed_by",
        json!({ "outcome": "against_advice",
                                           "against_advice": unsigned }),
    );
    at("transfer.to", json!({ "outcome": "transferred_out" }));
    at("death.died_at", json!({ "outcome": "died" }));
    let death = |died_at: i64, immediate: &str| {
        json!({ "outcome": "died", "death": {
            "died_at": died_at, "body_given_to": "",
            "cause": { "immediate": immediate, "antecedent": "", "underlying": "", "other": "" },
        } })
    };
    at("death.cause.immediate", death(MORNING.0, ""));
    at("death.died_at", death(MORNING.0 - DAY, "Shock"));
    assert_eq!(stay.bed_state(), "taken", "a refusal frees no bed");
    assert_eq!(stay.open()["is_proposed"], true, "a refusal keeps nothing");
}

#[test]
fn a_death_is_in_the_register_and_a_wrong_entry_is_corrected_by_another() {
    let stay = stay();
    stay.clinic.clock.set(kernel::Timestamp(MORNING.0 + 6 * HOUR));
    let died_at = MORNING.0 + 5 * HOUR;
    let death = json!({
        "outcome": "died", "left_at": null,
        "death": { "died_at": died_at, "body_given_to": "Ramesh Pawar (husband)",
                   "cause": { "immediate": "Shock", "antecedent": "Severe dengue",
                              "underlying": "", "other": "" } },
    });
    let booked = json!({
        "patient_id": stay.admission["patient_id"], "doctor_id": stay.clinic.doctor_id(),
        "day": "2026-12-04", "minute": 600, "minutes": 15, "place": "", "reason": "Follow-up",
        "is_overbooked": true, "repeat": null, "waiting_id": null,
    });
    stay.clinic.get(&stay.nurse, "appointments.book", booked);
    let signed = stay.sign(death).unwrap();
    assert_eq!(signed["discharge"]["left_at"], died_at);
    let of_patient = json!({ "patient_id": stay.admission["patient_id"] });
    let appointments = stay.clinic.get(&stay.nurse, "appointments.of_patient", of_patient);
    assert!(!appointments.to_string().contains("\"booked\""), "nobody reminds the dead");
    let span = json!({ "from": "2026-11-01", "until": "2026-11-30" });
    let deaths = |span: &Value| stay.clinic.get(&stay.nurse, "registers.deaths", span.clone());
    let entry = deaths(&span)[0].clone();
    assert_eq!(text(&entry, "/cause/immediate"), "Shock");
    assert_eq!(entry["is_current"], true);
    let form = json!({
        "form": { "admission_id": entry["admission_id"], "patient_id": entry["patient_id"],
                  "died_at": died_at, "certified_by": "Dr Kavita Rao", "is_mlc": false,
                  "body_given_to": "Ramesh Pawar (husband)",
                  "cause": { "immediate": "Dengue shock", "antecedent": "", "underlying": "",
                             "other": "" } },
        "correction": { "corrects": entry["id"], "reason": "Cause worded wrongly" },
    });
    stay.clinic.get(&stay.doctor, "registers.record_death", form.clone());
    let twice = stay.clinic.ask(&stay.doctor, "registers.record_death", form).unwrap_err();
    assert_eq!(twice.message, "errors-corrected-already");
    let rows = deaths(&span);
    let states: Vec<bool> =
        rows.as_array().unwrap().iter().map(|row| row["is_current"] == true).collect();
    assert_eq!(states, [false, true]);
    assert_eq!(deaths(&json!({ "from": "2026-10-01", "until": "2026-10-31" })), json!([]));
    for register in ["births", "deaths", "mlc"] {
        let args = json!({ "register": register, "from": "2026-11-01", "until": "2026-11-30" });
        let paper = stay.clinic.get(&stay.nurse, "registers.paper", args);
        assert!(text(&paper, "/pdf_base64").starts_with("JVBERi"), "{register}");
    }
}

#[test]
fn births_and_medico_legal_cases_are_numbered_and_bounded() {
    let stay = stay();
    let birth = |weight: i64, born_at: i64| {
        let form = json!({
            "admission_id": stay.admission["id"], "mother_id": null, "child_id": null,
            "born_at": born_at, "sex": "female", "is_live": true, "weight_g": weight,
            "gestation_weeks": 39, "birth_order": 1, "delivery": "normal", "child_name": "",
            "mother_name": "", "father_name": "Ramesh Pawar", "address": "",
            "attended_by": "Dr Kavita Rao", "note": "",
        });
        let args = json!({ "form": form, "correction": { "corrects": null, "reason": "" } });
        stay.clinic.ask(&stay.nurse, "registers.record_birth", args)
    };
    let first = birth(2_900, now(&stay.clinic)).unwrap();
    assert_eq!(text(&first, "/mother_name"), "Sunita Pawar");
    assert_eq!((text(&first, "/series"), first["number"].as_i64()), ("A-B/2026".into(), Some(1)));
    assert_eq!(birth(2_900, now(&stay.clinic)).unwrap()["number"], 2);
    assert_eq!(birth(29, now(&stay.clinic)).unwrap_err().field.as_deref(), Some("weight_g"));
    let late = birth(2_900, now(&stay.clinic) + DAY).unwrap_err();
    assert_eq!(late.field.as_deref(), Some("born_at"));

    let case = |findings: &str| {
        let form = json!({
            "admission_id": stay.admission["id"], "patient_id": stay.admission["patient_id"],
            "examined_at": now(&stay.clinic), "nature": "road_accident",
            "brought_by": "Police van 12", "identification": "Mole on the left cheek",
            "history": "Hit by a car", "findings": findings, "opinion": "", "samples": "",
            "police_station": "Wagholi", "told_police_at": null, "police_officer": "",
            "doctor_name": "Dr Kavita Rao",
        });
        let args = json!({ "form": form, "correction": { "corrects": null, "reason": "" } });
        stay.clinic.ask(&stay.doctor, "registers.record_mlc", args)
    };
    assert_eq!(case("").unwrap_err().field.as_deref(), Some("findings"));
    let entry = case("Laceration 4 cm over the right knee").unwrap();
    assert_eq!(text(&entry, "/series"), "A-MLC/2026");
}

#[test]
fn a_baby_is_entered_once_from_its_own_and_its_mothers_admission() {
    let stay = stay();
    let patient = stay.clinic.register(&stay.nurse, "Asha More", "98220 41122");
    let form = json!({
        "patient_id": patient["id"], "visit_id": null, "kind": "maternity",
        "doctor_id": stay.clinic.doctor_id(), "diagnosis": "Term pregnancy",
        "admitted_at": null, "bed_id": null, "class_id": null, "reason": "", "mother_id": null,
        "is_mlc": false, "mlc_number": "", "note": "", "expected_until": null,
        "relatives": [{ "name": "Ganesh More", "relation": "Husband", "phone": "" }],
        "deposits": [],
    });
    let mother = stay.clinic.get(&stay.nurse, "wards.admit", form);
    stay.clinic.clock.set(kernel::Timestamp(MORNING.0 + 5 * HOUR));
    let born = |which: &str, ago: i64| {
        let args = json!({ "mother_id": mother["id"], "sex": "male", "which": which,
                           "born_at": now(&stay.clinic) - ago, "bed_id": null,
                           "doctor_id": stay.clinic.doctor_id(), "note": "" });
        stay.clinic.get(&stay.nurse, "wards.admit_newborn", args)
    };
    let (one, two) = (born("1", 2 * HOUR), born("2", HOUR));
    let propose = |baby: &Value| {
        let args = json!({ "admission_id": baby["id"] });
        stay.clinic.get(&stay.nurse, "registers.propose_birth", args)
    };
    let proposed = propose(&one);
    assert_eq!(proposed["entered"], Value::Null);
    let form = &proposed["form"];
    assert_eq!((&form["child_id"], &form["admission_id"]), (&one["patient_id"], &mother["id"]));
    assert_eq!((&form["born_at"], &form["sex"]), (&one["admitted_at"], &json!("male")));
    let told = ["/mother_name", "/father_name", "/attended_by"].map(|path| text(form, path));
    assert_eq!(told, ["Asha More", "Ganesh More", "Dr Kavita Rao"]);

    let record = |form: &Value, corrects: Value| {
        let reason = if corrects.is_null() { "" } else { "Weighed again" };
        let correction = json!({ "corrects": corrects, "reason": reason });
        let args = json!({ "form": form, "correction": correction });
        stay.clinic.ask(&stay.nurse, "registers.record_birth", args)
    };
    let entry = record(form, Value::Null).unwrap();
    assert_eq!(propose(&one)["entered"], "A-B/2026/1");
    assert_eq!(record(form, Value::Null).unwrap_err().message, "errors-birth-entered");
    let mut better = form.clone();
    better["weight_g"] = json!(2_850);
    let better = record(&better, entry["id"].clone()).unwrap();
    assert_eq!(better["weight_g"], 2_850, "the entry itself is corrected");
    assert_eq!(record(form, Value::Null).unwrap_err().message, "errors-birth-entered");

    let twin = propose(&two);
    assert_eq!(twin["form"]["birth_order"], 2);
    let twin = record(&twin["form"], Value::Null).unwrap();
    // A correction does not turn the twin's entry into a second one of the first.
    let stolen = record(form, twin["id"].clone()).unwrap_err();
    assert_eq!(stolen.message, "errors-birth-entered");
    let grown = json!({ "admission_id": mother["id"] });
    let refused = stay.clinic.ask(&stay.nurse, "registers.propose_birth", grown);
    assert_eq!(refused.unwrap_err().message, "errors-not-a-newborn");
}

#[test]
fn a_baby_entered_at_two_desks_counts_once() {
    let pair = tests::pair::pair();
    let baby = pair.register("Baby of Asha");
    pair.meet();
    pair.hall.cut(true);
    let entry = |note: &str| {
        let form = json!({
            "admission_id": null, "mother_id": null, "child_id": baby, "born_at": MORNING.0,
            "sex": "male", "is_live": true, "weight_g": null, "gestation_weeks": null,
            "birth_order": 1, "delivery": "normal", "child_name": "", "mother_name": "Asha More",
            "father_name": "", "address": "", "attended_by": "Dr Kavita Rao", "note": note,
        });
        json!({ "form": form, "correction": { "corrects": null, "reason": "" } })
    };
    let first = pair.here("registers.record_birth", entry("here"));
    pair.one.clock.advance_ms(60_000);
    pair.there("registers.record_birth", entry("there"));
    pair.hall.cut(false);
    pair.one.clock.advance_ms(600_000);
    pair.meet();
    let span = json!({ "from": "2026-11-01", "until": "2026-11-30" });
    let here = pair.here("registers.births", span.clone());
    assert_eq!(here, pair.there("registers.births", span), "both desks show the same");
    let counted: Vec<&Value> = here.as_array().unwrap().iter().collect();
    assert_eq!(counted.len(), 2, "nothing is lost");
    for row in counted {
        assert_eq!(row["is_second"], json!(row["id"] != first["id"]));
    }
}
