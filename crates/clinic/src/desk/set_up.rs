use std::sync::Arc;

use kernel::{Clock, Error, Nothing, Permission, Query, Read, Result, Session, Tx, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use vault::{Keeping, Place, PlaceState, RecoveryCode, Vault};

use super::errors::of_vault;
use super::host::slot_id;
use super::sign_in::SessionView;
use super::{Desk, Opened};
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::permissions::STAFF_MANAGE;
use crate::settings::{CLINIC_ID, Clinic, ClinicForm, DoctorForm, SaveDoctor, clinic};
use crate::staff::{OwnWords, Staff, new_staff};
use crate::{billing, forms};

#[derive(Clone, Deserialize, TS)]
pub struct SetUp {
    pub clinic_name: String,
    pub phone: String,
    pub address: String,
    pub place: String,
    pub state_code: String,
    pub owner_name: String,
    pub user: String,
    pub password: String,
    pub is_doctor: bool,
    pub registration_no: String,
    pub qualification: String,
    pub language: String,
    /// Chosen where the system keeps no secrets: weaker, and said so.
    pub keep_secret_in_file: bool,
}

#[derive(Serialize, TS)]
pub struct SetUpDone {
    /// Shown once, printed, and never stored.
    pub recovery_code: String,
    pub session: SessionView,
}

#[derive(Deserialize, TS)]
pub struct ProveRecovery {
    pub code: String,
}

#[derive(Deserialize, TS)]
pub struct RecoverySheet {
    pub code: String,
}

impl SetUp {
    fn checked(self) -> Result<(Self, ClinicForm, Staff)> {
        let form = ClinicForm {
            name: self.clinic_name.clone(),
            phone: self.phone.clone(),
            address: self.address.clone(),
            place: self.place.clone(),
            state_code: self.state_code.clone(),
            language: self.language.clone(),
            ..ClinicForm::default()
        };
        let form = form.checked().map_err(|mut error| {
            if error.field.as_deref() == Some("name") {
                error.field = Some("clinic_name".into());
            }
            error
        })?;
        let mut roles = vec!["owner".to_owned()];
        if self.is_doctor {
            roles.push("doctor".into());
            forms::required("registration_no", &self.registration_no)?;
        }
        let owner = Staff {
            id: kernel::RowId::NONE,
            user: self.user.clone(),
            name: forms::required("owner_name", &self.owner_name)?,
            phone: self.phone.clone(),
            roles,
            is_active: true,
            until: None,
        };
        let owner = owner.checked()?;
        let clinic = [self.clinic_name.as_str(), self.place.as_str(), self.phone.as_str()];
        let words = OwnWords::new(&owner.user, Some(&owner), None).and(&clinic);
        let keeping = match self.keep_secret_in_file {
            true => Keeping::File,
            false => Keeping::Keyring,
        };
        words.check_beside(keeping, &self.password)?;
        Ok((self, form, owner))
    }
}

impl Desk {
    pub(super) fn set_up(&self, given: SetUp) -> Result<SetUpDone> {
        let place = self.clinic_place();
        if !matches!(place.state().map_err(of_vault)?, PlaceState::Empty) {
            return Err(Error::conflict("errors-vault-already-created"));
        }
        let keeping = match given.keep_secret_in_file {
            true => Keeping::File,
            false => Keeping::Keyring,
        };
        let (opened, code, user) = self.found(&place, given, keeping, false, self.clock())?;
        let opened = self.adopt(opened);
        Ok(SetUpDone {
            recovery_code: code.grouped().to_string(),
            session: opened.sign_in_as(&user, self.now())?,
        })
    }

    /// Makes the vault and the first rows of a clinic.
    pub(super) fn found(
        &self,
        place: &Place,
        given: SetUp,
        keeping: Keeping,
        is_demo: bool,
        clock: Arc<dyn Clock>,
    ) -> Result<(Opened, RecoveryCode, String)> {
        let (given, form, owner) = given.checked()?;
        let secrets = self.secrets(place, keeping);
        // The slot is named after the clinic's id, which is drawn by the vault: it is made
        // under a passing name first and given the owner's own at once.
        let passing = [0; 16];
        let (vault, code) = place
            .create(secrets.as_ref(), keeping, passing, &given.password, self.options.kdf)
            .map_err(of_vault)?;
        let slot = slot_id(vault.clinic_id(), &owner.user);
        vault.add_slot(secrets.as_ref(), slot, &given.password).map_err(of_vault)?;
        vault.remove_slot(passing).map_err(of_vault)?;
        let user = owner.user.clone();
        let opened = self.open_clinic(place, vault, keeping, is_demo, clock)?;
        opened.door.write(&Session::program(), |tx| first_rows(tx, &given, form, owner))?;
        Ok((opened, code, user))
    }

    pub(super) fn prove_recovery(
        &self,
        token: Option<&str>,
        given: ProveRecovery,
    ) -> Result<Nothing> {
        let opened = self.active(token, "desk.touch")?;
        let mut vault = lock(&opened.vault);
        vault.prove_recovery(&given.code).map_err(of_vault)?;
        drop(vault);
        let (session, _) = opened.held(token)?;
        opened.door.write(&session, |tx| {
            let at = tx.now().0.to_string();
            tx.keep_here(crate::security::SHEET_PROVEN, Some(&at))?;
            tx.note(What::Key, "desk.prove_recovery", None, "")
        })?;
        Ok(Nothing {})
    }

    pub(super) fn recovery_sheet(
        &self,
        token: Option<&str>,
        given: RecoverySheet,
    ) -> Result<Paper> {
        let opened = self.active(token, "desk.touch")?;
        opened.door.query(&opened.held(token)?.0, given)
    }
}

impl Query for RecoverySheet {
    type Output = Paper;
    const ROUTE: &'static str = "desk.recovery_sheet";
    const PERMISSION: Permission = STAFF_MANAGE;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }
}

