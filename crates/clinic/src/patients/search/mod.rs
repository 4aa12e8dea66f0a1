//! The search index of patients.

use kernel::{Read, Result, RowId};

use super::find::Matched;

pub fn index(_read: &Read<'_>, _row: RowId) -> Result<()> {
    Ok(())
}

pub fn find(read: &Read<'_>, text: &str, limit: usize) -> Result<Vec<(RowId, Matched)>> {
    let ids: Vec<RowId> = read.values(
        "SELECT id FROM patient WHERE name LIKE '%' || ?1 || '%' OR phone LIKE '%' || ?1
             OR reg_no = ?1 ORDER BY registered_at DESC LIMIT ?2",
        rusqlite::params![text.trim(), limit as i64],
    )?;
    Ok(ids.into_iter().map(|id| (id, Matched::Name)).collect())
}

/// Whether two names may be one person's, spelled in another way or another order.
pub fn is_like(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
