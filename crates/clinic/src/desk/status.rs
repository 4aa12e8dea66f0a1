use std::sync::atomic::Ordering;

use kernel::{Day, Result, Session, Timestamp};
use serde::Serialize;
use ts_rs::TS;
use vault::{Keeping, PlaceState};

use super::Desk;
use super::errors::of_vault;
use super::keys::NOT_ROTATING;
use crate::settings::{CLINIC_ID, Clinic};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeskState {
    New,
    Locked,
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScreenState {
    SignedOut,
    Locked,
    Active,
}

#[derive(Debug, Serialize, TS)]
pub struct DeskStatus {
    pub state: DeskState,
    pub clinic_name: Option<String>,
    pub is_demo: bool,
    pub is_recovery_proven: bool,
    /// `keyring`, or `file` where the computer's secret lies less well protected.
    pub keeping: Option<&'static str>,
    /// Asked on a new desk alone: whether the system keeps secrets.
    pub can_keyring: bool,
    pub screen: ScreenState,
    pub idle_minutes: u16,
    /// When this window's screen locks if nobody touches it.
    pub locks_in_seconds: Option<i64>,
    /// While the records get a new key nobody can work.
    pub rotating_percent: Option<i64>,
    pub language: String,
    pub version: &'static str,
    pub now: Timestamp,
    pub today: Day,
    /// By how much the computer's clock is not believed: behind if negative.
    pub clock_off_ms: Option<i64>,
    /// The disk is full or nearly: the reserve beside the records is missing.
    pub is_disk_full: bool,
}

pub fn name(keeping: Keeping) -> &'static str {
    match keeping {
        Keeping::Keyring => "keyring",
        Keeping::File => "file",
    }
}

impl Desk {
    pub(super) fn status(&self, token: Option<&str>) -> Result<DeskStatus> {
        let now = self.options.clock.now();
        let mut status = DeskStatus {
            state: DeskState::New,
            clinic_name: None,
            is_demo: false,
            is_recovery_proven: false,
            keeping: None,
            can_keyring: false,
            screen: ScreenState::SignedOut,
            idle_minutes: 30,
            locks_in_seconds: None,
            rotating_percent: None,
            language: "en".into(),
            version: env!("CARGO_PKG_VERSION"),
            now,
            today: now.day(kernel::Zone::Asia__Kolkata),
            clock_off_ms: None,
            is_disk_full: false,
        };
        let opened = self.slot().clone();
        let place = match &opened {
            Some(opened) if opened.is_demo => self.demo_place(),
            _ => self.clinic_place(),
        };
        match place.state().map_err(of_vault)? {
            PlaceState::Empty => status.can_keyring = self.can_keyring(),
            PlaceState::Sealed { keeping, recovery_proven, .. } => {
                status.state = DeskState::Locked;
                status.keeping = Some(name(keeping));
                status.is_recovery_proven = recovery_proven;
            }
        }
        let percent = self.rotating.load(Ordering::SeqCst);
        if percent != NOT_ROTATING {
            // The sessions go on as soon as this is done.
            status.state = DeskState::Open;
            status.screen = ScreenState::Active;
            status.rotating_percent = Some(percent);
            return Ok(status);
        }
        let Some(opened) = opened else { return Ok(status) };
        let clinic: Option<Clinic> = opened.door.read(&Session::program(), |read| {
            status.today = read.today();
            read.find(CLINIC_ID)
        })?;
        status.state = DeskState::Open;
        status.clock_off_ms = opened.door.look_at_clock()?;
        status.is_demo = opened.is_demo;
        status.is_disk_full = !opened.is_demo && !place.has_ballast();
        if let Some(clinic) = clinic {
            status.clinic_name = Some(clinic.name);
            status.language = clinic.language;
        }
        status.idle_minutes = u16::try_from(opened.idle_minutes()).unwrap_or(30);
        status.locks_in_seconds =
            token.and_then(|token| opened.locks_in_seconds(token, self.now()));
        status.screen = match token.and_then(|token| opened.is_locked(token, self.now())) {
            None => ScreenState::SignedOut,
            Some(true) => ScreenState::Locked,
            Some(false) => ScreenState::Active,
        };
        Ok(status)
    }

    fn can_keyring(&self) -> bool {
        *self.keyring.get_or_init(|| {
            let store = self.secrets(&self.clinic_place(), Keeping::Keyring);
            store.get("probe").is_ok()
        })
    }
}
