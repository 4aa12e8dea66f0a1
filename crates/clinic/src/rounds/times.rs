//! When something happened at a bedside: never ahead of the clock, never before the patient
//! was admitted. Written down late after a power cut is normal.

use kernel::{Error, Read, Result, Timestamp};

use crate::wards::Admission;

/// Clocks of two desks may differ by as much.
const AHEAD_MS: i64 = 5 * 60_000;

/// The time, if it can be true.
pub fn happened(
    read: &Read<'_>,
    field: &str,
    at: Timestamp,
    admission: &Admission,
) -> Result<Timestamp> {
    not_ahead(read, field, at)?;
    since_admission(read, field, at, admission)
}

pub fn not_ahead(read: &Read<'_>, field: &str, at: Timestamp) -> Result<Timestamp> {
    match at.0 > read.now().0 + AHEAD_MS {
        true => Err(Error::invalid(field, "errors-in-future")),
        false => Ok(at),
    }
}

pub fn since_admission(
    read: &Read<'_>,
    field: &str,
    at: Timestamp,
    admission: &Admission,
) -> Result<Timestamp> {
    if at < admission.admitted_at {
        return Err(Error::invalid(field, "errors-before-admission")
            .with("since", shown(read, admission.admitted_at)));
    }
    Ok(at)
}

/// As a person reads it in a message and on a paper.
pub fn shown(read: &Read<'_>, at: Timestamp) -> String {
    at.local(read.zone()).format("%d-%b-%Y %H:%M").to_string()
}
