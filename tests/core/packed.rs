//! One body that lies packed, followed through everything that reads or moves it.

use std::path::Path;

use kernel::{Body, Kind, Op};
use rusqlite::Connection;
use serde_json::{Value, json};
use tests::{SmallClinic, ask, patient_form, text};

use super::backup::{Stick, add, begin, choices, computer, fault, finish, run};

const NAME: &str = "Savitribai Ramchandra Deshpande";
const NOTE: &str = "Allergic to nothing that is known. Comes with her daughter, who reads to her. \
                    Walks to the clinic from the far side of the river.";

fn records(folder: &Path, code: &str) -> Connection {
    let place = vault::Place::new(folder.join("clinic"));
    place.open_with_recovery(code).unwrap().open_reader().unwrap()
}

/// The one op that made her: as it lies, and what it is.
fn made(records: &Connection) -> (Vec<u8>, Vec<u8>) {
    let sql = "SELECT op.body, op.body FROM op JOIN op_row USING (log, n)
               JOIN patient ON patient.id = op_row.row WHERE patient.name = ?1 ORDER BY op.n";
    let (cell, body) = records
        .query_row(sql, [NAME], |row| Ok((row.get(0)?, row.get::<_, Body<'static>>(1)?)))
        .unwrap();
    (cell, body.into())
}

fn assert_log_is_whole(records: &Connection) {
    let report = kernel::verify::verify(records, Vec::new(), Vec::new()).unwrap();
    assert!(report.is_whole() && report.entries > 3, "{report:?}");
}

/// What the history says that she was registered with.
fn history(ask: &dyn Fn(&str, Value) -> Value, patient: &Value) -> Value {
    let of = json!({ "table": "patient", "id": patient["id"] });
    let history = ask("audit.history", of);
    let fields = history["changes"][0]["fields"].as_array().cloned().unwrap_or_default();
    let note = fields.iter().find(|field| field["field"] == "note").unwrap();
    note["after"].clone()
}

#[test]
fn a_packed_body_stays_whole_through_log_history_key_copy_and_restore() {
    let clinic = SmallClinic::new();
    let mut form = patient_form(NAME);
    form["note"] = json!(NOTE);
    let args = json!({ "form": form, "is_not_duplicate": true });
    let patient = clinic.get(&clinic.owner, "patients.register", args);

    let here = records(clinic.folder.path(), &clinic.recovery_code);
    let (cell, body) = made(&here);
    assert_eq!(cell.first(), Some(&1), "packed with the first dictionary");
    assert!(cell.len() * 4 < body.len() * 3, "{} of {} bytes", cell.len(), body.len());
    let op = Op::decode(&body).unwrap();
    assert!(op.kind == Kind::Insert && op.encode().unwrap() == body);
    assert_log_is_whole(&here);
    drop(here);
    let asked = |route: &str, args: Value| clinic.get(&clinic.owner, route, args);
    assert_eq!(history(&asked, &patient), NOTE);

    clinic.get(&clinic.owner, "desk.rotate_keys", json!({}));
    assert_eq!(history(&asked, &patient), NOTE);

    // One copy holds her, and the minutes after it hold somebody else.
    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    clinic.clock.advance_ms(60_000);
    clinic.register(&clinic.owner, "Registered later", "");
    assert_eq!(run(&clinic, &target, "drill"), "", "her rows come out of the ops again");
    let turned = records(clinic.folder.path(), &clinic.recovery_code);
    assert_eq!(made(&turned), (cell.clone(), body.clone()), "under another key");
    assert_log_is_whole(&turned);

    let (folder, desk) = computer();
    let choice = choices(&desk, &stick, None)[0].clone();
    begin(&desk, &choice, Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let done = finish(&desk);
    let session = text(&done, "/session/token");
    let asked = |route: &str, args: Value| ask(&desk, route, args, Some(&session)).unwrap();
    assert_eq!(history(&asked, &patient), NOTE);
    let restored = records(folder.path(), &text(&done, "/recovery_code"));
    assert_eq!(made(&restored), (cell, body));
    assert_log_is_whole(&restored);
}
