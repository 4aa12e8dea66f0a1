//! Bundles after a cursor, in the order of their numbers.

use sync::{ClinicId, Cursor, Hash, Stream};

use super::away::{Body, away_between, moving};
use super::sql::{control_n, end};
use crate::store::{Error, Result, Tx, Work, one};
use crate::values;

/// Bytes of the bundles of one page: they stay below the limit of a frame.
pub const PAGE_BYTES_MAX: u64 = 768 * 1024;

pub struct ReadLog {
    pub clinic: ClinicId,
    pub control_n: u64,
    pub incarnation: u64,
    pub stream: Stream,
    pub cursor: Cursor,
    pub bytes_max: u64,
    /// The control log takes something away of some seal.
    pub is_redacted: bool,
}

pub enum Outcome {
    Moved,
    OtherRun,
    /// Bodies may lie elsewhere; with the ids that some bundles had.
    Page {
        bundles: Vec<Body>,
        cursor: Cursor,
        is_last: bool,
        replaced: Vec<(u32, Hash)>,
    },
}

impl ReadLog {
    /// A desk that has seen no server has the empty cursor; it is the start of every history.
    async fn is_of_this_run<T: Tx>(&self, tx: &mut T, seq: u64, run: Hash) -> Result<bool> {
        let Cursor { incarnation, seq: at, run: own } = self.cursor;
        if incarnation != self.incarnation && self.cursor != Cursor::default() {
            return Ok(false);
        }
        if at == 0 || at == seq {
            return Ok(own == if at == 0 { Hash::NONE } else { run });
        }
        let sql = "SELECT run FROM bundle WHERE clinic_id = $1 AND stream = $2 AND seq = $3";
        match one(tx, sql, &values![self.clinic, self.stream, at]).await? {
            Some(mut row) => Ok(row.hash(0)? == own),
            None => Ok(false),
        }
    }
}

impl ReadLog {
    /// Bundles without a body, from the one after the cursor on, are elsewhere.
    async fn find_away<T: Tx>(&self, tx: &mut T, bundles: &mut [Body], up_to: u64) -> Result<()> {
        if !bundles.iter().any(Body::is_nothing) {
            return Ok(());
        }
        let from = self.cursor.seq;
        let away = away_between(tx, (self.clinic, self.stream), (from, up_to)).await?;
        for (seq, body) in (from + 1..).zip(bundles).filter(|(_, body)| body.is_nothing()) {
            *body = Body::Away(*away.get(&seq).ok_or_else(moving)?);
        }
        Ok(())
    }
}

impl Work for ReadLog {
    type Out = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        if control_n(tx, self.clinic).await? != Some(self.control_n) {
            return Ok(Outcome::Moved);
        }
        // Nothing beyond this number is looked at, even if it is committed meanwhile.
        let (end, run) = end(tx, self.clinic, self.stream).await?;
        if !self.is_of_this_run(tx, end, run).await? {
            return Ok(Outcome::OtherRun);
        }
        // Not bound: SQLite would prepare the question anew each time.
        let sql = "SELECT seq, bytes, run FROM bundle
                   WHERE clinic_id = $1 AND stream = $2 AND seq > $3 AND seq <= $4
                   ORDER BY seq LIMIT 1024";
        let from = self.cursor.seq;
        let values = values![self.clinic, self.stream, from, end];
        let mut cursor = Cursor { incarnation: self.incarnation, ..self.cursor };
        let mut bytes = 0u64;
        for mut row in tx.rows(sql, &values).await? {
            let (seq, length) = (row.count(0)?, row.count(1)?);
            if seq != cursor.seq + 1 {
                return Err(Error::Damaged("a bundle is missing"));
            }
            bytes = bytes.saturating_add(length);
            if bytes > self.bytes_max.min(PAGE_BYTES_MAX) && cursor.seq > from {
                break;
            }
            (cursor.seq, cursor.run) = (seq, row.hash(2)?);
        }
        let mut bundles = Vec::new();
        if cursor.seq > from {
            let sql = "SELECT body FROM bundle
                       WHERE clinic_id = $1 AND stream = $2 AND seq > $3 AND seq <= $4
                       ORDER BY seq";
            let values = values![self.clinic, self.stream, from, cursor.seq];
            for mut row in tx.rows(sql, &values).await? {
                bundles.push(Body::Here(row.blob(0)?));
            }
            self.find_away(tx, &mut bundles, cursor.seq).await?;
        }
        let mut replaced = Vec::new();
        if self.is_redacted && cursor.seq > from {
            let sql = "SELECT seq, id FROM replaced_bundle
                       WHERE clinic_id = $1 AND stream = $2 AND seq > $3 AND seq <= $4
                       ORDER BY seq";
            let key = values![self.clinic, self.stream, from, cursor.seq];
            for mut row in tx.rows(sql, &key).await? {
                let at = row.count(0)?.saturating_sub(from + 1);
                replaced.push((u32::try_from(at).unwrap_or(u32::MAX), row.hash(1)?));
            }
        }
        Ok(Outcome::Page { bundles, cursor, is_last: cursor.seq == end, replaced })
    }
}
