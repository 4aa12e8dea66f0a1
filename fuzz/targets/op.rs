//! An op is refused, or encodes to the bytes that it came as.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(op) = kernel::Op::decode(bytes) {
        assert!(op.encode().is_ok_and(|again| again == bytes));
    }
});
