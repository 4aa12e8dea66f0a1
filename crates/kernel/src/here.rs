//! What only this desk remembers: wishes, last used steps, results of checks. No op carries
//! it, and no other desk learns it.

use rusqlite::params;

use crate::{Read, Result, Tx};

/// Under this key lies the highest number of a series that is known to be printed, where no row
/// may have it any more.
fn number_key(table: &str, series: &str) -> String {
    format!("number {table} {series}")
}

impl Read<'_> {
    pub fn kept_here(&self, key: &str) -> Result<Option<String>> {
        self.value("SELECT value FROM here WHERE key = ?1 LIMIT 1", [key])
    }

    /// 0 where all numbers of the series are those of rows.
    pub fn kept_number(&self, table: &str, series: &str) -> Result<i64> {
        let kept = self.kept_here(&number_key(table, series))?;
        Ok(kept.and_then(|text| text.parse().ok()).unwrap_or(0))
    }
}

impl Tx<'_> {
    /// Remembers that this number was printed.
    pub fn keep_number(&mut self, table: &str, series: &str, number: i64) -> Result<()> {
        let number = number.max(self.kept_number(table, series)?);
        self.keep_here(&number_key(table, series), Some(&number.to_string()))
    }

    /// `None` forgets it.
    pub fn keep_here(&mut self, key: &str, value: Option<&str>) -> Result<()> {
        let conn = self.conn();
        match value {
            Some(value) => conn
                .prepare_cached(
                    "INSERT INTO here (key, value) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET value = excluded.value",
                )?
                .execute(params![key, value])?,
            None => conn.prepare_cached("DELETE FROM here WHERE key = ?1")?.execute([key])?,
        };
        Ok(())
    }
}
