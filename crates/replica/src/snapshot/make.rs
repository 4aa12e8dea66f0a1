//! A snapshot is made window by window: so many ops of one desk, cut where every desk cuts
//! them. A window that is full never changes, nor do its pieces, whoever makes them.

use std::collections::BTreeMap;

use kernel::{Error, Op, Read, Result};
use rusqlite::{Connection, params};
use sync::{
    Bundle, ClinicId, Cursor, DeskNo, Hash, Manifest, Part, Piece, Ring, Stream, StreamKey,
};

use super::pack::{self, Named};
use crate::outbox::ByHost;
use crate::seals;
use crate::{Door, Replica, broken, held};

/// One transaction of the desk that takes it.
const WINDOW_OPS: u64 = 16_384;
/// As sealed, so that a window of long ops is not too large when it is taken apart.
const WINDOW_BYTES: u64 = 2 * 1024 * 1024;
const AS_IS_BYTES: usize = 400 * 1024;

/// What a snapshot would be made of now.
pub struct Plan {
    pub stream: Stream,
    /// Everything up to this place of the remote is in the plan.
    pub cursor: Cursor,
    pub windows: Vec<Window>,
    /// Everything up to this record of the control log was taken away before.
    pub redacted_n: u64,
}

/// Seals of one desk that follow one another.
pub struct Window {
    desk: DeskNo,
    /// Counted from the desk's newest.
    age: usize,
    seals: Vec<Hash>,
}

/// A piece, and where it was made just now its bytes.
pub struct Made {
    pub piece: Piece,
    pub bytes: Option<Vec<u8>>,
}

impl Window {
    /// Names the seals in it: equal windows have equal pieces.
    fn name(&self) -> Hash {
        let all: Vec<u8> = self.seals.iter().flat_map(|seal| seal.0).collect();
        Bundle::id(ClinicId::default(), &all)
    }
}

impl Plan {
    pub fn ops(read: &Read<'_>, stream: Stream) -> Result<u64> {
        let sql = "SELECT coalesce(sum(ops), 0) FROM seal WHERE stream = ?1 AND state <> 'loose'";
        let mut statement = read.conn().prepare_cached(sql)?;
        Ok(statement.query_row([stream.0], |row| row.get::<_, i64>(0))?.cast_unsigned())
    }

    fn of(conn: &Connection, remote: sync::Remote, stream: Stream) -> Result<Self> {
        let cursor = held::place(conn, remote, stream)?;
        let mut statement = conn.prepare_cached(
            "SELECT desk, hash, ops, length(body) FROM seal
             WHERE stream = ?1 AND state <> 'loose' ORDER BY desk, no, hash",
        )?;
        let rows = statement.query_map([stream.0], |row| {
            let number = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
            Ok((DeskNo(row.get(0)?), Hash(row.get(1)?), number(2)?, number(3)?))
        })?;
        let mut windows: Vec<Window> = Vec::new();
        let (mut ops, mut bytes) = (0, 0);
        for row in rows {
            let (desk, hash, seal_ops, seal_bytes) = row?;
            let is_full = ops >= WINDOW_OPS || bytes >= WINDOW_BYTES;
            match windows.last_mut() {
                Some(window) if window.desk == desk && !is_full => window.seals.push(hash),
                _ => {
                    windows.push(Window { desk, age: 0, seals: vec![hash] });
                    (ops, bytes) = (0, 0);
                }
            }
            (ops, bytes) = (ops + seal_ops, bytes + seal_bytes);
        }
        let mut ages: BTreeMap<DeskNo, usize> = BTreeMap::new();
        for window in windows.iter_mut().rev() {
            let age = ages.entry(window.desk).or_default();
            window.age = *age;
            *age += 1;
        }
        Ok(Self { stream, cursor, windows, redacted_n: 0 })
    }
}

