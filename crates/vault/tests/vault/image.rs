//! The records as plain pages: out of a live database, into another file.

use rusqlite::Connection;
use vault::{Error, Vault};

use crate::support::Clinic;

fn filled(vault: &Vault, rows: u32) -> Connection {
    let db = vault.open_database().unwrap();
    db.execute_batch(&format!(
        "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
         INSERT INTO person SELECT i, 'Lakshmi Devi ' || i FROM n"
    ))
    .unwrap();
    db
}

fn count(db: &Connection) -> i64 {
    db.query_row("SELECT count(*) FROM person", [], |row| row.get(0)).unwrap()
}

#[test]
fn an_image_is_one_moment_while_others_write_and_stock_sqlite_reads_it() {
    let (_clinic, vault) = Clinic::new();
    let db = filled(&vault, 5000);
    let (mut image, mut pages) = (Vec::new(), 0);
    let size = vault
        .read_image(|page| -> vault::Result<()> {
            pages += 1;
            if pages % 10 == 0 {
                db.execute("INSERT INTO person (name) VALUES ('late')", []).unwrap();
            }
            image.extend_from_slice(page);
            Ok(())
        })
        .unwrap();
    assert!(count(&db) > 5000, "the writer was not held up");
    assert_eq!(size.bytes(), image.len() as u64);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.sqlite");
    std::fs::write(&path, &image).unwrap();
    let plain = Connection::open(&path).unwrap();
    assert_eq!(count(&plain), 5000, "and the image saw none of it");
    let words: String = plain.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(words, "ok");
}

#[test]
fn an_image_comes_back_under_a_key_and_the_same_moment_gives_the_same_bytes() {
    let (_clinic, vault) = Clinic::new();
    drop(filled(&vault, 3000));
    let read = |vault: &Vault| {
        let mut image = Vec::new();
        vault
            .read_image(|page| -> vault::Result<()> {
                image.extend_from_slice(page);
                Ok(())
            })
            .unwrap();
        image
    };
    let image = read(&vault);
    assert_eq!(image, read(&vault));
    assert_eq!(image[18..20], [1, 1], "no stock SQLite looks for a journal beside it");
    let is_clean = |page: &[u8]| page[4096 - 80..].iter().all(|byte| *byte == 0);
    assert!(image.chunks(4096).all(is_clean), "nothing of the cipher's randomness is in it");

    let path = vault.place().folder().join("staged.db");
    let mut writer = vault.stage_image(&path).unwrap();
    for part in image.chunks(1000) {
        writer.take(part).unwrap();
    }
    assert_eq!(writer.finish().unwrap().bytes(), image.len() as u64);
    assert!(!std::fs::read(&path).unwrap().starts_with(b"SQLite"));
    std::fs::rename(&path, vault.place().database_path()).unwrap();
    let db = vault.open_database().unwrap();
    assert_eq!(count(&db), 3000);
    vault::prove_open(&db).unwrap();
}

#[test]
fn what_is_no_image_of_ours_is_refused_and_leaves_nothing() {
    let (_clinic, vault) = Clinic::new();
    drop(filled(&vault, 10));
    let path = vault.place().folder().join("staged.db");
    let mut image = Vec::new();
    vault
        .read_image(|page| -> vault::Result<()> {
            image.extend_from_slice(page);
            Ok(())
        })
        .unwrap();
    let stage = |bytes: &[u8]| {
        let mut writer = vault.stage_image(&path).unwrap();
        writer.take(bytes)?;
        writer.finish()
    };
    let mut broken = image.clone();
    broken[4096 + 3] ^= 0xff;
    let cases: [&[u8]; 5] = [b"", &[0; 4096], &image[..image.len() - 1], &image[..4096], &broken];
    for (number, case) in cases.into_iter().enumerate() {
        let error = stage(case).unwrap_err();
        assert!(matches!(error, Error::ImageDamaged | Error::Database { .. }), "{number} {error}");
        assert!(!path.exists(), "{number}");
    }
    std::fs::write(&path, b"somebody's").unwrap();
    assert!(vault.stage_image(&path).is_err(), "never over what is there");
    assert_eq!(std::fs::read(&path).unwrap(), b"somebody's");
}

#[test]
fn a_reader_that_stops_leaves_the_live_database_as_it_was() {
    let (_clinic, vault) = Clinic::new();
    let db = filled(&vault, 2000);
    let stopped = vault.read_image(|_| Err(Error::DiskFull));
    assert!(matches!(stopped, Err(Error::DiskFull)), "{stopped:?}");
    db.execute("INSERT INTO person (name) VALUES ('after')", []).unwrap();
    assert_eq!(count(&db), 2001);
}

#[test]
fn a_swap_that_was_cut_off_is_finished_by_whoever_looks_next() {
    let (clinic, vault) = Clinic::new();
    let db = filled(&vault, 50);
    let mut image = Vec::new();
    vault
        .read_image(|page| -> vault::Result<()> {
            image.extend_from_slice(page);
            Ok(())
        })
        .unwrap();
    db.execute("INSERT INTO person (name) VALUES ('after')", []).unwrap();
    // A power cut: the journal stays beside the records, and holds the newer row.
    std::mem::forget(db);
    let folder = clinic.place.folder().to_owned();
    assert!(folder.join("clinic.db-wal").metadata().unwrap().len() > 0);
    std::fs::create_dir(folder.join("staged")).unwrap();
    let mut writer = vault.stage_image(&clinic.place.staging().database_path()).unwrap();
    writer.take(&image).unwrap();
    writer.finish().unwrap();
    let note = r#"{"version":1,"quarantine":"replaced-1","brings":["clinic.db"],
        "takes":["clinic.db","clinic.db-wal","clinic.db-shm"]}"#;
    std::fs::write(folder.join("swap.intent"), note).unwrap();
    std::fs::create_dir(folder.join("replaced-1")).unwrap();
    std::fs::rename(folder.join("clinic.db"), folder.join("replaced-1/clinic.db")).unwrap();
    drop(vault);

    assert!(matches!(clinic.place.state().unwrap(), vault::PlaceState::Sealed { .. }));
    assert!(folder.join("replaced-1/clinic.db-wal").exists() && !folder.join("staged").exists());
    let vault = clinic.open().unwrap();
    let db = vault.open_database().unwrap();
    assert_eq!(count(&db), 50, "no row of the old journal got in");
}
