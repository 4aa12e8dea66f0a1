//! Who reads, who must say why, and who looks at it afterwards.

use std::sync::Arc;

use kernel::{Body, Code, Door, ManualClock, Mint, NoHost, Opening, RowId, Session, Timestamp};
use serde_json::{Value, json};

use crate::patients::Patient;
use crate::settings::{CLINIC_ID, Clinic, ClinicForm};

const HOUR: i64 = 3_600_000;
const TEXT: &str = "Found positive in March; the husband does not know.";

struct Desk {
    door: Door,
    clock: Arc<ManualClock>,
    patient: RowId,
}

fn open() -> Desk {
    let clock = Arc::new(ManualClock::at(Timestamp(1_793_991_600_000)));
    let door = Door::open(Opening {
        writer: rusqlite::Connection::open_in_memory().unwrap(),
        readers: Vec::new(),
        migrations: crate::api::MIGRATIONS,
        tables: crate::api::TABLES,
        routes: crate::api::routes(),
        clock: clock.clone(),
        host: Arc::new(NoHost),
        mint: Mint::seeded(7),
        zone: "Asia/Kolkata".parse().unwrap(),
    })
    .unwrap();
    let mut clinic = serde_json::to_value(ClinicForm::default()).unwrap();
    clinic["id"] = CLINIC_ID.to_string().into();
    let clinic: Clinic = serde_json::from_value(clinic).unwrap();
    door.write(&Session::program(), |tx| tx.insert(&clinic)).unwrap();
    let mut form = serde_json::to_value(crate::patients::PatientForm::default()).unwrap();
    form["name"] = json!("Asha Pawar");
    form["sex"] = json!("female");
    form["age"] = json!({ "years": 30, "months": 0, "days": 0 });
    let args = json!({ "form": form, "is_not_duplicate": true });
    let patient = door.call(&Session::program(), "patients.register", args, None).unwrap();
    let patient: Patient = serde_json::from_value(patient).unwrap();
    Desk { door, clock, patient: patient.id }
}

/// Somebody with every permission of the slice; what counts is who they are to the patient.
fn person(number: u8, name: &str, is_doctor: bool) -> Session {
    let all = ["confidential.view", "confidential.write", "confidential.review"];
    Session {
        id: u64::from(number),
        user: RowId([number; 16]),
        name: name.into(),
        permissions: all.into_iter().map(str::to_owned).collect(),
        doctor: is_doctor.then_some(RowId([number + 100; 16])),
        ..Session::program()
    }
}

impl Desk {
    fn call(&self, who: &Session, route: &str, args: Value) -> kernel::Result<Value> {
        self.door.call(who, route, args, None)
    }

    fn list(&self, who: &Session) -> Value {
        self.call(who, "confidential.list", json!({ "patient_id": self.patient })).unwrap()
    }

    fn write(&self, who: &Session, text: &str) -> Value {
        let args = json!({ "patient_id": self.patient, "topic": "hiv", "text": text,
                           "replaces": null });
        self.call(who, "confidential.write", args).unwrap()
    }

    fn smash(&self, who: &Session, reason: &str) -> kernel::Result<Value> {
        let args = json!({ "patient_id": self.patient, "reason": reason });
        self.call(who, "confidential.break_glass", args)
    }
}

#[test]
fn the_writer_reads_and_another_only_learns_that_there_is_something() {
    let desk = open();
    let (writer, other) = (person(1, "Dr Rao", true), person(2, "Dr Iyer", true));
    desk.write(&writer, TEXT);
    assert_eq!(desk.list(&writer)["notes"][0]["text"], TEXT);
    let seen = desk.list(&other);
    assert_eq!(
        (&seen["count"], &seen["notes"], &seen["can_break"]),
        (&json!(1), &json!([]), &json!(true))
    );
}

