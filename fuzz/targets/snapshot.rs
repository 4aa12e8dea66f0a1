//! A manifest is refused or has the only bytes that it can have; what a piece unfolds to is
//! refused or bounded.
#![no_main]

use sync::Manifest;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(manifest) = Manifest::decode(bytes) {
        assert!(manifest.pieces.len() <= sync::snapshot::PIECES_MAX);
        let _ = manifest.ops();
        assert_eq!(Manifest::decode(&manifest.encode()), Ok(manifest));
    }
    replica::fuzzing::unpack(bytes);
});
