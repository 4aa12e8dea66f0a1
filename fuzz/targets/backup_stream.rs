//! What comes out of an age file that somebody else sealed to us, and files that are none.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| backup::fuzzing::stream(bytes));
