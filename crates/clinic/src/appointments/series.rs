//! A series is edited as people say it: only this one, this one and all later, or all of it.
//! What is past, came, or was cancelled is never touched.

use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::book::{NotBooked, Wanted, place};
use super::diary::Diary;
use super::messages::{remind, tell};
use super::model::{self, Appointment, Status};
use super::moves::go;
use crate::outbox::MessageKind;
use crate::permissions::APPOINTMENTS_BOOK;

/// Which of a series: this one alone is moved or cancelled like any other appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SeriesScope {
    /// This one and those after it.
    Later,
    /// Every one that is still to come, those before this one too.
    All,
}

/// Gives appointments of a series another weekday, time or doctor: each shifts by as many
/// days as this one does.
#[derive(Deserialize, TS)]
pub struct ChangeSeries {
    pub appointment_id: RowId,
    pub scope: SeriesScope,
    pub doctor_id: Option<RowId>,
    pub day: String,
    #[ts(type = "number")]
    pub minute: i64,
    #[ts(type = "number | null")]
    pub minutes: Option<i64>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct SeriesChanged {
    pub batch_id: RowId,
    #[ts(type = "number")]
    pub changed: usize,
    /// Which stay where they were.
    pub not_changed: Vec<NotBooked>,
}

impl Command for ChangeSeries {
    type Output = SeriesChanged;
    const ROUTE: &'static str = "appointments.change_series";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<SeriesChanged> {
        let this: Appointment = tx.get(self.appointment_id)?;
        let shift = model::day("day", &self.day)? - this.day;
        let batch_id = tx.new_id();
        let (mut changed, mut not_changed) = (0, Vec::new());
        let mut coming = coming(tx, &this, self.scope)?;
        // Each goes where its neighbour still is: the far ones make room first.
        if shift > chrono::Duration::zero() {
            coming.reverse();
        }
        for one in coming {
            let Some(day) = one.day.checked_add_signed(shift) else { continue };
            let wanted = Wanted {
                doctor_id: self.doctor_id.unwrap_or(one.doctor_id),
                day,
                minute: self.minute,
                minutes: Some(self.minutes.unwrap_or(one.minutes)),
                place: Some(one.place.clone()),
                is_overbooked: false,
            };
            let diary = Diary::read(tx, Some(wanted.doctor_id), day, day)?;
            match place(tx, &diary, &wanted, one.patient_id, Some(one.id)) {
                Ok(to) => {
                    changed += 1;
                    go(tx, one, &to, batch_id, "series")?;
                }
                Err(refused) if is_of_the_slot(&refused) => {
                    not_changed.push(NotBooked { day: one.day, why: refused.message.into_owned() });
                }
                Err(refused) => return Err(refused),
            }
        }
        not_changed.sort_by_key(|one| one.day);
        Ok(SeriesChanged { batch_id, changed, not_changed })
    }
}

/// What one day refuses and another may not.
fn is_of_the_slot(refused: &Error) -> bool {
    refused.code == kernel::Code::Conflict
        || matches!(refused.field.as_deref(), Some("patient_id" | "day"))
}

/// Those of the series of `this` that are still to come.
fn coming(tx: &Tx<'_>, this: &Appointment, scope: SeriesScope) -> Result<Vec<Appointment>> {
    let Some(series_id) = this.series_id else {
        return Err(Error::conflict("errors-no-series"));
    };
    let from = match scope {
        SeriesScope::Later => this.starts_at,
        SeriesScope::All => tx.now(),
    };
    tx.all(
        "SELECT * FROM appointment WHERE series_id = ?1 AND starts_at >= ?2 AND starts_at > ?3
             AND status = 'booked' AND ended IS NULL ORDER BY starts_at, id LIMIT 100",
        rusqlite::params![series_id, from, tx.now()],
    )
}

/// Cancels appointments of a series.
#[derive(Deserialize, TS)]
pub struct CancelSeries {
    pub appointment_id: RowId,
    pub scope: SeriesScope,
    pub reason: String,
}

impl Command for CancelSeries {
    type Output = SeriesChanged;
    const ROUTE: &'static str = "appointments.cancel_series";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<SeriesChanged> {
        let reason = model::reason("reason", &crate::forms::required("reason", &self.reason)?)?;
        let this: Appointment = tx.get(self.appointment_id)?;
        let coming = coming(tx, &this, self.scope)?;
        let changed = coming.len();
        for (at, one) in coming.into_iter().enumerate() {
            let after =
                Appointment { status: Status::Cancelled, cancel_reason: reason.clone(), ..one };
            tx.change(&after)?;
            remind(tx, &after)?;
            // One message for all of them: the first.
            if at == 0 {
                tell(tx, &after, MessageKind::Cancelled)?;
            }
        }
        Ok(SeriesChanged { batch_id: this.id, changed, not_changed: Vec::new() })
    }
}
