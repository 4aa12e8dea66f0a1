//! The person at an open screen proves to be there: for five minutes acts that hurt for long
//! are allowed. Signing in by password counts as such a proof, a PIN does not.

use kernel::{Code, Error, Nothing, Result, Session, What};
use serde::Deserialize;
use ts_rs::TS;

use super::sign_in::{SignIn, check};
use super::{Desk, Opened};

pub const CONFIRMED_MS: i64 = 5 * 60_000;

#[derive(Deserialize, TS)]
pub struct Confirm {
    pub password: String,
    /// Digits of the phone or a recovery word, where the person has a second factor.
    #[serde(default)]
    #[ts(optional)]
    pub second: Option<String>,
}

impl Opened {
    /// The active session, if it has been proven lately.
    pub(super) fn confirmed(&self, token: Option<&str>, now: i64) -> Result<Session> {
        let (session, _) = self.held(token)?;
        match now < session.confirmed_until {
            true => Ok(session),
            false => Err(Error::new(Code::Confirm, "errors-confirm")),
        }
    }
}

impl Desk {
    pub(super) fn confirm(&self, token: Option<&str>, given: Confirm) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let (session, user) = opened.held(token)?;
        let sign_in = SignIn { user, password: given.password, second: given.second };
        let is_right = self.try_password(|| {
            check(&opened, &sign_in)?;
            opened.admit(&sign_in)
        });
        match is_right {
            Ok(staff) => {
                opened.people().typed_password(&staff, self.now());
                opened.set_confirmed(token, self.now() + CONFIRMED_MS);
                opened.door.note(&session, What::SignIn, "desk.confirm", "")?;
                Ok(Nothing {})
            }
            Err(error) => {
                if error.message != "errors-second-factor-needed" {
                    opened.door.note(&session, What::Refused, "desk.confirm", "")?;
                }
                Err(error)
            }
        }
    }
}
