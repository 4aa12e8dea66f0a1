//! The demo clinic.

use kernel::{Day, Door, ManualClock, Result};

/// Shown on the sign-in screen of the demo: it protects made-up people.
pub const DEMO_PASSWORD: &str = "demo clinic practice";
/// Who can sign in besides the owner.
pub const DEMO_STAFF: [&str; 4] = ["doctor", "nurse", "reception", "cashier"];

pub struct Seed {
    pub patients: u32,
    pub days: u32,
    pub seed: u64,
    pub today: Day,
}

pub fn seed(
    _door: &Door,
    _clock: &ManualClock,
    _seed: &Seed,
    _progress: &mut dyn FnMut(u32, u32),
) -> Result<()> {
    Ok(())
}
