//! The days of the demo clinic, one after another. A day is five pieces of work, each one
//! transaction of one person: the desk, the nurse, the two doctors, the till. The clock is
//! set to each moment, so that times are those of a clinic and not of a program.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, TimeZone, Weekday};
use kernel::{Day, Door, ManualClock, Read, Result, RowId, Session, Timestamp};

use super::Seed;
use super::dice::Dice;
use super::nursing;
use super::people::{Household, person};
use super::staff::{Team, team};
use super::treat::{Known, act, bill, case, measure, treat};
use super::wards::Wards;
use crate::appointments::CheckIn;
use crate::patients::RegisterPatient;
use crate::queue::{GiveToken, Priority};

pub const MINUTE: i64 = 60_000;
/// Most patients come in the first hours.
pub const OPENS_MINUTE: i64 = 9 * 60 + 15;
pub const OPEN_MINUTES: i64 = 9 * 60;
/// How long before now the half-finished day began.
const MORNING_MINUTES: i64 = 150;
/// For so many days before today the calendar was kept.
const BOOKED_DAYS: i64 = 15;

/// How far somebody's turn has come by the end of the day, or by now.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Waiting,
    Measured,
    Inside,
    Treated,
    Billed,
}

struct Turn {
    who: usize,
    at: Timestamp,
    reach: Reach,
    token: RowId,
    visit: RowId,
}

pub struct Clinic<'a> {
    pub door: &'a Door,
    pub clock: &'a ManualClock,
    dice: Dice,
    /// Of the calendar alone, so that the days go as they went without it.
    pub book_dice: Dice,
    pub team: Team,
    pub known: Vec<Known>,
    homes: Vec<Household>,
    /// Who was asked to come again, by day.
    pub returning: BTreeMap<Day, Vec<usize>>,
}

