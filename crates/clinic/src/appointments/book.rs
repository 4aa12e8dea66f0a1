//! Booking: one appointment, or a series of them.

use chrono::{Days, Months};
use kernel::{Command, Day, Error, Permission, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::diary::Diary;
use super::messages::remind;
use super::model::{
    self, Appointment, LENGTH_MAX, MINUTES_OF_DAY, PhoneCall, Series, Status, Unit, WaitingWish,
    within,
};
use super::slots::{Misfit, Span, instant};
use super::view::{AppointmentRow, row_of};
use crate::patients::Patient;
use crate::permissions::APPOINTMENTS_BOOK;
use crate::settings::Doctor;

/// A year of weeks and a little.
const REPEATS_MAX: i64 = 60;
/// Farther ahead is a slip of the finger.
const AHEAD_DAYS_MAX: u64 = 2 * 366;
/// Where nobody sits and nobody says how long.
const MINUTES_USUAL: i64 = 15;

#[derive(Clone, Debug, Deserialize, TS)]
#[ts(rename = "AppointmentRepeat")]
pub struct Repeat {
    pub unit: Unit,
    #[ts(type = "number")]
    pub every: i64,
    /// How many in all, or until when; one of both.
    #[ts(type = "number | null")]
    pub count: Option<i64>,
    pub until: Option<String>,
}

#[derive(Deserialize, TS)]
pub struct BookAppointment {
    pub patient_id: RowId,
    pub doctor_id: RowId,
    /// As typed, so that a day that does not exist is answered in words.
    pub day: String,
    #[ts(type = "number")]
    pub minute: i64,
    /// None for the length of the slot.
    #[ts(type = "number | null")]
    pub minutes: Option<i64>,
    /// Where, for a time outside the doctor's hours; else the hours say it.
    pub place: Option<String>,
    pub reason: String,
    /// On purpose, although the slot is full, on leave or outside the hours.
    pub is_overbooked: bool,
    pub repeat: Option<Repeat>,
    /// The entry of the waiting list that this fulfils.
    pub waiting_id: Option<RowId>,
}

/// One of a series that could not be booked.
#[derive(Clone, Debug, Serialize, TS)]
pub struct NotBooked {
    pub day: Day,
    /// A message id.
    pub why: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "AppointmentBooked")]
pub struct Booked {
    pub appointment: AppointmentRow,
    /// Of a series: how many were booked, with the first.
    #[ts(type = "number")]
    pub booked: usize,
    pub not_booked: Vec<NotBooked>,
}

impl Command for BookAppointment {
    type Output = Booked;
    const ROUTE: &'static str = "appointments.book";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Booked> {
        tx.get::<Patient>(self.patient_id)?;
        let day = model::day("day", &self.day)?;
        let days = match &self.repeat {
            Some(repeat) => repeat.days(day)?,
            None => vec![day],
        };
        let wanted = Wanted {
            doctor_id: self.doctor_id,
            day,
            minute: self.minute,
            minutes: self.minutes,
            place: self.place.clone(),
            is_overbooked: self.is_overbooked,
        };
        let last = days.last().copied().unwrap_or(day);
        let diary = Diary::read(tx, Some(self.doctor_id), day, last)?;
        let found = place(tx, &diary, &wanted, self.patient_id, None)?;
        let reason = model::reason("reason", &self.reason)?;
        let series_id = match &self.repeat {
            Some(repeat) => Some(series(tx, repeat, self.patient_id)?),
            None => None,
        };
        let first = appointment(tx, &found, self.patient_id, reason, series_id);
        keep(tx, &first)?;
        let mut not_booked = Vec::new();
        let mut booked = 1;
        for day in days.into_iter().skip(1) {
            // What was on purpose for the first day is not for all days.
            let wanted = Wanted { day, is_overbooked: false, ..wanted.clone() };
            match nearest(tx, &diary, &wanted, self.patient_id)? {
                Ok(found) => {
                    let reason = first.reason.clone();
                    let next = appointment(tx, &found, self.patient_id, reason, series_id);
                    keep(tx, &next)?;
                    booked += 1;
                }
                Err(why) => not_booked.push(NotBooked { day, why }),
            }
        }
        if let Some(waiting) = self.waiting_id {
            let wish: WaitingWish = tx.get(waiting)?;
            if wish.patient_id != self.patient_id || wish.appointment_id.is_some() {
                return Err(Error::conflict("errors-wish-not-theirs"));
            }
            tx.change(&WaitingWish { appointment_id: Some(first.id), ..wish })?;
        }
        Ok(Booked { appointment: row_of(tx, first.id)?, booked, not_booked })
    }

    fn subject(booked: &Booked) -> Option<RowId> {
        Some(booked.appointment.patient_id)
    }
}

