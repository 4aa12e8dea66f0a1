//! Giving a bed: every way in (admission, transfer, swap, clash solved) comes by here.

use kernel::{Error, Read, Result, RowId, Timestamp, Tx};

use super::model::{Admission, AdmissionKind, BedStay};
use super::places::{Bed, BedKind, Condition, Room, Ward};
use super::times;
use crate::age;
use crate::forms;
use crate::patients::Patient;

/// Which bed, at which class's price, and why if the bed's own rules are against it.
pub struct Choice<'a> {
    pub bed_id: RowId,
    /// The bed's own when absent: a patient who was moved up for want of beds pays less.
    pub class_id: Option<RowId>,
    pub at: Timestamp,
    pub reason: &'a str,
}

pub fn take_bed(tx: &mut Tx<'_>, admission: &Admission, choice: &Choice<'_>) -> Result<BedStay> {
    let bed: Bed = tx.get(choice.bed_id)?;
    let room: Room = tx.get(bed.room_id)?;
    times::not_in_future(tx, "at", choice.at)?;
    if !bed.is_active {
        return Err(refusal("errors-bed-closed", &bed));
    }
    is_ready(&bed, choice.reason)?;
    is_free(tx, &bed, choice.at, None)?;
    suits(tx, admission, &bed, &room, choice.reason)?;
    if bed.condition == Condition::Reserved {
        let (condition, note) = (Condition::Ready, String::new());
        let condition_since = tx.now();
        tx.change(&Bed { condition, note, condition_since, ..bed.clone() })?;
    }
    let stay = BedStay {
        id: tx.new_id(),
        admission_id: admission.id,
        bed_id: bed.id,
        class_id: choice.class_id.unwrap_or(room.class_id),
        from_at: choice.at,
        until_at: None,
        claimed_at: tx.now(),
        reason: forms::optional("reason", choice.reason)?,
        by: tx.session().name.clone(),
    };
    tx.insert(&stay)?;
    Ok(stay)
}

fn refusal(message: &'static str, bed: &Bed) -> Error {
    Error::invalid("bed_id", message).with("bed", &bed.label).with("note", &bed.note)
}

fn is_ready(bed: &Bed, reason: &str) -> Result<()> {
    match bed.condition {
        Condition::Ready => Ok(()),
        Condition::Cleaning => Err(refusal("errors-bed-cleaning", bed)),
        Condition::Blocked => Err(refusal("errors-bed-blocked", bed)),
        Condition::Reserved if reason.trim().is_empty() => {
            Err(Error::invalid("reason", "errors-bed-reserved")
                .with("bed", &bed.label)
                .with("note", &bed.note))
        }
        Condition::Reserved => Ok(()),
    }
}

/// No stay in the bed from then on, whoever's it is; `except` is one that is about to end.
pub fn is_free(read: &Read<'_>, bed: &Bed, from: Timestamp, except: Option<RowId>) -> Result<()> {
    let taken: Option<RowId> = read.value(
        "SELECT id FROM bed_stay WHERE bed_id = ?1 AND ended IS NULL AND id IS NOT ?3
             AND (until_at IS NULL OR until_at > ?2) ORDER BY from_at, id LIMIT 1",
        rusqlite::params![bed.id, from, except],
    )?;
    match taken {
        Some(_) => Err(refusal("errors-bed-taken", bed)),
        None => Ok(()),
    }
}

/// A cot is for a baby; a ward for women, men or children takes others for a typed reason.
pub fn suits(
    read: &Read<'_>,
    admission: &Admission,
    bed: &Bed,
    room: &Room,
    reason: &str,
) -> Result<()> {
    let patient: Patient = read.get(admission.patient_id)?;
    let is_baby = admission.kind == AdmissionKind::Newborn
        || age::years(patient.birth_date, read.today()) < 1;
    if bed.kind == BedKind::Cot && !is_baby {
        return Err(refusal("errors-cot-for-babies", bed));
    }
    let ward: Ward = read.get(room.ward_id)?;
    let is_with_mother = admission.mother_id.is_some();
    if !ward.admits.fits(&patient, read.today()) && !is_with_mother && reason.trim().is_empty() {
        return Err(Error::invalid("reason", "errors-ward-not-for").with("ward", ward.name));
    }
    Ok(())
}
