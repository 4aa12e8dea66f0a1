//! A request is refused, or says the same when it is written and read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = sync::Request::decode(bytes) {
        let again = request.encode();
        assert!(again.len() <= bytes.len());
        assert!(sync::Request::decode(&again).is_ok_and(|same| same == request));
    }
});
