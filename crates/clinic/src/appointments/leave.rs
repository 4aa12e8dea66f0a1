//! Leave of a doctor and holidays of the clinic.

use kernel::{Command, Day, Nothing, Permission, Query, Read, Result, RowId, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{self, Leave, MINUTES_OF_DAY, within};
use super::schedules::{coming, refuse_affected, shown};
use super::slots::span;
use super::view::AppointmentRow;
use crate::forms;
use crate::permissions::{APPOINTMENTS_MANAGE, APPOINTMENTS_VIEW};
use crate::settings::Doctor;

#[derive(Clone, Deserialize, TS)]
pub struct LeaveForm {
    /// None: the clinic is closed.
    pub doctor_id: Option<RowId>,
    pub from_day: String,
    pub until_day: String,
    /// Both for a part of each day, none for whole days.
    #[ts(type = "number | null")]
    pub from_minute: Option<i64>,
    #[ts(type = "number | null")]
    pub until_minute: Option<i64>,
    pub reason: String,
}

impl LeaveForm {
    fn checked(self, id: RowId) -> Result<Leave> {
        let from_day = model::day("from_day", &self.from_day)?;
        let until_day = model::day("until_day", &self.until_day)?;
        let backwards = |field: &str| kernel::Error::invalid(field, "errors-ends-before-start");
        if until_day < from_day {
            return Err(backwards("until_day"));
        }
        match (self.from_minute, self.until_minute) {
            (None, None) => {}
            (Some(from), Some(until)) => {
                within("from_minute", from, 0, MINUTES_OF_DAY)?;
                within("until_minute", until, 0, MINUTES_OF_DAY)?;
                if until <= from {
                    return Err(backwards("until_minute"));
                }
            }
            (None, Some(_)) => {
                return Err(kernel::Error::invalid("from_minute", "errors-required"));
            }
            (Some(_), None) => {
                return Err(kernel::Error::invalid("until_minute", "errors-required"));
            }
        }
        let reason = match self.doctor_id {
            // A holiday is named; a doctor need not say why.
            None => forms::required("reason", &self.reason)?,
            Some(_) => self.reason,
        };
        Ok(Leave {
            id,
            doctor_id: self.doctor_id,
            from_day,
            until_day,
            from_minute: self.from_minute,
            until_minute: self.until_minute,
            reason: model::reason("reason", &reason)?,
        })
    }
}

#[derive(Deserialize, TS)]
pub struct TakeLeave {
    pub form: LeaveForm,
    /// Set once the person has seen whose bookings lie in the leave.
    pub accept_affected: bool,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct LeaveTaken {
    pub leave: Leave,
    /// Whose bookings are to be moved.
    pub affected: Vec<AppointmentRow>,
}

impl Command for TakeLeave {
    type Output = LeaveTaken;
    const ROUTE: &'static str = "appointments.take_leave";
    const PERMISSION: Permission = APPOINTMENTS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<LeaveTaken> {
        let id = tx.new_id();
        let leave = self.form.checked(id)?;
        if let Some(doctor) = leave.doctor_id {
            tx.get::<Doctor>(doctor)?;
        }
        let affected = affected(tx, &leave)?;
        refuse_affected(&affected, self.accept_affected)?;
        tx.insert(&leave)?;
        Ok(LeaveTaken { leave, affected: shown(tx, affected)? })
    }

    fn subject(taken: &LeaveTaken) -> Option<RowId> {
        taken.leave.doctor_id
    }
}

#[derive(Deserialize, TS)]
pub struct AffectedByLeave {
    pub form: LeaveForm,
}

impl Query for AffectedByLeave {
    type Output = Vec<AppointmentRow>;
    const ROUTE: &'static str = "appointments.affected_by_leave";
    const PERMISSION: Permission = APPOINTMENTS_MANAGE;

    fn run(self, read: &Read<'_>) -> Result<Vec<AppointmentRow>> {
        let leave = self.form.checked(RowId::NONE)?;
        shown(read, affected(read, &leave)?)
    }
}

fn affected(read: &Read<'_>, leave: &Leave) -> Result<Vec<RowId>> {
    let zone = read.zone();
    let from = leave.from_minute.unwrap_or(0);
    let until = leave.until_minute.unwrap_or(MINUTES_OF_DAY);
    let coming = coming(read, leave.doctor_id)?.into_iter();
    let within = coming.filter(|one| {
        // An appointment over midnight lies in the leave of either day.
        let days = [Some(one.day), one.day.succ_opt()];
        days.into_iter().flatten().any(|day| {
            (leave.from_day..=leave.until_day).contains(&day)
                && span(zone, day, from, until).overlaps(one.span())
        })
    });
    Ok(within.map(|one| one.id).collect())
}

#[derive(Deserialize, TS)]
pub struct EndDoctorLeave {
    pub id: RowId,
}

impl Command for EndDoctorLeave {
    type Output = Nothing;
    const ROUTE: &'static str = "appointments.end_leave";
    const PERMISSION: Permission = APPOINTMENTS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        tx.end::<Leave>(self.id)?;
        Ok(Nothing {})
    }
}

/// Leave and holidays that are not over, or all of a year past.
#[derive(Deserialize, TS)]
pub struct ListLeave {
    /// None for today.
    pub from: Option<Day>,
}

impl Query for ListLeave {
    type Output = Vec<Leave>;
    const ROUTE: &'static str = "appointments.leave";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<Leave>> {
        let from = self.from.unwrap_or(read.today());
        read.all(
            "SELECT * FROM leave WHERE until_day >= ?1 AND ended IS NULL
             ORDER BY from_day, id LIMIT 1000",
            [from.to_string()],
        )
    }
}
