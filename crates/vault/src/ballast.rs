//! A reserve of space beside the records. A full disk stops every save, in the middle of a
//! patient; then the reserve is given up, and there is room to finish with that patient and
//! to be told. It holds nothing, and is laid again once there is room for more than itself.

use std::fs::{self, File};
use std::io::{self, ErrorKind};

use crate::error::{Error, Result};
use crate::generations::sync_dir;
use crate::place::{Place, PlaceLock};

const BALLAST: &str = "reserve";
const BALLAST_NEW: &str = "reserve.new";
/// A day of a busy clinic is about one.
const BYTES: u64 = 16 << 20;
/// What must stay free beside it: less is nearly full, and is to be told.
const SPARE: u64 = 64 << 20;
/// Less than any save may need.
const FULL: u64 = 1 << 20;

impl Place {
    pub fn has_ballast(&self) -> bool {
        let laid = fs::metadata(self.folder().join(BALLAST));
        laid.is_ok_and(|file| file.len() >= BYTES)
    }

    /// Where the system does not tell how much is free, only a write that fails can.
    pub fn is_full(&self) -> bool {
        self.room().is_some_and(|room| room < FULL)
    }

    /// Whether the disk is far from full, also with so much more on it.
    pub fn has_spare(&self, more: u64) -> bool {
        self.room().is_none_or(|room| room >= SPARE.saturating_add(more))
    }

    /// Answers whether it lies there now.
    pub fn lay_ballast(&self, _held: &PlaceLock) -> Result<bool> {
        if self.has_ballast() {
            return Ok(true);
        }
        if self.room().is_some_and(|room| room < BYTES + SPARE) {
            return Ok(false);
        }
        let new = self.folder().join(BALLAST_NEW);
        let laid = fill(&new).and_then(|()| {
            fs::rename(&new, self.folder().join(BALLAST))?;
            sync_dir(self.folder())
        });
        match laid.map_err(Error::io("keeping a reserve of space")) {
            Ok(()) => Ok(true),
            Err(error) => {
                // Half a reserve only makes the disk fuller.
                let _ = fs::remove_file(&new);
                match error {
                    Error::DiskFull => Ok(false),
                    error => Err(error),
                }
            }
        }
    }

    /// Answers whether there was anything to give up.
    pub fn give_up_ballast(&self) -> bool {
        let given = [BALLAST, BALLAST_NEW].map(|name| {
            let path = self.folder().join(name);
            // A name that cannot be removed from a full disk can still be emptied.
            fs::remove_file(&path).is_ok()
                || path.exists() && File::options().write(true).truncate(true).open(path).is_ok()
        });
        given.contains(&true)
    }
}

fn fill(path: &std::path::Path) -> io::Result<()> {
    let mut file = File::create(path)?;
    match reserve(&file) {
        // Only some file systems promise space without being written to.
        Err(error) if error.kind() == ErrorKind::Unsupported => write_through(&mut file)?,
        done => done?,
    }
    file.sync_all()
}

#[cfg(target_os = "linux")]
fn reserve(file: &File) -> io::Result<()> {
    let whole = rustix::fs::FallocateFlags::empty();
    rustix::fs::fallocate(file, whole, 0, BYTES).map_err(|error| match error {
        rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS => ErrorKind::Unsupported.into(),
        error => error.into(),
    })
}

#[cfg(not(target_os = "linux"))]
fn reserve(_: &File) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Random, because a file system that packs or shares what it keeps would keep nothing.
fn write_through(file: &mut File) -> io::Result<()> {
    let mut chunk = vec![0; 64 << 10];
    for _ in 0..BYTES / chunk.len() as u64 {
        getrandom::fill(&mut chunk).map_err(io::Error::other)?;
        io::Write::write_all(file, &chunk)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_laid_once_given_up_once_and_laid_again() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("clinic"));
        let held = place.lock_exclusively().unwrap();
        assert!(!place.has_ballast() && !place.give_up_ballast());
        for _ in 0..2 {
            assert!(place.lay_ballast(&held).unwrap() && place.has_ballast());
            assert!(place.lay_ballast(&held).unwrap(), "it is there already");
            assert!(place.give_up_ballast() && !place.has_ballast());
            assert!(!place.give_up_ballast());
        }
        // A power cut while it was laid: the rest of it is room too.
        fs::write(place.folder().join(BALLAST_NEW), "half").unwrap();
        assert!(place.give_up_ballast());
        assert!(!place.folder().join(BALLAST_NEW).exists());
    }

    #[test]
    fn it_takes_room_where_it_must_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("written");
        let mut file = File::create(&path).unwrap();
        write_through(&mut file).unwrap();
        assert_eq!(path.metadata().unwrap().len(), BYTES);
    }
}
