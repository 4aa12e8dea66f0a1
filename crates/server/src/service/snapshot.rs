//! Snapshots: pieces are kept by their hash, and a manifest that names them takes the place of
//! the one before. What is in them no server can read.

use std::collections::{BTreeMap, BTreeSet};

use sync::snapshot::{PIECE_BYTES_MAX, PIECES_MAX};
use sync::{ClinicId, Control, Cursor, DeskNo, Hash, Manifest, Piece, Stream, Why};

use super::refused;
use super::sql::{account, control_n, end, pieces};
use crate::store::{Result, Tx, Value, Work, one};
use crate::values;

/// Bytes of pieces in one answer: it stays below the limit of a frame.
const BYTES_MAX: u64 = 768 * 1024;
/// Hashes in one question.
const ASKED_MAX: usize = PIECES_MAX;

#[derive(Clone, Copy)]
pub struct Of {
    pub clinic: ClinicId,
    /// The control log by which whoever asks was let in.
    pub control_n: u64,
    pub stream: Stream,
}

/// Which of some hashes are there, and how long each is.
async fn lengths<T: Tx>(tx: &mut T, of: Of, hashes: &[Hash]) -> Result<BTreeMap<Hash, u64>> {
    let mut found = BTreeMap::new();
    for some in pieces(hashes) {
        let places: Vec<String> = (0..some.len()).map(|at| format!("${}", at + 3)).collect();
        let sql = format!(
            "SELECT hash, bytes FROM piece WHERE clinic_id = $1 AND stream = $2 AND hash IN ({})",
            places.join(", ")
        );
        let keys = some.iter().map(|hash| Value::from(*hash));
        let values: Vec<Value> = values![of.clinic, of.stream].into_iter().chain(keys).collect();
        for mut row in tx.rows(&sql, &values).await? {
            found.insert(row.hash(0)?, row.count(1)?);
        }
    }
    Ok(found)
}

/// None: the control log has moved on.
pub struct ReadSnapshot(pub Of);

impl Work for ReadSnapshot {
    type Out = Option<Option<Vec<u8>>>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let of = self.0;
        if control_n(tx, of.clinic).await? != Some(of.control_n) {
            return Ok(None);
        }
        let sql = "SELECT body FROM snapshot WHERE clinic_id = $1 AND stream = $2";
        let found = one(tx, sql, &values![of.clinic, of.stream]).await?;
        Ok(Some(found.map(|mut row| row.blob(0)).transpose()?))
    }
}

pub struct ReadPieces {
    pub of: Of,
    pub hashes: Vec<Hash>,
    pub bytes_max: u64,
}

impl Work for ReadPieces {
    type Out = Option<Vec<Vec<u8>>>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let of = self.of;
        if control_n(tx, of.clinic).await? != Some(of.control_n) {
            return Ok(None);
        }
        let wanted = self.hashes.get(..ASKED_MAX).unwrap_or(&self.hashes);
        let lengths = lengths(tx, of, wanted).await?;
        let (mut bytes, mut found) = (0u64, Vec::new());
        for hash in wanted {
            let Some(length) = lengths.get(hash) else { break };
            bytes = bytes.saturating_add(*length);
            if bytes > self.bytes_max.min(BYTES_MAX) && !found.is_empty() {
                break;
            }
            let sql = "SELECT body FROM piece
                       WHERE clinic_id = $1 AND stream = $2 AND hash = $3";
            match one(tx, sql, &values![of.clinic, of.stream, *hash]).await? {
                Some(mut row) => found.push(row.blob(0)?),
                None => break,
            }
        }
        Ok(Some(found))
    }
}

pub struct FindLacking {
    pub of: Of,
    pub hashes: Vec<Hash>,
}

impl Work for FindLacking {
    type Out = Option<Vec<Hash>>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let of = self.of;
        if control_n(tx, of.clinic).await? != Some(of.control_n) {
            return Ok(None);
        }
        let asked = self.hashes.get(..ASKED_MAX).unwrap_or(&self.hashes);
        let found = lengths(tx, of, asked).await?;
        let lacking = asked.iter().filter(|hash| !found.contains_key(*hash));
        Ok(Some(lacking.copied().collect()))
    }
}

pub enum Outcome {
    Moved,
    Refused(Why),
    Kept,
}

pub struct KeepPiece {
    of: Of,
    hash: Hash,
    body: Vec<u8>,
}

impl KeepPiece {
    /// `is_old`: it was made before something was taken away, and may hold that yet.
    pub fn check(of: Of, body: Vec<u8>, is_old: bool) -> std::result::Result<Self, Why> {
        if of.stream.0 == 0 || body.is_empty() {
            return Err(Why::Junk);
        }
        if is_old {
            return Err(Why::ControlMoved);
        }
        if body.len() > PIECE_BYTES_MAX {
            return Err(Why::TooLarge);
        }
        Ok(Self { of, hash: Piece::hash(of.clinic, &body), body })
    }
}

