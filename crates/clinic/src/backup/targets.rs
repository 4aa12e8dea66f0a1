use std::path::{Path, PathBuf};

use kernel::{Command, Error, Nothing, Permission, Result, RowId, Tx, What};
use serde::Deserialize;
use ts_rs::TS;

use super::record::{target, targets};
use crate::forms;
use crate::permissions::BACKUP_MANAGE;

const TARGETS_MAX: usize = 8;
const MINUTES: std::ops::Range<i64> = 0..24 * 60;

/// A folder on a stick, a disk or a share, marked so that it is known again.
#[derive(Deserialize, TS)]
pub struct AddTarget {
    pub name: String,
    pub path: String,
}

impl Command for AddTarget {
    type Output = RowId;
    const ROUTE: &'static str = "backup.add_target";
    const PERMISSION: Permission = BACKUP_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<RowId> {
        let name = forms::required("name", &self.name)?;
        let path = folder("path", &self.path)?;
        let known = targets(tx)?;
        if known.len() >= TARGETS_MAX {
            return Err(Error::conflict("errors-backup-too-many"));
        }
        let fresh = ::backup::Hex(tx.new_id().0);
        let marker = ::backup::Marker::write(&path, fresh).map_err(|error| of_backup(&error))?;
        let marker = RowId(marker.vaidya_backups.0);
        if known.iter().any(|target| target.marker == marker) {
            return Err(Error::invalid("path", "errors-backup-known"));
        }
        let id = tx.new_id();
        tx.conn().execute(
            "INSERT INTO backup_target (id, name, path, marker, added_at, is_active)
             VALUES (?1, ?2, ?3, ?4, ?5, 1)",
            rusqlite::params![id, name, path.display().to_string(), marker, tx.now()],
        )?;
        Ok(id)
    }

    fn subject(id: &RowId) -> Option<RowId> {
        Some(*id)
    }
}

/// Copies that lie there stay; none go there any more.
#[derive(Deserialize, TS)]
pub struct EndTarget {
    pub id: RowId,
}

impl Command for EndTarget {
    type Output = Nothing;
    const ROUTE: &'static str = "backup.end_target";
    const PERMISSION: Permission = BACKUP_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let target = target(tx, self.id)?;
        tx.conn().execute("UPDATE backup_target SET is_active = 0 WHERE id = ?1", [target.id])?;
        tx.note(What::Command, "backup.end_target", target.id, "")?;
        Ok(Nothing {})
    }
}

#[derive(Deserialize, TS)]
pub struct ChangePlan {
    pub midday_minute: i64,
    pub close_minute: i64,
}

impl Command for ChangePlan {
    type Output = Nothing;
    const ROUTE: &'static str = "backup.change_plan";
    const PERMISSION: Permission = BACKUP_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        for (field, minute) in
            [("midday_minute", self.midday_minute), ("close_minute", self.close_minute)]
        {
            if !MINUTES.contains(&minute) {
                return Err(Error::invalid(field, "errors-backup-minute"));
            }
        }
        tx.conn().execute(
            "UPDATE backup_plan SET midday_minute = ?1, close_minute = ?2 WHERE id = 1",
            [self.midday_minute, self.close_minute],
        )?;
        Ok(Nothing {})
    }
}

/// A whole path to a folder that is there.
pub fn folder(field: &str, typed: &str) -> Result<PathBuf> {
    let typed = forms::required(field, typed)?;
    let path = Path::new(&typed);
    if !path.is_absolute() {
        return Err(Error::invalid(field, "errors-backup-absolute"));
    }
    if !path.is_dir() {
        return Err(Error::invalid(field, "errors-backup-no-folder"));
    }
    Ok(path.to_owned())
}

/// What a copy says, as an error that a window can act on.
pub fn of_backup(error: &::backup::Error) -> Error {
    let mut out = Error::conflict(format!("errors-backup-{}", error.code()));
    out.cause = Some(error.to_string());
    out
}
