use chrono::Days;
use kernel::{Day, Error, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::doses::{DoseRow, record};
use super::fluid::{FluidView, flows, fluids};
use super::news2::NotValid;
use super::note::{NursingNoteView, nursing_notes};
use super::scoring::{
    ObservationView, latest_round, next_round, not_valid, observations, open_alarms, scale_at,
};
use super::totals::{DaySum, day_sum, shift_of, ward_day};
use crate::permissions::NURSING_VIEW;
use crate::rounds::{WardHours, at_minute, known_orders, ward_hours};
use crate::wards::Admission;

/// No chart shows more at a time.
pub const CHART_DAYS_MAX: u16 = 31;

/// The start of a day of the ward, by its first shift.
pub fn begins(day: Day, hours: &WardHours, read: &Read<'_>) -> Timestamp {
    at_minute(day, hours.shifts.first().copied().unwrap_or(0), read.zone())
}

/// The chart of one admission: so many days of the ward up to and with `until`.
#[derive(Deserialize, TS)]
pub struct OpenChart {
    pub admission_id: RowId,
    /// The last day shown; today if not said.
    pub until: Option<Day>,
    pub days: u16,
}

#[derive(Serialize, TS)]
pub struct ChartSheet {
    pub from: Timestamp,
    pub until: Timestamp,
    pub now: Timestamp,
    /// Oldest first, corrected ones among them.
    pub observations: Vec<ObservationView>,
    pub latest: Option<ObservationView>,
    pub open_alarms: Vec<ObservationView>,
    pub next_round_at: Timestamp,
    pub is_round_overdue: bool,
    pub not_valid: Option<NotValid>,
    /// As the doctor ordered.
    pub spo2_scale: u8,
    pub fluids: Vec<FluidView>,
    /// One for each day of the ward, newest first.
    pub sums: Vec<DaySum>,
    /// The shift that is on now.
    pub shift: ShiftNow,
    pub notes: Vec<NursingNoteView>,
}

#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct ShiftNow {
    pub day: Day,
    pub number: u8,
    pub from: Timestamp,
    pub until: Timestamp,
}

pub fn shift_now(read: &Read<'_>, hours: &WardHours) -> ShiftNow {
    let (day, number, from, until) = shift_of(read.now(), hours, read.zone());
    ShiftNow { day, number: u8::try_from(number).unwrap_or(0), from, until }
}

impl Query for OpenChart {
    type Output = ChartSheet;
    const ROUTE: &'static str = "nursing.chart";
    const PERMISSION: Permission = NURSING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<ChartSheet> {
        let admission: Admission = read.get(self.admission_id)?;
        let hours = ward_hours(read)?;
        let now = read.now();
        let end = admission.discharged_at.unwrap_or(now);
        let last = self.until.unwrap_or_else(|| ward_day(end, &hours, read.zone()));
        let days = self.days.clamp(1, CHART_DAYS_MAX);
        let first = last - Days::new(u64::from(days) - 1);
        let (from, until) =
            (begins(first, &hours, read), begins(last + Days::new(1), &hours, read));
        // The latest round may be older than what is shown.
        let all = observations(read, &admission, admission.admitted_at)?;
        let latest = latest_round(&all).cloned();
        let orders = known_orders(read, admission.id)?;
        let next_round_at = next_round(&admission, latest.as_ref(), &orders, now);
        let entries: Vec<FluidView> = fluids(read, admission.id, from)?
            .into_iter()
            .filter(|view| view.entry.at < until)
            .collect();
        let moved = flows(&entries);
        let sums = first.iter_days().take(usize::from(days));
        let mut sums: Vec<DaySum> =
            sums.map(|day| day_sum(day, &moved, &hours, read.zone())).collect();
        sums.reverse();
        let is_shown = |view: &ObservationView| (from..until).contains(&view.observation.taken_at);
        Ok(ChartSheet {
            from,
            until,
            now,
            observations: all.into_iter().filter(is_shown).collect(),
            latest,
            open_alarms: open_alarms(read, &admission)?,
            next_round_at,
            is_round_overdue: admission.is_open() && next_round_at < now,
            not_valid: not_valid(read, &admission, now)?,
            spo2_scale: scale_at(&orders, now),
            fluids: entries,
            sums,
            shift: shift_now(read, &hours),
            notes: nursing_notes(read, admission.id, from)?,
        })
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

/// The medicine administration record of one date of the calendar.
#[derive(Deserialize, TS)]
pub struct OpenMedicines {
    pub admission_id: RowId,
    /// Today if not said.
    pub day: Option<Day>,
}

#[derive(Serialize, TS)]
pub struct MedicinesSheet {
    pub day: Day,
    pub from: Timestamp,
    pub until: Timestamp,
    pub now: Timestamp,
    pub rows: Vec<DoseRow>,
    pub is_band_required: bool,
    pub late_minutes: u16,
}

impl Query for OpenMedicines {
    type Output = MedicinesSheet;
    const ROUTE: &'static str = "nursing.medicines";
    const PERMISSION: Permission = NURSING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<MedicinesSheet> {
        let admission: Admission = read.get(self.admission_id)?;
        let day = self.day.unwrap_or_else(|| read.today());
        if (day - read.today()).num_days().abs() > 3660 {
            return Err(Error::invalid("day", "errors-out-of-range")
                .with("min", read.today() - Days::new(3660))
                .with("max", read.today() + Days::new(3660)));
        }
        let from = at_minute(day, 0, read.zone());
        let until = at_minute(day + Days::new(1), 0, read.zone());
        let hours = ward_hours(read)?;
        Ok(MedicinesSheet {
            day,
            from,
            until,
            now: read.now(),
            rows: record(read, admission.id, from, until)?,
            is_band_required: hours.is_band_required,
            late_minutes: hours.late_minutes,
        })
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}
