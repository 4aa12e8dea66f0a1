use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;
use crate::body::Leaf;

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
    read.open(CLINIC, &ring().0).map(whole)
}

/// Of a seal from which nothing was taken.
fn whole(runs: Vec<Run>) -> Vec<Vec<u8>> {
    assert!(runs.iter().all(|run| run.from == 0));
    runs.into_iter().flat_map(|run| run.ops).collect()
}

fn places(of: &[u32]) -> Places {
    of.iter().copied().collect()
}

fn redacted(seal: &Seal, of: &[u32]) -> Seal {
    let (ring, key) = ring();
    seal.redact(CLINIC, &ring, &places(of), &key).unwrap()
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
fn an_unknown_key_is_told_from_a_wrong_one() {
    let seal = sealed(&[b"one".to_vec()]).unwrap();
    assert_eq!(seal.open(CLINIC, &Ring::default()), Err(Error::KeyUnknown));
}

proptest! {
    #[test]
    fn what_is_redacted_is_gone_and_the_rest_is_proven(
        ops in proptest::collection::vec(any::<Vec<u8>>(), 1..40),
        gone in proptest::collection::btree_set(0u32..40, 1..40),
        later in proptest::collection::btree_set(0u32..40, 0..9),
    ) {
        let seal = sealed(&ops).unwrap();
        let gone: Places = gone.into_iter().filter(|at| *at < 40).collect();
        let later: Places = later.into_iter().collect();
        let (ring, key) = ring();
        let once = seal.redact(CLINIC, &ring, &gone, &key).unwrap();
        let again = once.redact(CLINIC, &ring, &later, &key).unwrap();
        let mut both = gone.clone();
        both.add(&later);
        for (seal, gone) in [(&once, &gone), (&again, &both)] {
            let read = Seal::read(CLINIC, seal.bytes.clone()).unwrap();
            read.verify(CLINIC, signer().verifying_key().as_bytes()).unwrap();
            let wanted = Run::without(vec![Run { from: 0, ops: ops.clone() }], gone);
            prop_assert_eq!(read.open(CLINIC, &ring).unwrap(), wanted);
            prop_assert!(!read.has_any(CLINIC, &ring, gone).unwrap());
            prop_assert_eq!(&seal.redact(CLINIC, &ring, gone, &key).unwrap(), seal);
        }
        prop_assert_eq!((once.hash, &once.header), (seal.hash, &seal.header));
        // At once or one after the other: the same bytes.
        prop_assert_eq!(seal.redact(CLINIC, &ring, &both, &key).unwrap(), again);
    }
}

#[test]
fn nothing_of_what_was_redacted_can_be_guessed() {
    let ops = [b"one".to_vec(), b"two".to_vec(), b"three".to_vec()];
    let seal = redacted(&sealed(&ops).unwrap(), &[1]);
    let Body::Redacted(leaves) = seal.opened(CLINIC, &ring().0).unwrap() else { panic!() };
    let salts: Vec<[u8; SALT]> = leaves
        .iter()
        .filter_map(|leaf| match leaf {
            Leaf::Op { salt, .. } => Some(*salt),
            Leaf::Gone(_) => None,
        })
        .collect();
    let Leaf::Gone(commitment) = leaves[1] else { panic!() };
    assert_eq!(salts.len(), 2);
    assert!(!salts.contains(&[6; SALT]), "the salt of all is no more");
    assert!(salts.iter().all(|salt| crate::body::commitment(salt, &ops[1]) != commitment));
}

#[test]
fn a_redacted_seal_proves_what_is_left_and_no_snapshot_takes_it_apart() {
    let ops = [b"one".to_vec(), b"two".to_vec()];
    let seal = redacted(&sealed(&ops).unwrap(), &[0]);
    assert_eq!(seal.take_apart(CLINIC, &ring().0), Ok(None));
    // Another op in the place of what is left, by somebody who has the key.
    let Body::Redacted(mut leaves) = seal.opened(CLINIC, &ring().0).unwrap() else { panic!() };
    let Leaf::Op { op, .. } = &mut leaves[1] else { panic!() };
    *op = b"six".to_vec();
    let parts = Parts::of(&seal.bytes).unwrap();
    let (_, key) = ring();
    let forging =
        Shutting { clinic: CLINIC, header: parts.header, signature: parts.signature, key: &key };
    let bytes = forging.shut_alike(&Body::Redacted(leaves).pack().unwrap()).unwrap();
    let forged = Seal::read(CLINIC, bytes).unwrap();
    forged.verify(CLINIC, signer().verifying_key().as_bytes()).unwrap();
    assert_eq!(forged.open(CLINIC, &ring().0), Err(Error::Commitment));
}

#[test]
fn a_full_seal_has_room_for_its_redacted_form() {
    // As many as one seal takes, and of each nothing that packs well but its form.
    let op = |at: u32| blake3::hash(&at.to_be_bytes()).as_bytes().repeat(3)[..70].to_vec();
    let ops: Vec<Vec<u8>> = (0..2_500).map(op).collect();
    let seal = sealed(&ops).unwrap();
    let odd: Vec<u32> = (0..2_500).step_by(2).collect();
    for gone in [&odd[..], &[0], &odd[..400]] {
        let redacted = redacted(&seal, gone);
        assert!(redacted.bytes.len() <= SEAL_BYTES_MAX, "{}", redacted.bytes.len());
    }
}
