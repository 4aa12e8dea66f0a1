//! Lists for the desk: a day, the calls of its eve, who did not come, how full it was, and
//! who has to be moved.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use kernel::{Day, Error, Permission, Query, Read, Record, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::diary::{Diary, lost};
use super::model::Appointment;
use super::schedules::AFFECTED_MAX;
use super::slots::Misfit;
use super::view::{AppointmentRow, row_of, rows};
use crate::claims::{self, Untold};
use crate::permissions::APPOINTMENTS_VIEW;
use crate::settings::Doctor;

const DAY_MAX: u32 = 2000;
const PAGE_MAX: u16 = 200;
const PERIOD_DAYS_MAX: i64 = 92;
/// How far ahead bookings without hours are looked for.
const TO_MOVE_DAYS: u64 = 60;

/// All of a day, also what was cancelled.
#[derive(Deserialize, TS)]
#[ts(rename = "ListAppointments")]
pub struct ListDay {
    pub day: Day,
    pub doctor_id: Option<RowId>,
}

impl Query for ListDay {
    type Output = Vec<AppointmentRow>;
    const ROUTE: &'static str = "appointments.day";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<AppointmentRow>> {
        let mut found = day_rows(read, self.day, self.doctor_id)?;
        let diary = Diary::read(read, self.doctor_id, self.day, self.day)?;
        let doctors: BTreeSet<RowId> = found.iter().map(|row| row.doctor_id).collect();
        let mut clashes = Vec::new();
        for doctor in doctors {
            clashes.extend(lost(read, &diary.day(doctor, self.day))?);
        }
        found.iter_mut().for_each(|row| row.mark(&clashes));
        Ok(found)
    }
}

pub fn day_rows(
    read: &Read<'_>,
    day: Day,
    doctor_id: Option<RowId>,
) -> Result<Vec<AppointmentRow>> {
    let tail = "WHERE appointment.day = ?1 AND (?2 IS NULL OR appointment.doctor_id = ?2)
         AND appointment.ended IS NULL
         ORDER BY appointment.starts_at, appointment.id LIMIT ?3";
    rows(read, tail, rusqlite::params![day.to_string(), doctor_id, DAY_MAX])
}

/// Who did not come in a period, newest first.
#[derive(Deserialize, TS)]
pub struct ListNoShows {
    pub from: Day,
    pub until: Day,
    pub doctor_id: Option<RowId>,
    /// Older than this instant, for the next page.
    pub before: Option<kernel::Timestamp>,
    pub limit: u16,
}

impl Query for ListNoShows {
    type Output = Vec<AppointmentRow>;
    const ROUTE: &'static str = "appointments.no_shows";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<AppointmentRow>> {
        let tail = "WHERE appointment.status = 'no_show' AND appointment.day >= ?1
             AND appointment.day <= ?2 AND (?3 IS NULL OR appointment.doctor_id = ?3)
             AND (?4 IS NULL OR appointment.starts_at < ?4) AND appointment.ended IS NULL
             ORDER BY appointment.starts_at DESC, appointment.id LIMIT ?5";
        let params = rusqlite::params![
            self.from.to_string(),
            self.until.to_string(),
            self.doctor_id,
            self.before,
            self.limit.min(PAGE_MAX)
        ];
        rows(read, tail, params)
    }
}

/// How a period was used, by doctor.
#[derive(Deserialize, TS)]
#[ts(rename = "ShowUtilisation")]
pub struct Utilisation {
    pub from: Day,
    pub until: Day,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct UtilisationRow {
    pub doctor_id: RowId,
    pub doctor_name: String,
    /// Places in the slots of the period, without leave.
    #[ts(type = "number")]
    pub places: usize,
    /// Not cancelled.
    #[ts(type = "number")]
    pub booked: i64,
    #[ts(type = "number")]
    pub seen: i64,
    #[ts(type = "number")]
    pub no_show: i64,
    #[ts(type = "number")]
    pub overbooked: i64,
    #[ts(type = "number")]
    pub cancelled: i64,
}

#[derive(Deserialize)]
struct Counted {
    doctor_id: RowId,
    booked: i64,
    seen: i64,
    no_show: i64,
    overbooked: i64,
    cancelled: i64,
}

impl Query for Utilisation {
    type Output = Vec<UtilisationRow>;
    const ROUTE: &'static str = "appointments.utilisation";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<UtilisationRow>> {
        let days = (self.until - self.from).num_days() + 1;
        if !(1..=PERIOD_DAYS_MAX).contains(&days) {
            let wrong = Error::invalid("until", "errors-period");
            return Err(wrong.with("max", PERIOD_DAYS_MAX));
        }
        let counted: Vec<Counted> = read.all(
            "SELECT appointment.doctor_id, sum(appointment.status <> 'cancelled') AS booked,
                 sum(coalesce(token.stage IN ('with_doctor', 'billing', 'done'), 0)) AS seen,
                 sum(appointment.status = 'no_show') AS no_show,
                 sum(appointment.is_overbooked AND appointment.status <> 'cancelled')
                     AS overbooked,
                 sum(appointment.status = 'cancelled') AS cancelled
             FROM appointment LEFT JOIN token ON token.id = appointment.token_id
             WHERE appointment.day >= ?1 AND appointment.day <= ?2 AND appointment.ended IS NULL
             GROUP BY appointment.doctor_id ORDER BY appointment.doctor_id LIMIT 500",
            [self.from.to_string(), self.until.to_string()],
        )?;
        let mut counted: BTreeMap<RowId, Counted> =
            counted.into_iter().map(|one| (one.doctor_id, one)).collect();
        let doctors: Vec<Doctor> =
            read.all("SELECT * FROM doctor WHERE ended IS NULL ORDER BY name, id LIMIT 500", [])?;
        let diary = Diary::read(read, None, self.from, self.until)?;
        let row = |doctor: Doctor| {
            let places = self.places(&diary, doctor.id);
            let counts = counted.remove(&doctor.id);
            if places == 0 && counts.is_none() {
                return None;
            }
            let of = |count: fn(&Counted) -> i64| counts.as_ref().map_or(0, count);
            Some(UtilisationRow {
                doctor_id: doctor.id,
                doctor_name: doctor.name,
                places,
                booked: of(|one| one.booked),
                seen: of(|one| one.seen),
                no_show: of(|one| one.no_show),
                overbooked: of(|one| one.overbooked),
                cancelled: of(|one| one.cancelled),
            })
        };
        Ok(doctors.into_iter().filter_map(row).collect())
    }
}

