//! Guessing takes longer each time, for everybody at this desk, and never locks out for good.

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

#[derive(Default)]
pub struct Attempts {
    wrong: u32,
    not_before_ms: i64,
}

impl Attempts {
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
                attempts.wrong += 1;
                if attempts.wrong > FREE {
                    let doubled = 1_i64 << (attempts.wrong - FREE - 1).min(6);
                    attempts.not_before_ms = now() + doubled.min(WAIT_SECONDS_MAX) * 1000;
                }
            }
            Err(_) => {}
            Ok(_) => (attempts.wrong, attempts.not_before_ms) = (0, 0),
        }
        done
    }
}

impl Desk {
    pub(super) fn try_password<T>(&self, check: impl FnOnce() -> Result<T>) -> Result<T> {
        Attempts::guard(&self.attempts, || self.now(), check)
    }
}
