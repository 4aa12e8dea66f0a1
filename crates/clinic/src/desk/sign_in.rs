use kernel::{Error, Nothing, Result, RowId, Session};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Place, PlaceState, check_password};

use super::Desk;
use super::errors::{of_password, of_vault};
use super::host::slot_id;
use super::opened::Opened;
use crate::staff::staff_by_user;

#[derive(Deserialize, TS)]
pub struct SignIn {
    pub user: String,
    pub password: String,
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
}

impl Desk {
    pub(super) fn sign_in(&self, given: SignIn) -> Result<SessionView> {
        let already = self.slot().clone();
        let opened = match already {
            Some(opened) => {
                self.try_password(|| check(&opened, &given))?;
                opened
            }
            None => {
                let place = self.clinic_place();
                let opened = self.try_password(|| self.unlock_place(&place, &given))?;
                self.adopt(opened)
            }
        };
        opened.sign_in_as(&given.user, self.now())
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
        let (_, user) = opened.held(token)?;
        let sign_in = SignIn { user, password: given.old_password };
        self.try_password(|| check(&opened, &sign_in)).map_err(|mut error| {
            error.field = Some("old_password".into());
            error
        })?;
        check_password(&given.password, &[&sign_in.user]).map_err(of_password)?;
        let vault = opened.vault.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let slot = slot_id(vault.clinic_id(), &sign_in.user);
        vault.replace_slot(opened.secrets.as_ref(), slot, &given.password).map_err(of_vault)?;
        Ok(Nothing {})
    }
}

impl Desk {
    /// The person who is signed in says again that it is them.
    pub(super) fn confirm(&self, opened: &Opened, user: &str, password: &str) -> Result<()> {
        let given = SignIn { user: user.to_owned(), password: password.to_owned() };
        self.try_password(|| check(opened, &given))
    }
}

/// A second person on an open desk: the slot is tried, the database stays open.
fn check(opened: &Opened, given: &SignIn) -> Result<()> {
    let vault = opened.vault.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let slot = slot_id(vault.clinic_id(), &given.user);
    let secrets = opened.secrets.as_ref();
    match vault.verify_password(secrets, slot, &given.password).map_err(of_vault)? {
        true => Ok(()),
        false => Err(of_vault(vault::Error::WrongPassword)),
    }
}

impl Opened {
    pub(super) fn sign_in_as(&self, user: &str, now: i64) -> Result<SessionView> {
        let staff = self.door.read(&Session::program(), |read| staff_by_user(read, user))?;
        match staff.filter(|staff| staff.is_active) {
            Some(staff) => self.begin_session(&staff, now),
            None => Err(of_vault(vault::Error::WrongPassword)),
        }
    }
}
