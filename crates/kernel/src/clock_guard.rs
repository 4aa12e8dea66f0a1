//! Notices a wall clock that was moved: against the clock that cannot be set while the
//! program runs, and against the newest entry of the log when it begins.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::{Clock, Result};

/// Clocks are corrected by moments all day; this much is a hand or a dead battery.
const TOLERANCE_MS: i64 = 5 * 60_000;
/// The entry by which somebody says that the clock is right as it is.
pub const TRUST_CLOCK_ROUTE: &str = "audit.trust_clock";
/// How far back the newest date is looked for: later entries may be dated before it.
const ENTRIES: u32 = 5_000;

#[derive(Default)]
pub struct ClockGuard(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    wall_ms: i64,
    mono_ms: i64,
    /// By how much the wall clock is ahead of what it should show; behind if negative.
    off_ms: i64,
    told_ms: i64,
}

impl ClockGuard {
    pub(crate) fn open(conn: &Connection, clock: &dyn Clock) -> Result<Self> {
        let sql = "SELECT max(at) FROM (SELECT at FROM access
                   WHERE n > (SELECT coalesce(max(n), 0) FROM access
                       WHERE what = 'clock' AND route = ?1 AND n > (
                           SELECT coalesce(max(n), 0) - ?2 FROM access))
                   ORDER BY n DESC LIMIT ?2)";
        let newest: Option<i64> =
            conn.query_row(sql, rusqlite::params![TRUST_CLOCK_ROUTE, ENTRIES], |row| row.get(0))?;
        let (wall_ms, mono_ms) = (clock.now().0, clock.monotonic());
        let off_ms = newest.map_or(0, |newest| wall_ms.saturating_sub(newest).min(0));
        Ok(Self(Mutex::new(Seen { wall_ms, mono_ms, off_ms, told_ms: 0 })))
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// By how much the clock was moved since this was last told, if by much.
    pub(crate) fn notice(&self, clock: &dyn Clock) -> Option<i64> {
        let mut seen = self.seen();
        let (wall_ms, mono_ms) = (clock.now().0, clock.monotonic());
        let passed = mono_ms.saturating_sub(seen.mono_ms);
        let step = wall_ms.saturating_sub(seen.wall_ms).saturating_sub(passed);
        (seen.wall_ms, seen.mono_ms) = (wall_ms, mono_ms);
        seen.off_ms = seen.off_ms.saturating_add(step);
        let moved = seen.off_ms.saturating_sub(seen.told_ms);
        if moved.saturating_abs() <= TOLERANCE_MS {
            return None;
        }
        seen.told_ms = seen.off_ms;
        Some(moved)
    }

    /// Milliseconds by which the clock is ahead (or behind, if negative); none while it is
    /// believed.
    pub fn off_ms(&self) -> Option<i64> {
        let off_ms = self.seen().off_ms;
        (off_ms.saturating_abs() > TOLERANCE_MS).then_some(off_ms)
    }

    /// Somebody looked at the clock and says that it is right.
    pub fn trust(&self) {
        let mut seen = self.seen();
        (seen.off_ms, seen.told_ms) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ManualClock, Timestamp};

    const DAY_MS: i64 = 24 * 3_600_000;

    fn guard(clock: &ManualClock) -> ClockGuard {
        let seen = Seen { wall_ms: clock.now().0, mono_ms: 0, off_ms: 0, told_ms: 0 };
        ClockGuard(Mutex::new(seen))
    }

    #[test]
    fn each_move_of_the_clock_is_told_once() {
        let clock = ManualClock::at(Timestamp(1_800_000_000_000));
        let guard = guard(&clock);
        clock.advance_ms(8 * 3_600_000);
        assert_eq!((guard.notice(&clock), guard.off_ms()), (None, None));
        for by in [-DAY_MS, 3650 * DAY_MS, -7300 * DAY_MS] {
            let before = guard.off_ms().unwrap_or_default();
            clock.set(Timestamp(clock.now().0 + by));
            assert_eq!(guard.notice(&clock), Some(by));
            assert_eq!(guard.off_ms(), Some(before + by));
            clock.advance_ms(60_000);
            assert_eq!(guard.notice(&clock), None, "and then no more");
        }
        guard.trust();
        assert_eq!((guard.notice(&clock), guard.off_ms()), (None, None));
    }

    #[test]
    fn a_clock_that_is_set_right_again_is_believed_again() {
        let clock = ManualClock::at(Timestamp(1_800_000_000_000));
        let guard = guard(&clock);
        clock.set(Timestamp(clock.now().0 - DAY_MS));
        guard.notice(&clock).unwrap();
        clock.set(Timestamp(clock.now().0 + DAY_MS));
        assert_eq!(guard.notice(&clock), Some(DAY_MS));
        assert_eq!(guard.off_ms(), None);
    }

    #[test]
    fn small_corrections_and_the_year_2038_are_no_news() {
        let clock = ManualClock::at(Timestamp(2_147_483_640_000));
        let guard = guard(&clock);
        clock.advance_ms(60_000);
        clock.set(Timestamp(clock.now().0 - 4_000));
        assert_eq!((guard.notice(&clock), guard.off_ms()), (None, None));
        clock.set(Timestamp(i64::MAX));
        assert!(guard.notice(&clock).is_some_and(|by| by > 0));
        clock.set(Timestamp(i64::MIN));
        assert!(guard.notice(&clock).is_some_and(|by| by < 0));
    }

    #[test]
    fn creeping_back_a_minute_at_a_time_is_noticed() {
        let clock = ManualClock::at(Timestamp(1_800_000_000_000));
        let guard = guard(&clock);
        let told = (0..10).filter(|_| {
            clock.set(Timestamp(clock.now().0 - 60_000));
            guard.notice(&clock).is_some()
        });
        assert_eq!(told.count(), 1);
        assert_eq!(guard.off_ms(), Some(-600_000));
    }
}