impl<D: Door> Replica<D> {
    /// What a snapshot for this remote would be made of; none where this desk may not write.
    pub fn plan_snapshot(&self, remote: sync::Remote, stream: Stream) -> Result<Option<Plan>> {
        let redacted_n = self.redacted_to()?;
        if self.writing(stream).is_none() || redacted_n < self.control.redacted_n {
            return Ok(None);
        }
        let plan = self.read(|read| Plan::of(read.conn(), remote, stream))?;
        Ok(Some(Plan { redacted_n, ..plan }))
    }

    /// The pieces of one window: as they were made before, unless `is_anew`. `first` are the
    /// tables without which nobody can work.
    pub fn make_pieces(
        &self,
        plan: &Plan,
        at: usize,
        first: &[&str],
        is_anew: bool,
    ) -> Result<Vec<Made>> {
        let (stream, clinic) = (plan.stream, self.party.clinic);
        let Some(window) = plan.windows.get(at) else { return Ok(Vec::new()) };
        let name = window.name();
        let known = self.read(|read| made(read.conn(), stream, name))?;
        if !known.is_empty() && !is_anew {
            return Ok(known.into_iter().map(|piece| Made { piece, bytes: None }).collect());
        }
        let none = || Error::internal("no key to make a snapshot with");
        let (_, key) = self.writing(stream).ok_or_else(none)?;
        let making = Making { clinic, stream, desk: window.desk, ring: &self.ring, key: &key };
        let made = self.read(|read| making.pieces(read.conn(), &window.seals, first))?;
        self.write(|tx| {
            let conn = tx.conn();
            conn.prepare_cached("DELETE FROM snapshot_made WHERE stream = ?1 AND seals = ?2")?
                .execute(params![stream.0, name.0])?;
            for (at, Made { piece, .. }) in made.iter().enumerate() {
                conn.prepare_cached(
                    "INSERT INTO snapshot_made VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    stream.0,
                    name.0,
                    i64::try_from(at).map_err(Error::internal)?,
                    piece.hash.0,
                    piece.bytes,
                    piece.ops,
                    part_no(piece.part)
                ])?;
            }
            Ok(())
        })?;
        Ok(made)
    }

    /// Names the pieces in the order in which a new desk wants them, and forgets those of
    /// windows that are no more.
    pub fn sign_snapshot(&self, plan: &Plan, first: &[&str], at: i64) -> Result<Manifest> {
        let none = || Error::internal("no key to make a snapshot with");
        let (desk, _) = self.writing(plan.stream).ok_or_else(none)?;
        let mut pieces = Vec::new();
        for (at, window) in plan.windows.iter().enumerate() {
            let made = self.make_pieces(plan, at, first, false)?;
            pieces.extend(made.into_iter().map(|made| (window.age, window.desk, made.piece)));
        }
        // The oldest of what everybody needs; then from the newest back.
        pieces.sort_by_key(|(age, desk, piece)| match piece.part {
            Part::First => (piece.part, usize::MAX - age, *desk),
            part => (part, *age, *desk),
        });
        let pieces: Vec<Piece> = pieces.into_iter().map(|(_, _, piece)| piece).collect();
        let names: Vec<Hash> = plan.windows.iter().map(Window::name).collect();
        self.write(|tx| forget(tx.conn(), plan.stream, &names))?;
        let (stream, cursor) = (plan.stream, plan.cursor);
        let (redacted_n, signature) = (plan.redacted_n, [0; 64]);
        let manifest = Manifest { stream, desk, at, cursor, pieces, redacted_n, signature };
        let clinic = self.party.clinic;
        self.read(|read| manifest.sign(clinic, &ByHost(read.host())).map_err(broken))
    }
}

fn part_no(part: Part) -> u8 {
    match part {
        Part::First => 1,
        Part::Rest => 2,
        Part::AsIs => 3,
    }
}

