//! The waiting list: who would take a slot that becomes free.

use kernel::{Command, Day, Error, Nothing, Permission, Query, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::find_slots::{SlotChoice, next_free};
use super::model::{self, LENGTH_MAX, Part, WaitingWish, within};
use super::slots::{Span, minute_of};
use crate::patients::Patient;
use crate::permissions::{APPOINTMENTS_BOOK, APPOINTMENTS_VIEW};
use crate::settings::Doctor;

const ROWS_MAX: u32 = 200;
/// For so many of the list the next free time is looked up at once.
const LOOKED_UP: usize = 40;

#[derive(Deserialize, TS)]
pub struct WaitForSlot {
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub from_day: String,
    pub until_day: String,
    pub part: Part,
    #[ts(type = "number")]
    pub minutes: i64,
    pub note: String,
}

impl Command for WaitForSlot {
    type Output = WaitingWish;
    const ROUTE: &'static str = "appointments.wait";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<WaitingWish> {
        tx.get::<Patient>(self.patient_id)?;
        let doctor: Doctor = tx.get(self.doctor_id)?;
        if !doctor.is_active {
            return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
        }
        let from_day = model::day("from_day", &self.from_day)?;
        let until_day = model::day("until_day", &self.until_day)?;
        if until_day < from_day {
            return Err(Error::invalid("until_day", "errors-ends-before-start"));
        }
        if until_day < tx.today() {
            return Err(Error::invalid("until_day", "errors-booking-in-past"));
        }
        let wish = WaitingWish {
            id: tx.new_id(),
            patient_id: self.patient_id,
            doctor_id: self.doctor_id,
            from_day,
            until_day,
            part: self.part,
            minutes: within("minutes", self.minutes, 1, LENGTH_MAX)?,
            note: model::reason("note", &self.note)?,
            made_at: tx.now(),
            appointment_id: None,
        };
        tx.insert(&wish)?;
        Ok(wish)
    }

    fn subject(wish: &WaitingWish) -> Option<RowId> {
        Some(wish.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct StopWaiting {
    pub id: RowId,
}

impl Command for StopWaiting {
    type Output = Nothing;
    const ROUTE: &'static str = "appointments.stop_waiting";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        tx.end::<WaitingWish>(self.id)?;
        Ok(Nothing {})
    }
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct WaitingRow {
    pub id: RowId,
    pub patient_id: RowId,
    pub patient_name: String,
    pub reg_no: String,
    pub phone: String,
    pub doctor_id: RowId,
    pub doctor_name: String,
    pub from_day: Day,
    pub until_day: Day,
    pub part: Part,
    #[ts(type = "number")]
    pub minutes: i64,
    pub note: String,
    pub made_at: Timestamp,
    /// The next free time within the wish, when one was looked up and is there.
    pub free: Option<SlotChoice>,
}

#[derive(Deserialize)]
struct Found {
    id: RowId,
    patient_id: RowId,
    patient_name: Option<String>,
    reg_no: Option<String>,
    phone: Option<String>,
    doctor_id: RowId,
    doctor_name: Option<String>,
    from_day: Day,
    until_day: Day,
    part: Part,
    minutes: i64,
    note: String,
    made_at: Timestamp,
}

fn open(read: &Read<'_>, doctor_id: Option<RowId>) -> Result<Vec<WaitingRow>> {
    let found: Vec<Found> = read.all(
        "SELECT wish.id, wish.patient_id, patient.name AS patient_name, patient.reg_no,
             opened(patient.phone, 'phone', patient.id) AS phone, wish.doctor_id,
             doctor.name AS doctor_name, wish.from_day, wish.until_day, wish.part, wish.minutes,
             wish.note, wish.made_at
         FROM waiting_wish AS wish LEFT JOIN patient ON patient.id = wish.patient_id
             LEFT JOIN doctor ON doctor.id = wish.doctor_id
         WHERE wish.until_day >= ?1 AND (?2 IS NULL OR wish.doctor_id = ?2)
             AND wish.appointment_id IS NULL AND wish.ended IS NULL
         ORDER BY wish.made_at, wish.id LIMIT ?3",
        rusqlite::params![read.today().to_string(), doctor_id, ROWS_MAX],
    )?;
    let row = |found: Found| WaitingRow {
        id: found.id,
        patient_id: found.patient_id,
        patient_name: found.patient_name.unwrap_or_default(),
        reg_no: found.reg_no.unwrap_or_default(),
        phone: found.phone.unwrap_or_default(),
        doctor_id: found.doctor_id,
        doctor_name: found.doctor_name.unwrap_or_default(),
        from_day: found.from_day,
        until_day: found.until_day,
        part: found.part,
        minutes: found.minutes,
        note: found.note,
        made_at: found.made_at,
        free: None,
    };
    Ok(found.into_iter().map(row).collect())
}

/// Who waits, longest first, each with the next free time for them.
#[derive(Deserialize, TS)]
pub struct ListWaiting {}

impl Query for ListWaiting {
    type Output = Vec<WaitingRow>;
    const ROUTE: &'static str = "appointments.waiting";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<WaitingRow>> {
        let mut rows = open(read, None)?;
        for row in rows.iter_mut().take(LOOKED_UP) {
            let from = row.from_day.max(read.today());
            let next = next_free(read, row.doctor_id, from, Some(row.minutes), row.part, 1)?;
            row.free = next.into_iter().find(|free| free.day <= row.until_day);
        }
        Ok(rows)
    }
}

/// Whose wish a freed time fulfils, longest first.
pub fn offers(read: &Read<'_>, doctor_id: RowId, freed: Span) -> Result<Vec<WaitingRow>> {
    if freed.from < read.now() {
        return Ok(Vec::new());
    }
    let zone = read.zone();
    let (day, minute) = (freed.from.day(zone), minute_of(zone, freed.from));
    let minutes = (freed.until.0 - freed.from.0) / 60_000;
    let fits = |row: &WaitingRow| {
        (row.from_day..=row.until_day).contains(&day)
            && row.part.holds(minute)
            && row.minutes <= minutes
    };
    let rows = open(read, Some(doctor_id))?.into_iter().filter(fits);
    Ok(rows
        .map(|row| WaitingRow {
            free: Some(SlotChoice { doctor_id, day, minute, minutes, place: String::new() }),
            ..row
        })
        .collect())
}
