//! The body of a key file under a right checksum: slots, parameters, envelopes. And what
//! somebody types from a sheet.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| vault::fuzzing::slot(bytes));
