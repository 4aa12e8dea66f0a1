//! A record is refused, or followed; it makes nobody an administrator whom none has enrolled.
#![no_main]

use ed25519_dalek::SigningKey;
use sync::control::{Act, Member};
use sync::{ClinicId, Control, DeskNo, Record};

const CLINIC: ClinicId = ClinicId([7; 16]);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (founder, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
    let member = |desk: u16, key: &SigningKey, may_administer: bool| Member {
        desk: DeskNo(desk),
        key: key.verifying_key().to_bytes(),
        exchange: [5; 32],
        may_administer,
    };
    let mut control = Control::new(CLINIC);
    for act in [Act::Found(member(1, &founder, true)), Act::Enrol(member(2, &other, false))] {
        let record = control.record(DeskNo(1), 5, act).sign(CLINIC, &founder);
        assert!(record.is_ok_and(|record| control.admit(&record).is_ok()));
    }
    let before = control.clone();
    assert!(control.admit(bytes).is_err() && control == before);
    // The same, well signed: by who may, and by who may not.
    let Ok(parsed) = Record::parse(bytes) else { return };
    for (by, key) in [(1, &founder), (2, &other)] {
        let mut control = before.clone();
        let record = control.record(DeskNo(by), parsed.at, parsed.act.clone());
        let Ok(signed) = record.sign(CLINIC, key) else { continue };
        match control.admit(&signed) {
            Ok(admitted) => assert!(by == 1 && admitted == record && control.n == 3),
            Err(_) => assert!(control == before),
        }
    }
});
