use kernel::{Day, RowId, Timestamp, Zone};

use super::model::{Hours, Leave, Schedule};
use super::slots::*;
use crate::claims::clashing;

const DOCTOR: RowId = RowId([7; 16]);
const MONDAY: &str = "2026-11-23";

fn india() -> Zone {
    "Asia/Kolkata".parse().unwrap()
}

/// Minutes of the day: `hm(9, 30)`.
const fn hm(hour: i64, minute: i64) -> i64 {
    hour * 60 + minute
}

fn schedule(id: u8, from: &str, hours: &[(i64, i64)]) -> Schedule {
    let days = 1..=7;
    let hours = days.flat_map(|weekday| {
        hours.iter().map(move |(from, until)| Hours { weekday, from: *from, until: *until })
    });
    Schedule {
        id: RowId([id; 16]),
        doctor_id: DOCTOR,
        place: "Wagholi".into(),
        valid_from: from.parse().unwrap(),
        valid_until: None,
        slot_minutes: 15,
        capacity: 1,
        hours: hours.collect(),
        breaks: Vec::new(),
    }
}

fn leave(doctor_id: Option<RowId>, from: &str, until: &str, part: Option<(i64, i64)>) -> Leave {
    Leave {
        id: RowId([1; 16]),
        doctor_id,
        from_day: from.parse().unwrap(),
        until_day: until.parse().unwrap(),
        from_minute: part.map(|(from, _)| from),
        until_minute: part.map(|(_, until)| until),
        reason: String::new(),
    }
}

fn booking(id: u8, zone: Zone, day: &str, minute: i64, minutes: i64, claimed_at: i64) -> Booking {
    Booking {
        id: RowId([id; 16]),
        doctor_id: DOCTOR,
        span: Span::new(instant(zone, day.parse().unwrap(), minute), minutes),
        is_overbooked: false,
        claimed_at: Timestamp(claimed_at),
    }
}

fn plan_in(
    zone: Zone,
    day: &str,
    schedules: &[Schedule],
    leave: &[Leave],
    bookings: &[Booking],
) -> DayPlan {
    let day: Day = day.parse().unwrap();
    day_plan(schedules, leave, bookings.iter(), zone, DOCTOR, day)
}

fn plan(day: &str, schedules: &[Schedule], leave: &[Leave], bookings: &[Booking]) -> DayPlan {
    plan_in(india(), day, schedules, leave, bookings)
}

/// The slots as a clerk would write them: `09:00`, with `!` for leave and `x` for full.
fn written(zone: Zone, plan: &DayPlan) -> Vec<String> {
    let mark = |slot: &Slot| match slot {
        slot if slot.is_leave => "!",
        slot if !slot.is_free() => "x",
        _ => "",
    };
    let slots = plan.slots();
    slots
        .iter()
        .map(|slot| format!("{}{}", slot.span.from.local(zone).format("%H:%M"), mark(slot)))
        .collect()
}

