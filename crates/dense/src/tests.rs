#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use proptest::prelude::*;

use super::*;

const MOST: usize = 65_536;

/// Bytes as ops have them, parts of the dictionary among them, and any others.
fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let known = (any::<prop::sample::Index>(), 1usize..600).prop_map(|(at, length)| {
        let at = at.index(OP.bytes.len());
        OP.bytes[at..(at + length).min(OP.bytes.len())].to_vec()
    });
    let part = prop_oneof![known, proptest::collection::vec(any::<u8>(), 0..200)];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_byte_comes_back(body in any_body()) {
        let bytes = keep(&body);
        prop_assert!(bytes.len() <= body.len() || body.first().is_none_or(|first| *first < RAW));
        prop_assert_eq!(&*kept(&bytes, MOST).unwrap(), &body[..]);
    }

    #[test]
    fn folded_bytes_come_back(body in any_body()) {
        let packed = FOLD.pack(&body).unwrap();
        prop_assert_eq!(FOLD.unpack(&packed, MOST).unwrap(), body);
    }

    #[test]
    fn junk_is_refused_or_stays_within_its_bound(
        body in any_body(),
        junk in any::<Vec<u8>>(),
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
    ) {
        let mut bytes = keep(&body).into_owned();
        bytes.push(0);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        for bytes in [&bytes[..], &bytes[..at], &junk] {
            if let Ok(body) = kept(bytes, 3_000) {
                prop_assert!(body.len() <= 3_000);
            }
        }
    }
}

#[test]
fn a_bomb_is_refused_before_memory_is_taken() {
    let bomb = OP.pack(&vec![0xa0; 64 << 20]).unwrap();
    assert!(bomb.len() < 16_384);
    let bytes = [&[OP.number][..], &bomb].concat();
    assert_eq!(kept(&bytes, MOST), Err(Error::Junk));
    // One that is silent about its size.
    let mut packer = OP.packer().unwrap();
    packer.set_parameter(CParameter::ContentSizeFlag(false)).unwrap();
    let silent = packer.compress(&vec![0xa0; 64 << 20]).unwrap();
    assert_eq!(OP.unpack(&silent[4..], MOST), Err(Error::Junk));
}

#[test]
fn a_dictionary_of_a_newer_program_is_told_from_junk() {
    assert_eq!(kept(&[2, 1, 2, 3], MOST), Err(Error::Newer));
    assert_eq!(kept(&[OP.number, 1, 2, 3], MOST), Err(Error::Junk));
    assert_eq!(kept(&vec![0xa0; MOST + 1], MOST), Err(Error::Junk));
}

/// What is kept is read for ever, and only with these very bytes.
#[test]
fn dictionaries_stay_what_they_are() {
    let name = |dictionary: &Dictionary| {
        dictionary.bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
        })
    };
    assert_eq!((name(&OP), name(&FOLD)), OP_AND_FOLD);
}

const OP_AND_FOLD: (u64, u64) = (0xdd30_4636_8b51_4fae, 0xf1ac_0637_6f2c_a624);
