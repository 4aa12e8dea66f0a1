//! Checkpoints: the desk signs how far its log has come, so that nobody without this
//! desk's key can write that part of the past anew.

use rusqlite::{Connection, OptionalExtension, params};

use crate::chain::{Digest, Head, hex};
use crate::door::Pen;
use crate::read::Surroundings;
use crate::{Error, Result};

const ENTRIES: u64 = 1_000;
const MINUTES_MS: i64 = 15 * 60_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub head: Head,
    pub at: i64,
    pub desk_key: Digest,
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// What is signed, in text: `origin` is the log that the chain began with.
    pub fn message(origin: u64, head: &Head, at: i64) -> Vec<u8> {
        let Head { n, .. } = head;
        let link = head.hex();
        format!("vaidya access log checkpoint 1\n{origin:016x}\n{n}\n{link}\n{at}\n").into_bytes()
    }

    pub fn is_signed(&self, origin: u64) -> bool {
        let message = Self::message(origin, &self.head, self.at);
        vault::is_signed(&self.desk_key, &message, &self.signature)
    }
}

/// The beginning of a desk's key, as the log names it.
pub fn key_name(desk_key: &Digest) -> String {
    hex(desk_key).chars().take(16).collect()
}

pub(crate) fn last_key(conn: &Connection) -> Result<Option<String>> {
    let sql = "SELECT desk_key FROM checkpoint ORDER BY n DESC LIMIT 1";
    let key: Option<Digest> = conn.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(key.map(|key| key_name(&key)))
}

/// Signs the newest entry in the transaction that is open. A desk that cannot sign goes on:
/// the verifier says how far the signatures reach.
pub(crate) fn sign(conn: &Connection, pen: &mut Pen, around: &Surroundings) -> Result<()> {
    let head = pen.chain.head;
    if head.n <= pen.chain.signed {
        return Ok(());
    }
    pen.chain.signed_ms = around.clock.monotonic();
    let at = around.clock.now().0;
    let message = Checkpoint::message(pen.chain.origin, &head, at);
    let Ok(signature) = around.host.sign(&message) else { return Ok(()) };
    let Ok(desk_key) = around.host.desk_key() else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO checkpoint (n, at, link, desk_key, signature) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![head.n.cast_signed(), at, head.hash, desk_key, signature])?;
    pen.chain.signed = head.n;
    Ok(())
}

pub(crate) fn is_due(pen: &Pen, mono_ms: i64) -> bool {
    let chain = &pen.chain;
    chain.head.n >= chain.signed + ENTRIES
        || (chain.head.n > chain.signed && mono_ms - chain.signed_ms > MINUTES_MS)
}

/// Every checkpoint, oldest first.
pub fn checkpoints(conn: &Connection) -> Result<Vec<Checkpoint>> {
    let sql = "SELECT n, at, link, desk_key, signature FROM checkpoint ORDER BY n";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Checkpoint {
            head: Head { n: row.get::<_, i64>(0)?.cast_unsigned(), hash: row.get(2)? },
            at: row.get(1)?,
            desk_key: row.get(3)?,
            signature: row.get(4)?,
        })
    })?;
    rows.collect::<std::result::Result<_, _>>().map_err(Error::from)
}
