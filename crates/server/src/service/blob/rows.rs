//! What the store says of blobs: how much of each is kept, and the hash of each part.

use sync::{BLOB_PART_BYTES, ClinicId, DeskNo, Hash, Why, blob_parts};

use crate::service::sql::{account, control_n, list, pieces};
use crate::store::{Error, Result, Row, Tx, Value, Work, one};
use crate::values;

const COLUMNS: &str = "SELECT id, length, hashes, is_whole FROM blob WHERE clinic_id = $1";
const AT_ONCE: i64 = 256;

/// What the store says of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: Hash,
    pub length: u32,
    /// Of each part that is kept, in order.
    pub hashes: Vec<Hash>,
    pub is_whole: bool,
}

/// What is to be done with a part.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    Refuse(Why),
    /// It is there.
    Nothing,
    /// It follows these, which stay; what else was there goes.
    Keep(Vec<Hash>),
}

/// Bytes of the first parts of a blob.
fn bytes_of(length: u32, parts: usize) -> u64 {
    u64::from(length).min(parts as u64 * BLOB_PART_BYTES as u64)
}

impl Kept {
    fn of(row: &mut Row) -> Result<Self> {
        let id = row.hash(0)?;
        let length = u32::try_from(row.count(1)?).map_err(|_| Error::Damaged("a length"))?;
        let hashes = row.blob(2)?;
        let hashes = hashes.chunks(Hash::LEN).map(Hash::from_slice).collect::<sync::Result<_>>();
        let hashes = hashes.map_err(|_| Error::Damaged("hashes of parts"))?;
        Ok(Self { id, length, hashes, is_whole: row.count(3)? == 1 })
    }

    fn bytes(&self) -> u64 {
        bytes_of(self.length, self.hashes.len())
    }

    pub fn has_all_parts(&self) -> bool {
        blob_parts(self.length)
            .is_some_and(|parts| parts == u32::try_from(self.hashes.len()).unwrap_or(u32::MAX))
    }

    fn joined(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }
}

/// A part of another length than the blob's is junk, but the first may begin it anew: whoever
/// sent the others may have lied about it.
pub fn step(kept: Option<&Kept>, length: u32, part: u32, hash: Hash) -> Step {
    let Some(kept) = kept else {
        return if part == 0 { Step::Keep(Vec::new()) } else { Step::Refuse(Why::Gap) };
    };
    let at = usize::try_from(part).unwrap_or(usize::MAX);
    let known = kept.hashes.get(at);
    if kept.length == length && known == Some(&hash) {
        return Step::Nothing;
    }
    match known {
        _ if kept.is_whole => Step::Refuse(Why::Junk),
        _ if kept.length != length && part > 0 => Step::Refuse(Why::Junk),
        None if at > kept.hashes.len() => Step::Refuse(Why::Gap),
        _ => Step::Keep(kept.hashes.get(..at).unwrap_or_default().to_vec()),
    }
}

async fn find<T: Tx>(tx: &mut T, clinic: ClinicId, id: Hash) -> Result<Option<Kept>> {
    let sql = format!("{COLUMNS} AND id = $2");
    let row = one(tx, &sql, &values![clinic, id]).await?;
    row.map(|mut row| Kept::of(&mut row)).transpose()
}

/// None: the control log has moved on.
pub struct ReadBlobs {
    pub clinic: ClinicId,
    pub control_n: u64,
    pub ids: Vec<Hash>,
}

impl Work for ReadBlobs {
    type Out = Option<Vec<Kept>>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        if control_n(tx, self.clinic).await? != Some(self.control_n) {
            return Ok(None);
        }
        let mut found = Vec::new();
        for piece in pieces(&self.ids) {
            let sql = format!("{COLUMNS} AND id IN ({})", list(piece.len()));
            let keys = piece.iter().map(|id| Value::from(*id));
            let values: Vec<Value> = [Value::from(self.clinic)].into_iter().chain(keys).collect();
            for mut row in tx.rows(&sql, &values).await? {
                found.push(Kept::of(&mut row)?);
            }
        }
        Ok(Some(found))
    }
}

/// Its object is there already.
pub struct KeepPart {
    pub clinic: ClinicId,
    pub control_n: u64,
    pub by: DeskNo,
    pub now_ms: i64,
    pub id: Hash,
    pub length: u32,
    pub part: u32,
    pub hash: Hash,
}

pub enum Outcome {
    Moved,
    Refused(Why),
    Kept(Kept),
}

