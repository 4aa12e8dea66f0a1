use std::sync::PoisonError;

use kernel::{Day, Error, Nothing, Result, RowId, Session, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Place, PlaceState};

use super::Desk;
use super::errors::of_vault;
use super::host::slot_id;
use super::opened::Opened;
use crate::staff::{OwnWords, Staff, Typed, second_factor_of, staff_by_user};

#[derive(Deserialize, TS)]
pub struct SignIn {
    pub user: String,
    pub password: String,
    /// Digits of the phone or a recovery word, once they are asked for.
    #[serde(default)]
    #[ts(optional)]
    pub second: Option<String>,
}

#[derive(Deserialize, TS)]
pub struct Unlock {
    pub password: String,
}

#[derive(Deserialize, TS)]
pub struct ChangePassword {
    pub old_password: String,
    pub password: String,
}

/// Who is signed in, as the window knows it. The token is worth nothing elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SessionView {
    pub token: String,
    pub user_id: RowId,
    pub user: String,
    pub name: String,
    pub roles: Vec<String>,
    pub permissions: Vec<String>,
    pub doctor_id: Option<RowId>,
    pub language: String,
    pub is_demo: bool,
    pub has_pin: bool,
    /// Had one before; a PIN is gone with each start.
    pub wants_pin: bool,
    pub has_second_factor: bool,
}

impl Desk {
    pub(super) fn sign_in(&self, given: SignIn) -> Result<SessionView> {
        let (opened, staff) = self.try_password(|| {
            let already = self.slot().clone();
            match already {
                Some(opened) => {
                    check(&opened, &given)?;
                    let staff = opened.admit(&given)?;
                    Ok((opened, staff))
                }
                None => {
                    let place = self.clinic_place();
                    let opened = self.unlock_place(&place, &given)?;
                    // Whoever is not let in leaves nothing open behind.
                    let staff = opened.admit(&given)?;
                    Ok((self.adopt(opened), staff))
                }
            }
        })?;
        opened.begin_session(&staff, self.now(), true)
    }

    fn unlock_place(&self, place: &Place, given: &SignIn) -> Result<Opened> {
        let PlaceState::Sealed { clinic_id, keeping, .. } = place.state().map_err(of_vault)? else {
            return Err(Error::conflict("errors-no-clinic"));
        };
        let secrets = self.secrets(place, keeping);
        let slot = slot_id(clinic_id, &given.user);
        let vault = place.open(secrets.as_ref(), slot, &given.password).map_err(of_vault)?;
        self.open_clinic(place, vault, keeping, false, self.clock())
    }

    pub(super) fn change_password(
        &self,
        token: Option<&str>,
        given: ChangePassword,
    ) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let (session, user) = opened.held(token)?;
        let sign_in = SignIn { user, password: given.old_password, second: None };
        self.try_password(|| check(&opened, &sign_in)).map_err(|mut error| {
            error.field = Some("old_password".into());
            error
        })?;
        opened.own_words(&sign_in.user)?.check_beside(opened.keeping, &given.password)?;
        {
            let vault = opened.vault.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = slot_id(vault.clinic_id(), &sign_in.user);
            vault.replace_slot(opened.secrets.as_ref(), slot, &given.password).map_err(of_vault)?;
        }
        opened.door.note(&session, What::Key, "desk.change_password", "")?;
        Ok(Nothing {})
    }
}

pub fn wrong_password() -> Error {
    of_vault(vault::Error::WrongPassword)
}

/// A second person on an open desk: the slot is tried, the database stays open.
pub fn check(opened: &Opened, given: &SignIn) -> Result<()> {
    let vault = opened.vault.lock().unwrap_or_else(PoisonError::into_inner);
    let slot = slot_id(vault.clinic_id(), &given.user);
    let secrets = opened.secrets.as_ref();
    match vault.verify_password(secrets, slot, &given.password).map_err(of_vault)? {
        true => Ok(()),
        false => Err(wrong_password()),
    }
}

impl Opened {
    /// Today, or the day of the newest record where the clock is behind it.
    pub(super) fn latest_day(&self) -> Result<Day> {
        let latest = self.door.latest();
        self.door.read(&Session::program(), |read| Ok(latest.day(read.zone())))
    }

    pub(super) fn own_words(&self, user: &str) -> Result<OwnWords> {
        self.door.read(&Session::program(), |read| OwnWords::of(read, user))
    }

    pub(super) fn staff_who_may_come(&self, user: &str) -> Result<Staff> {
        let staff = self.door.read(&Session::program(), |read| staff_by_user(read, user))?;
        let staff = staff.filter(|staff| staff.is_active).ok_or_else(wrong_password)?;
        match staff.may_come(self.latest_day()?) {
            true => Ok(staff),
            false => Err(Error::invalid("user", "errors-staff-expired")),
        }
    }

    /// The password was right: whether the person may come in, and is really here.
    pub(super) fn admit(&self, given: &SignIn) -> Result<Staff> {
        let staff = self.staff_who_may_come(&given.user)?;
        let session = Session { user: staff.id, ..Session::program() };
        let factor = self.door.read(&session, |read| second_factor_of(read, staff.id))?;
        if let Some(factor) = factor {
            let text = given.second.as_deref().unwrap_or_default();
            let secret = self.factor_secret(factor.id);
            let typed = Typed { text, secret: &secret };
            self.door.write(&session, |tx| typed.accept(tx, factor))?;
        }
        Ok(staff)
    }

    /// For the demo, whose password everybody knows.
    pub(super) fn sign_in_as(&self, user: &str, now: i64) -> Result<SessionView> {
        let staff = self.staff_who_may_come(user)?;
        self.begin_session(&staff, now, true)
    }
}
