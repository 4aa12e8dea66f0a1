//! Moving: one appointment by hand, or many in one step that can be taken back.

use kernel::{Command, Error, Permission, Read, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::book::{Placed, Wanted, is_elsewhere, place};
use super::diary::{Diary, SEARCH_DAYS, lost};
use super::messages::{remind, tell};
use super::model::{self, Appointment, Move, Status};
use super::slots::{Booking, Span, minute_of};
use super::view::{AppointmentRow, row_of};
use super::waiting::{WaitingRow, offers};
use crate::outbox::MessageKind;
use crate::permissions::APPOINTMENTS_BOOK;
use crate::settings::Doctor;

/// As many as a doctor sees in some days of leave.
const MOVES_MAX: usize = 300;

#[derive(Deserialize, TS)]
pub struct MoveAppointment {
    pub appointment_id: RowId,
    /// None for the same doctor.
    pub doctor_id: Option<RowId>,
    pub day: String,
    #[ts(type = "number")]
    pub minute: i64,
    /// None for the same length.
    #[ts(type = "number | null")]
    pub minutes: Option<i64>,
    pub is_overbooked: bool,
    pub reason: String,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "AppointmentsMoved")]
pub struct Moved {
    pub batch_id: RowId,
    pub appointments: Vec<AppointmentRow>,
    /// For which no free time was found.
    pub left: Vec<AppointmentRow>,
    /// Who waits for a time that became free.
    pub offers: Vec<WaitingRow>,
}

impl Command for MoveAppointment {
    type Output = Moved;
    const ROUTE: &'static str = "appointments.move";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Moved> {
        let before: Appointment = tx.get(self.appointment_id)?;
        check_movable(&before)?;
        let day = model::day("day", &self.day)?;
        let wanted = Wanted {
            doctor_id: self.doctor_id.unwrap_or(before.doctor_id),
            day,
            minute: self.minute,
            minutes: Some(self.minutes.unwrap_or(before.minutes)),
            place: Some(before.place.clone()),
            is_overbooked: self.is_overbooked,
        };
        let diary = Diary::read(tx, Some(wanted.doctor_id), day, day)?;
        let found = place(tx, &diary, &wanted, before.patient_id, Some(before.id))?;
        let reason = model::reason("reason", &self.reason)?;
        let batch_id = tx.new_id();
        let id = before.id;
        let freed = Span::new(before.starts_at, before.minutes);
        let doctor_id = before.doctor_id;
        go(tx, before, &found, batch_id, &reason)?;
        Ok(Moved {
            batch_id,
            appointments: vec![row_of(tx, id)?],
            left: Vec::new(),
            offers: offers(tx, doctor_id, freed)?,
        })
    }

    fn subject(moved: &Moved) -> Option<RowId> {
        moved.appointments.first().map(|row| row.patient_id)
    }
}

/// Who came or was cancelled is not moved; who did not come gets another time.
pub fn check_movable(appointment: &Appointment) -> Result<()> {
    match appointment.status {
        Status::Booked | Status::NoShow => Ok(()),
        Status::Arrived | Status::Cancelled => Err(Error::conflict("errors-appointment-over")),
    }
}

/// Puts an appointment elsewhere, keeps where it was, and tells the patient.
pub fn go(
    tx: &mut Tx<'_>,
    before: Appointment,
    to: &Placed,
    batch_id: RowId,
    reason: &str,
) -> Result<()> {
    let is_same = before.starts_at == to.starts_at
        && before.doctor_id == to.doctor_id
        && before.minutes == to.minutes
        && before.status == Status::Booked;
    if is_same {
        return Ok(());
    }
    let fact = Move {
        id: tx.new_id(),
        appointment_id: before.id,
        batch_id,
        from_doctor_id: before.doctor_id,
        from_place: before.place.clone(),
        from_starts_at: before.starts_at,
        from_minutes: before.minutes,
        from_overbooked: before.is_overbooked,
        to_doctor_id: to.doctor_id,
        to_starts_at: to.starts_at,
        reason: reason.to_owned(),
        at: tx.now(),
        by: tx.session().name.clone(),
    };
    tx.insert(&fact)?;
    let after = Appointment {
        doctor_id: to.doctor_id,
        place: to.place.clone(),
        day: to.day,
        starts_at: to.starts_at,
        minutes: to.minutes,
        is_overbooked: to.is_overbooked,
        status: Status::Booked,
        phone_call: model::PhoneCall::None,
        claimed_at: tx.now(),
        ..before
    };
    tx.change(&after)?;
    remind(tx, &after)?;
    tell(tx, &after, MessageKind::Moved)
}

