//! A reply is refused, or says the same when it is written and read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(reply) = sync::Reply::decode(bytes) {
        let again = reply.encode();
        assert!(again.len() <= bytes.len());
        assert!(sync::Reply::decode(&again).is_ok_and(|same| same == reply));
    }
});
