//! An appointment as lists and calendars show it.

use kernel::{Day, Read, Result, RowId, Timestamp};
use rusqlite::Params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{PhoneCall, Status};
use super::slots::minute_of;
use crate::age;
use crate::claims::Lost;
use crate::outbox::MessageState;
use crate::patients::Sex;
use crate::queue::Stage;

#[derive(Clone, Debug, Serialize, TS)]
pub struct AppointmentRow {
    pub id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub place: String,
    pub day: Day,
    pub starts_at: Timestamp,
    /// On the clinic's wall clock.
    #[ts(type = "number")]
    pub minute: i64,
    #[ts(type = "number")]
    pub minutes: i64,
    pub reason: String,
    pub status: Status,
    pub is_overbooked: bool,
    /// Lost its slot to an earlier claim.
    pub is_clashing: bool,
    /// It does, and the clinic's server may still say otherwise.
    pub is_provisional: bool,
    pub series_id: Option<RowId>,
    pub cancel_reason: String,
    pub phone_call: PhoneCall,
    pub booked_by: String,
    pub patient_name: String,
    pub reg_no: String,
    pub sex: Sex,
    pub age: String,
    pub phone: String,
    pub doctor_name: String,
    /// `A12` once checked in, and how far that token has come.
    pub token: String,
    pub stage: Option<Stage>,
    /// Of the reminder, where there is one.
    pub reminder: Option<MessageState>,
    #[ts(type = "number")]
    pub moves: i64,
}

impl AppointmentRow {
    /// Whether it is among those that lost their slot.
    pub fn mark(&mut self, clashes: &[Lost]) {
        let own = clashes.iter().find(|lost| lost.id == self.id);
        self.is_clashing = own.is_some();
        self.is_provisional = own.is_some_and(|own| !own.is_confirmed);
    }
}

#[derive(Deserialize)]
struct Found {
    id: RowId,
    patient_id: RowId,
    doctor_id: RowId,
    place: String,
    day: Day,
    starts_at: Timestamp,
    minutes: i64,
    reason: String,
    status: Status,
    is_overbooked: bool,
    series_id: Option<RowId>,
    cancel_reason: String,
    phone_call: PhoneCall,
    booked_by: String,
    patient_name: Option<String>,
    reg_no: Option<String>,
    sex: Option<Sex>,
    birth_date: Option<Day>,
    phone: Option<String>,
    doctor_name: Option<String>,
    token: Option<String>,
    stage: Option<Stage>,
    reminder: Option<MessageState>,
    moves: i64,
}

const ROWS: &str = "
SELECT appointment.id, appointment.patient_id, appointment.doctor_id, appointment.place,
    appointment.day, appointment.starts_at, appointment.minutes, appointment.reason,
    appointment.status, appointment.is_overbooked, appointment.series_id,
    appointment.cancel_reason, appointment.phone_call, appointment.booked_by,
    patient.name AS patient_name, patient.reg_no, patient.sex, patient.birth_date,
    opened(patient.phone, 'phone', patient.id) AS phone, doctor.name AS doctor_name,
    substr(token.series, 1, instr(token.series, '/') - 1) || token.number AS token, token.stage,
    (SELECT state FROM outbox WHERE outbox.appointment_id = appointment.id
         AND outbox.kind = 'reminder' AND outbox.state <> 'withdrawn' AND outbox.ended IS NULL
     ORDER BY due_at DESC LIMIT 1) AS reminder,
    (SELECT count(*) FROM appointment_move WHERE appointment_id = appointment.id) AS moves
FROM appointment LEFT JOIN patient ON patient.id = appointment.patient_id
    LEFT JOIN doctor ON doctor.id = appointment.doctor_id
    LEFT JOIN token ON token.id = appointment.token_id ";

/// The rows of a `WHERE … ORDER BY … LIMIT …`.
pub fn rows(read: &Read<'_>, tail: &str, params: impl Params) -> Result<Vec<AppointmentRow>> {
    let found: Vec<Found> = read.all(&format!("{ROWS}{tail}"), params)?;
    Ok(found.into_iter().map(|found| row(read, found)).collect())
}

pub fn row_of(read: &Read<'_>, id: RowId) -> Result<AppointmentRow> {
    let tail = "WHERE appointment.id = ?1 ORDER BY appointment.id LIMIT 1";
    let found = rows(read, tail, [id])?.pop();
    found.ok_or_else(|| kernel::Error::no_such("appointment"))
}

/// A patient who has not arrived by sync yet is shown without a name.
fn row(read: &Read<'_>, found: Found) -> AppointmentRow {
    AppointmentRow {
        minute: minute_of(read.zone(), found.starts_at),
        age: found.birth_date.map(|birth| age::text(birth, read.today())).unwrap_or_default(),
        patient_name: found.patient_name.unwrap_or_default(),
        reg_no: found.reg_no.unwrap_or_default(),
        sex: found.sex.unwrap_or(Sex::Other),
        phone: found.phone.unwrap_or_default(),
        doctor_name: found.doctor_name.unwrap_or_default(),
        token: found.token.unwrap_or_default(),
        is_clashing: false,
        is_provisional: false,
        id: found.id,
        patient_id: found.patient_id,
        doctor_id: found.doctor_id,
        place: found.place,
        day: found.day,
        starts_at: found.starts_at,
        minutes: found.minutes,
        reason: found.reason,
        status: found.status,
        is_overbooked: found.is_overbooked,
        series_id: found.series_id,
        cancel_reason: found.cancel_reason,
        phone_call: found.phone_call,
        booked_by: found.booked_by,
        stage: found.stage,
        reminder: found.reminder,
        moves: found.moves,
    }
}
