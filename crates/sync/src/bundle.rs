//! Whole seals in a row, parents before children: the unit that is put, numbered and fetched.

use crate::seal::SEAL_BYTES_MAX;
use crate::{ClinicId, Error, Hash, Result, Seal};

/// What is put at once.
pub const BUNDLE_BYTES_MAX: usize = 512 * 1024;
/// What was put may grow to: a redacted seal may be longer than it was. It fits a frame.
pub const KEPT_BUNDLE_BYTES_MAX: usize = 960 * 1024;
const ID_CONTEXT: &str = "vaidya sync 1 bundle";

/// `(u32 length | seal)*`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    pub bytes: Vec<u8>,
}

impl Bundle {
    /// Takes a seal if there is room; a bundle always has room for its first.
    pub fn add(&mut self, seal: &[u8], bytes_max: usize) -> bool {
        let room = bytes_max.min(BUNDLE_BYTES_MAX);
        let Ok(length) = u32::try_from(seal.len()) else { return false };
        if seal.len() > SEAL_BYTES_MAX || !self.fits(seal.len(), room) {
            return false;
        }
        self.bytes.extend(length.to_be_bytes());
        self.bytes.extend(seal);
        true
    }

    fn fits(&self, length: usize, room: usize) -> bool {
        self.bytes.is_empty() || self.bytes.len() + 4 + length <= room
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn id(clinic: ClinicId, bytes: &[u8]) -> Hash {
        Hash(crate::header::keyed(ID_CONTEXT, clinic, bytes))
    }

    /// Offset and bytes of each seal.
    pub fn parts(bytes: &[u8]) -> Result<Vec<(usize, &[u8])>> {
        if bytes.len() > KEPT_BUNDLE_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let cut = || Error::Junk("a bundle cut short");
        let (mut rest, mut parts) = (bytes, Vec::new());
        while !rest.is_empty() {
            let (length, after) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
            let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| cut())?;
            let (seal, after) = after.split_at_checked(length).ok_or_else(cut)?;
            parts.push((bytes.len() - after.len() - length, seal));
            rest = after;
        }
        Ok(parts)
    }

    pub fn seals(clinic: ClinicId, bytes: &[u8]) -> Result<Vec<Seal>> {
        let parts = Self::parts(bytes)?;
        parts.into_iter().map(|(_, seal)| Seal::read(clinic, seal.to_vec())).collect()
    }
}
