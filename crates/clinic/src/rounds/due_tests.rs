use proptest::prelude::*;

use super::*;

const ZONE: Zone = Zone::Asia__Kolkata;
const SLOTS: [u16; 4] = [8 * 60, 14 * 60, 18 * 60, 21 * 60];

fn at(text: &str) -> Timestamp {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    moment(local, ZONE)
}

fn one() -> Amount {
    Amount::whole(1)
}

fn slots(morning: u16, afternoon: u16, evening: u16, night: u16) -> When {
    When::Slots {
        morning: Amount::whole(morning),
        afternoon: Amount::whole(afternoon),
        evening: Amount::whole(evening),
        night: Amount::whole(night),
    }
}

fn step(morning: u16, night: u16, days: u16) -> TaperStep {
    TaperStep {
        morning: Amount::whole(morning),
        afternoon: Amount::NONE,
        evening: Amount::NONE,
        night: Amount::whole(night),
        days,
    }
}

struct Case {
    what: &'static str,
    when: When,
    days: Option<u16>,
    start: &'static str,
    first_now: bool,
    stop: Option<&'static str>,
    window: (&'static str, &'static str),
    due: &'static [&'static str],
}

fn case(
    what: &'static str,
    when: When,
    start: &'static str,
    window: (&'static str, &'static str),
    due: &'static [&'static str],
) -> Case {
    Case { what, when, days: None, start, first_now: false, stop: None, window, due }
}

const DAY: (&str, &str) = ("2026-11-22 00:00", "2026-11-23 00:00");
const TWO_DAYS: (&str, &str) = ("2026-11-22 00:00", "2026-11-24 00:00");
const WEEK: (&str, &str) = ("2026-11-22 00:00", "2026-11-29 00:00");

fn cases() -> Vec<Case> {
    vec![
        case(
            "twice a day from before the morning",
            slots(1, 0, 0, 1),
            "2026-11-22 07:30",
            DAY,
            &["22 08:00", "22 21:00"],
        ),
        case(
            "three times a day, begun in the middle of the day",
            slots(1, 1, 0, 1),
            "2026-11-22 14:30",
            TWO_DAYS,
            &["22 21:00", "23 08:00", "23 14:00", "23 21:00"],
        ),
        case(
            "once a day, begun after its hour, is due tomorrow",
            When::Times { amount: one(), per_day: 1 },
            "2026-11-22 09:00",
            TWO_DAYS,
            &["23 08:00"],
        ),
        case(
            "six times a day is spread over midnight",
            When::Times { amount: one(), per_day: 6 },
            "2026-11-22 07:00",
            ("2026-11-22 07:00", "2026-11-23 07:00"),
            &["22 08:00", "22 12:00", "22 16:00", "22 20:00", "23 00:00", "23 04:00"],
        ),
        case(
            "every 6 hours, from the next full hour, over midnight",
            When::EveryHours { amount: one(), hours: 6 },
            "2026-11-22 10:37",
            TWO_DAYS,
            &["22 11:00", "22 17:00", "22 23:00", "23 05:00", "23 11:00", "23 17:00", "23 23:00"],
        ),
        Case {
            first_now: true,
            ..case(
                "every 8 hours, the first at once: the others follow it",
                When::EveryHours { amount: one(), hours: 8 },
                "2026-11-22 10:37",
                DAY,
                &["22 10:37", "22 18:37"],
            )
        },
        Case {
            first_now: true,
            ..case(
                "a first dose at once stands for the slot an hour later",
                slots(1, 1, 0, 1),
                "2026-11-22 13:00",
                DAY,
                &["22 13:00", "22 21:00"],
            )
        },
        case(
            "alternate days, begun after the morning",
            When::AlternateDays { amount: one() },
            "2026-11-22 10:00",
            WEEK,
            &["23 08:00", "25 08:00", "27 08:00"],
        ),
        case(
            "once a week",
            When::Weekly { amount: one() },
            "2026-11-22 06:00",
            ("2026-11-22 00:00", "2026-12-07 00:00"),
            &["22 08:00", "29 08:00", "06 08:00"],
        ),
        case("at bedtime", When::Bedtime { amount: one() }, "2026-11-22 10:00", DAY, &["22 21:00"]),
        case(
            "at once, and never again",
            When::AtOnce { amount: one() },
            "2026-11-22 10:37",
            TWO_DAYS,
            &["22 10:37"],
        ),
        case(
            "as needed is never due",
            When::AsNeeded { amount: one(), reason: None, max_per_day: Some(4) },
            "2026-11-22 10:37",
            TWO_DAYS,
            &[],
        ),
        Case {
            days: Some(2),
            ..case(
                "two days twice a day are four doses wherever they begin",
                slots(1, 0, 0, 1),
                "2026-11-22 10:00",
                WEEK,
                &["22 21:00", "23 08:00", "23 21:00", "24 08:00"],
            )
        },
        Case {
            stop: Some("2026-11-22 14:00"),
            ..case(
                "stopped at the minute of a dose: that dose is not due",
                slots(1, 1, 0, 1),
                "2026-11-22 07:00",
                TWO_DAYS,
                &["22 08:00"],
            )
        },
        Case {
            stop: Some("2026-11-22 07:30"),
            ..case("stopped before the first", slots(1, 0, 0, 1), "2026-11-22 07:00", DAY, &[])
        },
        Case {
            stop: Some("2026-11-22 12:00"),
            ..case(
                "changed at noon: the old order ends there",
                When::EveryHours { amount: one(), hours: 4 },
                "2026-11-22 08:00",
                DAY,
                &["22 08:00"],
            )
        },
        case(
            "changed at noon: the new one begins there",
            When::EveryHours { amount: one(), hours: 8 },
            "2026-11-22 12:00",
            DAY,
            &["22 12:00", "22 20:00"],
        ),
        case("nothing before it was ordered", slots(1, 1, 1, 1), "2026-11-25 00:00", DAY, &[]),
    ]
}

