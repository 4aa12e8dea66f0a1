//! Doctors' hours. Neither hours nor places are taken away from under somebody's booking unseen:
//! who would lose theirs is listed first, and is on the list to be moved after.

use kernel::{Command, Day, Error, Permission, Query, Read, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::diary::{Diary, lost as clashes};
use super::model::{Schedule, ScheduleForm};
use super::slots::{DayPlan, Span, day_plan};
use super::view::{AppointmentRow, row_of};
use crate::claims::Lost;
use crate::forms::fill;
use crate::permissions::{APPOINTMENTS_MANAGE, APPOINTMENTS_VIEW};
use crate::settings::Doctor;

/// As many as are read for the list; the count is of all that were looked at.
pub const AFFECTED_MAX: usize = 300;

#[derive(Deserialize, TS)]
pub struct ListSchedules {}

impl Query for ListSchedules {
    type Output = Vec<Schedule>;
    const ROUTE: &'static str = "appointments.schedules";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<Schedule>> {
        read.all(
            "SELECT * FROM schedule WHERE ended IS NULL
             ORDER BY doctor_id, valid_from DESC, id LIMIT 2000",
            [],
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SaveSchedule {
    /// Absent for a new schedule.
    pub id: Option<RowId>,
    pub form: ScheduleForm,
    /// Set once the person has seen whose bookings lose their hours.
    pub accept_affected: bool,
}

impl Command for SaveSchedule {
    type Output = Schedule;
    const ROUTE: &'static str = "appointments.save_schedule";
    const PERMISSION: Permission = APPOINTMENTS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Schedule> {
        let form = self.form.checked()?;
        tx.get::<Doctor>(form.doctor_id)?;
        let after = match self.id {
            Some(id) => fill(&tx.get::<Schedule>(id)?, &form)?,
            None => of_form(tx.new_id(), form),
        };
        refuse_affected(
            &affected(tx, after.doctor_id, Some(&after), self.id)?,
            self.accept_affected,
        )?;
        match self.id {
            Some(_) => tx.change(&after)?,
            None => tx.insert(&after)?,
        }
        Ok(after)
    }

    fn subject(schedule: &Schedule) -> Option<RowId> {
        Some(schedule.doctor_id)
    }
}

pub fn refuse_affected(affected: &[RowId], is_accepted: bool) -> Result<()> {
    if affected.is_empty() || is_accepted {
        return Ok(());
    }
    Err(Error::conflict("errors-bookings-affected").with("count", affected.len()))
}

fn of_form(id: RowId, form: ScheduleForm) -> Schedule {
    Schedule {
        id,
        doctor_id: form.doctor_id,
        place: form.place,
        valid_from: form.valid_from,
        valid_until: form.valid_until,
        slot_minutes: form.slot_minutes,
        capacity: form.capacity,
        hours: form.hours,
        breaks: form.breaks,
    }
}

#[derive(Deserialize, TS)]
pub struct EndSchedule {
    pub id: RowId,
    pub accept_affected: bool,
}

impl Command for EndSchedule {
    type Output = Schedule;
    const ROUTE: &'static str = "appointments.end_schedule";
    const PERMISSION: Permission = APPOINTMENTS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Schedule> {
        let schedule: Schedule = tx.get(self.id)?;
        let affected = affected(tx, schedule.doctor_id, None, Some(schedule.id))?;
        refuse_affected(&affected, self.accept_affected)?;
        tx.end::<Schedule>(schedule.id)?;
        Ok(schedule)
    }
}

/// Whose bookings would lose their hours: asked before it is done.
#[derive(Deserialize, TS)]
pub struct AffectedBySchedule {
    pub id: Option<RowId>,
    /// None when the schedule ends.
    pub form: Option<ScheduleForm>,
}

impl Query for AffectedBySchedule {
    type Output = Vec<AppointmentRow>;
    const ROUTE: &'static str = "appointments.affected_by_schedule";
    const PERMISSION: Permission = APPOINTMENTS_MANAGE;

    fn run(self, read: &Read<'_>) -> Result<Vec<AppointmentRow>> {
        let after = match self.form {
            Some(form) => Some(of_form(self.id.unwrap_or(RowId::NONE), form.checked()?)),
            None => None,
        };
        let doctor_id = match (&after, self.id) {
            (Some(after), _) => after.doctor_id,
            (None, Some(id)) => read.get::<Schedule>(id)?.doctor_id,
            (None, None) => return Ok(Vec::new()),
        };
        shown(read, affected(read, doctor_id, after.as_ref(), self.id)?)
    }
}

pub fn shown(read: &Read<'_>, affected: Vec<RowId>) -> Result<Vec<AppointmentRow>> {
    affected.into_iter().take(AFFECTED_MAX).map(|id| row_of(read, id)).collect()
}

#[derive(Deserialize)]
pub struct Coming {
    pub id: RowId,
    pub day: Day,
    starts_at: kernel::Timestamp,
    minutes: i64,
}

impl Coming {
    pub fn span(&self) -> Span {
        Span::new(self.starts_at, self.minutes)
    }
}

/// What is booked and still to come, of one doctor or of all.
pub fn coming(read: &Read<'_>, doctor_id: Option<RowId>) -> Result<Vec<Coming>> {
    let columns = "SELECT id, day, starts_at, minutes FROM appointment";
    let tail = "starts_at > ?1 AND status = 'booked' AND ended IS NULL
                ORDER BY starts_at, id LIMIT 20000";
    match doctor_id {
        Some(doctor) => read.all(
            &format!("{columns} WHERE doctor_id = ?2 AND {tail}"),
            rusqlite::params![read.now(), doctor],
        ),
        None => read.all(
            &format!("{columns} WHERE day >= ?2 AND {tail}"),
            rusqlite::params![read.now(), read.today().to_string()],
        ),
    }
}

/// The bookings that have their hours and a place in them now, and would not with `after` in
/// place of the schedule `id`. A booking keeps its own length, whatever the slots become.
fn affected(
    read: &Read<'_>,
    doctor_id: RowId,
    after: Option<&Schedule>,
    id: Option<RowId>,
) -> Result<Vec<RowId>> {
    let coming = coming(read, Some(doctor_id))?;
    let Some(last) = coming.iter().map(|one| one.day).max() else {
        return Ok(Vec::new());
    };
    let diary = Diary::read(read, Some(doctor_id), read.today(), last)?;
    let kept = diary.schedules.iter().filter(|one| Some(one.id) != id);
    let then: Vec<Schedule> = kept.chain(after).cloned().collect();
    let mut lost = Vec::new();
    for of_day in coming.chunk_by(|one, next| one.day == next.day) {
        let Some(day) = of_day.first().map(|one| one.day) else { continue };
        let before = diary.day(doctor_id, day);
        let all = before.bookings.iter();
        let after = day_plan(&then, &diary.leave, all, diary.zone, doctor_id, day);
        let ids = |found: Vec<Lost>| found.into_iter().map(|one| one.id).collect::<Vec<RowId>>();
        let (clashing, crowded) = (ids(clashes(read, &before)?), ids(clashes(read, &after)?));
        let is_lost = |one: &&Coming| {
            let has_hours = |plan: &DayPlan| plan.stretch_of(one.span()).is_some();
            (has_hours(&before) && !has_hours(&after))
                || (crowded.contains(&one.id) && !clashing.contains(&one.id))
        };
        lost.extend(of_day.iter().filter(is_lost).map(|one| one.id));
    }
    Ok(lost)
}
