use ed25519_dalek::SigningKey;

use super::*;

const CLINIC: ClinicId = ClinicId([7; 16]);

fn key(byte: u8) -> StreamKey {
    StreamKey::new(Zeroizing::new([byte; 32]))
}

fn ring(byte: u8) -> Ring {
    let mut ring = Ring::default();
    ring.add(Stream::MAIN, 1, key(byte));
    ring
}

fn example() -> Manifest {
    let piece = Piece { hash: Hash([4; 32]), bytes: 900, ops: 30, part: Part::First };
    let rest = Piece { hash: Hash([5; 32]), bytes: 70_000, ops: 9_000, part: Part::Rest };
    Manifest {
        stream: Stream::MAIN,
        desk: DeskNo(3),
        at: -5,
        cursor: Cursor { incarnation: u64::MAX, seq: 9, run: Hash([8; 32]) },
        pieces: vec![piece, rest],
        redacted_n: 0,
        signature: [0; 64],
    }
}

#[test]
fn a_piece_comes_out_the_same_for_everyone_and_opens_for_nobody_else() {
    let plain = vec![9; 50_000];
    let shut = Piece::shut(CLINIC, Stream::MAIN, &key(1), &plain).unwrap();
    assert_eq!(shut, Piece::shut(CLINIC, Stream::MAIN, &key(1), &plain).unwrap());
    let other = Piece::shut(CLINIC, Stream::MAIN, &key(1), &plain[1..]).unwrap();
    assert_ne!(shut[8..32], other[8..32], "no two contents share a nonce");
    assert_eq!(*Piece::open(CLINIC, Stream::MAIN, &ring(1), &shut).unwrap(), plain);
    let open = |clinic, stream, ring: &Ring, bytes: &[u8]| {
        Piece::open(clinic, stream, ring, bytes).map(|_| ())
    };
    let junk = |shut: &[u8]| open(CLINIC, Stream::MAIN, &ring(1), shut).is_err();
    assert_eq!(open(CLINIC, Stream::MAIN, &ring(2), &shut), Err(Error::KeyUnknown));
    assert_eq!(open(ClinicId([8; 16]), Stream::MAIN, &ring(1), &shut), Err(Error::Sealed));
    assert!(junk(&shut[..shut.len() - 1]) && junk(&[]) && junk(&shut[..40]));
    for at in 0..shut.len() {
        let mut spoiled = shut.clone();
        spoiled[at] ^= 1;
        assert!(junk(&spoiled), "byte {at}");
        assert_ne!(Piece::hash(CLINIC, &spoiled), Piece::hash(CLINIC, &shut));
    }
}

#[test]
fn a_piece_that_unfolds_to_too_much_is_refused() {
    let bomb = zstd::bulk::compress(&vec![0; UNFOLDED_BYTES_MAX + 1], 19).unwrap();
    assert!(bomb.len() < 4_096, "small as it comes");
    assert_eq!(unfold(&bomb).map(|_| ()), Err(Error::Junk("not zstd, or too much of it")));
    let big = vec![0; UNFOLDED_BYTES_MAX + 1];
    assert_eq!(Piece::shut(CLINIC, Stream::MAIN, &key(1), &big), Err(Error::TooLarge));
}

#[test]
fn a_manifest_comes_back_and_is_its_makers() {
    let maker = SigningKey::from_bytes(&[9; 32]);
    let signed = example().sign(CLINIC, &maker).unwrap();
    let read = Manifest::decode(&signed.encode()).unwrap();
    assert_eq!(read, signed);
    assert_eq!(read.ops(), 9_030);
    let own = maker.verifying_key().to_bytes();
    assert!(read.is_signed_by(CLINIC, &own) && !read.is_signed_by(ClinicId([8; 16]), &own));
    let mut other = read.clone();
    other.pieces.swap(0, 1);
    assert!(!other.is_signed_by(CLINIC, &own));
    let later = Manifest { redacted_n: 7, ..example() }.sign(CLINIC, &maker).unwrap();
    assert_eq!(Manifest::decode(&later.encode()), Ok(later.clone()));
    assert!(!Manifest { redacted_n: 8, ..later }.is_signed_by(CLINIC, &own));
    let piece = other.pieces[0];
    other.pieces = vec![piece; PIECES_MAX + 1];
    assert_eq!(Manifest::decode(&other.encode()), Err(Error::TooLarge));
    other.pieces = vec![piece; PIECES_MAX];
    assert!(Manifest::decode(&other.encode()).is_ok(), "the largest fits a frame");
    other.pieces = vec![Piece { bytes: u32::MAX, ..piece }];
    assert_eq!(Manifest::decode(&other.encode()), Err(Error::TooLarge));
}
