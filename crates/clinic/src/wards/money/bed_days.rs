//! How many days of a bed are charged, and of which room: a pure function of the stays and
//! the clinic's rules. Nothing of it is stored until it is billed, so that a stay entered
//! late, or put right, is charged as if it had always been known.
//!
//! Times are minutes of the clinic's own wall, because a check-out hour is one of the wall.

use kernel::{Money, RowId};

use crate::wards::rules::{ChangeRule, DayRule, WardRules};

const DAY: i64 = 24 * 60;

/// A time in one class, from `from` until before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    pub class_id: RowId,
    pub from: i64,
    pub until: i64,
}

/// Away with leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    pub from: i64,
    pub until: i64,
}

/// One charged day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BedDay {
    /// The part of the day in which the patient was here.
    pub from: i64,
    pub until: i64,
    pub class_id: RowId,
    /// Of a whole day, as the tariff says.
    pub rent: Money,
    /// 2 for a whole day, 1 for a half one.
    pub halves: u8,
    /// Less than 100 on leave.
    pub percent: u8,
}

impl BedDay {
    pub fn amount(&self) -> Money {
        self.rent.share(i64::from(self.halves) * i64::from(self.percent), 200)
    }
}

/// The charged days, oldest first. `rent` is the tariff of a class on a day of the calendar.
pub fn bed_days(
    rules: &WardRules,
    spells: &[Spell],
    leave: &[Away],
    rent: &dyn Fn(RowId, i64) -> Money,
) -> Vec<BedDay> {
    // A stay of no length was one all the same.
    let mut spells: Vec<Spell> =
        spells.iter().map(|s| Spell { until: s.until.max(s.from + 1), ..*s }).collect();
    spells.sort_by_key(|spell| (spell.from, spell.until, spell.class_id));
    let Some(start) = spells.first().map(|spell| spell.from) else { return Vec::new() };
    let end = spells.iter().map(|spell| spell.until).max().unwrap_or(start);
    let mut days = Vec::new();
    for (from, until, halves) in periods(rules, start, end) {
        let here: Vec<Spell> = spells
            .iter()
            .map(|s| Spell { from: s.from.max(from), until: s.until.min(until), ..*s })
            .filter(|s| s.from < s.until)
            .collect();
        let (Some(first), Some(last)) =
            (here.iter().map(|s| s.from).min(), here.iter().map(|s| s.until).max())
        else {
            continue;
        };
        let date = first.div_euclid(DAY);
        let moment = match rules.day_rule {
            DayRule::Calendar => from + i64::from(rules.check_out_minute),
            DayRule::CheckOutHour | DayRule::Hours24 => until - 1,
        };
        let price = |class: RowId| rent(class, date);
        let Some(class_id) = charged(rules.change_rule, &here, moment, &price) else { continue };
        let is_away = leave.iter().any(|away| away.from <= first && last <= away.until);
        let percent = if is_away { rules.leave_percent } else { 100 };
        let rent = price(class_id);
        days.push(BedDay { from: first, until: last, class_id, rent, halves, percent });
    }
    days
}

/// From, until and halves of each period that counts between two moments.
fn periods(rules: &WardRules, start: i64, end: i64) -> Vec<(i64, i64, u8)> {
    let check_out = i64::from(rules.check_out_minute);
    let first = match rules.day_rule {
        DayRule::CheckOutHour => (start - check_out).div_euclid(DAY) * DAY + check_out,
        DayRule::Hours24 => start,
        DayRule::Calendar => start.div_euclid(DAY) * DAY,
    };
    let mut periods = Vec::new();
    let mut from = first;
    while from < end {
        let until = from + DAY;
        let is_last = until >= end;
        let is_only = from == first;
        let over = end - from;
        let halves = match rules.day_rule {
            DayRule::Calendar if until > end && !is_only => 0,
            DayRule::Calendar => 2,
            DayRule::CheckOutHour | DayRule::Hours24 if !is_last => 2,
            DayRule::CheckOutHour | DayRule::Hours24 if !is_only && over <= grace(rules) => 0,
            DayRule::CheckOutHour if is_only => 2,
            DayRule::CheckOutHour | DayRule::Hours24 => {
                if over <= i64::from(rules.half_day_minutes) { 1 } else { 2 }
            }
        };
        if halves > 0 {
            periods.push((from, until, halves));
        }
        from = until;
    }
    periods
}

