use kernel::{Command, Error, Permission, Result, RowId, Timestamp, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::as_needed::{self, TooSoon};
use super::doses::{dose_events, given_doses};
use super::model::{DoseEvent, DoseOutcome};
use super::observe::not_corrected;
use super::second_check::{check_band, check_second};
use crate::forms;
use crate::permissions::NURSING_CHART;
use crate::rounds::{KnownOrder, happened, is_high_risk, order_at, shown, ward_hours};
use crate::staff::Staff;
use crate::wards::{Admission, open_admission};

const MINUTE_MS: i64 = 60_000;

/// Writes down what became of a due dose, or a dose given as needed.
#[derive(Clone, Deserialize, TS)]
pub struct RecordDose {
    pub order_id: RowId,
    /// The due time that it answers; none for a dose as needed.
    pub due_at: Option<Timestamp>,
    pub outcome: DoseOutcome,
    /// When; now if not said.
    pub at: Option<Timestamp>,
    /// Quarters of the order's unit; as ordered if not said.
    pub amount: Option<u16>,
    pub reason: String,
    /// What the scanner read from the wristband.
    pub band: String,
    /// For a high-risk medicine: a colleague, and the colleague's own password.
    pub second_id: Option<RowId>,
    pub second_password: String,
}

impl Command for RecordDose {
    type Output = DoseEvent;
    const ROUTE: &'static str = "nursing.record_dose";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<DoseEvent> {
        let known = order_at(tx, self.order_id)?;
        let second = match needs_second(tx, &known, self.outcome)? {
            true => Some(check_second(tx, self.second_id, &self.second_password)?),
            false => None,
        };
        answer(tx, &known, self, second)
    }

    fn subject(event: &DoseEvent) -> Option<RowId> {
        Some(event.patient_id)
    }
}

fn needs_second(tx: &Tx<'_>, known: &KnownOrder, outcome: DoseOutcome) -> Result<bool> {
    let hours = ward_hours(tx)?;
    let line = known.order.line.as_ref();
    Ok(outcome == DoseOutcome::Given
        && line.is_some_and(|line| is_high_risk(&line.generic, &hours)))
}

/// Everything but the proof of the second person, which is the caller's.
pub fn answer(
    tx: &mut Tx<'_>,
    known: &KnownOrder,
    given: RecordDose,
    second: Option<Staff>,
) -> Result<DoseEvent> {
    let admission = open_admission(tx, known.order.admission_id)?;
    let event = event(tx, known, &admission, given, second, None)?;
    let is_same = |other: &DoseEvent| {
        other.order_id == event.order_id && other.due_at == event.due_at && event.due_at.is_some()
    };
    let before = dose_events(tx, admission.id)?;
    if before.iter().any(|(other, speaks)| *speaks && is_same(other)) {
        return Err(Error::conflict("errors-dose-answered"));
    }
    tx.insert(&event)?;
    Ok(event)
}

fn event(
    tx: &mut Tx<'_>,
    known: &KnownOrder,
    admission: &Admission,
    given: RecordDose,
    second: Option<Staff>,
    corrects: Option<&DoseEvent>,
) -> Result<DoseEvent> {
    if known.order.line.is_none() {
        return Err(Error::invalid("order_id", "errors-order-no-drug"));
    }
    let hours = ward_hours(tx)?;
    let late_ms = i64::from(hours.late_minutes) * MINUTE_MS;
    let at = happened(tx, "at", given.at.unwrap_or(tx.now()), admission)?;
    let is_given = given.outcome == DoseOutcome::Given;
    let ordered = ordered_amount(tx, known, given.due_at)?;
    if is_given {
        while_it_holds(tx, known, at)?;
    }
    let reason = forms::optional("reason", &given.reason)?;
    let amount = given.amount.unwrap_or(ordered);
    if is_given && (amount == 0 || amount > 40_000) {
        return Err(Error::invalid("amount", "errors-dose-empty"));
    }
    if let Some(message) = unexplained(given.outcome, given.due_at, at, late_ms)
        .or((is_given && amount != ordered).then_some("errors-dose-other-amount"))
        .filter(|_| reason.is_empty())
    {
        return Err(Error::invalid("reason", message));
    }
    if given.outcome == DoseOutcome::Missed && given.due_at.is_some_and(|due| due > tx.now()) {
        return Err(Error::invalid("outcome", "errors-dose-not-due-yet"));
    }
    if is_given && known.is_as_needed() {
        within_limits(tx, known, at, corrects)?;
    }
    let is_band_checked = check_band(tx, admission, &given.band)?;
    let was_checked = corrects.is_some_and(|wrong| wrong.is_band_checked);
    if is_given && hours.is_band_required && !is_band_checked && !was_checked {
        return Err(Error::invalid("band", "errors-band-needed"));
    }
    let session = tx.session();
    let (by, by_id) = (session.name.clone(), session.user);
    Ok(DoseEvent {
        id: tx.new_id(),
        order_id: known.order.id,
        admission_id: admission.id,
        patient_id: admission.patient_id,
        due_at: given.due_at,
        outcome: given.outcome,
        at,
        amount: is_given.then_some(amount),
        reason,
        is_band_checked: is_band_checked || was_checked,
        second_id: second.as_ref().map(|staff| staff.id),
        second_by: second.map(|staff| staff.name).unwrap_or_default(),
        by,
        by_id,
        noted_at: tx.now(),
        corrects: corrects.map(|wrong| wrong.id),
        correction_reason: String::new(),
        is_withdrawn: false,
    })
}

