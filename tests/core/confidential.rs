//! Confidential notes lie under a key of their own, which goes wherever the records go.

use kernel::{RowId, Seal};
use rusqlite::Connection;
use serde_json::{Value, json};
use tests::{SmallClinic, ask, text};
use vault::{Place, Vault};

use super::backup::{Stick, add, begin, choices, computer, fault, finish, run};

const TEXT: &str = "Found positive in March; the husband does not know.";

fn vault(clinic: &SmallClinic) -> Vault {
    let place = Place::new(clinic.folder.path().join("clinic"));
    place.open_with_recovery(&clinic.recovery_code).unwrap()
}

fn with_a_note() -> (SmallClinic, String, Value) {
    let clinic = SmallClinic::new();
    let doctor = clinic.hire("doctor");
    let patient = clinic.register(&clinic.owner, "Lakshmi Iyer", "9812345678");
    let note =
        json!({ "patient_id": patient["id"], "topic": "hiv", "text": TEXT, "replaces": null });
    clinic.get(&doctor, "confidential.write", note);
    let draft = json!({ "key": "confidential", "body": TEXT });
    clinic.get(&doctor, "drafts.keep", draft);
    (clinic, doctor, patient)
}

fn notes(clinic: &SmallClinic, session: &str, patient: &Value) -> Vec<Value> {
    let seen = clinic.get(session, "confidential.list", json!({ "patient_id": patient["id"] }));
    seen["notes"].as_array().unwrap().clone()
}

/// Name of its column, its row, and the text as it lies there.
fn cells(db: &Connection) -> Vec<(String, RowId, String)> {
    let sql = "SELECT 'text', id, text FROM confidential_note
               UNION ALL SELECT key, user, body FROM draft";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_note_and_its_draft_do_not_open_under_the_key_of_phones() {
    let (clinic, doctor, patient) = with_a_note();
    let vault = vault(&clinic);
    let phones = Seal::new([(1, vault.derive("field seal 1"))], &vault.derive("blind"));
    let whole = clinic::desk::seal_of(&vault).unwrap();
    let cells = cells(&vault.open_reader().unwrap());
    assert_eq!(cells.len(), 2);
    for (column, row, cell) in cells {
        assert!(phones.open(&column, row, &cell).is_err(), "{column}");
        assert_eq!(whole.open(&column, row, &cell).unwrap(), TEXT);
    }
    assert_eq!(text(&notes(&clinic, &doctor, &patient)[0], "/text"), TEXT);
}

#[test]
fn a_note_is_read_after_the_records_got_a_new_key_and_after_a_restore() {
    let (clinic, doctor, patient) = with_a_note();
    clinic.get(&clinic.owner, "desk.rotate_keys", json!({}));
    assert_eq!(text(&notes(&clinic, &doctor, &patient)[0], "/text"), TEXT);

    let stick = Stick::new();
    let target = add(&clinic, &stick);
    assert_eq!(run(&clinic, &target, "full"), "");
    assert_eq!(run(&clinic, &target, "drill"), "");
    let (_folder, desk) = computer();
    begin(&desk, &choices(&desk, &stick, None)[0], Value::Null, &clinic.recovery_code).unwrap();
    assert_eq!(fault(&desk, None), "");
    let session = text(&finish(&desk), "/session/token");
    let args = json!({ "patient_id": patient["id"], "reason": "She was restored from a stick" });
    ask(&desk, "confidential.break_glass", args, Some(&session)).unwrap();
    let args = json!({ "patient_id": patient["id"] });
    let seen = ask(&desk, "confidential.list", args, Some(&session)).unwrap();
    assert_eq!(text(&seen, "/notes/0/text"), TEXT);
}
