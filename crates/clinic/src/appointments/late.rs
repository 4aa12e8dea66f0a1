//! A doctor who comes later today: everybody who still waits at home is told, and every desk
//! shows it.

use kernel::{Command, Day, Error, Permission, Query, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::messages::{tell, untell};
use super::model::{Appointment, LENGTH_MAX, Lateness, within};
use crate::outbox::MessageKind;
use crate::permissions::{APPOINTMENTS_BOOK, APPOINTMENTS_VIEW};
use crate::settings::Doctor;

/// How late a doctor is on a day; none when not late.
pub fn minutes_late(read: &Read<'_>, doctor_id: RowId, day: Day) -> Result<Option<i64>> {
    read.value(
        "SELECT minutes FROM lateness WHERE doctor_id = ?1 AND day = ?2 AND minutes > 0
             AND ended IS NULL ORDER BY at DESC, id LIMIT 1",
        rusqlite::params![doctor_id, day.to_string()],
    )
}

/// The same row on every desk that says it.
fn row_id(doctor_id: RowId, day: Day) -> RowId {
    let digest = blake3::hash(format!("lateness {doctor_id} {day}").as_bytes());
    let mut id = [0; 16];
    id.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
    RowId(id)
}

/// Nought minutes: the doctor is there, nobody needs to be told any more.
#[derive(Deserialize, TS)]
pub struct SetLate {
    pub doctor_id: RowId,
    #[ts(type = "number")]
    pub minutes: i64,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "LatenessTold")]
pub struct Told {
    pub doctor_id: RowId,
    #[ts(type = "number")]
    pub minutes: i64,
    /// Whose appointments are still to come.
    #[ts(type = "number")]
    pub patients: usize,
}

impl Command for SetLate {
    type Output = Told;
    const ROUTE: &'static str = "appointments.set_late";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Told> {
        within("minutes", self.minutes, 0, LENGTH_MAX)?;
        let doctor: Doctor = tx.get(self.doctor_id)?;
        if !doctor.is_active {
            return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
        }
        let (day, now) = (tx.today(), tx.now());
        let late = Lateness {
            id: row_id(doctor.id, day),
            doctor_id: doctor.id,
            day,
            minutes: self.minutes,
            at: now,
            by: tx.session().name.clone(),
        };
        match tx.find::<Lateness>(late.id)? {
            Some(_) => tx.change(&late)?,
            None => tx.insert(&late)?,
        }
        let coming: Vec<Appointment> = tx.all(
            "SELECT * FROM appointment WHERE day = ?1 AND doctor_id = ?2 AND status = 'booked'
                 AND ended IS NULL ORDER BY starts_at, id LIMIT 500",
            rusqlite::params![day.to_string(), doctor.id],
        )?;
        // Who should have come by now is told all the same: the doctor is not there either.
        for appointment in &coming {
            match self.minutes {
                0 => untell(tx, appointment, MessageKind::DoctorLate)?,
                _ => tell(tx, appointment, MessageKind::DoctorLate)?,
            }
        }
        Ok(Told { doctor_id: doctor.id, minutes: self.minutes, patients: coming.len() })
    }

    fn subject(told: &Told) -> Option<RowId> {
        Some(told.doctor_id)
    }
}

/// Who is late today.
#[derive(Deserialize, TS)]
pub struct ListLate {}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LateDoctor {
    pub doctor_id: RowId,
    pub doctor_name: String,
    #[ts(type = "number")]
    pub minutes: i64,
    pub at: Timestamp,
}

impl Query for ListLate {
    type Output = Vec<LateDoctor>;
    const ROUTE: &'static str = "appointments.late";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<LateDoctor>> {
        late_on(read, read.today())
    }
}

pub fn late_on(read: &Read<'_>, day: Day) -> Result<Vec<LateDoctor>> {
    read.all(
        "SELECT lateness.doctor_id, doctor.name AS doctor_name, lateness.minutes, lateness.at
         FROM lateness JOIN doctor ON doctor.id = lateness.doctor_id
         WHERE lateness.day = ?1 AND lateness.minutes > 0 AND lateness.ended IS NULL
         ORDER BY doctor.name, lateness.doctor_id LIMIT 200",
        [day.to_string()],
    )
}
