//! Confidential notes lie under a key of their own, which goes wherever the records go.

use std::path::Path;

use kernel::{RowId, Seal};
use rusqlite::Connection;
use serde_json::{Value, json};
use tests::pair::{Pair, pair};
use tests::{PASSWORD, SmallClinic, ask, text};
use vault::{Place, Vault};

use super::backup::{Stick, add, begin, choices, computer, fault, finish, run};

const TEXT: &str = "Found positive in March; the husband does not know.";

fn vault(clinic: &SmallClinic) -> Vault {
    vault_in(clinic.folder.path(), &clinic.recovery_code)
}

fn vault_in(folder: &Path, recovery_code: &str) -> Vault {
    Place::new(folder.join("clinic")).open_with_recovery(recovery_code).unwrap()
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
               UNION ALL SELECT 'topic', id, topic FROM confidential_note
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
    assert_eq!(cells.len(), 3);
    for (column, row, cell) in cells {
        assert!(phones.open(&column, row, &cell).is_err(), "{column}");
        let said = if column == "topic" { "hiv" } else { TEXT };
        assert_eq!(whole.open(&column, row, &cell).unwrap(), said);
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

/// Two computers whose owner is the doctor, and a patient.
fn pair_of_a_doctor() -> (Pair, Value) {
    let pair = pair();
    pair.one.confirm();
    for permission in ["confidential.view", "confidential.write"] {
        let args = json!({ "role": "owner", "permission": permission, "is_allowed": true });
        pair.here("staff.set_permission", args);
    }
    let patient = pair.register("Lakshmi Iyer");
    (pair, patient)
}

fn note(pair: &Pair, patient: &Value, text: &str) {
    let args = json!({ "patient_id": patient, "topic": "hiv", "text": text, "replaces": null });
    pair.here("confidential.write", args);
    pair.meet();
    pair.there("desk.touch", json!({}));
}

/// What opens on the other computer, and how many notes stay shut there.
fn seen_there(pair: &Pair, patient: &Value) -> (Vec<String>, u64) {
    let seen = pair.there("confidential.list", json!({ "patient_id": patient }));
    let notes = seen["notes"].as_array().unwrap().iter().map(|note| text(note, "/text"));
    let (notes, elsewhere) = (notes.collect::<Vec<_>>(), seen["elsewhere"].as_u64().unwrap());
    assert_eq!(seen["count"], notes.len() as u64 + elsewhere);
    assert_eq!(seen["opens_here"], !notes.is_empty());
    (notes, elsewhere)
}

fn let_read(pair: &Pair, reads: bool) {
    pair.one.confirm();
    pair.here("desk.device_reads", json!({ "no": 2, "reads_confidential": reads }));
    pair.meet();
    for devices in
        [pair.here("security.devices", json!({})), pair.there("security.devices", json!({}))]
    {
        let of = |no: u64| devices.as_array().unwrap().iter().find(|row| row["no"] == no).unwrap();
        assert_eq!(of(1)["reads_confidential"], true);
        assert_eq!(of(2)["reads_confidential"], reads, "{devices}");
    }
}

#[test]
fn a_note_stays_shut_on_a_computer_until_an_owner_lets_it_open_there() {
    let (pair, patient) = pair_of_a_doctor();
    note(&pair, &patient, TEXT);
    assert_eq!(seen_there(&pair, &patient), (vec![], 1));
    let there = vault_in(pair.folder_there.path(), &pair.one.recovery_code);
    let cells_there = cells(&there.open_reader().unwrap());
    let seal = clinic::desk::seal_of(&there).unwrap();
    assert_eq!(cells_there.len(), 2);
    for (column, row, cell) in &cells_there {
        assert!(Seal::is_sealed(cell) && !seal.can_open(cell), "{column}");
        assert!(seal.open(column, *row, cell).is_err(), "{column}");
    }
    // None is written there that the others could not read; a half-written one is not lost.
    let args = json!({ "patient_id": patient, "topic": "hiv", "text": "x", "replaces": null });
    let refused = ask(&pair.two, "confidential.write", args, Some(&pair.owner_there)).unwrap_err();
    assert_eq!(refused.message, "errors-sensitive-elsewhere");
    pair.there("drafts.keep", json!({ "key": "confidential", "body": "half a note" }));
    let draft = pair.there("drafts.take", json!({ "key": "confidential" }));
    assert_eq!(draft["body"], "half a note");

    let_read(&pair, true);
    assert_eq!(seen_there(&pair, &patient), (vec![TEXT.into()], 0));
    let args =
        json!({ "patient_id": patient, "topic": "violence", "text": "At home", "replaces": null });
    pair.there("confidential.write", args);
    pair.meet();
    let here = pair.here("confidential.list", json!({ "patient_id": patient }));
    assert_eq!((text(&here, "/notes/0/text"), &here["elsewhere"]), ("At home".into(), &json!(0)));
    // The key lies in its key file from then on.
    let there = vault_in(pair.folder_there.path(), &pair.one.recovery_code);
    let seal = clinic::desk::seal_of(&there).unwrap();
    assert!(cells_there.iter().all(|(_, _, cell)| seal.can_open(cell)));
}

#[test]
fn a_computer_that_reads_no_longer_opens_nothing_that_is_written_later() {
    let (pair, patient) = pair_of_a_doctor();
    let_read(&pair, true);
    note(&pair, &patient, "before");
    let_read(&pair, false);
    note(&pair, &patient, "after");
    assert_eq!(seen_there(&pair, &patient), (vec!["before".into()], 1));
    let_read(&pair, true);
    assert_eq!(seen_there(&pair, &patient), (vec!["after".into(), "before".into()], 0));

    pair.one.confirm();
    let_read(&pair, false);
    pair.one.confirm();
    let myself = json!({ "no": 1, "reads_confidential": false });
    let refused = pair.one.ask(&pair.one.owner, "desk.device_reads", myself).unwrap_err();
    assert_eq!(refused.message, "errors-sync-last-reader");
    pair.there("desk.confirm", json!({ "password": PASSWORD }));
    let itself = json!({ "no": 2, "reads_confidential": true });
    let refused = ask(&pair.two, "desk.device_reads", itself, Some(&pair.owner_there));
    assert_eq!(refused.unwrap_err().message, "errors-sync-no-administrator");
}

#[test]
fn a_computer_that_is_let_in_to_read_opens_every_note_from_the_first_day() {
    let (pair, patient) = pair_of_a_doctor();
    // Under a second key, as one that read was taken out.
    let_read(&pair, true);
    note(&pair, &patient, "before");
    let_read(&pair, false);
    note(&pair, &patient, "after");
    let given = json!({ "may_administer": false, "reads_confidential": true });
    let three = pair.third(given);
    let args = json!({ "patient_id": patient });
    let seen = ask(&three.desk, "confidential.list", args, Some(&three.owner)).unwrap();
    assert_eq!((&seen["count"], &seen["elsewhere"]), (&json!(2), &json!(0)));
    assert_eq!(text(&seen, "/notes/0/text"), "after");
}

#[test]
fn without_a_line_a_stick_brings_the_key_too() {
    let (pair, patient) = pair_of_a_doctor();
    note(&pair, &patient, TEXT);
    pair.there("desk.sync_pause", json!({ "is_paused": true }));
    pair.one.confirm();
    pair.here("desk.device_reads", json!({ "no": 2, "reads_confidential": true }));
    let stick = tempfile::tempdir().unwrap();
    let to = json!({ "folder": stick.path(), "with_documents": false });
    let file = pair.here("desk.export_changes", to);
    assert_eq!(seen_there(&pair, &patient), (vec![], 1));
    pair.there("desk.import_changes", json!({ "path": file["path"] }));
    assert_eq!(seen_there(&pair, &patient), (vec![TEXT.into()], 0));
}
