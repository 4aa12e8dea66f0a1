//! This desk's own ops, sealed: whole transactions, in order, each once.

use kernel::broken::is_removed;
use kernel::{Body, Error, Random, Result, Tx};
use rusqlite::{Connection, OptionalExtension, params};
use sync::{Hash, LogId, Opens, Sealing, Signer, Stream, StreamKey};

use crate::seals::{self, State};
use crate::{Door, Replica, broken};

/// Raw bytes of ops in one seal: compressed they are well below what a seal may have.
const RAW_BYTES: usize = 512 * 1024;

/// Signs as the desk does, by the host around it.
pub(crate) struct ByHost<'a>(pub &'a dyn kernel::Host);

impl Signer for ByHost<'_> {
    fn sign(&self, message: &[u8]) -> sync::Result<[u8; 64]> {
        self.0.sign(message).map_err(|_| sync::Error::Signature)
    }
}

/// Ops of one of this desk's logs that are in no seal yet.
struct Pending {
    log: i64,
    log_id: LogId,
    is_first: bool,
    is_restored: bool,
    first: u64,
    ops: Vec<Vec<u8>>,
    /// After how many of them a transaction ends.
    ends: Vec<usize>,
}

impl<D: Door> Replica<D> {
    /// Seals what waits. Answers the new seals; none while this desk is not enrolled, was
    /// sent away, or has no current key.
    pub fn seal_pending(&mut self, random: &mut dyn Random) -> Result<Vec<Hash>> {
        let mut made = Vec::new();
        let stream = Stream::MAIN;
        while let Some((desk, key)) = self.writing(stream) {
            let (clinic, schema) = (self.party.clinic, self.party.schema);
            let mut nonce = [0; 24];
            let mut salt = [0; 16];
            random.fill(&mut nonce);
            random.fill(&mut salt);
            let witness = self.watch.untold(&key);
            let sealed = self.write(|tx| {
                let Some(mut pending) = pending(tx.conn())? else { return Ok(None) };
                let tip = tip(tx.conn(), stream)?;
                loop {
                    let opens = match (pending.is_first, pending.is_restored) {
                        (false, _) => None,
                        (true, false) => Some(Opens::First),
                        (true, true) => Some(Opens::Restored),
                    };
                    let sealing = Sealing {
                        clinic,
                        stream,
                        desk,
                        log: pending.log_id,
                        no: tip.map_or(1, |(_, no)| no + 1),
                        parent: tip.map_or(Hash::NONE, |(hash, _)| hash),
                        first: pending.first,
                        ops: &pending.ops,
                        schema,
                        opens,
                        witness: witness.clone(),
                        key: &key,
                        nonce,
                        salt,
                    };
                    match sealing.seal(&ByHost(tx.host())) {
                        Ok(seal) => return keep(tx, stream, &pending, seal).map(Some),
                        Err(sync::Error::TooLarge) if pending.ops.len() > 1 => pending.halve(),
                        Err(error) => return Err(broken(error)),
                    }
                }
            })?;
            match sealed {
                Some(hash) => {
                    made.push(hash);
                    self.watch.told();
                }
                None => break,
            }
            // What is cut in pieces is met in pieces where they go out one by one.
            if is_removed("transactions stay whole") {
                break;
            }
        }
        self.catch_up()?;
        Ok(made)
    }

    /// This desk's number and the current key, where it may write.
    pub(crate) fn writing(&self, stream: Stream) -> Option<(sync::DeskNo, StreamKey)> {
        let desk = self.control.by_key(&self.party.key)?;
        let epoch = self.control.epoch(stream)?;
        let key = self.ring.epoch(stream, epoch.epoch)?;
        let is_current = key.commitment() == epoch.commitment && desk.cut.is_none();
        is_current.then(|| (desk.member.desk, key.clone()))
    }
}

impl Pending {
    /// Fewer transactions; where there is one alone, a part of it, rather than none for ever.
    fn halve(&mut self) {
        let half = self.ops.len() / 2;
        let cut = self.ends.iter().rev().find(|end| **end <= half).copied().unwrap_or(half);
        self.ops.truncate(cut.max(1));
        self.ends.retain(|end| *end <= cut);
    }
}

