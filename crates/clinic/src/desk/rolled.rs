//! The log of today beside the copies of before: after each of them, after each drill, and
//! once when a clinic was opened.

use std::path::Path;
use std::sync::atomic::Ordering;

use backup::{Folder, Hex, Link, Manifest};
use kernel::{Session, What};

use super::backups::inside;
use super::opened::Opened;
use crate::backup::{self as slice, Target};

/// Two small files are read.
pub(super) const NEWEST: usize = 1;
pub(super) const ALL: usize = usize::MAX;

impl Opened {
    /// Whether copies of this place saw another log than is here; so many of the newest are
    /// asked, and only all of them together take an earlier finding back.
    pub(super) fn is_rolled_back(
        &self,
        target: &Target,
        root: &Path,
        most: usize,
    ) -> backup::Result<bool> {
        let (clinic, key) = {
            let vault = self.vault();
            (Hex(vault.clinic_id()), Hex(vault.desk_key()?))
        };
        let folder = Folder::of(root, clinic, key);
        if !folder.path().is_dir() {
            return Ok(false);
        }
        let is_ours = |manifest: &Manifest| {
            manifest.desk_key == key && Link::of(&self.vault()).check(manifest).is_ok()
        };
        let ends = folder.ends(most, is_ours)?;
        let copies: Vec<Manifest> = ends.into_iter().map(|found| found.manifest).collect();
        let session = Session::program();
        let found = self.door.read(&session, |read| slice::not_as_seen(read, &copies));
        let found = found.map_err(inside)?;
        let is_so = found.is_some();
        if !is_so && most != ALL {
            return Ok(false);
        }
        let words = found.as_ref().map(|found| {
            format!("rolled-back: entry {} of copy {} is not here", found.entry, found.number)
        });
        let before = self.door.read(&session, slice::rolled_back).map_err(inside)?;
        if before == found {
            return Ok(is_so);
        }
        let kept =
            self.door.write(&session, |tx| slice::keep_rolled_back(tx, target.id, found.clone()));
        if let (true, Some(words)) = (kept.map_err(inside)?, words) {
            self.door.note(&session, What::Backup, "desk.backup", &words).map_err(inside)?;
        }
        Ok(is_so)
    }

    /// Once for each opening, at those places that are here.
    pub(super) fn look_back_once(&self, here: &[Target]) {
        if here.is_empty() || self.has_looked_back.swap(true, Ordering::SeqCst) {
            return;
        }
        for target in here {
            if let Err(error) = self.is_rolled_back(target, Path::new(&target.path), NEWEST) {
                eprintln!("backup: the log was not held beside the copies: {error}");
            }
        }
    }
}
