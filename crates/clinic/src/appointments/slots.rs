//! Slots as a pure function of schedules, leave, bookings, zone and day. Hours are the
//! clinic's wall clock; everything after them is instants, so that a night in which the
//! clocks change has as many slots as it has hours.

use chrono::{Datelike, LocalResult, TimeZone};
use kernel::{Day, RowId, Timestamp, Zone};
use serde::Serialize;
use ts_rs::TS;

use super::model::{Hours, Leave, MINUTES_OF_DAY, Schedule};
use crate::claims::Claim;

const MINUTE: i64 = 60_000;
/// No zone skips more than a day at once (Samoa, 30 December 2011).
const GAP_MAX: i64 = MINUTES_OF_DAY;

/// From an instant until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Span {
    pub fn new(from: Timestamp, minutes: i64) -> Self {
        Self { from, until: Timestamp(from.0 + minutes * MINUTE) }
    }

    pub fn overlaps(self, other: Span) -> bool {
        self.from < other.until && other.from < self.until
    }

    pub fn holds(self, other: Span) -> bool {
        self.from <= other.from && other.until <= self.until
    }

    /// What is left of this when the other is taken away.
    fn without(self, other: Span) -> impl Iterator<Item = Span> {
        let before = Span { from: self.from, until: self.until.min(other.from) };
        let after = Span { from: self.from.max(other.until), until: self.until };
        let parts =
            if self.overlaps(other) { [Some(before), Some(after)] } else { [Some(self), None] };
        parts.into_iter().flatten().filter(|part| part.from < part.until)
    }
}

/// A booking, as far as slots care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    pub id: RowId,
    pub doctor_id: RowId,
    pub span: Span,
    pub is_overbooked: bool,
    pub claimed_at: Timestamp,
}

/// Hours of one doctor at one place without a break in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub schedule_id: RowId,
    pub place: String,
    pub span: Span,
    pub slot_minutes: i64,
    pub capacity: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub place: String,
    pub span: Span,
    pub capacity: usize,
    /// The most that are booked at one moment of it.
    pub taken: usize,
    pub is_leave: bool,
}

impl Slot {
    pub fn is_free(&self) -> bool {
        !self.is_leave && self.taken < self.capacity
    }
}

/// Why a time does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "SlotMisfit")]
pub enum Misfit {
    OutsideHours,
    Leave,
    Full,
}

impl Misfit {
    pub fn message(self) -> &'static str {
        match self {
            Misfit::OutsideHours => "errors-outside-hours",
            Misfit::Leave => "errors-doctor-on-leave",
            Misfit::Full => "errors-slot-full",
        }
    }
}

/// One doctor's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayPlan {
    pub stretches: Vec<Stretch>,
    pub leave: Vec<Span>,
    pub bookings: Vec<Booking>,
}

pub fn day_plan<'a>(
    schedules: &[Schedule],
    leave: &[Leave],
    bookings: impl Iterator<Item = &'a Booking>,
    zone: Zone,
    doctor_id: RowId,
    day: Day,
) -> DayPlan {
    let away = leave
        .iter()
        .filter(|leave| leave.doctor_id.is_none_or(|doctor| doctor == doctor_id))
        .filter(|leave| (leave.from_day..=leave.until_day).contains(&day))
        .map(|leave| {
            let minutes =
                leave.from_minute.unwrap_or(0)..leave.until_minute.unwrap_or(MINUTES_OF_DAY);
            span(zone, day, minutes.start, minutes.end)
        });
    DayPlan {
        stretches: stretches(schedules, zone, doctor_id, day),
        leave: away.collect(),
        bookings: bookings.filter(|one| one.doctor_id == doctor_id).copied().collect(),
    }
}

/// The hours of a day: at each place those of the schedule that starts last, and where two
/// places overlap those that start last as well.
fn stretches(schedules: &[Schedule], zone: Zone, doctor_id: RowId, day: Day) -> Vec<Stretch> {
    let mut valid: Vec<&Schedule> = schedules
        .iter()
        .filter(|schedule| schedule.doctor_id == doctor_id && schedule.is_valid_on(day))
        .collect();
    valid.sort_by_key(|schedule| std::cmp::Reverse((schedule.valid_from, schedule.id)));
    let mut done: Vec<Stretch> = Vec::new();
    let mut places: Vec<&str> = Vec::new();
    for schedule in valid {
        if places.contains(&schedule.place.as_str()) {
            continue;
        }
        places.push(&schedule.place);
        let on_day = |all: &[Hours]| -> Vec<Span> {
            let weekday = i64::from(day.weekday().number_from_monday());
            let todays = all.iter().filter(|hours| hours.weekday == weekday);
            todays.map(|hours| span(zone, day, hours.from, hours.until)).collect()
        };
        let taken = done.iter().map(|stretch| stretch.span);
        let not: Vec<Span> = on_day(&schedule.breaks).into_iter().chain(taken).collect();
        let mut spans = on_day(&schedule.hours);
        for not in not {
            spans = spans.into_iter().flat_map(|span| span.without(not)).collect();
        }
        done.extend(spans.into_iter().map(|span| Stretch {
            schedule_id: schedule.id,
            place: schedule.place.clone(),
            span,
            slot_minutes: schedule.slot_minutes.max(1),
            capacity: usize::try_from(schedule.capacity).unwrap_or(1),
        }));
    }
    done.sort_by_key(|stretch| stretch.span);
    done
}

