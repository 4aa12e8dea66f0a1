//! What each remote has of what is here, and how far its numbering was read.

use std::collections::BTreeSet;

use kernel::{Result, RowId};
use rusqlite::{Connection, OptionalExtension, params};
use sync::{Bundle, Cursor, Hash, Leaf, Remote, Stream};

use crate::{order, seals};

fn bit(remote: Remote) -> i64 {
    1 << remote.0.min(62)
}

pub fn unsent(
    conn: &Connection,
    remote: Remote,
    stream: Stream,
    bytes_max: usize,
    besides: Option<&BTreeSet<Hash>>,
) -> Result<Bundle> {
    let mut statement = conn.prepare_cached(
        "SELECT body, hash FROM seal
         WHERE id > ?1 AND stream = ?2 AND held & ?3 = 0 AND state <> 'loose' ORDER BY id",
    )?;
    let mut rows =
        statement.query(params![held_to(conn, remote, stream)?, stream.0, bit(remote)])?;
    let mut bundle = Bundle::default();
    while let Some(row) = rows.next()? {
        let (body, hash): (Vec<u8>, _) = (row.get(0)?, Hash(row.get(1)?));
        if besides.is_some_and(|besides| besides.contains(&hash)) {
            continue;
        }
        if !bundle.add(&body, bytes_max) {
            break;
        }
    }
    Ok(bundle)
}

pub fn after(
    conn: &Connection,
    stream: Stream,
    after: i64,
    bytes_max: usize,
) -> Result<Option<(Vec<u8>, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, body FROM seal WHERE id > ?1 AND stream = ?2 AND state <> 'loose' ORDER BY id",
    )?;
    let mut rows = statement.query(params![after, stream.0])?;
    let (mut bundle, mut last) = (Bundle::default(), None);
    while let Some(row) = rows.next()? {
        if !bundle.add(&row.get::<_, Vec<u8>>(1)?, bytes_max) {
            break;
        }
        last = Some(row.get(0)?);
    }
    Ok(last.map(|last| (bundle.bytes, last)))
}

pub fn unsent_ops(conn: &Connection, remote: Remote) -> Result<u64> {
    let from: Option<i64> = conn
        .prepare_cached("SELECT min(held_to) FROM remote_place WHERE remote = ?1")?
        .query_row([remote.0], |row| row.get(0))?;
    let sql = "SELECT coalesce(sum(ops), 0) FROM seal
               WHERE id > ?1 AND held & ?2 = 0 AND state <> 'loose'";
    let mut statement = conn.prepare_cached(sql)?;
    let count =
        statement.query_row(params![from.unwrap_or(0), bit(remote)], |row| row.get::<_, i64>(0))?;
    Ok(count.cast_unsigned())
}

/// How many of the changes of a row there are, and how many of them the remote lacks: those in
/// no seal yet, and those whose seal it has not said to hold.
pub fn of_row(conn: &Connection, remote: Remote, row: RowId) -> Result<(u64, u64)> {
    let sql = "SELECT count(*), coalesce(sum(NOT coalesce(
                   (SELECT held & ?2 <> 0 AND first + ops > op_row.n FROM seal
                    WHERE seal.log = log.log_id AND first <= op_row.n AND state <> 'loose'
                    ORDER BY first DESC, held & ?2 LIMIT 1), 0)), 0)
               FROM op_row JOIN log ON log.id = op_row.log WHERE row = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let counts = statement.query_row(params![row, bit(remote)], |counts| {
        Ok((counts.get::<_, i64>(0)?, counts.get::<_, i64>(1)?))
    })?;
    Ok((counts.0.cast_unsigned(), counts.1.cast_unsigned()))
}

fn held_to(conn: &Connection, remote: Remote, stream: Stream) -> Result<i64> {
    let sql = "SELECT held_to FROM remote_place WHERE remote = ?1 AND stream = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row(params![remote.0, stream.0], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or(0))
}

pub fn held(conn: &Connection, remote: Remote, seals: &[Hash]) -> Result<()> {
    let mut statement = conn.prepare_cached("UPDATE seal SET held = held | ?2 WHERE hash = ?1")?;
    for hash in seals {
        statement.execute(params![hash.0, bit(remote)])?;
    }
    look_on(conn, remote)
}

/// The remote has these: the bundle that ends at this place. `counts` where its numbers put
/// the clinic's claims in order.
pub fn numbered(
    conn: &Connection,
    remote: Remote,
    stream: Stream,
    place: Cursor,
    seals: &[Hash],
    counts: bool,
) -> Result<()> {
    match counts {
        true => {
            order::number(conn, bit(remote), stream, place, seals)?;
            look_on(conn, remote)?;
        }
        false => held(conn, remote, seals)?,
    }
    set_place(conn, remote, stream, place)
}

fn look_on(conn: &Connection, remote: Remote) -> Result<()> {
    // Nothing before the first that it lacks need be looked at again.
    conn.prepare_cached(
        "UPDATE remote_place SET held_to = coalesce(
             (SELECT min(id) - 1 FROM seal
              WHERE id > held_to AND stream = remote_place.stream AND held & ?2 = 0),
             (SELECT coalesce(max(id), 0) FROM seal))
         WHERE remote = ?1",
    )?
    .execute(params![remote.0, bit(remote)])?;
    Ok(())
}

/// The remote has these and all before them, and nothing else.
pub fn held_up_to(
    conn: &Connection,
    remote: Remote,
    stream: Stream,
    leaves: &[Leaf],
) -> Result<()> {
    conn.prepare_cached("UPDATE seal SET held = held & ~?2 WHERE stream = ?1")?
        .execute(params![stream.0, bit(remote)])?;
    conn.prepare_cached("UPDATE remote_place SET held_to = 0 WHERE remote = ?1 AND stream = ?2")?
        .execute(params![remote.0, stream.0])?;
    let mut all = Vec::new();
    for leaf in leaves {
        all.extend(seals::with_ancestors(conn, leaf.hash)?);
    }
    held(conn, remote, &all)
}

pub fn place(conn: &Connection, remote: Remote, stream: Stream) -> Result<Cursor> {
    let sql = "SELECT incarnation, seq, run FROM remote_place WHERE remote = ?1 AND stream = ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row(params![remote.0, stream.0], |row| {
        Ok(Cursor {
            incarnation: row.get::<_, i64>(0)?.cast_unsigned(),
            seq: row.get::<_, i64>(1)?.cast_unsigned(),
            run: Hash(row.get(2)?),
        })
    });
    Ok(found.optional()?.unwrap_or_default())
}

pub fn set_place(conn: &Connection, remote: Remote, stream: Stream, place: Cursor) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO remote_place (remote, stream, incarnation, seq, run) VALUES (?1,?2,?3,?4,?5)
         ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation, seq = excluded.seq,
             run = excluded.run",
    )?
    .execute(params![
        remote.0,
        stream.0,
        place.incarnation.cast_signed(),
        place.seq.cast_signed(),
        place.run.0
    ])?;
    Ok(())
}
