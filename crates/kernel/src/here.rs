//! What only this desk remembers: wishes, last used steps, results of checks. No op carries
//! it, and no other desk learns it.

use rusqlite::params;

use crate::{Read, Result, Tx};

impl Read<'_> {
    pub fn kept_here(&self, key: &str) -> Result<Option<String>> {
        self.value("SELECT value FROM here WHERE key = ?1 LIMIT 1", [key])
    }
}

impl Tx<'_> {
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
