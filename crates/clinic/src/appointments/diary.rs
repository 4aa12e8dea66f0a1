//! Schedules, leave and bookings of some days, read once; slots are made from them.

use std::collections::BTreeMap;

use kernel::{Day, Read, Record, Result, RowId, Timestamp, Zone};
use serde::Deserialize;

use super::model::{Appointment, Leave, Schedule};
use super::slots::{Booking, DayPlan, Span, Stretch, day_plan, instant, minute_of};
use crate::claims::{self, Lost};

/// How far ahead a free slot is looked for.
pub const SEARCH_DAYS: u64 = 120;
const BOOKINGS_MAX: i64 = 20_000;

pub struct Diary {
    pub zone: Zone,
    pub schedules: Vec<Schedule>,
    pub leave: Vec<Leave>,
    bookings: BTreeMap<Day, Vec<Booking>>,
}

#[derive(Deserialize)]
struct Found {
    id: RowId,
    doctor_id: RowId,
    starts_at: Timestamp,
    minutes: i64,
    is_overbooked: bool,
    claimed_at: Timestamp,
}

/// A free time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Free {
    pub doctor_id: RowId,
    pub day: Day,
    pub span: Span,
    pub place: String,
}

/// The bookings of a day that lost their slot to another claim.
pub fn lost(read: &Read<'_>, plan: &DayPlan) -> Result<Vec<Lost>> {
    let mut found = Vec::new();
    for (claims, capacity) in plan.claims() {
        found.extend(claims::lost(read, Appointment::TABLE, claims, capacity)?);
    }
    Ok(found)
}

impl Diary {
    /// The diary of one doctor, or of all.
    pub fn read(read: &Read<'_>, doctor_id: Option<RowId>, from: Day, until: Day) -> Result<Self> {
        let days = rusqlite::params![doctor_id, from.to_string(), until.to_string()];
        let schedules = read.all(
            "SELECT * FROM schedule WHERE (?1 IS NULL OR doctor_id = ?1) AND valid_from <= ?3
                 AND (valid_until IS NULL OR valid_until >= ?2) AND ended IS NULL
             ORDER BY doctor_id, valid_from, id LIMIT 5000",
            days,
        )?;
        let leave = read.all(
            "SELECT * FROM leave WHERE (?1 IS NULL OR doctor_id IS NULL OR doctor_id = ?1)
                 AND from_day <= ?3 AND until_day >= ?2 AND ended IS NULL
             ORDER BY from_day, id LIMIT 5000",
            days,
        )?;
        let mut diary = Self { zone: read.zone(), schedules, leave, bookings: BTreeMap::new() };
        let (from, until) = (diary.start_of(from), diary.end_of(until));
        let columns = "SELECT id, doctor_id, starts_at, minutes, is_overbooked,
             claimed_at FROM appointment";
        let tail = "status IN ('booked', 'arrived') AND ended IS NULL
             ORDER BY starts_at, id LIMIT ?3";
        let found: Vec<Found> = match doctor_id {
            Some(doctor_id) => read.all(
                &format!(
                    "{columns} WHERE doctor_id = ?4 AND starts_at >= ?1 AND starts_at < ?2 AND {tail}"
                ),
                rusqlite::params![from, until, BOOKINGS_MAX, doctor_id],
            )?,
            None => read.all(
                &format!(
                    "{columns} WHERE day >= ?4 AND day <= ?5 AND starts_at >= ?1
                         AND starts_at < ?2 AND {tail}"
                ),
                rusqlite::params![
                    from,
                    until,
                    BOOKINGS_MAX,
                    from.day(diary.zone).to_string(),
                    until.day(diary.zone).to_string()
                ],
            )?,
        };
        for one in found {
            diary.add(Booking {
                id: one.id,
                doctor_id: one.doctor_id,
                span: Span::new(one.starts_at, one.minutes),
                is_overbooked: one.is_overbooked,
                claimed_at: one.claimed_at,
            });
        }
        Ok(diary)
    }

    pub fn start_of(&self, day: Day) -> Timestamp {
        instant(self.zone, day, 0)
    }

    pub fn end_of(&self, day: Day) -> Timestamp {
        instant(self.zone, day.succ_opt().unwrap_or(day), 0)
    }

    /// A booking made meanwhile.
    pub fn add(&mut self, booking: Booking) {
        self.bookings.entry(booking.span.from.day(self.zone)).or_default().push(booking);
    }

    pub fn take(&mut self, id: RowId) {
        for day in self.bookings.values_mut() {
            day.retain(|booking| booking.id != id);
        }
    }

    pub fn bookings(&self) -> impl Iterator<Item = (Day, &Booking)> {
        self.bookings.iter().flat_map(|(day, all)| all.iter().map(|booking| (*day, booking)))
    }

    pub fn day(&self, doctor_id: RowId, day: Day) -> DayPlan {
        let bookings = self.bookings.get(&day).map(Vec::as_slice).unwrap_or_default();
        day_plan(&self.schedules, &self.leave, bookings.iter(), self.zone, doctor_id, day)
    }

    /// Free times of a doctor from an instant on, at most `most`, until the last day.
    pub fn free(
        &self,
        doctor_id: RowId,
        after: Timestamp,
        until: Day,
        minutes: Option<i64>,
        wanted: impl Fn(&Free, i64) -> bool,
        most: usize,
    ) -> Vec<Free> {
        let mut found = Vec::new();
        let first = after.day(self.zone);
        for day in first.iter_days().take_while(|day| *day <= until) {
            let plan = self.day(doctor_id, day);
            let free = plan.free(minutes, None).into_iter();
            let to_free = |(span, stretch): (Span, &Stretch)| Free {
                doctor_id,
                day,
                span,
                place: stretch.place.clone(),
            };
            let free = free.filter(|(span, _)| span.from >= after).map(to_free);
            found.extend(free.filter(|free| wanted(free, minute_of(self.zone, free.span.from))));
            if found.len() >= most {
                break;
            }
        }
        found.truncate(most);
        found
    }
}
