use kernel::{Error, Result, Session, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Keeping, PlaceState};

use super::Desk;
use super::errors::of_vault;
use super::host::slot_id;
use super::sign_in::SessionView;
use crate::staff::{OwnWords, SecondFactor, second_factor_of, staff_by_user};

/// The printed code opens the clinic where the password or the keyring is lost, and gives
/// one owner a new password.
#[derive(Deserialize, TS)]
pub struct Recover {
    pub code: String,
    pub user: String,
    pub password: String,
    pub keep_secret_in_file: bool,
}

/// The sheet is used up; another one replaces it at once. A second factor is ended too: whoever
/// lost the phone and its words comes in again.
#[derive(Serialize, TS)]
pub struct RecoverDone {
    pub session: SessionView,
    /// Shown once, printed, and never stored.
    pub recovery_code: String,
}

impl Desk {
    pub(super) fn recover(&self, given: Recover) -> Result<RecoverDone> {
        let place = self.clinic_place();
        let PlaceState::Sealed { clinic_id, .. } = place.state().map_err(of_vault)? else {
            return Err(Error::conflict("errors-no-clinic"));
        };
        let keeping = match given.keep_secret_in_file {
            true => Keeping::File,
            false => Keeping::Keyring,
        };
        OwnWords::new(&given.user, None, None).check_beside(keeping, &given.password)?;
        // First the code: a wrong one closes nobody's work, and is told no names by what a
        // password must not be.
        let vault = place.open_with_recovery(&given.code).map_err(of_vault)?;
        let already = self.slot().clone().filter(|opened| !opened.is_demo);
        if let Some(opened) = already {
            opened.own_words(&given.user)?.check_beside(keeping, &given.password)?;
        }
        self.close();
        let opened = self.open_clinic(&place, vault, keeping, false, self.clock())?;
        let staff = opened
            .door
            .read(&Session::program(), |read| staff_by_user(read, &given.user))?
            .filter(|staff| staff.is_active && staff.is_owner())
            .ok_or_else(|| Error::invalid("user", "errors-recover-owner"))?;
        opened.own_words(&staff.user)?.check_beside(keeping, &given.password)?;
        let code = {
            let mut vault = opened.vault.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let secrets = self.secrets(&place, keeping);
            let slot = slot_id(clinic_id, &staff.user);
            vault.re_enrol(secrets.as_ref(), keeping, slot, &given.password).map_err(of_vault)?;
            // After the new password holds: a cut between leaves both ways in, never none.
            vault.new_recovery_code().map_err(of_vault)?
        };
        opened.door.write(&Session::program(), |tx| {
            if let Some(factor) = second_factor_of(tx, staff.id)? {
                tx.end::<SecondFactor>(factor.id)?;
            }
            tx.note(What::Key, "desk.recover", staff.id, "")
        })?;
        let opened = self.adopt(opened);
        let session = opened.begin_session(&staff, self.now(), true)?;
        Ok(RecoverDone { session, recovery_code: code.grouped().to_string() })
    }
}
