//! The control log as it is kept: found, extended by compare-and-swap, read page by page.

use std::collections::BTreeSet;

use sync::{ClinicId, Hash, Why};

use super::redact;
use super::sql::{account, control_n};
use crate::store::{Result, Tx, Value, Work, one};
use crate::values;

/// Records of one clinic for ever: enough to wrap a new key for a thousand desks every day.
pub const CONTROL_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Of one reply, below the limit of a frame.
pub const PAGE_BYTES_MAX: usize = 512 * 1024;
const RECORDS_AT_ONCE: i64 = 1_024;

/// Records after `after`, as many as a page holds; `None` where no such clinic is.
pub struct ReadControl {
    pub clinic: ClinicId,
    pub after: u64,
}

pub struct ControlPage {
    pub n: u64,
    pub head: Hash,
    pub records: Vec<Vec<u8>>,
}

impl Work for ReadControl {
    type Out = Option<ControlPage>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let sql = "SELECT control_n, control_head FROM clinic WHERE clinic_id = $1";
        let Some(mut row) = one(tx, sql, &values![self.clinic]).await? else { return Ok(None) };
        let (n, head) = (row.count(0)?, row.hash(1)?);
        let mut page = ControlPage { n, head, records: Vec::new() };
        if self.after >= n {
            return Ok(Some(page));
        }
        // Lengths first: the bodies of a whole log would be too much at once.
        let sql = "SELECT n, length(body) FROM control WHERE clinic_id = $1 AND n > $2 AND n <= $3
                   ORDER BY n LIMIT $4";
        let lengths = values![self.clinic, self.after, n, RECORDS_AT_ONCE];
        let (mut last, mut bytes) = (self.after, 0);
        for mut row in tx.rows(sql, &lengths).await? {
            bytes += usize::try_from(row.count(1)?).unwrap_or(usize::MAX / 2);
            if bytes > PAGE_BYTES_MAX && last > self.after {
                break;
            }
            last = row.count(0)?;
        }
        let sql = "SELECT body FROM control WHERE clinic_id = $1 AND n > $2 AND n <= $3 ORDER BY n";
        for mut row in tx.rows(sql, &values![self.clinic, self.after, last]).await? {
            page.records.push(row.blob(0)?);
        }
        Ok(Some(page))
    }
}

/// Whether records stand behind the one with this hash already: then the request is a
/// repetition of one whose reply was lost.
pub struct IsThere {
    pub clinic: ClinicId,
    pub head: Hash,
    pub records: Vec<Vec<u8>>,
}

impl Work for IsThere {
    type Out = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool> {
        let before = match self.head {
            Hash::NONE => 0,
            head => {
                let sql = "SELECT n FROM control WHERE clinic_id = $1 AND hash = $2";
                match one(tx, sql, &values![self.clinic, head]).await? {
                    Some(mut row) => row.count(0)?,
                    None => return Ok(false),
                }
            }
        };
        let last = before + self.records.len() as u64;
        let sql = "SELECT body FROM control WHERE clinic_id = $1 AND n > $2 AND n <= $3 ORDER BY n";
        let rows = tx.rows(sql, &values![self.clinic, before, last]).await?;
        let found: Result<Vec<Vec<u8>>> = rows.into_iter().map(|mut row| row.blob(0)).collect();
        Ok(found? == self.records)
    }
}

/// Records that were admitted to a log of `n` records.
pub struct Extend {
    pub clinic: ClinicId,
    pub n: u64,
    /// With the hash of each.
    pub records: Vec<(Hash, Vec<u8>)>,
    /// Seals of which they take something away.
    pub redacted: BTreeSet<Hash>,
    /// What a clinic gets that is founded by this.
    pub founding: Founding,
    pub now_ms: i64,
}

#[derive(Clone, Debug)]
pub struct Founding {
    pub quota_bytes: u64,
    /// The hash of an invitation that this clinic takes up.
    pub invite: Option<[u8; 32]>,
}

pub enum Outcome {
    Moved,
    Refused(Why),
    Done,
}

impl Extend {
    /// An invitation is good for one clinic, and for that one as often as it asks.
    async fn take_invite<T: Tx>(&self, tx: &mut T, hash: &[u8; 32]) -> Result<bool> {
        let sql = "SELECT ends_at, used_by FROM invite WHERE code_hash = $1 FOR UPDATE";
        let Some(mut row) = one(tx, sql, &values![&hash[..]]).await? else { return Ok(false) };
        if row.int(0)? < self.now_ms {
            return Ok(false);
        }
        if let Some(used_by) = row.maybe_blob(1)? {
            return Ok(used_by == self.clinic.0);
        }
        let sql = "UPDATE invite SET used_by = $2 WHERE code_hash = $1";
        tx.run(sql, &values![&hash[..], self.clinic]).await?;
        Ok(true)
    }
}

impl Work for Extend {
    type Out = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        let account = account(tx, self.clinic).await?;
        if account.map_or(0, |account| account.control_n) != self.n {
            return Ok(Outcome::Moved);
        }
        let Some((head, _)) = self.records.last() else { return Ok(Outcome::Done) };
        let n = self.n + self.records.len() as u64;
        let bytes: usize = self.records.iter().map(|(_, body)| body.len()).sum();
        let Some(account) = account else {
            if let Some(hash) = &self.founding.invite
                && !self.take_invite(tx, hash).await?
            {
                return Ok(Outcome::Refused(Why::NotEnrolled));
            }
            let sql = "INSERT INTO clinic (clinic_id, created_at, quota_bytes, used_bytes,
                       control_n, control_head, control_bytes) VALUES ($1, $2, $3, 0, $4, $5, $6)";
            let quota = self.founding.quota_bytes;
            let values = values![self.clinic, self.now_ms, quota, n, *head, bytes];
            tx.run(sql, &values).await?;
            return self.append(tx).await;
        };
        if account.control_bytes.saturating_add(bytes as u64) > CONTROL_BYTES_MAX {
            return Ok(Outcome::Refused(Why::Quota));
        }
        let sql = "UPDATE clinic SET control_n = $2, control_head = $3,
                   control_bytes = control_bytes + $4 WHERE clinic_id = $1";
        tx.run(sql, &values![self.clinic, n, *head, bytes]).await?;
        self.append(tx).await
    }
}

impl Extend {
    async fn append<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        for (n, (hash, body)) in (self.n + 1..).zip(&self.records) {
            let sql = "INSERT INTO control (clinic_id, n, hash, body) VALUES ($1, $2, $3, $4)";
            let values = [self.clinic.into(), n.into(), (*hash).into(), Value::Blob(body.clone())];
            tx.run(sql, &values).await?;
        }
        redact::name(tx, self.clinic, &self.redacted).await?;
        Ok(Outcome::Done)
    }
}

/// How far all streams of a clinic are; stream 0 is the control log.
pub struct ReadHeads {
    pub clinic: ClinicId,
    pub control_n: u64,
}

impl Work for ReadHeads {
    type Out = Option<sync::Heads>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        if control_n(tx, self.clinic).await? != Some(self.control_n) {
            return Ok(None);
        }
        let sql = "SELECT stream, seq FROM stream WHERE clinic_id = $1 ORDER BY stream";
        let mut heads = sync::Heads::default();
        heads.0.insert(sync::Stream(0), self.control_n);
        for mut row in tx.rows(sql, &values![self.clinic]).await? {
            heads.0.insert(row.stream(0)?, row.count(1)?);
        }
        Ok(Some(heads))
    }
}
