//! Stamps after the year 2200: no clock that is only wrong gives them, and nothing could be
//! written after them. Such an op waits in its seal until an owner says by how much its log
//! was ahead; it then counts as written so much earlier, and its bytes stay as they are.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::broken::is_removed;
use crate::reduce::fold_row;
use crate::{Body, Catalog, Hlc, Op, Read, Result};

/// The time that counts for an op of this log; none while nobody has set it right.
pub fn believed(conn: &Connection, log: u64, hlc: Hlc) -> Result<Option<Hlc>> {
    if hlc.is_possible() {
        return Ok(Some(hlc));
    }
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name = 'clock_fix'";
    let is_kept: i64 = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    if is_kept == 0 || is_removed("a clock is set right") {
        return Ok(None);
    }
    let sql = "SELECT back_ms FROM clock_fix WHERE log = ?1 ORDER BY n";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([log.cast_signed()])?;
    // What one word has set right no later one moves again.
    while let Some(row) = rows.next()? {
        let earlier = hlc.earlier(row.get(0)?);
        if earlier.is_possible() {
            return Ok(Some(earlier));
        }
    }
    Ok(None)
}

/// The same for an op that is kept already: this desk's own are never without effect.
pub(crate) fn counted(conn: &Connection, log: u64, hlc: Hlc) -> Result<Hlc> {
    Ok(believed(conn, log, hlc)?.unwrap_or(hlc))
}

/// Keeps what an owner said, and folds the rows anew that ops with such stamps touch here.
pub(crate) fn keep(
    read: &Read<'_>,
    catalog: &Catalog,
    n: u64,
    log: u64,
    back_ms: i64,
) -> Result<()> {
    let conn = read.conn();
    conn.prepare_cached("INSERT OR IGNORE INTO clock_fix (n, log, back_ms) VALUES (?1, ?2, ?3)")?
        .execute(params![n.cast_signed(), log.cast_signed(), back_ms])?;
    let mut statement = conn.prepare(
        "SELECT body FROM log
         JOIN op ON op.id > log.id << 32 AND op.id < (log.id + 1) << 32
         WHERE coalesce(log.stamped, log.log_id) = ?1",
    )?;
    let mut rows = statement.query([log.cast_signed()])?;
    let mut touched = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let op = Op::decode(&row.get::<_, Body<'static>>(0)?)?;
        if !op.hlc.is_possible() {
            touched.insert((op.table, op.row));
        }
    }
    touched.iter().try_for_each(|(table, row)| fold_row(read, catalog, table, *row))
}
