//! What comes out of an age file that somebody else sealed to us, and files that are none.
#![no_main]

use std::path::Path;

libfuzzer_sys::fuzz_target!(
    init: {
        if let Some(folder) = std::env::var_os("VAIDYA_FUZZ_SEEDS") {
            backup::fuzzing::seeds(Path::new(&folder)).expect("the seeds can be written");
        }
    },
    |bytes: &[u8]| backup::fuzzing::stream(bytes)
);