pub fn days(
    door: &Door,
    clock: &ManualClock,
    seed: &Seed,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<()> {
    let program = Session::program();
    let now = door.read(&program, |read| Ok(now(read, seed.today)))?;
    let first = seed.today - Days::new(u64::from(seed.days.saturating_sub(1)));
    let open: Vec<Day> = first
        .iter_days()
        .take_while(|day| *day <= seed.today)
        .filter(|day| *day == seed.today || day.weekday() != Weekday::Sun)
        .collect();
    clock.travel(door.read(&program, |read| Ok(moment(read, first, OPENS_MINUTE - 30)))?);
    let team = door.write(&program, team)?;
    let mut clinic = Clinic {
        door,
        clock,
        dice: Dice(seed.seed),
        book_dice: Dice(!seed.seed),
        team,
        known: Vec::new(),
        homes: Vec::new(),
        returning: BTreeMap::new(),
    };
    clinic.sit(seed.per_week, first)?;
    let mut wards = match seed.has_wards {
        true => Some(Wards::build(door, seed.seed, first)?),
        false => None,
    };
    let all = u32::try_from(open.len()).unwrap_or(u32::MAX);
    for (done, day) in (0..).zip(open) {
        let left = seed.patients - u32::try_from(clinic.known.len()).unwrap_or(u32::MAX);
        let even = left / (all - done);
        let new = if done + 1 == all { left } else { (even + clinic.dice.roll(3)).min(left) };
        let is_today = day == seed.today;
        clinic.day(day, new, is_today.then_some(now), seed.today)?;
        if let Some(wards) = &mut wards {
            let now = is_today.then_some(now);
            wards.day(door, clock, &clinic.team, &clinic.known, day, now)?;
        }
        progress(done + 1, all);
    }
    if seed.has_wards {
        nursing::chart(door, clock, &clinic.team, seed.seed, now)?;
    }
    clock.travel(now);
    clinic.ahead(seed.today, seed.per_week)?;
    clock.travel(now);
    Ok(())
}

/// Where the clock stands, if that is on the last day; noon of the last day otherwise.
fn now(read: &Read<'_>, today: Day) -> Timestamp {
    if read.today() == today { read.now() } else { moment(read, today, 12 * 60) }
}

pub fn moment(read: &Read<'_>, day: Day, minute: i64) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = read.zone().from_local_datetime(&midnight).earliest();
    Timestamp(local.map_or(0, |local| local.timestamp_millis()) + minute * MINUTE)
}

impl Clinic<'_> {
    fn day(&mut self, day: Day, new: u32, now: Option<Timestamp>, today: Day) -> Result<()> {
        let due: Vec<Day> = self.returning.range(..=day).map(|(day, _)| *day).collect();
        let mut coming: Vec<Option<usize>> = (0..new).map(|_| None).collect();
        for due in due {
            for who in self.returning.remove(&due).unwrap_or_default() {
                let place = self.dice.roll(u32::try_from(coming.len() + 1).unwrap_or(1));
                coming.insert(place as usize, Some(who));
            }
        }
        let booked = match (today - day).num_days() <= BOOKED_DAYS {
            true => self.book_before(day, &coming, now.is_none())?,
            false => BTreeMap::new(),
        };
        let mut turns = self.arrive(day, coming, now, &booked)?;
        self.nurse(&mut turns)?;
        for doctor in 0..self.team.doctors.len() {
            self.doctor(doctor, &turns)?;
        }
        self.till(&turns)?;
        if now.is_none() { self.missed(day) } else { Ok(()) }
    }

    /// The desk registers who is new and gives everybody a token.
    fn arrive(
        &mut self,
        day: Day,
        coming: Vec<Option<usize>>,
        now: Option<Timestamp>,
        booked: &BTreeMap<usize, RowId>,
    ) -> Result<Vec<Turn>> {
        let count = i64::try_from(coming.len()).unwrap_or(i64::MAX).max(1);
        let Self { door, clock, dice, team, known, homes, .. } = self;
        door.write(&team.reception, |tx| {
            let (start, length) = match now {
                None => (moment(tx, day, OPENS_MINUTE), OPEN_MINUTES),
                Some(now) => {
                    let start = now.0 - MORNING_MINUTES * MINUTE;
                    let start = start.max(moment(tx, day, 0).0);
                    (Timestamp(start), (now.0 - start) / MINUTE - 3)
                }
            };
            let mut turns = Vec::new();
            for (place, who) in (0..).zip(coming) {
                let minute = length.max(0) * place / count;
                let at = Timestamp(start.0 + minute * MINUTE + dice.between(0, 59_000));
                clock.travel(at);
                let who = match who {
                    Some(who) => who,
                    None => {
                        let home = home(dice, homes);
                        let person = person(dice, &home);
                        let sex = person.form.sex.unwrap_or(crate::patients::Sex::Other);
                        let register =
                            RegisterPatient { form: person.form, is_not_duplicate: true };
                        let patient = act(tx, register)?;
                        let child = usize::from(person.years < 14 || dice.is(30));
                        known.push(Known {
                            id: patient.id,
                            sex,
                            years: person.years,
                            language: person.language,
                            doctor: child.min(team.doctors.len().saturating_sub(1)),
                            case: case(dice, sex, person.years),
                            visits: 0,
                            owes: None,
                        });
                        known.len() - 1
                    }
                };
                let Some(known) = known.get(who) else { continue };
                let Some(doctor_id) = team.doctors.get(known.doctor).and_then(|s| s.doctor) else {
                    continue;
                };
                let priority = match known.years {
                    68.. => Priority::Elderly,
                    _ => Priority::Normal,
                };
                let token = match booked.get(&who) {
                    Some(appointment_id) => {
                        let here = CheckIn { appointment_id: *appointment_id, priority };
                        act(tx, here)?.token.token.id
                    }
                    None => {
                        let reason = if known.visits > 0 { "Follow-up" } else { "" }.to_owned();
                        let give = GiveToken { patient_id: known.id, doctor_id, priority, reason };
                        act(tx, give)?.token.id
                    }
                };
                let reach = reach(now.is_some(), place, count);
                turns.push(Turn { who, at, reach, token, visit: RowId::NONE });
            }
            if now.is_some() {
                one_inside_each(&mut turns, known, team.doctors.len());
            }
            Ok(turns)
        })
    }

    fn nurse(&mut self, turns: &mut [Turn]) -> Result<()> {
        let Self { door, clock, dice, team, known, .. } = self;
        door.write(&team.nurse, |tx| {
            for turn in turns.iter_mut().filter(|turn| turn.reach >= Reach::Measured) {
                clock.travel(Timestamp(turn.at.0 + 6 * MINUTE));
                let Some(known) = known.get(turn.who) else { continue };
                turn.visit = measure(tx, dice, known, turn.token)?;
            }
            Ok(())
        })
    }

    fn doctor(&mut self, doctor: usize, turns: &[Turn]) -> Result<()> {
        let Self { door, clock, dice, team, known, returning, .. } = self;
        let Some(session) = team.doctors.get(doctor) else { return Ok(()) };
        door.write(session, |tx| {
            for turn in turns.iter().filter(|turn| turn.reach >= Reach::Inside) {
                let Some(known) = known.get_mut(turn.who).filter(|k| k.doctor == doctor) else {
                    continue;
                };
                clock.travel(Timestamp(turn.at.0 + 14 * MINUTE));
                let begin = crate::visits::BeginVisit {
                    patient_id: known.id,
                    doctor_id: session.doctor.unwrap_or(RowId::NONE),
                    token_id: Some(turn.token),
                };
                act(tx, begin)?;
                clock.travel(Timestamp(turn.at.0 + 21 * MINUTE));
                let is_done = turn.reach >= Reach::Treated;
                let back = treat(tx, dice, known, turn.visit, is_done)?;
                known.visits += 1;
                if let Some(back) = back.filter(|_| dice.is(75)) {
                    returning.entry(back).or_default().push(turn.who);
                }
            }
            Ok(())
        })
    }

    fn till(&mut self, turns: &[Turn]) -> Result<()> {
        let Self { door, clock, dice, team, known, .. } = self;
        door.write(&team.cashier, |tx| {
            for turn in turns.iter().filter(|turn| turn.reach == Reach::Billed) {
                clock.travel(Timestamp(turn.at.0 + 27 * MINUTE));
                let Some(known) = known.get_mut(turn.who) else { continue };
                known.owes = bill(tx, dice, known, turn.visit, turn.token)?;
            }
            Ok(())
        })
    }
}