fn tip(conn: &Connection, stream: Stream) -> Result<Option<(Hash, u64)>> {
    let sql = "SELECT hash, no FROM seal_tip WHERE stream = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row([stream.0], |row| Ok((Hash(row.get(0)?), row.get::<_, i64>(1)?)))
        .optional()?;
    Ok(found.map(|(hash, no)| (hash, no.cast_unsigned())))
}

fn keep(tx: &Tx<'_>, stream: Stream, pending: &Pending, seal: sync::Seal) -> Result<Hash> {
    let conn = tx.conn();
    seals::keep(conn, &seal, State::Applied, tx.now())?;
    let last = pending.first + pending.ops.len() as u64 - 1;
    conn.prepare_cached(
        "INSERT INTO sealed (log, up_to) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET up_to = excluded.up_to",
    )?
    .execute(params![pending.log, last.cast_signed()])?;
    conn.prepare_cached(
        "INSERT INTO seal_tip (stream, hash, no) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET hash = excluded.hash, no = excluded.no",
    )?
    .execute(params![stream.0, seal.hash.0, seal.header.no.cast_signed()])?;
    Ok(seal.hash)
}

/// The oldest of this desk's logs that has ops in no seal.
fn pending(conn: &Connection) -> Result<Option<Pending>> {
    let mut statement = conn.prepare_cached(
        "SELECT log.id, log.log_id, log.reason = 'restored', coalesce(sealed.up_to, 0)
         FROM log LEFT JOIN sealed ON sealed.log = log.id
         WHERE log.reason <> 'remote' AND EXISTS
             (SELECT 1 FROM op WHERE op.id > (log.id << 32 | coalesce(sealed.up_to, 0))
                 AND op.id < (log.id + 1) << 32)
         ORDER BY log.id LIMIT 1",
    )?;
    let found = statement
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((log, log_id, is_restored, up_to)) = found else { return Ok(None) };
    let (log_id, up_to): (i64, i64) = (log_id, up_to);
    let (mut ops, mut size) = (Vec::new(), 0);
    let mut statement = conn.prepare_cached(
        "SELECT n, body FROM op
         WHERE id > (?1 << 32 | ?2) AND id < (?1 + 1) << 32 ORDER BY id",
    )?;
    let mut rows = statement.query(params![log, up_to])?;
    let (mut whole, mut ends) = (None, Vec::new());
    let bounds = bounds(conn, log, up_to)?;
    while let Some(row) = rows.next()? {
        let (n, body): (i64, Body<'static>) = (row.get(0)?, row.get(1)?);
        size += body.len() + 4;
        ops.push(body.into());
        if bounds.binary_search(&n).is_ok() {
            ends.push(ops.len());
            whole = Some(ops.len());
        }
        let is_full = size >= RAW_BYTES || ops.len() == sync::OPS_MAX;
        if is_full && (whole.is_some() || ops.len() == sync::OPS_MAX) {
            break;
        }
        if ops.len() == 3 && is_removed("transactions stay whole") {
            whole = Some(3);
            break;
        }
    }
    // Whole transactions; all of it where none ends.
    ops.truncate(whole.unwrap_or(ops.len()));
    if ops.is_empty() {
        return Err(Error::internal("ops that end no transaction"));
    }
    Ok(Some(Pending {
        log,
        log_id: LogId(log_id.cast_unsigned()),
        is_first: up_to == 0,
        is_restored,
        first: up_to.cast_unsigned() + 1,
        ops,
        ends,
    }))
}

/// The last ops of this log's transactions, as its access log bound them.
fn bounds(conn: &Connection, log: i64, after: i64) -> Result<Vec<i64>> {
    // From the newest on: what was sealed before need not be read again.
    let mut statement =
        conn.prepare_cached("SELECT ops_to FROM access WHERE ops_log = ?1 ORDER BY n DESC")?;
    let rows = statement.query_map([log], |row| row.get(0))?;
    let newer = rows.take_while(|to| to.as_ref().map_or(true, |to| *to > after));
    let mut bounds = newer.collect::<rusqlite::Result<Vec<i64>>>()?;
    bounds.sort_unstable();
    Ok(bounds)
}
