//! What becomes of an appointment: cancelled, not come, called up, arrived.

use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::book::{Wanted, place};
use super::diary::Diary;
use super::messages::{remind, tell, untell};
use super::model::{self, Appointment, PhoneCall, Status};
use super::slots::{Span, minute_of};
use super::view::{AppointmentRow, row_of};
use super::waiting::{WaitingRow, offers};
use crate::outbox::{MessageKind, silence};
use crate::permissions::APPOINTMENTS_BOOK;
use crate::queue::{GiveToken, Priority, Token, TokenView};

#[derive(Deserialize, TS)]
pub struct CancelAppointment {
    pub appointment_id: RowId,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "AppointmentCancelled")]
pub struct Cancelled {
    pub appointment: AppointmentRow,
    /// Who waits for a time like the one that is free now, longest first.
    pub offers: Vec<WaitingRow>,
}

impl Command for CancelAppointment {
    type Output = Cancelled;
    const ROUTE: &'static str = "appointments.cancel";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Cancelled> {
        let before: Appointment = tx.get(self.appointment_id)?;
        if before.status != Status::Booked {
            return Err(Error::conflict("errors-appointment-over"));
        }
        let cancel_reason = crate::forms::required("reason", &self.reason)?;
        let cancel_reason = model::reason("reason", &cancel_reason)?;
        let after = Appointment { status: Status::Cancelled, cancel_reason, ..before };
        tx.change(&after)?;
        remind(tx, &after)?;
        untell(tx, &after, MessageKind::Moved)?;
        untell(tx, &after, MessageKind::DoctorLate)?;
        if after.starts_at > tx.now() {
            tell(tx, &after, MessageKind::Cancelled)?;
        }
        let freed = Span::new(after.starts_at, after.minutes);
        let offers = offers(tx, after.doctor_id, freed)?;
        let offers = offers.into_iter().filter(|one| one.patient_id != after.patient_id);
        Ok(Cancelled { appointment: row_of(tx, after.id)?, offers: offers.collect() })
    }

    fn subject(cancelled: &Cancelled) -> Option<RowId> {
        Some(cancelled.appointment.patient_id)
    }
}

/// Nobody comes any more: what is booked is cancelled, and nothing is told to anybody.
pub fn cancel_all(tx: &mut Tx<'_>, patient_id: RowId, reason: &str) -> Result<()> {
    let booked: Vec<Appointment> = tx.all(
        "SELECT * FROM appointment WHERE patient_id = ?1 AND status = 'booked'
             AND ended IS NULL ORDER BY starts_at, id LIMIT 500",
        [patient_id],
    )?;
    for before in booked {
        let cancel_reason = reason.to_owned();
        tx.change(&Appointment { status: Status::Cancelled, cancel_reason, ..before })?;
    }
    silence(tx, patient_id)
}

/// Takes back a cancellation or a no-show. A cancelled slot is claimed anew: it may be
/// somebody else's by now.
#[derive(Deserialize, TS)]
pub struct RestoreAppointment {
    pub appointment_id: RowId,
}

impl Command for RestoreAppointment {
    type Output = AppointmentRow;
    const ROUTE: &'static str = "appointments.restore";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<AppointmentRow> {
        let before: Appointment = tx.get(self.appointment_id)?;
        let after = match before.status {
            Status::Booked | Status::Arrived => return row_of(tx, before.id),
            Status::NoShow => Appointment { status: Status::Booked, ..before },
            Status::Cancelled => {
                let diary = Diary::read(tx, Some(before.doctor_id), before.day, before.day)?;
                let wanted = Wanted {
                    doctor_id: before.doctor_id,
                    day: before.day,
                    minute: minute_of(tx.zone(), before.starts_at),
                    minutes: Some(before.minutes),
                    place: Some(before.place.clone()),
                    is_overbooked: before.is_overbooked,
                };
                place(tx, &diary, &wanted, before.patient_id, Some(before.id))?;
                untell(tx, &before, MessageKind::Cancelled)?;
                Appointment {
                    status: Status::Booked,
                    cancel_reason: String::new(),
                    claimed_at: tx.now(),
                    ..before
                }
            }
        };
        tx.change(&after)?;
        remind(tx, &after)?;
        row_of(tx, after.id)
    }

    fn subject(row: &AppointmentRow) -> Option<RowId> {
        Some(row.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct MarkNoShow {
    pub appointment_id: RowId,
}

impl Command for MarkNoShow {
    type Output = AppointmentRow;
    const ROUTE: &'static str = "appointments.no_show";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<AppointmentRow> {
        let before: Appointment = tx.get(self.appointment_id)?;
        if before.status != Status::Booked {
            return Err(Error::conflict("errors-appointment-over"));
        }
        if before.starts_at > tx.now() {
            return Err(Error::conflict("errors-not-yet-time"));
        }
        let after = Appointment { status: Status::NoShow, ..before };
        tx.change(&after)?;
        row_of(tx, after.id)
    }

    fn subject(row: &AppointmentRow) -> Option<RowId> {
        Some(row.patient_id)
    }
}

/// What came of the call on the eve.
#[derive(Deserialize, TS)]
pub struct TickCall {
    pub appointment_id: RowId,
    pub phone_call: PhoneCall,
}

impl Command for TickCall {
    type Output = AppointmentRow;
    const ROUTE: &'static str = "appointments.tick_call";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<AppointmentRow> {
        let after = Appointment { phone_call: self.phone_call, ..tx.get(self.appointment_id)? };
        tx.change(&after)?;
        row_of(tx, after.id)
    }

    fn subject(row: &AppointmentRow) -> Option<RowId> {
        Some(row.patient_id)
    }
}

/// The patient is here: the queue gives a token. Who already has one of this doctor keeps it.
#[derive(Deserialize, TS)]
pub struct CheckIn {
    pub appointment_id: RowId,
    pub priority: Priority,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct CheckedIn {
    pub appointment: AppointmentRow,
    pub token: TokenView,
}

impl Command for CheckIn {
    type Output = CheckedIn;
    const ROUTE: &'static str = "appointments.check_in";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<CheckedIn> {
        let before: Appointment = tx.get(self.appointment_id)?;
        if !matches!(before.status, Status::Booked | Status::NoShow) {
            return Err(Error::conflict("errors-appointment-over"));
        }
        if before.day != tx.today() {
            return Err(Error::conflict("errors-not-today"));
        }
        let waiting: Option<Token> = tx.one(
            "SELECT * FROM token WHERE patient_id = ?1 AND day = ?2 AND doctor_id = ?3
                 AND stage NOT IN ('done', 'left') AND ended IS NULL ORDER BY id LIMIT 1",
            rusqlite::params![before.patient_id, before.day.to_string(), before.doctor_id],
        )?;
        let token = match waiting {
            Some(token) => token.into(),
            None => {
                let give = GiveToken {
                    patient_id: before.patient_id,
                    doctor_id: before.doctor_id,
                    priority: self.priority,
                    reason: before.reason.clone(),
                };
                give.run(tx)?
            }
        };
        let after = Appointment {
            status: Status::Arrived,
            token_id: Some(token.token.id),
            arrived_at: Some(tx.now()),
            ..before
        };
        tx.change(&after)?;
        remind(tx, &after)?;
        untell(tx, &after, MessageKind::DoctorLate)?;
        Ok(CheckedIn { appointment: row_of(tx, after.id)?, token })
    }

    fn subject(done: &CheckedIn) -> Option<RowId> {
        Some(done.appointment.patient_id)
    }
}
