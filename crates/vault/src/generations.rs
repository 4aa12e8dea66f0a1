//! The key file on disk in three generations. A new one is written beside the
//! others, forced to the disk, and only then moved into place, so that a power cut
//! at any moment leaves at least one whole generation.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::key_file::{BYTES_MAX, KeyFile};

const NEW: &str = "vaidya.keys.new";
pub const CURRENT: &str = "vaidya.keys";
const OLDER: &str = "vaidya.keys.1";
const OLDEST: &str = "vaidya.keys.2";
pub const KEY_FILES: [&str; 4] = [NEW, CURRENT, OLDER, OLDEST];

pub struct Found {
    /// Whole generations, newest first.
    pub whole: Vec<KeyFile>,
    /// The newest file is missing or damaged, and an older one stands in.
    pub is_older: bool,
}

/// `None` where no key file was ever completed. A newer format is never passed
/// over in favour of an older generation.
pub fn load(folder: &Path) -> Result<Option<Found>> {
    let mut found = Found { whole: Vec::new(), is_older: false };
    let mut any_file = false;
    for name in [CURRENT, OLDER, OLDEST] {
        let Some(bytes) = read(&folder.join(name))? else {
            continue;
        };
        any_file = true;
        match KeyFile::parse(&bytes) {
            Ok(file) => {
                found.is_older |= found.whole.is_empty() && name != CURRENT;
                found.whole.push(file);
            }
            Err(Error::KeyFileNewer) => return Err(Error::KeyFileNewer),
            Err(_) => {}
        }
    }
    match (any_file, found.whole.is_empty()) {
        (false, _) => Ok(None),
        (true, true) => Err(Error::KeyFileDamaged),
        (true, false) => Ok(Some(found)),
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("reading the key file")(error)),
    };
    let mut bytes = Vec::new();
    let most = BYTES_MAX as u64 + 1;
    // A file that the disk cannot read is as damaged as one with wrong bytes.
    match file.take(most).read_to_end(&mut bytes) {
        Ok(_) => Ok(Some(bytes)),
        Err(_) => Ok(Some(Vec::new())),
    }
}

/// Which older generations survive a write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Older {
    Keep,
    /// When a slot is withdrawn no generation may still hold it.
    Replace,
}

pub fn save(folder: &Path, file: &KeyFile, older: Older) -> Result<()> {
    save_step_by_step(folder, file, older, &mut |_| Ok(()))
        .map_err(Error::io("writing the key file"))
}

/// `before` is asked ahead of each step; tests cut the power there.
fn save_step_by_step(
    folder: &Path,
    file: &KeyFile,
    older: Older,
    before: &mut dyn FnMut(&str) -> io::Result<()>,
) -> io::Result<()> {
    let (current, one, two) = (folder.join(CURRENT), folder.join(OLDER), folder.join(OLDEST));
    if older == Older::Replace {
        // Oldest first: once the newest says that a slot is gone, it is gone.
        for path in [&two, &one] {
            before("replace an older one")?;
            write_new(folder, file)?;
            before("put it in place")?;
            fs::rename(folder.join(NEW), path)?;
            sync_dir(folder)?;
        }
    }
    before("write")?;
    write_new(folder, file)?;
    // Only a whole generation moves down: damage must not push out a good one.
    if older == Older::Keep && is_whole(&current) {
        if is_whole(&one) {
            before("keep the oldest")?;
            fs::rename(&one, &two)?;
        }
        before("keep the older")?;
        fs::rename(&current, &one)?;
    }
    before("put in place")?;
    fs::rename(folder.join(NEW), &current)?;
    before("settle the folder")?;
    sync_dir(folder)
}

fn write_new(folder: &Path, key_file: &KeyFile) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(folder.join(NEW))?;
    file.write_all(key_file.encode().as_bytes())?;
    file.sync_all()
}

fn is_whole(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| KeyFile::parse(&bytes).is_ok())
}

