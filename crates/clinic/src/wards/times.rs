//! Times of the wards: typed late after a power cut is normal, typed ahead is a slip.

use kernel::{Error, Read, Result, RowId, Timestamp};

use super::model::BedStay;

/// Clocks of two desks may differ by as much.
const AHEAD_MS: i64 = 5 * 60_000;

pub fn not_in_future(read: &Read<'_>, field: &str, at: Timestamp) -> Result<()> {
    match at.0 > read.now().0 + AHEAD_MS {
        true => Err(Error::invalid(field, "errors-in-future")),
        false => Ok(()),
    }
}

/// As a person reads it in a message.
pub fn shown(read: &Read<'_>, at: Timestamp) -> String {
    at.local(read.zone()).format("%d-%b-%Y %H:%M").to_string()
}

/// The stays of an admission, oldest first.
pub fn stays(read: &Read<'_>, admission_id: RowId) -> Result<Vec<BedStay>> {
    read.all(
        "SELECT * FROM bed_stay WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY from_at, id LIMIT 1000",
        [admission_id],
    )
}
