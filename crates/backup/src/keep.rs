//! Which copies may go. Nobody can talk this into deleting what is needed: not with a
//! clock, which the copies themselves outvote, and not with files that we did not sign,
//! which are not even asked.

use std::collections::BTreeSet;

/// A copy with a good signature. `day` is the day of the clinic on which it was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kept {
    pub number: u64,
    pub at: i64,
    pub day: Day,
    /// Read back whole after it was written.
    pub is_verified: bool,
}

/// Calendar parts, so that this module needs no calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day {
    pub year: i32,
    pub month: u32,
    /// Days and weeks since any fixed moment.
    pub week: i64,
    pub day: i64,
}

const HOUR_MS: i64 = 3_600_000;
const YOUNG_DAYS: i64 = 30;
/// A month of days with newer copies, and some to spare for days under a wrong clock.
const NEWER_DAYS: usize = 35;
const NEWEST: usize = 3;
const COVERING: usize = 2;
const DAYS: usize = 7;
const WEEKS: usize = 5;
const MONTHS: usize = 12;

/// What may go, by number.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Going {
    /// With the ops on top of them.
    pub copies: Vec<u64>,
    /// Copies that stay, whose ops may go: no single minute of so long ago is promised.
    pub segments_of: Vec<u64>,
}

/// `highest_at` is the latest moment ever seen by this desk: with a clock far behind it
/// nothing is deleted at all. Of copies up to the number `trusted` somebody said since that
/// their clock may have been wrong.
pub fn to_delete(all: &[Kept], now: i64, highest_at: i64, trusted: u64) -> Going {
    let asked = all.iter().filter(|copy| copy.number > trusted).map(|copy| copy.at);
    let seen = asked.chain([highest_at]).max().unwrap_or(highest_at);
    let mut going = Going::default();
    if now < seen.saturating_sub(24 * HOUR_MS) {
        return going;
    }
    let mut newest_first = all.to_vec();
    newest_first.sort_by_key(|copy| std::cmp::Reverse(copy.number));
    newest_first.dedup_by_key(|copy| copy.number);
    let mut buckets = Buckets::default();
    let mut verified = 0;
    let mut verified_days = BTreeSet::new();
    let mut old = 0;
    for copy in newest_first {
        // A clock set ahead makes all copies old at once, but makes no month of newer ones.
        let is_young = now.saturating_sub(copy.at) < YOUNG_DAYS * 24 * HOUR_MS
            || verified_days.len() < NEWER_DAYS;
        // Said once more by itself, though the rule of days implies it.
        let is_newest = verified < NEWEST;
        let is_wanted = copy.is_verified && buckets.takes(copy.day);
        // Its ops lead up to the copy after it: with that one and another good, and both as
        // old, they lead to no promised minute.
        let is_covered = old >= COVERING;
        if copy.is_verified {
            verified += 1;
            verified_days.insert(copy.day.day);
            old += usize::from(!is_young);
        }
        if !(is_young || is_newest || is_wanted) {
            going.copies.push(copy.number);
        } else if is_covered && !is_young {
            going.segments_of.push(copy.number);
        }
    }
    going.copies.sort_unstable();
    going.segments_of.sort_unstable();
    going
}

/// The newest copy of each of the last days, weeks and months, and of every year.
#[derive(Default)]
struct Buckets {
    days: BTreeSet<i64>,
    weeks: BTreeSet<i64>,
    months: BTreeSet<(i32, u32)>,
    years: BTreeSet<i32>,
}

