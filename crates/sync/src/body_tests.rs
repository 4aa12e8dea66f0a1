use proptest::prelude::*;

use super::*;
use crate::SEAL_BYTES_MAX;

proptest! {
    #[test]
    fn padding_is_small_and_hides_the_length(length in 1usize..1_000_000) {
        let padded = padme(length);
        prop_assert!(padded >= length && padded <= length + length / 8 + 1);
        prop_assert_eq!(padme(padded), padded);
    }

    #[test]
    fn junk_is_no_redacted_body(bytes in any::<Vec<u8>>()) {
        if let Ok(leaves) = read_redacted(&bytes) {
            let mut again = Vec::new();
            write_redacted(&mut again, &leaves).unwrap();
            let read = read_redacted(&again).unwrap();
            prop_assert_eq!(Body::Redacted(read).root(), Body::Redacted(leaves).root());
        }
    }
}

fn whole(ops: &[Vec<u8>]) -> Body<'_> {
    Body::Whole { salt: [7; SALT], ops: ops.into() }
}

fn read(packed: &Packed) -> Result<(Salt, Vec<Vec<u8>>)> {
    match Body::unpack(&padded(packed)?)? {
        Body::Whole { salt, ops } => Ok((salt, ops.into_owned())),
        Body::Redacted(_) => panic!("a whole one was packed"),
    }
}

#[test]
fn a_bomb_is_not_unfolded() {
    let zeros = vec![vec![0; 60_000]; 100];
    assert_eq!(whole(&zeros).pack(), Err(Error::TooLarge));
    // One that a malicious desk packs itself, with a body far beyond the limit.
    let body = vec![0; BODY_BYTES_MAX * 8];
    let plain = zstd::bulk::compress(&body, 19).unwrap();
    let dense = dense::FOLD.pack(&body).unwrap();
    for (kind, bytes) in [(0, &plain), (1, &dense), (REDACTED, &plain), (REDACTED | 1, &dense)] {
        let packed = padded(&Packed { kind, bytes: bytes.clone() }).unwrap();
        assert!(packed.len() < SEAL_BYTES_MAX && Body::unpack(&packed).is_err());
    }
}

#[test]
fn what_was_sealed_without_a_dictionary_is_read_and_a_newer_one_is_told() {
    let ops = vec![b"one".to_vec(), b"two".to_vec()];
    let mut body = vec![7; SALT];
    fold::fold(&mut body, ops.iter().map(Vec::as_slice));
    let plain = Packed { kind: 0, bytes: zstd::bulk::compress(&body, 3).unwrap() };
    assert_eq!(read(&plain), Ok(([7; SALT], ops.clone())));
    let packed = whole(&ops).packed().unwrap();
    assert_eq!(packed.kind, 1);
    assert_eq!(read(&packed), Ok(([7; SALT], ops)));
    let newer = Packed { kind: 2, ..packed };
    assert_eq!(read(&newer), Err(Error::Newer));
}

#[test]
fn a_redacted_body_has_one_form() {
    let ops = [b"one".to_vec(), b"two".to_vec(), b"three".to_vec()];
    let Body::Redacted(leaves) = whole(&ops).without(&[1].into_iter().collect()) else { panic!() };
    let mut plain = Vec::new();
    write_redacted(&mut plain, &leaves).unwrap();
    assert_eq!(read_redacted(&plain).unwrap().len(), 3);
    let refused = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut other = plain.clone();
        change(&mut other);
        assert!(read_redacted(&other).is_err());
    };
    refused(&|body| body[2] = 0);
    refused(&|body| body[2] |= 1 << 5);
    refused(&|body| body[1] = 2);
    refused(&|body| body.truncate(40));
    refused(&|body| body.splice(0..2, [0xff, 0xff]).for_each(drop));
    // All are gone, and yet something follows.
    let gone = whole(&ops).without(&(0..3).collect());
    let Body::Redacted(leaves) = gone else { panic!() };
    let mut plain = Vec::new();
    write_redacted(&mut plain, &leaves).unwrap();
    assert_eq!(plain.len(), 2 + 1 + 3 * COMMITMENT);
    assert!(read_redacted(&plain).is_ok());
    plain.push(0);
    assert!(read_redacted(&plain).is_err());
}
