use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::*;
use crate::{Ring, StreamKey, exchange_public, unwrap, wrap};

const CLINIC: ClinicId = ClinicId([7; 16]);

fn key(of: u8) -> SigningKey {
    SigningKey::from_bytes(&[of; 32])
}

fn exchange(of: u8) -> Zeroizing<[u8; 32]> {
    Zeroizing::new([of | 128; 32])
}

fn member(desk: u8, may_administer: bool) -> Member {
    Member {
        desk: DeskNo(desk.into()),
        key: key(desk).verifying_key().to_bytes(),
        exchange: exchange_public(&exchange(desk)),
        may_administer,
    }
}

fn add(control: &mut Control, by: u8, act: Act) -> Result<Record> {
    let record = control.record(DeskNo(by.into()), 5, act);
    control.admit(&record.sign(CLINIC, &key(by)).unwrap())
}

fn clinic() -> Control {
    let mut control = Control::new(CLINIC);
    add(&mut control, 1, Act::Found(member(1, true))).unwrap();
    add(&mut control, 1, Act::Enrol(member(2, false))).unwrap();
    control
}

#[test]
fn a_clinic_is_founded_and_grows() {
    let mut control = clinic();
    assert_eq!((control.n, control.next_desk()), (2, DeskNo(3)));
    assert!(add(&mut control, 1, Act::Found(member(3, true))).is_err(), "once");
    assert!(add(&mut control, 2, Act::Enrol(member(3, false))).is_err(), "2 may not");
    assert!(add(&mut control, 1, Act::Enrol(member(2, false))).is_err(), "no number twice");
    assert!(add(&mut control, 1, Act::Enrol(member(4, false))).is_err(), "no number left out");
    assert_eq!(control.n, 2, "what is refused leaves no trace");
}

#[test]
fn a_record_follows_one_and_no_other() {
    let mut control = clinic();
    let record = control.record(DeskNo(1), 5, Act::Enrol(member(3, false)));
    let bytes = record.sign(CLINIC, &key(1)).unwrap();
    let mut other = control.clone();
    control.admit(&bytes).unwrap();
    assert!(control.admit(&bytes).is_err(), "twice");
    add(&mut other, 1, Act::SchemaFloor { schema: 3 }).unwrap();
    assert!(other.admit(&bytes).is_err(), "after another");
    for at in 0..bytes.len() {
        let mut forged = bytes.clone();
        forged[at] ^= 1;
        assert!(clinic().admit(&forged).is_err(), "byte {at}");
    }
    let forged = clinic().record(DeskNo(1), 5, Act::Enrol(member(3, true)));
    let forged = forged.sign(CLINIC, &key(2)).unwrap();
    assert_eq!(clinic().admit(&forged), Err(Error::Signature));
}

#[test]
fn a_revoked_desk_signs_no_record_and_the_last_one_stays() {
    let mut control = clinic();
    let cut = vec![];
    assert!(add(&mut control, 1, Act::Revoke { desk: DeskNo(1), cut: cut.clone() }).is_err());
    add(&mut control, 1, Act::Enrol(member(3, true))).unwrap();
    add(&mut control, 3, Act::Revoke { desk: DeskNo(1), cut: cut.clone() }).unwrap();
    assert!(add(&mut control, 1, Act::SchemaFloor { schema: 1 }).is_err());
    assert!(add(&mut control, 3, Act::Revoke { desk: DeskNo(3), cut }).is_err());
}

#[test]
fn a_record_of_a_newer_version_is_passed_on() {
    let mut control = clinic();
    let act = Act::Unknown { kind: 40, body: Cbor::Text("later".into()) };
    assert_eq!(add(&mut control, 1, act.clone()).unwrap().act, act);
    add(&mut control, 1, Act::SchemaFloor { schema: 1 }).unwrap();
}

#[test]
fn a_key_opens_for_its_desk_in_its_place_alone() {
    let stream_key = StreamKey::new(Zeroizing::new([3; 32]));
    let to = (DeskNo(2), &member(2, false).exchange);
    let what = (Stream::MAIN, 1, &stream_key);
    let wrapped = wrap(CLINIC, to, what, Zeroizing::new([4; 32])).unwrap();
    let opened = unwrap(CLINIC, &wrapped, &exchange(2)).unwrap();
    assert_eq!(opened.secret(), stream_key.secret());
    assert!(unwrap(CLINIC, &wrapped, &exchange(1)).is_err());
    assert!(unwrap(ClinicId([8; 16]), &wrapped, &exchange(2)).is_err());
    assert!(unwrap(CLINIC, &Wrapped { epoch: 2, ..wrapped.clone() }, &exchange(2)).is_err());
    let act = Act::Epoch {
        stream: Stream::MAIN,
        epoch: 1,
        commitment: stream_key.commitment(),
        wrapped: vec![wrapped],
    };
    let mut control = clinic();
    add(&mut control, 1, act.clone()).unwrap();
    assert_eq!(control.epoch(Stream::MAIN).unwrap().commitment, opened.commitment());
    assert!(add(&mut control, 1, act).is_err(), "an epoch once");
    let mut ring = Ring::default();
    ring.add(Stream::MAIN, 1, opened);
    assert!(ring.key(Stream::RESTRICTED, stream_key.id()).is_none());
}

#[test]
fn what_is_redacted_adds_up_and_only_who_may_administer_says_so() {
    let mut control = clinic();
    let of = |places: &[u32]| places.iter().copied().collect::<Places>();
    let redact = |removed: &[(u8, &[u32])]| Act::Redact {
        basis: Basis::REQUEST,
        removed: removed.iter().map(|(seal, at)| (Hash([*seal; 32]), of(at))).collect(),
    };
    assert!(add(&mut control, 2, redact(&[(1, &[0])])).is_err(), "2 may not");
    assert!(add(&mut control, 1, redact(&[])).is_err(), "nothing is no record");
    assert!(add(&mut control, 1, redact(&[(1, &[8_192])])).is_err(), "no seal is that long");
    assert_eq!((control.n, control.redacted_n), (2, 0));
    let act = redact(&[(9, &[0, 1, 2, 7]), (3, &[8_191])]);
    assert_eq!(add(&mut control, 1, act.clone()).unwrap().act, act);
    add(&mut control, 1, Act::SchemaFloor { schema: 1 }).unwrap();
    add(&mut control, 1, redact(&[(9, &[3])])).unwrap();
    assert_eq!(control.redacted_n, 5);
    let all = [(Hash([3; 32]), of(&[8_191])), (Hash([9; 32]), of(&[0, 1, 2, 3, 7]))];
    assert_eq!(control.redacted, all.into());
}

#[test]
fn places_have_one_form() {
    let numbers = |numbers: &[i64]| Cbor::Array(numbers.iter().map(|n| Cbor::Int(*n)).collect());
    let good = numbers(&[0, 2, 3, 1, 8_000, 192]);
    assert_eq!(Places::from_cbor(good.clone()).unwrap().to_cbor(), good);
    let bad: [&[i64]; 8] =
        [&[], &[0], &[0, 0], &[0, 2, 2, 1], &[5, 1, 3, 1], &[-1, 1], &[0, i64::MAX], &[8_000, 193]];
    for bad in bad {
        assert!(Places::from_cbor(numbers(bad)).is_err(), "{bad:?}");
    }
}
