//! Where the bytes of blobs lie, each part an object of its own: in a folder, or where a test
//! wants them. An object is on the disk before a row speaks of it; one of which no row speaks
//! does no harm and is swept.

use std::path::PathBuf;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sync::{BLOB_PART_BYTES, ClinicId, Hash};

use super::{Error, Result};

const ROOT: &str = "blobs";
/// A folder without it is the place where a disk is not mounted.
const MARK: &str = "here";

#[derive(Clone)]
pub struct Bodies {
    objects: Arc<dyn ObjectStore>,
    /// What must be there for an object's absence to mean anything.
    mark: Option<PathBuf>,
}

/// The message alone: places are named by clinic and hash.
fn storage(error: impl std::fmt::Display) -> Error {
    Error::Storage(error.to_string())
}

fn place_of(clinic: ClinicId, id: Hash) -> Path {
    Path::from(format!("{ROOT}/{clinic}/{id}"))
}

fn place(clinic: ClinicId, id: Hash, part: u32) -> Path {
    Path::from(format!("{ROOT}/{clinic}/{id}/{part}"))
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
        Self { objects: Arc::new(InMemory::new()), mark: None }
    }

    /// Where under a folder they lie.
    pub fn place(folder: &std::path::Path) -> PathBuf {
        folder.join(ROOT)
    }

    /// `folder/blobs`, made if it is not there. What is put is flushed to the disk.
    pub fn folder(folder: &std::path::Path) -> Result<Self> {
        let root = Self::place(folder);
        let mut making = std::fs::DirBuilder::new();
        making.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut making, 0o700);
        making.create(&root).map_err(storage)?;
        let mark = root.join(MARK);
        let file = std::fs::OpenOptions::new().append(true).create(true).open(&mark);
        file.and_then(|file| file.sync_all()).map_err(storage)?;
        let files = LocalFileSystem::new_with_prefix(folder).map_err(storage)?;
        let files = files.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self { objects: Arc::new(files), mark: Some(mark) })
    }

    /// In place of whatever was there; durable once it returns.
    pub async fn put(&self, clinic: ClinicId, id: Hash, part: u32, bytes: Vec<u8>) -> Result<()> {
        let place = place(clinic, id, part);
        self.objects.put(&place, bytes.into()).await.map(drop).map_err(storage)
    }

    /// None: it is not there, or has grown into what no part is.
    pub async fn get(&self, clinic: ClinicId, id: Hash, part: u32) -> Result<Option<Vec<u8>>> {
        let found = match self.objects.get(&place(clinic, id, part)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => {
                return match self.mark.as_ref().is_none_or(|mark| mark.exists()) {
                    true => Ok(None),
                    false => Err(Error::Storage("the folder of blobs is not there".into())),
                };
            }
            Err(error) => return Err(storage(error)),
        };
        if found.meta.size > BLOB_PART_BYTES as u64 {
            return Ok(None);
        }
        Ok(Some(found.bytes().await.map_err(storage)?.into()))
    }

    /// All parts of a blob, whatever they are.
    pub async fn remove(&self, clinic: ClinicId, id: Hash) -> Result<()> {
        let listed = self.objects.list_with_delimiter(Some(&place_of(clinic, id))).await;
        for object in listed.map_err(storage)?.objects {
            match self.objects.delete(&object.location).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(storage(error)),
            }
        }
        Ok(())
    }

    pub async fn clinics(&self) -> Result<Vec<ClinicId>> {
        let listed = self.objects.list_with_delimiter(Some(&Path::from(ROOT))).await;
        let found = listed.map_err(storage)?.common_prefixes;
        Ok(found.iter().filter_map(last).map(ClinicId).collect())
    }

    pub async fn blobs(&self, clinic: ClinicId) -> Result<Vec<Hash>> {
        let place = Path::from(format!("{ROOT}/{clinic}"));
        let listed = self.objects.list_with_delimiter(Some(&place)).await;
        let found = listed.map_err(storage)?.common_prefixes;
        Ok(found.iter().filter_map(last).map(Hash).collect())
    }

    /// Milliseconds since 1970 when a part of it was put last.
    pub async fn put_last(&self, clinic: ClinicId, id: Hash) -> Result<Option<i64>> {
        let listed = self.objects.list_with_delimiter(Some(&place_of(clinic, id))).await;
        let found = listed.map_err(storage)?.objects;
        Ok(found.iter().map(|object| object.last_modified.timestamp_millis()).max())
    }
}
