//! A file shut into parts under a key of its own, which no other file ever has. The number of a
//! part and the count of all are bound into each, so that none can be left out, put elsewhere or
//! taken from another file.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kernel::{Error, Result};
use sync::BLOB_PART_BYTES;

pub type Key = zeroize::Zeroizing<[u8; 32]>;

const TAG: usize = 16;
/// How much of the file goes into one part.
const PLAIN_BYTES: usize = BLOB_PART_BYTES - TAG;
const ABOUT: &[u8] = b"vaidya attachment 1";

/// How long a file of so many bytes is once it is shut; none where there is no such file.
pub fn shut_bytes(plain: i64) -> Option<u32> {
    let plain = usize::try_from(plain).ok().filter(|plain| *plain > 0)?;
    let shut = plain.checked_add(plain.div_ceil(PLAIN_BYTES).checked_mul(TAG)?)?;
    u32::try_from(shut).ok().filter(|shut| sync::blob_parts(*shut).is_some())
}

/// Every part but the last is `BLOB_PART_BYTES` long.
pub fn shut(key: &Key, plain: &[u8]) -> Result<Vec<Vec<u8>>> {
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let chunks = plain.chunks(PLAIN_BYTES);
    let count = chunks.len();
    let shut = chunks.enumerate().map(|(at, chunk)| {
        let place = place(at, count)?;
        let payload = Payload { msg: chunk, aad: ABOUT };
        cipher.encrypt(&nonce(place), payload).map_err(|_| Error::internal("a part too long"))
    });
    shut.collect()
}

/// None: they are not the parts of one file that was shut under this key.
pub fn open(key: &Key, parts: &[Vec<u8>]) -> Option<Vec<u8>> {
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let mut plain = Vec::with_capacity(parts.len().saturating_mul(PLAIN_BYTES));
    for (at, part) in parts.iter().enumerate() {
        let payload = Payload { msg: part, aad: ABOUT };
        let place = place(at, parts.len()).ok()?;
        plain.extend(cipher.decrypt(&nonce(place), payload).ok()?);
    }
    (!plain.is_empty()).then_some(plain)
}

fn place(at: usize, count: usize) -> Result<[u8; 8]> {
    let number = |number: usize| u32::try_from(number).map_err(Error::internal);
    let mut place = [0; 8];
    let (first, second) = place.split_at_mut(4);
    first.copy_from_slice(&number(at)?.to_be_bytes());
    second.copy_from_slice(&number(count)?.to_be_bytes());
    Ok(place)
}

/// Worked out, not drawn: the key shuts one file once, and a file's parts have different places.
fn nonce(place: [u8; 8]) -> XNonce {
    let mut nonce = [0; 24];
    nonce.iter_mut().zip(place).for_each(|(to, from)| *to = from);
    XNonce::from(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(of: u8) -> Key {
        Key::new([of; 32])
    }

    fn file(length: usize) -> Vec<u8> {
        (0..length).map(|at| (at % 251) as u8).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn a_file_opens_whole_and_has_the_length_that_was_foretold(
            length in prop::sample::select(vec![
                1, 15, PLAIN_BYTES - 1, PLAIN_BYTES, PLAIN_BYTES + 1, 3 * PLAIN_BYTES, 700_001,
            ]),
        ) {
            let parts = shut(&key(1), &file(length)).unwrap();
            let (last, whole) = parts.split_last().unwrap();
            prop_assert!(whole.iter().all(|part| part.len() == BLOB_PART_BYTES));
            prop_assert!(last.len() <= BLOB_PART_BYTES);
            let bytes: usize = parts.iter().map(Vec::len).sum();
            prop_assert_eq!(shut_bytes(length as i64), Some(bytes as u32));
            prop_assert_eq!(open(&key(1), &parts), Some(file(length)));
            prop_assert_eq!(open(&key(2), &parts), None);
        }

        #[test]
        fn a_flipped_bit_anywhere_is_seen(at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut parts = shut(&key(1), &file(PLAIN_BYTES + 900)).unwrap();
            let length: usize = parts.iter().map(Vec::len).sum();
            let at = at.index(length);
            let (part, at) = (at / BLOB_PART_BYTES, at % BLOB_PART_BYTES);
            parts[part][at] ^= 1 << bit;
            prop_assert_eq!(open(&key(1), &parts), None);
        }
    }

    #[test]
    fn parts_swapped_cut_added_or_of_another_file_open_nothing() {
        let parts = shut(&key(1), &file(4 * PLAIN_BYTES)).unwrap();
        assert_eq!(parts.len(), 4);
        let mut swapped = parts.clone();
        swapped.swap(1, 2);
        assert_eq!(open(&key(1), &swapped), None);
        assert_eq!(open(&key(1), &parts[..3]), None, "cut at the end");
        assert_eq!(open(&key(1), &parts[1..]), None, "cut at the beginning");
        assert_eq!(open(&key(1), &[]), None);
        let twice = [&parts[..], &parts[3..]].concat();
        assert_eq!(open(&key(1), &twice), None);
        // The same place in a file of other length, under the same key.
        let shorter = shut(&key(1), &file(3 * PLAIN_BYTES)).unwrap();
        let mixed = [&shorter[..1], &parts[1..]].concat();
        assert_eq!(open(&key(1), &mixed), None);
        let other = shut(&key(2), &file(4 * PLAIN_BYTES)).unwrap();
        let mixed = [&parts[..3], &other[3..]].concat();
        assert_eq!(open(&key(1), &mixed), None);
    }

    #[test]
    fn lengths_that_no_file_has_are_none() {
        for length in [i64::MIN, -1, 0, 16 << 20, i64::MAX] {
            assert_eq!(shut_bytes(length), None, "{length}");
        }
    }
}