/// A new household, or one that is known: families come together.
fn home(dice: &mut Dice, homes: &mut Vec<Household>) -> Household {
    let recent = homes.len().saturating_sub(60);
    let known = dice.any(homes.get(recent..).unwrap_or_default()).cloned();
    match known.filter(|_| dice.is(38)) {
        Some(known) => known,
        None => {
            let home = Household::new(dice);
            homes.push(home.clone());
            home
        }
    }
}

/// A past day is done; today the first half is, and the rest wait.
fn reach(is_today: bool, place: i64, count: i64) -> Reach {
    match () {
        () if !is_today || place * 2 < count - 2 => Reach::Billed,
        () if place * 2 < count => Reach::Treated,
        () => Reach::Waiting,
    }
}

/// The first who wait for each doctor are inside, and the next is with the nurse.
fn one_inside_each(turns: &mut [Turn], known: &[Known], doctors: usize) {
    let mut free: Vec<usize> = (0..doctors).collect();
    let mut has_nurse = false;
    for turn in turns.iter_mut().filter(|turn| turn.reach == Reach::Waiting) {
        let doctor = known.get(turn.who).map(|known| known.doctor);
        if let Some(at) = free.iter().position(|free| Some(*free) == doctor) {
            free.remove(at);
            turn.reach = Reach::Inside;
        } else if !has_nurse {
            has_nurse = true;
            turn.reach = Reach::Measured;
        }
    }
}
