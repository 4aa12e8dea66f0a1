//! Doses as needed: how many a day, and how long after the last. A pure function of the
//! doses given, so that one written down late is held to the same limits.

use kernel::Timestamp;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooSoon {
    /// A dose stands nearer than the least gap; the next may be given then.
    Gap { next_at: Timestamp },
    /// So many were given within 24 hours; the next may be given then.
    Most { next_at: Timestamp },
}

/// Whether one more dose at `at` keeps within the order.
pub fn check(
    given: &[Timestamp],
    at: Timestamp,
    gap_minutes: Option<i64>,
    max_per_day: Option<i64>,
) -> Result<(), TooSoon> {
    let gap_ms = gap_minutes.unwrap_or(0).max(0) * MINUTE_MS;
    if let Some(near) = given.iter().filter(|dose| (dose.0 - at.0).abs() < gap_ms).max() {
        return Err(TooSoon::Gap { next_at: Timestamp(near.0 + gap_ms) });
    }
    let Some(most) = max_per_day.and_then(|most| usize::try_from(most).ok()) else {
        return Ok(());
    };
    let mut all: Vec<Timestamp> = given.to_vec();
    all.push(at);
    all.sort();
    // Only a span of 24 hours that holds the new dose can have become too full by it.
    let holds = |end: Timestamp| end >= at && end.0 - at.0 < DAY_MS;
    for end in all.iter().filter(|end| holds(**end)) {
        let within = all.iter().filter(|dose| **dose <= *end && end.0 - dose.0 < DAY_MS);
        let within: Vec<&Timestamp> = within.collect();
        if within.len() > most {
            let first = within.first().map_or(at, |first| **first);
            return Err(TooSoon::Most { next_at: Timestamp(first.0 + DAY_MS) });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hour: i64) -> Timestamp {
        Timestamp(hour * 60 * MINUTE_MS)
    }

    #[test]
    fn the_least_gap_and_the_most_a_day_hold_for_late_entries_too() {
        let gap = Some(6 * 60);
        assert!(check(&[hour(8)], hour(14), gap, Some(3)).is_ok());
        assert_eq!(
            check(&[hour(8)], hour(13), gap, Some(3)),
            Err(TooSoon::Gap { next_at: hour(14) })
        );
        assert!(check(&[hour(14)], hour(10), gap, Some(3)).is_err(), "one given later stands near");
        let three = [hour(0), hour(6), hour(12)];
        assert_eq!(check(&three, hour(18), gap, Some(3)), Err(TooSoon::Most { next_at: hour(24) }));
        assert!(check(&three, hour(24), gap, Some(3)).is_ok());
        assert!(check(&three, hour(18), gap, None).is_ok());
        assert!(check(&[], hour(1), None, Some(0)).is_err());
        let around = [hour(0), hour(20)];
        assert!(check(&around, hour(10), None, Some(2)).is_err(), "three within 24 hours");
    }
}
