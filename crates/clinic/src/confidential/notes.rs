use kernel::{Command, Error, Permission, Query, Read, Result, RowId, Timestamp, Tx, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::glass::open_until;
use super::model::{ConfidentialNote, Topic};
use crate::forms;
use crate::patients::{Patient, linked};
use crate::permissions::{CONFIDENTIAL_VIEW, CONFIDENTIAL_WRITE};

const NOTES_MAX: usize = 200;

/// What this person may see of a patient's confidential notes.
#[derive(Debug, Default, Serialize, TS)]
pub struct Confidential {
    /// How many there are; that there are any is known to who treats.
    #[ts(type = "number")]
    pub count: usize,
    /// Those that this person may read: all, or the own.
    pub notes: Vec<ConfidentialNote>,
    /// This computer has a key of such notes, and writes them.
    pub opens_here: bool,
    /// How many of them are shut under a key that this computer has not got.
    #[ts(type = "number")]
    pub elsewhere: usize,
    /// Until when the broken glass lets this person read.
    pub broken_until: Option<Timestamp>,
    pub can_break: bool,
}

#[derive(Deserialize, TS)]
pub struct ListConfidential {
    pub patient_id: RowId,
}

impl Query for ListConfidential {
    type Output = Confidential;
    const ROUTE: &'static str = "confidential.list";
    const PERMISSION: Permission = CONFIDENTIAL_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Confidential> {
        let (all, elsewhere) = notes_of(read, self.patient_id)?;
        let count = all.len() + elsewhere;
        let opens_here = read.seal().has_sensitive();
        let mut shown = Confidential { count, opens_here, elsewhere, ..Confidential::default() };
        if all.is_empty() {
            return Ok(shown);
        }
        let broken_until = open_until(read, self.patient_id)?;
        let is_open = broken_until.is_some() || is_in_care(read, self.patient_id)?;
        let me = read.session().user;
        shown.notes = all.into_iter().filter(|note| is_open || note.written_by == me).collect();
        shown.broken_until = broken_until;
        shown.can_break = shown.notes.len() < count - elsewhere;
        Ok(shown)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.patient_id)
    }
}

/// Of all records of the person, without those that were replaced, newest first; and how many
/// do not open on this computer.
fn notes_of(read: &Read<'_>, patient_id: RowId) -> Result<(Vec<ConfidentialNote>, usize)> {
    let (mut notes, mut elsewhere) = (Vec::new(), 0);
    for patient in linked(read, patient_id)? {
        let mut statement = read.conn().prepare_cached(
            "SELECT id, text FROM confidential_note AS note WHERE patient_id = ?1 AND ended IS NULL
                 AND NOT EXISTS (SELECT 1 FROM confidential_note WHERE patient_id = ?1
                     AND replaces = note.id AND ended IS NULL)
             ORDER BY written_at DESC, id DESC LIMIT 200",
        )?;
        let mut rows = statement.query([patient])?;
        while let Some(row) = rows.next()? {
            let (id, cell): (RowId, String) = (row.get(0)?, row.get(1)?);
            match read.seal().can_open(&cell) {
                true => notes.push(read.get::<ConfidentialNote>(id)?),
                false => elsewhere += 1,
            }
        }
    }
    notes.sort_by_key(|note| std::cmp::Reverse((note.written_at, note.id)));
    notes.truncate(NOTES_MAX);
    Ok((notes, elsewhere))
}

/// The doctor of today's visit, and the attending doctor of a patient in bed.
fn is_in_care(read: &Read<'_>, patient_id: RowId) -> Result<bool> {
    let Some(doctor) = read.session().doctor else { return Ok(false) };
    let ids = linked(read, patient_id)?;
    for id in ids {
        let found: Option<bool> = read.value(
            "SELECT EXISTS (SELECT 1 FROM visit WHERE patient_id = ?1 AND doctor_id = ?2
                     AND day = ?3 AND ended IS NULL)
                 OR EXISTS (SELECT 1 FROM admission WHERE patient_id = ?1 AND doctor_id = ?2
                     AND discharged_at IS NULL AND ended IS NULL)",
            rusqlite::params![id, doctor, read.today().to_string()],
        )?;
        if found == Some(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[derive(Deserialize, TS)]
pub struct WriteConfidential {
    pub patient_id: RowId,
    pub topic: Topic,
    pub text: String,
    /// The note that this one corrects: one's own.
    pub replaces: Option<RowId>,
}

impl Command for WriteConfidential {
    type Output = ConfidentialNote;
    const ROUTE: &'static str = "confidential.write";
    const PERMISSION: Permission = CONFIDENTIAL_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<ConfidentialNote> {
        tx.get::<Patient>(self.patient_id)?;
        let text = forms::long_text("text", &self.text)?;
        if text.trim().is_empty() {
            return Err(Error::invalid("text", "errors-required"));
        }
        if !tx.seal().has_sensitive() {
            return Err(Error::conflict("errors-sensitive-elsewhere"));
        }
        if let Some(old) = self.replaces {
            let old: ConfidentialNote = tx.get(old)?;
            if old.patient_id != self.patient_id || old.written_by != tx.session().user {
                return Err(Error::conflict("errors-note-of-another"));
            }
        }
        let note = ConfidentialNote {
            id: tx.new_id(),
            patient_id: self.patient_id,
            topic: self.topic,
            text,
            replaces: self.replaces,
            written_at: tx.now(),
            written_by: tx.session().user,
            writer: tx.session().name.clone(),
        };
        tx.insert(&note)?;
        Ok(note)
    }

    fn subject(note: &ConfidentialNote) -> Option<RowId> {
        Some(note.patient_id)
    }
}