impl Work for KeepPiece {
    type Out = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        let Of { clinic, control_n, stream } = self.of;
        let Some(account) = account(tx, clinic).await? else { return Ok(Outcome::Moved) };
        if account.control_n != control_n {
            return Ok(Outcome::Moved);
        }
        if !lengths(tx, self.of, &[self.hash]).await?.is_empty() {
            return Ok(Outcome::Kept);
        }
        let sql = "SELECT count(*) FROM piece WHERE clinic_id = $1 AND stream = $2";
        let row = one(tx, sql, &values![clinic, stream]).await?;
        let count = row.map_or(Ok(0), |mut row| row.count(0))?;
        let bytes = self.body.len() as u64;
        let is_full = account.used_bytes.saturating_add(bytes) > account.quota_bytes;
        // Those of the snapshot that is there, and of the one that takes its place.
        if is_full || count >= 2 * PIECES_MAX as u64 {
            return Ok(Outcome::Refused(Why::Quota));
        }
        let sql = "UPDATE clinic SET used_bytes = used_bytes + $2 WHERE clinic_id = $1";
        tx.run(sql, &values![clinic, bytes]).await?;
        let sql = "INSERT INTO piece (clinic_id, stream, hash, bytes, body)
                   VALUES ($1, $2, $3, $4, $5)";
        let values = values![clinic, stream, self.hash, bytes, &self.body[..]];
        tx.run(sql, &values).await?;
        Ok(Outcome::Kept)
    }
}

pub struct Publish {
    of: Of,
    by: DeskNo,
    now_ms: i64,
    cursor: Cursor,
    named: BTreeSet<Hash>,
    body: Vec<u8>,
}

impl Publish {
    pub fn check(
        control: &Control,
        by: DeskNo,
        incarnation: u64,
        body: Vec<u8>,
        now_ms: i64,
    ) -> std::result::Result<Self, Why> {
        let manifest = Manifest::decode(&body).map_err(refused)?;
        let maker = control.desk(by).ok_or(Why::NotEnrolled)?;
        if manifest.desk != by
            || manifest.stream.0 == 0
            || !manifest.is_signed_by(control.clinic, &maker.member.key)
        {
            return Err(Why::Junk);
        }
        // Made before something was taken away, it holds that yet.
        if manifest.redacted_n < control.redacted_n {
            return Err(Why::ControlMoved);
        }
        if manifest.cursor.incarnation != incarnation {
            return Err(Why::OtherRun);
        }
        let of = Of { clinic: control.clinic, control_n: control.n, stream: manifest.stream };
        let named = manifest.pieces.iter().map(|piece| piece.hash).collect();
        Ok(Self { of, by, now_ms, cursor: manifest.cursor, named, body })
    }
}

impl Work for Publish {
    type Out = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        let Of { clinic, control_n, stream } = self.of;
        let Some(account) = account(tx, clinic).await? else { return Ok(Outcome::Moved) };
        if account.control_n != control_n {
            return Ok(Outcome::Moved);
        }
        let sql = "SELECT seq, body FROM snapshot WHERE clinic_id = $1 AND stream = $2";
        let mut before = 0;
        if let Some(mut row) = one(tx, sql, &values![clinic, stream]).await? {
            let (seq, body) = (row.count(0)?, row.blob(1)?);
            if body == self.body {
                return Ok(Outcome::Kept);
            }
            // One that is as new is there: whoever came second made it for nothing.
            if seq >= self.cursor.seq {
                return Ok(Outcome::Refused(Why::OtherRun));
            }
            before = body.len() as u64;
        }
        let sql = "SELECT run FROM bundle WHERE clinic_id = $1 AND stream = $2 AND seq = $3";
        let run = one(tx, sql, &values![clinic, stream, self.cursor.seq]).await?;
        let run = run.map(|mut row| row.hash(0)).transpose()?;
        if run != Some(self.cursor.run) || self.cursor.seq > end(tx, clinic, stream).await?.0 {
            return Ok(Outcome::Refused(Why::OtherRun));
        }
        let sql = "SELECT hash, bytes FROM piece WHERE clinic_id = $1 AND stream = $2";
        let (mut there, mut gone, mut freed) = (BTreeSet::new(), Vec::new(), 0);
        for mut row in tx.rows(sql, &values![clinic, stream]).await? {
            let (hash, bytes) = (row.hash(0)?, row.count(1)?);
            if self.named.contains(&hash) {
                there.insert(hash);
            } else {
                gone.push(hash);
                freed += bytes;
            }
        }
        if there.len() < self.named.len() {
            return Ok(Outcome::Refused(Why::Gap));
        }
        let used = account.used_bytes.saturating_add(self.body.len() as u64);
        let used = used.saturating_sub(freed + before);
        if used > account.quota_bytes {
            return Ok(Outcome::Refused(Why::Quota));
        }
        for hash in gone {
            let sql = "DELETE FROM piece WHERE clinic_id = $1 AND stream = $2 AND hash = $3";
            tx.run(sql, &values![clinic, stream, hash]).await?;
        }
        let sql = "UPDATE clinic SET used_bytes = $2 WHERE clinic_id = $1";
        tx.run(sql, &values![clinic, used]).await?;
        let sql = "DELETE FROM snapshot WHERE clinic_id = $1 AND stream = $2";
        tx.run(sql, &values![clinic, stream]).await?;
        let sql = "INSERT INTO snapshot (clinic_id, stream, seq, by_desk, received_at, body)
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let (seq, by) = (self.cursor.seq, self.by);
        tx.run(sql, &values![clinic, stream, seq, by, self.now_ms, &self.body[..]]).await?;
        Ok(Outcome::Kept)
    }
}
