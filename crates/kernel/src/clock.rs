//! Time. Instants are milliseconds since 1970 (UTC); days are calendar days of the
//! clinic's zone; the hybrid logical clock orders concurrent edits and nothing else.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use crate::broken::is_removed;

pub type Day = NaiveDate;
pub type Zone = chrono_tz::Tz;

/// Milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS,
)]
#[serde(transparent)]
pub struct Timestamp(#[ts(type = "number")] pub i64);

impl Timestamp {
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    pub fn day(self, zone: Zone) -> Day {
        zone.from_utc_datetime(&self.utc().naive_utc()).date_naive()
    }

    pub fn local(self, zone: Zone) -> DateTime<Zone> {
        zone.from_utc_datetime(&self.utc().naive_utc())
    }

    pub fn minutes_since(self, earlier: Timestamp) -> i64 {
        (self.0 - earlier.0) / 60_000
    }
}

impl rusqlite::ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

/// The wall and a clock that never jumps. `monotonic` measures idleness, `now` dates facts.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// Milliseconds since some fixed moment of this process.
    fn monotonic(&self) -> i64;
}

pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn monotonic(&self) -> i64 {
        since_start_ms()
            .unwrap_or_else(|| i64::try_from(self.0.elapsed().as_millis()).unwrap_or(i64::MAX))
    }
}

/// Time asleep counts: a desk that was shut for the night has been idle all night, and its
/// wall clock has not jumped. `Instant` stands still meanwhile on Linux and macOS.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn since_start_ms() -> Option<i64> {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(target_os = "linux")]
    let time = clock_gettime(ClockId::Boottime);
    #[cfg(target_os = "macos")]
    let time = clock_gettime(ClockId::Monotonic);
    Some(time.tv_sec * 1_000 + time.tv_nsec / 1_000_000)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn since_start_ms() -> Option<i64> {
    None
}

/// A clock that tests and the demo generator set by hand.
pub struct ManualClock {
    now: AtomicI64,
    monotonic: AtomicI64,
}

impl ManualClock {
    pub fn at(now: Timestamp) -> Self {
        Self { now: AtomicI64::new(now.0), monotonic: AtomicI64::new(0) }
    }

    pub fn advance_ms(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::SeqCst);
        self.monotonic.fetch_add(ms, Ordering::SeqCst);
    }

    /// Somebody moves the hands; time itself goes on as before.
    pub fn set(&self, now: Timestamp) {
        self.now.store(now.0, Ordering::SeqCst);
    }
}

impl ManualClock {
    /// Goes to another moment, as if the time between had passed: nobody moved the hands.
    pub fn travel(&self, to: Timestamp) {
        let before = self.now.swap(to.0, Ordering::SeqCst);
        self.monotonic.fetch_add(to.0 - before, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> i64 {
        self.monotonic.load(Ordering::SeqCst)
    }
}

/// Hybrid logical clock: 48 bits of milliseconds, 16 bits of counter. An overflowing
/// counter carries into the milliseconds; it never errs and never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hlc(pub u64);

impl Hlc {
    const MS_MAX: u64 = (1 << 48) - 1;
    /// A stamp further ahead of the clock is somebody's wrong clock: its op counts, and no
    /// clock follows it.
    const AHEAD_MS: i64 = 24 * 3_600_000;
    /// The year 2200. No clock that is only wrong reads more, and there must be room above
    /// every stamp for the edits that are made after it.
    const LAST_MS: i64 = 7_258_118_400_000;

    pub fn from_ms(ms: i64) -> Self {
        let ms = u64::try_from(ms).unwrap_or(0).min(Self::MS_MAX);
        Self(ms << 16)
    }

    pub fn ms(self) -> i64 {
        (self.0 >> 16).cast_signed()
    }

    pub fn is_possible(self) -> bool {
        self.ms() < Self::LAST_MS
    }

    pub fn is_near(self, now: Timestamp) -> bool {
        self.ms().saturating_sub(now.0) <= Self::AHEAD_MS
    }

    /// The stamp of the next local edit made at `now`, after everything seen so far. A clock
    /// that shows a time that cannot be is not asked.
    pub fn tick(self, now: Timestamp) -> Self {
        let (wall, next) = (Self::from_ms(now.0), Self(self.0.saturating_add(1)));
        match wall.is_possible() || is_removed("a far clock is not asked") {
            true => wall.max(next),
            false => next,
        }
    }

    /// The same moment by a clock that is behind by so much.
    pub fn earlier(self, ms: i64) -> Self {
        let counter = self.0 & 0xffff;
        Self(Self::from_ms(self.ms().saturating_sub(ms)).0 | counter)
    }

    /// What the clock reads after a remote stamp was seen.
    pub fn merge(self, remote: Hlc) -> Self {
        self.max(remote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_clock_never_goes_back(
            steps in proptest::collection::vec((any::<i64>(), any::<u64>(), any::<bool>()), 1..50)
        ) {
            let mut clock = Hlc::default();
            for (now, remote, is_remote) in steps {
                let next = if is_remote {
                    clock.merge(Hlc(remote >> 1))
                } else {
                    clock.tick(Timestamp(now))
                };
                prop_assert!(next >= clock);
                prop_assert!(is_remote || next > clock);
                clock = next;
            }
        }
    }

    const ASLEEP: &str = "KERNEL_TEST_ASLEEP";

    /// In a process whose computer has slept for a day and more: the clock that stands still
    /// meanwhile is left alone.
    #[cfg(target_os = "linux")]
    #[test]
    fn time_asleep_counts() {
        if std::env::var_os(ASLEEP).is_some() {
            println!("it says {} ms", SystemClock::default().monotonic());
            return;
        }
        let here = SystemClock::default().monotonic();
        let slept = std::process::Command::new("unshare")
            .args(["--time", "--boottime", "100000"])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "clock::tests::time_asleep_counts", "--nocapture"])
            .env(ASLEEP, "1")
            .output();
        let said = slept.map(|slept| String::from_utf8_lossy(&slept.stdout).into_owned());
        let said = said.unwrap_or_default();
        let there = said.split("it says ").nth(1).and_then(|said| said.split(' ').next());
        match there.map(|there| there.parse::<i64>().unwrap()) {
            Some(there) => assert!(there - here >= 100_000_000, "{here} and {there}"),
            None => println!("nobody may set a clock apart here: not run"),
        }
    }

    #[test]
    fn a_day_is_the_clinics_day() {
        let zone: Zone = "Asia/Kolkata".parse().unwrap();
        let evening = Timestamp(1_793_991_600_000); // 2026-11-06T19:00Z
        assert_eq!(evening.day(zone).to_string(), "2026-11-07");
    }
}
