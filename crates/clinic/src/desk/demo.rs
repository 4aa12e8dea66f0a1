//! The demo clinic: made-up people in a folder of its own, for trying and for training.

use std::sync::{Arc, PoisonError};

use kernel::{Error, ManualClock, Nothing, Result, Session};
use vault::{Keeping, Place, PlaceState};

use super::errors::of_vault;
use super::host::slot_id;
use super::sign_in::SessionView;
use super::{Desk, Opened, SetUp};
use crate::demo::{self, DEMO_PASSWORD, DEMO_STAFF, Seed};

const PATIENTS: u32 = 300;
const DAYS: u32 = 30;
const SEED: u64 = 2026;
const OWNER: &str = "owner";

impl Desk {
    pub(super) fn open_demo(&self) -> Result<SessionView> {
        let opened = self.slot().clone().filter(|opened| opened.is_demo);
        let opened = match opened {
            Some(opened) => opened,
            None => {
                let opened = self.demo()?;
                self.adopt(opened)
            }
        };
        opened.sign_in_as(OWNER, self.now())
    }

    pub(super) fn leave_demo(&self) -> Result<Nothing> {
        let is_demo = self.slot().as_ref().is_some_and(|opened| opened.is_demo);
        if is_demo {
            self.close();
        }
        Ok(Nothing {})
    }

    /// Makes the demo clinic anew, as large as asked; `progress` hears of each day.
    pub fn seed_demo(
        &self,
        patients: u32,
        days: u32,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<()> {
        self.close();
        let place = self.demo_place();
        if place.folder().exists() {
            std::fs::remove_dir_all(place.folder()).map_err(Error::internal)?;
        }
        self.new_demo(patients, days, progress)?;
        Ok(())
    }

    /// Opened as it was left, or made anew; a half-made one is thrown away.
    fn demo(&self) -> Result<Opened> {
        let place = self.demo_place();
        self.close();
        if let PlaceState::Sealed { .. } = place.state().map_err(of_vault)? {
            let opened = self.reopen_demo(&place)?;
            let has_patients = opened.door.read(&Session::program(), |read| {
                Ok(read.value("SELECT count(*) > 0 FROM token", [])?.unwrap_or(false))
            })?;
            if has_patients {
                return Ok(opened);
            }
            drop(opened);
            std::fs::remove_dir_all(place.folder()).map_err(Error::internal)?;
        }
        self.new_demo(PATIENTS, DAYS, &mut |_, _| {})
    }

    fn new_demo(
        &self,
        patients: u32,
        days: u32,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Result<Opened> {
        let place = self.demo_place();
        let given = SetUp {
            clinic_name: "Asha Clinic (demo)".into(),
            phone: "9800000001".into(),
            address: "12, Station Road".into(),
            place: "Wagholi, Pune".into(),
            state_code: "27".into(),
            owner_name: "Meera Deshpande".into(),
            user: OWNER.into(),
            password: DEMO_PASSWORD.into(),
            is_doctor: false,
            registration_no: String::new(),
            qualification: String::new(),
            language: "en".into(),
            keep_secret_in_file: true,
        };
        let now = self.options.clock.now();
        // The days of the demo lie in the past: its own clock walks through them.
        let clock = Arc::new(ManualClock::at(now));
        let (opened, ..) = self.found(&place, given, Keeping::File, true, clock.clone())?;
        for user in DEMO_STAFF {
            let vault = opened.vault.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = slot_id(vault.clinic_id(), user);
            vault.add_slot(opened.secrets.as_ref(), slot, DEMO_PASSWORD).map_err(of_vault)?;
        }
        let today = now.day(kernel::Zone::Asia__Kolkata);
        let seed = Seed { patients, days, seed: SEED, today, has_wards: true };
        demo::seed(&opened.door, &clock, &seed, progress)?;
        drop(opened);
        self.reopen_demo(&place)
    }

    fn reopen_demo(&self, place: &Place) -> Result<Opened> {
        let PlaceState::Sealed { clinic_id, keeping, .. } = place.state().map_err(of_vault)? else {
            return Err(Error::conflict("errors-no-clinic"));
        };
        let secrets = self.secrets(place, keeping);
        let slot = slot_id(clinic_id, OWNER);
        let vault = place.open(secrets.as_ref(), slot, DEMO_PASSWORD).map_err(of_vault)?;
        self.open_clinic(place, vault, keeping, true, self.clock())
    }
}
