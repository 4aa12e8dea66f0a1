use kernel::{Command, Error, Permission, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{FluidEntry, FluidKind, corrected, current};
use super::observe::not_corrected;
use super::totals::Flow;
use crate::forms;
use crate::permissions::NURSING_CHART;
use crate::rounds::happened;
use crate::wards::{Admission, open_admission};

/// More than this at one time is a slip of the finger.
const ML_MAX: i64 = 10_000;
const ENTRIES_MAX: i64 = 5000;

#[derive(Clone, Debug, Deserialize, TS)]
pub struct FluidForm {
    pub at: Option<Timestamp>,
    pub kind: FluidKind,
    #[ts(type = "number")]
    pub ml: i64,
    pub note: String,
}

impl FluidForm {
    fn entry(self, tx: &mut Tx<'_>, admission: &Admission) -> Result<FluidEntry> {
        if self.ml < 0 {
            return Err(Error::invalid("ml", "errors-negative-ml"));
        }
        // Nothing came out is worth writing down; nothing went in is no entry.
        if self.ml > ML_MAX || (self.ml == 0 && self.kind.is_in()) {
            return Err(Error::invalid("ml", "errors-out-of-range")
                .with("min", 1)
                .with("max", ML_MAX));
        }
        Ok(FluidEntry {
            id: tx.new_id(),
            admission_id: admission.id,
            patient_id: admission.patient_id,
            at: happened(tx, "at", self.at.unwrap_or(tx.now()), admission)?,
            kind: self.kind,
            ml: self.ml,
            note: forms::optional("note", &self.note)?,
            by: tx.session().name.clone(),
            by_id: tx.session().user,
            noted_at: tx.now(),
            corrects: None,
            correction_reason: String::new(),
            is_withdrawn: false,
        })
    }
}

#[derive(Deserialize, TS)]
pub struct RecordFluid {
    pub admission_id: RowId,
    pub form: FluidForm,
}

impl Command for RecordFluid {
    type Output = FluidEntry;
    const ROUTE: &'static str = "nursing.record_fluid";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<FluidEntry> {
        let admission = open_admission(tx, self.admission_id)?;
        let entry = self.form.entry(tx, &admission)?;
        tx.insert(&entry)?;
        Ok(entry)
    }

    fn subject(entry: &FluidEntry) -> Option<RowId> {
        Some(entry.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct CorrectFluid {
    pub id: RowId,
    pub reason: String,
    pub is_withdrawn: bool,
    /// Read only if it is not withdrawn.
    pub form: FluidForm,
}

impl Command for CorrectFluid {
    type Output = FluidEntry;
    const ROUTE: &'static str = "nursing.correct_fluid";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<FluidEntry> {
        let wrong: FluidEntry = tx.get(self.id)?;
        let admission = open_admission(tx, wrong.admission_id)?;
        not_corrected(tx, "fluid_entry", wrong.admission_id, wrong.id)?;
        let correction_reason = forms::required("reason", &self.reason)?;
        let form = match self.is_withdrawn {
            true => {
                FluidForm { at: Some(wrong.at), kind: wrong.kind, ml: wrong.ml, note: wrong.note }
            }
            false => FluidForm { at: self.form.at.or(Some(wrong.at)), ..self.form },
        };
        let right = FluidEntry {
            corrects: Some(wrong.id),
            correction_reason,
            is_withdrawn: self.is_withdrawn,
            ..form.entry(tx, &admission)?
        };
        tx.insert(&right)?;
        Ok(right)
    }

    fn subject(entry: &FluidEntry) -> Option<RowId> {
        Some(entry.patient_id)
    }
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct FluidView {
    #[serde(flatten)]
    pub entry: FluidEntry,
    pub is_in: bool,
    /// False once it was corrected or withdrawn.
    pub is_current: bool,
}

/// Everything charted since a moment, oldest first, corrected entries among them.
pub fn fluids(read: &Read<'_>, admission_id: RowId, since: Timestamp) -> Result<Vec<FluidView>> {
    let found: Vec<FluidEntry> = read.all(
        "SELECT * FROM fluid_entry WHERE admission_id = ?1 AND at >= ?2 AND ended IS NULL
         ORDER BY at, id LIMIT ?3",
        rusqlite::params![admission_id, since, ENTRIES_MAX],
    )?;
    let speaks = current(&found, &corrected::<FluidEntry>(read, admission_id)?);
    let view = |(entry, is_current): (FluidEntry, bool)| FluidView {
        is_in: entry.kind.is_in(),
        is_current,
        entry,
    };
    Ok(found.into_iter().zip(speaks).map(view).collect())
}

pub fn flows(entries: &[FluidView]) -> Vec<Flow> {
    let speaks = entries.iter().filter(|view| view.is_current);
    speaks.map(|view| Flow { at: view.entry.at, is_in: view.is_in, ml: view.entry.ml }).collect()
}