/// Moves many at once, each to the next free time: of the same doctor, or of another from
/// the same hour on.
#[derive(Deserialize, TS)]
pub struct MoveAll {
    pub ids: Vec<RowId>,
    pub to_doctor_id: Option<RowId>,
    pub reason: String,
}

impl Command for MoveAll {
    type Output = Moved;
    const ROUTE: &'static str = "appointments.move_all";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Moved> {
        let reason = model::reason("reason", &self.reason)?;
        move_all(tx, &self.ids, self.to_doctor_id, &reason)
    }
}

fn move_all(
    tx: &mut Tx<'_>,
    ids: &[RowId],
    to_doctor_id: Option<RowId>,
    reason: &str,
) -> Result<Moved> {
    if ids.len() > MOVES_MAX {
        return Err(Error::invalid("ids", "errors-too-many").with("max", MOVES_MAX));
    }
    let mut all: Vec<Appointment> = ids.iter().map(|id| tx.get(*id)).collect::<Result<_>>()?;
    all.sort_by_key(|one| (one.starts_at, one.claimed_at, one.id));
    all.dedup_by_key(|one| one.id);
    let mut books = Books::default();
    let batch_id = tx.new_id();
    let (mut moved, mut left) = (Vec::new(), Vec::new());
    for before in all {
        check_movable(&before)?;
        let doctor_id = to_doctor_id.unwrap_or(before.doctor_id);
        match books.next(tx, doctor_id, &before)? {
            Some(to) => {
                moved.push(before.id);
                go(tx, before, &to, batch_id, reason)?;
            }
            None => left.push(before.id),
        }
    }
    let rows = |ids: Vec<RowId>| ids.into_iter().map(|id| row_of(tx, id)).collect::<Result<_>>();
    Ok(Moved { batch_id, appointments: rows(moved)?, left: rows(left)?, offers: Vec::new() })
}

/// The diaries of the doctors that are moved to, kept in step with what was moved.
#[derive(Default)]
struct Books(std::collections::BTreeMap<RowId, Diary>);

impl Books {
    /// The next free time for an appointment from its own time on, never its own place.
    fn next(&mut self, tx: &Tx<'_>, doctor_id: RowId, one: &Appointment) -> Result<Option<Placed>> {
        let today = tx.today();
        let diary = match self.0.entry(doctor_id) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let doctor: Doctor = tx.get(doctor_id)?;
                if !doctor.is_active {
                    return Err(Error::invalid("to_doctor_id", "errors-doctor-inactive"));
                }
                let days = chrono::Days::new(2 * SEARCH_DAYS);
                let until = today.checked_add_days(days).unwrap_or(today);
                new.insert(Diary::read(tx, Some(doctor_id), today, until)?)
            }
        };
        diary.take(one.id);
        let after = one.starts_at.max(tx.now());
        let last = after.day(diary.zone).checked_add_days(chrono::Days::new(SEARCH_DAYS));
        let own = (one.doctor_id, one.starts_at);
        let is_other = |at: Timestamp| (doctor_id, at) != own;
        let last = last.unwrap_or(today);
        let found = diary.free(
            doctor_id,
            after,
            last,
            Some(one.minutes),
            |free, _| {
                let is_away = is_elsewhere(tx, one.patient_id, free.span, Some(one.id));
                is_other(free.span.from) && !is_away.unwrap_or(true)
            },
            1,
        );
        let Some(free) = found.into_iter().next() else { return Ok(None) };
        diary.add(Booking {
            id: one.id,
            doctor_id,
            span: free.span,
            is_overbooked: false,
            claimed_at: tx.now(),
        });
        Ok(Some(Placed {
            doctor_id,
            day: free.day,
            starts_at: free.span.from,
            minutes: one.minutes,
            place: free.place,
            is_overbooked: false,
        }))
    }
}

/// Solves a clash: whoever claimed the slot later goes to the next free time.
#[derive(Deserialize, TS)]
pub struct SolveSlotClash {
    pub appointment_id: RowId,
}

impl Command for SolveSlotClash {
    type Output = Moved;
    const ROUTE: &'static str = "appointments.solve_clash";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Moved> {
        let loser: Appointment = tx.get(self.appointment_id)?;
        if !is_clashing(tx, &loser)? {
            return Err(Error::conflict("errors-no-clash"));
        }
        move_all(tx, &[loser.id], None, "")
    }

    fn subject(moved: &Moved) -> Option<RowId> {
        moved.appointments.first().or(moved.left.first()).map(|row| row.patient_id)
    }
}

