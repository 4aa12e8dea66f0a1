//! Parts of blobs: `blobs/CLINIC/ID/PART`.

use object_store::path::Path;
use sync::{BLOB_PART_BYTES, ClinicId, Hash};

use super::{Bodies, storage};
use crate::store::Result;

pub const ROOT: &str = "blobs";

fn place_of(clinic: ClinicId, id: Hash) -> Path {
    Path::from(format!("{ROOT}/{clinic}/{id}"))
}

fn place(clinic: ClinicId, id: Hash, part: u32) -> Path {
    Path::from(format!("{ROOT}/{clinic}/{id}/{part}"))
}

impl Bodies {
    /// In place of whatever was there; durable once it returns.
    pub async fn put_part(
        &self,
        clinic: ClinicId,
        id: Hash,
        part: u32,
        bytes: Vec<u8>,
    ) -> Result<()> {
        self.put(&place(clinic, id, part), bytes).await
    }

    /// None: it is not there, or has grown into what no part is.
    pub async fn part(&self, clinic: ClinicId, id: Hash, part: u32) -> Result<Option<Vec<u8>>> {
        self.get(&place(clinic, id, part), BLOB_PART_BYTES).await
    }

    /// All parts of a blob, whatever they are.
    pub async fn remove(&self, clinic: ClinicId, id: Hash) -> Result<()> {
        let listed = self.objects.list_with_delimiter(Some(&place_of(clinic, id))).await;
        for object in listed.map_err(storage)?.objects {
            self.delete(&object.location).await?;
        }
        Ok(())
    }

    pub async fn clinics_with_blobs(&self) -> Result<Vec<ClinicId>> {
        Ok(self.below(&Path::from(ROOT)).await?.into_iter().map(ClinicId).collect())
    }

    pub async fn blobs(&self, clinic: ClinicId) -> Result<Vec<Hash>> {
        let place = Path::from(format!("{ROOT}/{clinic}"));
        Ok(self.below(&place).await?.into_iter().map(Hash).collect())
    }

    /// Milliseconds since 1970 when a part of it was put last.
    pub async fn put_last(&self, clinic: ClinicId, id: Hash) -> Result<Option<i64>> {
        let listed = self.objects.list_with_delimiter(Some(&place_of(clinic, id))).await;
        let found = listed.map_err(storage)?.objects;
        Ok(found.iter().map(|object| object.last_modified.timestamp_millis()).max())
    }
}