impl PaperQuery for RecoverySheet {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let parsed = RecoveryCode::parse(&self.code).map_err(of_vault)?;
        let code = parsed.grouped().to_string();
        let backup_key = parsed.backup_identity(read.host().clinic_id()?);
        let clinic = clinic(read)?;
        let pdf = documents::recovery_sheet(&documents::RecoverySheet {
            clinic_name: clinic.name.clone(),
            qr_text: code.clone(),
            code,
            backup_key: backup_key.to_string(),
            date: read.today().format("%d-%b-%Y").to_string(),
            language: documents::Language::from_code(&clinic.language).unwrap_or_default(),
        })
        .map_err(Error::internal)?;
        let name = "recovery-sheet".to_owned();
        Ok(Drawn { title: clinic.name, name, pdf, subject: CLINIC_ID })
    }
}

fn lock(vault: &std::sync::Mutex<Vault>) -> std::sync::MutexGuard<'_, Vault> {
    vault.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The clinic, its owner, its first doctor and the rates of tax that it begins with.
fn first_rows(tx: &mut Tx<'_>, given: &SetUp, form: ClinicForm, owner: Staff) -> Result<()> {
    let mut clinic = serde_json::to_value(form)?;
    if let Some(fields) = clinic.as_object_mut() {
        fields.insert("id".into(), serde_json::to_value(CLINIC_ID)?);
    }
    let clinic: Clinic = serde_json::from_value(clinic)?;
    tx.insert(&clinic)?;
    tx.set_zone(clinic.zone());
    let owner = Staff { id: tx.new_id(), ..owner };
    let owner = new_staff(tx, owner)?;
    billing::shipped_rates(tx)?;
    if given.is_doctor {
        let form = DoctorForm {
            staff_id: Some(owner.id),
            name: owner.name,
            registration_no: given.registration_no.clone(),
            qualification: given.qualification.clone(),
            is_active: true,
            ..DoctorForm::default()
        };
        kernel::Command::run(SaveDoctor { id: None, form }, tx)?;
    }
    Ok(())
}
