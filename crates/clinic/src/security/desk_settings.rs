use kernel::{Command, Error, Nothing, Permission, Query, Read, Result, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::{SECURITY_VIEW, SETTINGS_MANAGE};

const IDLE: &str = "idle_minutes";
const NAMES: &str = "lock.hides_names";
const IDLE_MINUTES: std::ops::RangeInclusive<u16> = 5..=60;

/// What is chosen for this desk alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeskSettings {
    /// `None`: as the clinic has it. A front desk may lock sooner.
    pub idle_minutes: Option<u16>,
    /// Whether the lock screen names those who may come in by PIN.
    pub shows_names: bool,
}

pub fn desk_settings(read: &Read<'_>) -> Result<DeskSettings> {
    Ok(DeskSettings {
        idle_minutes: read.kept_here(IDLE)?.and_then(|minutes| minutes.parse().ok()),
        shows_names: read.kept_here(NAMES)?.is_none(),
    })
}

#[derive(Deserialize, TS)]
pub struct ListDeskSettings {}

impl Query for ListDeskSettings {
    type Output = DeskSettings;
    const ROUTE: &'static str = "security.desk";
    const PERMISSION: Permission = SECURITY_VIEW;

    fn run(self, read: &Read<'_>) -> Result<DeskSettings> {
        desk_settings(read)
    }
}

#[derive(Deserialize, TS)]
pub struct ChangeDesk {
    pub idle_minutes: Option<u16>,
    pub shows_names: bool,
}

impl Command for ChangeDesk {
    type Output = Nothing;
    const ROUTE: &'static str = "security.change_desk";
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        if self.idle_minutes.is_some_and(|minutes| !IDLE_MINUTES.contains(&minutes)) {
            return Err(Error::invalid("idle_minutes", "errors-out-of-range")
                .with("min", IDLE_MINUTES.start())
                .with("max", IDLE_MINUTES.end()));
        }
        let minutes = self.idle_minutes.map(|minutes| minutes.to_string());
        tx.keep_here(IDLE, minutes.as_deref())?;
        tx.keep_here(NAMES, (!self.shows_names).then_some("yes"))?;
        Ok(Nothing {})
    }
}