fn made(conn: &Connection, stream: Stream, name: Hash) -> Result<Vec<Piece>> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, bytes, ops, part FROM snapshot_made
         WHERE stream = ?1 AND seals = ?2 ORDER BY at",
    )?;
    let rows = statement.query_map(params![stream.0, name.0], |row| {
        let part = match row.get(3)? {
            1u8 => Part::First,
            2 => Part::Rest,
            _ => Part::AsIs,
        };
        Ok(Piece { hash: Hash(row.get(0)?), bytes: row.get(1)?, ops: row.get(2)?, part })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn forget(conn: &Connection, stream: Stream, current: &[Hash]) -> Result<()> {
    let mut statement =
        conn.prepare_cached("SELECT DISTINCT seals FROM snapshot_made WHERE stream = ?1")?;
    let known = statement.query_map([stream.0], |row| row.get(0).map(Hash))?;
    let known = known.collect::<rusqlite::Result<Vec<Hash>>>()?;
    for name in known.iter().filter(|name| !current.contains(name)) {
        conn.prepare_cached("DELETE FROM snapshot_made WHERE stream = ?1 AND seals = ?2")?
            .execute(params![stream.0, name.0])?;
    }
    Ok(())
}

struct Making<'a> {
    clinic: ClinicId,
    stream: Stream,
    desk: DeskNo,
    ring: &'a Ring,
    key: &'a StreamKey,
}

impl Making<'_> {
    fn pieces(&self, conn: &Connection, hashes: &[Hash], first: &[&str]) -> Result<Vec<Made>> {
        let (mut needed, mut rest, mut as_is) = (Vec::new(), Vec::new(), Vec::new());
        for hash in hashes {
            let Some(seal) = seals::read(conn, self.clinic, *hash)? else { continue };
            let is_applied = seals::state_of(conn, *hash)?.as_deref() == Some("applied");
            let opened = match is_applied {
                true => seal.take_apart(self.clinic, self.ring).ok().flatten(),
                false => None,
            };
            match opened {
                Some(opened) if opened.ops.iter().any(|op| is_of(op, first)) => {
                    needed.push(Named { hash: *hash, opened });
                }
                Some(opened) => rest.push(Named { hash: *hash, opened }),
                None => as_is.push(seal),
            }
        }
        let mut made = Vec::new();
        self.packed(Part::First, &needed, &mut made)?;
        self.packed(Part::Rest, &rest, &mut made)?;
        let mut left = as_is.as_slice();
        while !left.is_empty() {
            let (mut bundle, mut ops, mut count) = (Bundle::default(), 0, 0);
            for seal in left {
                if !bundle.add(&seal.bytes, AS_IS_BYTES) {
                    break;
                }
                (ops, count) = (ops + seal.header.ops, count + 1);
            }
            left = left.get(count.max(1)..).unwrap_or_default();
            made.push(self.made(Part::AsIs, ops, &bundle.bytes).map_err(broken)?);
        }
        Ok(made)
    }

    fn packed(&self, part: Part, seals: &[Named], made: &mut Vec<Made>) -> Result<()> {
        if seals.is_empty() {
            return Ok(());
        }
        let plain = pack::write(self.stream, self.desk, seals);
        let ops = seals.iter().map(|seal| seal.opened.header.ops).sum();
        match self.made(part, ops, &plain) {
            Ok(one) => made.push(one),
            Err(sync::Error::TooLarge) if seals.len() > 1 => {
                let (older, newer) = seals.split_at(seals.len() / 2);
                self.packed(part, older, made)?;
                self.packed(part, newer, made)?;
            }
            Err(error) => return Err(broken(error)),
        }
        Ok(())
    }

    /// Read back before it has a name.
    fn made(&self, part: Part, ops: u32, plain: &[u8]) -> sync::Result<Made> {
        let bytes = Piece::shut(self.clinic, self.stream, self.key, plain)?;
        if part != Part::AsIs {
            pack::read(plain)?;
        }
        let length = u32::try_from(bytes.len()).map_err(|_| sync::Error::TooLarge)?;
        let piece = Piece { hash: Piece::hash(self.clinic, &bytes), bytes: length, ops, part };
        Ok(Made { piece, bytes: Some(bytes) })
    }
}

fn is_of(op: &[u8], tables: &[&str]) -> bool {
    Op::decode(op).is_ok_and(|op| tables.contains(&op.table.as_str()))
}
