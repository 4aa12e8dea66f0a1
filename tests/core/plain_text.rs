//! Nothing that this program writes shows a name, a phone or a drug to somebody who has the
//! disk and no key; and the stock library opens the file with the right one.

use std::path::Path;

use serde_json::json;
use tests::{SmallClinic, patient_form};

const CANARIES: [&str; 4] = ["Zebrunissa", "9123456780", "Xylometazoline", "Quokkapur"];

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path().is_dir() {
            true => files(&entry.path(), found),
            false => found.push(entry.path()),
        }
    }
}

fn assert_nothing_shows(folder: &Path) {
    let mut all = Vec::new();
    files(folder, &mut all);
    assert!(all.len() >= 2, "the clinic wrote its files");
    for path in all {
        let bytes = std::fs::read(&path).unwrap_or_default();
        for canary in CANARIES.iter().chain(&["SQLite format 3", "CREATE TABLE", "meera"]) {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} lies in {}", path.display());
        }
    }
}

fn clinic_with_canaries() -> SmallClinic {
    let clinic = SmallClinic::new();
    let mut form = patient_form("Zebrunissa Begum");
    form["phone"] = json!("9123456780");
    form["village"] = json!("Quokkapur");
    form["note"] = json!("Xylometazoline");
    let args = json!({ "form": form, "is_not_duplicate": true });
    clinic.get(&clinic.owner, "patients.register", args);
    let draft = json!({ "key": "note", "body": "Xylometazoline for Zebrunissa" });
    clinic.get(&clinic.owner, "drafts.keep", draft);
    clinic
}

#[test]
fn no_file_shows_plain_text_open_or_closed() {
    let clinic = clinic_with_canaries();
    assert_nothing_shows(clinic.folder.path());
    clinic.get(&clinic.owner, "desk.sign_out", json!({}));
    assert_nothing_shows(clinic.folder.path());
}

#[test]
fn a_wrong_key_is_refused_in_plain_words() {
    let clinic = clinic_with_canaries();
    clinic.get(&clinic.owner, "desk.sign_out", json!({}));
    let given = json!({ "user": "meera", "password": "eight green parrots" });
    let refused = tests::ask(&clinic.desk, "desk.sign_in", given, None).unwrap_err();
    assert_eq!(refused.message, "errors-vault-wrong-password");
    let database = clinic.folder.path().join("clinic/clinic.db");
    let other = rusqlite::Connection::open(&database).unwrap();
    other
        .pragma_update(
            None,
            "key",
            "x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'",
        )
        .unwrap();
    assert!(other.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_err());
}
