//! Patients by a sealed value that is known whole: a phone, an ABHA number or address, the four
//! digits of an Aadhaar. The table may be stale: what it finds is read again from the row.

use kernel::{Read, Result, RowId};
use rusqlite::params;

#[derive(Clone, Copy)]
pub enum By {
    Phone,
    AbhaNumber,
    AbhaAddress,
    AadhaarLast4,
}

impl By {
    fn label(self) -> &'static str {
        match self {
            By::Phone => "phone",
            By::AbhaNumber => "abha number",
            By::AbhaAddress => "abha address",
            By::AadhaarLast4 => "aadhaar last 4",
        }
    }
}

pub fn token(read: &Read<'_>, by: By, value: &str) -> [u8; 12] {
    read.seal().blind(by.label(), &value.to_lowercase())
}

pub fn index(read: &Read<'_>, patient: RowId, values: [(By, &String); 4]) -> Result<()> {
    for (by, value) in values.into_iter().filter(|(_, value)| !value.is_empty()) {
        read.conn()
            .prepare_cached(
                "INSERT OR IGNORE INTO patient_blind (token, patient_id) VALUES (?1, ?2)",
            )?
            .execute(params![token(read, by, value), patient])?;
    }
    Ok(())
}

/// At most so many patients with an ABHA that was typed whole.
pub fn with_abha(read: &Read<'_>, typed: &str, limit: usize) -> Result<Vec<RowId>> {
    let typed = typed.trim();
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_number = digits.len() == 14 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let (by, column, value) = match is_number {
        true => (By::AbhaNumber, "abha_number", digits),
        false if typed.contains('@') => (By::AbhaAddress, "abha_address", typed.to_lowercase()),
        false => return Ok(Vec::new()),
    };
    with(read, by, column, &value, limit)
}

/// At most so many whose Aadhaar ends in these four digits.
pub fn with_aadhaar(read: &Read<'_>, typed: &str, limit: usize) -> Result<Vec<RowId>> {
    with(read, By::AadhaarLast4, "aadhaar_last4", typed, limit)
}

fn with(read: &Read<'_>, by: By, column: &str, value: &str, limit: usize) -> Result<Vec<RowId>> {
    read.values(
        &format!(
            "SELECT patient.id FROM patient_blind JOIN patient ON patient.id = patient_id
             WHERE token = ?1 AND lower(opened(patient.{column}, '{column}', patient.id)) = ?2
                 AND patient.ended IS NULL
             ORDER BY patient.id LIMIT ?3"
        ),
        params![token(read, by, value), value, i64::try_from(limit).unwrap_or(50)],
    )
}
