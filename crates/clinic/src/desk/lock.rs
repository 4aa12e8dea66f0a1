//! Locks: the screen keeps the clinic open and nobody signed in to it; closing the vault
//! drops every key, and with them every PIN.

use std::sync::{Arc, Weak};
use std::time::Duration;

use kernel::{Code, Error, Nothing, Permission, Result, Session, What};

use super::sign_in::{SessionView, SignIn, Unlock, check};
use super::{Desk, Opened};
use crate::staff::second_factor_of;

/// After this long without a password the keys are dropped.
pub const PASSWORD_MS: i64 = 12 * 3_600_000;
const LOOK: Duration = Duration::from_secs(5);

impl Desk {
    /// Locks what is due to be locked even where no window asks any more.
    pub fn watch(self: &Arc<Self>) {
        let desk: Weak<Desk> = Arc::downgrade(self);
        // Without a thread the next call finds out, as it does anyway.
        let _ = std::thread::Builder::new().name("locks".to_owned()).spawn(move || {
            while let Some(desk) = desk.upgrade() {
                desk.close_after_twelve_hours();
                if let Some(opened) = desk.slot().clone() {
                    // The log may be busy or full: the lock itself holds all the same.
                    let _ = opened.lock_idle(desk.now());
                }
                drop(desk);
                std::thread::sleep(LOOK);
            }
        });
    }

    pub(super) fn lock_screen(&self, token: Option<&str>) -> Result<Nothing> {
        let opened = self.opened()?;
        let (session, _) = opened.held(token)?;
        opened.lock_session(token.unwrap_or_default(), self.now());
        self.note_leaving(&opened, &session, What::Lock, "desk.lock");
        Ok(Nothing {})
    }

    /// Closes everything: connections, keys, PINs and every session of this desk.
    pub(super) fn lock_vault(&self, token: Option<&str>) -> Result<Nothing> {
        let opened = self.opened()?;
        let (session, _) = opened.held(token)?;
        self.note_leaving(&opened, &session, What::Lock, "desk.lock_vault");
        self.close();
        Ok(Nothing {})
    }

    pub(super) fn unlock(&self, token: Option<&str>, given: Unlock) -> Result<SessionView> {
        let opened = self.opened()?;
        let (session, user) = opened.held(token)?;
        let sign_in = SignIn { user, password: given.password, second: None };
        let staff = self.try_password(|| {
            check(&opened, &sign_in)?;
            opened.staff_who_may_come(&sign_in.user)
        });
        let staff = match staff {
            Ok(staff) => staff,
            Err(error) => {
                opened.door.note(&session, What::Refused, "desk.unlock", "")?;
                return Err(error);
            }
        };
        let token = token.unwrap_or_default();
        opened.people().typed_password(&staff, self.now());
        // Whoever has a second factor was asked for half of it: that opens the screen, and is no
        // proof for what hurts for long.
        let factor = opened.door.read(&session, |read| second_factor_of(read, staff.id))?;
        opened.unlock_session(token, self.now(), factor.is_none());
        opened.door.note(&session, What::SignIn, "desk.unlock", "")?;
        opened.view(token, &session, &sign_in.user)
    }

    pub(super) fn sign_out(&self, token: Option<&str>) -> Result<Nothing> {
        let opened = self.opened()?;
        let (session, _) = opened.held(token)?;
        self.note_leaving(&opened, &session, What::SignOut, "desk.sign_out");
        opened.people().forget(session.user);
        if opened.end_session(token.unwrap_or_default()) {
            self.close();
        }
        Ok(Nothing {})
    }

    pub(super) fn close_after_twelve_hours(&self) {
        let last = self.slot().as_ref().map(|opened| opened.people().last_password_ms());
        if last.is_some_and(|last| self.now() - last > PASSWORD_MS) {
            self.close();
        }
    }

    /// For a caller that needs an active session in front of the door.
    pub(super) fn active(&self, token: Option<&str>, route: &str) -> Result<Arc<Opened>> {
        let opened = self.opened()?;
        opened.session(token, self.now(), route)?;
        Ok(opened)
    }
}

impl Opened {
    /// As the door does for its own routes: a refusal is in the access log.
    pub(super) fn check(&self, session: &Session, route: &str, needs: Permission) -> Result<()> {
        let allowed = session.check(needs);
        if allowed.is_err() {
            self.door.note(session, What::Refused, route, needs.0)?;
        }
        allowed
    }
}

impl Desk {
    pub(super) fn signed_out() -> Error {
        Error::new(Code::SignedOut, "errors-signed-out")
    }
}
