//! A colleague who forgot the password, or never had one, gets a one-time code from somebody
//! who manages staff, and chooses a password that nobody else learns.

use std::sync::{Arc, PoisonError};

use kernel::{Error, Result, RowId, Session, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Keeping, Place, PlaceState};

use super::errors::of_vault;
use super::host::slot_id;
use super::sign_in::{SessionView, wrong_password};
use super::{Desk, Opened};
use crate::permissions::STAFF_MANAGE;
use crate::staff::{OwnWords, Staff};

const GOOD_FOR_MS: i64 = 24 * 3_600_000;

#[derive(Deserialize, TS)]
pub struct NewResetCode {
    pub staff_id: RowId,
}

#[derive(Serialize, TS)]
pub struct ResetCodeView {
    /// Shown once, told to the person alone, and never stored.
    pub code: String,
    pub until: Timestamp,
}

#[derive(Deserialize, TS)]
pub struct UseResetCode {
    pub user: String,
    pub code: String,
    pub password: String,
}

impl Desk {
    pub(super) fn new_reset_code(
        &self,
        token: Option<&str>,
        given: NewResetCode,
    ) -> Result<ResetCodeView> {
        let opened = self.active(token, "desk.touch")?;
        let (session, _) = opened.held(token)?;
        opened.check(&session, "desk.reset_code", STAFF_MANAGE)?;
        opened.confirmed(token, self.now())?;
        let staff: Staff = opened.door.read(&session, |read| read.get(given.staff_id))?;
        let day = opened.latest_day()?;
        if !staff.may_come(day) {
            return Err(Error::conflict("errors-staff-ended"));
        }
        let until = Timestamp(opened.door.latest().0 + GOOD_FOR_MS);
        let code = {
            let vault = opened.vault.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = slot_id(vault.clinic_id(), &staff.user);
            vault.new_reset_code(opened.secrets.as_ref(), slot, until.0).map_err(of_vault)?
        };
        opened.door.write(&session, |tx| tx.note(What::Key, "desk.reset_code", staff.id, ""))?;
        Ok(ResetCodeView { code: code.grouped().to_string(), until })
    }

    pub(super) fn use_reset_code(&self, given: UseResetCode) -> Result<SessionView> {
        let place = self.clinic_place();
        let PlaceState::Sealed { keeping, .. } = place.state().map_err(of_vault)? else {
            return Err(Error::conflict("errors-no-clinic"));
        };
        // What more must not be in it is known once the clinic is open.
        OwnWords::new(&given.user, None, None).check_beside(keeping, &given.password)?;
        let (opened, staff) = self.try_password(|| {
            let already = self.slot().clone();
            match already {
                Some(opened) => opened.take_code(&given).map(|staff| (opened, staff)),
                None => self.open_by_code(&place, keeping, &given),
            }
        })?;
        opened.door.note(
            &Session { user: staff.id, ..Session::program() },
            What::Key,
            "desk.use_reset_code",
            "",
        )?;
        opened.begin_session(&staff, self.now(), true)
    }

    fn open_by_code(
        &self,
        place: &Place,
        keeping: Keeping,
        given: &UseResetCode,
    ) -> Result<(Arc<Opened>, Staff)> {
        let PlaceState::Sealed { clinic_id, .. } = place.state().map_err(of_vault)? else {
            return Err(Error::conflict("errors-no-clinic"));
        };
        let secrets = self.secrets(place, keeping);
        let slot = slot_id(clinic_id, &given.user);
        let now = self.options.clock.now().0;
        let vault =
            place.open_with_reset(secrets.as_ref(), slot, &given.code, now).map_err(of_vault)?;
        let opened = self.open_clinic(place, vault, keeping, false, self.clock())?;
        let staff = opened.take_code(given)?;
        Ok((self.adopt(opened), staff))
    }
}

impl Opened {
    /// The day is taken from the newest record where the clock is behind it: setting the
    /// clock back revives neither a code nor a person.
    fn take_code(&self, given: &UseResetCode) -> Result<Staff> {
        let taken = self.staff_who_may_come(&given.user).and_then(|staff| {
            let words = self.own_words(&staff.user)?;
            let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
            let (slot, now) = (slot_id(vault.clinic_id(), &staff.user), self.door.latest().0);
            let secrets = self.secrets.as_ref();
            // First the code: what a password must not be tells names to nobody without one.
            let place = vault.place();
            drop(place.open_with_reset(secrets, slot, &given.code, now).map_err(of_vault)?);
            words.check_beside(self.keeping, &given.password)?;
            vault
                .use_reset_code(secrets, slot, &given.code, now, &given.password)
                .map_err(of_vault)?;
            Ok(staff)
        });
        taken.map_err(|error| match error.message == wrong_password().message {
            true => of_vault(vault::Error::WrongResetCode),
            false => error,
        })
    }
}
