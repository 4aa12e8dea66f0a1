use kernel::{Command, Nothing, Permission, Result, TRUST_CLOCK_ROUTE, Tx, What};
use serde::Deserialize;
use ts_rs::TS;

use crate::backup;
use crate::permissions::SETTINGS_MANAGE;

/// Somebody looked at the computer's clock and says that it is right as it is.
#[derive(Deserialize, TS)]
pub struct TrustClock {}

impl Command for TrustClock {
    type Output = Nothing;
    const ROUTE: &'static str = TRUST_CLOCK_ROUTE;
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        tx.note(What::Clock, Self::ROUTE, None, "right")?;
        backup::trust_clock(tx)?;
        tx.clock_guard().trust();
        Ok(Nothing {})
    }
}