/// What is to be given at a due time, or as needed.
fn ordered_amount(tx: &Tx<'_>, known: &KnownOrder, due_at: Option<Timestamp>) -> Result<u16> {
    use documents::dose::When;
    let when = known.order.line.as_ref().map(|line| &line.dose.when);
    match (due_at, when) {
        (None, Some(When::AsNeeded { amount, .. })) => Ok(amount.0),
        (None, _) => Err(Error::invalid("due_at", "errors-dose-which-time")),
        (Some(due_at), _) => {
            let dues = known.dues(tx.zone(), due_at, Timestamp(due_at.0 + 1));
            let message = match known.stopped_at() {
                Some(stopped) if stopped <= due_at => "errors-dose-after-stop",
                _ if due_at < known.order.started_at => "errors-dose-before-order",
                _ => "errors-dose-no-such-time",
            };
            let due = dues.first().map(|due| due.amount.0);
            due.ok_or_else(|| Error::invalid("due_at", message))
        }
    }
}

/// A dose is given after it was ordered and before it was stopped.
fn while_it_holds(tx: &Tx<'_>, known: &KnownOrder, at: Timestamp) -> Result<()> {
    // An order written now may say that it held since; what was never said was not ordered.
    if at < known.order.started_at {
        return Err(Error::invalid("at", "errors-dose-before-order")
            .with("since", shown(tx, known.order.started_at)));
    }
    match known.stopped_at() {
        Some(stopped) if at >= stopped => {
            Err(Error::invalid("at", "errors-dose-after-stop").with("at", shown(tx, stopped)))
        }
        _ => Ok(()),
    }
}

/// What needs a word why, and the message that asks for it.
fn unexplained(
    outcome: DoseOutcome,
    due_at: Option<Timestamp>,
    at: Timestamp,
    late_ms: i64,
) -> Option<&'static str> {
    match outcome {
        DoseOutcome::Refused | DoseOutcome::Held | DoseOutcome::Missed => Some("errors-dose-why"),
        DoseOutcome::Given => match due_at.map(|due| at.0 - due.0) {
            Some(after) if after > late_ms => Some("errors-dose-late-why"),
            Some(after) if after < -late_ms => Some("errors-dose-early-why"),
            _ => None,
        },
    }
}

fn within_limits(
    tx: &Tx<'_>,
    known: &KnownOrder,
    at: Timestamp,
    corrects: Option<&DoseEvent>,
) -> Result<()> {
    let others = given_doses(tx, known.order.admission_id)?;
    let times: Vec<Timestamp> = others
        .iter()
        .filter(|dose| dose.order_id == known.order.id)
        .filter(|dose| corrects.is_none_or(|wrong| wrong.id != dose.id))
        .map(|dose| dose.at)
        .collect();
    let order = &known.order;
    match as_needed::check(&times, at, order.gap_minutes, order.max_per_day) {
        Ok(()) => Ok(()),
        Err(TooSoon::Gap { next_at }) => {
            Err(Error::invalid("at", "errors-dose-too-soon").with("next", shown(tx, next_at)))
        }
        Err(TooSoon::Most { next_at }) => Err(Error::invalid("at", "errors-dose-most")
            .with("most", order.max_per_day.unwrap_or_default())
            .with("next", shown(tx, next_at))),
    }
}

/// Puts right what was written about a dose, or withdraws what was another patient's. The
/// wrong entry stays beside it.
#[derive(Deserialize, TS)]
pub struct CorrectDose {
    pub id: RowId,
    pub correction_reason: String,
    pub is_withdrawn: bool,
    /// Order and due time stay; read only if it is not withdrawn.
    pub right: RecordDose,
}

impl Command for CorrectDose {
    type Output = DoseEvent;
    const ROUTE: &'static str = "nursing.correct_dose";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<DoseEvent> {
        let wrong: DoseEvent = tx.get(self.id)?;
        let admission = open_admission(tx, wrong.admission_id)?;
        not_corrected(tx, "dose_event", wrong.admission_id, wrong.id)?;
        let correction_reason = forms::required("correction_reason", &self.correction_reason)?;
        let known = order_at(tx, wrong.order_id)?;
        let event = match self.is_withdrawn {
            true => {
                let (by, by_id) = (tx.session().name.clone(), tx.session().user);
                let (id, noted_at) = (tx.new_id(), tx.now());
                // Who writes now may have been the second person then.
                let (second_id, second_by) = (None, String::new());
                let kept = wrong.clone();
                DoseEvent { id, by, by_id, noted_at, second_id, second_by, ..kept }
            }
            false => {
                let right = RecordDose {
                    order_id: wrong.order_id,
                    due_at: wrong.due_at,
                    at: self.right.at.or(Some(wrong.at)),
                    ..self.right
                };
                let second = match needs_second(tx, &known, right.outcome)? {
                    true => Some(check_second(tx, right.second_id, &right.second_password)?),
                    false => None,
                };
                event(tx, &known, &admission, right, second, Some(&wrong))?
            }
        };
        let event = DoseEvent {
            corrects: Some(wrong.id),
            correction_reason,
            is_withdrawn: self.is_withdrawn,
            ..event
        };
        tx.insert(&event)?;
        Ok(event)
    }

    fn subject(event: &DoseEvent) -> Option<RowId> {
        Some(event.patient_id)
    }
}
