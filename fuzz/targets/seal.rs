//! A seal of strangers is refused; one that a desk signed, around whatever body, opens to what
//! was committed to or not at all, and unfolds to no more than it may.
#![no_main]

use ed25519_dalek::SigningKey;
use sync::{
    ClinicId, DeskNo, Hash, LogId, Opens, Places, Ring, Run, Seal, Sealing, Stream, StreamKey,
};
use zeroize::Zeroizing;

const CLINIC: ClinicId = ClinicId([7; 16]);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let desk = SigningKey::from_bytes(&[9; 32]);
    let key = StreamKey::new(Zeroizing::new([3; 32]));
    let mut ring = Ring::default();
    ring.add(Stream::MAIN, 1, key.clone());
    if let Ok(seal) = Seal::read(CLINIC, bytes.to_vec()) {
        assert!(seal.verify(CLINIC, desk.verifying_key().as_bytes()).is_err());
        assert!(seal.open(CLINIC, &ring).is_err());
    }
    sync::fuzzing::unpack(bytes);
    let ops = [bytes.to_vec()];
    let sealing = Sealing {
        clinic: CLINIC,
        stream: Stream::MAIN,
        desk: DeskNo(1),
        log: LogId(1),
        no: 1,
        parent: Hash::NONE,
        first: 1,
        ops: &ops,
        schema: 1,
        opens: Some(Opens::First),
        witness: None,
        key: &key,
        nonce: [5; 24],
        salt: [6; 16],
    };
    let Ok(mut seal) = sealing.seal(&desk) else { return };
    let whole = [Run { from: 0, ops: ops.to_vec() }];
    assert!(seal.open(CLINIC, &ring).is_ok_and(|opened| opened == whole));
    let redacted = seal.redact(CLINIC, &ring, &Places::from_iter([0]), &key);
    assert!(redacted.is_ok_and(|seal| seal.open(CLINIC, &ring) == Ok(Vec::new())));
    let at = bytes.iter().fold(0usize, |sum, byte| sum.rotate_left(5) ^ usize::from(*byte));
    let at = at % seal.bytes.len();
    seal.bytes[at] ^= 1;
    if let Ok(spoiled) = Seal::read(CLINIC, seal.bytes) {
        let is_signed = spoiled.verify(CLINIC, desk.verifying_key().as_bytes()).is_ok();
        assert!(!is_signed || spoiled.open(CLINIC, &ring).is_err());
    }
});
