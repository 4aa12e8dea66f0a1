//! What the control log takes away goes from this desk: from the ops and rows, and from every
//! seal that holds it, which is kept in its redacted form from then on. What comes again, from a
//! desk that was away, a stick or a copy, comes without it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::broken::is_removed;
use kernel::{Body, Error, Gone, Result, RowId, Tx};
use rusqlite::{Connection, params};
use sync::control::{Act, Basis, RECORD_BYTES_MAX};
use sync::{Bundle, Hash, Places, Run, Seal, Stream, StreamKey};

use crate::seals;
use crate::take::Taking;
use crate::{Door, Replica};

/// About what one seal with its places takes in a record.
const NAMED_BYTES: usize = 56;

impl<D: Door> Replica<D> {
    /// Records that take every change of these rows away, wherever it is: of all seals here that
    /// hold one. Nothing is taken away before they are admitted.
    pub fn redact(&self, rows: &[RowId], basis: Basis, at: i64) -> Result<Vec<Vec<u8>>> {
        let me = self.me()?;
        let named = self.read(|read| {
            let mut named: BTreeMap<Hash, Places> = BTreeMap::new();
            let taking = Taking { control: &self.control, ring: &self.ring };
            for row in rows {
                for (log, n, body) in ops_of(read.conn(), *row)? {
                    let found = taking.seals_with(read.conn(), log, n, &body)?;
                    if found.is_empty() {
                        // It is in no seal yet, or in one of another time that is on its way.
                        return Err(Error::conflict("errors-redact-unsealed"));
                    }
                    for (seal, place) in found {
                        named.entry(seal).or_default().add(&[place].into_iter().collect());
                    }
                }
            }
            for (hash, places) in &named {
                let too_long = || Error::conflict("errors-redact-too-long");
                let Some(seal) = seals::read(read.conn(), self.party.clinic, *hash)? else {
                    continue;
                };
                taking.without(&seal, places).ok_or_else(too_long)?;
            }
            Ok(named)
        })?;
        let (mut acts, mut removed, mut bytes) = (Vec::new(), BTreeMap::new(), 0);
        for (seal, places) in named {
            let size = NAMED_BYTES + places.to_cbor().encode().len();
            if bytes + size > RECORD_BYTES_MAX / 2 {
                acts.push((me, Act::Redact { basis, removed: std::mem::take(&mut removed) }));
                bytes = 0;
            }
            bytes += size;
            removed.insert(seal, places);
        }
        if !removed.is_empty() {
            acts.push((me, Act::Redact { basis, removed }));
        }
        self.signed(acts, at)
    }

    /// Gives what the control log takes away its effect here, as far as it is here.
    pub(crate) fn carry_out(&mut self) -> Result<()> {
        let n = self.control.redacted_n;
        if n == 0 || self.redacted_to()? >= n || is_removed("what is redacted goes") {
            return Ok(());
        }
        let mut is_done = true;
        let named: Vec<(Hash, Places)> =
            self.control.redacted.iter().map(|(seal, at)| (*seal, at.clone())).collect();
        for (seal, places) in named {
            is_done &= self.write(|tx| {
                let taking = Taking { control: &self.control, ring: &self.ring };
                taking.carry_out(tx, seal, &places)
            })?;
        }
        self.write(|tx| {
            let conn = tx.conn();
            // Pieces of a snapshot that hold it are never offered again.
            conn.execute("DELETE FROM snapshot_made", [])?;
            if is_done {
                conn.execute("UPDATE redaction SET done_n = ?1", [n.cast_signed()])?;
            }
            Ok(())
        })
    }

    /// The last record that takes something away of whose doing nothing is left to be done here.
    pub fn redacted_to(&self) -> Result<u64> {
        self.read(|read| done_n(read.conn()))
    }

    pub(crate) fn brings_redacted_to(&self) -> Result<bool> {
        let me = self.control.by_key(&self.party.key);
        let may = me.is_some_and(|me| me.cut.is_none() && me.member.may_administer);
        Ok(may && self.redacted_to()? == self.control.redacted_n)
    }

    pub(crate) fn redacted_of(&self, seals: &[Hash], bytes_max: usize) -> Result<Bundle> {
        let mut bundle = Bundle::default();
        let clinic = self.party.clinic;
        let taking = Taking { control: &self.control, ring: &self.ring };
        self.read(|read| {
            for hash in seals.iter().filter(|hash| self.control.redacted.contains_key(hash)) {
                let Some(seal) = seals::read(read.conn(), clinic, *hash)? else { continue };
                if taking.opened(&seal).is_ok() && !bundle.add(&seal.bytes, bytes_max) {
                    break;
                }
            }
            Ok(())
        })?;
        Ok(bundle)
    }
}

pub(crate) fn done_n(conn: &Connection) -> Result<u64> {
    let sql = "SELECT coalesce(max(done_n), 0) FROM redaction";
    let n: i64 = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(n.cast_unsigned())
}

