//! Long work that writes beside the records leaves them room: it ends in words before the disk
//! is full. The reserve is for the patient in front, and no copy ever makes anybody spend it.

use std::os::raw::c_int;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backup::{Error as Fault, Result};
use rusqlite::Connection;
use vault::Place;

/// Steps of the database between two looks at the disk: some milliseconds.
const STEPS: c_int = 200_000;

#[derive(Clone)]
pub(super) struct Room {
    place: Place,
    /// Whether what is written lies on the disk of the records.
    is_beside: bool,
    was_short: Arc<AtomicBool>,
}

impl Room {
    pub fn beside(place: &Place) -> Room {
        Room { place: place.clone(), is_beside: true, was_short: Arc::default() }
    }

    /// For files in a folder that may be on another disk: that one may become full.
    pub fn of_folder(place: &Place, folder: &Path) -> Room {
        Room { is_beside: place.shares_disk_with(folder), ..Room::beside(place) }
    }

    /// Before anything is written.
    pub fn need(&self, bytes: u64) -> Result<()> {
        match self.leaves(bytes) {
            true => Ok(()),
            false => Err(Fault::Crowded),
        }
    }

    /// Asked all the while: others fill the disk too.
    pub fn is_left(&self) -> bool {
        self.leaves(0)
    }

    fn leaves(&self, bytes: u64) -> bool {
        let leaves = !self.is_beside || self.place.has_spare(bytes);
        self.was_short.fetch_or(!leaves, Ordering::SeqCst);
        leaves
    }

    /// A question or a change that runs for long is stopped too.
    pub fn watch(&self, db: &mut Connection) -> Result<()> {
        let room = self.clone();
        db.progress_handler(STEPS, Some(move || !room.is_left()))?;
        Ok(())
    }

    /// How it ended, as people should hear it.
    pub fn told<T>(&self, done: Result<T>) -> Result<T> {
        done.map_err(|error| match error {
            Fault::Full if self.is_beside => Fault::Crowded,
            _ if self.was_short.load(Ordering::SeqCst) => Fault::Crowded,
            error => error,
        })
    }
}
