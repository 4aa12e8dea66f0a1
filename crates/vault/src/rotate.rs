//! A new key for the records: they are copied page by page into a new file under it, the file
//! takes the place of the old one in one step, and only then the old key goes. A cut at any
//! moment leaves either the old file and its key, or the new ones.
//!
//! Between the first and the last step the key file holds both keys. Which of them is right is
//! never remembered: it is asked of the file.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::database::give_key;
use crate::envelope::Key;
use crate::error::{Error, Result};
use crate::generations::{Older, sync_dir};
use crate::image::ImageWriter;
use crate::key_file::KeyFile;
use crate::place::{DATABASE_KEY, Place, open_key, wrap_key};
use crate::vault::Vault;
use rusqlite::{Connection, OpenFlags};

/// The key that the copy is written under, until the copy is in its place.
const NEXT_KEY: &str = "database next";
/// Beside the copy itself: the key file, and the journal of the first hours.
const ROOM_BYTES: u64 = 64 * 1024 * 1024;
const OTHERS: Duration = Duration::from_millis(500);

impl Vault {
    /// Nobody may hold a connection: what is written after the copy began would be lost.
    /// `progress` hears of bytes done and in all; answering false gives up, with no harm.
    pub fn rotate_database(&mut self, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<()> {
        self.rotate_step_by_step(progress, &mut |_| Ok(()))
    }

    /// How often the key of the records was made anew, counting from 1.
    pub fn database_epoch(&self) -> Result<u32> {
        let keys = self.read()?.keys;
        let epochs = keys.iter().filter(|key| key.purpose == DATABASE_KEY).map(|key| key.epoch);
        Ok(epochs.max().unwrap_or(1))
    }

    /// `before` is asked ahead of each step; tests cut the power there.
    fn rotate_step_by_step(
        &mut self,
        progress: &mut dyn FnMut(u64, u64) -> bool,
        before: &mut dyn FnMut(&'static str) -> Result<()>,
    ) -> Result<()> {
        self.settle()?;
        let staged = staged_path(self.place());
        self.refuse_without_room()?;
        self.be_alone()?;
        before("keep both keys")?;
        let next = Key::random();
        self.change(Older::Keep, |file| {
            let epoch = newest_epoch(file) + 1;
            file.keys.push(wrap_key(file, self.master(), NEXT_KEY, epoch, &next));
            Ok(())
        })?;
        before("copy")?;
        self.copy_to(&staged, &next, progress)?;
        before("take the place")?;
        fs::rename(&staged, self.place().database_path())
            .map_err(Error::io("putting the new file in place"))?;
        before("settle the folder")?;
        sync_dir(self.place().folder()).map_err(Error::io("putting the new file in place"))?;
        self.set_database_key(next);
        before("forget the old key")?;
        self.settle()
    }

    /// After a cut: finishes a change of keys, or undoes it. Call it while holding the place.
    pub fn settle(&mut self) -> Result<()> {
        let file = self.read()?;
        let Some(next) = open_key(&file, self.master(), NEXT_KEY) else { return Ok(()) };
        let is_done = opens(self.place(), &next);
        let old = open_key(&file, self.master(), DATABASE_KEY).ok_or(Error::KeyFileDamaged)?;
        if !is_done && !opens(self.place(), &old) {
            // Neither fits: a key is not given up while the file that it opens may come back.
            return Err(Error::WrongKey);
        }
        let staged = staged_path(self.place());
        if !is_done && staged.exists() {
            fs::remove_file(&staged).map_err(Error::io("removing an unfinished copy"))?;
        }
        // Replaced everywhere: the old key is in no generation once the new one holds.
        self.change(if is_done { Older::Replace } else { Older::Keep }, |file| {
            let epoch = newest_epoch(file);
            file.keys.retain(|key| key.purpose != NEXT_KEY);
            if is_done {
                file.keys.retain(|key| key.purpose != DATABASE_KEY);
                let mut key = wrap_key(file, self.master(), DATABASE_KEY, epoch, &next);
                key.begun = true;
                file.keys.push(key);
            }
            Ok(())
        })?;
        if is_done {
            self.set_database_key(next);
        }
        Ok(())
    }

    fn copy_to(
        &self,
        staged: &std::path::Path,
        next: &Key,
        progress: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<()> {
        if staged.exists() {
            fs::remove_file(staged).map_err(Error::io("removing an unfinished copy"))?;
        }
        let snapshot = self.snapshot()?;
        let whole = snapshot.size().bytes();
        let mut writer = ImageWriter::create(staged, next)?;
        let mut done = 0;
        snapshot.read(|page| {
            writer.take(page)?;
            done += page.len() as u64;
            if progress(done, whole) { Ok(()) } else { Err(Error::GivenUp) }
        })?;
        drop(snapshot);
        writer.finish().map(|_| ())
    }

    fn refuse_without_room(&self) -> Result<()> {
        let path = self.place().database_path();
        let bytes = path.metadata().map_err(|_| Error::DatabaseMissing)?.len();
        match self.place().room() {
            Some(room) if room < bytes + ROOM_BYTES => Err(Error::DiskFull),
            _ => Ok(()),
        }
    }

    /// Leaving the journal takes the file for oneself: it fails while anybody else is there,
    /// whose later writes would go into a file that nobody reads any more. It also leaves no
    /// journal that could be played into the new file.
    fn be_alone(&self) -> Result<()> {
        let failed = || Error::database("waiting for others to stop writing");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(self.place().database_path(), flags);
        let db = db.map_err(failed())?;
        give_key(&db, self.database_key())?;
        db.busy_timeout(OTHERS).map_err(failed())?;
        let mode = db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0));
        match mode {
            Ok(mode) if mode == "delete" => Ok(()),
            Ok(_) => Err(Error::StillOpen),
            Err(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                    Err(Error::StillOpen)
                }
                _ => Err(failed()(error)),
            },
        }
    }
}

