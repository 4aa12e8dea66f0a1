//! When the doses of an order are due: a function of the order alone, so that every desk,
//! screen and paper has the same times, whatever part of them it asks for.

use chrono::{Days, NaiveDateTime, TimeDelta, TimeZone};
use documents::dose::{Amount, TaperStep, When};
use kernel::{Day, Timestamp, Zone};

use super::hours::DAY_MINUTES;

const HOUR_MS: i64 = 3_600_000;
/// A first dose given at once stands for the regular one that follows within this time.
const FIRST_COVERS_MS: i64 = 4 * HOUR_MS;
/// No question about due times reaches further than this.
pub const WINDOW_DAYS_MAX: i64 = 62;

/// What of an order decides its times.
#[derive(Clone, Debug)]
pub struct Schedule<'a> {
    pub when: &'a When,
    /// For how many days of 24 hours from the start; `None` until it is stopped.
    pub days: Option<u16>,
    pub started_at: Timestamp,
    pub is_first_now: bool,
    /// Minutes after midnight of morning, afternoon, evening and night, as they were when it
    /// was ordered: other hours of the ward move no dose of the past.
    pub slots: [u16; 4],
    /// When it was stopped or the patient left: nothing is due from then on.
    pub stopped_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    pub at: Timestamp,
    pub amount: Amount,
}

/// Every due time from `from` until before `until`, in order, each once.
pub fn due_times(order: &Schedule<'_>, zone: Zone, from: Timestamp, until: Timestamp) -> Vec<Due> {
    let furthest = Timestamp(from.0.saturating_add(WINDOW_DAYS_MAX * 24 * HOUR_MS));
    let first = from.max(order.started_at);
    let mut end = until.min(furthest);
    end = order.stopped_at.map_or(end, |stopped| end.min(stopped));
    end = course_end(order, zone).map_or(end, |over| end.min(over));
    if first >= end {
        return Vec::new();
    }
    let mut found = match order.when {
        When::AsNeeded { .. } => Vec::new(),
        When::AtOnce { amount } => vec![Due { at: order.started_at, amount: *amount }],
        When::EveryHours { amount, hours: every } => {
            every_hours(order, zone, *amount, *every, first, end)
        }
        _ => by_day(order, zone, first, end),
    };
    if order.is_first_now {
        let covers = order.started_at.0 + FIRST_COVERS_MS;
        if !matches!(order.when, When::EveryHours { .. }) {
            found.retain(|due| due.at.0 > covers);
        }
        let amount = first_amount(order.when);
        if !amount.is_none() {
            found.push(Due { at: order.started_at, amount });
        }
    }
    found.retain(|due| first <= due.at && due.at < end && !due.amount.is_none());
    found.sort();
    found.dedup_by_key(|due| due.at);
    found
}

/// The moment after which nothing of a course of days is due.
fn course_end(order: &Schedule<'_>, zone: Zone) -> Option<Timestamp> {
    let days = match order.when {
        When::AtOnce { .. } => return None,
        When::Taper { steps } => steps.iter().map(|step| u64::from(step.days)).sum(),
        _ => u64::from(order.days?),
    };
    let start = order.started_at.local(zone).naive_local();
    start.checked_add_days(Days::new(days)).map(|end| moment(end, zone))
}

/// The instant of a wall-clock time: the first of two where clocks go back, an hour later
/// where they jump over it.
fn moment(local: NaiveDateTime, zone: Zone) -> Timestamp {
    let found = zone.from_local_datetime(&local).earliest();
    let found =
        found.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    Timestamp(found.map_or_else(|| local.and_utc().timestamp_millis(), |at| at.timestamp_millis()))
}

/// The instant of a minute of a day of the clinic.
pub fn at_minute(day: Day, minute: u16, zone: Zone) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    moment(midnight + TimeDelta::minutes(i64::from(minute)), zone)
}

/// Every n hours from the first full hour at or after the start, whatever the clocks do.
fn every_hours(
    order: &Schedule<'_>,
    zone: Zone,
    amount: Amount,
    hours: u8,
    first: Timestamp,
    end: Timestamp,
) -> Vec<Due> {
    let step = i64::from(hours.max(1)) * HOUR_MS;
    let begin = match order.is_first_now {
        true => order.started_at.0,
        false => full_hour(order.started_at, zone).0,
    };
    let skipped = (first.0 - begin).max(0).div_euclid(step);
    let times = (0..).map(|count| Timestamp(begin + (skipped + count) * step));
    times.take_while(|at| *at < end).map(|at| Due { at, amount }).collect()
}

/// The full hour of the clinic's clock at or after a moment.
fn full_hour(at: Timestamp, zone: Zone) -> Timestamp {
    let past = at.local(zone).naive_local().and_utc().timestamp_millis().rem_euclid(HOUR_MS);
    Timestamp(if past == 0 { at.0 } else { at.0 + HOUR_MS - past })
}

