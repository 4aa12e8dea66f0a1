use kernel::{Command, Error, Permission, Result, RowId, Timestamp, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Discharge, DischargeForm, DischargeStatus};
use super::open::{DischargeSheet, sheet};
use super::registers::enter_death;
use super::save::save;
use crate::numbers;
use crate::permissions::DISCHARGE_WRITE;
use crate::rounds::{happened, signer};
use crate::wards::{Outcome, end_stay, open_admission};

/// Signs the summary and ends the stay in one step: the bed is free to be cleaned, nothing
/// more is due, and of a death the register has its line.
#[derive(Deserialize, TS)]
pub struct SignDischarge {
    pub admission_id: RowId,
    pub form: DischargeForm,
}

impl Command for SignDischarge {
    type Output = DischargeSheet;
    const ROUTE: &'static str = "discharge.sign";
    const PERMISSION: Permission = DISCHARGE_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<DischargeSheet> {
        let admission = open_admission(tx, self.admission_id)?;
        let doctor = signer(tx, &admission)?;
        let draft = save(tx, admission.id, self.form)?;
        check_whole(&draft)?;
        let died_at = draft.death.as_ref().map(|death| death.died_at);
        if let Some(died_at) = died_at {
            happened(tx, "death.died_at", died_at, &admission)?;
        }
        let left_at = draft.left_at.or(died_at).unwrap_or(tx.now());
        if died_at.is_some_and(|died_at| left_at < died_at) {
            return Err(Error::invalid("left_at", "errors-left-before-death"));
        }
        check_follow_up(tx, &draft, left_at)?;
        let signed = Discharge {
            status: DischargeStatus::Signed,
            doctor_id: doctor.id,
            number: Some(numbers::next_of_document::<Discharge>(tx, &draft.series)?),
            left_at: Some(left_at),
            signed_at: Some(tx.now()),
            signed_by: Some(doctor.name),
            ..draft
        };
        tx.freeze(&signed)?;
        let after = end_stay(tx, &admission, left_at, signed.outcome)
            .map_err(|error| at_field(error, "left_at"))?;
        if let Some(death) = &signed.death {
            enter_death(tx, &after, death, signed.signed_by.as_deref().unwrap_or_default())?;
        }
        sheet(tx, admission.id)
    }

    fn subject(sheet: &DischargeSheet) -> Option<RowId> {
        Some(sheet.discharge.patient_id)
    }
}

/// The wards speak of `at`; the form of the summary calls it otherwise.
fn at_field(mut error: Error, field: &str) -> Error {
    if error.field.as_deref() == Some("at") {
        error.field = Some(field.to_owned());
    }
    error
}

/// What must stand on the paper for this outcome (Clinical Establishments rules 2012 and the
/// NABH summary list name diagnosis, course, condition and advice).
fn check_whole(draft: &Discharge) -> Result<()> {
    let missing = |field: &str| Err(Error::invalid(field, "errors-required"));
    if draft.diagnoses.is_empty() {
        return missing("diagnoses");
    }
    if draft.course.trim().is_empty() {
        return missing("course");
    }
    match draft.outcome {
        Outcome::AgainstAdvice => match &draft.against_advice {
            Some(said) if said.reason.trim().is_empty() => missing("against_advice.reason"),
            Some(said) if said.signed_by.is_empty() => missing("against_advice.signed_by"),
            Some(_) => Ok(()),
            None => missing("against_advice.reason"),
        },
        Outcome::TransferredOut => match &draft.transfer {
            Some(to) if to.to.is_empty() => missing("transfer.to"),
            Some(to) if to.reason.trim().is_empty() => missing("transfer.reason"),
            Some(_) => Ok(()),
            None => missing("transfer.to"),
        },
        Outcome::Died => match &draft.death {
            Some(death) if death.cause.immediate.is_empty() => missing("death.cause.immediate"),
            Some(_) => Ok(()),
            None => missing("death.died_at"),
        },
        Outcome::Recovered | Outcome::Improved => match draft.advice.trim().is_empty() {
            true => missing("advice"),
            false => Ok(()),
        },
        Outcome::Absconded => Ok(()),
    }
}

fn check_follow_up(tx: &Tx<'_>, draft: &Discharge, left_at: Timestamp) -> Result<()> {
    let left = left_at.day(tx.zone());
    match draft.follow_up_on {
        Some(day) if day < left => Err(Error::invalid("follow_up_on", "errors-in-past")),
        Some(_) if draft.outcome == Outcome::Died => {
            Err(Error::invalid("follow_up_on", "errors-follow-up-of-dead"))
        }
        _ => Ok(()),
    }
}
