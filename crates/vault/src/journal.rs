//! What a killed program leaves beside the records is played into them at the next opening.
//! The library plays any journal that is whole in itself, even another clinic's: its pages
//! would then lie among ours, unreadable. So a journal is looked at before it may be played.
//!
//! Not seen here: an older journal of the same records, whose pages are readable. Whoever
//! moves the records moves all their files.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::{Error, Result};
use crate::image::PAGE_BYTES;
use crate::vault::Vault;

const HEAD_BYTES: usize = 32;
const FRAME_HEAD_BYTES: usize = 24;

impl Vault {
    /// Puts a journal aside whose pages are not under our key. It is kept, never deleted.
    pub(crate) fn look_at_journal(&self) -> Result<()> {
        let journal = self.place().database_path().with_extension("db-wal");
        let Some(pages) = pages_in(&journal)? else { return Ok(()) };
        match self.reads(&pages) {
            Err(Error::WrongKey) => {}
            // A disk that is full or fails says nothing about whose journal it is: put aside,
            // its saves would be gone from the records.
            done => return done,
        }
        let aside = free_name(&journal);
        let moving = || Error::io("putting a foreign journal aside");
        fs::rename(&journal, &aside).map_err(moving())?;
        // An index of the journal that is gone would be believed.
        let _ = fs::remove_file(self.place().database_path().with_extension("db-shm"));
        let alone = self.reads(&pages);
        if alone.is_err() {
            // Then the journal is not what is wrong, and may be what is needed.
            fs::rename(&aside, &journal).map_err(moving())?;
        }
        alone
    }

    /// Reading a page proves its seal: one whose seal is wrong comes as zeros, where ours have
    /// at least the seal itself at their end.
    fn reads(&self, pages: &BTreeSet<u32>) -> Result<()> {
        let db: Connection = self.open_reader()?;
        let failed = || Error::database("looking at the journal");
        let sql = "SELECT 1 FROM sqlite_dbpage('main')
                   WHERE pgno = ?1 AND data = zeroblob(length(data))";
        let mut page = db.prepare(sql).map_err(failed())?;
        for number in pages {
            if page.exists([number]).map_err(failed())? {
                return Err(Error::WrongKey);
            }
        }
        Ok(())
    }
}

/// Which pages a journal holds; `None` where there is nothing to play.
fn pages_in(journal: &Path) -> Result<Option<BTreeSet<u32>>> {
    let failed = || Error::io("reading the journal");
    let mut file = match File::open(journal) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed()(error)),
    };
    let mut head = [0; HEAD_BYTES];
    if file.read_exact(&mut head).is_err() {
        return Ok(None);
    }
    let mut frame = vec![0; FRAME_HEAD_BYTES + PAGE_BYTES];
    let mut pages = BTreeSet::new();
    while file.read_exact(&mut frame).is_ok() {
        if let Some(number) = frame.first_chunk::<4>() {
            pages.insert(u32::from_be_bytes(*number));
        }
    }
    Ok(Some(pages).filter(|pages| !pages.is_empty()))
}

fn free_name(journal: &Path) -> PathBuf {
    let names = (1..).map(|number| journal.with_extension(format!("db-wal.foreign-{number}")));
    names.into_iter().find(|name| !name.exists()).unwrap_or_else(|| journal.to_owned())
}
