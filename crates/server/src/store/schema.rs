//! The tables, in each database's words, and what a store was given when it was made.

use super::{Error, Result, Tx, Work, one};
use crate::values;

const TABLES: &str = include_str!("schema.sql");
const VERSION: i64 = 1;

/// Rows that lie in the order of their key: all but those with large bodies.
const WITH_ROWID: [&str; 4] =
    ["CREATE TABLE bundle", "CREATE TABLE control", "CREATE TABLE piece", "CREATE TABLE snapshot"];

fn statements() -> impl Iterator<Item = String> {
    let lines = TABLES.lines().filter(|line| !line.starts_with("--"));
    let text = lines.collect::<Vec<_>>().join("\n");
    let parts: Vec<String> = text.split(';').map(|part| part.trim().to_owned()).collect();
    parts.into_iter().filter(|part| !part.is_empty())
}

/// Tables are only ever added: a store that was made earlier gets those that it lacks.
fn if_not_there(statement: &str) -> String {
    statement.replacen("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1).replacen(
        "UNIQUE INDEX ",
        "UNIQUE INDEX IF NOT EXISTS ",
        1,
    )
}

#[cfg(feature = "postgres")]
pub fn for_postgres() -> impl Iterator<Item = String> {
    statements().map(|statement| if_not_there(&statement))
}

pub fn for_sqlite() -> impl Iterator<Item = String> {
    statements().map(|statement| {
        let typed = statement.replace("BYTEA", "BLOB").replace("BIGINT", "INTEGER");
        if_not_there(&if !typed.starts_with("CREATE TABLE") {
            typed
        } else if WITH_ROWID.iter().any(|start| typed.starts_with(start)) {
            format!("{typed} STRICT")
        } else {
            format!("{typed} STRICT, WITHOUT ROWID")
        })
    })
}

/// Says which store this is, now and for ever; the number tells cursors of others apart.
pub struct Settle {
    pub incarnation: u64,
}

impl Work for Settle {
    type Out = u64;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<u64> {
        let found = one(tx, "SELECT version, incarnation FROM store WHERE id = 1", &[]).await?;
        let Some(mut row) = found else {
            // Never 0: that is the cursor of a desk that has seen no server yet.
            let incarnation = self.incarnation.max(1).cast_signed();
            let sql = "INSERT INTO store (id, version, incarnation) VALUES (1, $1, $2)";
            tx.run(sql, &values![VERSION, incarnation]).await?;
            return Ok(incarnation.cast_unsigned());
        };
        match row.int(0)? {
            VERSION => Ok(row.int(1)?.cast_unsigned()),
            _ => Err(Error::Damaged("made by a newer version of this program")),
        }
    }
}
