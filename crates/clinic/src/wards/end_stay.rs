use kernel::{Error, Result, Timestamp, Tx};

use super::inpatients::leave_of;
use super::model::{Admission, BedStay, Outcome, PatientLeave};
use super::places::{Bed, Condition};
use super::times;

/// Closes an admission: the bed is free at that moment and waits to be cleaned, leave is
/// over, and the time and the outcome are written down. Discharge, transfer out and death
/// all end here.
pub fn end_stay(
    tx: &mut Tx<'_>,
    admission: &Admission,
    at: Timestamp,
    outcome: Outcome,
) -> Result<Admission> {
    if !admission.is_open() {
        return Err(Error::conflict("errors-admission-closed"));
    }
    times::not_in_future(tx, "at", at)?;
    let stays = times::stays(tx, admission.id)?;
    let starts = stays.iter().map(|stay| stay.from_at).chain([admission.admitted_at]);
    let earliest = starts.max().unwrap_or(admission.admitted_at);
    if at < earliest {
        return Err(Error::invalid("at", "errors-discharge-before-stay")
            .with("since", times::shown(tx, earliest)));
    }
    for stay in stays.into_iter().filter(|stay| stay.until_at.is_none()) {
        leave_bed(tx, stay, at)?;
    }
    if let Some(leave) = leave_of(tx, admission.id)? {
        tx.change(&PatientLeave { until_at: Some(at.max(leave.from_at)), ..leave })?;
    }
    let after = Admission { discharged_at: Some(at), outcome: Some(outcome), ..admission.clone() };
    tx.change(&after)?;
    Ok(after)
}

/// Ends a stay; the bed waits to be cleaned, unless a clash has put somebody else in it.
pub fn leave_bed(tx: &mut Tx<'_>, stay: BedStay, at: Timestamp) -> Result<()> {
    let bed: Bed = tx.get(stay.bed_id)?;
    let others: Option<i64> = tx.value(
        "SELECT 1 FROM bed_stay WHERE bed_id = ?1 AND id <> ?2 AND until_at IS NULL
             AND ended IS NULL LIMIT 1",
        [stay.bed_id, stay.id],
    )?;
    if bed.condition != Condition::Blocked && others.is_none() {
        let note = String::new();
        let now = tx.now();
        tx.change(&Bed { condition: Condition::Cleaning, note, condition_since: now, ..bed })?;
    }
    tx.change(&BedStay { until_at: Some(at), ..stay })
}
