//! A clinic's database with the ledger's own tables and made-up rows.

use std::path::Path;

use backup::{Error, Found, Link, Progress, Result, Watch, Writer, write_full};
use rusqlite::Connection;
use vault::{KdfChoice, Keeping, MemorySecret, Place, RecoveryCode, Vault};

pub const CANARY: &str = "Zebrunissa Begum";
pub const AT: i64 = 1_795_321_800_000;

pub struct Clinic {
    pub folder: tempfile::TempDir,
    pub vault: Vault,
    pub code: RecoveryCode,
    pub db: Connection,
}

impl Clinic {
    pub fn new() -> Clinic {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("clinic"));
        let (vault, code) = place
            .create(
                &MemorySecret::new(),
                Keeping::Keyring,
                [1; 16],
                "neem kettle 12",
                KdfChoice::Floor,
            )
            .unwrap();
        let db = vault.open_database().unwrap();
        db.execute_batch(
            "CREATE TABLE log (id INTEGER PRIMARY KEY, log_id INTEGER, desk TEXT,
                 opened_at INTEGER, reason TEXT, stamped INTEGER);
             CREATE TABLE op (id INTEGER PRIMARY KEY, body BLOB,
                 log INTEGER AS (id >> 32) VIRTUAL, n INTEGER AS (id & 4294967295) VIRTUAL);
             CREATE TABLE access (n INTEGER PRIMARY KEY, at INTEGER, detail TEXT, subject BLOB);
             CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);
             INSERT INTO log VALUES (1, -77, 'A', 5, 'first', NULL);",
        )
        .unwrap();
        let clinic = Clinic { folder, vault, code, db };
        clinic.write(1, 2000);
        clinic
    }

    /// So many persons, each with an op and an entry of access.
    pub fn write(&self, from: i64, to: i64) {
        self.db
            .execute_batch(&format!(
                "BEGIN;
                 WITH RECURSIVE n(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i < {to})
                 INSERT INTO person SELECT i, '{CANARY} ' || i FROM n;
                 INSERT INTO op SELECT 1 << 32 | id, CAST(x'a0' || randomblob(39) AS BLOB)
                 FROM person
                 WHERE id >= {from};
                 INSERT INTO access SELECT id, id, 'seen', randomblob(16) FROM person
                 WHERE id >= {from};
                 COMMIT;"
            ))
            .unwrap();
    }

    pub fn root(&self) -> std::path::PathBuf {
        let root = self.folder.path().join("stick");
        std::fs::create_dir_all(&root).unwrap();
        root
    }

    pub fn begin(&self) -> Writer {
        Writer::begin(&self.vault, "A", "0.1.0", AT).unwrap()
    }

    pub fn full(&self, root: &Path) -> Result<Found> {
        self.watched(root, &mut |_| true)
    }

    pub fn watched(&self, root: &Path, watch: &mut dyn FnMut(Progress) -> bool) -> Result<Found> {
        let link = Link::of(&self.vault);
        write_full(self.begin(), root, 1, None, |m| link.prove(m), &mut Watch(watch))
    }

    pub fn identity(&self) -> [String; 1] {
        [self.vault.backup_identity().unwrap().to_string()]
    }

    /// Into a new file under the clinic's key; what is left is not a file at all on error.
    pub fn restore(&self, found: &Found) -> Result<i64> {
        let path = self.folder.path().join("restored.db");
        let _ = std::fs::remove_file(&path);
        let done = self.restore_to(found, &path);
        assert_eq!(path.exists(), done.is_ok(), "nothing half is left");
        done
    }

    fn restore_to(&self, found: &Found, path: &Path) -> Result<i64> {
        Link::of(&self.vault).check(&found.manifest)?;
        let mut writer = self.vault.stage_image(path)?;
        let mut go = |_| true;
        backup::read_image(found, &self.identity(), &mut Watch(&mut go), |bytes| {
            Ok(writer.take(bytes)?)
        })?;
        Ok(writer.finish()?.pages.cast_signed())
    }
}

pub fn code<T: std::fmt::Debug>(done: Result<T>) -> &'static str {
    done.as_ref().map_or_else(Error::code, |_| "done")
}

pub fn read_back(clinic: &Clinic, found: &Found) -> Result<()> {
    backup::read_back(found, &clinic.identity(), &mut Watch(&mut |_| true))
}
