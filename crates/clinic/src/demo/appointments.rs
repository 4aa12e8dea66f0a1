//! The calendar of the demo clinic: hours of the doctors, who was booked and came or did not,
//! and who is booked for the next two weeks.

use std::collections::BTreeMap;

use chrono::{Datelike, Days};
use kernel::{Day, Query, Result, RowId, Timestamp, Tx};

use super::day::{Clinic, MINUTE, OPEN_MINUTES, OPENS_MINUTE, moment};
use super::dice::Dice;
use super::treat::{Known, act};
use crate::appointments::{
    BookAppointment, CancelAppointment, FindSlots, Hours, LeaveForm, MarkNoShow, Part, PhoneCall,
    Repeat, SaveSchedule, ScheduleForm, SlotChoice, TakeLeave, TickCall, Unit, WaitForSlot,
};
use crate::patients::{GiveConsent, Purpose};

const AHEAD_DAYS: u64 = 14;
/// What the hours below hold in a week when one is seen at a time.
const PLACES_OF_WEEK: u32 = 300;
const REASONS: [&str; 10] = [
    "Follow-up",
    "Blood pressure check",
    "Sugar review",
    "Fever and cough",
    "Vaccination",
    "Show reports",
    "Back pain",
    "Skin rash",
    "",
    "",
];
const CANCELLED: [&str; 3] = ["Feels better", "Travelling", "No one to bring the child"];

/// Weekdays, then hours of the day.
type Week = (&'static [i64], &'static [(i64, i64)]);

/// Doctor, place, minutes of a slot, hours, breaks.
type Sitting = (usize, &'static str, i64, &'static [Week], &'static [Week]);

fn hours(weeks: &[Week]) -> Vec<Hours> {
    let days = weeks.iter().flat_map(|(days, spans)| days.iter().map(move |day| (*day, *spans)));
    days.flat_map(|(weekday, spans)| {
        spans.iter().map(move |(from, until)| Hours { weekday, from: *from, until: *until })
    })
    .collect()
}

impl Clinic<'_> {
    /// The doctors' hours, with as many at one time as the clinic is busy.
    pub fn sit(&mut self, per_week: u32, first: Day) -> Result<()> {
        let Self { door, team, .. } = self;
        let capacity = i64::from((per_week * 4 / 3).div_ceil(PLACES_OF_WEEK).max(1));
        let doctors: Vec<RowId> = team.doctors.iter().filter_map(|one| one.doctor).collect();
        let all: [Sitting; 3] = [
            (
                0,
                "Wagholi",
                15,
                &[(&[1, 2, 3, 4, 5, 6], &[(540, 780), (1020, 1200)]), (&[7], &[(600, 780)])],
                &[(&[1, 2, 3, 4, 5, 6], &[(660, 675)])],
            ),
            (1, "Wagholi", 15, &[(&[1, 3, 5], &[(600, 810), (990, 1170)])], &[]),
            (1, "Kharadi", 20, &[(&[2, 4, 6], &[(600, 840)])], &[(&[2, 4, 6], &[(720, 740)])]),
        ];
        door.write(&team.reception, |tx| {
            for (doctor, place, slot_minutes, weeks, breaks) in all {
                let Some(doctor_id) = doctors.get(doctor).copied() else { continue };
                let form = ScheduleForm {
                    doctor_id,
                    place: place.into(),
                    valid_from: first,
                    valid_until: None,
                    slot_minutes,
                    capacity,
                    hours: hours(weeks),
                    breaks: hours(breaks),
                };
                act(tx, SaveSchedule { id: None, form, accept_affected: false })?;
            }
            Ok(())
        })
    }

    /// Who was asked to come on a day booked it some days before; with them some who then did
    /// not come. Gives the appointments by who they are.
    pub fn book_before(
        &mut self,
        day: Day,
        coming: &[Option<usize>],
        has_no_shows: bool,
    ) -> Result<BTreeMap<usize, RowId>> {
        let Self { door, clock, book_dice: dice, team, known, .. } = self;
        let doctors: Vec<RowId> = team.doctors.iter().filter_map(|one| one.doctor).collect();
        let count = i64::try_from(coming.len()).unwrap_or(1).max(1);
        door.write(&team.reception, |tx| {
            let mut booked = BTreeMap::new();
            let mut wanted: Vec<(usize, i64)> = Vec::new();
            for (place, who) in (0..).zip(coming) {
                let at = OPENS_MINUTE + OPEN_MINUTES * place / count;
                wanted.extend(who.filter(|_| dice.is(80)).map(|who| (who, at)));
            }
            let none = usize::MAX;
            let absent = if has_no_shows { 1 + dice.roll(3) } else { 0 };
            for _ in 0..absent {
                let who = dice.roll(u32::try_from(known.len()).unwrap_or(1)) as usize;
                if !coming.contains(&Some(who)) {
                    wanted.push((who, none as i64));
                }
            }
            for (who, at) in wanted {
                let Some(one) = known.get(who) else { continue };
                let before = day - Days::new(1 + u64::from(dice.roll(3)));
                clock.travel(moment(tx, before, 600 + dice.between(0, 360)));
                let is_absent = at == none as i64;
                let at = if is_absent { 600 + dice.between(0, 480) } else { at };
                if let Some(id) = book(tx, dice, one, &doctors, day, at, None)? {
                    match is_absent {
                        true if dice.is(30) => {
                            let reason = dice.any(&CANCELLED).copied().unwrap_or_default().into();
                            act(tx, CancelAppointment { appointment_id: id, reason })?;
                        }
                        true => {}
                        false => {
                            booked.insert(who, id);
                        }
                    }
                }
            }
            Ok(booked)
        })
    }

    /// In the evening the desk marks who did not come.
    pub fn missed(&mut self, day: Day) -> Result<()> {
        let Self { door, clock, team, .. } = self;
        door.write(&team.reception, |tx| {
            clock.travel(moment(tx, day, 20 * 60 + 30));
            let open: Vec<RowId> = tx.values(
                "SELECT id FROM appointment WHERE day = ?1 AND status = 'booked'
                     AND ended IS NULL ORDER BY starts_at, id LIMIT 1000",
                [day.to_string()],
            )?;
            for appointment_id in open {
                act(tx, MarkNoShow { appointment_id })?;
            }
            Ok(())
        })
    }

    /// The next two weeks, as the desk has booked them by now.
    pub fn ahead(&mut self, today: Day, per_week: u32) -> Result<()> {
        let Self { door, clock, book_dice: dice, team, known, returning, .. } = self;
        let doctors: Vec<RowId> = team.doctors.iter().filter_map(|one| one.doctor).collect();
        let now = door.read(&team.reception, |read| Ok(read.now()))?;
        door.write(&team.reception, |tx| {
            away(tx, &doctors, today)?;
            for ahead in 0..=AHEAD_DAYS {
                let day = today + Days::new(ahead);
                let quota = match (ahead, day.weekday()) {
                    (0, _) => per_week / 24,
                    (_, chrono::Weekday::Sun) => per_week / 20,
                    (1..=7, _) => per_week * 19 / 120,
                    _ => per_week * 8 / 120,
                };
                let mut due = returning.remove(&day).unwrap_or_default();
                let everybody = u32::try_from(known.len()).unwrap_or(1);
                while due.len() < quota as usize {
                    due.push(dice.roll(everybody) as usize);
                }
                for who in due.into_iter().take(quota as usize) {
                    let Some(one) = known.get(who) else { continue };
                    // Some days ago, or today up to now.
                    let ago = i64::from(dice.roll(5)) * 24 * 60 + dice.between(1, 240);
                    clock.travel(Timestamp(now.0 - ago * MINUTE));
                    let at =
                        *dice.any(&[540, 570, 600, 660, 720, 1020, 1050, 1110]).unwrap_or(&540);
                    let at = at + dice.between(0, 60);
                    if let Some(id) = book(tx, dice, one, &doctors, day, at, Some(now))? {
                        called(tx, dice, ahead, id)?;
                    }
                }
            }
            clock.travel(now);
            extras(tx, dice, known, &doctors, today)
        })
    }
}

