use kernel::{
    Command, Day, Permission, Query, Read, Record, Result, RowId, Rule, Timestamp, Tx, What,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Correction, entries, not_in_future, span};
use crate::appointments::cancel_all;
use crate::discharge::model::{CauseOfDeath, Death};
use crate::patients::{Patient, Sex};
use crate::permissions::{REGISTERS_VIEW, REGISTERS_WRITE};
use crate::wards::Admission;
use crate::{age, forms, numbers};

/// Why the appointments of the dead are cancelled.
const DEATH: &str = "Death of the patient";

/// What is reported to the registrar, with the certified cause (Registration of Births and
/// Deaths Act 1969, sections 8 and 10).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DeathEntry {
    pub id: RowId,
    pub series: String,
    pub number: i64,
    pub admission_id: Option<RowId>,
    pub patient_id: RowId,
    pub died_at: Timestamp,
    pub name: String,
    pub sex: Sex,
    /// As it was on that day.
    pub age: String,
    pub address: String,
    pub cause: CauseOfDeath,
    pub certified_by: String,
    pub is_mlc: bool,
    pub body_given_to: String,
    pub by: String,
    pub noted_at: Timestamp,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
}

impl Record for DeathEntry {
    const TABLE: &'static str = "death_entry";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeathForm {
    pub admission_id: Option<RowId>,
    pub patient_id: RowId,
    pub died_at: Timestamp,
    pub cause: CauseOfDeath,
    pub certified_by: String,
    pub is_mlc: bool,
    pub body_given_to: String,
}

/// A death outside a stay: brought dead, or before a bed was given. Of inpatients the
/// signed summary makes the entry.
#[derive(Deserialize, TS)]
pub struct RecordDeath {
    pub form: DeathForm,
    pub correction: Correction,
}

impl Command for RecordDeath {
    type Output = DeathEntry;
    const ROUTE: &'static str = "registers.record_death";
    const PERMISSION: Permission = REGISTERS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<DeathEntry> {
        let (corrects, reason) = self.correction.checked::<DeathEntry>(tx)?;
        enter(tx, self.form, corrects, reason)
    }

    fn subject(entry: &DeathEntry) -> Option<RowId> {
        Some(entry.patient_id)
    }
}

/// The entry of an inpatient whose summary says so.
pub fn enter_death(
    tx: &mut Tx<'_>,
    admission: &Admission,
    death: &Death,
    certified_by: &str,
) -> Result<DeathEntry> {
    let form = DeathForm {
        admission_id: Some(admission.id),
        patient_id: admission.patient_id,
        died_at: death.died_at,
        cause: death.cause.clone(),
        certified_by: certified_by.to_owned(),
        is_mlc: admission.is_mlc,
        body_given_to: death.body_given_to.clone(),
    };
    enter(tx, form, None, String::new())
}

fn enter(
    tx: &mut Tx<'_>,
    form: DeathForm,
    corrects: Option<RowId>,
    correction_reason: String,
) -> Result<DeathEntry> {
    let patient: Patient = tx.get(form.patient_id)?;
    let died_at = not_in_future(tx, "died_at", form.died_at)?;
    let day = died_at.day(tx.zone());
    let parts = [patient.address.as_str(), patient.village.as_str(), patient.district.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let cause = form.cause.checked("cause")?;
    forms::required("cause.immediate", &cause.immediate)?;
    let series = format!("{}-D/{}", tx.desk(), day.format("%Y"));
    let entry = DeathEntry {
        id: tx.new_id(),
        number: numbers::next::<DeathEntry>(tx, &series)?,
        series,
        admission_id: form.admission_id,
        patient_id: patient.id,
        died_at,
        sex: patient.sex,
        age: age::text(patient.birth_date, day),
        address: parts.join(", "),
        name: patient.name,
        cause,
        certified_by: forms::required("certified_by", &form.certified_by)?,
        is_mlc: form.is_mlc,
        body_given_to: forms::optional("body_given_to", &form.body_given_to)?,
        by: tx.session().name.clone(),
        noted_at: tx.now(),
        corrects,
        correction_reason,
    };
    tx.insert(&entry)?;
    cancel_all(tx, entry.patient_id, DEATH)?;
    Ok(entry)
}

#[derive(Debug, Serialize, TS)]
pub struct DeathRow {
    #[serde(flatten)]
    pub entry: DeathEntry,
    /// False once another entry corrects it.
    pub is_current: bool,
}

#[derive(Deserialize, TS)]
pub struct ListDeaths {
    pub from: Day,
    pub until: Day,
}

impl Query for ListDeaths {
    type Output = Vec<DeathRow>;
    const ROUTE: &'static str = "registers.deaths";
    const PERMISSION: Permission = REGISTERS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<DeathRow>> {
        let found = entries::<DeathEntry>(read, "died_at", span(read, self.from, self.until)?)?;
        Ok(found.into_iter().map(|(entry, is_current)| DeathRow { entry, is_current }).collect())
    }
}
