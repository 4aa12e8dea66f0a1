//! Sums of what went in and came out, by shift and by day of the ward. The day runs from
//! the first shift to the first shift of the next date: a night belongs to the day on which
//! it began. A pure function of the current entries, in whatever order they came.

use chrono::Days;
use kernel::{Day, Timestamp, Zone};
use serde::Serialize;
use ts_rs::TS;

use crate::rounds::{WardHours, at_minute};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    pub at: Timestamp,
    pub is_in: bool,
    pub ml: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "FluidSum")]
pub struct Sum {
    #[ts(type = "number")]
    pub in_ml: i64,
    #[ts(type = "number")]
    pub out_ml: i64,
    #[ts(type = "number")]
    pub balance_ml: i64,
}

impl Sum {
    fn add(&mut self, flow: &Flow) {
        match flow.is_in {
            true => self.in_ml += flow.ml,
            false => self.out_ml += flow.ml,
        }
        self.balance_ml = self.in_ml - self.out_ml;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ShiftSum {
    pub from: Timestamp,
    pub until: Timestamp,
    pub sum: Sum,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DaySum {
    /// The date on which the ward's day began.
    pub day: Day,
    pub shifts: Vec<ShiftSum>,
    pub sum: Sum,
}

/// The day of the ward that a moment belongs to.
pub fn ward_day(at: Timestamp, hours: &WardHours, zone: Zone) -> Day {
    let day = at.day(zone);
    let begins = hours.shifts.first().copied().unwrap_or(0);
    match at < at_minute(day, begins, zone) {
        true => day - Days::new(1),
        false => day,
    }
}

/// Start and end of each shift of a day of the ward.
pub fn shifts(day: Day, hours: &WardHours, zone: Zone) -> Vec<(Timestamp, Timestamp)> {
    let first = hours.shifts.first().copied().unwrap_or(0);
    let starts: Vec<Timestamp> =
        hours.shifts.iter().map(|minute| at_minute(day, *minute, zone)).collect();
    let end = at_minute(day + Days::new(1), first, zone);
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends).collect()
}

/// The shift that a moment belongs to: the day, its number from 0, its start and end.
pub fn shift_of(
    at: Timestamp,
    hours: &WardHours,
    zone: Zone,
) -> (Day, usize, Timestamp, Timestamp) {
    let day = ward_day(at, hours, zone);
    let all = shifts(day, hours, zone);
    let found = all.iter().enumerate().find(|(_, (from, until))| *from <= at && at < *until);
    let (number, (from, until)) = found.map_or((0, (at, at)), |(number, edges)| (number, *edges));
    (day, number, from, until)
}

pub fn day_sum(day: Day, flows: &[Flow], hours: &WardHours, zone: Zone) -> DaySum {
    let mut whole = Sum::default();
    let mut summed = Vec::new();
    for (from, until) in shifts(day, hours, zone) {
        let mut sum = Sum::default();
        for flow in flows.iter().filter(|flow| from <= flow.at && flow.at < until) {
            sum.add(flow);
            whole.add(flow);
        }
        summed.push(ShiftSum { from, until, sum });
    }
    DaySum { day, shifts: summed, sum: whole }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ZONE: Zone = Zone::Asia__Kolkata;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn at(date: &str, hour: u16, minute: u16) -> Timestamp {
        at_minute(day(date), hour * 60 + minute, ZONE)
    }

    fn flow(at: Timestamp, is_in: bool, ml: i64) -> Flow {
        Flow { at, is_in, ml }
    }

    #[test]
    fn shifts_have_their_own_sums_and_the_night_runs_over_midnight() {
        let flows = [
            flow(at("2026-11-22", 7, 59), true, 1000),
            flow(at("2026-11-22", 8, 0), true, 200),
            flow(at("2026-11-22", 13, 59), false, 150),
            flow(at("2026-11-22", 14, 0), true, 300),
            flow(at("2026-11-22", 23, 30), true, 400),
            flow(at("2026-11-23", 0, 10), false, 250),
            flow(at("2026-11-23", 7, 59), false, 50),
            flow(at("2026-11-23", 8, 0), false, 999),
        ];
        let hours = WardHours::default();
        let sum = day_sum(day("2026-11-22"), &flows, &hours, ZONE);
        let written: Vec<(i64, i64, i64)> = sum
            .shifts
            .iter()
            .map(|shift| (shift.sum.in_ml, shift.sum.out_ml, shift.sum.balance_ml))
            .collect();
        assert_eq!(written, [(200, 150, 50), (300, 0, 300), (400, 300, 100)]);
        assert_eq!(sum.sum, Sum { in_ml: 900, out_ml: 450, balance_ml: 450 });
    }

    #[test]
    fn a_moment_belongs_to_the_shift_that_holds_it() {
        let hours = WardHours::default();
        for (moment, date, number) in [
            (at("2026-11-22", 8, 0), "2026-11-22", 0),
            (at("2026-11-22", 13, 59), "2026-11-22", 0),
            (at("2026-11-22", 14, 0), "2026-11-22", 1),
            (at("2026-11-22", 20, 0), "2026-11-22", 2),
            (at("2026-11-23", 0, 0), "2026-11-22", 2),
            (at("2026-11-23", 7, 59), "2026-11-22", 2),
            (at("2026-11-23", 8, 0), "2026-11-23", 0),
        ] {
            let (found, which, from, until) = shift_of(moment, &hours, ZONE);
            assert_eq!((found, which), (day(date), number));
            assert!(from <= moment && moment < until);
        }
    }

    proptest! {
        #[test]
        fn totals_equal_a_rebuild_from_any_order_and_lose_nothing(
            entries in proptest::collection::vec(
                (0i64..(4 * 1440), any::<bool>(), 1i64..3000), 0..60),
            turn in 0usize..60,
        ) {
            let hours = WardHours::default();
            let begin = at("2026-11-21", 8, 0);
            let flows: Vec<Flow> = entries
                .iter()
                .map(|(minute, is_in, ml)| flow(Timestamp(begin.0 + minute * 60_000), *is_in, *ml))
                .collect();
            let mut turned = flows.clone();
            turned.rotate_left(turn.min(flows.len()));
            turned.reverse();
            let days: Vec<Day> = day("2026-11-21").iter_days().take(4).collect();
            let sums = |flows: &[Flow]| -> Vec<DaySum> {
                days.iter().map(|day| day_sum(*day, flows, &hours, ZONE)).collect()
            };
            prop_assert_eq!(sums(&flows), sums(&turned));
            let all: i64 = sums(&flows).iter().map(|day| day.sum.balance_ml).sum();
            let plain: i64 =
                flows.iter().map(|flow| if flow.is_in { flow.ml } else { -flow.ml }).sum();
            prop_assert_eq!(all, plain);
            for sum in sums(&flows) {
                let by_shift: i64 = sum.shifts.iter().map(|shift| shift.sum.balance_ml).sum();
                prop_assert_eq!(by_shift, sum.sum.balance_ml);
            }
        }
    }
}
