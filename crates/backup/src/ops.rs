//! What was written since a moment, as lines of JSON: the logs, their ops, and the entries
//! of the access log. On top of an image they give any minute after it.

use std::io::Write;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::heads::Heads;
use crate::hex::{self, Hex};

/// The ledger's own bound on an op is 64 KiB, twice that in hex.
pub const LINE_BYTES_MAX: usize = 1 << 20;

const BODY_BYTES_MAX: usize = 64 * 1024;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum OpsLine {
    Log {
        id: i64,
        log: Hex<8>,
        desk: String,
        opened_at: i64,
        reason: String,
        /// The log whose branch it is: its ops bear the stamps of that one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stamped: Option<Hex<8>>,
    },
    Op {
        log: Hex<8>,
        n: u64,
        body: String,
    },
    /// Of a table of `ROWS` or `BLOBS`, by the names of its columns.
    Row {
        table: String,
        row: Vec<(String, Cell)>,
    },
}

/// The access log and the signatures under it. They go as they are: a chain that was
/// written anew would prove nothing.
pub const ROWS: [&str; 2] = ["access", "checkpoint"];

/// Bytes that were added here beside an op, still shut; one part of them is far shorter than
/// the longest line. An older program leaves these rows out and fetches what they hold.
pub const BLOBS: [&str; 2] = ["blob", "blob_part"];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes { hex: String },
}

impl Cell {
    fn of(value: ValueRef<'_>) -> Result<Cell> {
        let strange = || Error::Damaged("a row cannot be read");
        Ok(match value {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Int(number),
            ValueRef::Text(text) => {
                Cell::Text(String::from_utf8(text.to_vec()).map_err(|_| strange())?)
            }
            ValueRef::Blob(bytes) => Cell::Bytes { hex: hex::text(bytes) },
            ValueRef::Real(_) => return Err(strange()),
        })
    }

    pub fn value(&self) -> Result<Value> {
        Ok(match self {
            Cell::Null => Value::Null,
            Cell::Int(number) => Value::Integer(*number),
            Cell::Text(text) => Value::Text(text.clone()),
            Cell::Bytes { hex } => {
                Value::Blob(hex::bytes(hex).ok_or(Error::Damaged("a row cannot be read"))?)
            }
        })
    }
}

impl OpsLine {
    pub fn body(&self) -> Option<Vec<u8>> {
        match self {
            OpsLine::Op { body, .. } => hex::bytes(body),
            OpsLine::Log { .. } | OpsLine::Row { .. } => None,
        }
    }
}

/// How many ops came since: whether it is worth a file.
pub fn op_count_since(db: &Connection, after: &Heads) -> Result<u64> {
    let mut count = 0;
    for head in crate::heads::heads_of(db)?.logs {
        count += head.n.saturating_sub(after.of(head.log));
    }
    Ok(count)
}

/// Writes every row since `after`; answers how many of them are ops.
pub fn collect(db: &Connection, after: &Heads, out: &mut impl Write) -> Result<u64> {
    let mut put = |line: &OpsLine| -> Result<()> {
        let mut text = serde_json::to_vec(line).map_err(std::io::Error::other)?;
        text.push(b'\n');
        Ok(out.write_all(&text)?)
    };
    let mut logs =
        db.prepare("SELECT id, log_id, desk, opened_at, reason, stamped FROM log ORDER BY id")?;
    let mut logs = logs.query([])?;
    let mut ops = db.prepare(
        "SELECT n, body FROM op
         WHERE id > (?1 << 32 | ?2) AND id < (?1 + 1) << 32 ORDER BY id",
    )?;
    let mut count = 0;
    while let Some(row) = logs.next()? {
        let log = Hex(row.get::<_, i64>(1)?.to_be_bytes());
        let (desk, opened_at, reason) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let id: i64 = row.get(0)?;
        let stamped: Option<i64> = row.get(5)?;
        let stamped = stamped.map(|log| Hex(log.to_be_bytes()));
        put(&OpsLine::Log { id, log, desk, opened_at, reason, stamped })?;
        let mut rows = ops.query(params![id, after.of(log).cast_signed()])?;
        while let Some(row) = rows.next()? {
            let n = row.get::<_, i64>(0)?.unsigned_abs();
            let body = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            let body = dense::kept(body, BODY_BYTES_MAX)
                .map_err(|_| Error::Damaged("an op does not come apart"))?;
            put(&OpsLine::Op { log, n, body: hex::text(&body) })?;
            count += 1;
        }
        if is_there(db, BLOBS[0])? {
            let since = params![id, after.of(log).cast_signed()];
            rows_of(db, BLOBS[0], "WHERE log = ?1 AND n > ?2 ORDER BY n, id", since, &mut put)?;
            let parts = "WHERE blob IN (SELECT id FROM blob WHERE log = ?1 AND n > ?2)
                         ORDER BY blob, part";
            rows_of(db, BLOBS[1], parts, since, &mut put)?;
        }
    }
    for table in ROWS {
        if is_there(db, table)? {
            rows_of(db, table, "WHERE n > ?1 ORDER BY n", [after.access], &mut put)?;
        }
    }
    Ok(count)
}

fn is_there(db: &Connection, table: &str) -> Result<bool> {
    let sql = "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    Ok(db.query_row(sql, [table], |row| row.get(0))?)
}

fn rows_of(
    db: &Connection,
    table: &str,
    which: &str,
    params: impl rusqlite::Params,
    put: &mut impl FnMut(&OpsLine) -> Result<()>,
) -> Result<()> {
    let mut rows = db.prepare(&format!("SELECT * FROM {table} {which}"))?;
    let names: Vec<String> = rows.column_names().map(str::to_owned).collect();
    let mut rows = rows.query(params)?;
    while let Some(row) = rows.next()? {
        let mut cells = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            cells.push((name.clone(), Cell::of(row.get_ref(at)?)?));
        }
        put(&OpsLine::Row { table: table.to_owned(), row: cells })?;
    }
    Ok(())
}
