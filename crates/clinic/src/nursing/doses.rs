//! The administration record: each due time of each order with what became of it, made from
//! the orders and the facts alone.

use documents::dose::Amount;
use kernel::{Read, Result, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{DoseEvent, DoseOutcome, corrected, current};
use crate::rounds::{KnownOrder, WardHours, WardOrderView, known_orders, order_view, ward_hours};

const MINUTE_MS: i64 = 60_000;
const EVENTS_MAX: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    Upcoming,
    /// Within the time that counts as punctual.
    Due,
    /// Past that time, and nobody wrote what became of it.
    Overdue,
    Given,
    GivenLate,
    Refused,
    Held,
    Missed,
}

impl CellState {
    pub fn is_open(self) -> bool {
        matches!(self, CellState::Upcoming | CellState::Due | CellState::Overdue)
    }
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct DoseCell {
    /// None for a dose as needed.
    pub due_at: Option<Timestamp>,
    /// When it was due, or when it was given.
    pub at: Timestamp,
    /// Ordered, in quarters; what was given stands in the event.
    pub amount: u16,
    pub amount_text: String,
    pub state: CellState,
    pub event: Option<DoseEvent>,
    /// What was written before and corrected since.
    pub before: Vec<DoseEvent>,
    /// Two people wrote down this same dose: it may have been given twice.
    pub is_doubled: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct DoseRow {
    pub order: WardOrderView,
    pub is_as_needed: bool,
    pub cells: Vec<DoseCell>,
    /// Of a dose as needed: when it was given last.
    pub last_given_at: Option<Timestamp>,
    /// Of a dose as needed: how often within the last 24 hours.
    pub given_in_24_hours: u32,
}

/// Every event of an admission, oldest first, and which of them speak.
pub fn dose_events(read: &Read<'_>, admission_id: RowId) -> Result<Vec<(DoseEvent, bool)>> {
    let found: Vec<DoseEvent> = read.all(
        "SELECT * FROM dose_event WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY at, id LIMIT ?2",
        rusqlite::params![admission_id, EVENTS_MAX],
    )?;
    let speaks = current(&found, &corrected::<DoseEvent>(read, admission_id)?);
    Ok(found.into_iter().zip(speaks).collect())
}

/// The doses that were given, oldest first; corrected and withdrawn ones are left out.
pub fn given_doses(read: &Read<'_>, admission_id: RowId) -> Result<Vec<DoseEvent>> {
    let all = dose_events(read, admission_id)?;
    let given = |event: &DoseEvent| event.outcome == DoseOutcome::Given;
    Ok(all
        .into_iter()
        .filter(|(event, speaks)| *speaks && given(event))
        .map(|(event, _)| event)
        .collect())
}

/// The record between two moments: a row for each medicine that had something due or done.
pub fn record(
    read: &Read<'_>,
    admission_id: RowId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<DoseRow>> {
    let hours = ward_hours(read)?;
    let events = dose_events(read, admission_id)?;
    let now = read.now();
    let mut rows = Vec::new();
    for known in known_orders(read, admission_id)? {
        if known.order.line.is_none() || known.order.started_at >= until {
            continue;
        }
        let own: Vec<&(DoseEvent, bool)> =
            events.iter().filter(|(event, _)| event.order_id == known.order.id).collect();
        let cells = cells(read, &known, &own, &hours, (from, until));
        let is_as_needed = known.is_as_needed();
        let is_over = known.stopped_at().is_some_and(|stopped| stopped <= from);
        if cells.is_empty() && (is_over || !is_as_needed) {
            continue;
        }
        let given: Vec<Timestamp> = own
            .iter()
            .filter(|(event, speaks)| *speaks && event.outcome == DoseOutcome::Given)
            .map(|(event, _)| event.at)
            .collect();
        let day_ms = 24 * 60 * MINUTE_MS;
        let recent = given.iter().filter(|at| now.0 - at.0 < day_ms).count();
        rows.push(DoseRow {
            order: order_view(read, known)?,
            is_as_needed,
            cells,
            last_given_at: given.last().copied(),
            given_in_24_hours: u32::try_from(recent).unwrap_or(u32::MAX),
        });
    }
    Ok(rows)
}

fn cells(
    read: &Read<'_>,
    known: &KnownOrder,
    own: &[&(DoseEvent, bool)],
    hours: &WardHours,
    (from, until): (Timestamp, Timestamp),
) -> Vec<DoseCell> {
    let Some(line) = &known.order.line else { return Vec::new() };
    let text = |amount: u16| Amount(amount).text(line.dose.unit);
    let mut cells = Vec::new();
    let mut answered: Vec<RowId> = Vec::new();
    for due in known.dues(read.zone(), from, until) {
        let of_it: Vec<&(DoseEvent, bool)> =
            own.iter().copied().filter(|(event, _)| event.due_at == Some(due.at)).collect();
        answered.extend(of_it.iter().map(|(event, _)| event.id));
        let amount = due.amount.0;
        cells.push(cell(Some(due.at), amount, text(amount), &of_it, hours, read.now()));
    }
    // Given as needed, or answered for a time that a stop has taken away since.
    for one in own.iter().copied() {
        let (event, speaks) = one;
        let at = event.due_at.unwrap_or(event.at);
        let is_here = from <= at && at < until && !answered.contains(&event.id);
        if is_here && *speaks {
            let amount = event.amount.unwrap_or(0);
            let mut chain: Vec<&(DoseEvent, bool)> = before(event, own);
            chain.push(one);
            let mut made = cell(event.due_at, amount, text(amount), &chain, hours, read.now());
            made.at = at;
            cells.push(made);
        }
    }
    cells.sort_by_key(|cell| cell.at);
    cells
}

/// What this event corrects, oldest first.
fn before<'a>(event: &DoseEvent, own: &[&'a (DoseEvent, bool)]) -> Vec<&'a (DoseEvent, bool)> {
    let mut chain = Vec::new();
    let mut wrong = event.corrects;
    while let Some(found) = own.iter().find(|(other, _)| Some(other.id) == wrong) {
        wrong = found.0.corrects;
        chain.push(*found);
        if chain.len() > own.len() {
            break;
        }
    }
    chain.reverse();
    chain
}

