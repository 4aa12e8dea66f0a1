use kernel::{Day, Error, Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::diary::{Diary, Free, SEARCH_DAYS};
use super::model::{LENGTH_MAX, Part, within};
use super::slots::minute_of;
use crate::permissions::APPOINTMENTS_VIEW;
use crate::settings::Doctor;

const CHOICES_MAX: u16 = 50;

/// A free time that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct SlotChoice {
    pub doctor_id: RowId,
    pub day: Day,
    #[ts(type = "number")]
    pub minute: i64,
    #[ts(type = "number")]
    pub minutes: i64,
    pub place: String,
}

pub fn choice(diary: &Diary, free: Free) -> SlotChoice {
    SlotChoice {
        minute: minute_of(diary.zone, free.span.from),
        minutes: (free.span.until.0 - free.span.from.0) / 60_000,
        doctor_id: free.doctor_id,
        day: free.day,
        place: free.place,
    }
}

/// The next free times of a doctor.
#[derive(Deserialize, TS)]
pub struct FindSlots {
    pub doctor_id: RowId,
    /// None for today.
    pub from: Option<Day>,
    #[ts(type = "number | null")]
    pub minutes: Option<i64>,
    pub part: Part,
    pub limit: u16,
}

impl Query for FindSlots {
    type Output = Vec<SlotChoice>;
    const ROUTE: &'static str = "appointments.find_slots";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<SlotChoice>> {
        let doctor: Doctor = read.get(self.doctor_id)?;
        if !doctor.is_active {
            return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
        }
        if let Some(minutes) = self.minutes {
            within("minutes", minutes, 1, LENGTH_MAX)?;
        }
        let from = self.from.unwrap_or(read.today()).max(read.today());
        next_free(read, self.doctor_id, from, self.minutes, self.part, self.limit)
    }
}

pub fn next_free(
    read: &Read<'_>,
    doctor_id: RowId,
    from: Day,
    minutes: Option<i64>,
    part: Part,
    limit: u16,
) -> Result<Vec<SlotChoice>> {
    let until = from.checked_add_days(chrono::Days::new(SEARCH_DAYS)).unwrap_or(from);
    let diary = Diary::read(read, Some(doctor_id), from, until)?;
    let after = diary.start_of(from).max(read.now());
    let limit = usize::from(limit.clamp(1, CHOICES_MAX));
    let found = diary.free(doctor_id, after, until, minutes, |_, minute| part.holds(minute), limit);
    Ok(found.into_iter().map(|free| choice(&diary, free)).collect())
}
