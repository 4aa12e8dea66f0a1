use kernel::{Command, Error, Permission, Result, RowId, Timestamp, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::inpatients::{AdmissionView, inpatient, leave_of, open_admission};
use super::model::PatientLeave;
use super::times;
use crate::forms;
use crate::permissions::WARDS_ADMIT;

/// The patient goes away with permission; the bed is kept.
#[derive(Deserialize, TS)]
pub struct StartLeave {
    pub admission_id: RowId,
    pub from_at: Option<Timestamp>,
    pub expected_at: Option<Timestamp>,
    pub reason: String,
}

impl Command for StartLeave {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.start_leave";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        let admission = open_admission(tx, self.admission_id)?;
        let from = self.from_at.unwrap_or_else(|| tx.now());
        times::not_in_future(tx, "from_at", from)?;
        if leave_of(tx, admission.id)?.is_some() {
            return Err(Error::conflict("errors-already-on-leave"));
        }
        let last: Option<Timestamp> = tx
            .value::<Option<Timestamp>>(
                "SELECT max(until_at) FROM patient_leave
                 WHERE admission_id = ?1 AND ended IS NULL",
                [admission.id],
            )?
            .flatten();
        let earliest = last.unwrap_or(admission.admitted_at).max(admission.admitted_at);
        if from < earliest {
            return Err(Error::invalid("from_at", "errors-before-last-move")
                .with("since", times::shown(tx, earliest)));
        }
        if self.expected_at.is_some_and(|expected| expected <= from) {
            return Err(Error::invalid("expected_at", "errors-ends-before-start"));
        }
        let leave = PatientLeave {
            id: tx.new_id(),
            admission_id: admission.id,
            from_at: from,
            expected_at: self.expected_at,
            until_at: None,
            reason: forms::required("reason", &self.reason)?,
            allowed_by: tx.session().name.clone(),
        };
        tx.insert(&leave)?;
        inpatient(tx, admission)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}

/// The patient is back.
#[derive(Deserialize, TS)]
pub struct EndLeave {
    pub admission_id: RowId,
    pub until_at: Option<Timestamp>,
}

impl Command for EndLeave {
    type Output = AdmissionView;
    const ROUTE: &'static str = "wards.end_leave";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<AdmissionView> {
        let admission = open_admission(tx, self.admission_id)?;
        let until = self.until_at.unwrap_or_else(|| tx.now());
        times::not_in_future(tx, "until_at", until)?;
        let leave =
            leave_of(tx, admission.id)?.ok_or_else(|| Error::conflict("errors-not-on-leave"))?;
        if until < leave.from_at {
            return Err(Error::invalid("until_at", "errors-ends-before-start"));
        }
        tx.change(&PatientLeave { until_at: Some(until), ..leave })?;
        inpatient(tx, admission)
    }

    fn subject(view: &AdmissionView) -> Option<RowId> {
        Some(view.admission.id)
    }
}
