//! A manifest is refused, or says the same when written again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(manifest) = backup::Manifest::parse(bytes) {
        let again = backup::Manifest::parse(manifest.encode().as_bytes());
        assert!(again.is_ok_and(|again| again.hash() == manifest.hash()));
    }
});