fn written(dues: &[Due]) -> Vec<String> {
    dues.iter().map(|due| due.at.local(ZONE).format("%d %H:%M").to_string()).collect()
}

#[test]
fn doses_are_due_at_the_times_of_the_order() {
    for case in cases() {
        let schedule = Schedule {
            when: &case.when,
            days: case.days,
            started_at: at(case.start),
            is_first_now: case.first_now,
            slots: SLOTS,
            stopped_at: case.stop.map(at),
        };
        let (from, until) = (at(case.window.0), at(case.window.1));
        let dues = due_times(&schedule, ZONE, from, until);
        assert_eq!(written(&dues), case.due, "{}", case.what);
    }
}

#[test]
fn a_tapering_dose_goes_down_by_days_from_its_start() {
    let when = When::Taper { steps: vec![step(2, 1, 2), step(1, 0, 1)] };
    let schedule = Schedule {
        when: &when,
        days: None,
        started_at: at("2026-11-22 10:00"),
        is_first_now: false,
        slots: SLOTS,
        stopped_at: None,
    };
    let dues = due_times(&schedule, ZONE, at(WEEK.0), at("2026-12-20 00:00"));
    let amounts: Vec<u16> = dues.iter().map(|due| due.amount.0 / 4).collect();
    assert_eq!(written(&dues), ["22 21:00", "23 08:00", "23 21:00", "24 08:00", "25 08:00"]);
    assert_eq!(amounts, [1, 2, 1, 2, 1]);
}

#[test]
fn where_clocks_change_a_slot_keeps_its_hour_and_hours_stay_hours() {
    // Berlin puts the clocks back on 25 October 2026 at 03:00.
    let zone = Zone::Europe__Berlin;
    let local =
        |text: &str| moment(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap(), zone);
    let (from, until) = (local("2026-10-24 20:00"), local("2026-10-25 22:00"));
    let dues = |when: When| {
        let schedule = Schedule {
            when: &when,
            days: None,
            started_at: from,
            is_first_now: false,
            slots: SLOTS,
            stopped_at: None,
        };
        due_times(&schedule, zone, from, until)
            .iter()
            .map(|due| due.at.local(zone).format("%d %H:%M").to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(dues(slots(1, 0, 0, 1)), ["24 21:00", "25 08:00", "25 21:00"]);
    assert_eq!(
        dues(When::EveryHours { amount: one(), hours: 6 }),
        ["24 20:00", "25 02:00", "25 07:00", "25 13:00", "25 19:00"]
    );
}

fn any_when() -> impl Strategy<Value = When> {
    let amount = || (1u16..12).prop_map(Amount);
    let slot = || (0u16..3).prop_map(Amount::whole);
    let step = (slot(), slot(), slot(), slot(), 1u16..6).prop_map(
        |(morning, afternoon, evening, night, days)| TaperStep {
            morning,
            afternoon,
            evening,
            night,
            days,
        },
    );
    prop_oneof![
        (slot(), slot(), slot(), slot()).prop_map(|(morning, afternoon, evening, night)| {
            When::Slots { morning, afternoon, evening, night }
        }),
        (amount(), 1u8..13).prop_map(|(amount, per_day)| When::Times { amount, per_day }),
        (amount(), 1u8..49).prop_map(|(amount, hours)| When::EveryHours { amount, hours }),
        amount().prop_map(|amount| When::AlternateDays { amount }),
        amount().prop_map(|amount| When::Weekly { amount }),
        amount().prop_map(|amount| When::Monthly { amount }),
        amount().prop_map(|amount| When::AtOnce { amount }),
        amount().prop_map(|amount| When::Bedtime { amount }),
        proptest::collection::vec(step, 1..4).prop_map(|steps| When::Taper { steps }),
    ]
}

proptest! {
    #[test]
    fn each_due_time_appears_once_whatever_window_is_asked(
        when in any_when(),
        days in proptest::option::of(1u16..20),
        start_minute in 0i64..(3 * 24 * 60),
        stop_minute in proptest::option::of(0i64..(20 * 24 * 60)),
        is_first_now in any::<bool>(),
        cuts in proptest::collection::vec(0i64..(25 * 24 * 60), 0..8),
    ) {
        let midnight = at("2026-11-20 00:00");
        let minute = |count: i64| Timestamp(midnight.0 + count * 60_000);
        let schedule = Schedule {
            when: &when,
            days,
            started_at: minute(start_minute),
            is_first_now,
            slots: SLOTS,
            stopped_at: stop_minute.map(minute),
        };
        let ask = |from, until| due_times(&schedule, ZONE, from, until);
        let (from, until) = (minute(0), minute(25 * 24 * 60));
        let whole = ask(from, until);
        let mut edges = vec![from, until];
        edges.extend(cuts.into_iter().map(minute));
        edges.sort();
        let pieces: Vec<Due> =
            edges.windows(2).flat_map(|edge| ask(edge[0], edge[1])).collect();
        prop_assert_eq!(&pieces, &whole);
        prop_assert!(whole.windows(2).all(|pair| pair[0].at < pair[1].at));
        for due in &whole {
            prop_assert!(due.at >= schedule.started_at);
            prop_assert!(schedule.stopped_at.is_none_or(|stop| due.at < stop));
        }
    }
}