impl Repeat {
    /// The days of a series, the first with them. The 31st of a short month is its last day.
    pub fn days(&self, first: Day) -> Result<Vec<Day>> {
        within("repeat.every", self.every, 1, 365)?;
        let until = match (&self.until, self.count) {
            (Some(until), None) => Some(model::day("repeat.until", until)?),
            (None, Some(count)) => {
                within("repeat.count", count, 2, REPEATS_MAX)?;
                None
            }
            _ => return Err(Error::invalid("repeat.count", "errors-repeat-end")),
        };
        if until.is_some_and(|until| until <= first) {
            return Err(Error::invalid("repeat.until", "errors-ends-before-start"));
        }
        let most = self.count.unwrap_or(REPEATS_MAX + 1);
        let every = u32::try_from(self.every).unwrap_or(1);
        let nth = |n: u32| match self.unit {
            Unit::Days => first.checked_add_days(Days::new(u64::from(every * n))),
            Unit::Weeks => first.checked_add_days(Days::new(u64::from(every * n) * 7)),
            Unit::Months => first.checked_add_months(Months::new(every * n)),
        };
        let days: Vec<Day> = (0..u32::try_from(most).unwrap_or(1))
            .filter_map(nth)
            .take_while(|day| until.is_none_or(|until| *day <= until))
            .collect();
        if i64::try_from(days.len()).unwrap_or(i64::MAX) > REPEATS_MAX {
            let many = Error::invalid("repeat.until", "errors-too-many-repeats");
            return Err(many.with("max", REPEATS_MAX));
        }
        Ok(days)
    }
}

/// Where somebody wants to be in the calendar.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub doctor_id: RowId,
    pub day: Day,
    pub minute: i64,
    pub minutes: Option<i64>,
    pub place: Option<String>,
    pub is_overbooked: bool,
}

/// Where that is.
#[derive(Clone, Debug)]
pub struct Placed {
    pub doctor_id: RowId,
    pub day: Day,
    pub starts_at: Timestamp,
    pub minutes: i64,
    pub place: String,
    pub is_overbooked: bool,
}

/// Whether the wanted place can be had, and the place itself; `moving` is the appointment
/// that would go there.
pub fn place(
    tx: &Tx<'_>,
    diary: &Diary,
    wanted: &Wanted,
    patient_id: RowId,
    moving: Option<RowId>,
) -> Result<Placed> {
    let doctor: Doctor = tx.get(wanted.doctor_id)?;
    if !doctor.is_active {
        return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
    }
    if !(0..MINUTES_OF_DAY).contains(&wanted.minute) {
        return Err(Error::invalid("minute", "errors-no-such-time"));
    }
    if let Some(minutes) = wanted.minutes {
        within("minutes", minutes, 1, LENGTH_MAX)?;
    }
    let starts_at = instant(tx.zone(), wanted.day, wanted.minute);
    let plan = diary.day(wanted.doctor_id, wanted.day);
    let here = plan.stretches.iter().find(|s| s.span.from <= starts_at && starts_at < s.span.until);
    let usual = here.map_or(MINUTES_USUAL, |stretch| stretch.slot_minutes);
    let minutes = wanted.minutes.unwrap_or(usual);
    let span = Span::new(starts_at, minutes);
    // A slot that runs can still be given to somebody who stands at the desk.
    if span.until <= tx.now() {
        return Err(Error::invalid("day", "errors-booking-in-past"));
    }
    let farthest = tx.today().checked_add_days(Days::new(AHEAD_DAYS_MAX));
    if farthest.is_some_and(|farthest| wanted.day > farthest) {
        return Err(Error::invalid("day", "errors-booking-too-far"));
    }
    if is_elsewhere(tx, patient_id, span, moving)? {
        return Err(Error::invalid("patient_id", "errors-patient-booked-then"));
    }
    let (place, misfit) = match plan.fit(span, moving) {
        Ok(stretch) => (stretch.place.clone(), None),
        Err(misfit) => {
            (here.map(|stretch| stretch.place.clone()).unwrap_or_default(), Some(misfit))
        }
    };
    match misfit {
        Some(misfit) if !wanted.is_overbooked => Err(refuse(misfit, &doctor)),
        _ => Ok(Placed {
            doctor_id: doctor.id,
            day: wanted.day,
            starts_at,
            minutes,
            place: match &wanted.place {
                Some(given) if place.is_empty() => crate::forms::optional("place", given)?,
                _ => place,
            },
            is_overbooked: misfit.is_some(),
        }),
    }
}

/// A conflict: it can be done on purpose.
fn refuse(misfit: Misfit, doctor: &Doctor) -> Error {
    let mut refused = Error::conflict(misfit.message()).with("doctor", &doctor.name);
    refused.field = Some("minute".into());
    refused
}

/// Nobody is in two places at one time.
pub fn is_elsewhere(
    read: &Read<'_>,
    patient_id: RowId,
    span: Span,
    moving: Option<RowId>,
) -> Result<bool> {
    let other: Option<RowId> = read.value(
        "SELECT id FROM appointment WHERE patient_id = ?1 AND starts_at > ?2 AND starts_at < ?3
             AND starts_at + minutes * 60000 > ?4 AND status IN ('booked', 'arrived')
             AND ended IS NULL AND id IS NOT ?5 ORDER BY starts_at LIMIT 1",
        rusqlite::params![
            patient_id,
            span.from.0 - LENGTH_MAX * 60_000,
            span.until,
            span.from,
            moving
        ],
    )?;
    Ok(other.is_some())
}