/// The key that the records really lie under: while both are kept, the file decides.
pub(crate) fn right_key(place: &Place, file: &KeyFile, master: &Key) -> Option<Key> {
    match open_key(file, master, NEXT_KEY) {
        Some(next) if opens(place, &next) => Some(next),
        _ => open_key(file, master, DATABASE_KEY),
    }
}

fn newest_epoch(file: &KeyFile) -> u32 {
    let ours = |purpose: &str| purpose == DATABASE_KEY || purpose == NEXT_KEY;
    file.keys.iter().filter(|key| ours(&key.purpose)).map(|key| key.epoch).max().unwrap_or(1)
}

fn staged_path(place: &Place) -> PathBuf {
    place.database_path().with_extension("db-next")
}

fn opens(place: &Place, key: &Key) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Ok(db) = Connection::open_with_flags(place.database_path(), flags) else { return false };
    let read = |db: &Connection| db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    give_key(&db, key).is_ok() && read(&db).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KdfChoice, Keeping, MemorySecret};

    const OWNER: [u8; 16] = [1; 16];
    const PASSWORD: &str = "neem bridge kettle";
    const STEPS: [&str; 5] =
        ["keep both keys", "copy", "take the place", "settle the folder", "forget the old key"];

    struct Clinic {
        _folder: tempfile::TempDir,
        place: Place,
        secrets: MemorySecret,
        code: crate::RecoveryCode,
    }

    impl Clinic {
        fn new() -> Clinic {
            let folder = tempfile::tempdir().unwrap();
            let place = Place::new(folder.path().to_owned());
            let secrets = MemorySecret::new();
            let (vault, code) = place
                .create(&secrets, Keeping::Keyring, OWNER, PASSWORD, KdfChoice::Floor)
                .unwrap();
            let db = vault.open_database().unwrap();
            db.execute_batch("CREATE TABLE person (name TEXT) STRICT").unwrap();
            for number in 0..500 {
                db.execute("INSERT INTO person VALUES (?1)", [format!("person {number}")]).unwrap();
            }
            drop(db);
            Clinic { _folder: folder, place, secrets, code }
        }

        /// By the sheet: no password to stretch, so that many openings are quick.
        fn open(&self) -> Vault {
            self.place.open_with_recovery(&self.code.grouped()).unwrap()
        }

        fn assert_whole(&self, vault: &Vault) {
            let db = vault.open_database().unwrap();
            let count: i64 =
                db.query_row("SELECT count(*) FROM person", [], |row| row.get(0)).unwrap();
            assert_eq!(count, 500);
            assert!(!db.prepare("PRAGMA cipher_integrity_check").unwrap().exists([]).unwrap());
        }

        fn key_files(&self) -> Vec<String> {
            ["vaidya.keys", "vaidya.keys.1", "vaidya.keys.2"]
                .iter()
                .filter_map(|name| fs::read_to_string(self.place.folder().join(name)).ok())
                .collect()
        }
    }

    #[test]
    fn a_new_key_opens_all_and_the_old_one_is_in_no_generation() {
        let clinic = Clinic::new();
        let mut vault = clinic.open();
        let (old, old_id) = (vault.database_key().clone(), vault.read().unwrap().keys[0].key);
        let mut heard = 0;
        vault
            .rotate_database(&mut |done, whole| {
                heard = done;
                done <= whole
            })
            .unwrap();
        assert!(heard > 0);
        assert_eq!(vault.database_epoch().unwrap(), 2);
        clinic.assert_whole(&vault);
        assert!(!opens(&clinic.place, &old), "the old key reads nothing");
        let old_id = crate::fixed::to_hex(&old_id.0);
        assert!(clinic.key_files().iter().all(|text| !text.contains(&old_id)));
        assert!(!staged_path(&clinic.place).exists());
        // By the password as well, and once more.
        let mut again = clinic.place.open(&clinic.secrets, OWNER, PASSWORD).unwrap();
        clinic.assert_whole(&again);
        again.rotate_database(&mut |_, _| true).unwrap();
        assert_eq!(again.database_epoch().unwrap(), 3);
        clinic.assert_whole(&clinic.open());
    }

    #[test]
    fn a_cut_before_any_step_leaves_the_old_or_the_new_key_and_every_row() {
        for cut in STEPS {
            let clinic = Clinic::new();
            let mut vault = clinic.open();
            let cut_there = |step: &'static str| match step == cut {
                true => Err(Error::Unsafe("power cut")),
                false => Ok(()),
            };
            let done = vault.rotate_step_by_step(&mut |_, _| true, &mut { cut_there });
            assert!(matches!(done, Err(Error::Unsafe("power cut"))), "{cut}");
            drop(vault);
            // Reading needs no repair; the repair then leaves one key.
            let mut after = clinic.open();
            clinic.assert_whole(&after);
            after.settle().unwrap();
            let names: Vec<_> = after.read().unwrap().keys.into_iter().map(|k| k.purpose).collect();
            assert_eq!(names, [DATABASE_KEY], "{cut}");
            let is_new = cut == "settle the folder" || cut == "forget the old key";
            assert_eq!(after.database_epoch().unwrap(), if is_new { 2 } else { 1 }, "{cut}");
            assert!(!staged_path(&clinic.place).exists(), "{cut}");
            clinic.assert_whole(&after);
            // And the next change of keys works from there.
            after.rotate_database(&mut |_, _| true).unwrap();
            clinic.assert_whole(&clinic.open());
        }
    }

    #[test]
    fn giving_up_and_a_program_that_still_writes_leave_everything_as_it_was() {
        let clinic = Clinic::new();
        let mut vault = clinic.open();
        assert!(matches!(vault.rotate_database(&mut |_, _| false), Err(Error::GivenUp)));
        clinic.assert_whole(&vault);
        let writer = vault.open_database().unwrap();
        writer.execute("INSERT INTO person VALUES ('late')", []).unwrap();
        assert!(matches!(vault.rotate_database(&mut |_, _| true), Err(Error::StillOpen)));
        writer.execute("DELETE FROM person WHERE name = 'late'", []).unwrap();
        drop(writer);
        clinic.assert_whole(&vault);
        vault.rotate_database(&mut |_, _| true).unwrap();
        clinic.assert_whole(&clinic.open());
    }

    const KILL: &str = "VAULT_TEST_KILL_ROTATION";

    /// As above, but the process really dies, with whatever it held open.
    #[test]
    fn a_killed_program_leaves_the_old_or_the_new_key_and_every_row() {
        if let Some(given) = std::env::var_os(KILL) {
            let given = given.into_string().unwrap();
            let [folder, code, step] =
                <[&str; 3]>::try_from(given.splitn(3, '|').collect::<Vec<_>>()).unwrap();
            let mut vault = Place::new(folder.into()).open_with_recovery(code).unwrap();
            let mut kill = |now: &'static str| match now == step {
                true => std::process::abort(),
                false => Ok(()),
            };
            let _ = vault.rotate_step_by_step(&mut |_, _| true, &mut kill);
            return;
        }
        for step in STEPS {
            let clinic = Clinic::new();
            let folder = clinic.place.folder().display();
            let status = std::process::Command::new(std::env::current_exe().unwrap())
                .args([
                    "--exact",
                    "rotate::tests::a_killed_program_leaves_the_old_or_the_new_key_and_every_row",
                ])
                .env(KILL, format!("{folder}|{}|{step}", *clinic.code.grouped()))
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .status()
                .unwrap();
            assert!(!status.success(), "{step}");
            let mut after = clinic.open();
            after.settle().unwrap();
            clinic.assert_whole(&after);
            assert!(!staged_path(&clinic.place).exists(), "{step}");
        }
    }
}