fn cell(
    due_at: Option<Timestamp>,
    amount: u16,
    amount_text: String,
    events: &[&(DoseEvent, bool)],
    hours: &WardHours,
    now: Timestamp,
) -> DoseCell {
    let speaking: Vec<&DoseEvent> =
        events.iter().filter(|(_, speaks)| *speaks).map(|(event, _)| event).collect();
    let event = speaking.last().copied().cloned();
    let late_ms = i64::from(hours.late_minutes) * MINUTE_MS;
    let due = due_at.unwrap_or(now);
    let state = match event.as_ref().map(|event| (event.outcome, event.at)) {
        Some((DoseOutcome::Given, at)) if due_at.is_some() && at.0 - due.0 > late_ms => {
            CellState::GivenLate
        }
        Some((DoseOutcome::Given, _)) => CellState::Given,
        Some((DoseOutcome::Refused, _)) => CellState::Refused,
        Some((DoseOutcome::Held, _)) => CellState::Held,
        Some((DoseOutcome::Missed, _)) => CellState::Missed,
        None if now.0 - due.0 > late_ms => CellState::Overdue,
        None if due.0 - now.0 <= late_ms => CellState::Due,
        None => CellState::Upcoming,
    };
    DoseCell {
        at: due_at.or(event.as_ref().map(|event| event.at)).unwrap_or(now),
        due_at,
        amount,
        amount_text,
        state,
        is_doubled: speaking.len() > 1,
        before: events
            .iter()
            .filter(|(_, speaks)| !speaks)
            .map(|(event, _)| event.clone())
            .collect(),
        event,
    }
}