impl DayPlan {
    /// From the start of each stretch, one after another; one that does not end within its
    /// stretch is none.
    pub fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for stretch in &self.stretches {
            let length = stretch.slot_minutes * MINUTE;
            let mut from = stretch.span.from.0;
            while from + length <= stretch.span.until.0 {
                let span = Span::new(Timestamp(from), stretch.slot_minutes);
                slots.push(Slot {
                    place: stretch.place.clone(),
                    span,
                    capacity: stretch.capacity,
                    taken: self.most_at_once(span, None),
                    is_leave: self.leave.iter().any(|leave| leave.overlaps(span)),
                });
                from += length;
            }
        }
        slots
    }

    pub fn stretch_of(&self, span: Span) -> Option<&Stretch> {
        self.stretches.iter().find(|stretch| stretch.span.holds(span))
    }

    /// Whether a time can be booked; `except` is the booking that would move there.
    pub fn fit(&self, span: Span, except: Option<RowId>) -> Result<&Stretch, Misfit> {
        let stretch = self.stretch_of(span).ok_or(Misfit::OutsideHours)?;
        if self.leave.iter().any(|leave| leave.overlaps(span)) {
            return Err(Misfit::Leave);
        }
        match self.most_at_once(span, except) < stretch.capacity {
            true => Ok(stretch),
            false => Err(Misfit::Full),
        }
    }

    /// The free starts for a length, as slots of that length.
    pub fn free(&self, minutes: Option<i64>, except: Option<RowId>) -> Vec<(Span, &Stretch)> {
        let slots = self.slots();
        let starts = slots.iter().map(|slot| slot.span);
        starts
            .filter_map(|slot| {
                let length = minutes.unwrap_or((slot.until.0 - slot.from.0) / MINUTE);
                let span = Span::new(slot.from, length);
                Some((span, self.fit(span, except).ok()?))
            })
            .collect()
    }

    fn most_at_once(&self, span: Span, except: Option<RowId>) -> usize {
        let within: Vec<Span> = self
            .bookings
            .iter()
            .filter(|booking| Some(booking.id) != except && booking.span.overlaps(span))
            .map(|booking| booking.span)
            .collect();
        let starts = within.iter().map(|one| one.from.max(span.from));
        starts
            .map(|at| within.iter().filter(|one| one.from <= at && at < one.until).count())
            .max()
            .unwrap_or(0)
    }

    /// The claims that meet each other, and how many of them have room at one time. What was
    /// overbooked on purpose is no claim.
    pub fn claims(&self) -> Vec<(Vec<Claim>, usize)> {
        let claims = self.bookings.iter().filter(|booking| !booking.is_overbooked);
        let claim = |booking: &Booking| Claim {
            id: booking.id,
            from: booking.span.from,
            until: Some(booking.span.until),
            claimed_at: booking.claimed_at,
            place: None,
        };
        let mut outside = Vec::new();
        let mut inside: Vec<Vec<Claim>> = self.stretches.iter().map(|_| Vec::new()).collect();
        for booking in claims {
            let at = self.stretches.iter().position(|one| one.span.holds(booking.span));
            match at.and_then(|at| inside.get_mut(at)) {
                Some(claims) => claims.push(claim(booking)),
                None => outside.push(claim(booking)),
            }
        }
        let capacities = self.stretches.iter().map(|stretch| stretch.capacity);
        inside.into_iter().zip(capacities).chain([(outside, 1)]).collect()
    }
}

/// Minutes of a day on the wall, as instants. A minute that the clocks skip is the first
/// after the gap; one that they repeat begins the first time and ends the second.
pub fn span(zone: Zone, day: Day, from: i64, until: i64) -> Span {
    Span { from: instant(zone, day, from), until: wall(zone, day, until, true) }
}

pub fn instant(zone: Zone, day: Day, minute: i64) -> Timestamp {
    wall(zone, day, minute, false)
}

fn wall(zone: Zone, day: Day, minute: i64, is_latest: bool) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    for skipped in 0..=GAP_MAX {
        let local = midnight + chrono::Duration::minutes(minute + skipped);
        let found = match zone.from_local_datetime(&local) {
            LocalResult::Single(one) => one,
            LocalResult::Ambiguous(first, last) => {
                if is_latest {
                    last
                } else {
                    first
                }
            }
            LocalResult::None => continue,
        };
        return Timestamp(found.timestamp_millis());
    }
    Timestamp(midnight.and_utc().timestamp_millis() + minute * MINUTE)
}

/// The minute of the day on the wall.
pub fn minute_of(zone: Zone, at: Timestamp) -> i64 {
    use chrono::Timelike;
    i64::from(at.local(zone).num_seconds_from_midnight()) / 60
}
