//! Putting a finished database in the place of the current one, so that a power cut at any
//! moment leaves one of the two whole. What is to come is made ready in a folder of its
//! own; a note of the intent is forced to the disk; then the current files move out
//! together and the new ones in. Whoever uses the place next finishes what the note says,
//! or undoes it. A journal never stays behind beside records that it does not belong to.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::generations::{KEY_FILES, sync_dir};
use crate::place::{DATABASE, Place, PlaceLock};

const STAGING: &str = "staged";
const INTENT: &str = "swap.intent";
const INTENT_NEW: &str = "swap.intent.new";
const INTENT_BYTES_MAX: u64 = 64 * 1024;
const JOURNALS: [&str; 4] = ["clinic.db-wal", "clinic.db-shm", "clinic.db-journal", DATABASE];

/// What goes out when the staged files come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Swap {
    /// The records; the keys stay.
    Records,
    /// The computer's secret in a file too: a clinic that comes from a backup.
    Everything,
}

/// Only names that were there are taken, so that later a name alone tells how far it got.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Intent {
    version: u32,
    quarantine: String,
    takes: Vec<String>,
    brings: Vec<String>,
}

type Before<'a> = &'a mut dyn FnMut(&str) -> io::Result<()>;

impl Place {
    /// Where the next state of this place is made ready: a place of its own, below it.
    pub fn staging(&self) -> Place {
        Place::new(self.folder().join(STAGING))
    }

    /// Throws away what an unfinished attempt left. Refused while a swap is under way.
    pub fn clear_staging(&self, _held: &PlaceLock) -> Result<()> {
        let doing = || Error::io("clearing an unfinished copy");
        self.settle_held()?;
        match fs::remove_dir_all(self.folder().join(STAGING)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(doing()(error)),
            _ => sync_dir(self.folder()).map_err(doing()),
        }
    }

    /// Every file of the staged place comes in, and what it replaces goes into the folder
    /// that is answered. All connections are closed by now. When it fails, the old state
    /// is put back.
    pub fn swap_in(&self, _held: &PlaceLock, what: Swap) -> Result<PathBuf> {
        swap_in(self.folder(), what, &mut |_| Ok(()))
    }

    /// Finishes a swap that was cut off. While another program swaps it waits for nothing
    /// and says that the place is in use.
    pub(crate) fn settle(&self) -> Result<()> {
        if self.folder().join(INTENT).exists() {
            drop(self.lock_exclusively()?);
        }
        Ok(())
    }

    /// As `settle`, by who holds the lock.
    pub(crate) fn settle_held(&self) -> Result<()> {
        finish(self.folder(), &mut |_| Ok(())).map_err(Error::io("finishing a change of records"))
    }
}

fn swap_in(folder: &Path, what: Swap, before: Before<'_>) -> Result<PathBuf> {
    let doing = || Error::io("putting the records in place");
    finish(folder, &mut |_| Ok(())).map_err(doing())?;
    let intent = intent(folder, what).map_err(doing())?;
    let quarantine = folder.join(&intent.quarantine);
    let done = begin(folder, &intent, before).and_then(|()| finish(folder, before));
    if let Err(error) = done {
        // Left as it was, where the disk still allows; otherwise the note stays and the
        // next start goes on from it.
        if folder.join(INTENT).exists() {
            undo(folder, &intent).map_err(doing())?;
        }
        return Err(doing()(error));
    }
    Ok(quarantine)
}

fn intent(folder: &Path, what: Swap) -> io::Result<Intent> {
    let brings = names(&folder.join(STAGING))?;
    let brings: Vec<String> = brings.into_iter().filter(|name| is_of(name, what)).collect();
    let is_ready = brings.iter().any(|name| name == DATABASE)
        && !brings.iter().any(|name| name != DATABASE && JOURNALS.contains(&name.as_str()));
    if !is_ready {
        return Err(io::Error::new(ErrorKind::InvalidInput, "the staged records are not closed"));
    }
    for name in &brings {
        File::open(folder.join(STAGING).join(name))?.sync_all()?;
    }
    sync_dir(&folder.join(STAGING))?;
    let takes = names(folder)?.into_iter().filter(|name| is_of(name, what)).collect();
    let free = (1..).map(|number| format!("replaced-{number}"));
    let mut free = free.filter(|name| !folder.join(name).exists());
    let quarantine = free.next().unwrap_or_default();
    Ok(Intent { version: 1, quarantine, takes, brings })
}