/// A booking at the free time of the day nearest to a minute, with the patient's word about
/// messages; none where the day is full.
fn book(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    one: &Known,
    doctors: &[RowId],
    day: Day,
    minute: i64,
    now: Option<Timestamp>,
) -> Result<Option<RowId>> {
    let Some(doctor_id) = doctors.get(one.doctor).copied() else { return Ok(None) };
    let Some(slot) = free(tx, doctor_id, day, minute, now)? else { return Ok(None) };
    if dice.is(70) && !crate::outbox::may_message(tx, one.id)? {
        act(tx, GiveConsent { patient_id: one.id, purpose: Purpose::Messages })?;
    }
    let reason = match one.visits {
        0 => dice.any(&REASONS).copied().unwrap_or_default(),
        _ => "Follow-up",
    };
    let booked = act(tx, booking(one.id, &slot, reason));
    match booked {
        Ok(booked) => Ok(Some(booked.appointment.id)),
        // The same person twice at one time: the dice know no better.
        Err(error) if error.field.as_deref() == Some("patient_id") => Ok(None),
        Err(error) => Err(error),
    }
}

fn booking(patient_id: RowId, slot: &SlotChoice, reason: &str) -> BookAppointment {
    BookAppointment {
        patient_id,
        doctor_id: slot.doctor_id,
        day: slot.day.to_string(),
        minute: slot.minute,
        minutes: None,
        place: None,
        reason: reason.into(),
        is_overbooked: false,
        repeat: None,
        waiting_id: None,
    }
}

