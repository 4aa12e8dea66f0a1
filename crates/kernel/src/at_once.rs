//! The ops of one seal, taken in together.

use rusqlite::params;

use crate::broken;
use crate::op::place;
use crate::reduce::{Found, add_log, local_log, receive_remote};
use crate::{Body, Catalog, Code, Hlc, Op, Read, Reducer, Result, Stamp};

/// Takes in the ops of one seal. Nearly always all of them are new and none is refused, so they
/// go under one savepoint, and the log is looked up once; where anything is otherwise, all of it
/// is done over, op by op. Answers whether each was an op, and the times that were heard.
pub(crate) fn receive_all(
    read: &Read<'_>,
    catalog: &Catalog,
    bodies: &[Vec<u8>],
    log: u64,
    first: u64,
) -> Result<(bool, Vec<Hlc>)> {
    let run = |sql: &str| read.conn().prepare_cached(sql)?.raw_execute();
    run("SAVEPOINT one_seal")?;
    let at_once = receive_at_once(read, catalog, bodies, log, first);
    if matches!(&at_once, Err(error) if error.code == Code::Storage) {
        return at_once.map(|heard| (false, heard.unwrap_or_default()));
    }
    if !matches!(at_once, Ok(Some(_))) {
        run("ROLLBACK TO one_seal")?;
        read.memory().clear();
    }
    run("RELEASE one_seal")?;
    if let Ok(Some(heard)) = at_once {
        return Ok((true, heard));
    }
    let (mut is_whole, mut heard) = (true, Vec::new());
    for (n, body) in (first..).zip(bodies) {
        match receive_remote(read, catalog, body, log, n) {
            Ok((_, hlc)) => heard.push(hlc),
            // A full disk is no fault of the op.
            Err(error) if error.code == Code::Storage => return Err(error),
            Err(error) if broken::is_removed("a bad op is passed by") => return Err(error),
            // Not an op of any version: nothing of it was written.
            Err(_) => is_whole = false,
        }
    }
    Ok((is_whole, heard))
}

/// None where an op or its place is not as it nearly always is.
fn receive_at_once(
    read: &Read<'_>,
    catalog: &Catalog,
    bodies: &[Vec<u8>],
    log: u64,
    first: u64,
) -> Result<Option<Vec<Hlc>>> {
    let conn = read.conn();
    if matches!(local_log(conn, log, 0)?, Found::None) {
        add_log(conn, log, None)?;
    }
    let Found::Log { local, is_own: false } = local_log(conn, log, 0)? else { return Ok(None) };
    let mut keep_op = conn
        .prepare_cached("INSERT INTO op (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING")?;
    let mut keep_row =
        conn.prepare_cached("INSERT INTO op_row (row, log, n) VALUES (?1, ?2, ?3)")?;
    let reducer = Reducer { conn, catalog };
    let mut heard = Vec::with_capacity(bodies.len());
    for (n, body) in (first..).zip(bodies) {
        let op = Op::decode(body)?;
        let is_new = op.hlc.is_possible()
            && keep_op.execute(params![place(local, n)?, Body::of(body)])? == 1;
        if !is_new {
            return Ok(None);
        }
        keep_row.execute(params![op.row, local, n.cast_signed()])?;
        let stamp = Stamp { hlc: op.hlc, log, n };
        match catalog.table(&op.table).is_some_and(|table| !table.fits(&op)) {
            true => reducer.park(&op, stamp, "fact")?,
            false => reducer.apply(read, &op, stamp)?,
        }
        heard.push(op.hlc);
    }
    Ok(Some(heard))
}