fn is_of(name: &str, what: Swap) -> bool {
    let is_records = JOURNALS.contains(&name);
    let is_keys = KEY_FILES.contains(&name);
    let is_secret = name.ends_with(".secret");
    match what {
        Swap::Records => is_records,
        Swap::Everything => is_records || is_keys || is_secret,
    }
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.extend(entry.file_name().into_string());
        }
    }
    names.sort();
    Ok(names)
}

fn begin(folder: &Path, intent: &Intent, before: Before<'_>) -> io::Result<()> {
    before("write the note")?;
    let mut file = File::create(folder.join(INTENT_NEW))?;
    file.write_all(&serde_json::to_vec(intent)?)?;
    file.sync_all()?;
    before("give the note its name")?;
    fs::rename(folder.join(INTENT_NEW), folder.join(INTENT))?;
    before("settle the note")?;
    sync_dir(folder)
}

fn read_intent(folder: &Path) -> io::Result<Option<Intent>> {
    let file = match File::open(folder.join(INTENT)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let strange = || io::Error::new(ErrorKind::InvalidData, "the note is not ours");
    let intent: Intent = serde_json::from_reader(io::Read::take(file, INTENT_BYTES_MAX))?;
    let known = |name: &String| is_of(name, Swap::Everything) && is_plain(name);
    let is_ours = intent.version == 1
        && intent.quarantine.starts_with("replaced-")
        && is_plain(&intent.quarantine)
        && intent.takes.iter().chain(&intent.brings).all(known);
    if is_ours { Ok(Some(intent)) } else { Err(strange()) }
}

/// A name and never a path.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
}

/// Whether the file under its final name is the new one.
fn is_brought(folder: &Path, intent: &Intent, name: &String) -> bool {
    let had_old = intent.takes.contains(name);
    let old_is_out = folder.join(&intent.quarantine).join(name).exists();
    folder.join(name).exists()
        && !folder.join(STAGING).join(name).exists()
        && (old_is_out || !had_old)
}

/// Can be cut off and begun again at every step.
fn finish(folder: &Path, before: Before<'_>) -> io::Result<()> {
    let Some(intent) = read_intent(folder)? else { return Ok(()) };
    let (staging, quarantine) = (folder.join(STAGING), folder.join(&intent.quarantine));
    let is_there = |name| staging.join(name).exists() || is_brought(folder, &intent, name);
    if !intent.brings.iter().all(is_there) {
        return undo(folder, &intent);
    }
    before("make the folder for the old")?;
    fs::create_dir_all(&quarantine)?;
    for name in &intent.takes {
        if !quarantine.join(name).exists() && folder.join(name).exists() {
            before("move an old file out")?;
            fs::rename(folder.join(name), quarantine.join(name))?;
        }
    }
    before("settle the old")?;
    sync_dir(&quarantine)?;
    sync_dir(folder)?;
    for name in &intent.brings {
        if staging.join(name).exists() {
            before("move a new file in")?;
            fs::rename(staging.join(name), folder.join(name))?;
        }
    }
    before("settle the new")?;
    sync_dir(folder)?;
    before("forget the note")?;
    fs::remove_file(folder.join(INTENT))?;
    sync_dir(folder)?;
    before("clear the staging")?;
    // What is left there is of no use any more, and harms nobody if it stays.
    let _ = fs::remove_dir_all(&staging);
    // Where nothing was, nothing was replaced: a folder with anything in it stays.
    let _ = fs::remove_dir(&quarantine);
    Ok(())
}