#[test]
fn the_glass_opens_for_one_person_and_one_hour_and_a_clock_set_back_opens_nothing() {
    let desk = open();
    let (writer, other) = (person(1, "Dr Rao", true), person(2, "Dr Iyer", true));
    desk.write(&writer, TEXT);
    for reason in ["", "urgent", "!!!!!!!!!!!!!!!!"] {
        assert_eq!(desk.smash(&other, reason).unwrap_err().code, Code::Invalid, "{reason}");
    }
    assert_eq!(desk.list(&other)["notes"], json!([]), "a refused reason opens nothing");
    desk.smash(&other, "Collapsed at the desk, unconscious").unwrap();
    assert_eq!(desk.list(&other)["notes"][0]["text"], TEXT);
    assert_eq!(desk.list(&person(3, "Dr Sen", true))["notes"], json!([]));
    desk.clock.advance_ms(HOUR + 1);
    assert_eq!(desk.list(&other)["notes"], json!([]), "the hour is over");
    desk.clock.set(Timestamp(1_793_991_600_000 - HOUR));
    assert_eq!(desk.list(&other)["notes"], json!([]), "before it was broken");
}

#[test]
fn every_broken_glass_waits_for_another_to_review_it() {
    let desk = open();
    let (writer, other) = (person(1, "Dr Rao", true), person(2, "Dr Iyer", true));
    let owner = person(4, "Meera", false);
    desk.write(&writer, TEXT);
    let broken = desk.smash(&other, "Collapsed at the desk, unconscious").unwrap();
    let open = || desk.call(&owner, "confidential.breaks", json!({ "only_open": true })).unwrap();
    assert_eq!(open()[0]["broken"]["reason"], "Collapsed at the desk, unconscious");
    let review = |who: &Session, verdict: &str| {
        let args = json!({ "id": broken["id"], "is_justified": false, "verdict": verdict });
        desk.call(who, "confidential.review", args)
    };
    assert_eq!(review(&other, "fine").unwrap_err().message, "errors-review-own");
    assert_eq!(review(&owner, "").unwrap_err().field.as_deref(), Some("verdict"));
    review(&owner, "Not on duty").unwrap();
    assert_eq!(open(), json!([]));
    assert_eq!(review(&owner, "again").unwrap_err().message, "errors-reviewed-already");
}

#[test]
fn a_correction_is_a_new_note_by_the_same_hand() {
    let desk = open();
    let (writer, other) = (person(1, "Dr Rao", true), person(2, "Dr Iyer", true));
    let first = desk.write(&writer, TEXT);
    let correct = |who: &Session| {
        let args = json!({ "patient_id": desk.patient, "topic": "hiv", "text": "In April",
                           "replaces": first["id"] });
        desk.call(who, "confidential.write", args)
    };
    assert_eq!(correct(&other).unwrap_err().message, "errors-note-of-another");
    correct(&writer).unwrap();
    let seen = desk.list(&writer);
    assert_eq!((&seen["count"], &seen["notes"][0]["text"]), (&json!(1), &json!("In April")));
}

#[test]
fn the_text_is_sealed_and_in_no_other_table() {
    let desk = open();
    desk.write(&person(1, "Dr Rao", true), TEXT);
    let count = |sql: &str| {
        let read = |read: &kernel::Read<'_>| read.value::<i64>(sql, []);
        desk.door.read(&Session::program(), read).unwrap().unwrap()
    };
    let bodies: Vec<Body<'static>> = desk
        .door
        .read(&Session::program(), |read| {
            let mut statement = read.conn().prepare("SELECT body FROM op")?;
            let bodies = statement.query_map([], |row| row.get(0))?;
            Ok(bodies.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert!(!bodies.is_empty());
    let is_in = |body: &Body<'_>| body.windows(8).any(|part| part == b"positive");
    assert!(!bodies.iter().any(is_in));
    assert_eq!(count("SELECT count(*) FROM confidential_note WHERE text LIKE '%positive%'"), 0);
    assert_eq!(count("SELECT count(*) FROM access WHERE detail LIKE '%positive%'"), 0);
}
