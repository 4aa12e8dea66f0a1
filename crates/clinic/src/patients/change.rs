use kernel::{Command, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Patient, PatientForm};
use super::register::fill_form;
use crate::permissions::PATIENTS_EDIT;

#[derive(Deserialize, TS)]
pub struct ChangePatient {
    pub id: RowId,
    pub form: PatientForm,
}

impl Command for ChangePatient {
    type Output = Patient;
    const ROUTE: &'static str = "patients.change";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Patient> {
        let before: Patient = tx.get(self.id)?;
        let form = self.form.checked()?;
        let (birth_date, is_birth_estimated) = form.birth(tx.today())?;
        let filled = fill_form(&before, &form)?;
        // The form shows an estimated date back; only another date is a new fact.
        let is_birth_estimated = match birth_date == before.birth_date {
            true => before.is_birth_estimated,
            false => is_birth_estimated,
        };
        let after = Patient { birth_date, is_birth_estimated, ..filled };
        tx.change(&after)?;
        Ok(after)
    }

    fn subject(patient: &Patient) -> Option<RowId> {
        Some(patient.id)
    }
}
