//! Shut bytes in the database, whole or as far as they came, so that one file holds everything
//! and a copy forgets nothing. No op speaks of these rows: they are proven by their own names.

use std::collections::BTreeMap;

use ::sync::{BlobNaming, ClinicId, Hash, blob_part_bytes, blob_parts};
use kernel::{Read, Result, RowId, Tx, from_hex, hex};
use rusqlite::{OptionalExtension, Row, params};

use super::model::Attachment;
use super::shut::shut_bytes;

/// So often wrong bytes are fetched anew; then the desk waits for the next day.
pub const WRONG_MAX: i64 = 3;

/// A blob that is here and whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    pub id: Hash,
    pub length: u32,
}

/// A blob that a document names and that is not here, or not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub id: Hash,
    pub length: u32,
    /// Parts that are here.
    pub have: u32,
}

impl Wanted {
    /// Whether this can be a part of it: `length` is what is said of the whole.
    pub fn fits(&self, part: u32, length: u32, bytes: &[u8]) -> bool {
        length == self.length && Some(bytes.len()) == blob_part_bytes(length, part)
    }
}

/// Of a blob: all of it is here, and a document names it.
const NAMED: &str = "is_whole = 1 AND id IN (SELECT blob_id FROM attachment)";

fn name(id: Hash) -> String {
    hex(&id.0)
}

fn hash(name: &str) -> Option<Hash> {
    Some(Hash(from_hex(name)?.try_into().ok()?))
}

/// Keeps the bytes of a file that was added here, beside the op that names them.
pub(super) fn add(tx: &mut Tx<'_>, id: Hash, parts: &[Vec<u8>], row: RowId) -> Result<()> {
    let conn = tx.conn();
    let length: usize = parts.iter().map(Vec::len).sum();
    conn.prepare_cached(
        "INSERT INTO blob (id, length, is_whole, log, n)
         SELECT ?1, ?2, 1, log, n FROM op_row WHERE row = ?3 ORDER BY n DESC LIMIT 1",
    )?
    .execute(params![name(id), length as i64, row])?;
    for (at, part) in parts.iter().enumerate() {
        put_part(tx, id, at as i64, part)?;
    }
    Ok(())
}

fn put_part(tx: &mut Tx<'_>, id: Hash, part: i64, bytes: &[u8]) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO blob_part (blob, part, bytes) VALUES (?1, ?2, ?3)";
    tx.conn().prepare_cached(sql)?.execute(params![name(id), part, bytes])?;
    Ok(())
}

/// All parts in their order; none while they are not all here.
pub(super) fn parts(read: &Read<'_>, blob_id: &str) -> Result<Option<Vec<Vec<u8>>>> {
    let sql = "SELECT is_whole FROM blob WHERE id = ?1 LIMIT 1";
    if read.value::<bool>(sql, [blob_id])? != Some(true) {
        return Ok(None);
    }
    let mut statement = read
        .conn()
        .prepare_cached("SELECT bytes FROM blob_part WHERE blob = ?1 ORDER BY part LIMIT 256")?;
    let rows = statement.query_map([blob_id], |row| row.get(0))?;
    Ok(Some(rows.collect::<rusqlite::Result<_>>()?))
}

pub fn part(read: &Read<'_>, id: Hash, part: u32) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT bytes FROM blob_part WHERE blob = ?1 AND part = ?2";
    let mut statement = read.conn().prepare_cached(sql)?;
    Ok(statement.query_row(params![name(id), part], |row| row.get(0)).optional()?)
}

/// Those of which the remote has not said that it has all; what was added last comes first.
pub fn unsent(read: &Read<'_>, bit: i64, limit: usize) -> Result<Vec<Whole>> {
    whole(
        read,
        "SELECT id, length FROM blob WHERE is_whole = 1 AND held & ?1 = 0 AND id > ?2
         ORDER BY log IS NULL, log DESC, n DESC, id LIMIT ?3",
        (bit, "", limit),
    )
}

/// Those of which the remote has said so, in the order of their names.
pub fn held_after(read: &Read<'_>, bit: i64, after: &str, limit: usize) -> Result<Vec<Whole>> {
    whole(
        read,
        "SELECT id, length FROM blob WHERE is_whole = 1 AND held & ?1 <> 0 AND id > ?2
         ORDER BY id LIMIT ?3",
        (bit, after, limit),
    )
}

/// Those that a document names, in the order of their names: nobody asks for any other.
pub fn named_after(read: &Read<'_>, after: &str, limit: usize) -> Result<Vec<Whole>> {
    let sql = format!("SELECT id, length FROM blob WHERE {NAMED} AND id > ?2 ORDER BY id LIMIT ?3");
    whole(read, &sql, (0, after, limit))
}

/// How many those are, and how many bytes.
pub fn named(read: &Read<'_>) -> Result<(u32, u64)> {
    let sql = format!("SELECT count(*), coalesce(sum(length), 0) FROM blob WHERE {NAMED}");
    let count = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()));
    Ok(read.conn().prepare_cached(&sql)?.query_row([], count)?)
}

fn whole(
    read: &Read<'_>,
    sql: &str,
    (bit, after, limit): (i64, &str, usize),
) -> Result<Vec<Whole>> {
    let mut statement = read.conn().prepare_cached(sql)?;
    let rows = statement.query_map(params![bit, after, limit as i64], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?))
    })?;
    let rows: Vec<(String, u32)> = rows.collect::<rusqlite::Result<_>>()?;
    let named = |(id, length): (String, u32)| Some(Whole { id: hash(&id)?, length });
    Ok(rows.into_iter().filter_map(named).collect())
}

