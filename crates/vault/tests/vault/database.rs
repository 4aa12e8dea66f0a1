use std::fs;

use vault::Error;

use crate::support::*;

const CANARY: &str = "Zubeida-Canary-4711";

#[test]
fn the_database_opens_with_the_whole_profile() {
    let (_clinic, vault) = Clinic::new();
    let db = vault.open_database().unwrap();
    let text = |pragma: &str| {
        db.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => panic!("{pragma}: {other:?}"),
            })
            .unwrap()
    };
    for (pragma, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("cell_size_check", "1"),
        ("trusted_schema", "0"),
        ("temp_store", "2"),
        ("cache_size", "-64000"),
        ("secure_delete", "1"),
        ("busy_timeout", "5000"),
    ] {
        assert_eq!(text(pragma), value, "{pragma}");
    }
    assert!(text("cipher_version").starts_with("4."), "{}", text("cipher_version"));
    assert!(db.execute_batch("ATTACH ':memory:' AS other").is_err());
    assert!(db.execute_batch("SELECT \"not a column\"").is_err(), "no double-quoted strings");
    // Defensive: the schema table cannot be written by hand.
    assert!(db.execute_batch("PRAGMA writable_schema=ON; DELETE FROM sqlite_master").is_err());
}

#[test]
fn a_reader_sees_what_was_written_and_can_write_nothing() {
    let (_clinic, vault) = Clinic::new();
    assert!(matches!(vault.open_reader(), Err(Error::DatabaseMissing)));
    let db = vault.open_database().unwrap();
    db.execute_batch("CREATE TABLE note (text TEXT) STRICT; INSERT INTO note VALUES ('a')")
        .unwrap();
    let reader = vault.open_reader().unwrap();
    let count = || reader.query_row("SELECT count(*) FROM note", [], |row| row.get::<_, i64>(0));
    assert_eq!(count().unwrap(), 1);
    db.execute_batch("INSERT INTO note VALUES ('b')").unwrap();
    assert_eq!(count().unwrap(), 2);
    assert!(reader.execute_batch("INSERT INTO note VALUES ('c')").is_err());
    reader.execute_batch("PRAGMA query_only = OFF").unwrap();
    assert!(reader.execute_batch("INSERT INTO note VALUES ('c')").is_err());
}

#[test]
fn no_plain_text_reaches_any_file() {
    let (clinic, vault) = Clinic::new();
    let db = vault.open_database().unwrap();
    db.execute_batch("CREATE TABLE note (text TEXT) STRICT").unwrap();
    for _ in 0..200 {
        db.execute("INSERT INTO note VALUES (?1)", [CANARY]).unwrap();
    }
    let search = || {
        let mut names = Vec::new();
        for entry in fs::read_dir(clinic.place.folder()).unwrap() {
            let entry = entry.unwrap();
            let bytes = fs::read(entry.path()).unwrap();
            for secret in [CANARY.as_bytes(), PASSWORD.as_bytes(), b"CREATE TABLE"] {
                let seen = bytes.windows(secret.len()).any(|window| window == secret);
                assert!(!seen, "{:?} holds plain text", entry.file_name());
            }
            names.push(entry.file_name().into_string().unwrap());
        }
        names
    };
    let names = search();
    assert!(names.contains(&"clinic.db-wal".to_owned()), "{names:?}");
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    search();
    assert!(clinic.place.database_path().metadata().unwrap().len() > 4096);
    let integrity: Vec<String> = db
        .prepare("PRAGMA cipher_integrity_check")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(integrity.is_empty(), "{integrity:?}");
}

#[test]
fn another_clinics_file_is_a_wrong_key_and_is_left_alone() {
    let (clinic, vault) = Clinic::new();
    drop(vault.open_database().unwrap());
    let (other, other_vault) = Clinic::new();
    let db = other_vault.open_database().unwrap();
    db.execute_batch("CREATE TABLE note (text TEXT) STRICT").unwrap();
    drop(db);
    fs::copy(other.place.database_path(), clinic.place.database_path()).unwrap();
    let before = fs::read(clinic.place.database_path()).unwrap();
    assert!(matches!(vault.open_database(), Err(Error::WrongKey)));
    assert!(matches!(vault.open_reader(), Err(Error::WrongKey)));
    assert_eq!(fs::read(clinic.place.database_path()).unwrap(), before);
}

#[test]
fn a_missing_or_emptied_database_is_never_replaced_by_a_new_one() {
    let (clinic, vault) = Clinic::new();
    drop(vault.open_database().unwrap());
    let path = clinic.place.database_path();
    fs::write(&path, b"").unwrap();
    assert!(matches!(vault.open_database(), Err(Error::DatabaseMissing)));
    fs::remove_file(&path).unwrap();
    assert!(matches!(vault.open_database(), Err(Error::DatabaseMissing)));
    assert!(!path.exists());
    assert!(matches!(clinic.open().unwrap().open_database(), Err(Error::DatabaseMissing)));
}

#[test]
fn what_was_written_is_there_after_opening_again_by_either_way() {
    let (clinic, vault) = Clinic::new();
    let db = vault.open_database().unwrap();
    db.execute_batch("CREATE TABLE note (text TEXT) STRICT; INSERT INTO note VALUES ('a')")
        .unwrap();
    drop((db, vault));
    for vault in [clinic.open().unwrap(), clinic.recover().unwrap()] {
        let db = vault.open_database().unwrap();
        let text: String = db.query_row("SELECT text FROM note", [], |row| row.get(0)).unwrap();
        assert_eq!(text, "a");
    }
}
