use kernel::{
    Command, Day, Permission, Query, Read, Record, Result, RowId, Rule, Timestamp, Tx, What,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Correction, entries, not_in_future, span};
use crate::patients::Patient;
use crate::permissions::{REGISTERS_VIEW, REGISTERS_WRITE};
use crate::{age, forms, numbers};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MlcNature {
    RoadAccident,
    Assault,
    Burn,
    Poisoning,
    Fall,
    Hanging,
    Drowning,
    AnimalBite,
    SexualOffence,
    BroughtDead,
    Other,
}

/// A medico-legal case: what was seen, who was told (BNSS 2023 section 397 asks for treatment
/// at once and for the police to be informed).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MlcEntry {
    pub id: RowId,
    pub series: String,
    pub number: i64,
    pub admission_id: Option<RowId>,
    pub patient_id: RowId,
    pub examined_at: Timestamp,
    pub name: String,
    pub age_sex: String,
    pub address: String,
    pub nature: MlcNature,
    pub brought_by: String,
    /// Two marks by which the person can be known again.
    pub identification: String,
    pub history: String,
    pub findings: String,
    pub opinion: String,
    pub samples: String,
    pub police_station: String,
    pub told_police_at: Option<Timestamp>,
    pub police_officer: String,
    pub doctor_name: String,
    pub by: String,
    pub noted_at: Timestamp,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
}

impl Record for MlcEntry {
    const TABLE: &'static str = "mlc_entry";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MlcForm {
    pub admission_id: Option<RowId>,
    pub patient_id: RowId,
    pub examined_at: Timestamp,
    pub nature: MlcNature,
    pub brought_by: String,
    pub identification: String,
    pub history: String,
    pub findings: String,
    pub opinion: String,
    pub samples: String,
    pub police_station: String,
    pub told_police_at: Option<Timestamp>,
    pub police_officer: String,
    pub doctor_name: String,
}

#[derive(Deserialize, TS)]
pub struct RecordMlc {
    pub form: MlcForm,
    pub correction: Correction,
}

impl Command for RecordMlc {
    type Output = MlcEntry;
    const ROUTE: &'static str = "registers.record_mlc";
    const PERMISSION: Permission = REGISTERS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<MlcEntry> {
        let form = self.form;
        let (corrects, correction_reason) = self.correction.checked::<MlcEntry>(tx)?;
        let patient: Patient = tx.get(form.patient_id)?;
        let examined_at = not_in_future(tx, "examined_at", form.examined_at)?;
        let day = examined_at.day(tx.zone());
        if let Some(at) = form.told_police_at {
            not_in_future(tx, "told_police_at", at)?;
        }
        let line = crate::patients::patient_line(tx, &patient);
        let series = format!("{}-MLC/{}", tx.desk(), day.format("%Y"));
        let parts = [patient.address.as_str(), patient.village.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let entry = MlcEntry {
            id: tx.new_id(),
            number: numbers::next::<MlcEntry>(tx, &series)?,
            series,
            admission_id: form.admission_id,
            patient_id: patient.id,
            examined_at,
            age_sex: match line.age_sex.is_empty() {
                true => age::text(patient.birth_date, day),
                false => line.age_sex,
            },
            address: parts.join(", "),
            name: patient.name,
            nature: form.nature,
            brought_by: forms::required("brought_by", &form.brought_by)?,
            identification: forms::optional("identification", &form.identification)?,
            history: forms::long_text("history", &form.history)?,
            findings: forms::required("findings", &form.findings)?,
            opinion: forms::long_text("opinion", &form.opinion)?,
            samples: forms::optional("samples", &form.samples)?,
            police_station: forms::required("police_station", &form.police_station)?,
            told_police_at: form.told_police_at,
            police_officer: forms::optional("police_officer", &form.police_officer)?,
            doctor_name: forms::required("doctor_name", &form.doctor_name)?,
            by: tx.session().name.clone(),
            noted_at: tx.now(),
            corrects,
            correction_reason,
        };
        tx.insert(&entry)?;
        Ok(entry)
    }

    fn subject(entry: &MlcEntry) -> Option<RowId> {
        Some(entry.patient_id)
    }
}

#[derive(Debug, Serialize, TS)]
pub struct MlcRow {
    #[serde(flatten)]
    pub entry: MlcEntry,
    /// False once another entry corrects it.
    pub is_current: bool,
}

#[derive(Deserialize, TS)]
pub struct ListMlc {
    pub from: Day,
    pub until: Day,
}

impl Query for ListMlc {
    type Output = Vec<MlcRow>;
    const ROUTE: &'static str = "registers.mlc";
    const PERMISSION: Permission = REGISTERS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<MlcRow>> {
        let found = entries::<MlcEntry>(read, "examined_at", span(read, self.from, self.until)?)?;
        Ok(found.into_iter().map(|(entry, is_current)| MlcRow { entry, is_current }).collect())
    }
}
