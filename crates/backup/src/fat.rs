//! Sticks are sold in FAT32, which holds no file of 4 GiB. Whoever plugs one in is told at
//! once, not after half an hour.

use std::path::Path;

use crate::error::{Error, Result};
use crate::folder::{Folder, Found};

const FILE_BYTES_MAX: u64 = (4 << 30) - 1;
/// Records pack to less; where no copy lies there yet this is what is expected of the first.
const PACKS_TO: u64 = 8;

/// Refuses to begin a copy of so many bytes of records that will not fit into one file.
pub(crate) fn check(folder: &Folder, plain: u64) -> Result<()> {
    match is_fat(folder.path()) && expected(&folder.images()?, plain) > FILE_BYTES_MAX {
        true => Err(Error::TooLarge),
        false => Ok(()),
    }
}

/// Packed as well as the newest copy of them.
fn expected(earlier: &[Found], plain: u64) -> u64 {
    let images = earlier.iter().rev().map(|found| &found.manifest);
    match images.into_iter().find(|manifest| manifest.image_bytes() > 0) {
        Some(newest) => {
            let sealed = u128::from(newest.seal.bytes) * u128::from(plain);
            let sealed = sealed / u128::from(newest.image_bytes());
            u64::try_from(sealed).unwrap_or(u64::MAX)
        }
        None => plain / PACKS_TO,
    }
}

/// Where the system does not say what it is, the file itself is refused at 4 GiB.
fn is_fat(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        const MSDOS: u64 = 0x4d44;
        rustix::fs::statfs(path).is_ok_and(|fs| u64::try_from(fs.f_type) == Ok(MSDOS))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heads::Heads;
    use crate::hex::Hex;
    use crate::manifest::{Content, Manifest, Seal};

    const GIB: u64 = 1 << 30;

    fn copy(plain: u64, sealed: u64) -> Found {
        let none = Hex([0; 32]);
        let manifest = Manifest {
            format: Manifest::format(),
            program: String::new(),
            schema: 1,
            clinic: Hex([1; 16]),
            desk: "A".into(),
            desk_key: none,
            number: 1,
            previous: None,
            at: 0,
            heads: Heads { logs: Vec::new(), access_head: None, access: 0 },
            content: Content::Image {
                page_bytes: 4096,
                pages: plain / 4096,
                blake3: none,
                sha256: none,
            },
            answers: Vec::new(),
            seal: Seal { file: String::new(), bytes: sealed, blake3: none, sha256: none },
            keys: String::new(),
            proof: None,
        };
        Found { manifest, folder: Folder::at(Path::new("/")) }
    }

    #[test]
    fn a_copy_is_expected_to_pack_as_the_newest_did() {
        let earlier = [copy(8 * GIB, 4 * GIB), copy(10 * GIB, GIB)];
        assert_eq!(expected(&earlier, 20 * GIB), 2 * GIB);
        assert_eq!(expected(&earlier[..1], 20 * GIB), 10 * GIB);
        assert_eq!(expected(&[], 20 * GIB), 20 * GIB / 8);
        assert!(expected(&earlier, 41 * GIB) > FILE_BYTES_MAX);
        assert!(expected(&earlier, 39 * GIB) < FILE_BYTES_MAX);
    }

    #[test]
    fn no_other_disk_is_taken_for_such_a_stick() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_fat(folder.path()));
        check(&Folder::at(folder.path()), u64::MAX).unwrap();
    }
}
