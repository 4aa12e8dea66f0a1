//! The demo clinic: made-up people and some months of work, made through the same commands
//! as at a desk, so that it holds nothing that the product could not hold. The same seed on
//! the same clock gives the same clinic.

mod cases;
mod day;
mod dice;
mod people;
mod staff;
#[cfg(test)]
mod tests;
mod treat;
mod wards;

use kernel::{Day, Door, ManualClock, Result};

/// Shown on the sign-in screen of the demo: it protects made-up people.
pub const DEMO_PASSWORD: &str = "demo clinic practice";
/// Who can sign in besides the owner.
pub const DEMO_STAFF: [&str; 5] = ["doctor", "doctor2", "nurse", "reception", "cashier"];

pub struct Seed {
    pub patients: u32,
    pub days: u32,
    pub seed: u64,
    pub today: Day,
    /// With forty beds in five wards, and everybody who lay in them.
    pub has_wards: bool,
}

/// Fills a clinic that has its own row and nothing else. The last day is `today`, and it is
/// half done when the clock stands again where it stood. `progress` hears of days done and
/// days in all.
pub fn seed(
    door: &Door,
    clock: &ManualClock,
    seed: &Seed,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<()> {
    day::days(door, clock, seed, progress)
}