fn grace(rules: &WardRules) -> i64 {
    i64::from(rules.grace_minutes)
}

/// The class that is charged for a day.
fn charged(
    rule: ChangeRule,
    here: &[Spell],
    moment: i64,
    price: &dyn Fn(RowId) -> Money,
) -> Option<RowId> {
    let held = |class: RowId| -> i64 {
        here.iter().filter(|s| s.class_id == class).map(|s| s.until - s.from).sum()
    };
    let chosen = match rule {
        ChangeRule::Higher => here.iter().max_by_key(|s| (price(s.class_id), s.from)),
        ChangeRule::Longest => {
            here.iter().max_by_key(|s| (held(s.class_id), price(s.class_id), s.from))
        }
        // The last room that was entered by then; the first of the day for who came later.
        ChangeRule::AtCheckOut => {
            let entered = here.iter().filter(|s| s.from <= moment).max_by_key(|s| s.from);
            entered.or_else(|| here.iter().min_by_key(|s| s.from))
        }
    };
    chosen.map(|spell| spell.class_id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GENERAL: RowId = RowId([1; 16]);
    const PRIVATE: RowId = RowId([2; 16]);
    const ICU: RowId = RowId([3; 16]);

    /// "5 10:30" is half past ten on the fifth.
    fn at(text: &str) -> i64 {
        let (day, time) = text.split_once(' ').unwrap();
        let (hour, minute) = time.split_once(':').unwrap();
        let number = |text: &str| text.parse::<i64>().unwrap();
        number(day) * DAY + number(hour) * 60 + number(minute)
    }

    fn class(letter: char) -> RowId {
        match letter {
            'G' => GENERAL,
            'P' => PRIVATE,
            _ => ICU,
        }
    }

    fn rent(class: RowId, _: i64) -> Money {
        Money::rupees(match class {
            GENERAL => 1_000,
            PRIVATE => 4_000,
            _ => 9_000,
        })
    }

    /// "G 1 10:00, P 2 09:00, 3 12:00": rooms with the time of moving in, and of leaving.
    fn spells(text: &str) -> Vec<Spell> {
        let parts: Vec<&str> = text.split(", ").collect();
        let time = |part: &str| at(part.trim_start_matches(|c: char| !c.is_ascii_digit()));
        parts
            .windows(2)
            .map(|pair| Spell {
                class_id: class(pair[0].chars().next().unwrap()),
                from: time(pair[0]),
                until: time(pair[1]),
            })
            .collect()
    }

    /// What is charged, as letters: a capital for a whole day, a small one for a half.
    fn letters(rules: &WardRules, stay: &str) -> String {
        let days = bed_days(rules, &spells(stay), &[], &rent);
        let letter = |day: &BedDay| match (day.class_id, day.halves) {
            (GENERAL, 2) => 'G',
            (GENERAL, _) => 'g',
            (PRIVATE, 2) => 'P',
            (PRIVATE, _) => 'p',
            (_, 2) => 'I',
            (_, _) => 'i',
        };
        days.iter().map(letter).collect()
    }

    fn rules(day_rule: DayRule, change_rule: ChangeRule) -> WardRules {
        WardRules { day_rule, change_rule, grace_minutes: 0, ..WardRules::default() }
    }

    #[test]
    fn from_noon_to_noon_each_day_that_was_begun_counts() {
        let rules = rules(DayRule::CheckOutHour, ChangeRule::Higher);
        for (stay, days) in [
            ("G 1 13:00, 2 11:00", "G"),
            ("G 1 13:00, 2 12:00", "G"),
            ("G 1 13:00, 2 12:01", "GG"),
            ("G 1 11:00, 1 13:00", "GG"),
            ("G 1 12:00, 2 12:00", "G"),
            ("G 1 13:00, 1 13:40", "G"),
            ("G 1 13:00, 1 13:00", "G"),
            ("G 1 23:59, 2 00:01", "G"),
            ("G 1 00:00, 2 00:00", "GG"),
            ("G 1 18:00, 6 10:00", "GGGGG"),
        ] {
            assert_eq!(letters(&rules, stay), days, "{stay}");
        }
    }

    #[test]
    fn grace_and_half_days_hold_for_the_last_day_alone() {
        let rules = WardRules {
            grace_minutes: 60,
            half_day_minutes: 6 * 60,
            ..rules(DayRule::CheckOutHour, ChangeRule::Higher)
        };
        for (stay, days) in [
            ("G 1 13:00, 2 13:00", "G"),
            ("G 1 13:00, 2 13:01", "Gg"),
            ("G 1 13:00, 2 18:00", "Gg"),
            ("G 1 13:00, 2 18:01", "GG"),
            ("G 1 13:00, 3 13:01", "GGg"),
            ("G 1 13:00, 1 13:30", "G"),
            ("G 1 11:30, 1 11:59", "G"),
        ] {
            assert_eq!(letters(&rules, stay), days, "{stay}");
        }
    }

    #[test]
    fn twenty_four_hours_count_from_admission_with_half_days() {
        let rules = WardRules {
            half_day_minutes: 6 * 60,
            grace_minutes: 30,
            ..rules(DayRule::Hours24, ChangeRule::Higher)
        };
        for (stay, days) in [
            ("G 1 10:00, 1 10:40", "g"),
            ("G 1 10:00, 1 16:00", "g"),
            ("G 1 10:00, 1 16:01", "G"),
            ("G 1 10:00, 2 10:00", "G"),
            ("G 1 10:00, 2 10:30", "G"),
            ("G 1 10:00, 2 10:31", "Gg"),
            ("G 1 10:00, 2 16:00", "Gg"),
            ("G 1 10:00, 2 16:01", "GG"),
            ("G 1 23:30, 3 00:30", "Gg"),
        ] {
            assert_eq!(letters(&rules, stay), days, "{stay}");
        }
    }

    #[test]
    fn by_the_calendar_the_day_of_discharge_is_free_but_one_day_is_charged() {
        let rules = rules(DayRule::Calendar, ChangeRule::Higher);
        for (stay, days) in [
            ("G 1 10:00, 1 11:00", "G"),
            ("G 1 10:00, 2 00:00", "G"),
            ("G 1 23:59, 2 00:01", "G"),
            ("G 1 10:00, 2 23:00", "G"),
            ("G 1 10:00, 3 00:01", "GG"),
            ("G 1 00:00, 4 00:00", "GGG"),
        ] {
            assert_eq!(letters(&rules, stay), days, "{stay}");
        }
    }

    #[test]
    fn a_day_with_several_rooms_is_charged_by_the_clinics_rule() {
        use ChangeRule::{AtCheckOut, Higher, Longest};
        use DayRule::{Calendar, CheckOutHour, Hours24};
        let thrice = "G 1 13:00, P 1 15:00, I 1 15:30, G 1 18:00, 2 11:00";
        let down = "I 1 13:00, G 2 10:00, 2 12:00";
        for (day, change, stay, days) in [
            (CheckOutHour, Higher, thrice, "I"),
            (CheckOutHour, Longest, thrice, "G"),
            (CheckOutHour, AtCheckOut, thrice, "G"),
            (Hours24, Higher, thrice, "I"),
            (Hours24, Longest, thrice, "G"),
            (Calendar, Higher, thrice, "I"),
            (Calendar, Longest, thrice, "G"),
            // At noon of the first day nobody was here yet: the first room.
            (Calendar, AtCheckOut, thrice, "G"),
            (CheckOutHour, Higher, down, "I"),
            (CheckOutHour, Longest, down, "I"),
            (CheckOutHour, AtCheckOut, down, "G"),
            // A move at the check-out hour belongs to the next day.
            (CheckOutHour, Higher, "G 1 13:00, P 2 12:00, 3 11:00", "GP"),
            // Two equally long: the dearer one.
            (CheckOutHour, Longest, "G 1 12:00, P 2 00:00, 2 12:00", "P"),
            // Back to a room: its times are added.
            (CheckOutHour, Longest, "G 1 12:00, P 1 18:00, G 2 02:00, 2 11:00", "G"),
            (Calendar, AtCheckOut, "G 1 08:00, P 1 11:59, I 1 12:01, 2 09:00", "P"),
            // Over midnight.
            (Calendar, Higher, "G 1 08:00, P 2 00:00, 3 00:00", "GP"),
        ] {
            assert_eq!(letters(&rules(day, change), stay), days, "{day:?} {change:?} {stay}");
        }
    }

    #[test]
    fn a_whole_day_of_leave_is_charged_in_part() {
        let rules =
            WardRules { leave_percent: 50, ..rules(DayRule::CheckOutHour, ChangeRule::Higher) };
        let stay = spells("P 1 13:00, 5 11:00");
        let leave = [Away { from: at("2 10:00"), until: at("4 09:00") }];
        let amounts: Vec<i64> =
            bed_days(&rules, &stay, &leave, &rent).iter().map(|day| day.amount().0 / 100).collect();
        // Only 2nd noon to 3rd noon was spent away from end to end.
        assert_eq!(amounts, [4_000, 2_000, 4_000, 4_000]);
    }

    #[test]
    fn a_stay_entered_late_is_charged_as_if_it_had_been_known() {
        let rules = rules(DayRule::CheckOutHour, ChangeRule::Higher);
        let mut stay = spells("G 1 13:00, P 3 09:00, I 4 15:00, 6 11:00");
        let known = bed_days(&rules, &stay, &[], &rent);
        stay.reverse();
        assert_eq!(bed_days(&rules, &stay, &[], &rent), known);
    }

    #[test]
    fn each_day_has_the_tariff_of_its_own_day() {
        let rules = rules(DayRule::CheckOutHour, ChangeRule::Higher);
        let dearer = |_: RowId, day: i64| Money::rupees(if day >= 3 { 1_200 } else { 1_000 });
        let days = bed_days(&rules, &spells("G 1 13:00, 5 11:00"), &[], &dearer);
        let rents: Vec<i64> = days.iter().map(|day| day.rent.0 / 100).collect();
        assert_eq!(rents, [1_000, 1_000, 1_200, 1_200]);
    }

    #[test]
    fn a_half_day_costs_half() {
        let day = BedDay {
            from: 0,
            until: 9,
            class_id: GENERAL,
            rent: Money::rupees(1_001),
            halves: 1,
            percent: 100,
        };
        assert_eq!(day.amount(), Money(50_050));
    }

    fn any_stay() -> impl Strategy<Value = Vec<Spell>> {
        let moves = proptest::collection::vec((0u8..3, 0i64..3_000), 1..8);
        (0i64..DAY, moves).prop_map(|(start, moves)| {
            let mut from = start;
            let mut spells = Vec::new();
            for (class, length) in moves {
                let class_id = [GENERAL, PRIVATE, ICU][usize::from(class)];
                spells.push(Spell { class_id, from, until: from + length });
                from += length;
            }
            spells
        })
    }

    proptest! {
        #[test]
        fn nobody_stays_for_nothing_and_no_day_is_charged_twice(
            spells in any_stay(), day in 0usize..3, change in 0usize..3,
        ) {
            let day = [DayRule::CheckOutHour, DayRule::Hours24, DayRule::Calendar][day];
            let change =
                [ChangeRule::Higher, ChangeRule::Longest, ChangeRule::AtCheckOut][change];
            let days = bed_days(&rules(day, change), &spells, &[], &rent);
            prop_assert!(!days.is_empty());
            for pair in days.windows(2) {
                prop_assert!(pair[0].until <= pair[1].from);
            }
            let end = spells.last().unwrap().until;
            let length = end - spells[0].from;
            prop_assert!(i64::try_from(days.len()).unwrap() <= length / DAY + 2);
            // Every charged class was one in which the patient lay.
            prop_assert!(days.iter().all(|d| spells.iter().any(|s| s.class_id == d.class_id)));
        }
    }
}
