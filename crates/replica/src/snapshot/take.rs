//! Pieces of a snapshot, taken in: each in one transaction, in whatever order they come. A
//! seal of a piece is put together again, proven as any other is, and its ops applied; that
//! its place in the chain is known is seen to when all pieces are here.

use std::borrow::Cow;

use kernel::broken::is_removed;
use kernel::{Result, Tx};
use rusqlite::params;
use sync::{
    Bundle, ClinicId, Cursor, Hash, Lot, Manifest, Part, Piece, Remote, Seal, Stream, Took,
};

use super::{Stage, Taking, is_here, pack, taking};
use crate::seals::{self, State};
use crate::take::Taking as Judging;
use crate::{Door, Replica, held, order};

/// Pieces asked for at once; the answer has as many as fit.
const ASKED: usize = 32;

/// A seal of a piece, with its ops where they are known already.
struct Proven {
    seal: Seal,
    ops: Option<Vec<Vec<u8>>>,
}

impl<D: Door> Replica<D> {
    pub(crate) fn snapshot_lot(&self, remote: Remote, stream: Stream) -> Result<Lot> {
        let has_key = self.ring.keys().any(|(of, _, _)| of == stream);
        let me = self.desk();
        self.read(|read| {
            let conn = read.conn();
            match taking(conn, stream)? {
                Some(Taking { stage: Stage::Over, .. }) => Ok(Lot::Nothing),
                Some(taking) if taking.remote != remote => Ok(Lot::Nothing),
                Some(Taking { manifest: None, .. }) => Ok(Lot::Manifest),
                Some(Taking { stage: Stage::Rest, .. }) => {
                    Ok(Lot::Rest(seals::leaves(conn, stream)?))
                }
                Some(Taking { manifest: Some(manifest), .. }) => {
                    let mut wanted = Vec::new();
                    for piece in &manifest.pieces {
                        if wanted.len() < ASKED && !is_here(conn, stream, piece)? {
                            wanted.push(piece.hash);
                        }
                    }
                    // All are here, and the last could not be seen through: begun again.
                    Ok(if wanted.is_empty() { Lot::Manifest } else { Lot::Pieces(wanted) })
                }
                // Only a desk that has nothing of the others yet begins with one.
                None => {
                    let sql = "SELECT EXISTS (SELECT 1 FROM seal
                                   WHERE is_leaf = 1 AND stream = ?1 AND desk <> ?2)";
                    let desk = me.map_or(0, |desk| desk.0);
                    let is_old: bool = conn
                        .prepare_cached(sql)?
                        .query_row(params![stream.0, desk], |row| row.get(0))?;
                    let has_place = held::place(conn, remote, stream)? != Cursor::default();
                    let is_new = !is_old && !has_place && has_key && me.is_some();
                    Ok(if is_new { Lot::Manifest } else { Lot::Nothing })
                }
            }
        })
    }

    pub(crate) fn begin_snapshot_of(
        &mut self,
        remote: Remote,
        bytes: &[u8],
        counts: bool,
    ) -> Result<bool> {
        let Ok(manifest) = Manifest::decode(bytes) else { return Ok(false) };
        let maker = self.control.desk(manifest.desk).filter(|desk| desk.cut.is_none());
        let is_vouched =
            maker.is_some_and(|maker| manifest.is_signed_by(self.party.clinic, &maker.member.key));
        // One that was made before something was taken away holds it yet.
        let is_new = manifest.redacted_n >= self.control.redacted_n;
        if !is_vouched || !is_new || !self.party.streams.contains(&manifest.stream) {
            return Ok(false);
        }
        let stream = manifest.stream;
        self.write(|tx| {
            tx.conn()
                .prepare_cached(
                    "INSERT INTO snapshot (stream, remote, manifest, state, counts)
                     VALUES (?1, ?2, ?3, 'pieces', ?4)
                     ON CONFLICT DO UPDATE SET remote = excluded.remote,
                         manifest = excluded.manifest, state = 'pieces',
                         counts = excluded.counts",
                )?
                .execute(params![stream.0, remote.0, bytes, counts])?;
            Ok(())
        })?;
        self.end_pieces(stream)?;
        Ok(true)
    }

    pub(crate) fn take_snapshot_piece(&mut self, stream: Stream, bytes: &[u8]) -> Result<Took> {
        let clinic = self.party.clinic;
        let hash = Piece::hash(clinic, bytes);
        let taking = self.read(|read| taking(read.conn(), stream))?;
        let manifest = taking.and_then(|taking| taking.manifest);
        let named = manifest.and_then(|of| of.pieces.into_iter().find(|piece| piece.hash == hash));
        let bad = || Took { bad: 1, ..Took::default() };
        let Some(named) = named else { return Ok(bad()) };
        let Some(proven) = self.proven(clinic, stream, named.part, bytes) else {
            return Ok(bad());
        };
        let mut took = Took::default();
        // What needs its ancestors to be judged goes the way of all seals.
        let me = self.desk();
        let is_simple = |one: &Proven| {
            let desk = self.control.desk(one.seal.header.desk);
            desk.is_some_and(|desk| desk.cut.is_none()) && Some(one.seal.header.desk) != me
        };
        let (simple, others): (Vec<Proven>, Vec<Proven>) = proven.into_iter().partition(is_simple);
        for one in others {
            self.take_seal(one.seal, &mut Took::default())?;
        }
        self.write(|tx| {
            for one in &simple {
                self.take_proven(tx, one, &mut took)?;
            }
            tx.conn()
                .prepare_cached("INSERT OR IGNORE INTO snapshot_piece VALUES (?1, ?2)")?
                .execute(params![stream.0, hash.0])?;
            Ok(())
        })?;
        self.end_pieces(stream)?;
        Ok(took)
    }

    /// Every seal of the piece, if each is signed by the desk that it names; else none.
    fn proven(
        &self,
        clinic: ClinicId,
        stream: Stream,
        part: Part,
        bytes: &[u8],
    ) -> Option<Vec<Proven>> {
        let plain = Piece::open(clinic, stream, &self.ring, bytes).ok()?;
        let mut proven = Vec::new();
        if part == Part::AsIs {
            for seal in Bundle::seals(clinic, &plain).ok()? {
                proven.push(Proven { seal, ops: None });
            }
        } else {
            let around = sync::KeyId::from_slice(bytes.get(..sync::KeyId::LEN)?).ok()?;
            let around = self.ring.key(stream, around)?;
            let mut before = Hash::NONE;
            for pack::Loose { is_next, mut opened } in pack::read(&plain).ok()? {
                if is_next {
                    opened.header.parent = before;
                }
                let key = self.ring.key(stream, opened.key_id).unwrap_or(around);
                let (seal, ops) = opened.shut(clinic, key).ok()?;
                before = seal.hash;
                proven.push(Proven { seal, ops: Some(ops) });
            }
        }
        let is_signed = |one: &Proven| {
            let desk = self.control.desk(one.seal.header.desk);
            one.seal.header.stream == stream
                && (is_removed("a piece is proven")
                    || desk.is_some_and(|desk| one.seal.verify(clinic, &desk.member.key).is_ok()))
        };
        proven.iter().all(is_signed).then_some(proven)
    }

    fn take_proven(&self, tx: &mut Tx<'_>, one: &Proven, took: &mut Took) -> Result<()> {
        let judging = Judging { control: &self.control, ring: &self.ring };
        let lawful = judging.lawful(&one.seal);
        let (seal, ops) = match &lawful {
            Cow::Borrowed(seal) => (*seal, one.ops.as_ref()),
            Cow::Owned(redacted) => (redacted, None),
        };
        match seals::state_of(tx.conn(), seal.hash)?.as_deref() {
            None | Some("loose") => {}
            Some(_) => {
                took.known += 1;
                return Ok(());
            }
        }
        let is_left_out = seal.header.no % 5 == 2 && is_removed("a piece is taken whole");
        let state = match ops {
            Some(_) if is_left_out => State::Applied,
            Some(ops) => apply(tx, seal, ops)?,
            None => judging.open(tx, seal)?,
        };
        let id = seals::early_id(tx.conn(), &seal.header)?;
        took.forks.extend(seals::keep_at(tx.conn(), seal, state, tx.now(), id)?);
        took.applied += 1;
        Ok(())
    }

    /// Once all pieces are here: what stands on nothing is put aside until it does.
    pub(crate) fn end_pieces(&mut self, stream: Stream) -> Result<()> {
        let found = self.read(|read| {
            let conn = read.conn();
            let Some(Taking { manifest: Some(manifest), stage: Stage::Pieces, counts, .. }) =
                taking(conn, stream)?
            else {
                return Ok(None);
            };
            for piece in &manifest.pieces {
                if !is_here(conn, stream, piece)? {
                    return Ok(None);
                }
            }
            Ok(Some((manifest.cursor, counts)))
        })?;
        let Some((cursor, counts)) = found else { return Ok(()) };
        self.settle(stream)?;
        let own = self.desk().map_or(0, |desk| desk.0);
        self.write(|tx| {
            if counts {
                order::snapshot_came(tx.conn(), stream, cursor, own)?;
            }
            set_state(tx, stream, "rest")
        })
    }

    pub(crate) fn end_snapshot_of(&mut self, remote: Remote, stream: Stream) -> Result<()> {
        self.write(|tx| {
            let Some(Taking { manifest: Some(manifest), stage: Stage::Rest, .. }) =
                taking(tx.conn(), stream)?
            else {
                return Ok(());
            };
            held::set_place(tx.conn(), remote, stream, manifest.cursor)?;
            over(tx, stream)
        })
    }

    pub(crate) fn renew_snapshot_of(&mut self, stream: Stream) -> Result<bool> {
        self.write(|tx| {
            let sql = "UPDATE snapshot SET manifest = NULL, state = 'pieces'
                       WHERE stream = ?1 AND state <> 'over' AND manifest IS NOT NULL";
            Ok(tx.conn().prepare_cached(sql)?.execute([stream.0])? > 0)
        })
    }

    pub(crate) fn drop_snapshot_of(&mut self, stream: Stream) -> Result<()> {
        let taking = self.read(|read| taking(read.conn(), stream))?;
        if taking.is_none_or(|taking| taking.stage == Stage::Over) {
            return Ok(());
        }
        self.settle(stream)?;
        self.write(|tx| over(tx, stream))
    }
}

fn apply(tx: &mut Tx<'_>, seal: &Seal, ops: &[Vec<u8>]) -> Result<State> {
    let is_whole = tx.receive_all(ops, seal.header.log.0, seal.header.first)?;
    Ok(if is_whole { State::Applied } else { State::AppliedBut })
}

fn set_state(tx: &Tx<'_>, stream: Stream, state: &str) -> Result<()> {
    tx.conn()
        .prepare_cached("UPDATE snapshot SET state = ?2 WHERE stream = ?1")?
        .execute(params![stream.0, state])?;
    Ok(())
}

/// The seals of a snapshot come before others that are here: they are looked at again by
/// whoever is sent to.
fn over(tx: &Tx<'_>, stream: Stream) -> Result<()> {
    let conn = tx.conn();
    conn.prepare_cached("UPDATE snapshot SET state = 'over', manifest = NULL WHERE stream = ?1")?
        .execute([stream.0])?;
    conn.prepare_cached("DELETE FROM snapshot_piece WHERE stream = ?1")?.execute([stream.0])?;
    conn.prepare_cached("UPDATE remote_place SET held_to = 0 WHERE stream = ?1")?
        .execute([stream.0])?;
    Ok(())
}
