//! Locks: the screen keeps the clinic open and nobody signed in to it; closing the vault
//! drops every key. Wrong passwords wait longer each time.

use std::sync::{Mutex, PoisonError};

use kernel::{Code, Error, Nothing, Result, What};

use super::Desk;
use super::errors::of_vault;
use super::host::slot_id;
use super::sign_in::{SessionView, Unlock};

const HOUR_MS: i64 = 3_600_000;
/// After this long without a password the keys are dropped.
const PASSWORD_HOURS: i64 = 12;
const WAIT_SECONDS_MAX: i64 = 60;

#[derive(Default)]
pub struct Attempts {
    wrong: u32,
    not_before_ms: i64,
}

impl Attempts {
    /// Runs a password check; wrong ones wait 1, 2, 4 … 60 seconds.
    pub fn guard<T>(
        attempts: &Mutex<Attempts>,
        now: impl Fn() -> i64,
        check: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let mut attempts = attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let wait_ms = attempts.not_before_ms - now();
        if wait_ms > 0 {
            let seconds = (wait_ms + 999) / 1000;
            return Err(Error::invalid("password", "errors-wait").with("seconds", seconds));
        }
        let done = check();
        match &done {
            Err(error) if error.message == "errors-vault-wrong-password" => {
                let seconds = (1_i64 << attempts.wrong.min(6)).min(WAIT_SECONDS_MAX);
                attempts.wrong += 1;
                if attempts.wrong > 2 {
                    attempts.not_before_ms = now() + seconds * 1000;
                }
            }
            Err(_) => {}
            Ok(_) => *attempts = Attempts::default(),
        }
        done
    }
}

impl Desk {
    pub(super) fn try_password<T>(&self, check: impl FnOnce() -> Result<T>) -> Result<T> {
        Attempts::guard(&self.attempts, || self.now(), check)
    }

    pub(super) fn lock_screen(&self, token: Option<&str>) -> Result<Nothing> {
        let opened = self.opened()?;
        let (session, _) = opened.held(token)?;
        opened.set_locked(token.unwrap_or_default(), true, self.now());
        opened.door.note(&session, What::Lock, "desk.lock", "")?;
        Ok(Nothing {})
    }

    pub(super) fn unlock(&self, token: Option<&str>, given: Unlock) -> Result<SessionView> {
        let opened = self.opened()?;
        let (session, user) = opened.held(token)?;
        let is_right = self.try_password(|| {
            let vault = opened.vault.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = slot_id(vault.clinic_id(), &user);
            let secrets = opened.secrets.as_ref();
            match vault.verify_password(secrets, slot, &given.password).map_err(of_vault)? {
                true => Ok(()),
                false => Err(of_vault(vault::Error::WrongPassword)),
            }
        });
        if let Err(error) = is_right {
            opened.door.note(&session, What::Refused, "desk.unlock", "")?;
            return Err(error);
        }
        let token = token.unwrap_or_default();
        opened.set_locked(token, false, self.now());
        opened.door.note(&session, What::SignIn, "desk.unlock", "")?;
        opened.view(token, &session, &user)
    }

    pub(super) fn sign_out(&self, token: Option<&str>) -> Result<Nothing> {
        let opened = self.opened()?;
        let (session, _) = opened.held(token)?;
        opened.door.note(&session, What::SignOut, "desk.sign_out", "")?;
        if opened.end_session(token.unwrap_or_default()) {
            self.close();
        }
        Ok(Nothing {})
    }

    pub(super) fn close_after_twelve_hours(&self) {
        let last = self.slot().as_ref().and_then(|opened| opened.last_password_ms());
        if last.is_some_and(|last| self.now() - last > PASSWORD_HOURS * HOUR_MS) {
            self.close();
        }
    }

    /// For a caller that needs an active session in front of the door.
    pub(super) fn active(
        &self,
        token: Option<&str>,
        route: &str,
    ) -> Result<std::sync::Arc<super::Opened>> {
        let opened = self.opened().map_err(|_| Error::new(Code::SignedOut, "errors-signed-out"))?;
        opened.session(token, self.now(), route)?;
        Ok(opened)
    }
}
