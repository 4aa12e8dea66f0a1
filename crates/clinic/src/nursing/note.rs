use kernel::{Command, Permission, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{NursingNote, corrected, current};
use super::observe::not_corrected;
use crate::forms;
use crate::permissions::NURSING_CHART;
use crate::rounds::happened;
use crate::wards::{Admission, open_admission};

const NOTES_MAX: i64 = 2000;

#[derive(Deserialize, TS)]
pub struct WriteNursingNote {
    pub admission_id: RowId,
    pub at: Option<Timestamp>,
    pub text: String,
}

fn note(tx: &mut Tx<'_>, admission: &Admission, at: Timestamp, text: &str) -> Result<NursingNote> {
    let text = forms::long_text("text", text)?;
    forms::required("text", &text)?;
    Ok(NursingNote {
        id: tx.new_id(),
        admission_id: admission.id,
        patient_id: admission.patient_id,
        at: happened(tx, "at", at, admission)?,
        text,
        by: tx.session().name.clone(),
        by_id: tx.session().user,
        noted_at: tx.now(),
        corrects: None,
        correction_reason: String::new(),
        is_withdrawn: false,
    })
}

impl Command for WriteNursingNote {
    type Output = NursingNote;
    const ROUTE: &'static str = "nursing.write_note";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<NursingNote> {
        let admission = open_admission(tx, self.admission_id)?;
        let written = note(tx, &admission, self.at.unwrap_or(tx.now()), &self.text)?;
        tx.insert(&written)?;
        Ok(written)
    }

    fn subject(note: &NursingNote) -> Option<RowId> {
        Some(note.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct CorrectNursingNote {
    pub id: RowId,
    pub reason: String,
    pub is_withdrawn: bool,
    /// Read only if it is not withdrawn.
    pub text: String,
}

impl Command for CorrectNursingNote {
    type Output = NursingNote;
    const ROUTE: &'static str = "nursing.correct_note";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<NursingNote> {
        let wrong: NursingNote = tx.get(self.id)?;
        let admission = open_admission(tx, wrong.admission_id)?;
        not_corrected(tx, "nursing_note", wrong.admission_id, wrong.id)?;
        let correction_reason = forms::required("reason", &self.reason)?;
        let text = if self.is_withdrawn { &wrong.text } else { &self.text };
        let right = NursingNote {
            corrects: Some(wrong.id),
            correction_reason,
            is_withdrawn: self.is_withdrawn,
            ..note(tx, &admission, wrong.at, text)?
        };
        tx.insert(&right)?;
        Ok(right)
    }

    fn subject(note: &NursingNote) -> Option<RowId> {
        Some(note.patient_id)
    }
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct NursingNoteView {
    #[serde(flatten)]
    pub note: NursingNote,
    pub is_current: bool,
}

/// Notes since a moment, newest first, corrected ones among them.
pub fn nursing_notes(
    read: &Read<'_>,
    admission_id: RowId,
    since: Timestamp,
) -> Result<Vec<NursingNoteView>> {
    let found: Vec<NursingNote> = read.all(
        "SELECT * FROM nursing_note WHERE admission_id = ?1 AND at >= ?2 AND ended IS NULL
         ORDER BY at DESC, id DESC LIMIT ?3",
        rusqlite::params![admission_id, since, NOTES_MAX],
    )?;
    let speaks = current(&found, &corrected::<NursingNote>(read, admission_id)?);
    let view = |(note, is_current)| NursingNoteView { note, is_current };
    Ok(found.into_iter().zip(speaks).map(view).collect())
}
