//! Opening the encrypted database with the raw key and the one connection profile
//! that the whole program uses. A file that should be there and is not, or cannot
//! be read, is reported and never replaced by an empty one.

use std::fs::File;
use std::io::Read;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::envelope::Key;
use crate::error::{Error, Result};
use crate::fixed::to_hex;
use crate::key::wipe_stack;
use crate::vault::Vault;

/// Compiled in by `.cargo/config.toml`; a build without them would leak plain text
/// into temporary files or run what a changed schema says.
const BUILD_OPTIONS: [&str; 6] = [
    "HAS_CODEC",
    "TEMP_STORE=3",
    "SECURE_DELETE",
    "DQS=0",
    "ENABLE_DBPAGE_VTAB",
    "OMIT_LOAD_EXTENSION",
];
const PLAIN_HEADER: &[u8; 16] = b"SQLite format 3\0";
const PAGE_BYTES: u64 = 4096;
const BUSY_PATIENCE: Duration = Duration::from_secs(5);
const SQL_BYTES_MAX: i32 = 1_000_000;

const PROFILE: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -64000;
";

impl Vault {
    /// The connection that writes. Creates the file the first time only.
    pub fn open_database(&self) -> Result<Connection> {
        let path = self.place().database_path();
        let begun = self.database_has_begun()?;
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if begun {
            self.assert_present()?;
            self.look_at_journal()?;
        } else {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let doing = Error::database("opening the file");
        let db = Connection::open_with_flags(&path, flags).map_err(doing)?;
        self.unlock(&db)?;
        let mode: String = db
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(Error::database("choosing the journal"))?;
        if mode != "wal" {
            return Err(Error::Unsafe("the records cannot be written ahead in a journal"));
        }
        apply_profile(&db)?;
        self.assert_encrypted()?;
        if !begun {
            self.begin_database()?;
        }
        Ok(db)
    }

    /// A second connection that can only read, beside the one that writes.
    pub fn open_reader(&self) -> Result<Connection> {
        self.assert_present()?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let path = self.place().database_path();
        let doing = Error::database("opening the file to read");
        let db = Connection::open_with_flags(path, flags).map_err(doing)?;
        self.unlock(&db)?;
        apply_profile(&db)?;
        db.execute_batch("PRAGMA query_only = ON").map_err(Error::database("closing writes"))?;
        Ok(db)
    }

    fn unlock(&self, db: &Connection) -> Result<()> {
        give_key(db, self.database_key())?;
        db.busy_timeout(BUSY_PATIENCE).map_err(Error::database("setting the patience"))?;
        db.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))
            .map_err(Error::database("reading the first page"))
    }

    /// A begun database has at least one page; a shorter file would silently be
    /// taken for a new and empty one.
    fn assert_present(&self) -> Result<()> {
        match self.place().database_path().metadata() {
            Ok(meta) if meta.len() >= PAGE_BYTES => Ok(()),
            _ => Err(Error::DatabaseMissing),
        }
    }

    fn assert_encrypted(&self) -> Result<()> {
        let mut first = [0; 16];
        File::open(self.place().database_path())
            .and_then(|mut file| file.read_exact(&mut first))
            .map_err(Error::io("checking that the records are encrypted"))?;
        if &first == PLAIN_HEADER {
            return Err(Error::Unsafe("the records would be written in plain text"));
        }
        Ok(())
    }
}

pub(crate) fn give_key(db: &Connection, key: &Key) -> Result<()> {
    let hex = Zeroizing::new(to_hex(key.as_slice()));
    let mut sql = Zeroizing::new(String::with_capacity(96));
    sql.push_str("PRAGMA key = \"x'");
    sql.push_str(&hex);
    sql.push_str("'\"");
    // The cipher's own log goes to standard error by default.
    db.execute_batch("PRAGMA cipher_log = off").map_err(Error::database("quieting the log"))?;
    let done = db.execute_batch(&sql).map_err(Error::database("giving the key"));
    wipe_stack();
    done
}

pub(crate) fn apply_profile(db: &Connection) -> Result<()> {
    let failed = || Error::database("setting the profile");
    assert_build(db)?;
    db.execute_batch(PROFILE).map_err(failed())?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(failed())?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(failed())?;
    // Nothing attaches another file; a maintenance tool raises this for itself.
    db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).map_err(failed())?;
    db.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX).map_err(failed())?;
    Ok(())
}

fn assert_build(db: &Connection) -> Result<()> {
    let failed = || Error::database("asking how the cipher was built");
    let mut options = db.prepare("PRAGMA compile_options").map_err(failed())?;
    let options = options.query_map([], |row| row.get::<_, String>(0)).map_err(failed())?;
    let options = options.collect::<rusqlite::Result<Vec<_>>>().map_err(failed())?;
    if !BUILD_OPTIONS.iter().all(|wanted| options.iter().any(|have| have == wanted)) {
        return Err(Error::Unsafe("the database library lacks a guard"));
    }
    let version = db.query_row("PRAGMA cipher_version", [], |row| row.get::<_, String>(0));
    match version {
        Ok(version) if !version.is_empty() => Ok(()),
        _ => Err(Error::Unsafe("the database library cannot encrypt")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_built_with_every_guard() {
        let db = Connection::open_in_memory().unwrap();
        assert_build(&db).unwrap();
        // Not listed among the options: its default shows that it took effect.
        let trusted: bool = db.query_row("PRAGMA trusted_schema", [], |row| row.get(0)).unwrap();
        assert!(!trusted, "TRUSTED_SCHEMA=0");
        assert!(db.query_row("SELECT load_extension('x')", [], |_| Ok(())).is_err());
    }

    /// The key is handed over on standard input, here and nowhere else: it never leaves the
    /// crate, and no command line shows it.
    const STOCK: &str = r#"
import sys
from sqlcipher3 import dbapi2
path, key = sys.argv[1], sys.stdin.readline().strip()
db = dbapi2.connect(path)
db.execute(f"PRAGMA key = \"x'{key}'\"")
print(db.execute("SELECT name FROM person").fetchone()[0])
print(db.execute("PRAGMA cipher_integrity_check").fetchone())
"#;

    fn stock_library(path: &std::path::Path, key: &str) -> std::process::Output {
        use std::io::Write;
        let python = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/python/bin/python");
        let mut child = std::process::Command::new(python)
            .args(["-c", STOCK])
            .arg(path)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("the stock library is there: `cargo xtask quick` installs it");
        let mut input = child.stdin.take().unwrap();
        writeln!(input, "{key}").unwrap();
        drop(input);
        child.wait_with_output().unwrap()
    }

    #[test]
    fn the_stock_library_opens_it_with_the_right_raw_key_and_no_other() {
        use crate::{KdfChoice, Keeping, MemorySecret, Place};
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("clinic"));
        let secrets = MemorySecret::new();
        let (vault, _) = place
            .create(&secrets, Keeping::Keyring, [1; 16], "neem bridge kettle", KdfChoice::Floor)
            .unwrap();
        let db = vault.open_database().unwrap();
        db.execute_batch("CREATE TABLE person (name TEXT); INSERT INTO person VALUES ('Asha')")
            .unwrap();
        drop(db);
        let key = to_hex(vault.database_key().as_slice());
        let right = stock_library(&place.database_path(), &key);
        assert_eq!(String::from_utf8_lossy(&right.stdout), "Asha\nNone\n");
        let wrong = stock_library(&place.database_path(), &"00".repeat(32));
        assert!(!wrong.status.success() && wrong.stdout.is_empty());
        assert!(String::from_utf8_lossy(&wrong.stderr).contains("file is not a database"));
    }
}
