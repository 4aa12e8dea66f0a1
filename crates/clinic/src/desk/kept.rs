//! What restores left behind: the records that each replaced, and the copies made before. They
//! are worth more than their room until somebody is sure, so that no rule ever deletes them: an
//! owner does, folder by folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use kernel::{Error, Nothing, Result, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Desk, Opened};
use crate::permissions::{BACKUP_MANAGE, STAFF_MANAGE};

const REPLACED: &str = "replaced-";
const SAFETY: &str = "safety";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeptKind {
    /// Records and keys that a restore replaced.
    Replaced,
    /// The copy that was made before the first restore, and those of later ones.
    Safety,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct KeptFolder {
    pub name: String,
    pub kind: KeptKind,
    pub bytes: i64,
    /// When its newest file was written, by the computer's own clock.
    pub at: Timestamp,
}

#[derive(Deserialize, TS)]
pub struct DeleteKept {
    pub name: String,
}

impl Desk {
    pub(super) fn kept_folders(&self, token: Option<&str>) -> Result<Vec<KeptFolder>> {
        let opened = self.active(token, "desk.touch")?;
        opened.permitted(token, BACKUP_MANAGE, "desk.kept_folders")?;
        Ok(self.kept(&opened).into_iter().map(|(_, kept)| kept).collect())
    }

    pub(super) fn delete_kept(&self, token: Option<&str>, given: DeleteKept) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        opened.permitted(token, BACKUP_MANAGE, "desk.delete_kept")?;
        // Who may copy need not be who may throw away.
        let session = opened.permitted(token, STAFF_MANAGE, "desk.delete_kept")?;
        opened.confirmed(token, self.now())?;
        if self.jobs.is_running() || self.is_restore_staged() {
            return Err(Error::conflict("errors-backup-busy"));
        }
        // By the list alone: what was asked for is a name and never becomes a path.
        let found = self.kept(&opened).into_iter().find(|(_, kept)| kept.name == given.name);
        let (path, kept) = found.ok_or_else(|| Error::invalid("name", "errors-backup-not-kept"))?;
        let words = format!("{} {} bytes", kept.name, kept.bytes);
        opened.door.note(&session, What::Backup, "desk.delete_kept", &words)?;
        fs::remove_dir_all(path).map_err(|error| {
            let mut out = Error::conflict("errors-backup-io");
            out.cause = Some(error.to_string());
            out
        })?;
        Ok(Nothing {})
    }

    fn kept(&self, opened: &Opened) -> Vec<(PathBuf, KeptFolder)> {
        if opened.is_demo {
            return Vec::new();
        }
        let folder = self.clinic_place().folder().to_owned();
        let mut all: Vec<(PathBuf, KeptFolder)> = folders_in(&folder)
            .into_iter()
            .filter(|name| is_replaced(name))
            .map(|name| kept(folder.join(&name), name, KeptKind::Replaced))
            .collect();
        let safety = self.options.folder.join(SAFETY);
        if is_folder(&safety) {
            all.push(kept(safety, SAFETY.to_owned(), KeptKind::Safety));
        }
        all.sort_by_key(|(_, kept)| std::cmp::Reverse(kept.at));
        all
    }
}

fn is_replaced(name: &str) -> bool {
    let number = name.strip_prefix(REPLACED);
    number.is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A link to a folder elsewhere is none of ours.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

fn folders_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| is_folder(&entry.path()));
    folders.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn kept(path: PathBuf, name: String, kind: KeptKind) -> (PathBuf, KeptFolder) {
    let (bytes, at) = size(&path);
    (path, KeptFolder { name, kind, bytes: bytes.cast_signed(), at })
}

/// Bytes of all files below, and when the newest of them was written.
fn size(folder: &Path) -> (u64, Timestamp) {
    let (mut bytes, mut at) = (0, Timestamp(0));
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match fs::symlink_metadata(entry.path()) {
                Ok(found) if found.is_dir() => left.push(entry.path()),
                Ok(found) => {
                    bytes += found.len();
                    let written = found.modified().ok();
                    let since = written.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                    let ms = since.and_then(|since| i64::try_from(since.as_millis()).ok());
                    at = at.max(Timestamp(ms.unwrap_or(0)));
                }
                Err(_) => {}
            }
        }
    }
    (bytes, at)
}