/// What is due at clock times of certain days.
fn by_day(order: &Schedule<'_>, zone: Zone, first: Timestamp, end: Timestamp) -> Vec<Due> {
    let mut found = Vec::new();
    let last = end.day(zone);
    for day in first.day(zone).iter_days().take_while(|day| *day <= last) {
        for (minute, amount) in of_day(order, zone, day) {
            found.push(Due { at: at_minute(day, minute, zone), amount });
        }
    }
    found
}

fn of_day(order: &Schedule<'_>, zone: Zone, day: Day) -> Vec<(u16, Amount)> {
    let slots = |amounts: [Amount; 4]| order.slots.into_iter().zip(amounts).collect::<Vec<_>>();
    match order.when {
        When::AsNeeded { .. } | When::AtOnce { .. } | When::EveryHours { .. } => Vec::new(),
        When::Slots { morning, afternoon, evening, night } => {
            slots([*morning, *afternoon, *evening, *night])
        }
        When::Times { amount, per_day } => times_a_day(order.slots, *amount, *per_day),
        When::Bedtime { amount } => slots([Amount::NONE, Amount::NONE, Amount::NONE, *amount]),
        When::AlternateDays { amount } => nth_day(order, zone, day, 2, *amount),
        When::Weekly { amount } => nth_day(order, zone, day, 7, *amount),
        When::Monthly { amount } => nth_day(order, zone, day, 30, *amount),
        When::Taper { steps } => slots([Amount::NONE; 4])
            .into_iter()
            .enumerate()
            .map(|(slot, (minute, _))| {
                let at = at_minute(day, minute, zone);
                let step = step_at(order.started_at, steps, zone, at);
                let amounts = step.map(|s| [s.morning, s.afternoon, s.evening, s.night]);
                let amount = amounts.and_then(|all| all.get(slot).copied());
                (minute, amount.unwrap_or(Amount::NONE))
            })
            .collect(),
    }
}

/// Once to four times at the usual slots, more often spread evenly from the morning on.
fn times_a_day(slots: [u16; 4], amount: Amount, per_day: u8) -> Vec<(u16, Amount)> {
    let [morning, afternoon, evening, night] = slots;
    let minutes = match per_day {
        0 => Vec::new(),
        1 => vec![morning],
        2 => vec![morning, night],
        3 => vec![morning, afternoon, night],
        4 => vec![morning, afternoon, evening, night],
        many => {
            let step = DAY_MINUTES / u16::from(many);
            (0..u16::from(many)).map(|nth| (morning + nth * step) % DAY_MINUTES).collect()
        }
    };
    minutes.into_iter().map(|minute| (minute, amount)).collect()
}

/// In the morning of every n-th day, counted from the first morning after the start.
fn nth_day(
    order: &Schedule<'_>,
    zone: Zone,
    day: Day,
    every: i64,
    amount: Amount,
) -> Vec<(u16, Amount)> {
    let [morning, ..] = order.slots;
    let start = order.started_at.day(zone);
    let is_over = at_minute(start, morning, zone) < order.started_at;
    // A first dose at once is the first of the count.
    let begins_tomorrow = is_over && !order.is_first_now;
    let first = if begins_tomorrow { start + Days::new(1) } else { start };
    let since = (day - first).num_days();
    match since >= 0 && since % every == 0 {
        true => vec![(morning, amount)],
        false => Vec::new(),
    }
}

/// The step of a tapering dose at a moment: steps are days of 24 hours from the start.
fn step_at(
    started_at: Timestamp,
    steps: &[TaperStep],
    zone: Zone,
    at: Timestamp,
) -> Option<&TaperStep> {
    let begun = started_at.local(zone).naive_local();
    let mut day = (at.local(zone).naive_local() - begun).num_days();
    steps.iter().find(|step| {
        let is_it = day < i64::from(step.days);
        day -= i64::from(step.days);
        is_it
    })
}

/// Whether an order of this dose gives anything at all.
pub fn has_amount(when: &When) -> bool {
    match when {
        When::AsNeeded { amount, .. } => !amount.is_none(),
        When::Taper { steps } => steps.iter().any(|step| {
            [step.morning, step.afternoon, step.evening, step.night]
                .iter()
                .any(|amount| !amount.is_none())
        }),
        _ => !first_amount(when).is_none(),
    }
}

fn first_amount(when: &When) -> Amount {
    let most = |amounts: &[Amount]| {
        amounts.iter().copied().find(|amount| !amount.is_none()).unwrap_or(Amount::NONE)
    };
    match when {
        When::Slots { morning, afternoon, evening, night } => {
            most(&[*morning, *afternoon, *evening, *night])
        }
        When::Taper { steps } => steps.first().map_or(Amount::NONE, |step| {
            most(&[step.morning, step.afternoon, step.evening, step.night])
        }),
        When::AsNeeded { .. } => Amount::NONE,
        When::Times { amount, .. }
        | When::EveryHours { amount, .. }
        | When::AlternateDays { amount }
        | When::Weekly { amount }
        | When::Monthly { amount }
        | When::AtOnce { amount }
        | When::Bedtime { amount } => *amount,
    }
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
