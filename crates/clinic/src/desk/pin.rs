//! Quick ways back to a locked screen: a PIN for oneself, and the next person's for a switch.

use std::sync::{Arc, PoisonError};

use kernel::{Access, Code, Error, Nothing, Result, RowId, Session, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{PinAnswer, PinWeakness, check_pin};

use super::host::PIN_EXHAUSTED;
use super::people::{KnownPerson, People};
use super::sign_in::SessionView;
use super::{Desk, Opened};
use crate::security::desk_settings;
use crate::staff::Staff;

#[derive(Deserialize, TS)]
pub struct SetPin {
    pub pin: String,
}

#[derive(Deserialize, TS)]
pub struct Switch {
    pub user: String,
    pub pin: String,
}

/// Who may come in by PIN just now. The clinic may choose that names are typed.
#[derive(Serialize, TS)]
pub struct PeopleHere {
    pub shows_names: bool,
    pub has_pins: bool,
    pub people: Vec<KnownPerson>,
}

const FIFTH: &str = "fifth wrong PIN: everything was closed";

fn wish_key(staff: RowId) -> String {
    format!("pin.{staff}.wished")
}

impl Opened {
    pub(super) fn people(&self) -> std::sync::MutexGuard<'_, People> {
        self.people.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this person has used a PIN before: the PIN itself is gone with each run.
    pub(super) fn wants_pin(&self, staff: RowId) -> Result<bool> {
        let key = wish_key(staff);
        let wish = self.door.read(&Session::program(), |read| read.kept_here(&key))?;
        Ok(wish.is_some())
    }

    fn wish_pin(&self, session: &Session, wishes: bool) -> Result<()> {
        let key = wish_key(session.user);
        self.door.write(session, |tx| tx.keep_here(&key, wishes.then_some("yes")))
    }
}

impl Desk {
    pub(super) fn people_here(&self) -> Result<PeopleHere> {
        let nobody = || PeopleHere { shows_names: true, has_pins: false, people: Vec::new() };
        let Some(opened) = self.slot().clone() else { return Ok(nobody()) };
        let settings = opened.door.read(&Session::program(), desk_settings)?;
        let people = opened.people().with_pins(self.now());
        let has_pins = !people.is_empty();
        let people = if settings.shows_names { people } else { Vec::new() };
        Ok(PeopleHere { shows_names: settings.shows_names, has_pins, people })
    }

    pub(super) fn set_pin(&self, token: Option<&str>, given: SetPin) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let session = opened.confirmed(token, self.now())?;
        check_pin(&given.pin).map_err(|weakness| {
            Error::invalid(
                "pin",
                match weakness {
                    PinWeakness::NotDigits => "errors-pin-digits",
                    PinWeakness::Pattern => "errors-pin-pattern",
                },
            )
        })?;
        if !opened.people().set_pin(session.user, &given.pin, self.now())? {
            return Err(Error::new(Code::Confirm, "errors-confirm"));
        }
        opened.wish_pin(&session, true)?;
        opened.door.note(&session, What::Key, "desk.set_pin", "")?;
        Ok(Nothing {})
    }

    pub(super) fn drop_pin(&self, token: Option<&str>) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let (session, _) = opened.held(token)?;
        opened.people().drop_pin(session.user);
        opened.wish_pin(&session, false)?;
        opened.door.note(&session, What::Key, "desk.drop_pin", "")?;
        Ok(Nothing {})
    }

    /// The person who leaves stays signed in behind a locked screen; the one who comes gets a
    /// session of their own, or their locked one back.
    pub(super) fn switch(&self, token: Option<&str>, given: Switch) -> Result<SessionView> {
        let opened = self.opened()?;
        let now = self.now();
        let (answer, id) = opened.people().check(&given.user, &given.pin, now)?;
        let refuse = |detail: &str| {
            let who = Session { user: id, ..Session::program() };
            opened.door.note(&who, What::Refused, "desk.switch", detail)
        };
        match answer {
            PinAnswer::Right => self.come_in(&opened, token, id, now),
            PinAnswer::Wrong(left) => {
                refuse("")?;
                Err(Error::invalid("pin", "errors-pin-wrong").with("left", left))
            }
            PinAnswer::Unknown => {
                refuse("")?;
                Err(Error::invalid("pin", "errors-pin-password"))
            }
            PinAnswer::Exhausted => {
                let noted = refuse(FIFTH);
                self.close();
                noted?;
                Err(Error::new(Code::SignedOut, PIN_EXHAUSTED))
            }
        }
    }

    /// The fifth wrong PIN of somebody who was to allow something at another's screen closes
    /// everything as one at the lock does: what was typed there is kept as a draft.
    pub(super) fn close_after_fifth<T>(
        &self,
        opened: &Opened,
        session: &Session,
        route: &str,
        answer: &Result<T>,
    ) {
        let Err(error) = answer else { return };
        if error.message != PIN_EXHAUSTED {
            return;
        }
        let (what, subject, detail) = (What::Refused, error.about, FIFTH);
        let entry = Access { what, route, subject, detail };
        // It is closed whether or not the disk has room for the line.
        let _ = opened.door.log(session, &entry);
        self.close();
    }

    fn come_in(
        &self,
        opened: &Arc<Opened>,
        token: Option<&str>,
        id: RowId,
        now: i64,
    ) -> Result<SessionView> {
        let staff: Option<Staff> = opened.door.read(&Session::program(), |read| read.find(id))?;
        let day = opened.latest_day()?;
        let Some(staff) = staff.filter(|staff| staff.may_come(day)) else {
            opened.people().forget(id);
            return Err(Error::invalid("pin", "errors-pin-password"));
        };
        if let Some(token) = token {
            if let Some(view) = opened.resume(token, &staff, now)? {
                return Ok(view);
            }
            opened.lock_session(token, now);
        }
        opened.end_locked_of(staff.id);
        opened.begin_session(&staff, now, false)
    }
}