impl Utilisation {
    fn places(&self, diary: &Diary, doctor_id: RowId) -> usize {
        let days = self.from.iter_days().take_while(|day| *day <= self.until);
        let slots = days.flat_map(|day| diary.day(doctor_id, day).slots());
        slots.filter(|slot| !slot.is_leave).map(|slot| slot.capacity).sum()
    }
}

/// Why an appointment cannot stay where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MoveWhy {
    Leave,
    OutsideHours,
    Clash,
    DoctorLeft,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct ToMove {
    pub why: MoveWhy,
    pub appointment: AppointmentRow,
}

/// Bookings to come whose hours are gone, whose doctor is away or left, or whose slot another
/// has. What was put outside the hours on purpose stays.
#[derive(Deserialize, TS)]
pub struct ListToMove {}

impl Query for ListToMove {
    type Output = Vec<ToMove>;
    const ROUTE: &'static str = "appointments.to_move";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<ToMove>> {
        let found = to_move(read)?.into_iter().take(AFFECTED_MAX);
        found
            .map(|(id, why)| {
                let mut appointment = row_of(read, id)?;
                appointment.is_clashing = why == MoveWhy::Clash;
                Ok(ToMove { why, appointment })
            })
            .collect()
    }
}

pub fn to_move(read: &Read<'_>) -> Result<Vec<(RowId, MoveWhy)>> {
    let today = read.today();
    let until = today.checked_add_days(chrono::Days::new(TO_MOVE_DAYS)).unwrap_or(today);
    let diary = Diary::read(read, None, today, until)?;
    let arrived: std::collections::BTreeSet<RowId> = read
        .values(
            "SELECT id FROM appointment WHERE day = ?1 AND status = 'arrived' AND ended IS NULL
             ORDER BY id LIMIT 5000",
            [today.to_string()],
        )?
        .into_iter()
        .collect();
    let left: std::collections::BTreeSet<RowId> = read
        .values("SELECT id FROM doctor WHERE is_active = 0 ORDER BY id LIMIT 5000", [])?
        .into_iter()
        .collect();
    let mut plans = BTreeMap::new();
    let mut found = Vec::new();
    for (day, booking) in diary.bookings() {
        if booking.span.from <= read.now() || arrived.contains(&booking.id) {
            continue;
        }
        let (plan, clashes) = match plans.entry((booking.doctor_id, day)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let plan = diary.day(booking.doctor_id, day);
                let clashes = lost(read, &plan)?;
                new.insert((plan, clashes))
            }
        };
        let why = match plan.fit(booking.span, Some(booking.id)) {
            _ if left.contains(&booking.doctor_id) => Some(MoveWhy::DoctorLeft),
            _ if plan.leave.iter().any(|leave| leave.overlaps(booking.span)) => {
                Some(MoveWhy::Leave)
            }
            Err(Misfit::OutsideHours) if !booking.is_overbooked => Some(MoveWhy::OutsideHours),
            _ if clashes.iter().any(|lost| lost.id == booking.id) => Some(MoveWhy::Clash),
            _ => None,
        };
        found.extend(why.map(|why| (booking.id, why)));
    }
    Ok(found)
}

/// What this desk knows of the order of slots that were given away twice, and nobody has told yet.
pub fn untold(read: &Read<'_>) -> Result<Vec<Untold>> {
    let today = read.today();
    let until = today.checked_add_days(chrono::Days::new(TO_MOVE_DAYS)).unwrap_or(today);
    let diary = Diary::read(read, None, today, until)?;
    let days = diary.bookings().map(|(day, booking)| (booking.doctor_id, day));
    let mut found = Vec::new();
    for (doctor_id, day) in days.collect::<BTreeSet<_>>() {
        for (claims, capacity) in diary.day(doctor_id, day).claims() {
            found.extend(claims::untold(read, Appointment::TABLE, claims, capacity)?);
        }
    }
    Ok(found)
}
