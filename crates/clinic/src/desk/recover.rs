use kernel::{Error, Result, Session};
use serde::Deserialize;
use ts_rs::TS;
use vault::{Keeping, PlaceState, check_password};

use super::Desk;
use super::errors::{of_password, of_vault};
use super::host::slot_id;
use super::sign_in::SessionView;
use crate::staff::staff_by_user;

/// The printed code opens the clinic where the password or the keyring is lost, and gives
/// one owner a new password.
#[derive(Deserialize, TS)]
pub struct Recover {
    pub code: String,
    pub user: String,
    pub password: String,
    pub keep_secret_in_file: bool,
}

impl Desk {
    pub(super) fn recover(&self, given: Recover) -> Result<SessionView> {
        let place = self.clinic_place();
        let PlaceState::Sealed { clinic_id, .. } = place.state().map_err(of_vault)? else {
            return Err(Error::conflict("errors-no-clinic"));
        };
        check_password(&given.password, &[&given.user]).map_err(of_password)?;
        self.close();
        let vault = place.open_with_recovery(&given.code).map_err(of_vault)?;
        let keeping = match given.keep_secret_in_file {
            true => Keeping::File,
            false => Keeping::Keyring,
        };
        let opened = self.open_clinic(&place, vault, keeping, false, self.clock())?;
        let staff = opened
            .door
            .read(&Session::program(), |read| staff_by_user(read, &given.user))?
            .filter(|staff| staff.is_active && staff.roles.iter().any(|role| role == "owner"))
            .ok_or_else(|| Error::invalid("user", "errors-recover-owner"))?;
        {
            let mut vault = opened.vault.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let secrets = self.secrets(&place, keeping);
            let slot = slot_id(clinic_id, &staff.user);
            vault.re_enrol(secrets.as_ref(), keeping, slot, &given.password).map_err(of_vault)?;
        }
        let opened = self.adopt(opened);
        opened.begin_session(&staff, self.now())
    }
}
