//! Bodies of old bundles: `bundles/CLINIC/STREAM/SEQ-HASH-MOVED`. A name is never used twice,
//! so that what no row speaks of for a week is spoken of by none after that.

use object_store::path::Path;
use sync::{BUNDLE_BYTES_MAX, ClinicId, Hash, Stream};

use super::{Bodies, storage, unhex};
use crate::store::Result;

pub const ROOT: &str = "bundles";
const CONTEXT: &str = "vaidya server 1 body of a bundle";

/// A bundle whose body is not in the store, and what its body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Away {
    pub clinic: ClinicId,
    pub stream: Stream,
    pub seq: u64,
    pub hash: Hash,
    /// Milliseconds since 1970 when it went.
    pub moved_at: i64,
}

impl Away {
    pub fn hash_of(body: &[u8]) -> Hash {
        Hash(blake3::derive_key(CONTEXT, body))
    }

    fn place(&self) -> Path {
        let Self { clinic, stream, seq, hash, moved_at } = self;
        Path::from(format!("{ROOT}/{clinic}/{}/{seq}-{hash}-{moved_at}", stream.0))
    }

    fn of_name(clinic: ClinicId, stream: Stream, name: &str) -> Option<Self> {
        let mut parts = name.splitn(3, '-');
        let seq = parts.next()?.parse().ok()?;
        let hash = Hash(unhex(parts.next()?)?);
        Some(Self { clinic, stream, seq, hash, moved_at: parts.next()?.parse().ok()? })
    }
}

impl Bodies {
    /// Durable once it returns.
    pub async fn put_bundle(&self, away: &Away, body: Vec<u8>) -> Result<()> {
        self.put(&away.place(), body).await
    }

    /// None: it is not there, or is not what was put there.
    pub async fn bundle(&self, away: &Away) -> Result<Option<Vec<u8>>> {
        let found = self.get(&away.place(), BUNDLE_BYTES_MAX).await?;
        Ok(found.filter(|body| Away::hash_of(body) == away.hash))
    }

    pub async fn remove_bundle(&self, away: &Away) -> Result<()> {
        self.delete(&away.place()).await
    }

    pub async fn clinics_with_bundles(&self) -> Result<Vec<ClinicId>> {
        Ok(self.below(&Path::from(ROOT)).await?.into_iter().map(ClinicId).collect())
    }

    /// Those that were put before this time, in milliseconds since 1970.
    pub async fn bundles(&self, clinic: ClinicId, before: i64) -> Result<Vec<Away>> {
        let place = Path::from(format!("{ROOT}/{clinic}"));
        let streams = self.objects.list_with_delimiter(Some(&place)).await.map_err(storage)?;
        let mut found = Vec::new();
        for place in streams.common_prefixes {
            let stream = place.filename().and_then(|name| name.parse().ok()).map(Stream);
            let Some(stream) = stream else { continue };
            let listed = self.objects.list_with_delimiter(Some(&place)).await.map_err(storage)?;
            let old = listed.objects.into_iter();
            let old = old.filter(|object| object.last_modified.timestamp_millis() < before);
            let of = |object: object_store::ObjectMeta| {
                Away::of_name(clinic, stream, object.location.filename()?)
            };
            found.extend(old.filter_map(of));
        }
        Ok(found)
    }
}