#[cfg(unix)]
pub fn sync_dir(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes folder entries through; a folder cannot be opened to sync.
#[cfg(not(unix))]
pub fn sync_dir(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_file::tests::example;

    fn generation(number: u64) -> KeyFile {
        KeyFile { generation: number, ..example() }
    }

    fn folder_after(saves: u64) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for number in 1..=saves {
            save(folder.path(), &generation(number), Older::Keep).unwrap();
        }
        folder
    }

    fn generations_in(folder: &Path) -> Vec<u64> {
        load(folder).unwrap().unwrap().whole.iter().map(|file| file.generation).collect()
    }

    #[test]
    fn three_generations_are_kept_newest_first() {
        assert!(load(folder_after(0).path()).unwrap().is_none());
        assert_eq!(generations_in(folder_after(5).path()), [5, 4, 3]);
    }

    #[test]
    fn a_power_cut_before_any_step_leaves_the_old_or_the_new_file_whole() {
        for older in [Older::Keep, Older::Replace] {
            for saves in 1..=4 {
                for cut in 0.. {
                    let folder = folder_after(saves);
                    let mut steps = 0;
                    let done = save_step_by_step(
                        folder.path(),
                        &generation(saves + 1),
                        older,
                        &mut |_| {
                            steps += 1;
                            if steps > cut { Err(io::Error::other("power cut")) } else { Ok(()) }
                        },
                    );
                    let newest = generations_in(folder.path())[0];
                    assert!(newest == saves || newest == saves + 1, "{saves} {cut}");
                    if older == Older::Replace && newest > saves {
                        assert_eq!(generations_in(folder.path()), [newest; 3], "{saves} {cut}");
                    }
                    // The next write must work from whatever was left.
                    save(folder.path(), &generation(9), Older::Keep).unwrap();
                    assert_eq!(generations_in(folder.path())[0], 9);
                    if done.is_ok() {
                        break;
                    }
                }
            }
        }
    }

    #[test]
    fn a_torn_new_file_is_never_read() {
        for length in [0, 10, 500] {
            let folder = folder_after(2);
            let text = generation(3).encode();
            fs::write(folder.path().join(NEW), &text.as_bytes()[..length]).unwrap();
            assert_eq!(generations_in(folder.path()), [2, 1]);
        }
        let only_new = folder_after(0);
        fs::write(only_new.path().join(NEW), "vaidya keys").unwrap();
        assert!(load(only_new.path()).unwrap().is_none());
    }

    #[test]
    fn damage_to_the_newest_brings_the_older_and_says_so() {
        let folder = folder_after(3);
        fs::write(folder.path().join(CURRENT), b"\0\0\0").unwrap();
        let found = load(folder.path()).unwrap().unwrap();
        assert!(found.is_older);
        assert_eq!(found.whole[0].generation, 2);
        save(folder.path(), &generation(4), Older::Keep).unwrap();
        assert_eq!(generations_in(folder.path()), [4, 2, 1], "damage is not a generation");
    }

    #[test]
    fn damage_to_all_is_damage_and_not_an_empty_place() {
        let folder = folder_after(3);
        for name in [CURRENT, OLDER, OLDEST] {
            fs::write(folder.path().join(name), b"").unwrap();
        }
        assert!(matches!(load(folder.path()), Err(Error::KeyFileDamaged)));
    }

    #[test]
    fn a_newer_format_is_never_passed_over_for_an_older_generation() {
        let folder = folder_after(2);
        let newer = example().encode().replacen("keys 1", "keys 2", 1);
        fs::write(folder.path().join(CURRENT), newer).unwrap();
        assert!(matches!(load(folder.path()), Err(Error::KeyFileNewer)));
    }

    #[test]
    fn a_withdrawn_slot_is_in_no_generation() {
        let folder = folder_after(3);
        let without = KeyFile { slots: Vec::new(), ..generation(4) };
        save(folder.path(), &without, Older::Replace).unwrap();
        for name in [CURRENT, OLDER, OLDEST] {
            let text = fs::read_to_string(folder.path().join(name)).unwrap();
            assert!(text.contains("\"slots\":[]"), "{name}");
        }
    }
}
