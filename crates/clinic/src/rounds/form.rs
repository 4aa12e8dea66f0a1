//! An order as the screen sends it, checked once.

use documents::dose::{Dose, When};
use kernel::{Error, Result, RowId, Timestamp, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::due::has_amount;
use super::hours::ward_hours;
use super::model::{NursingTask, WardOrder, WardOrderKind};
use super::times::since_admission;
use super::warnings::{Drug, OrderWarning, OrderWarningKind, warnings};
use crate::forms;
use crate::prescriptions::Line;
use crate::settings::Doctor;
use crate::wards::Admission;

const DAY_MINUTES: i64 = 24 * 60;
/// An order can be written ahead, for the morning or for the day after an operation.
const AHEAD_MS: i64 = 7 * DAY_MINUTES * 60_000;

#[derive(Clone, Debug, Deserialize, TS)]
pub struct WardOrderForm {
    pub kind: WardOrderKind,
    pub text: String,
    pub line: Option<Line>,
    pub task: NursingTask,
    #[ts(type = "number | null")]
    pub every_minutes: Option<i64>,
    pub spo2_scale: Option<u8>,
    #[ts(type = "number | null")]
    pub max_per_day: Option<i64>,
    #[ts(type = "number | null")]
    pub gap_minutes: Option<i64>,
    pub is_first_now: bool,
    /// Now if not said.
    pub started_at: Option<Timestamp>,
    pub warning_reason: String,
}

/// Who gave the order, and who wrote it.
pub struct Ordering {
    pub doctor: Doctor,
    pub is_verbal: bool,
    pub replaces: Option<RowId>,
}

impl WardOrderForm {
    pub fn checked(
        self,
        tx: &mut Tx<'_>,
        admission: &Admission,
        by: Ordering,
    ) -> Result<WardOrder> {
        let now = tx.now();
        let started_at = self.started_at.unwrap_or(now);
        since_admission(tx, "started_at", started_at, admission)?;
        if started_at.0 > now.0 + AHEAD_MS {
            return Err(Error::invalid("started_at", "errors-order-too-far"));
        }
        let takes_line = matches!(self.kind, WardOrderKind::Medicine | WardOrderKind::Fluid);
        let mut line = self.line.filter(|_| takes_line);
        if self.kind == WardOrderKind::Medicine && line.is_none() {
            return Err(Error::invalid("drug", "errors-order-no-drug"));
        }
        let text = match &line {
            Some(_) => forms::optional("text", &self.text)?,
            None => forms::required("text", &self.text)?,
        };
        let mut limits = (None, None);
        let mut warning_reason = String::new();
        if let Some(given) = line.take() {
            let mut given = given.checked()?;
            limits = as_needed(&mut given.dose, self.max_per_day, self.gap_minutes)?;
            if !has_amount(&given.dose.when) {
                return Err(Error::invalid("dose", "errors-dose-empty"));
            }
            let found = warnings(tx, admission, &Drug::of(&given), by.replaces)?;
            warning_reason = reason(&found, &self.warning_reason)?;
            line = Some(given);
        }
        let is_nursing = self.kind == WardOrderKind::Nursing;
        let every_minutes = self.every_minutes.filter(|_| line.is_none());
        within("every_minutes", every_minutes, 15, 7 * DAY_MINUTES)?;
        let is_oxygen = self.kind == WardOrderKind::Oxygen;
        let spo2_scale = self.spo2_scale.filter(|_| is_oxygen);
        within("spo2_scale", spo2_scale.map(i64::from), 1, 2)?;
        let session = tx.session();
        let program = session.is_program();
        Ok(WardOrder {
            id: tx.new_id(),
            admission_id: admission.id,
            patient_id: admission.patient_id,
            kind: self.kind,
            text,
            line,
            task: if is_nursing { self.task } else { NursingTask::Other },
            every_minutes,
            spo2_scale,
            max_per_day: limits.0,
            gap_minutes: limits.1,
            is_first_now: self.is_first_now,
            slot_minutes: ward_hours(tx)?.slots().to_vec(),
            started_at,
            replaces: by.replaces,
            warning_reason,
            doctor_id: by.doctor.id,
            entered_by: if program { by.doctor.name.clone() } else { session.name.clone() },
            entered_by_id: session.user,
            doctor_name: by.doctor.name,
            is_verbal: by.is_verbal,
            ordered_at: now,
        })
    }
}

/// A dose as needed has a most and a least gap; others have neither.
fn as_needed(
    dose: &mut Dose,
    most: Option<i64>,
    gap: Option<i64>,
) -> Result<(Option<i64>, Option<i64>)> {
    let When::AsNeeded { max_per_day, .. } = &mut dose.when else { return Ok((None, None)) };
    let most = most.or(max_per_day.map(i64::from));
    if most.is_none() {
        return Err(Error::invalid("max_per_day", "errors-as-needed-most"));
    }
    if gap.is_none() {
        return Err(Error::invalid("gap_minutes", "errors-as-needed-gap"));
    }
    within("max_per_day", most, 1, 24)?;
    within("gap_minutes", gap, 15, DAY_MINUTES)?;
    *max_per_day = most.and_then(|most| u8::try_from(most).ok());
    Ok((most, gap))
}

fn within(field: &str, value: Option<i64>, min: i64, max: i64) -> Result<()> {
    match value {
        Some(value) if !(min..=max).contains(&value) => {
            Err(Error::invalid(field, "errors-out-of-range").with("min", min).with("max", max))
        }
        _ => Ok(()),
    }
}

/// The typed reason, where a warning asks for one.
fn reason(found: &[OrderWarning], typed: &str) -> Result<String> {
    let typed = forms::optional("warning_reason", typed)?;
    let Some(first) = found.iter().find(|warning| warning.needs_reason()) else {
        return Ok(String::new());
    };
    if typed.is_empty() {
        let message = match first.kind {
            OrderWarningKind::Allergy => "errors-order-allergy",
            OrderWarningKind::Duplicate | OrderWarningKind::HighRisk => "errors-order-duplicate",
        };
        return Err(Error::invalid("warning_reason", message).with("substance", &first.substance));
    }
    Ok(typed)
}
