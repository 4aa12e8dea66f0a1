use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;

const CLINIC: ClinicId = ClinicId([7; 16]);

fn signer() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn ring() -> (Ring, StreamKey) {
    let key = StreamKey::new(Zeroizing::new([3; 32]));
    let mut ring = Ring::default();
    ring.add(Stream::MAIN, 1, key.clone());
    (ring, key)
}

fn sealed(ops: &[Vec<u8>]) -> Result<Seal> {
    let (_, key) = ring();
    let sealing = Sealing {
        clinic: CLINIC,
        stream: Stream::MAIN,
        desk: DeskNo(1),
        log: LogId(u64::MAX),
        no: 1,
        parent: Hash::NONE,
        first: 1,
        ops,
        schema: 23,
        opens: Some(Opens::First),
        witness: None,
        key: &key,
        nonce: [5; 24],
        salt: [6; 16],
    };
    sealing.seal(&signer())
}

fn read_back(seal: &Seal) -> Result<Vec<Vec<u8>>> {
    let read = Seal::read(CLINIC, seal.bytes.clone())?;
    read.verify(CLINIC, signer().verifying_key().as_bytes())?;
    read.open(CLINIC, &ring().0)
}

proptest! {
    #[test]
    fn ops_come_back(ops in proptest::collection::vec(any::<Vec<u8>>(), 1..40)) {
        let seal = sealed(&ops).unwrap();
        prop_assert_eq!(read_back(&seal).unwrap(), ops);
        prop_assert_eq!(Seal::read(CLINIC, seal.bytes.clone()).unwrap(), seal);
    }

    #[test]
    fn no_changed_byte_gets_through(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut seal = sealed(&[b"one".to_vec(), b"two".to_vec()]).unwrap();
        let at = at.index(seal.bytes.len());
        seal.bytes[at] ^= 1 << bit;
        prop_assert!(read_back(&seal).is_err());
    }

    #[test]
    fn junk_is_refused_without_a_panic(bytes in any::<Vec<u8>>()) {
        prop_assert!(Seal::read(CLINIC, bytes).is_err());
    }

    #[test]
    fn padding_is_small_and_hides_the_length(length in 1usize..1_000_000) {
        let padded = padme(length);
        prop_assert!(padded >= length && padded <= length + length / 8 + 1);
        prop_assert_eq!(padme(padded), padded);
    }
}

#[test]
fn a_seal_of_another_clinic_is_none_of_this_one() {
    let seal = sealed(&[b"one".to_vec()]).unwrap();
    let other = ClinicId([8; 16]);
    let read = Seal::read(other, seal.bytes.clone()).unwrap();
    assert_ne!(read.hash, seal.hash);
    assert_eq!(read.verify(other, signer().verifying_key().as_bytes()), Err(Error::Signature));
    assert_eq!(read.open(other, &ring().0), Err(Error::Sealed));
}

#[test]
fn a_bomb_is_not_unfolded() {
    let zeros = vec![vec![0; 60_000]; 100];
    assert_eq!(sealed(&zeros).unwrap_err(), Error::TooLarge);
    // One that a malicious desk packs itself, with a body far beyond the limit.
    let body = vec![0; BODY_BYTES_MAX * 8];
    let plain = Packed { dictionary: 0, bytes: zstd::bulk::compress(&body, 19).unwrap() };
    let dense = Packed { dictionary: 1, bytes: dense::FOLD.pack(&body).unwrap() };
    for packed in [plain, dense] {
        let packed = padded(&packed).unwrap();
        assert!(packed.len() < SEAL_BYTES_MAX && unpack(&packed).is_err());
    }
}

#[test]
fn what_was_sealed_without_a_dictionary_is_read_and_a_newer_one_is_told() {
    let ops = vec![b"one".to_vec(), b"two".to_vec()];
    let mut body = vec![7; SALT];
    fold::fold(&mut body, ops.iter().map(Vec::as_slice));
    let plain = Packed { dictionary: 0, bytes: zstd::bulk::compress(&body, 3).unwrap() };
    assert_eq!(unpack(&padded(&plain).unwrap()), Ok(([7; SALT], ops.clone())));
    let packed = pack(&[7; SALT], &ops).unwrap();
    assert_eq!(packed.dictionary, 1);
    assert_eq!(unpack(&padded(&packed).unwrap()), Ok(([7; SALT], ops)));
    let newer = Packed { dictionary: 2, ..packed };
    assert_eq!(unpack(&padded(&newer).unwrap()), Err(Error::Newer));
}

#[test]
fn an_unknown_key_is_told_from_a_wrong_one() {
    let seal = sealed(&[b"one".to_vec()]).unwrap();
    assert_eq!(seal.open(CLINIC, &Ring::default()), Err(Error::KeyUnknown));
}