impl Work for KeepPart {
    type Out = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        let Some(account) = account(tx, self.clinic).await? else { return Ok(Outcome::Moved) };
        if account.control_n != self.control_n {
            return Ok(Outcome::Moved);
        }
        let before = find(tx, self.clinic, self.id).await?;
        let mut hashes = match (step(before.as_ref(), self.length, self.part, self.hash), &before) {
            (Step::Refuse(why), _) => return Ok(Outcome::Refused(why)),
            (Step::Nothing, Some(before)) => return Ok(Outcome::Kept(before.clone())),
            (Step::Nothing, None) => Vec::new(),
            (Step::Keep(hashes), _) => hashes,
        };
        // A blob that has no room as a whole is not begun.
        let others = account.used_bytes.saturating_sub(before.as_ref().map_or(0, Kept::bytes));
        if others.saturating_add(self.length.into()) > account.quota_bytes {
            return Ok(Outcome::Refused(Why::Quota));
        }
        hashes.push(self.hash);
        let kept = Kept { id: self.id, length: self.length, hashes, is_whole: false };
        let sql = "UPDATE clinic SET used_bytes = $2 WHERE clinic_id = $1";
        tx.run(sql, &values![self.clinic, others + kept.bytes()]).await?;
        let sql = match before {
            Some(_) => {
                "UPDATE blob SET length = $3, parts = $4, hashes = $5, is_whole = 0, by_desk = $6,
                 received_at = $7 WHERE clinic_id = $1 AND id = $2"
            }
            None => {
                "INSERT INTO blob (clinic_id, id, length, parts, hashes, is_whole, by_desk,
                 received_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)"
            }
        };
        let (length, parts, hashes) = (u64::from(kept.length), kept.hashes.len(), kept.joined());
        let (by, now_ms) = (self.by, self.now_ms);
        let values = values![self.clinic, self.id, length, parts, &hashes[..], by, now_ms];
        tx.run(sql, &values).await?;
        Ok(Outcome::Kept(kept))
    }
}

/// Whether the row still spoke of the parts that were proven.
pub struct MarkWhole {
    pub clinic: ClinicId,
    pub kept: Kept,
}

impl Work for MarkWhole {
    type Out = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool> {
        let sql = "UPDATE blob SET is_whole = 1 WHERE clinic_id = $1 AND id = $2 AND hashes = $3";
        let values = values![self.clinic, self.kept.id, &self.kept.joined()[..]];
        Ok(tx.run(sql, &values).await? == 1)
    }
}

/// Takes a row away, if it still says the same.
pub struct Forget {
    pub clinic: ClinicId,
    pub kept: Kept,
}

impl Work for Forget {
    type Out = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool> {
        if account(tx, self.clinic).await?.is_none()
            || find(tx, self.clinic, self.kept.id).await?.as_ref() != Some(&self.kept)
        {
            return Ok(false);
        }
        let sql = "UPDATE clinic SET used_bytes = used_bytes - $2 WHERE clinic_id = $1";
        tx.run(sql, &values![self.clinic, self.kept.bytes()]).await?;
        let sql = "DELETE FROM blob WHERE clinic_id = $1 AND id = $2";
        tx.run(sql, &values![self.clinic, self.kept.id]).await?;
        Ok(true)
    }
}

/// Blobs that nobody went on with since `before`, some at a time.
pub struct FindUnfinished {
    pub before: i64,
}

impl Work for FindUnfinished {
    type Out = Vec<(ClinicId, Kept)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let sql = "SELECT id, length, hashes, is_whole, clinic_id FROM blob
                   WHERE is_whole = 0 AND received_at < $1 ORDER BY clinic_id, id LIMIT $2";
        let rows = tx.rows(sql, &values![self.before, AT_ONCE]).await?;
        rows.into_iter().map(|mut row| Ok((row.clinic(4)?, Kept::of(&mut row)?))).collect()
    }
}

/// Those of the blobs of which a row speaks.
pub struct FindRows {
    pub clinic: ClinicId,
    pub ids: Vec<Hash>,
}

impl Work for FindRows {
    type Out = Vec<Hash>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let mut found = Vec::new();
        for piece in pieces(&self.ids) {
            let places = list(piece.len());
            let sql = format!("SELECT id FROM blob WHERE clinic_id = $1 AND id IN ({places})");
            let keys = piece.iter().map(|id| Value::from(*id));
            let values: Vec<Value> = [Value::from(self.clinic)].into_iter().chain(keys).collect();
            for mut row in tx.rows(&sql, &values).await? {
                found.push(row.hash(0)?);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_taken_where_it_follows() {
        let hashes: Vec<Hash> = (1..=3).map(|of| Hash([of; 32])).collect();
        let length = 5 * BLOB_PART_BYTES as u32;
        let kept = Kept { id: Hash([9; 32]), length, hashes: hashes.clone(), is_whole: false };
        let other = Hash([7; 32]);
        let step = |length, part, hash| step(Some(&kept), length, part, hash);
        assert_eq!(step(length, 1, hashes[1]), Step::Nothing);
        assert_eq!(step(length, 3, other), Step::Keep(hashes.clone()));
        assert_eq!(step(length, 4, other), Step::Refuse(Why::Gap));
        assert_eq!(step(length, u32::MAX, other), Step::Refuse(Why::Gap));
        assert_eq!(step(length, 1, other), Step::Keep(hashes[..1].to_vec()));
        assert_eq!(step(length + 1, 0, hashes[0]), Step::Keep(vec![]));
        assert_eq!(step(length + 1, 3, other), Step::Refuse(Why::Junk));
        let whole = Kept { is_whole: true, ..kept.clone() };
        assert_eq!(super::step(Some(&whole), length + 1, 0, other), Step::Refuse(Why::Junk));
        assert_eq!(super::step(Some(&whole), length, 0, other), Step::Refuse(Why::Junk));
        assert_eq!(super::step(Some(&whole), length, 0, hashes[0]), Step::Nothing);
        assert_eq!(super::step(None, length, 0, other), Step::Keep(vec![]));
        assert_eq!(super::step(None, length, 1, other), Step::Refuse(Why::Gap));
    }
}