/// The free slot of a day nearest to a minute, not before `now`.
fn free(
    tx: &Tx<'_>,
    doctor_id: RowId,
    day: Day,
    minute: i64,
    now: Option<Timestamp>,
) -> Result<Option<SlotChoice>> {
    let find = FindSlots { doctor_id, from: Some(day), minutes: None, part: Part::Any, limit: 50 };
    let after = now.map_or(i64::MIN, |now| now.0);
    let slots = find.run(tx)?.into_iter();
    let of_day = slots.filter(|slot| slot.day == day && moment(tx, day, slot.minute).0 > after);
    Ok(of_day.min_by_key(|slot| (slot.minute - minute).abs()))
}

/// On the eve the desk calls who comes tomorrow.
fn called(tx: &mut Tx<'_>, dice: &mut Dice, ahead: u64, appointment_id: RowId) -> Result<()> {
    if ahead != 1 || dice.is(45) {
        return Ok(());
    }
    let heard =
        [PhoneCall::Confirmed, PhoneCall::Confirmed, PhoneCall::Called, PhoneCall::NotReached];
    let phone_call = dice.any(&heard).copied().unwrap_or(PhoneCall::Called);
    act(tx, TickCall { appointment_id, phone_call })?;
    Ok(())
}

/// A day of leave in the second week, and a holiday.
fn away(tx: &mut Tx<'_>, doctors: &[RowId], today: Day) -> Result<()> {
    let day = |ahead: u64| (today + Days::new(ahead)).to_string();
    let leave = |doctor_id: Option<RowId>, ahead: u64, part: Option<(i64, i64)>, reason: &str| {
        let form = LeaveForm {
            doctor_id,
            from_day: day(ahead),
            until_day: day(ahead),
            from_minute: part.map(|(from, _)| from),
            until_minute: part.map(|(_, until)| until),
            reason: reason.into(),
        };
        TakeLeave { form, accept_affected: true }
    };
    act(tx, leave(doctors.get(1).copied(), 9, None, "Conference"))?;
    act(tx, leave(doctors.first().copied(), 3, Some((1020, 1200)), "Family function"))?;
    act(tx, leave(None, 12, None, "Clinic closed"))?;
    Ok(())
}

/// Two overbooked on purpose, a weekly series, and a short waiting list.
fn extras(
    tx: &mut Tx<'_>,
    dice: &mut Dice,
    known: &[Known],
    doctors: &[RowId],
    today: Day,
) -> Result<()> {
    let taken: Vec<(RowId, String, i64)> = tx
        .all::<Taken>(
            "SELECT doctor_id, day, starts_at FROM appointment WHERE day > ?1
                 AND status = 'booked' AND ended IS NULL ORDER BY starts_at, id LIMIT 30",
            [today.to_string()],
        )?
        .into_iter()
        .map(|one| (one.doctor_id, one.day, one.starts_at.0))
        .collect();
    for (at, one) in taken.iter().step_by(13).zip(known.iter().rev()) {
        let (doctor_id, day, starts_at) = at;
        let first = moment(tx, day.parse().unwrap_or(today), 0).0;
        let slot = SlotChoice {
            doctor_id: *doctor_id,
            day: day.parse().unwrap_or(today),
            minute: (starts_at - first) / MINUTE,
            minutes: 15,
            place: String::new(),
        };
        let urgent = BookAppointment { is_overbooked: true, ..booking(one.id, &slot, "Urgent") };
        let done = act(tx, urgent);
        done.map(|_| ()).or_else(|error| match error.field.as_deref() {
            Some("patient_id") => Ok(()),
            _ => Err(error),
        })?;
    }
    let Some(doctor_id) = doctors.first().copied() else { return Ok(()) };
    if let Some(one) = known.first()
        && let Some(slot) = free(tx, doctor_id, today + Days::new(2), 1050, None)?
    {
        let repeat = Some(Repeat { unit: Unit::Weeks, every: 1, count: Some(6), until: None });
        let weekly = BookAppointment { repeat, ..booking(one.id, &slot, "Dressing") };
        act(tx, weekly).map(|_| ()).or_else(|error| match error.field.as_deref() {
            Some("patient_id") => Ok(()),
            _ => Err(error),
        })?;
    }
    for (at, part) in [Part::Evening, Part::Morning, Part::Any].into_iter().enumerate() {
        let Some(one) = known.get(dice.roll(20) as usize + at) else { continue };
        let wait = WaitForSlot {
            patient_id: one.id,
            doctor_id,
            from_day: (today + Days::new(1)).to_string(),
            until_day: (today + Days::new(6)).to_string(),
            part,
            minutes: 15,
            note: ["Works until five", "Comes from far", ""].get(at).copied().unwrap_or("").into(),
        };
        act(tx, wait)?;
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Taken {
    doctor_id: RowId,
    day: String,
    starts_at: Timestamp,
}
