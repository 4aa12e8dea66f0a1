use kernel::{Command, Error, Permission, Read, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::duplicates::likely;
use super::model::{Patient, PatientForm, Sex};
use crate::forms::fill;
use crate::permissions::PATIENTS_EDIT;
use crate::settings::clinic;
use crate::{age, numbers};

/// Below this age somebody answers for the patient.
const ADULT_YEARS: u32 = 18;

#[derive(Deserialize, TS)]
pub struct RegisterPatient {
    pub form: PatientForm,
    /// Set once the person at the desk has seen the likely duplicates.
    pub is_not_duplicate: bool,
}

impl Command for RegisterPatient {
    type Output = Patient;
    const ROUTE: &'static str = "patients.register";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Patient> {
        let form = self.form.checked()?;
        let (birth_date, is_birth_estimated) = form.birth(tx.today())?;
        if age::years(birth_date, tx.today()) < ADULT_YEARS && form.guardian_name.is_empty() {
            return Err(Error::invalid("guardian_name", "errors-guardian-needed"));
        }
        if !self.is_not_duplicate && !likely(tx, &form, birth_date)?.is_empty() {
            return Err(Error::conflict("errors-possible-duplicate"));
        }
        let (series, number, reg_no) = next_number(tx)?;
        let blank = Patient { reg_no, series, number, ..blank(tx, birth_date) };
        let patient = Patient { birth_date, is_birth_estimated, ..fill_form(&blank, &form)? };
        tx.insert(&patient)?;
        Ok(patient)
    }

    fn subject(patient: &Patient) -> Option<RowId> {
        Some(patient.id)
    }
}

fn next_number(read: &Read<'_>) -> Result<(String, i64, String)> {
    let clinic = clinic(read)?;
    let today = read.today();
    // A format that names the year starts again each year.
    let series = match clinic.registration_format.contains("{year}") {
        true => format!("{}/{}", read.desk(), today.format("%y")),
        false => read.desk().to_owned(),
    };
    let number = numbers::next::<Patient>(read, &series)?;
    let reg_no = numbers::printed(&clinic.registration_format, &read.desk(), today, number)?;
    Ok((series, number, reg_no))
}

/// Puts a checked form over a record; the birth date is set apart, it may be an estimate.
pub fn fill_form(patient: &Patient, form: &PatientForm) -> Result<Patient> {
    let form = PatientForm { birth_date: Some(patient.birth_date), ..form.clone() };
    fill(patient, &form)
}

fn blank(tx: &mut Tx<'_>, birth_date: kernel::Day) -> Patient {
    let empty = String::new;
    Patient {
        id: tx.new_id(),
        reg_no: empty(),
        name: empty(),
        name_local: empty(),
        sex: Sex::Other,
        birth_date,
        is_birth_estimated: false,
        phone: empty(),
        phone_other: empty(),
        guardian_name: empty(),
        guardian_relation: empty(),
        address: empty(),
        village: empty(),
        district: empty(),
        state_code: empty(),
        pin: empty(),
        language: empty(),
        email: empty(),
        blood_group: empty(),
        marital_status: empty(),
        occupation: empty(),
        kin_name: empty(),
        kin_relation: empty(),
        kin_phone: empty(),
        abha_number: empty(),
        abha_address: empty(),
        aadhaar_last4: empty(),
        scheme_name: empty(),
        scheme_id: empty(),
        referred_by: empty(),
        note: empty(),
        registered_at: tx.now(),
        series: empty(),
        number: 0,
    }
}
