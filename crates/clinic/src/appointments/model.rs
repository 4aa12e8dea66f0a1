use kernel::{Day, Error, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;

pub const MINUTES_OF_DAY: i64 = 1440;
/// The longest appointment: half a day.
pub const LENGTH_MAX: i64 = 720;
const SLOT_MAX: i64 = 480;
const CAPACITY_MAX: i64 = 100;
const HOURS_MAX: usize = 100;
/// A reason is a line, not a history.
const REASON_MAX: usize = 500;

/// From a minute of a weekday until before another; Monday is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "WeekHours")]
pub struct Hours {
    #[ts(type = "number")]
    pub weekday: i64,
    #[ts(type = "number")]
    pub from: i64,
    #[ts(type = "number")]
    pub until: i64,
}

/// When a doctor sees patients at a place, from a day on. Of two schedules of one doctor at
/// one place the one that starts later holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Schedule {
    pub id: RowId,
    pub doctor_id: RowId,
    pub place: String,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
    #[ts(type = "number")]
    pub slot_minutes: i64,
    #[ts(type = "number")]
    pub capacity: i64,
    pub hours: Vec<Hours>,
    pub breaks: Vec<Hours>,
}

impl Record for Schedule {
    const TABLE: &'static str = "schedule";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Schedule {
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ScheduleForm {
    pub doctor_id: RowId,
    pub place: String,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
    #[ts(type = "number")]
    pub slot_minutes: i64,
    #[ts(type = "number")]
    pub capacity: i64,
    pub hours: Vec<Hours>,
    pub breaks: Vec<Hours>,
}

impl ScheduleForm {
    pub fn checked(self) -> Result<Self> {
        let place = forms::required("place", &self.place)?;
        if self.valid_until.is_some_and(|until| until < self.valid_from) {
            return Err(Error::invalid("valid_until", "errors-ends-before-start"));
        }
        within("slot_minutes", self.slot_minutes, 1, SLOT_MAX)?;
        within("capacity", self.capacity, 1, CAPACITY_MAX)?;
        if self.hours.is_empty() {
            return Err(Error::invalid("hours", "errors-no-hours"));
        }
        let hours = checked_hours("hours", self.hours)?;
        let breaks = checked_hours("breaks", self.breaks)?;
        Ok(Self { place, hours, breaks, ..self })
    }
}

fn checked_hours(field: &str, mut all: Vec<Hours>) -> Result<Vec<Hours>> {
    if all.len() > HOURS_MAX {
        return Err(Error::invalid(field, "errors-too-many").with("max", HOURS_MAX));
    }
    for (at, one) in all.iter().enumerate() {
        let path = |name: &str| format!("{field}.{at}.{name}");
        within(&path("weekday"), one.weekday, 1, 7)?;
        within(&path("from"), one.from, 0, MINUTES_OF_DAY)?;
        within(&path("until"), one.until, 0, MINUTES_OF_DAY)?;
        if one.until <= one.from {
            return Err(Error::invalid(path("until"), "errors-ends-before-start"));
        }
        let overlaps = |other: &&Hours| {
            other.weekday == one.weekday && other.from < one.until && one.from < other.until
        };
        if all.iter().take(at).any(|other| overlaps(&other)) {
            return Err(Error::invalid(path("from"), "errors-hours-overlap"));
        }
    }
    all.sort_by_key(|one| (one.weekday, one.from));
    Ok(all)
}

pub fn within(field: &str, value: i64, min: i64, max: i64) -> Result<i64> {
    if (min..=max).contains(&value) {
        return Ok(value);
    }
    Err(Error::invalid(field, "errors-out-of-range").with("min", min).with("max", max))
}

pub fn reason(field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    match text.chars().count() > REASON_MAX {
        true => Err(Error::invalid(field, "errors-too-long").with("max", REASON_MAX)),
        false => Ok(text.to_owned()),
    }
}

/// A day as somebody typed it, so that 31 February is answered in words.
pub fn day(field: &str, text: &str) -> Result<Day> {
    text.trim().parse().map_err(|_| Error::invalid(field, "errors-no-such-day").with("day", text))
}

/// A doctor is away, or with no doctor the clinic is closed. With minutes, that part of each
/// of its days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DoctorLeave")]
pub struct Leave {
    pub id: RowId,
    pub doctor_id: Option<RowId>,
    pub from_day: Day,
    pub until_day: Day,
    #[ts(type = "number | null")]
    pub from_minute: Option<i64>,
    #[ts(type = "number | null")]
    pub until_minute: Option<i64>,
    pub reason: String,
}

impl Record for Leave {
    const TABLE: &'static str = "leave";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "AppointmentStatus")]
pub enum Status {
    Booked,
    Arrived,
    NoShow,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhoneCall {
    None,
    Called,
    Confirmed,
    NotReached,
}

/// A patient comes to a doctor at a time. The slot is a claim: see `claims`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Appointment {
    pub id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub place: String,
    /// The clinic's day of `starts_at`.
    pub day: Day,
    pub starts_at: Timestamp,
    #[ts(type = "number")]
    pub minutes: i64,
    pub reason: String,
    pub status: Status,
    pub is_overbooked: bool,
    pub series_id: Option<RowId>,
    pub token_id: Option<RowId>,
    pub arrived_at: Option<Timestamp>,
    pub cancel_reason: String,
    pub phone_call: PhoneCall,
    pub booked_at: Timestamp,
    pub booked_by: String,
    pub claimed_at: Timestamp,
}

impl Record for Appointment {
    const TABLE: &'static str = "appointment";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Appointment {
    pub fn ends_at(&self) -> Timestamp {
        Timestamp(self.starts_at.0 + self.minutes * 60_000)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "RepeatUnit")]
pub enum Unit {
    Days,
    Weeks,
    Months,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Series {
    pub id: RowId,
    pub patient_id: RowId,
    pub unit: Unit,
    #[ts(type = "number")]
    pub every: i64,
    pub made_at: Timestamp,
    pub made_by: String,
}

impl Record for Series {
    const TABLE: &'static str = "appointment_series";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// An appointment went from one place in the calendar to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Move {
    pub id: RowId,
    pub appointment_id: RowId,
    pub batch_id: RowId,
    pub from_doctor_id: RowId,
    pub from_place: String,
    pub from_starts_at: Timestamp,
    #[ts(type = "number")]
    pub from_minutes: i64,
    pub from_overbooked: bool,
    pub to_doctor_id: RowId,
    pub to_starts_at: Timestamp,
    pub reason: String,
    pub at: Timestamp,
    pub by: String,
}

impl Record for Move {
    const TABLE: &'static str = "appointment_move";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "DayPart")]
pub enum Part {
    Any,
    Morning,
    Afternoon,
    Evening,
}

impl Part {
    /// As a desk says it: before noon, until four, from then on.
    pub fn holds(self, minute: i64) -> bool {
        match self {
            Part::Any => true,
            Part::Morning => minute < 12 * 60,
            Part::Afternoon => (12 * 60..16 * 60).contains(&minute),
            Part::Evening => minute >= 16 * 60,
        }
    }
}

/// Somebody who would come sooner if a slot were free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WaitingWish {
    pub id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub from_day: Day,
    pub until_day: Day,
    pub part: Part,
    #[ts(type = "number")]
    pub minutes: i64,
    pub note: String,
    pub made_at: Timestamp,
    pub appointment_id: Option<RowId>,
}

impl Record for WaitingWish {
    const TABLE: &'static str = "waiting_wish";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

/// How much later a doctor comes on a day; nought once the doctor is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Lateness {
    pub id: RowId,
    pub doctor_id: RowId,
    pub day: Day,
    #[ts(type = "number")]
    pub minutes: i64,
    pub at: Timestamp,
    pub by: String,
}

impl Record for Lateness {
    const TABLE: &'static str = "lateness";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}
