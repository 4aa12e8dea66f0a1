//! A bundle is refused, or its seals make the same bundle again.
#![no_main]

use sync::{Bundle, ClinicId};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let clinic = ClinicId([7; 16]);
    if let Ok(seals) = Bundle::seals(clinic, bytes) {
        let mut again = Bundle::default();
        assert!(seals.iter().all(|seal| again.add(&seal.bytes, usize::MAX)));
        assert!(again.bytes == bytes);
    }
});