impl Buckets {
    fn takes(&mut self, day: Day) -> bool {
        let mut is_first = false;
        if self.days.len() < DAYS {
            is_first |= self.days.insert(day.day);
        }
        if self.weeks.len() < WEEKS {
            is_first |= self.weeks.insert(day.week);
        }
        if self.months.len() < MONTHS {
            is_first |= self.months.insert((day.year, day.month));
        }
        is_first | self.years.insert(day.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY_MS: i64 = 24 * HOUR_MS;
    const NOW: i64 = 20_000 * DAY_MS;

    fn copy(number: u64, at: i64, is_verified: bool) -> Kept {
        let day = at.div_euclid(DAY_MS);
        // Months of thirty days serve a test of buckets as well as real ones.
        let (year, month) = (day.div_euclid(360), day.rem_euclid(360) / 30);
        let day = Day {
            year: i32::try_from(year).unwrap_or(0),
            month: u32::try_from(month).unwrap_or(0),
            week: day.div_euclid(7),
            day,
        };
        Kept { number, at, day, is_verified }
    }

    /// One a day for so many days, the last one today.
    fn daily(days: i64) -> Vec<Kept> {
        (0..days)
            .map(|day| copy(day.unsigned_abs() + 1, NOW - (days - 1 - day) * DAY_MS, true))
            .collect()
    }

    #[test]
    fn three_years_of_days_shrink_to_days_weeks_months_and_years() {
        let all = daily(1080);
        let going = to_delete(&all, NOW, NOW, 0);
        let stays = |copy: &&Kept| !going.copies.contains(&copy.number);
        let kept: Vec<Kept> = all.iter().filter(stays).copied().collect();
        let young = kept.iter().filter(|copy| NOW - copy.at < 30 * DAY_MS).count();
        assert_eq!(young, 30);
        // Twelve months, of which one or two lie within the thirty days, and three or four years.
        assert!((45..=52).contains(&kept.len()), "{}", kept.len());
        let oldest = kept.iter().map(|copy| copy.at).min();
        assert!(NOW - oldest.unwrap() > 700 * DAY_MS, "every year keeps one");
        assert!(to_delete(&kept, NOW, NOW, 0).copies.len() <= 2);
        // Single minutes are kept of five weeks alone.
        let minutes: Vec<i64> = kept
            .iter()
            .filter(|copy| !going.segments_of.contains(&copy.number))
            .map(|copy| (NOW - copy.at) / DAY_MS)
            .collect();
        assert_eq!(minutes.len(), 35, "{minutes:?}");
        assert!(minutes.iter().all(|day| *day < 35), "{minutes:?}");
    }

    #[test]
    fn a_clock_far_behind_what_was_seen_deletes_nothing() {
        let all = daily(400);
        assert_ne!(to_delete(&all, NOW, NOW, 0), Going::default());
        assert_eq!(to_delete(&all, NOW - 25 * HOUR_MS, NOW, 0), Going::default());
        assert_eq!(to_delete(&all, NOW, NOW + 25 * HOUR_MS, 0), Going::default());
    }

    #[test]
    fn a_copy_from_next_year_is_not_asked_once_the_clock_is_trusted() {
        let mut all = daily(400);
        all.push(copy(401, NOW + 365 * DAY_MS, true));
        assert_eq!(to_delete(&all, NOW, NOW, 400), Going::default());
        let going = to_delete(&all, NOW, NOW, 401);
        assert!(going.copies.len() > 300 && !going.copies.contains(&401));
        all.push(copy(402, NOW + 365 * DAY_MS, true));
        assert_eq!(to_delete(&all, NOW, NOW, 401), Going::default(), "it went wrong again");
    }

    #[test]
    fn copies_that_were_never_read_back_do_not_push_out_good_ones() {
        let mut all = daily(60);
        all.extend((0..50).map(|n| copy(1000 + n, NOW, false)));
        let going = to_delete(&all, NOW, NOW, 0);
        let good = all.iter().filter(|copy| copy.is_verified).rev().take(30);
        for copy in good {
            let number = &copy.number;
            assert!(!going.copies.contains(number) && !going.segments_of.contains(number));
        }
    }

    #[test]
    fn ops_stay_until_two_good_copies_after_them_are_as_old() {
        // The first is the newest of its month and stays; of the others two are old.
        let mut all = daily(52);
        all.retain(|copy| copy.number == 1 || copy.number >= 16);
        let ops_of = |all: &[Kept]| to_delete(all, NOW, NOW, 0).segments_of;
        assert_eq!(ops_of(&all), [1]);
        // A copy that a drill found bad covers nothing.
        all[1].is_verified = false;
        assert!(ops_of(&all).is_empty());
        all.remove(1);
        assert!(ops_of(&all).is_empty());
    }

    /// What lies in the true last thirty days, whatever else was made.
    fn keeps_the_young(extra: &[Kept], now: i64) {
        let mut all = daily(60);
        all.extend(extra);
        let going = to_delete(&all, now, NOW, 0);
        let young = all.iter().filter(|copy| (0..30 * DAY_MS).contains(&(NOW - copy.at)));
        assert!(young.clone().count() >= 30);
        for copy in young {
            let number = &copy.number;
            assert!(!going.copies.contains(number), "{copy:?}");
            assert!(!going.segments_of.contains(number), "{copy:?}");
        }
    }

    #[test]
    fn four_copies_under_a_wrong_clock_do_not_make_the_others_old() {
        let wrong = |n: i64| copy(1000 + n.unsigned_abs(), NOW + (n + 1) * 365 * DAY_MS, true);
        let extra: Vec<Kept> = (0..4).map(wrong).collect();
        keeps_the_young(&extra, NOW + 10 * 365 * DAY_MS);
    }

    #[test]
    fn nor_do_many_of_one_wrong_day() {
        let later = NOW + 10 * 365 * DAY_MS;
        let extra: Vec<Kept> = (0..20).map(|n| copy(1000 + n, later, true)).collect();
        keeps_the_young(&extra, later);
    }

    proptest! {
        /// B6: whatever the clock says, and however the copies lie. The ops on top of a copy
        /// lead up to the next one, so that each minute between the two hangs on both.
        #[test]
        fn the_newest_three_and_every_minute_of_thirty_days_stay(
            gaps in prop::collection::vec((0i64..3 * DAY_MS / 2, any::<bool>()), 1..120),
            years in -10i64..=10,
            wrong in prop::collection::vec((0usize..120, -10i64..=10), 0..4),
            jumps in prop::collection::vec(-10i64..=10, 0..2),
        ) {
            let mut at = NOW;
            let mut moments = Vec::new();
            let mut all = Vec::new();
            for (number, (gap, is_verified)) in gaps.iter().enumerate().rev() {
                all.push(copy(number as u64 + 1, at, *is_verified));
                moments.push((number as u64 + 1, at));
                at -= gap;
            }
            // Some were made while the clock was wrong, between the others and after them.
            for (at, jump) in wrong.iter().filter(|_| jumps.is_empty()) {
                let at = at % all.len();
                let one = all[at];
                all[at] = copy(one.number, one.at + jump * 365 * DAY_MS, one.is_verified);
            }
            for (number, jump) in jumps.iter().enumerate() {
                let at = NOW + jump * 365 * DAY_MS;
                all.push(copy((gaps.len() + 1 + number) as u64, at, true));
            }
            let now = NOW + years * 365 * DAY_MS;
            let going = to_delete(&all, now, NOW, 0);
            let mut next = NOW;
            for (number, at) in moments {
                if NOW - at < 30 * DAY_MS {
                    prop_assert!(!going.copies.contains(&number), "young {number}");
                }
                if NOW - next < 30 * DAY_MS {
                    prop_assert!(!going.copies.contains(&number), "base of minutes {number}");
                    prop_assert!(!going.segments_of.contains(&number), "minutes of {number}");
                }
                next = at;
            }
            let mut verified: Vec<u64> =
                all.iter().filter(|copy| copy.is_verified).map(|copy| copy.number).collect();
            verified.sort_unstable();
            for number in verified.iter().rev().take(3) {
                prop_assert!(!going.copies.contains(number), "newest {number}");
            }
        }
    }
}
