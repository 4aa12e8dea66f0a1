//! What the desk wants to know of a patient while booking.

use kernel::{Day, Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::view::{AppointmentRow, rows};
use crate::billing::free_until;
use crate::outbox::may_message;
use crate::patients::Patient;
use crate::permissions::APPOINTMENTS_VIEW;

#[derive(Deserialize, TS)]
pub struct AboutPatient {
    pub patient_id: RowId,
    /// The doctor whose free follow-up is asked for.
    pub doctor_id: Option<RowId>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct PatientAppointments {
    pub may_message: bool,
    pub has_phone: bool,
    /// Until when a visit to that doctor is free; past days are not said.
    pub free_until: Option<Day>,
    pub last_doctor_id: Option<RowId>,
    /// Soonest first.
    pub coming: Vec<AppointmentRow>,
    /// Newest first.
    pub past: Vec<AppointmentRow>,
    #[ts(type = "number")]
    pub no_shows: i64,
}

impl Query for AboutPatient {
    type Output = PatientAppointments;
    const ROUTE: &'static str = "appointments.of_patient";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<PatientAppointments> {
        let patient: Patient = read.get(self.patient_id)?;
        let today = read.today();
        let free = match self.doctor_id {
            Some(doctor) => free_until(read, patient.id, doctor, today, None)?,
            None => None,
        };
        let coming = "WHERE appointment.patient_id = ?1 AND appointment.day >= ?2
             AND appointment.status IN ('booked', 'arrived') AND appointment.ended IS NULL
             ORDER BY appointment.starts_at, appointment.id LIMIT 60";
        let past = "WHERE appointment.patient_id = ?1
             AND (appointment.day < ?2 OR appointment.status IN ('no_show', 'cancelled'))
             AND appointment.ended IS NULL
             ORDER BY appointment.starts_at DESC, appointment.id LIMIT 30";
        let day = today.to_string();
        let params = rusqlite::params![patient.id, day];
        let last_doctor_id = read.value(
            "SELECT doctor_id FROM token WHERE patient_id = ?1 AND ended IS NULL
             ORDER BY day DESC, id DESC LIMIT 1",
            [patient.id],
        )?;
        let no_shows: Option<i64> = read.value(
            "SELECT count(*) FROM appointment WHERE patient_id = ?1 AND status = 'no_show'
                 AND ended IS NULL",
            [patient.id],
        )?;
        Ok(PatientAppointments {
            may_message: may_message(read, patient.id)?,
            has_phone: !patient.phone.is_empty(),
            free_until: free.filter(|until| *until >= today),
            last_doctor_id,
            coming: rows(read, coming, params)?,
            past: rows(read, past, params)?,
            no_shows: no_shows.unwrap_or(0),
        })
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.patient_id)
    }
}
