//! Work on the keys themselves: a new recovery sheet, a new key for the records, and a look
//! at whether every page of them is whole.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use kernel::{Code, Error, Result, Session, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::errors::of_vault;
use super::opened::Kept;
use super::{Desk, Opened};
use crate::permissions::STAFF_MANAGE;
use crate::security::DATABASE_CHECKED;

/// How long others may finish what they are doing before a new key is refused.
const OTHERS_MS: u64 = 10_000;
const LOOK_MS: u64 = 20;
pub const NOT_ROTATING: i64 = -1;

#[derive(Serialize, TS)]
pub struct NewSheet {
    /// Shown once, printed, and never stored.
    pub recovery_code: String,
}

#[derive(Serialize, TS)]
pub struct NewKey {
    pub epoch: u32,
}

#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DatabaseCheck {
    pub is_whole: bool,
    pub at: Timestamp,
    pub milliseconds: i64,
}

impl Desk {
    fn keeper(&self, token: Option<&str>, route: &str) -> Result<(Arc<Opened>, Session)> {
        let opened = self.active(token, "desk.touch")?;
        let (session, _) = opened.held(token)?;
        opened.check(&session, route, STAFF_MANAGE)?;
        Ok((opened, session))
    }

    pub(super) fn new_recovery_sheet(&self, token: Option<&str>) -> Result<NewSheet> {
        let (opened, session) = self.keeper(token, "desk.new_recovery_sheet")?;
        opened.confirmed(token, self.now())?;
        let code = {
            let mut vault = opened.vault.lock().unwrap_or_else(PoisonError::into_inner);
            vault.new_recovery_code().map_err(of_vault)?
        };
        opened.door.note(&session, What::Key, "desk.new_recovery_sheet", "")?;
        Ok(NewSheet { recovery_code: code.grouped().to_string() })
    }

    pub(super) fn check_database(&self, token: Option<&str>) -> Result<DatabaseCheck> {
        let (opened, session) = self.keeper(token, "desk.check_database")?;
        let began = self.now();
        let proven = opened.door.read(&session, |read| Ok(vault::prove_open(read.conn())))?;
        let is_whole = match proven {
            Ok(()) => true,
            Err(vault::Error::ImageDamaged) => false,
            Err(error) => return Err(of_vault(error)),
        };
        let (at, milliseconds) = (self.options.clock.now(), self.now() - began);
        let check = DatabaseCheck { is_whole, at, milliseconds };
        let kept = serde_json::to_string(&check)?;
        opened.door.write(&session, |tx| tx.keep_here(DATABASE_CHECKED, Some(&kept)))?;
        let detail = if is_whole { "" } else { "damaged" };
        opened.door.note(&session, What::Command, "desk.check_database", detail)?;
        Ok(check)
    }

    /// Nobody can work meanwhile: every connection is closed, the records are copied under a
    /// new key, and the same sessions go on. If anything fails, the old key goes on.
    pub(super) fn rotate_keys(&self, token: Option<&str>) -> Result<NewKey> {
        let (opened, session) = self.keeper(token, "desk.rotate_keys")?;
        opened.confirmed(token, self.now())?;
        if opened.is_demo {
            return Err(Error::conflict("errors-demo-keys"));
        }
        if self.rotating.swap(0, Ordering::SeqCst) != NOT_ROTATING {
            return Err(Error::conflict("errors-rotating"));
        }
        let done = self.rotate(opened, &session);
        self.rotating.store(NOT_ROTATING, Ordering::SeqCst);
        done
    }

    fn rotate(&self, opened: Arc<Opened>, session: &Session) -> Result<NewKey> {
        drop(self.slot().take());
        self.sync.forget();
        let opened = match self.alone(opened) {
            Ok(opened) => opened,
            Err(shared) => {
                *self.slot() = Some(shared);
                return Err(of_vault(vault::Error::StillOpen));
            }
        };
        let kept = opened.close_records();
        let turned = {
            let mut vault = kept.vault.lock().unwrap_or_else(PoisonError::into_inner);
            vault.rotate_database(&mut |done, whole| {
                let percent = done * 100 / whole.max(1);
                self.rotating.store(i64::try_from(percent).unwrap_or(0), Ordering::SeqCst);
                true
            })
        };
        let opened = self.adopt(self.open_records(kept)?);
        match turned {
            Ok(()) => {
                opened.door.note(session, What::Key, "desk.rotate_keys", "")?;
                let vault = opened.vault.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(NewKey { epoch: vault.database_epoch().map_err(of_vault)? })
            }
            Err(error) => {
                opened.door.note(session, What::Refused, "desk.rotate_keys", error.code())?;
                Err(of_vault(error))
            }
        }
    }

    /// Waits until no other call holds the clinic.
    pub(super) fn alone(
        &self,
        mut opened: Arc<Opened>,
    ) -> std::result::Result<Opened, Arc<Opened>> {
        for _ in 0..OTHERS_MS / LOOK_MS {
            match Arc::try_unwrap(opened) {
                Ok(alone) => return Ok(alone),
                Err(shared) => opened = shared,
            }
            std::thread::sleep(Duration::from_millis(LOOK_MS));
        }
        Err(opened)
    }

    pub(super) fn refuse_while_rotating(&self) -> Result<()> {
        match self.rotating.load(Ordering::SeqCst) {
            NOT_ROTATING => Ok(()),
            percent => Err(Error::new(Code::Conflict, "errors-rotating").with("percent", percent)),
        }
    }
}

impl Opened {
    /// Everything but the connections to the records.
    pub(super) fn close_records(self) -> Kept {
        let Opened { door, kept } = self;
        drop(door);
        kept
    }
}
