//! Guessing takes longer each time, for everybody at this desk, and never locks out for good.
//! How often it went wrong outlives the program, in a file beside the keys: a start anew begins
//! with the wait and not without it. It stops who sits at the desk. Whoever has the disk can
//! delete the file, or guess on a copy with no desk around it; there the cost of a guess and
//! the computer's own secret stand in the way, and this does not.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use kernel::{Error, Result};

use super::Desk;

/// Two slips of the finger cost nothing; then 1, 2, 4 … 60 seconds.
const FREE: u32 = 2;
const WAIT_SECONDS_MAX: i64 = 60;
const GUESSES: [&str; 4] = [
    "errors-vault-wrong-password",
    "errors-vault-wrong-reset-code",
    "errors-second-factor-wrong",
    "errors-second-factor-clock",
];

const KEPT: &str = "wrong-tries";

pub struct Attempts {
    wrong: u32,
    not_before_ms: i64,
    kept: PathBuf,
}

impl Attempts {
    /// `now` is monotonic, and begins with the program: what is left of a wait cannot be told
    /// by a clock that anybody may set, so that it is waited for anew.
    pub fn of(clinic: &Path, now: i64) -> Self {
        let kept = clinic.join(KEPT);
        let wrong = match std::fs::read_to_string(&kept) {
            // What cannot be read was written by nobody's slip of the finger.
            Ok(text) => text.trim().parse().unwrap_or(u32::from(u8::MAX)),
            Err(_) => 0,
        };
        let mut attempts = Self { wrong, not_before_ms: now, kept };
        attempts.wait(now);
        attempts
    }

    /// How often it has gone wrong since the last time that it went right.
    pub fn wrong(&self) -> u32 {
        self.wrong
    }

    fn wait(&mut self, now: i64) {
        if self.wrong > FREE {
            let doubled = 1_i64 << (self.wrong - FREE - 1).min(6);
            self.not_before_ms = now + doubled.min(WAIT_SECONDS_MAX) * 1000;
        }
    }

    /// A disk that refuses the file must keep nobody out, nor let anybody in.
    fn keep(&self) {
        let _ = match self.wrong {
            0 => std::fs::remove_file(&self.kept),
            wrong => std::fs::write(&self.kept, wrong.to_string()),
        };
    }

    /// Runs a check of something secret. Parallel callers wait for each other.
    pub fn guard<T>(
        attempts: &Mutex<Attempts>,
        now: impl Fn() -> i64,
        check: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let mut attempts = attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let wait_ms = attempts.not_before_ms - now();
        if wait_ms > 0 {
            let seconds = (wait_ms + 999) / 1000;
            return Err(Error::invalid("password", "errors-wait").with("seconds", seconds));
        }
        let done = check();
        match &done {
            Err(error) if GUESSES.contains(&&*error.message) => {
                attempts.wrong = attempts.wrong.saturating_add(1);
                attempts.wait(now());
                attempts.keep();
            }
            Err(_) => {}
            Ok(_) if attempts.wrong > 0 => {
                (attempts.wrong, attempts.not_before_ms) = (0, 0);
                attempts.keep();
            }
            Ok(_) => {}
        }
        done
    }
}

impl Desk {
    pub(super) fn try_password<T>(&self, check: impl FnOnce() -> Result<T>) -> Result<T> {
        Attempts::guard(&self.attempts, || self.now(), check)
    }
}
