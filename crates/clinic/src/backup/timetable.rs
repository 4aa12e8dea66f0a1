//! What is due now. Pure: the desk asks it every few seconds, and tests walk a clock.

use chrono::{Duration, NaiveTime, TimeZone};
use kernel::{RowId, Timestamp, Zone};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// A stick that is not there is asked for again, but not all the time.
const RETRY_MS: i64 = 10 * MINUTE_MS;
const OPS_EVERY_MS: i64 = 5 * MINUTE_MS;
const OPS_MANY: u64 = 200;
const DRILL_EVERY_MS: i64 = 7 * DAY_MS;
const DRILL_RETRY_MS: i64 = HOUR_MS;

#[derive(Clone, Debug)]
pub struct Facts {
    pub now: Timestamp,
    pub zone: Zone,
    pub midday_minute: i64,
    pub close_minute: i64,
    /// The number of migrations: after an update a copy is made at once.
    pub schema: i64,
    pub targets: Vec<TargetFacts>,
}

#[derive(Clone, Debug)]
pub struct TargetFacts {
    pub id: RowId,
    /// Whether its folder can be reached. Of two sticks used in turn one lies in the safe.
    pub is_here: bool,
    pub last_full: Option<FullFacts>,
    /// Good or not, of any kind that failed last.
    pub last_full_try: Option<Timestamp>,
    pub last_ops_try: Option<Timestamp>,
    pub ops_since: u64,
    pub last_drill: Option<Timestamp>,
    pub last_drill_try: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
pub struct FullFacts {
    pub at: Timestamp,
    pub schema: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Full(RowId),
    Ops(RowId),
    Drill(RowId),
}

/// The one thing to do next. What is newest and smallest goes first: a few seconds of ops
/// must not wait for a long copy to another stick.
pub fn due(facts: &Facts) -> Option<Due> {
    let slot = last_slot(facts);
    // With none of them here the first is tried all the same, so that somebody is told.
    let is_any_here = facts.targets.iter().any(|target| target.is_here);
    let here = || facts.targets.iter().filter(|target| target.is_here);
    let ops = here().find(|target| needs_ops(facts, target));
    let full = match is_any_here {
        true => here().find(|target| needs_full(facts, target, slot)),
        false => facts.targets.first().filter(|target| needs_full(facts, target, slot)),
    };
    let drill = here().find(|target| needs_drill(facts, target));
    ops.map(|target| Due::Ops(target.id))
        .or(full.map(|target| Due::Full(target.id)))
        .or(drill.map(|target| Due::Drill(target.id)))
}

/// A clock that went back must not make it wait for years.
fn is_older(facts: &Facts, at: Option<Timestamp>, ms: i64) -> bool {
    at.is_none_or(|at| facts.now.0 - at.0 >= ms || at.0 > facts.now.0)
}

fn needs_full(facts: &Facts, target: &TargetFacts, slot: Timestamp) -> bool {
    let is_wanted = target.last_full.is_none_or(|last| {
        last.at < slot || last.schema != facts.schema || last.at.0 > facts.now.0 + DAY_MS
    });
    is_wanted && is_older(facts, target.last_full_try, RETRY_MS)
}

fn needs_ops(facts: &Facts, target: &TargetFacts) -> bool {
    let has_base = target.last_full.is_some_and(|last| last.schema == facts.schema);
    let since = target.last_ops_try.max(target.last_full.map(|last| last.at));
    has_base
        && target.ops_since > 0
        && (is_older(facts, since, OPS_EVERY_MS)
            || (target.ops_since >= OPS_MANY && is_older(facts, target.last_ops_try, MINUTE_MS)))
}

fn needs_drill(facts: &Facts, target: &TargetFacts) -> bool {
    target.last_full.is_some()
        && is_older(facts, target.last_drill, DRILL_EVERY_MS)
        && is_older(facts, target.last_drill_try, DRILL_RETRY_MS)
}

/// The latest of the daily moments that is past: what was missed while the computer was off
/// is due at the next opening.
fn last_slot(facts: &Facts) -> Timestamp {
    let today = facts.now.day(facts.zone);
    let days = [today - Duration::days(1), today];
    let minutes = [facts.midday_minute, facts.close_minute];
    let moments = days.iter().flat_map(|day| {
        minutes.iter().filter_map(|minute| {
            let seconds = u32::try_from(minute * 60).ok()?;
            let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?;
            let local = facts.zone.from_local_datetime(&day.and_time(time)).earliest()?;
            Some(Timestamp(local.timestamp_millis()))
        })
    });
    moments.filter(|moment| *moment <= facts.now).max().unwrap_or(Timestamp(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STICK: RowId = RowId([1; 16]);

    fn at(text: &str) -> Timestamp {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let zone: Zone = "Asia/Kolkata".parse().unwrap();
        Timestamp(zone.from_local_datetime(&local).unwrap().timestamp_millis())
    }

    fn facts(now: &str, last_full: Option<&str>) -> Facts {
        Facts {
            now: at(now),
            zone: "Asia/Kolkata".parse().unwrap(),
            midday_minute: 13 * 60,
            close_minute: 20 * 60,
            schema: 5,
            targets: vec![TargetFacts {
                id: STICK,
                is_here: true,
                last_full: last_full.map(|text| FullFacts { at: at(text), schema: 5 }),
                last_full_try: last_full.map(at),
                last_ops_try: None,
                ops_since: 0,
                last_drill: last_full.map(at),
                last_drill_try: last_full.map(at),
            }],
        }
    }

    #[test]
    fn a_copy_is_due_at_one_and_at_the_close_and_after_a_missed_one() {
        let cases = [
            ("2026-11-22 12:59", "2026-11-21 20:01", false),
            ("2026-11-22 13:00", "2026-11-21 20:01", true),
            ("2026-11-22 19:59", "2026-11-22 13:02", false),
            ("2026-11-22 20:00", "2026-11-22 13:02", true),
            ("2026-11-23 09:00", "2026-11-22 13:02", true),
            ("2026-11-30 09:00", "2026-11-22 20:02", true),
        ];
        for (now, last, is_due) in cases {
            let wanted = if is_due { Some(Due::Full(STICK)) } else { None };
            let mut facts = facts(now, Some(last));
            facts.targets[0].last_drill = Some(facts.now);
            assert_eq!(due(&facts), wanted, "{now} after {last}");
        }
        assert_eq!(due(&facts("2026-11-22 09:00", None)), Some(Due::Full(STICK)));
    }

    #[test]
    fn a_copy_that_failed_is_tried_again_in_ten_minutes() {
        let mut facts = facts("2026-11-22 13:05", Some("2026-11-21 20:01"));
        facts.targets[0].last_full_try = Some(at("2026-11-22 13:00"));
        assert_eq!(due(&facts), None);
        facts.now = at("2026-11-22 13:10");
        assert_eq!(due(&facts), Some(Due::Full(STICK)));
    }

    #[test]
    fn ops_go_after_five_minutes_or_two_hundred() {
        let mut facts = facts("2026-11-22 13:04", Some("2026-11-22 13:00"));
        assert_eq!(due(&facts), None);
        facts.targets[0].ops_since = 1;
        assert_eq!(due(&facts), None);
        facts.targets[0].ops_since = 200;
        assert_eq!(due(&facts), Some(Due::Ops(STICK)));
        facts.targets[0].ops_since = 1;
        facts.now = at("2026-11-22 13:05");
        assert_eq!(due(&facts), Some(Due::Ops(STICK)));
        facts.targets[0].last_ops_try = Some(at("2026-11-22 13:03"));
        assert_eq!(due(&facts), None);
    }

    #[test]
    fn an_update_makes_a_copy_first_and_a_clock_set_back_stops_nothing() {
        let mut facts = facts("2026-11-22 14:00", Some("2026-11-22 13:00"));
        facts.schema = 6;
        facts.targets[0].ops_since = 500;
        assert_eq!(due(&facts), Some(Due::Full(STICK)));
        let mut back = super::tests::facts("2016-11-22 14:00", Some("2026-11-22 13:00"));
        assert_eq!(due(&back), Some(Due::Full(STICK)));
        back.targets[0].last_full = Some(FullFacts { at: at("2016-11-22 13:59"), schema: 5 });
        back.targets[0].last_full_try = Some(at("2016-11-22 13:59"));
        assert_eq!(due(&back), Some(Due::Drill(STICK)));
    }

    #[test]
    fn of_two_sticks_the_one_in_the_safe_is_not_missed() {
        let mut facts = facts("2026-11-22 13:05", Some("2026-11-21 20:01"));
        let mut other = facts.targets[0].clone();
        other.id = RowId([2; 16]);
        facts.targets.push(other);
        facts.targets[0].is_here = false;
        assert_eq!(due(&facts), Some(Due::Full(RowId([2; 16]))));
        facts.targets[1].last_full = Some(FullFacts { at: at("2026-11-22 13:01"), schema: 5 });
        assert_eq!(due(&facts), None);
        // But when nothing is plugged in, somebody must hear of it.
        facts.targets[1].is_here = false;
        assert_eq!(due(&facts), Some(Due::Full(STICK)));
    }

    #[test]
    fn a_drill_comes_every_week() {
        let mut facts = facts("2026-11-29 13:05", Some("2026-11-29 13:00"));
        facts.targets[0].last_drill = Some(at("2026-11-22 13:06"));
        facts.targets[0].last_drill_try = facts.targets[0].last_drill;
        assert_eq!(due(&facts), None);
        facts.now = at("2026-11-29 13:06");
        assert_eq!(due(&facts), Some(Due::Drill(STICK)));
        facts.targets[0].last_drill_try = Some(at("2026-11-29 13:00"));
        assert_eq!(due(&facts), None, "a drill that failed waits an hour");
    }
}
