//! A journal beside the records that is stale, foreign, cut or gone: what was settled in the
//! file is read, nothing is half there, nothing is corrupt.

use std::fs;
use std::path::PathBuf;

use crate::support::*;

fn rows(clinic: &Clinic) -> i64 {
    let vault = clinic.open().unwrap();
    let db = vault.open_database().unwrap();
    assert!(!db.prepare("PRAGMA cipher_integrity_check").unwrap().exists([]).unwrap());
    let words: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(words, "ok");
    db.query_row("SELECT count(*) FROM person", [], |row| row.get(0)).unwrap()
}

fn journal(clinic: &Clinic) -> PathBuf {
    clinic.place.folder().join("clinic.db-wal")
}

/// Twenty settled rows, and the journal of twenty more as a killed program leaves it.
fn with_journal() -> (Clinic, Vec<u8>) {
    let (clinic, vault) = Clinic::new();
    let db = vault.open_database().unwrap();
    db.execute_batch("CREATE TABLE person (name TEXT) STRICT").unwrap();
    let add = |from: i64| {
        for number in from..from + 20 {
            db.execute("INSERT INTO person VALUES (?1)", [format!("person {number}")]).unwrap();
        }
    };
    add(0);
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    add(20);
    let bytes = fs::read(journal(&clinic)).unwrap();
    let settled = fs::read(clinic.place.database_path()).unwrap();
    drop(db);
    fs::write(clinic.place.database_path(), settled).unwrap();
    (clinic, bytes)
}

#[test]
fn a_journal_cut_anywhere_gives_whole_rows_and_never_fewer_than_were_settled() {
    let (clinic, bytes) = with_journal();
    fs::write(journal(&clinic), &bytes).unwrap();
    let settled = fs::read(clinic.place.database_path()).unwrap();
    assert_eq!(rows(&clinic), 40, "a whole journal is played");
    for cut in [0, 1, 31, 32, 33, 1000, bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
        fs::write(clinic.place.database_path(), &settled).unwrap();
        fs::write(journal(&clinic), &bytes[..cut]).unwrap();
        let _ = fs::remove_file(clinic.place.folder().join("clinic.db-shm"));
        let found = rows(&clinic);
        assert!((20..=40).contains(&found), "{cut}: {found}");
    }
}

#[test]
fn a_missing_foreign_or_damaged_journal_leaves_what_was_settled() {
    let (clinic, bytes) = with_journal();
    let (_, foreign) = with_journal();
    let settled = fs::read(clinic.place.database_path()).unwrap();
    let mut flipped = bytes.clone();
    flipped[60] ^= 1;
    for (name, journal_bytes) in [
        ("missing", None),
        ("foreign", Some(foreign)),
        ("junk", Some(vec![7; 40_000])),
        ("flipped", Some(flipped)),
    ] {
        fs::write(clinic.place.database_path(), &settled).unwrap();
        let _ = fs::remove_file(clinic.place.folder().join("clinic.db-shm"));
        match journal_bytes {
            Some(bytes) => fs::write(journal(&clinic), bytes).unwrap(),
            None => drop(fs::remove_file(journal(&clinic))),
        }
        assert_eq!(rows(&clinic), 20, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_says_so_and_harms_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let (clinic, vault) = Clinic::new();
    let folder = clinic.place.folder().to_owned();
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o500);
    // The superuser writes all the same, and then there is nothing to see here.
    if fs::write(folder.join("probe"), b"").is_err() {
        assert!(vault.add_slot(&clinic.secrets, NURSE, "mango9tractor").is_err());
        assert!(vault.open_database().is_err());
    }
    mode(0o700);
    assert!(clinic.open().is_ok());
}
