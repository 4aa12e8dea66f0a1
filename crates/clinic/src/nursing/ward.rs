//! What is due now in a ward, patient by patient: the sheet that a nurse walks with.

use kernel::{Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::chart::{ShiftNow, begins, shift_now};
use super::doses::{CellState, DoseCell, record};
use super::fluid::{flows, fluids};
use super::scoring::{ObservationView, latest_round, next_round, observations, open_alarms};
use super::totals::{Sum, day_sum, ward_day};
use crate::permissions::NURSING_VIEW;
use crate::rounds::{NursingTask, WardHours, known_orders, ward_hours};
use crate::visits::allergies;
use crate::wards::{Inpatient, Ward, inpatients};

const HOUR_MS: i64 = 3_600_000;
/// How far back an unanswered dose is still looked for, and how far ahead one is named.
const BACK_HOURS: i64 = 24;
const AHEAD_HOURS: i64 = 2;
/// How far back the last round of observations is looked for.
const ROUND_DAYS: i64 = 7;

#[derive(Deserialize, TS)]
pub struct OpenWard {
    /// All wards if not said.
    pub ward_id: Option<RowId>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct DueDose {
    pub order_id: RowId,
    pub name: String,
    pub dose_text: String,
    pub due_at: Timestamp,
    pub amount: u16,
    pub amount_text: String,
    pub state: CellState,
    pub is_high_risk: bool,
}

#[derive(Serialize, TS)]
pub struct NursingRow {
    pub inpatient: Inpatient,
    pub allergies: Vec<String>,
    pub latest: Option<ObservationView>,
    pub next_round_at: Timestamp,
    pub is_round_overdue: bool,
    /// Not answered, newest first.
    pub alarms: Vec<ObservationView>,
    /// Overdue, due now and due soon, in order.
    pub doses: Vec<DueDose>,
    pub is_strict_intake: bool,
    pub fluids_today: Sum,
    pub unsigned_orders: u32,
}

#[derive(Serialize, TS)]
pub struct NursingSheet {
    pub now: Timestamp,
    pub shift: ShiftNow,
    pub wards: Vec<NursingWard>,
    pub rows: Vec<NursingRow>,
}

#[derive(Serialize, Deserialize, TS)]
pub struct NursingWard {
    pub id: RowId,
    pub name: String,
}

impl Query for OpenWard {
    type Output = NursingSheet;
    const ROUTE: &'static str = "nursing.ward";
    const PERMISSION: Permission = NURSING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<NursingSheet> {
        let hours = ward_hours(read)?;
        let wards: Vec<Ward> = read.all(
            "SELECT * FROM ward WHERE is_active = 1 AND ended IS NULL
             ORDER BY rank, name, id LIMIT 500",
            [],
        )?;
        let rows = inpatients(read, self.ward_id)?;
        let rows = rows.into_iter().map(|one| row(read, one, &hours)).collect::<Result<_>>()?;
        Ok(NursingSheet {
            now: read.now(),
            shift: shift_now(read, &hours),
            wards: wards
                .into_iter()
                .map(|ward| NursingWard { id: ward.id, name: ward.name })
                .collect(),
            rows,
        })
    }

    fn subject(&self) -> Option<RowId> {
        self.ward_id
    }
}

pub fn row(read: &Read<'_>, inpatient: Inpatient, hours: &WardHours) -> Result<NursingRow> {
    let admission = &inpatient.admission;
    let now = read.now();
    let seen = observations(read, admission, Timestamp(now.0 - ROUND_DAYS * 24 * HOUR_MS))?;
    let latest = latest_round(&seen).cloned();
    let orders = known_orders(read, admission.id)?;
    let next_round_at = next_round(admission, latest.as_ref(), &orders, now);
    let today = ward_day(now, hours, read.zone());
    let entries = fluids(read, admission.id, begins(today, hours, read))?;
    let is_strict_intake = orders
        .iter()
        .any(|known| known.is_current(now) && known.order.task == NursingTask::IntakeOutput);
    let unsigned = orders.iter().filter(|known| known.awaits_counter_sign()).count();
    let known = allergies(read, admission.patient_id)?;
    Ok(NursingRow {
        allergies: known.into_iter().map(|allergy| allergy.substance).collect(),
        alarms: open_alarms(read, admission)?,
        doses: due_doses(read, admission.id, now)?,
        fluids_today: day_sum(today, &flows(&entries), hours, read.zone()).sum,
        unsigned_orders: u32::try_from(unsigned).unwrap_or(u32::MAX),
        is_round_overdue: next_round_at < now,
        next_round_at,
        is_strict_intake,
        latest,
        inpatient,
    })
}

/// What nobody has answered yet, from a day back to the next hours.
pub fn due_doses(read: &Read<'_>, admission_id: RowId, now: Timestamp) -> Result<Vec<DueDose>> {
    let from = Timestamp(now.0 - BACK_HOURS * HOUR_MS);
    let until = Timestamp(now.0 + AHEAD_HOURS * HOUR_MS);
    let mut due = Vec::new();
    for row in record(read, admission_id, from, until)? {
        let open = row.cells.iter().filter(|cell: &&DoseCell| cell.state.is_open());
        due.extend(open.filter_map(|cell| {
            Some(DueDose {
                order_id: row.order.order.id,
                name: row.order.name.clone(),
                dose_text: row.order.dose_text.clone(),
                due_at: cell.due_at?,
                amount: cell.amount,
                amount_text: cell.amount_text.clone(),
                state: cell.state,
                is_high_risk: row.order.is_high_risk,
            })
        }));
    }
    due.sort_by_key(|dose| (dose.due_at, dose.order_id));
    Ok(due)
}