pub fn is_clashing(read: &Read<'_>, one: &Appointment) -> Result<bool> {
    Ok(clash_of(read, one)?.is_some())
}

/// A slot that was given away twice.
pub struct SlotClash {
    /// Who holds it.
    pub holder: Option<RowId>,
    pub is_confirmed: bool,
}

/// None where the appointment holds its slot.
pub fn clash_of(read: &Read<'_>, one: &Appointment) -> Result<Option<SlotClash>> {
    let diary = Diary::read(read, Some(one.doctor_id), one.day, one.day)?;
    let plan = diary.day(one.doctor_id, one.day);
    let all = lost(read, &plan)?;
    let Some(own) = all.iter().find(|lost| lost.id == one.id) else { return Ok(None) };
    let span = Span::new(one.starts_at, one.minutes);
    let holds = |other: &&Booking| {
        let is_claim = !other.is_overbooked && other.id != one.id;
        is_claim && other.span.overlaps(span) && !all.iter().any(|lost| lost.id == other.id)
    };
    let holders = plan.bookings.iter().filter(holds);
    let first = holders.min_by_key(|other| (other.claimed_at, other.id));
    let holder = first.map(|booking| booking.id);
    Ok(Some(SlotClash { holder, is_confirmed: own.is_confirmed }))
}

/// Takes a step of moves back: each appointment that nobody touched since returns.
#[derive(Deserialize, TS)]
pub struct UndoMoves {
    pub batch_id: RowId,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "MovesUndone")]
pub struct Undone {
    /// The step that took the other back, and can itself be taken back.
    pub batch_id: RowId,
    #[ts(type = "number")]
    pub returned: usize,
    /// What was changed meanwhile and stays.
    #[ts(type = "number")]
    pub kept: usize,
}

impl Command for UndoMoves {
    type Output = Undone;
    const ROUTE: &'static str = "appointments.undo_moves";
    const PERMISSION: Permission = APPOINTMENTS_BOOK;

    fn run(self, tx: &mut Tx<'_>) -> Result<Undone> {
        let moves: Vec<Move> = tx.all(
            "SELECT * FROM appointment_move WHERE batch_id = ?1 AND ended IS NULL
             ORDER BY at, id LIMIT 1000",
            [self.batch_id],
        )?;
        if moves.is_empty() {
            return Err(Error::no_such("appointment_move"));
        }
        let batch_id = tx.new_id();
        let (mut returned, mut kept) = (0, 0);
        for fact in moves {
            let now: Appointment = tx.get(fact.appointment_id)?;
            let is_untouched = now.status == Status::Booked
                && (now.doctor_id, now.starts_at) == (fact.to_doctor_id, fact.to_starts_at);
            if !is_untouched {
                kept += 1;
                continue;
            }
            returned += 1;
            let back = Placed {
                doctor_id: fact.from_doctor_id,
                day: fact.from_starts_at.day(tx.zone()),
                starts_at: fact.from_starts_at,
                minutes: fact.from_minutes,
                place: fact.from_place,
                is_overbooked: fact.from_overbooked,
            };
            go(tx, now, &back, batch_id, "undo")?;
        }
        Ok(Undone { batch_id, returned, kept })
    }
}

/// Where an appointment was before, oldest first.
#[derive(Deserialize, TS)]
pub struct ListMoves {
    pub appointment_id: RowId,
}

#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "AppointmentMoveRow")]
pub struct MoveRow {
    pub at: Timestamp,
    pub by: String,
    pub from_doctor: String,
    pub from_day: kernel::Day,
    #[ts(type = "number")]
    pub from_minute: i64,
    pub reason: String,
}

impl kernel::Query for ListMoves {
    type Output = Vec<MoveRow>;
    const ROUTE: &'static str = "appointments.moves";
    const PERMISSION: Permission = crate::permissions::APPOINTMENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<MoveRow>> {
        let moves: Vec<Move> = read.all(
            "SELECT * FROM appointment_move WHERE appointment_id = ?1 AND ended IS NULL
             ORDER BY at, id LIMIT 200",
            [self.appointment_id],
        )?;
        let row = |fact: Move| {
            let doctor = read.find::<Doctor>(fact.from_doctor_id)?;
            Ok(MoveRow {
                at: fact.at,
                by: fact.by,
                from_doctor: doctor.map(|doctor| doctor.name).unwrap_or_default(),
                from_day: fact.from_starts_at.day(read.zone()),
                from_minute: minute_of(read.zone(), fact.from_starts_at),
                reason: fact.reason,
            })
        };
        moves.into_iter().map(row).collect()
    }
}
