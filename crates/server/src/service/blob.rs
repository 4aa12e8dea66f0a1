//! Blobs come in part by part and go out part by part. A row tells how much of one is kept
//! and the hash of each part, so that what a disk spoilt is never handed out: it is forgotten,
//! and any desk that has the blob brings it again.

use sync::{
    BLOB_IDS_MAX, BLOB_PART_BYTES, BlobNaming, ClinicId, Control, DeskNo, Hash, KeptBlob, Reply,
    Why, blob_part_bytes, blob_parts,
};

use super::sql::{account, control_n, list, pieces};
use super::{Service, Stop};
use crate::store::{Bodies, Error, Result, Row, Store, Tx, Value, Work, one};
use crate::values;

const PART_CONTEXT: &str = "vaidya server 1 part of a blob";
const COLUMNS: &str = "SELECT id, length, hashes, is_whole FROM blob WHERE clinic_id = $1";

/// What a desk brings.
#[derive(Clone)]
pub struct Part {
    pub id: Hash,
    pub length: u32,
    pub part: u32,
    pub bytes: Vec<u8>,
}

/// What the store says of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: Hash,
    length: u32,
    /// Of each part that is kept, in order.
    hashes: Vec<Hash>,
    is_whole: bool,
}

/// What is to be done with a part.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Refuse(Why),
    /// It is there.
    Nothing,
    /// It follows these, which stay; what else was there goes.
    Keep(Vec<Hash>),
}

fn hash_of(bytes: &[u8]) -> Hash {
    Hash(blake3::derive_key(PART_CONTEXT, bytes))
}

/// Bytes of the first parts of a blob.
fn bytes_of(length: u32, parts: usize) -> u64 {
    u64::from(length).min(parts as u64 * BLOB_PART_BYTES as u64)
}

fn part_no(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
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

    fn has_all_parts(&self) -> bool {
        blob_parts(self.length).is_some_and(|parts| parts == part_no(self.hashes.len()))
    }

    fn joined(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }
}

