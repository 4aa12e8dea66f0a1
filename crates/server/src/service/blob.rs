//! Blobs come in part by part and go out part by part. A row tells how much of one is kept
//! and the hash of each part, so that what a disk spoilt is never handed out: it is forgotten,
//! and any desk that has the blob brings it again.

mod rows;

use std::collections::BTreeSet;

use sync::{
    BLOB_IDS_MAX, BlobNaming, ClinicId, Control, DeskNo, Hash, KeptBlob, Reply, Why,
    blob_part_bytes, blob_parts,
};

use super::{Service, Stop};
use crate::store::{Bodies, Result, Store};
use rows::{
    FindRows, FindUnfinished, Forget, KeepPart, Kept, MarkWhole, Outcome, ReadBlobs, Step, step,
};

const PART_CONTEXT: &str = "vaidya server 1 part of a blob";

/// What a desk brings.
#[derive(Clone)]
pub struct Part {
    pub id: Hash,
    pub length: u32,
    pub part: u32,
    pub bytes: Vec<u8>,
}

fn hash_of(bytes: &[u8]) -> Hash {
    Hash(blake3::derive_key(PART_CONTEXT, bytes))
}

fn part_no(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
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
                bodies.put_part(clinic, id, part, bytes).await?;
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
            match bodies.part(clinic, id, part_no(at)).await? {
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
        match bodies.part(clinic, id, part).await? {
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
        for clinic in bodies.clinics_with_blobs().await? {
            let ids = bodies.blobs(clinic).await?;
            let there = self.store.read(FindRows { clinic, ids: ids.clone() }).await?;
            let there: BTreeSet<Hash> = there.into_iter().collect();
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
