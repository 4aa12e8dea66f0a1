//! The calendar: everything of a few days in one answer, or a month as counts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use kernel::{Day, Error, Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::diary::{Diary, lost};
use super::late::late_on;
use super::slots::minute_of;
use super::view::{AppointmentRow, rows};
use crate::permissions::APPOINTMENTS_VIEW;
use crate::settings::Doctor;

const DAYS_MAX: i64 = 14;
const ROWS_MAX: u32 = 5000;

#[derive(Deserialize, TS)]
pub struct ShowCalendar {
    pub from: Day,
    pub until: Day,
    pub doctor_id: Option<RowId>,
    pub with_cancelled: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct CalendarDoctor {
    pub id: RowId,
    pub name: String,
    pub specialty: String,
    pub room: String,
    /// The person who looks is this doctor.
    pub is_me: bool,
    /// Today.
    #[ts(type = "number")]
    pub late_minutes: i64,
}

/// Hours of a doctor, in minutes of the day.
#[derive(Clone, Debug, Serialize, TS)]
pub struct CalendarHours {
    pub doctor_id: RowId,
    pub day: Day,
    #[ts(type = "number")]
    pub from: i64,
    #[ts(type = "number")]
    pub until: i64,
    #[ts(type = "number")]
    pub slot_minutes: i64,
    #[ts(type = "number")]
    pub capacity: usize,
    pub place: String,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct CalendarLeave {
    /// None: a holiday.
    pub doctor_id: Option<RowId>,
    pub day: Day,
    #[ts(type = "number")]
    pub from: i64,
    #[ts(type = "number")]
    pub until: i64,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct CalendarView {
    pub today: Day,
    /// The minute of the day now, on the clinic's wall clock.
    #[ts(type = "number")]
    pub minute: i64,
    pub doctors: Vec<CalendarDoctor>,
    pub hours: Vec<CalendarHours>,
    pub leave: Vec<CalendarLeave>,
    pub appointments: Vec<AppointmentRow>,
}

impl Query for ShowCalendar {
    type Output = CalendarView;
    const ROUTE: &'static str = "appointments.calendar";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<CalendarView> {
        if self.until < self.from || (self.until - self.from).num_days() >= DAYS_MAX {
            let wrong = Error::invalid("until", "errors-out-of-range");
            return Err(wrong.with("min", 1).with("max", DAYS_MAX));
        }
        let diary = Diary::read(read, self.doctor_id, self.from, self.until)?;
        let status = if self.with_cancelled { "" } else { "cancelled" };
        let tail = "WHERE appointment.day >= ?1 AND appointment.day <= ?2
             AND (?3 IS NULL OR appointment.doctor_id = ?3) AND appointment.status <> ?4
             AND appointment.ended IS NULL
             ORDER BY appointment.starts_at, appointment.id LIMIT ?5";
        let params = rusqlite::params![
            self.from.to_string(),
            self.until.to_string(),
            self.doctor_id,
            status,
            ROWS_MAX
        ];
        let mut appointments = rows(read, tail, params)?;
        let doctors = doctors(read, self.doctor_id, &appointments)?;
        let (mut hours, mut clashes) = (Vec::new(), Vec::new());
        for day in self.from.iter_days().take_while(|day| *day <= self.until) {
            for doctor in &doctors {
                let plan = diary.day(doctor.id, day);
                clashes.extend(lost(read, &plan)?);
                hours.extend(plan.stretches.into_iter().map(|stretch| CalendarHours {
                    doctor_id: doctor.id,
                    day,
                    from: minute_of(diary.zone, stretch.span.from),
                    until: end_minute(&diary, day, stretch.span.until),
                    slot_minutes: stretch.slot_minutes,
                    capacity: stretch.capacity,
                    place: stretch.place,
                }));
            }
        }
        appointments.iter_mut().for_each(|row| row.mark(&clashes));
        Ok(CalendarView {
            today: read.today(),
            minute: minute_of(diary.zone, read.now()),
            leave: leave(&diary, self.from, self.until),
            doctors,
            hours,
            appointments,
        })
    }
}

/// Midnight is the end of its day, not the start of the next.
fn end_minute(diary: &Diary, day: Day, at: kernel::Timestamp) -> i64 {
    match at.day(diary.zone) == day {
        true => minute_of(diary.zone, at),
        false => super::model::MINUTES_OF_DAY,
    }
}

fn leave(diary: &Diary, from: Day, until: Day) -> Vec<CalendarLeave> {
    let mut all = Vec::new();
    for leave in &diary.leave {
        let days = leave.from_day.max(from).iter_days();
        for day in days.take_while(|day| *day <= leave.until_day.min(until)) {
            all.push(CalendarLeave {
                doctor_id: leave.doctor_id,
                day,
                from: leave.from_minute.unwrap_or(0),
                until: leave.until_minute.unwrap_or(super::model::MINUTES_OF_DAY),
                reason: leave.reason.clone(),
            });
        }
    }
    all
}

/// Who sees patients, and who has bookings although they no longer do.
fn doctors(
    read: &Read<'_>,
    wanted: Option<RowId>,
    appointments: &[AppointmentRow],
) -> Result<Vec<CalendarDoctor>> {
    let all: Vec<Doctor> = read.all(
        "SELECT * FROM doctor WHERE (?1 IS NULL OR id = ?1) AND ended IS NULL
         ORDER BY name, id LIMIT 200",
        [wanted],
    )?;
    let booked: BTreeSet<RowId> = appointments.iter().map(|row| row.doctor_id).collect();
    let late: BTreeMap<RowId, i64> =
        late_on(read, read.today())?.into_iter().map(|one| (one.doctor_id, one.minutes)).collect();
    let shown = all.into_iter().filter(|one| one.is_active || booked.contains(&one.id));
    Ok(shown
        .map(|doctor| CalendarDoctor {
            is_me: read.session().doctor == Some(doctor.id),
            late_minutes: late.get(&doctor.id).copied().unwrap_or(0),
            id: doctor.id,
            name: doctor.name,
            specialty: doctor.specialty,
            room: doctor.room,
        })
        .collect())
}

/// The month of a day, with the weeks that it touches.
#[derive(Deserialize, TS)]
pub struct ShowMonth {
    pub day: Day,
    pub doctor_id: Option<RowId>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct MonthDay {
    pub day: Day,
    pub is_in_month: bool,
    #[ts(type = "number")]
    pub booked: usize,
    /// Places in all slots, and how many of them are free.
    #[ts(type = "number")]
    pub places: usize,
    #[ts(type = "number")]
    pub free: usize,
    /// Of the clinic.
    pub holiday: String,
    /// Who is away, wholly or in part.
    pub away: Vec<String>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct MonthView {
    pub today: Day,
    pub days: Vec<MonthDay>,
}

impl Query for ShowMonth {
    type Output = MonthView;
    const ROUTE: &'static str = "appointments.month";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<MonthView> {
        let first = self.day.with_day(1).unwrap_or(self.day);
        let next = first.checked_add_months(chrono::Months::new(1)).unwrap_or(first);
        let from = first.week(chrono::Weekday::Mon).first_day();
        let until = next.pred_opt().unwrap_or(next).week(chrono::Weekday::Mon).last_day();
        let diary = Diary::read(read, self.doctor_id, from, until)?;
        let doctors = doctors(read, self.doctor_id, &[])?;
        let day = |day: Day| {
            let plans: Vec<_> =
                doctors.iter().map(|doctor| (doctor, diary.day(doctor.id, day))).collect();
            let slots: Vec<_> = plans.iter().flat_map(|(_, plan)| plan.slots()).collect();
            let of_day =
                || diary.leave.iter().filter(|one| (one.from_day..=one.until_day).contains(&day));
            let holiday = of_day().find(|one| one.doctor_id.is_none());
            let is_away = |id: RowId| of_day().any(|one| one.doctor_id == Some(id));
            MonthDay {
                day,
                is_in_month: (day.year(), day.month()) == (first.year(), first.month()),
                booked: plans.iter().map(|(_, plan)| plan.bookings.len()).sum(),
                places: slots.iter().filter(|one| !one.is_leave).map(|one| one.capacity).sum(),
                free: slots
                    .iter()
                    .filter(|one| one.is_free())
                    .map(|one| one.capacity - one.taken)
                    .sum(),
                holiday: holiday.map(|one| one.reason.clone()).unwrap_or_default(),
                away: doctors
                    .iter()
                    .filter(|doctor| is_away(doctor.id))
                    .map(|doctor| doctor.name.clone())
                    .collect(),
            }
        };
        let days = from.iter_days().take_while(|one| *one <= until).map(day).collect();
        Ok(MonthView { today: read.today(), days })
    }
}
