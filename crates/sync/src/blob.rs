//! Attachments: bytes sealed by a desk and named by what they are, in a queue of their own. An
//! op names a blob; whether it is here or anywhere yet, no op ever waits for it.

use cbor::Cbor;

use crate::code::{Fields, map};
use crate::ids::{flag, int, small};
use crate::{ClinicId, Hash, Result};

/// Of the ciphertext.
pub const BLOB_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Each part but the last is exactly this long.
pub const BLOB_PART_BYTES: usize = 256 * 1024;
/// In one question.
pub const BLOB_IDS_MAX: usize = 256;
const ID_CONTEXT: &str = "vaidya sync 1 blob";

/// A blob's name. The clinic is hashed in: a blob of one clinic is none of another.
pub fn blob_id(clinic: ClinicId, ciphertext: &[u8]) -> Hash {
    let mut naming = BlobNaming::new(clinic);
    naming.add(ciphertext);
    naming.id()
}

/// [`blob_id`] for whoever holds one part at a time.
pub struct BlobNaming(blake3::Hasher);

impl BlobNaming {
    pub fn new(clinic: ClinicId) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(ID_CONTEXT);
        hasher.update(&clinic.0);
        Self(hasher)
    }

    pub fn add(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    pub fn id(&self) -> Hash {
        Hash(self.0.finalize().into())
    }
}

/// How many parts a blob of this length has; none where no blob can be so long.
pub fn blob_parts(length: u32) -> Option<u32> {
    let bytes =
        usize::try_from(length).ok().filter(|bytes| (1..=BLOB_BYTES_MAX).contains(bytes))?;
    u32::try_from(bytes.div_ceil(BLOB_PART_BYTES)).ok()
}

/// How long one of its parts is, counted from 0; none where it has no such part.
pub fn blob_part_bytes(length: u32, part: u32) -> Option<usize> {
    let parts = blob_parts(length)?;
    let start = usize::try_from(part).ok().filter(|_| part < parts)? * BLOB_PART_BYTES;
    Some((usize::try_from(length).ok()? - start).min(BLOB_PART_BYTES))
}

/// How much of a blob a server keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptBlob {
    pub id: Hash,
    /// From the first on, without a gap.
    pub parts: u32,
    /// All of them, and they are proven to be what the id says.
    pub is_whole: bool,
}

impl KeptBlob {
    pub fn to_cbor(&self) -> Cbor {
        map([(1, self.id.to_cbor()), (2, int(self.parts.into())), (3, int(self.is_whole.into()))])
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let kept = Self {
            id: Hash::from_cbor(fields.need(1)?)?,
            parts: small(fields.need(2)?)?,
            is_whole: flag(fields.need(3)?)?,
        };
        fields.end()?;
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_make_up_a_blob(length in 0..=BLOB_BYTES_MAX as u32 + 9) {
            let parts = blob_parts(length);
            prop_assert_eq!(parts.is_some(), length > 0 && length as usize <= BLOB_BYTES_MAX);
            let each: Vec<usize> =
                (0..parts.unwrap_or(0)).map(|at| blob_part_bytes(length, at).unwrap()).collect();
            prop_assert_eq!(blob_part_bytes(length, each.len() as u32), None);
            prop_assert_eq!(blob_part_bytes(length, u32::MAX), None);
            if let Some((last, whole)) = each.split_last() {
                prop_assert_eq!(each.iter().sum::<usize>(), length as usize);
                prop_assert!(whole.iter().all(|bytes| *bytes == BLOB_PART_BYTES) && *last > 0);
            }
        }

        #[test]
        fn a_blob_has_one_name_however_it_comes(
            bytes in any::<Vec<u8>>(), cut in any::<prop::sample::Index>(),
        ) {
            let (one, two) = bytes.split_at(cut.index(bytes.len() + 1));
            let mut naming = BlobNaming::new(ClinicId([1; 16]));
            naming.add(one);
            naming.add(two);
            prop_assert_eq!(naming.id(), blob_id(ClinicId([1; 16]), &bytes));
            prop_assert_ne!(naming.id(), blob_id(ClinicId([2; 16]), &bytes));
        }
    }
}