/// Every op that names a row: the log as its seals name it, the number there, and the body.
fn ops_of(conn: &Connection, row: RowId) -> Result<Vec<(u64, u64, Vec<u8>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT coalesce(log.stamped, log.log_id), op.n, op.body FROM op_row
         JOIN op ON op.id = op_row.log << 32 | op_row.n JOIN log ON log.id = op.log
         WHERE op_row.row = ?1 ORDER BY op.id",
    )?;
    let rows = statement.query_map([row], |row| {
        let number = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
        Ok((number(0)?, number(1)?, row.get::<_, Body<'static>>(2)?.into()))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Taking<'_> {
    /// What the control log takes away of a seal.
    fn named(&self, seal: &Seal) -> Option<&Places> {
        self.control.redacted.get(&seal.hash)
    }

    /// The seal without what is to be taken away of it; as it is where it does not open.
    pub fn lawful<'a>(&self, seal: &'a Seal) -> Cow<'a, Seal> {
        match self.named(seal).and_then(|places| self.without(seal, places)) {
            Some(other) if other != *seal && !is_removed("what is redacted stays away") => {
                Cow::Owned(other)
            }
            _ => Cow::Borrowed(seal),
        }
    }

    fn without(&self, seal: &Seal, places: &Places) -> Option<Seal> {
        let clinic = self.control.clinic;
        let key = self.key(seal)?;
        seal.redact(clinic, self.ring, places, key).ok()
    }

    /// The newest key that this desk has of the seal's stream.
    fn key(&self, seal: &Seal) -> Option<&StreamKey> {
        let of = |(stream, _, _): &(Stream, u32, &StreamKey)| *stream == seal.header.stream;
        self.ring.keys().filter(of).last().map(|(_, _, key)| key)
    }

    /// The ops of a seal. One of which something is gone that no record took away was tampered
    /// with by somebody who has the keys: it is none.
    pub fn opened(&self, seal: &Seal) -> sync::Result<Vec<Run>> {
        let runs = seal.open(self.control.clinic, self.ring)?;
        let is_whole = matches!(&runs[..], [run] if run.from == 0
            && u32::try_from(run.ops.len()) == Ok(seal.header.ops));
        if is_whole || is_removed("only what is named may be gone") {
            return Ok(runs);
        }
        let there: Places = runs.iter().flat_map(Run::places).map(|(at, _)| at).collect();
        let is_named = |at: u32| self.named(seal).is_some_and(|places| places.contains(at));
        match (0..seal.header.ops).all(|at| there.contains(at) || is_named(at)) {
            true => Ok(runs),
            false => Err(sync::Error::Commitment),
        }
    }

    /// The seals here that hold this op, and where in them.
    fn seals_with(
        &self,
        conn: &Connection,
        log: u64,
        n: u64,
        body: &[u8],
    ) -> Result<Vec<(Hash, u32)>> {
        let mut statement = conn.prepare_cached(
            "SELECT hash FROM seal WHERE log = ?1 AND first <= ?2 AND first > ?2 - ?3
                 AND first + ops > ?2 ORDER BY hash",
        )?;
        let most = i64::try_from(sync::OPS_MAX).map_err(Error::internal)?;
        let key = params![log.cast_signed(), n.cast_signed(), most];
        let hashes = statement.query_map(key, |row| row.get(0).map(Hash))?;
        let mut found = Vec::new();
        for hash in hashes.collect::<rusqlite::Result<Vec<Hash>>>()? {
            let Some(seal) = seals::read(conn, self.control.clinic, hash)? else { continue };
            let Ok(runs) = seal.open(self.control.clinic, self.ring) else { continue };
            let at = n.checked_sub(seal.header.first).and_then(|at| u32::try_from(at).ok());
            let mut places = runs.iter().flat_map(Run::places);
            if let Some((at, _)) = places.find(|place| Some(place.0) == at && place.1 == body) {
                found.push((hash, at));
            }
        }
        Ok(found)
    }

    /// Answers whether nothing of it is left here.
    fn carry_out(&self, tx: &mut Tx<'_>, hash: Hash, places: &Places) -> Result<bool> {
        let clinic = self.control.clinic;
        let Some(seal) = seals::read(tx.conn(), clinic, hash)? else { return Ok(true) };
        let runs = match seal.open(clinic, self.ring) {
            Ok(runs) => runs,
            // It may open when a key or a newer program has come.
            Err(sync::Error::KeyUnknown | sync::Error::Newer) => return Ok(false),
            Err(_) => return Ok(true),
        };
        let (log, first) = (seal.header.log.0, seal.header.first);
        let lies = runs.iter().flat_map(Run::places).filter(|(at, _)| places.contains(*at));
        let mut gone = Vec::new();
        for (at, body) in lies {
            let n = first + u64::from(at);
            let is_named = |(seal, at): &(Hash, u32)| {
                self.control.redacted.get(seal).is_some_and(|places| places.contains(*at))
            };
            // A copy of a database sealed it as well: while that seal counts, so does the op.
            if self.seals_with(tx.conn(), log, n, body)?.iter().all(is_named) {
                gone.push(Gone { log, n, body });
            }
        }
        tx.redact(&gone)?;
        let is_aside = seals::state_of(tx.conn(), hash)?.as_deref() == Some("aside");
        let Some(redacted) = self.without(&seal, places) else { return Ok(false) };
        seals::set_body(tx.conn(), &redacted)?;
        // Somebody had taken it away before the record was here.
        if is_aside && self.opened(&redacted).is_ok() {
            self.reopen(tx, hash)?;
        }
        Ok(true)
    }
}