/// What documents name and is not here, newest documents first; at most `limit`, after leaving
/// out `skip`. Answers also whether there are more.
pub fn wanted(read: &Read<'_>, limit: usize, skip: usize) -> Result<(Vec<Wanted>, bool)> {
    let mut statement = read.conn().prepare_cached(
        "SELECT blob_id, file_bytes,
                (SELECT count(*) FROM blob_part WHERE blob = blob_id)
         FROM attachment LEFT JOIN blob ON blob.id = blob_id
         WHERE ended IS NULL AND coalesce(is_whole, 0) = 0 AND coalesce(wrong, 0) < ?1
         ORDER BY added_at DESC, attachment.id LIMIT ?2 OFFSET ?3",
    )?;
    let rows = statement.query_map(params![WRONG_MAX, limit as i64, skip as i64], as_wanted)?;
    let rows: Vec<Option<Wanted>> = rows.collect::<rusqlite::Result<_>>()?;
    let has_more = rows.len() == limit;
    Ok((rows.into_iter().flatten().collect(), has_more))
}

/// All of them, by their names: also those of documents that were put away, and those of which
/// wrong bytes came too often.
pub fn lacking(read: &Read<'_>) -> Result<BTreeMap<Hash, Wanted>> {
    let mut statement = read.conn().prepare_cached(
        "SELECT blob_id, file_bytes, 0 FROM attachment LEFT JOIN blob ON blob.id = blob_id
         WHERE coalesce(is_whole, 0) = 0 ORDER BY blob_id",
    )?;
    let rows = statement.query_map([], as_wanted)?;
    let rows: Vec<Option<Wanted>> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(rows.into_iter().flatten().map(|wanted| (wanted.id, wanted)).collect())
}

/// None: a length that no file can have is of a newer program, or of nobody.
fn as_wanted(row: &Row<'_>) -> rusqlite::Result<Option<Wanted>> {
    let (id, bytes, have): (String, i64, u32) = row.try_into()?;
    Ok(hash(&id).zip(shut_bytes(bytes)).map(|(id, length)| Wanted { id, length, have }))
}

/// Keeps the next part of a blob that comes from elsewhere. What is whole is left as it is: it
/// may have come on another way meanwhile.
pub fn take_part(tx: &mut Tx<'_>, wanted: &Wanted, part: u32, bytes: &[u8]) -> Result<()> {
    let sql = "INSERT INTO blob (id, length, is_whole) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING";
    tx.conn().prepare_cached(sql)?.execute(params![name(wanted.id), wanted.length])?;
    let is_whole = "SELECT is_whole FROM blob WHERE id = ?1 LIMIT 1";
    match tx.value(is_whole, [name(wanted.id)])? {
        Some(true) => Ok(()),
        _ => put_part(tx, wanted.id, part.into(), bytes),
    }
}

/// All parts came: it is whole if they are what its name says. If not, they are thrown away.
pub fn finish(tx: &mut Tx<'_>, clinic: ClinicId, wanted: &Wanted, bit: i64) -> Result<bool> {
    let mut naming = BlobNaming::new(clinic);
    for at in 0..blob_parts(wanted.length).unwrap_or_default() {
        naming.add(&part(tx, wanted.id, at)?.unwrap_or_default());
    }
    if naming.id() != wanted.id {
        drop_parts(tx, wanted)?;
        return Ok(false);
    }
    let sql = "UPDATE blob SET is_whole = 1, held = held | ?2, wrong = 0 WHERE id = ?1";
    tx.conn().prepare_cached(sql)?.execute(params![name(wanted.id), bit])?;
    Ok(true)
}

/// What came was not what was asked for.
pub fn drop_parts(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<()> {
    let id = name(wanted.id);
    let sql = "INSERT INTO blob (id, length, is_whole, wrong) VALUES (?1, ?2, 0, 1)
               ON CONFLICT DO UPDATE SET wrong = wrong + 1 WHERE is_whole = 0";
    tx.conn().prepare_cached(sql)?.execute(params![id, wanted.length])?;
    let sql = "DELETE FROM blob_part
               WHERE blob = (SELECT id FROM blob WHERE id = ?1 AND is_whole = 0)";
    tx.conn().prepare_cached(sql)?.execute([id])?;
    Ok(())
}

/// Wrong bytes are asked for again.
pub fn forgive(tx: &mut Tx<'_>) -> Result<()> {
    tx.conn().execute("UPDATE blob SET wrong = 0 WHERE wrong > 0", [])?;
    Ok(())
}

/// The remote is another one now.
pub fn forget_held(tx: &mut Tx<'_>, bit: i64) -> Result<()> {
    tx.conn().execute("UPDATE blob SET held = held & ~?1 WHERE held & ?1 <> 0", [bit])?;
    Ok(())
}

pub fn set_held(tx: &mut Tx<'_>, ids: &[Hash], bit: i64, is_held: bool) -> Result<()> {
    let sql = "UPDATE blob SET held = iif(?3, held | ?2, held & ~?2) WHERE id = ?1";
    for id in ids {
        tx.conn().prepare_cached(sql)?.execute(params![name(*id), bit, is_held])?;
    }
    Ok(())
}

/// The key of a document's bytes.
pub(super) fn key(attachment: &Attachment) -> Option<super::shut::Key> {
    let bytes = zeroize::Zeroizing::new(from_hex(&attachment.blob_key)?);
    Some(super::shut::Key::new(bytes.as_slice().try_into().ok()?))
}