fn undo(folder: &Path, intent: &Intent) -> io::Result<()> {
    let (staging, quarantine) = (folder.join(STAGING), folder.join(&intent.quarantine));
    for name in &intent.brings {
        if is_brought(folder, intent, name) {
            fs::create_dir_all(&staging)?;
            fs::rename(folder.join(name), staging.join(name))?;
        }
    }
    for name in &intent.takes {
        if quarantine.join(name).exists() {
            fs::rename(quarantine.join(name), folder.join(name))?;
        }
    }
    sync_dir(folder)?;
    fs::remove_file(folder.join(INTENT))?;
    sync_dir(folder)?;
    let _ = fs::remove_dir(&quarantine);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [&str; 4] = [DATABASE, "clinic.db-wal", "clinic.db-shm", "vaidya.keys"];

    fn place() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in OLD {
            fs::write(folder.path().join(name), format!("old {name}")).unwrap();
        }
        fs::write(folder.path().join("note.txt"), "somebody's").unwrap();
        let staging = folder.path().join(STAGING);
        fs::create_dir(&staging).unwrap();
        for name in [DATABASE, "vaidya.keys", "clinic-1.secret"] {
            fs::write(staging.join(name), format!("new {name}")).unwrap();
        }
        folder
    }

    fn text(folder: &Path, name: &str) -> Option<String> {
        fs::read_to_string(folder.join(name)).ok()
    }

    fn is_new(folder: &Path) -> bool {
        let new = |name: &str| text(folder, name) == Some(format!("new {name}"));
        new(DATABASE)
            && new("vaidya.keys")
            && new("clinic-1.secret")
            && text(folder, "clinic.db-wal").is_none()
            && text(folder, "clinic.db-shm").is_none()
    }

    fn is_old(folder: &Path) -> bool {
        OLD.iter().all(|name| text(folder, name) == Some(format!("old {name}")))
            && text(folder, "clinic-1.secret").is_none()
    }

    #[test]
    fn a_power_cut_before_any_step_ends_in_the_old_or_the_new_state_whole() {
        let mut seen = (false, false);
        for first in 0.. {
            let mut is_over = false;
            for second in 0..40 {
                let folder = place();
                let intent = intent(folder.path(), Swap::Everything).unwrap();
                let mut cut = cut_at(first);
                let done = begin(folder.path(), &intent, &mut cut)
                    .and_then(|()| finish(folder.path(), &mut cut));
                is_over = done.is_ok();
                // The start after the cut is cut off too, and the one after that is not.
                let _ = finish(folder.path(), &mut cut_at(second));
                finish(folder.path(), &mut |_| Ok(())).unwrap();
                assert!(is_new(folder.path()) || is_old(folder.path()), "{first} {second}");
                seen = (seen.0 || is_old(folder.path()), seen.1 || is_new(folder.path()));
                assert_eq!(text(folder.path(), "note.txt").as_deref(), Some("somebody's"));
                assert!(!folder.path().join(INTENT).exists());
                if is_new(folder.path()) {
                    let kept = folder.path().join("replaced-1");
                    assert!(is_old(&kept), "the old state is kept whole");
                }
            }
            if is_over {
                break;
            }
        }
        assert_eq!(seen, (true, true));
    }

    fn cut_at(step: usize) -> impl FnMut(&str) -> io::Result<()> {
        let mut steps = 0;
        move |_| {
            steps += 1;
            if steps > step { Err(io::Error::other("cut")) } else { Ok(()) }
        }
    }

    #[test]
    fn a_step_that_fails_puts_the_old_state_back() {
        for step in 0.. {
            let folder = place();
            if swap_in(folder.path(), Swap::Everything, &mut cut_at(step)).is_ok() {
                assert!(step > 10 && is_new(folder.path()));
                break;
            }
            assert!(is_old(folder.path()) || is_new(folder.path()), "{step}");
            let is_cleared = !folder.path().join(INTENT).exists();
            assert!(is_cleared, "{step}");
        }
    }

    #[test]
    fn a_lost_staged_file_undoes_the_swap() {
        let folder = place();
        let intent = intent(folder.path(), Swap::Everything).unwrap();
        begin(folder.path(), &intent, &mut |_| Ok(())).unwrap();
        let _ = finish(folder.path(), &mut cut_at(4));
        fs::remove_file(folder.path().join(STAGING).join(DATABASE)).unwrap();
        finish(folder.path(), &mut |_| Ok(())).unwrap();
        assert!(is_old(folder.path()));
    }

    #[test]
    fn the_records_alone_leave_the_keys_and_a_staged_journal_is_refused() {
        let folder = place();
        swap_in(folder.path(), Swap::Records, &mut |_| Ok(())).unwrap();
        assert_eq!(text(folder.path(), "vaidya.keys").as_deref(), Some("old vaidya.keys"));
        assert_eq!(text(folder.path(), DATABASE).as_deref(), Some("new clinic.db"));
        assert_eq!(text(folder.path(), "clinic.db-wal"), None);

        let folder = place();
        fs::write(folder.path().join(STAGING).join("clinic.db-wal"), "open").unwrap();
        assert!(swap_in(folder.path(), Swap::Everything, &mut |_| Ok(())).is_err());
        assert!(is_old(folder.path()));
    }

    #[test]
    fn a_note_that_names_a_path_is_not_followed() {
        for name in ["../clinic.db", "/etc/passwd.secret", "note.txt"] {
            let folder = place();
            let note = serde_json::json!({
                "version": 1, "quarantine": "replaced-1", "takes": [name], "brings": [],
            });
            fs::write(folder.path().join(INTENT), note.to_string()).unwrap();
            assert!(finish(folder.path(), &mut |_| Ok(())).is_err(), "{name}");
            assert_eq!(text(folder.path(), "note.txt").as_deref(), Some("somebody's"));
        }
    }
}
