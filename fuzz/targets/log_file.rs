//! An exported log: refused, or reported on.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = kernel::read_log_file(bytes, Vec::new(), Vec::new());
    // Most bytes have no format line; what follows it is read too.
    let whole = [kernel::fuzzing::LOG_FORMAT, bytes].concat();
    let _ = kernel::read_log_file(&whole, Vec::new(), Vec::new());
});
