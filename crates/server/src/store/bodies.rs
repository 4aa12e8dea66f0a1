//! Where bytes lie that are not rows, each an object of its own: parts of blobs, and bodies of
//! old bundles. In a folder, in a bucket that speaks S3, or where a test wants them. An object
//! is kept durably before a row speaks of it; one of which no row speaks does no harm and is
//! swept.

mod blobs;
#[cfg(feature = "s3")]
mod bucket;
mod bundles;
mod copy;

use std::path::PathBuf;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::{Error, Result};

pub use bundles::Away;

/// A place without it is a disk that is not mounted, or a bucket that somebody emptied: what is
/// not found there may be anywhere.
const MARK: &str = "blobs/here";

#[derive(Clone)]
pub struct Bodies {
    objects: Arc<dyn ObjectStore>,
    /// The mark must be there for an object's absence to mean anything.
    is_marked: bool,
}

/// The message alone: places are named by clinic and hash.
fn storage(error: impl std::fmt::Display) -> Error {
    Error::Storage(error.to_string())
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn last<const N: usize>(place: &Path) -> Option<[u8; N]> {
    place.filename().and_then(unhex)
}

impl Bodies {
    /// For simulations and tests.
    pub fn in_memory() -> Self {
        Self { objects: Arc::new(InMemory::new()), is_marked: false }
    }

    /// `folder/blobs` and `folder/bundles`, made if they are not there. What is put is flushed
    /// to the disk.
    pub fn folder(folder: &std::path::Path) -> Result<Self> {
        for root in Self::places(folder) {
            let mut making = std::fs::DirBuilder::new();
            making.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
            making.create(&root).map_err(storage)?;
        }
        let file = std::fs::OpenOptions::new().append(true).create(true).open(folder.join(MARK));
        file.and_then(|file| file.sync_all()).map_err(storage)?;
        let files = LocalFileSystem::new_with_prefix(folder).map_err(storage)?;
        let files = files.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self { objects: Arc::new(files), is_marked: true })
    }

    /// Where under a folder they lie.
    pub fn places(folder: &std::path::Path) -> [PathBuf; 2] {
        [blobs::ROOT, bundles::ROOT].map(|root| folder.join(root))
    }

    /// In place of whatever was there; durable once it returns.
    async fn put(&self, place: &Path, bytes: Vec<u8>) -> Result<()> {
        self.objects.put(place, bytes.into()).await.map(drop).map_err(storage)
    }

    /// None: it is not there, or has grown into what nobody put there.
    async fn get(&self, place: &Path, bytes_max: usize) -> Result<Option<Vec<u8>>> {
        let found = match self.objects.get(place).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => {
                return self.is_there().await.map(|()| None);
            }
            Err(error) => return Err(storage(error)),
        };
        if found.meta.size > bytes_max as u64 {
            return Ok(None);
        }
        Ok(Some(found.bytes().await.map_err(storage)?.into()))
    }

    async fn is_there(&self) -> Result<()> {
        if !self.is_marked {
            return Ok(());
        }
        match self.objects.head(&Path::from(MARK)).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::NotFound { .. }) => {
                Err(Error::Storage("the place of blobs and bundles is not there".into()))
            }
            Err(error) => Err(storage(error)),
        }
    }

    /// Whether it was there makes no difference.
    async fn delete(&self, place: &Path) -> Result<()> {
        match self.objects.delete(place).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(storage(error)),
        }
    }

    /// Names of what lies below a place, as far as they are names of ours.
    async fn below<const N: usize>(&self, place: &Path) -> Result<Vec<[u8; N]>> {
        let listed = self.objects.list_with_delimiter(Some(place)).await;
        Ok(listed.map_err(storage)?.common_prefixes.iter().filter_map(last).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_grown_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let bodies = Bodies::folder(folder.path()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let place = Path::from("blobs/one");
            bodies.put(&place, vec![7; 10]).await.unwrap();
            assert_eq!(bodies.get(&place, 10).await.unwrap(), Some(vec![7; 10]));
            assert_eq!(bodies.get(&place, 9).await.unwrap(), None);
            // As long as a disk may claim: whoever reads it has no memory left.
            let file = std::fs::File::create(folder.path().join("blobs/one")).unwrap();
            file.set_len(1 << 40).unwrap();
            assert_eq!(bodies.get(&place, 1 << 20).await.unwrap(), None);
        });
    }
}
