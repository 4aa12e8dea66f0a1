//! A key file is refused or has one spelling.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vault::fuzzing::key_file(bytes));