#[test]
fn hours_become_slots_and_one_that_does_not_fit_is_none() {
    type Case = (&'static [(i64, i64)], i64, &'static [&'static str]);
    const CASES: &[Case] = &[
        (&[(hm(9, 0), hm(10, 0))], 15, &["09:00", "09:15", "09:30", "09:45"]),
        (&[(hm(9, 0), hm(10, 0))], 25, &["09:00", "09:25"]),
        (&[(hm(9, 0), hm(9, 10))], 15, &[]),
        (&[(hm(9, 0), hm(9, 30)), (hm(17, 0), hm(17, 30))], 30, &["09:00", "17:00"]),
        (&[(hm(23, 30), hm(24, 0))], 30, &["23:30"]),
        (&[], 15, &[]),
    ];
    for (hours, slot_minutes, expected) in CASES {
        let schedule = Schedule { slot_minutes: *slot_minutes, ..schedule(1, "2026-01-01", hours) };
        assert_eq!(written(india(), &plan(MONDAY, &[schedule], &[], &[])), *expected);
    }
}

#[test]
fn a_break_cuts_the_hours_and_slots_begin_anew_after_it() {
    let of_break = |from, until| Hours { weekday: 1, from, until };
    let schedule = Schedule {
        breaks: vec![of_break(hm(9, 20), hm(9, 40))],
        ..schedule(1, "2026-01-01", &[(hm(9, 0), hm(10, 10))])
    };
    let monday = plan(MONDAY, std::slice::from_ref(&schedule), &[], &[]);
    assert_eq!(written(india(), &monday), ["09:00", "09:40", "09:55"]);
    let tuesday = plan("2026-11-24", &[schedule], &[], &[]);
    assert_eq!(written(india(), &tuesday), ["09:00", "09:15", "09:30", "09:45"]);
}

#[test]
fn the_schedule_that_starts_later_holds() {
    let old = schedule(1, "2026-01-01", &[(hm(9, 0), hm(9, 30))]);
    let new = schedule(2, "2026-11-23", &[(hm(17, 0), hm(17, 30))]);
    let both = [new.clone(), old.clone()];
    for (day, expected) in [
        ("2025-12-31", [].as_slice()),
        ("2026-11-22", &["09:00", "09:15"]),
        ("2026-11-23", &["17:00", "17:15"]),
        ("2027-11-23", &["17:00", "17:15"]),
    ] {
        assert_eq!(written(india(), &plan(day, &both, &[], &[])), expected, "{day}");
    }
    // It ends: the older one holds again.
    let until = Schedule { valid_until: Some("2026-11-30".parse().unwrap()), ..new.clone() };
    let both = [old.clone(), until];
    assert_eq!(written(india(), &plan("2026-11-30", &both, &[], &[])), ["17:00", "17:15"]);
    assert_eq!(written(india(), &plan("2026-12-01", &both, &[], &[])), ["09:00", "09:15"]);
    // A later one without a Monday closes the Monday.
    let no_monday = Schedule { hours: vec![Hours { weekday: 2, from: 540, until: 600 }], ..new };
    assert!(plan(MONDAY, &[old, no_monday], &[], &[]).slots().is_empty());
}

#[test]
fn two_places_stand_beside_each_other_and_the_later_takes_what_overlaps() {
    let wagholi = schedule(1, "2026-01-01", &[(hm(9, 0), hm(10, 0))]);
    let mut kharadi = schedule(2, "2026-06-01", &[(hm(9, 30), hm(10, 30))]);
    kharadi.place = "Kharadi".into();
    let slots = plan(MONDAY, &[wagholi, kharadi], &[], &[]).slots();
    let places: Vec<&str> = slots.iter().map(|slot| slot.place.as_str()).collect();
    assert_eq!(places, ["Wagholi", "Wagholi", "Kharadi", "Kharadi", "Kharadi", "Kharadi"]);
}

#[test]
fn leave_takes_days_parts_of_days_and_the_whole_clinic() {
    let hours = [schedule(1, "2026-01-01", &[(hm(9, 0), hm(10, 0))])];
    let other = Some(RowId([9; 16]));
    let all = ["09:00!", "09:15!", "09:30!", "09:45!"];
    let none = ["09:00", "09:15", "09:30", "09:45"];
    let cases = [
        (leave(Some(DOCTOR), MONDAY, MONDAY, None), all),
        (leave(None, "2026-11-20", "2026-11-30", None), all),
        (leave(other, MONDAY, MONDAY, None), none),
        (leave(Some(DOCTOR), "2026-11-24", "2026-11-25", None), none),
        // A part of a slot is the slot; its edges are not.
        (
            leave(Some(DOCTOR), MONDAY, MONDAY, Some((hm(9, 20), hm(9, 30)))),
            ["09:00", "09:15!", "09:30", "09:45"],
        ),
        (
            leave(Some(DOCTOR), "2026-11-20", "2026-11-30", Some((hm(9, 30), hm(24, 0)))),
            ["09:00", "09:15", "09:30!", "09:45!"],
        ),
    ];
    for (leave, expected) in cases {
        assert_eq!(written(india(), &plan(MONDAY, &hours, &[leave], &[])), expected);
    }
}

#[test]
fn a_slot_holds_as_many_as_its_capacity() {
    let mut hours = schedule(1, "2026-01-01", &[(hm(9, 0), hm(9, 30))]);
    let at = |id, minute, minutes| booking(id, india(), MONDAY, minute, minutes, i64::from(id));
    let two = [at(1, hm(9, 0), 15), at(2, hm(9, 0), 15)];
    let one = |hours: &Schedule, booked: &[Booking]| {
        written(india(), &plan(MONDAY, std::slice::from_ref(hours), &[], booked))
    };
    assert_eq!(one(&hours, &two[..1]), ["09:00x", "09:15"]);
    hours.capacity = 2;
    assert_eq!(one(&hours, &two[..1]), ["09:00", "09:15"]);
    assert_eq!(one(&hours, &two), ["09:00x", "09:15"]);
    // A long one takes every slot that it touches.
    hours.capacity = 1;
    assert_eq!(one(&hours, &[at(1, hm(9, 10), 10)]), ["09:00x", "09:15x"]);
}

#[test]
fn what_does_not_fit_says_why() {
    let hours = [schedule(1, "2026-01-01", &[(hm(9, 0), hm(10, 0))])];
    let away = [leave(Some(DOCTOR), MONDAY, MONDAY, Some((hm(9, 45), hm(10, 0))))];
    let booked = [booking(1, india(), MONDAY, hm(9, 0), 15, 1)];
    let plan = plan(MONDAY, &hours, &away, &booked);
    let day: Day = MONDAY.parse().unwrap();
    let fit = |minute, minutes, except| {
        plan.fit(Span::new(instant(india(), day, minute), minutes), except).err()
    };
    assert_eq!(fit(hm(9, 15), 15, None), None);
    assert_eq!(fit(hm(9, 0), 15, None), Some(Misfit::Full));
    assert_eq!(fit(hm(9, 0), 15, Some(RowId([1; 16]))), None, "it does not stand in its own way");
    assert_eq!(fit(hm(9, 30), 20, None), Some(Misfit::Leave));
    assert_eq!(fit(hm(9, 50), 15, None), Some(Misfit::OutsideHours));
    assert_eq!(fit(hm(8, 55), 10, None), Some(Misfit::OutsideHours));
}

#[test]
fn hours_are_those_of_the_wall_in_every_zone() {
    let night = [schedule(1, "2026-01-01", &[(hm(1, 0), hm(4, 0))])];
    let hours: [Schedule; 1] = [Schedule { slot_minutes: 60, ..night[0].clone() }];
    let cases: &[(&str, &str, &[&str])] = &[
        ("Asia/Kolkata", "2026-03-29", &["01:00", "02:00", "03:00"]),
        ("Asia/Kathmandu", "2026-03-29", &["01:00", "02:00", "03:00"]),
        // The clocks go from 02:00 to 03:00: one hour less.
        ("Europe/Berlin", "2026-03-29", &["01:00", "03:00"]),
        // And from 03:00 back to 02:00: one hour more, two o'clock twice.
        ("Europe/Berlin", "2026-10-25", &["01:00", "02:00", "02:00", "03:00"]),
        // Half an hour only, on Lord Howe Island.
        ("Australia/Lord_Howe", "2026-10-04", &["01:00", "02:30"]),
        // A whole day that was never there.
        ("Pacific/Apia", "2011-12-30", &[]),
    ];
    for (zone, day, expected) in cases {
        let zone: Zone = zone.parse().unwrap();
        let hours: Vec<Schedule> = hours
            .iter()
            .map(|one| Schedule { valid_from: "2000-01-01".parse().unwrap(), ..one.clone() })
            .collect();
        let plan = plan_in(zone, day, &hours, &[], &[]);
        assert_eq!(written(zone, &plan), *expected, "{zone} {day}");
        let slots = plan.slots();
        assert!(slots.windows(2).all(|two| two[0].span.until <= two[1].span.from), "{zone} {day}");
    }
}

#[test]
fn a_day_is_the_clinics_day_and_not_that_of_greenwich() {
    let early = [schedule(1, "2026-01-01", &[(hm(0, 0), hm(0, 30))])];
    let plan = plan(MONDAY, &early, &[], &[]);
    let first = plan.slots()[0].span.from;
    assert_eq!(first.utc().to_string(), "2026-11-22 18:30:00 UTC");
}

#[test]
fn the_later_claim_on_a_full_slot_clashes_and_one_on_purpose_does_not() {
    let mut hours = schedule(1, "2026-01-01", &[(hm(9, 0), hm(10, 0))]);
    let first = booking(2, india(), MONDAY, hm(9, 0), 15, 10);
    let second = booking(1, india(), MONDAY, hm(9, 0), 15, 11);
    let on_purpose =
        Booking { is_overbooked: true, ..booking(3, india(), MONDAY, hm(9, 0), 15, 12) };
    let next = booking(4, india(), MONDAY, hm(9, 15), 15, 13);
    let lost = |hours: &Schedule, all: &[Booking]| {
        let claims = plan(MONDAY, std::slice::from_ref(hours), &[], all).claims();
        let lost = claims.iter().map(|(claims, capacity)| clashing(claims, *capacity));
        lost.flatten().collect::<Vec<RowId>>()
    };
    assert_eq!(lost(&hours, &[second, first, on_purpose, next]), [second.id]);
    assert!(lost(&hours, &[first, on_purpose, next]).is_empty());
    hours.capacity = 2;
    assert!(lost(&hours, &[second, first]).is_empty());
    // Outside the hours one place is one place.
    let late = [
        booking(5, india(), MONDAY, hm(20, 0), 15, 1),
        booking(6, india(), MONDAY, hm(20, 0), 15, 2),
    ];
    assert_eq!(lost(&hours, &late), [late[1].id]);
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the hours, breaks and bookings: slots never overlap, never leave the
        /// hours, and a free one can be booked.
        #[test]
        fn slots_are_apart_within_hours_and_free_ones_fit(
            hours in proptest::collection::vec((0i64..1400, 1i64..400), 1..4),
            breaks in proptest::collection::vec((0i64..1400, 1i64..120), 0..3),
            booked in proptest::collection::vec((0i64..1400, 1i64..90), 0..8),
            slot_minutes in 1i64..90, capacity in 1i64..4, night in any::<bool>(),
        ) {
            let zone: Zone = "Europe/Berlin".parse().unwrap();
            let day = if night { "2026-03-29" } else { "2026-10-25" };
            let ends = |(from, length): &(i64, i64)| (*from, (from + length).min(1440));
            let spans: Vec<(i64, i64)> = hours.iter().map(ends).collect();
            let mut one = schedule(1, "2026-01-01", &spans);
            one.breaks = breaks
                .iter()
                .map(|given| { let (from, until) = ends(given); Hours { weekday: 7, from, until } })
                .collect();
            (one.slot_minutes, one.capacity) = (slot_minutes, capacity);
            let all: Vec<Booking> = (1u8..)
                .zip(&booked)
                .map(|(id, (from, length))| booking(id, zone, day, *from, *length, i64::from(id)))
                .collect();
            let plan = plan_in(zone, day, &[one], &[], &all);
            for slot in plan.slots() {
                prop_assert!(plan.stretch_of(slot.span).is_some());
                prop_assert_eq!(slot.is_free(), plan.fit(slot.span, None).is_ok());
            }
        }
    }
}
