use kernel::{Command, Error, Permission, Result, RowId, Timestamp, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::end_stay::leave_bed;
use super::inpatients::{AdmissionView, inpatient, open_admission};
use super::model::{Admission, BedStay};
use super::places::{Bed, Room};
use super::take_bed::{Choice, suits, take_bed};
use super::times;
use crate::forms;
use crate::permissions::WARDS_ADMIT;

/// Moves a patient to another bed, or gives the first one.
#[derive(Deserialize, TS)]
pub struct TransferPatient {
    pub admission_id: RowId,
    pub bed_id: RowId,
    /// Now when absent. The very time of the last move puts that move right.
    pub at: Option<Timestamp>,
    pub class_id: Option<RowId>,
    pub reason: String,
}

impl Command for TransferPatient {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.transfer";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        let admission = open_admission(tx, self.admission_id)?;
        let at = self.at.unwrap_or_else(|| tx.now());
        times::not_in_future(tx, "at", at)?;
        for stay in open_stays(tx, &admission)? {
            if stay.bed_id == self.bed_id {
                return Err(Error::invalid("bed_id", "errors-same-bed"));
            }
            leave_at(tx, stay, at)?;
        }
        if at < admission.admitted_at {
            return Err(before_last_move(tx, admission.admitted_at));
        }
        let choice =
            Choice { bed_id: self.bed_id, class_id: self.class_id, at, reason: &self.reason };
        take_bed(tx, &admission, &choice)?;
        inpatient(tx, admission)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}

fn open_stays(tx: &Tx<'_>, admission: &Admission) -> Result<Vec<BedStay>> {
    let mut stays = times::stays(tx, admission.id)?;
    stays.retain(|stay| stay.until_at.is_none());
    Ok(stays)
}

fn before_last_move(tx: &Tx<'_>, since: Timestamp) -> Error {
    Error::invalid("at", "errors-before-last-move").with("since", times::shown(tx, since))
}

/// Ends a stay at a time; at its own beginning it never was.
fn leave_at(tx: &mut Tx<'_>, stay: BedStay, at: Timestamp) -> Result<()> {
    if at < stay.from_at {
        return Err(before_last_move(tx, stay.from_at));
    }
    if at == stay.from_at {
        return tx.end::<BedStay>(stay.id);
    }
    leave_bed(tx, stay, at)
}

/// Two patients change beds in one step.
#[derive(Deserialize, TS)]
pub struct SwapBeds {
    pub admission_id: RowId,
    pub other_id: RowId,
    pub at: Option<Timestamp>,
    pub reason: String,
}

impl Command for SwapBeds {
    type Output = Vec<AdmissionView>;
    const ROUTE: &'static str = "wards.swap";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Vec<AdmissionView>> {
        if self.admission_id == self.other_id {
            return Err(Error::invalid("other_id", "errors-same-bed"));
        }
        let at = self.at.unwrap_or_else(|| tx.now());
        times::not_in_future(tx, "at", at)?;
        let one = in_bed(tx, self.admission_id, "admission_id")?;
        let other = in_bed(tx, self.other_id, "other_id")?;
        let mut views = Vec::new();
        for ((admission, leaves), (_, takes)) in [(&one, &other), (&other, &one)] {
            if at <= leaves.from_at {
                return Err(before_last_move(tx, leaves.from_at));
            }
            tx.change(&BedStay { until_at: Some(at), ..leaves.clone() })?;
            let bed: Bed = tx.get(takes.bed_id)?;
            let room: Room = tx.get(bed.room_id)?;
            suits(tx, admission, &bed, &room, &self.reason)?;
            let stay = BedStay {
                id: tx.new_id(),
                admission_id: admission.id,
                bed_id: bed.id,
                class_id: room.class_id,
                from_at: at,
                until_at: None,
                claimed_at: tx.now(),
                reason: forms::optional("reason", &self.reason)?,
                by: tx.session().name.clone(),
            };
            tx.insert(&stay)?;
        }
        for (admission, _) in [one, other] {
            views.push(inpatient(tx, admission)?);
        }
        Ok(views)
    }

    fn subject(views: &Vec<AdmissionView>) -> Option<RowId> {
        views.first().map(|view| view.admission.id)
    }
}

fn in_bed(tx: &Tx<'_>, id: RowId, field: &str) -> Result<(Admission, BedStay)> {
    let admission = open_admission(tx, id)?;
    let stay = open_stays(tx, &admission)?.pop();
    Ok((admission, stay.ok_or_else(|| Error::invalid(field, "errors-no-bed"))?))
}

/// Solves a clash over a bed: whoever lost it lies in another, from the beginning or from
/// a time on.
#[derive(Deserialize, TS)]
pub struct SolveClash {
    pub stay_id: RowId,
    pub bed_id: RowId,
    /// Since the stay began when absent.
    pub at: Option<Timestamp>,
    pub reason: String,
}

impl Command for SolveClash {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.solve_clash";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        let stay: BedStay = tx.get(self.stay_id)?;
        let at = self.at.unwrap_or(stay.from_at);
        if stay.until_at.is_some() {
            return Err(Error::conflict("errors-clash-over"));
        }
        if stay.bed_id == self.bed_id {
            return Err(Error::invalid("bed_id", "errors-same-bed"));
        }
        let admission = open_admission(tx, stay.admission_id)?;
        if at < stay.from_at {
            return Err(before_last_move(tx, stay.from_at));
        }
        match at == stay.from_at {
            true => tx.end::<BedStay>(stay.id)?,
            // The other patient is still in the bed: nothing to clean.
            false => tx.change(&BedStay { until_at: Some(at), ..stay })?,
        }
        let choice = Choice { bed_id: self.bed_id, class_id: None, at, reason: &self.reason };
        take_bed(tx, &admission, &choice)?;
        inpatient(tx, admission)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}

/// Solves a clash of a patient whom two desks moved to two beds: one of them is right.
#[derive(Deserialize, TS)]
pub struct KeepStay {
    pub stay_id: RowId,
}

impl Command for KeepStay {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.keep_stay";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        let kept: BedStay = tx.get(self.stay_id)?;
        let admission = open_admission(tx, kept.admission_id)?;
        let others = times::stays(tx, admission.id)?;
        for other in others.into_iter().filter(|other| other.id != kept.id) {
            match other.claim().overlaps(&kept.claim()) {
                // Where the patient was before stays true until then.
                true if other.from_at < kept.from_at => {
                    tx.change(&BedStay { until_at: Some(kept.from_at), ..other })?;
                }
                true => tx.end::<BedStay>(other.id)?,
                false => {}
            }
        }
        inpatient(tx, admission)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}
