//! How the copies stand, in a few words for the corner of the window and the first screen.

use kernel::{Permission, Query, Read, Result, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{Run, RunKind};
use super::record::{last, targets};
use super::rolled::{RolledBack, rolled_back};

/// A clinic that copies at midday and at its close is never this old on a working day.
const LATE_MS: i64 = 26 * 3_600_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupHealth {
    /// Nobody has said where copies go.
    NotSet,
    /// Copies saw a log that is here no more: the records are not those of today.
    RolledBack,
    Good,
    /// The last one is good and young enough, but the newest try or drill failed.
    Failing,
    /// No good copy for more than a day.
    Late,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BackupState {
    pub health: BackupHealth,
    pub last_good_at: Option<Timestamp>,
    /// Where that copy lies.
    pub target: Option<String>,
    pub age_minutes: Option<i64>,
    /// The short name of what last went wrong, if that is newer than the good copy.
    pub fault: Option<String>,
    pub last_drill_at: Option<Timestamp>,
    pub rolled_back: Option<RolledBack>,
}

#[derive(Deserialize, TS)]
pub struct ShowState {}

impl Query for ShowState {
    type Output = BackupState;
    const ROUTE: &'static str = "backup.state";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, read: &Read<'_>) -> Result<BackupState> {
        backup_state(read)
    }
}

pub fn backup_state(read: &Read<'_>) -> Result<BackupState> {
    let mut newest: Option<(Run, String)> = None;
    let mut fault: Option<Run> = None;
    let mut drill: Option<Run> = None;
    let targets = targets(read)?;
    for target in &targets {
        let good = last(read, target.id, RunKind::Full, true)?;
        if let Some(good) = good.filter(|run| newest.as_ref().is_none_or(|(n, _)| run.id > n.id)) {
            newest = Some((good, target.name.clone()));
        }
        for kind in [RunKind::Full, RunKind::Drill] {
            let tried = last(read, target.id, kind, false)?;
            let failed = tried.filter(|run| !run.is_good());
            fault = fault.max_by(failed);
        }
        drill = drill.max_by(last(read, target.id, RunKind::Drill, true)?);
    }
    // A stick that is in the safe is no fault once another has a good copy.
    let fault = fault.filter(|fault| newest.as_ref().is_none_or(|(good, _)| fault.id > good.id));
    let age_ms = newest.as_ref().map(|(run, _)| (read.now().0 - run.began_at.0).max(0));
    let rolled_back = rolled_back(read)?;
    let health = match (targets.is_empty(), age_ms) {
        (true, _) => BackupHealth::NotSet,
        _ if rolled_back.is_some() => BackupHealth::RolledBack,
        (false, Some(age)) if age <= LATE_MS && fault.is_some() => BackupHealth::Failing,
        (false, Some(age)) if age <= LATE_MS => BackupHealth::Good,
        (false, _) => BackupHealth::Late,
    };
    Ok(BackupState {
        health,
        last_good_at: newest.as_ref().map(|(run, _)| run.began_at),
        age_minutes: age_ms.map(|age| age / 60_000),
        target: newest.map(|(_, name)| name),
        fault: match &rolled_back {
            Some(_) => Some(::backup::Error::RolledBack.code().to_owned()),
            None => fault.map(|run| run.fault),
        },
        last_drill_at: drill.map(|run| run.ended_at),
        rolled_back,
    })
}

trait Newer {
    fn max_by(self, other: Self) -> Self;
}

impl Newer for Option<Run> {
    fn max_by(self, other: Self) -> Self {
        match (self, other) {
            (Some(one), Some(other)) => Some(if other.id > one.id { other } else { one }),
            (one, other) => one.or(other),
        }
    }
}