/// A part of another length than the blob's is junk, but the first may begin it anew: whoever
/// sent the others may have lied about it.
fn step(kept: Option<&Kept>, length: u32, part: u32, hash: Hash) -> Step {
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
struct ReadBlobs {
    clinic: ClinicId,
    control_n: u64,
    ids: Vec<Hash>,
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
struct KeepPart {
    clinic: ClinicId,
    control_n: u64,
    by: DeskNo,
    now_ms: i64,
    id: Hash,
    length: u32,
    part: u32,
    hash: Hash,
}

enum Outcome {
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
struct MarkWhole {
    clinic: ClinicId,
    kept: Kept,
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
struct Forget {
    clinic: ClinicId,
    kept: Kept,
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
struct FindUnfinished {
    before: i64,
}

const AT_ONCE: i64 = 256;

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
struct FindRows {
    clinic: ClinicId,
    ids: Vec<Hash>,
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

impl<S: Store> Service<S> {
    fn bodies(&self) -> std::result::Result<&Bodies, Stop> {
        self.bodies.as_ref().ok_or(Stop::Refused(Why::Newer))
    }

    pub(super) async fn blob_state(
        &self,
        control: &Control,
        ids: Vec<Hash>,
    ) -> std::result::Result<Option<Reply>, Stop> {
        self.bodies()?;
        if ids.len() > BLOB_IDS_MAX {
            return Err(Why::TooLarge.into());
        }
        let (clinic, control_n) = (control.clinic, control.n);
        let work = ReadBlobs { clinic, control_n, ids: ids.clone() };
        let Some(found) = self.store.read(work).await? else { return Ok(None) };
        let state = |id: Hash| {
            let kept = found.iter().find(|kept| kept.id == id);
            let (parts, is_whole) =
                kept.map_or((0, false), |kept| (part_no(kept.hashes.len()), kept.is_whole));
            KeptBlob { id, parts, is_whole }
        };
        Ok(Some(Reply::BlobState { kept: ids.into_iter().map(state).collect() }))
    }

    pub(super) async fn put_part(
        &self,
        control: &Control,
        by: DeskNo,
        Part { id, length, part, bytes }: Part,
        now_ms: i64,
    ) -> std::result::Result<Option<Reply>, Stop> {
        let (clinic, control_n, bodies) = (control.clinic, control.n, self.bodies()?);
        if length > 0 && blob_parts(length).is_none() {
            return Err(Why::TooLarge.into());
        }
        if blob_part_bytes(length, part) != Some(bytes.len()) {
            return Err(Why::Junk.into());
        }
        let work = ReadBlobs { clinic, control_n, ids: vec![id] };
        let Some(before) = self.store.read(work).await? else { return Ok(None) };
        let (before, hash) = (before.first(), hash_of(&bytes));
        let kept = match (step(before, length, part, hash), before) {
            (Step::Refuse(why), _) => return Err(why.into()),
            (Step::Nothing, Some(before)) => before.clone(),
            (Step::Nothing, None) => return Err(Why::Gap.into()),
            (Step::Keep(_), _) => {
                // What a longer one of this name left behind would never be found again.
                if before.is_some_and(|before| before.length != length) {
                    bodies.remove(clinic, id).await?;
                }
                let turn = self.turn(clinic);
                let _held = match &turn {
                    Some(turn) => Some(turn.lock().await),
                    None => None,
                };
                bodies.put(clinic, id, part, bytes).await?;
                let work = KeepPart { clinic, control_n, by, now_ms, id, length, part, hash };
                match self.store.write(work).await? {
                    Outcome::Moved => return Ok(None),
                    Outcome::Refused(why) => return Err(why.into()),
                    Outcome::Kept(kept) => kept,
                }
            }
        };
        if kept.has_all_parts() && !kept.is_whole {
            self.prove(clinic, kept).await?;
        }
        Ok(Some(Reply::Kept))
    }

    /// Everything is read again as it lies there, and is what its name says or is dropped.
    async fn prove(&self, clinic: ClinicId, kept: Kept) -> std::result::Result<(), Stop> {
        let bodies = self.bodies()?;
        let (id, mut naming) = (kept.id, BlobNaming::new(clinic));
        for (at, hash) in kept.hashes.iter().enumerate() {
            match bodies.get(clinic, id, part_no(at)).await? {
                Some(bytes) if hash_of(&bytes) == *hash => naming.add(&bytes),
                _ => {
                    self.store.write(Forget { clinic, kept }).await?;
                    return Err(Why::Gap.into());
                }
            }
        }
        if naming.id() != id {
            self.store.write(Forget { clinic, kept }).await?;
            bodies.remove(clinic, id).await?;
            return Err(Why::Junk.into());
        }
        match self.store.write(MarkWhole { clinic, kept }).await? {
            true => Ok(()),
            false => Err(Why::Gap.into()),
        }
    }

    pub(super) async fn get_part(
        &self,
        control: &Control,
        id: Hash,
        part: u32,
    ) -> std::result::Result<Option<Reply>, Stop> {
        let (clinic, control_n, bodies) = (control.clinic, control.n, self.bodies()?);
        let work = ReadBlobs { clinic, control_n, ids: vec![id] };
        let Some(found) = self.store.read(work).await? else { return Ok(None) };
        let kept = found.into_iter().next().filter(|kept| kept.is_whole).ok_or(Why::NoSuch)?;
        let at = usize::try_from(part).unwrap_or(usize::MAX);
        let hash = *kept.hashes.get(at).ok_or(Why::NoSuch)?;
        match bodies.get(clinic, id, part).await? {
            Some(bytes) if hash_of(&bytes) == hash => {
                Ok(Some(Reply::BlobPart { length: kept.length, bytes }))
            }
            _ => {
                tracing::warn!(%clinic, %id, part, "a blob is not what was kept: it is forgotten");
                self.store.write(Forget { clinic, kept }).await?;
                Err(Why::NoSuch.into())
            }
        }
    }

    /// Takes away what nobody went on with since `before` (milliseconds since 1970): blobs that
    /// are not whole, and bytes of which no row speaks. How many of both.
    pub async fn sweep_blobs(&self, before: i64) -> Result<usize> {
        let Some(bodies) = &self.bodies else { return Ok(0) };
        let mut swept = 0;
        loop {
            let (found, swept_before) = (self.store.read(FindUnfinished { before }).await?, swept);
            for (clinic, kept) in found {
                let id = kept.id;
                if self.store.write(Forget { clinic, kept }).await? {
                    bodies.remove(clinic, id).await?;
                    swept += 1;
                }
            }
            if swept == swept_before {
                break;
            }
        }
        for clinic in bodies.clinics().await? {
            let ids = bodies.blobs(clinic).await?;
            let there = self.store.read(FindRows { clinic, ids: ids.clone() }).await?;
            let there: std::collections::BTreeSet<Hash> = there.into_iter().collect();
            for id in ids.into_iter().filter(|id| !there.contains(id)) {
                if bodies.put_last(clinic, id).await?.is_some_and(|at| at < before) {
                    bodies.remove(clinic, id).await?;
                    swept += 1;
                }
            }
        }
        Ok(swept)
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