/// The wanted place of a day, or the free one nearest to it on that day; else why not.
fn nearest(
    tx: &Tx<'_>,
    diary: &Diary,
    wanted: &Wanted,
    patient_id: RowId,
) -> Result<std::result::Result<Placed, String>> {
    let why = match place(tx, diary, wanted, patient_id, None) {
        Ok(found) => return Ok(Ok(found)),
        Err(error) if error.code == kernel::Code::Conflict => error.message.into_owned(),
        Err(error) if error.field.as_deref() == Some("patient_id") => error.message.into_owned(),
        Err(error) => return Err(error),
    };
    let at = instant(tx.zone(), wanted.day, wanted.minute);
    let plan = diary.day(wanted.doctor_id, wanted.day);
    let mut free = plan.free(wanted.minutes, None);
    free.sort_by_key(|(span, _)| (span.from.0 - at.0).abs());
    for (span, stretch) in free {
        if !is_elsewhere(tx, patient_id, span, None)? {
            return Ok(Ok(Placed {
                doctor_id: wanted.doctor_id,
                day: wanted.day,
                starts_at: span.from,
                minutes: (span.until.0 - span.from.0) / 60_000,
                place: stretch.place.clone(),
                is_overbooked: false,
            }));
        }
    }
    Ok(Err(why))
}

fn series(tx: &mut Tx<'_>, repeat: &Repeat, patient_id: RowId) -> Result<RowId> {
    let series = Series {
        id: tx.new_id(),
        patient_id,
        unit: repeat.unit,
        every: repeat.every,
        made_at: tx.now(),
        made_by: tx.session().name.clone(),
    };
    tx.insert(&series)?;
    Ok(series.id)
}

fn appointment(
    tx: &mut Tx<'_>,
    at: &Placed,
    patient_id: RowId,
    reason: String,
    series_id: Option<RowId>,
) -> Appointment {
    Appointment {
        id: tx.new_id(),
        patient_id,
        doctor_id: at.doctor_id,
        place: at.place.clone(),
        day: at.day,
        starts_at: at.starts_at,
        minutes: at.minutes,
        reason,
        status: Status::Booked,
        is_overbooked: at.is_overbooked,
        series_id,
        token_id: None,
        arrived_at: None,
        cancel_reason: String::new(),
        phone_call: PhoneCall::None,
        booked_at: tx.now(),
        booked_by: tx.session().name.clone(),
        claimed_at: tx.now(),
    }
}

fn keep(tx: &mut Tx<'_>, appointment: &Appointment) -> Result<()> {
    tx.insert(appointment)?;
    remind(tx, appointment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(first: &str, unit: Unit, every: i64, count: i64) -> Vec<String> {
        let repeat = Repeat { unit, every, count: Some(count), until: None };
        let days = repeat.days(first.parse().unwrap()).unwrap();
        days.iter().map(Day::to_string).collect()
    }

    #[test]
    fn a_series_goes_by_days_weeks_and_months() {
        assert_eq!(
            days("2026-11-23", Unit::Weeks, 2, 3),
            ["2026-11-23", "2026-12-07", "2026-12-21"]
        );
        assert_eq!(
            days("2026-11-23", Unit::Days, 10, 3),
            ["2026-11-23", "2026-12-03", "2026-12-13"]
        );
        // The end of a month stays the end, and does not slip.
        assert_eq!(
            days("2026-12-31", Unit::Months, 1, 4),
            ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]
        );
    }

    #[test]
    fn a_series_ends_by_count_or_by_day_and_never_by_neither() {
        let first: Day = "2026-11-23".parse().unwrap();
        let given = |every, count, until: Option<&str>| {
            let until = until.map(str::to_owned);
            let repeat = Repeat { unit: Unit::Weeks, every, count, until };
            repeat.days(first).map(|days| days.len()).map_err(|error| error.message.into_owned())
        };
        assert_eq!(given(1, None, Some("2026-12-14")), Ok(4));
        for (every, count, until, message) in [
            (1, None, None, "errors-repeat-end"),
            (1, Some(3), Some("2026-12-14"), "errors-repeat-end"),
            (0, Some(3), None, "errors-out-of-range"),
            (1, Some(1), None, "errors-out-of-range"),
            (1, Some(-2), None, "errors-out-of-range"),
            (1, None, Some("2026-11-23"), "errors-ends-before-start"),
            (1, None, Some("2027-02-31"), "errors-no-such-day"),
            (1, None, Some("2029-01-01"), "errors-too-many-repeats"),
        ] {
            assert_eq!(given(every, count, until), Err(message.to_owned()));
        }
    }
}
