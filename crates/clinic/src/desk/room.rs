//! Long work that writes beside the records leaves them room: it ends in words before the disk
//! is full. The reserve is for the patient in front, and no copy ever makes anybody spend it.
//! And it holds keys: told to stop, it ends in the middle of whatever the database is doing.

use std::os::raw::c_int;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backup::{Error as Fault, Result};
use rusqlite::Connection;
use vault::Place;

/// Steps of the database, or pages of its checks, between two looks at whether to stop: some
/// milliseconds.
const STEPS: c_int = 2_000;
/// The disk is asked less often.
const LOOKS: u32 = 100;

#[derive(Clone)]
pub(super) struct Room {
    place: Place,
    /// Whether what is written lies on the disk of the records.
    is_beside: bool,
    was_short: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
}

impl Room {
    pub fn beside(place: &Place) -> Room {
        Room {
            place: place.clone(),
            is_beside: true,
            was_short: Arc::default(),
            stop: Arc::default(),
        }
    }

    /// The work ends when this is set.
    pub fn until(self, stop: Arc<AtomicBool>) -> Room {
        Room { stop, ..self }
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
        let (room, mut looks) = (self.clone(), 0_u32);
        let is_over = move || {
            looks = looks.wrapping_add(1);
            room.is_stopped() || (looks.is_multiple_of(LOOKS) && !room.is_left())
        };
        db.progress_handler(STEPS, Some(is_over))?;
        Ok(())
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// How it ended, as people should hear it.
    pub fn told<T>(&self, done: Result<T>) -> Result<T> {
        done.map_err(|error| match error {
            // Whatever the database called the interruption.
            _ if self.is_stopped() => Fault::Cancelled,
            Fault::Full if self.is_beside => Fault::Crowded,
            _ if self.was_short.load(Ordering::SeqCst) => Fault::Crowded,
            error => error,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    /// As a lock does while the weekly proof works its rows out again.
    #[test]
    fn a_question_that_runs_for_long_ends_when_the_work_is_told_to_stop() {
        let place = Place::new(std::env::temp_dir());
        let stop = Arc::new(AtomicBool::new(false));
        let room = Room::beside(&place).until(stop.clone());
        let (told, heard) = mpsc::channel();
        let work = room.clone();
        std::thread::spawn(move || {
            let mut db = Connection::open_in_memory().unwrap();
            work.watch(&mut db).unwrap();
            let sql = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
                       SELECT count(*) FROM n";
            let asked = db.query_row(sql, [], |row| row.get::<_, i64>(0));
            let _ = told.send(work.told(asked.map_err(Fault::from)));
        });
        assert!(heard.recv_timeout(Duration::from_millis(200)).is_err(), "it goes on by itself");
        stop.store(true, Ordering::SeqCst);
        let ended = heard.recv_timeout(Duration::from_secs(2)).expect("it ends at once");
        assert!(matches!(ended, Err(Fault::Cancelled)), "{ended:?}");
    }
}
