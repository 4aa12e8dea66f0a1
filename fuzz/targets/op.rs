//! An op is refused, or encodes to the bytes that it came as. A body as a database keeps it
//! comes apart within its bound; whatever is kept comes back.
#![no_main]

const MOST: usize = 64 * 1024;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(body) = dense::kept(bytes, MOST) {
        assert!(body.len() <= MOST);
    }
    assert!(dense::kept(&dense::keep(bytes), bytes.len()).is_ok_and(|body| body == bytes));
    if let Ok(op) = kernel::Op::decode(bytes) {
        assert!(op.encode().is_ok_and(|again| again == bytes));
    }
});
