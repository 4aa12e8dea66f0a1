//! The control log as it is kept: every record verbatim, folded when the replica is opened.

use kernel::Result;
use rusqlite::{Connection, OptionalExtension, params};
use sync::{ClinicId, Control, Hash, Record};

use crate::broken;

pub fn read(conn: &Connection, clinic: ClinicId) -> Result<Control> {
    let mut control = Control::new(clinic);
    for body in after(conn, 0)? {
        control.admit(&body).map_err(broken)?;
    }
    Ok(control)
}

pub fn after(conn: &Connection, n: u64) -> Result<Vec<Vec<u8>>> {
    let mut statement = conn.prepare_cached("SELECT body FROM control WHERE n > ?1 ORDER BY n")?;
    let rows = statement.query_map([n.cast_signed()], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn head_at(conn: &Connection, n: u64) -> Result<Option<Hash>> {
    if n == 0 {
        return Ok(Some(Hash::NONE));
    }
    let sql = "SELECT hash FROM control WHERE n = ?1";
    let hash: Option<[u8; 32]> =
        conn.query_row(sql, [n.cast_signed()], |row| row.get(0)).optional()?;
    Ok(hash.map(Hash))
}

pub fn keep(conn: &Connection, clinic: ClinicId, n: u64, body: &[u8]) -> Result<()> {
    conn.prepare_cached("INSERT INTO control (n, hash, body) VALUES (?1, ?2, ?3)")?
        .execute(params![n.cast_signed(), Record::hash(clinic, body).0, body])?;
    Ok(())
}
