//! What a patient is told about an appointment: reminded the day before, told of a move, a
//! cancellation, a late doctor. Only what the words need goes into a message.

use std::collections::BTreeMap;

use kernel::{Result, Timestamp, Tx};

use super::model::{Appointment, Status};
use super::slots::{instant, minute_of};
use crate::outbox::{Message, MessageKind, MessageState, post, waiting, withdraw};
use crate::patients::Patient;
use crate::settings::{Doctor, clinic};

/// The day before, when people are home from work and nobody sleeps.
const REMIND_MINUTE: i64 = 17 * 60;

/// Writes the reminder of an appointment, changes the one that waits, or withdraws it.
pub fn remind(tx: &mut Tx<'_>, appointment: &Appointment) -> Result<()> {
    let mut before = waiting(tx, appointment.id, Some(MessageKind::Reminder))?.into_iter();
    let kept = before.next();
    for extra in before {
        withdraw(tx, extra)?;
    }
    let eve = appointment.day.pred_opt().unwrap_or(appointment.day);
    let due_at = instant(tx.zone(), eve, REMIND_MINUTE);
    let is_wanted = appointment.status == Status::Booked && due_at > tx.now();
    match (kept, is_wanted) {
        (Some(kept), false) => withdraw(tx, kept),
        (None, false) => Ok(()),
        (Some(kept), true) => {
            let args = args(tx, appointment)?;
            tx.change(&Message { args, due_at, ..kept })
        }
        (None, true) => write(tx, appointment, MessageKind::Reminder, due_at),
    }
}

/// Tells now that something about the appointment is different; what was to be told of the
/// same kind before and was not carried yet is withdrawn.
pub fn tell(tx: &mut Tx<'_>, appointment: &Appointment, kind: MessageKind) -> Result<()> {
    untell(tx, appointment, kind)?;
    let now = tx.now();
    write(tx, appointment, kind, now)
}

pub fn untell(tx: &mut Tx<'_>, appointment: &Appointment, kind: MessageKind) -> Result<()> {
    for message in waiting(tx, appointment.id, Some(kind))? {
        withdraw(tx, message)?;
    }
    Ok(())
}

fn text_id(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Reminder => "message-reminder",
        MessageKind::Moved => "message-moved",
        MessageKind::Cancelled => "message-cancelled",
        MessageKind::DoctorLate => "message-doctor-late",
    }
}

/// Nobody without a phone is written to.
fn write(
    tx: &mut Tx<'_>,
    appointment: &Appointment,
    kind: MessageKind,
    due_at: Timestamp,
) -> Result<()> {
    let Some(patient) = tx.find::<Patient>(appointment.patient_id)? else { return Ok(()) };
    if patient.phone.is_empty() {
        return Ok(());
    }
    let fallback = clinic(tx)?.print_language;
    let message = Message {
        id: tx.new_id(),
        kind,
        patient_id: patient.id,
        appointment_id: Some(appointment.id),
        phone: patient.phone,
        language: if patient.language.is_empty() { fallback } else { patient.language },
        text_id: text_id(kind).into(),
        args: args(tx, appointment)?,
        due_at,
        state: MessageState::Pending,
        made_at: tx.now(),
    };
    post(tx, message)
}

/// Day and time are written out by whoever carries the message, in its language.
fn args(tx: &Tx<'_>, appointment: &Appointment) -> Result<BTreeMap<String, String>> {
    let doctor = tx.find::<Doctor>(appointment.doctor_id)?.map(|doctor| doctor.name);
    let minute = minute_of(tx.zone(), appointment.starts_at);
    let mut args = BTreeMap::from([
        ("clinic".to_owned(), clinic(tx)?.name),
        ("doctor".to_owned(), doctor.unwrap_or_default()),
        ("day".to_owned(), appointment.day.to_string()),
        ("time".to_owned(), format!("{:02}:{:02}", minute / 60, minute % 60)),
    ]);
    if !appointment.place.is_empty() {
        args.insert("place".to_owned(), appointment.place.clone());
    }
    if let Some(late) = super::late::minutes_late(tx, appointment.doctor_id, appointment.day)? {
        args.insert("minutes".to_owned(), late.to_string());
    }
    Ok(args)
}
