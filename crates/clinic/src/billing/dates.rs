//! A bill carries the date of the computer. When that date is unlikely, somebody says that
//! it is right before the first bill of the day.

use kernel::{Command, Day, Error, Nothing, Permission, Read, Result, Tx, What};
use serde::Deserialize;
use ts_rs::TS;

use crate::numbers::financial_year;
use crate::permissions::BILLING_ISSUE;

/// A clinic that was closed for longer looks at the date once.
const AWAY_DAYS_MAX: i64 = 31;
/// Entries of the log in which today's confirmation is looked for.
const ENTRIES: i64 = 50_000;

/// Somebody at the desk says that the computer's date is right for today's bills.
#[derive(Deserialize, TS)]
pub struct ConfirmDay {
    pub day: Day,
}

impl Command for ConfirmDay {
    type Output = Nothing;
    const ROUTE: &'static str = "billing.confirm_day";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        // The date that was read on the screen, not one that turned meanwhile.
        if self.day != tx.today() {
            return Err(Error::conflict("errors-billing-day-turned"));
        }
        tx.note(What::Clock, Self::ROUTE, None, &self.day.to_string())?;
        Ok(Nothing {})
    }
}

/// Refuses a bill before the newest one, and one that begins another financial year while
/// the clock is not believed or nothing was billed for a month.
pub fn check_day(read: &Read<'_>, today: Day) -> Result<()> {
    let newest = read.value::<Option<Day>>("SELECT max(day) FROM invoice", [])?.flatten();
    let Some(newest) = newest else { return Ok(()) };
    let is_before = today < newest;
    let is_other_year = financial_year(today) != financial_year(newest);
    let is_away = (today - newest).num_days() > AWAY_DAYS_MAX;
    let is_doubted = read.clock_guard().off_ms().is_some();
    let is_unlikely = is_before || (is_other_year && (is_away || is_doubted));
    if !is_unlikely || is_confirmed(read, today)? {
        return Ok(());
    }
    let message = if is_before { "errors-billing-day-before" } else { "errors-billing-day-year" };
    Err(Error::conflict(message)
        .with("today", today)
        .with("newest", newest)
        .with("year", financial_year(today)))
}

fn is_confirmed(read: &Read<'_>, today: Day) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM access
                   WHERE n > (SELECT max(n) FROM access) - ?1 AND what = 'clock'
                     AND route = ?2 AND detail = ?3)";
    let params = rusqlite::params![ENTRIES, ConfirmDay::ROUTE, today.to_string()];
    Ok(read.value(sql, params)?.unwrap_or(false))
}
