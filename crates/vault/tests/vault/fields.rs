//! Every field of a key file, changed by somebody who knows the format and mends the
//! checksum: refused by password and by sheet, without a panic and without much work.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use vault::Error;

use crate::support::*;

/// Paths to everything in the file that is no list and no object.
fn leaves(value: &Value, path: String, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                leaves(inner, format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                leaves(inner, format!("{path}/{at}"), found);
            }
        }
        _ => found.push(path),
    }
}

fn other(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(is) => vec![Value::Bool(!is), Value::Null],
        Value::Number(_) => [0, 1, 7, i64::from(u32::MAX), -1, i64::MAX]
            .into_iter()
            .map(Value::from)
            .filter(|one| one != value)
            .collect(),
        Value::String(text) if text == "keyring" => vec!["file".into(), "none".into()],
        Value::String(text) => {
            let first = if text.starts_with('0') { "1" } else { "0" };
            let flipped = format!("{first}{}", &text[1..]);
            vec![flipped.into(), "".into(), text[2..].into(), "x".repeat(100_000).into()]
        }
        _ => Vec::new(),
    }
}

#[test]
fn no_field_of_the_key_file_can_be_changed() {
    let (clinic, vault) = Clinic::new();
    vault.add_slot(&clinic.secrets, NURSE, "mango9tractor").unwrap();
    vault.new_reset_code(&clinic.secrets, NURSE, i64::MAX).unwrap();
    drop(vault);
    let text = fs::read_to_string(clinic.key_file()).unwrap();
    let body: Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
    let mut paths = Vec::new();
    leaves(&body, String::new(), &mut paths);
    assert!(paths.len() >= 39, "the whole file is walked: {paths:?}");
    for name in ["vaidya.keys.1", "vaidya.keys.2"] {
        fs::remove_file(clinic.place.folder().join(name)).unwrap();
    }
    let mut tried = 0;
    for path in &paths {
        for changed in other(body.pointer(path).unwrap()) {
            fs::write(clinic.key_file(), &text).unwrap();
            let mut forged = body.clone();
            *forged.pointer_mut(path).unwrap() = changed.clone();
            let order = ordered(&text, &forged);
            forge(&clinic.key_file(), |_| order.clone());
            let began = Instant::now();
            let by_sheet = clinic.recover();
            assert!(by_sheet.is_err(), "{path} = {changed}: opened by the sheet");
            // Argon2 runs only where everything before it was sound.
            let by_password = clinic.open();
            assert!(by_password.is_err(), "{path} = {changed}: opened by password");
            assert!(!matches!(by_password, Err(Error::DatabaseMissing)), "{path}");
            assert!(began.elapsed() < Duration::from_secs(5), "{path} = {changed}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    fs::write(clinic.key_file(), &text).unwrap();
    clinic.open().unwrap();
}

/// `Value` sorts its fields; the file has one order, and another is refused before anything
/// is looked at. So the changed value is put where the old one stood.
fn ordered(text: &str, forged: &Value) -> String {
    let body = text.lines().nth(1).unwrap();
    let before: Value = serde_json::from_str(body).unwrap();
    let mut paths = Vec::new();
    leaves(&before, String::new(), &mut paths);
    let path = paths.iter().find(|path| before.pointer(path) != forged.pointer(path)).unwrap();
    let name = path.rsplit('/').next().unwrap();
    let (old, new) = (before.pointer(path).unwrap(), forged.pointer(path).unwrap());
    let (old, new) = (format!("\"{name}\":{old}"), format!("\"{name}\":{new}"));
    assert!(body.contains(&old), "{old}");
    body.replacen(&old, &new, 1)
}

#[test]
fn one_slot_in_anothers_place_or_of_another_generation_does_not_open() {
    let (clinic, vault) = Clinic::new();
    vault.add_slot(&clinic.secrets, NURSE, "mango9tractor").unwrap();
    let with_nurse = fs::read(clinic.key_file()).unwrap();
    vault.remove_slot(NURSE).unwrap();
    // The file of before is put back by somebody who kept a copy: it is signed and whole, and
    // only an anchor outside could tell. Its slots are what they were, no more.
    fs::write(clinic.key_file(), &with_nurse).unwrap();
    assert!(clinic.place.open(&clinic.secrets, NURSE, "mango9tractor").is_ok());
    // Cut anywhere, the generation before stands in, without the nurse.
    for length in [0, 1, 40, 100, with_nurse.len() / 2, with_nurse.len() - 1] {
        fs::write(clinic.key_file(), &with_nurse[..length]).unwrap();
        let nurse = clinic.place.open(&clinic.secrets, NURSE, "mango9tractor");
        assert!(matches!(nurse, Err(Error::NoSlot)), "{length}");
    }
    assert!(clinic.open().is_ok());
}
