use documents::dose::short;
use kernel::{Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::high_risk::is_high_risk;
use super::hours::{WardHours, ward_hours};
use super::known::{KnownOrder, known_orders};
use super::model::{CounterSign, OrderResult, OrderStop, WardOrder};
use super::notes::{NoteView, notes_of};
use super::result::OrderResultView;
use crate::permissions::ROUNDS_VIEW;
use crate::prescriptions::{LastPrescription, Line};
use crate::visits::{Allergy, allergies};
use crate::wards::Admission;

const NEXT_WITHIN_MS: i64 = 31 * 24 * 3_600_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WardOrderState {
    /// Begins later.
    Planned,
    Current,
    /// Its days are over or its one dose was due.
    Over,
    Stopped,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct WardOrderView {
    #[serde(flatten)]
    pub order: WardOrder,
    pub name: String,
    /// The dose as the doctor writes it.
    pub dose_text: String,
    pub state: WardOrderState,
    pub is_high_risk: bool,
    pub next_due: Option<Timestamp>,
    pub stop: Option<OrderStop>,
    pub replaced_by: Option<RowId>,
    pub counter_sign: Option<CounterSign>,
    pub awaits_counter_sign: bool,
    /// Newest first, with those that were corrected.
    pub results: Vec<OrderResultView>,
    pub awaits_result: bool,
}

pub fn order_view(read: &Read<'_>, known: KnownOrder) -> Result<WardOrderView> {
    view(read, known, &ward_hours(read)?)
}

fn view(read: &Read<'_>, known: KnownOrder, hours: &WardHours) -> Result<WardOrderView> {
    let now = read.now();
    let next = known.dues(read.zone(), now, Timestamp(now.0 + NEXT_WITHIN_MS));
    let next_due = next.first().map(|due| due.at);
    let is_timed = known.order.line.is_some() && !known.is_as_needed();
    let state = match () {
        () if !known.is_current(now) => WardOrderState::Stopped,
        () if known.order.started_at > now => WardOrderState::Planned,
        () if is_timed && next_due.is_none() => WardOrderState::Over,
        () => WardOrderState::Current,
    };
    let line = known.order.line.as_ref();
    Ok(WardOrderView {
        name: known.order.name(),
        dose_text: line.map(|line| short(&line.dose)).unwrap_or_default(),
        state,
        is_high_risk: line.is_some_and(|line| is_high_risk(&line.generic, hours)),
        next_due,
        awaits_counter_sign: known.awaits_counter_sign(),
        awaits_result: known.awaits_result(),
        results: results(&known),
        stop: known.stop,
        replaced_by: known.replaced_by,
        counter_sign: known.counter_sign,
        order: known.order,
    })
}

fn results(known: &KnownOrder) -> Vec<OrderResultView> {
    let view = |result: &OrderResult| OrderResultView {
        is_current: known.holds(result),
        result: result.clone(),
    };
    known.results.iter().rev().map(view).collect()
}

/// Everything that a doctor has in view on the round.
#[derive(Deserialize, TS)]
pub struct OpenRounds {
    pub admission_id: RowId,
}

#[derive(Serialize, TS)]
pub struct RoundsSheet {
    pub notes: Vec<NoteView>,
    /// Newest first.
    pub orders: Vec<WardOrderView>,
    pub allergies: Vec<Allergy>,
    /// What the patient took before, by the last signed prescription.
    pub home_medicines: Vec<Line>,
    pub awaiting_counter_sign: u32,
}

impl Query for OpenRounds {
    type Output = RoundsSheet;
    const ROUTE: &'static str = "rounds.open";
    const PERMISSION: Permission = ROUNDS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<RoundsSheet> {
        let admission: Admission = read.get(self.admission_id)?;
        let hours = ward_hours(read)?;
        let known = known_orders(read, admission.id)?;
        let orders = known.into_iter().rev().map(|known| view(read, known, &hours));
        let orders = orders.collect::<Result<Vec<_>>>()?;
        let waiting = orders.iter().filter(|order| order.awaits_counter_sign).count();
        let before = LastPrescription { patient_id: admission.patient_id }.run(read)?;
        Ok(RoundsSheet {
            notes: notes_of(read, admission.id)?,
            orders,
            allergies: allergies(read, admission.patient_id)?,
            home_medicines: before.map(|last| last.lines).unwrap_or_default(),
            awaiting_counter_sign: u32::try_from(waiting).unwrap_or(u32::MAX),
        })
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}
