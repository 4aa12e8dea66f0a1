use kernel::{Command, Error, Nothing, Permission, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{NoteKind, RoundAddendum, RoundNote};
use super::times::happened;
use crate::forms;
use crate::permissions::ROUNDS_WRITE;
use crate::settings::Doctor;
use crate::wards::{Admission, open_admission};

/// The doctor who acts. The program itself, which makes the demo clinic, acts for the
/// attending one.
pub fn signer(tx: &Tx<'_>, admission: &Admission) -> Result<Doctor> {
    let id = match tx.session().is_program() {
        true => Some(admission.doctor_id),
        false => tx.session().doctor,
    };
    tx.get(id.ok_or_else(|| Error::conflict("errors-not-a-doctor"))?)
}

/// Writes and signs a note in one step: from then on it takes addenda only.
#[derive(Deserialize, TS)]
pub struct SignRoundNote {
    pub admission_id: RowId,
    pub kind: NoteKind,
    /// When the patient was seen; now if not said.
    pub seen_at: Option<Timestamp>,
    pub subjective: String,
    pub objective: String,
    pub assessment: String,
    pub plan: String,
}

impl Command for SignRoundNote {
    type Output = RoundNote;
    const ROUTE: &'static str = "rounds.sign_note";
    const PERMISSION: Permission = ROUNDS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<RoundNote> {
        let admission = open_admission(tx, self.admission_id)?;
        let doctor = signer(tx, &admission)?;
        let seen_at = happened(tx, "seen_at", self.seen_at.unwrap_or(tx.now()), &admission)?;
        let note = RoundNote {
            id: tx.new_id(),
            admission_id: admission.id,
            patient_id: admission.patient_id,
            doctor_id: doctor.id,
            doctor_name: doctor.name.clone(),
            kind: self.kind,
            seen_at,
            subjective: forms::long_text("subjective", &self.subjective)?,
            objective: forms::long_text("objective", &self.objective)?,
            assessment: forms::long_text("assessment", &self.assessment)?,
            plan: forms::long_text("plan", &self.plan)?,
            signed_at: tx.now(),
            signed_by: doctor.name,
        };
        let texts = [&note.subjective, &note.objective, &note.assessment, &note.plan];
        if texts.iter().all(|text| text.trim().is_empty()) {
            return Err(Error::invalid("subjective", "errors-empty-note"));
        }
        tx.insert(&note)?;
        Ok(note)
    }

    fn subject(note: &RoundNote) -> Option<RowId> {
        Some(note.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct AddRoundAddendum {
    pub note_id: RowId,
    pub text: String,
}

impl Command for AddRoundAddendum {
    type Output = Nothing;
    const ROUTE: &'static str = "rounds.add_addendum";
    const PERMISSION: Permission = ROUNDS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let note: RoundNote = tx.get(self.note_id)?;
        let admission: Admission = tx.get(note.admission_id)?;
        let by = signer(tx, &admission)?.name;
        let text = forms::long_text("text", &self.text)?;
        forms::required("text", &text)?;
        let (id, at, admission_id) = (tx.new_id(), tx.now(), admission.id);
        tx.insert(&RoundAddendum { id, note_id: note.id, admission_id, text, at, by })?;
        Ok(Nothing {})
    }
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct NoteView {
    #[serde(flatten)]
    pub note: RoundNote,
    pub addenda: Vec<RoundAddendum>,
}

const NOTES_MAX: i64 = 1000;

/// The notes of an admission, newest first, each with what was added to it.
pub fn notes_of(read: &Read<'_>, admission_id: RowId) -> Result<Vec<NoteView>> {
    let notes: Vec<RoundNote> = read.all(
        "SELECT * FROM round_note WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY seen_at DESC, id DESC LIMIT ?2",
        rusqlite::params![admission_id, NOTES_MAX],
    )?;
    let addenda: Vec<RoundAddendum> = read.all(
        "SELECT * FROM round_addendum WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY at, id LIMIT ?2",
        rusqlite::params![admission_id, NOTES_MAX],
    )?;
    let of = |note: RoundNote| NoteView {
        addenda: addenda.iter().filter(|added| added.note_id == note.id).cloned().collect(),
        note,
    };
    Ok(notes.into_iter().map(of).collect())
}
