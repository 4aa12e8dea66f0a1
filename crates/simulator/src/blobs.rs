//! Photos in the simulator: their bytes have a queue of their own beside a desk's talk with a
//! remote. A part goes only when no change waits, and whatever becomes of it, the ops that name
//! it have their effect.

use kernel::{Result, Session};
use rusqlite::{Connection, OptionalExtension, params};
use sync::{Hash, Reply, Request, Why, blob_id};

use crate::CLINIC;
use crate::desk::Life;
use crate::world::World;

/// Parts that go or come until the talk is level again.
const PARTS_MAX: u32 = 3;

/// What a talk has to do for blobs.
#[derive(Default)]
pub struct Queue {
    left: u32,
    /// Of those that are missing here, so many are not at the remote either.
    absent: u32,
    /// The remote is older than blobs are.
    is_unable: bool,
    /// Blob, and whether it was brought, of the part that is under way.
    under_way: Option<(Hash, bool)>,
}

impl Queue {
    pub fn begin(&mut self) {
        self.left = PARTS_MAX;
    }

    /// What is under way, once.
    pub fn take(&mut self) -> Option<(Hash, bool)> {
        self.under_way.take()
    }

    pub fn next(&mut self, door: &kernel::Door, remote: usize) -> Result<Option<Request>> {
        if self.is_unable || self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let absent = self.absent;
        let found = door.read(&Session::program(), |read| next(read.conn(), remote, absent))?;
        self.under_way = match &found {
            Some(Request::BlobPut { id, .. }) => Some((*id, true)),
            Some(Request::BlobGet { id, .. }) => Some((*id, false)),
            _ => {
                (self.left, self.absent) = (0, 0);
                None
            }
        };
        Ok(found)
    }
}

fn bit(remote: usize) -> i64 {
    1 << remote.min(62)
}

fn next(conn: &Connection, remote: usize, absent: u32) -> Result<Option<Request>> {
    let sql = "SELECT id, bytes FROM blob WHERE held & ?1 = 0 ORDER BY id LIMIT 1";
    let brought = conn
        .prepare_cached(sql)?
        .query_row([bit(remote)], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    if let Some((name, bytes)) = brought {
        let length = u32::try_from(bytes.len()).unwrap_or_default();
        return Ok(id_of(&name).map(|id| Request::BlobPut { id, length, part: 0, bytes }));
    }
    let sql = "SELECT blob FROM photo WHERE NOT EXISTS
                   (SELECT 1 FROM blob WHERE blob.id = photo.blob)
               ORDER BY id LIMIT 1 OFFSET ?1";
    let wanted: Option<String> =
        conn.prepare_cached(sql)?.query_row([absent], |row| row.get(0)).optional()?;
    let id = wanted.and_then(|name| id_of(&name));
    Ok(id.map(|id| Request::BlobGet { id, part: 0 }))
}

fn id_of(name: &str) -> Option<Hash> {
    Some(Hash(kernel::from_hex(name)?.try_into().ok()?))
}

/// What came of the part that was under way; none where it never came.
pub fn answered(
    life: &mut Life,
    remote: usize,
    (id, is_brought): (Hash, bool),
    reply: Option<Reply>,
) -> Result<()> {
    let Some(talk) = life.talks.get_mut(remote) else { return Ok(()) };
    match (is_brought, reply) {
        (true, Some(Reply::Kept)) => hold(&life.door, remote, id),
        (false, Some(Reply::BlobPart { bytes, .. })) if blob_id(CLINIC, &bytes) == id => {
            keep(&life.door, id, &bytes, bit(remote))
        }
        (_, reply) => {
            match reply {
                Some(Reply::Refused(refusal)) if refusal.why == Why::NoSuch => {
                    talk.blobs.absent += 1;
                }
                Some(Reply::Refused(refusal)) if refusal.why == Why::Newer => {
                    talk.blobs.is_unable = true;
                }
                _ => talk.blobs.left = 0,
            }
            Ok(())
        }
    }
}

fn hold(door: &kernel::Door, remote: usize, id: Hash) -> Result<()> {
    let sql = "UPDATE blob SET held = held | ?2 WHERE id = ?1";
    door.write(&Session::program(), |tx| {
        tx.conn().prepare_cached(sql)?.execute(params![id.to_string(), bit(remote)])?;
        Ok(())
    })
}

fn keep(door: &kernel::Door, id: Hash, bytes: &[u8], held: i64) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO blob (id, bytes, held) VALUES (?1, ?2, ?3)";
    door.write(&Session::program(), |tx| {
        tx.conn().prepare_cached(sql)?.execute(params![id.to_string(), bytes, held])?;
        Ok(())
    })
}

/// Another store: nothing that the one before it said holds.
pub fn forget_held(world: &mut World, of: usize, remote: usize) {
    let life = world.desks.get(of).and_then(|desk| desk.life.as_ref());
    let Some(door) = life.map(|life| life.door.clone()) else { return };
    let sql = "UPDATE blob SET held = held & ~?1";
    let done = door.write(&Session::program(), |tx| {
        tx.conn().prepare_cached(sql)?.execute([bit(remote)])?;
        Ok(())
    });
    if let Err(error) = done {
        world.failed(of, "forget what blobs a remote has", &error);
    }
}
