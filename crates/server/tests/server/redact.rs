//! What the control log takes away is replaced at the server: bodies go, numbers stay.

use server::{Service, SqliteStore};
use sync::control::{Act, Basis};
use sync::{
    Bundle, Cursor, DeskNo, Hash, Leaf, Manifest, Missing, Part, Piece, Places, Reply, Request,
    Ring, Seal, Stream, StreamKey, Why,
};
use zeroize::Zeroizing;

use crate::fixture::*;

const STREAM: Stream = Stream::MAIN;

fn ring() -> (Ring, StreamKey) {
    let key = StreamKey::new(Zeroizing::new([3; 32]));
    let mut ring = Ring::default();
    ring.add(STREAM, 1, key.clone());
    (ring, key)
}

fn places() -> Places {
    [0].into_iter().collect()
}

fn redacted(seal: &Seal) -> Seal {
    let (ring, key) = ring();
    seal.redact(CLINIC, &ring, &places(), &key).unwrap()
}

fn take_away(clinic: &mut Clinic, service: &Service<SqliteStore>, seals: &[&Seal]) -> Reply {
    let head = clinic.control.head;
    let removed = seals.iter().map(|seal| (seal.hash, places())).collect();
    let record = clinic.add(1, Act::Redact { basis: Basis::REQUEST, removed });
    ask(service, 1, Request::Extend { head, records: vec![record] })
}

fn unredacted(service: &Service<SqliteStore>) -> Vec<Hash> {
    match ask(service, 1, Request::Unredacted { stream: STREAM }) {
        Reply::Lacks { hashes } => hashes,
        other => panic!("{other:?}"),
    }
}

fn replace(service: &Service<SqliteStore>, by: u16, seals: &[Seal]) -> Reply {
    ask(service, by, Request::Replace { stream: STREAM, bundle: bundle(seals) })
}

/// All bundles, their numbering proven from the first on.
fn all(service: &Service<SqliteStore>) -> (Vec<Vec<u8>>, Cursor) {
    let Reply::Page(page) = ask(service, 2, log(Cursor::default())) else { panic!() };
    let start = Cursor { incarnation: INCARNATION, ..Cursor::default() };
    let id = |at: usize| {
        let before = page.replaced.iter().find(|(of, _)| *of as usize == at);
        before.map_or(Bundle::id(CLINIC, &page.bundles[at]), |(_, id)| *id)
    };
    let end = (0..page.bundles.len()).fold(start, |place, at| place.after(CLINIC, id(at)));
    assert_eq!(end, page.cursor);
    (page.bundles, page.cursor)
}

fn used(service: &Service<SqliteStore>) -> u64 {
    now(service.clinics(None)).unwrap()[0].used_bytes
}

fn missing(service: &Service<SqliteStore>, have: &[&Seal]) -> Vec<Seal> {
    let leaf = |seal: &&Seal| Leaf { desk: seal.header.desk, no: seal.header.no, hash: seal.hash };
    let have = have.iter().map(leaf).collect();
    let wanted = Missing { stream: STREAM, have, bytes_max: u32::MAX };
    match ask(service, 1, Request::Missing(wanted)) {
        Reply::Seals { bundle, is_last: true } => Bundle::seals(CLINIC, &bundle).unwrap(),
        other => panic!("{other:?}"),
    }
}

/// Whether these bytes are anywhere in the store.
fn is_kept(service: &Service<SqliteStore>, bytes: &[u8]) -> bool {
    let held = service.store().with_connection(|conn| {
        let sql = "SELECT body FROM bundle UNION ALL SELECT body FROM piece
                   UNION ALL SELECT body FROM snapshot";
        let mut statement = conn.prepare(sql).unwrap();
        let bodies = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        let mut bodies = bodies.map(Result::unwrap);
        bodies.any(|body| body.windows(bytes.len()).any(|window| window == bytes))
    });
    held.unwrap()
}

#[test]
fn a_body_is_replaced_and_everything_else_stays_where_it_was() {
    let mut clinic = Clinic::new(3);
    let service = founded(&clinic);
    let seals = Desk::new(3).some(6);
    for part in [&seals[..4], &seals[4..]] {
        kept(ask(&service, 3, put(part)));
    }
    let (_, end) = all(&service);
    assert!(matches!(take_away(&mut clinic, &service, &[&seals[1]]), Reply::Control { .. }));
    assert_eq!(unredacted(&service), [seals[1].hash]);
    let other = redacted(&seals[1]);
    assert_eq!(replace(&service, 2, std::slice::from_ref(&other)), Reply::Kept);
    assert_eq!(replace(&service, 2, std::slice::from_ref(&other)), Reply::Kept, "once more");
    assert_eq!(unredacted(&service), []);
    assert!(!is_kept(&service, &seals[1].bytes[200..]));
    let wanted = [seals[0].clone(), other.clone(), seals[2].clone(), seals[3].clone()];
    let (bundles, cursor) = all(&service);
    assert_eq!(bundles, [bundle(&wanted), bundle(&seals[4..])]);
    assert_eq!(cursor, end, "who had everything before has everything");
    assert_eq!(used(&service), bundles.iter().map(|bytes| bytes.len() as u64).sum::<u64>());
    assert_eq!(missing(&service, &[&seals[0]]), [&wanted[1..], &seals[4..]].concat());
    assert_eq!(missing(&service, &[&seals[2]]), seals[3..]);
    // A later record that names it again asks for another body.
    take_away(&mut clinic, &service, &[&seals[1], &seals[5]]);
    let mut both = [seals[1].hash, seals[5].hash];
    both.sort_unstable();
    assert_eq!(unredacted(&service), both);
    assert_eq!(replace(&service, 1, &[other, redacted(&seals[5])]), Reply::Kept);
    assert_eq!(unredacted(&service), []);
    assert!(!is_kept(&service, &seals[5].bytes[200..]));
}

#[test]
fn nobody_replaces_what_is_not_named_or_may_not_or_did_not_sign() {
    let mut clinic = Clinic::new(3);
    let service = founded(&clinic);
    let seals = Desk::new(3).some(2);
    kept(ask(&service, 3, put(&seals)));
    take_away(&mut clinic, &service, &[&seals[0]]);
    let refused = |by, seal: &Seal| why(replace(&service, by, std::slice::from_ref(seal)));
    assert_eq!(refused(3, &redacted(&seals[0])), Why::Junk, "may not administer");
    assert_eq!(refused(1, &redacted(&seals[1])), Why::Junk, "not named");
    let mut forged = redacted(&seals[0]);
    forged.bytes[20] ^= 1;
    let forged = Request::Replace { stream: STREAM, bundle: bundle(&[forged]) };
    assert!(matches!(why(ask(&service, 1, forged)), Why::Junk | Why::Newer));
    let other =
        Request::Replace { stream: Stream::RESTRICTED, bundle: bundle(&[redacted(&seals[0])]) };
    assert_eq!(why(ask(&service, 1, other)), Why::Junk, "of another stream");
    // One that is not here changes nothing.
    let mut elsewhere = Desk::new(2);
    let unknown = elsewhere.some(1);
    take_away(&mut clinic, &service, &[&unknown[0]]);
    let before = all(&service);
    assert_eq!(replace(&service, 1, &[redacted(&unknown[0])]), Reply::Kept);
    assert_eq!(all(&service), before);
    assert_eq!(unredacted(&service), [seals[0].hash]);
}

#[test]
fn every_copy_of_it_goes_also_one_that_its_desk_brings_later() {
    let mut clinic = Clinic::new(3);
    let service = founded(&clinic);
    let seals = Desk::new(3).some(3);
    let mut spoilt = seals[1].clone();
    *spoilt.bytes.last_mut().unwrap() ^= 1;
    kept(ask(&service, 2, put(&[seals[0].clone(), spoilt.clone()])));
    // Its own desk's copy is behind the spoilt one: both are bodies of it.
    kept(ask(&service, 3, put(&seals)));
    take_away(&mut clinic, &service, &[&seals[1]]);
    let other = redacted(&seals[1]);
    assert_eq!(replace(&service, 1, std::slice::from_ref(&other)), Reply::Kept);
    for old in [&seals[1], &spoilt] {
        assert!(!is_kept(&service, &old.bytes[200..]));
    }
    let (bundles, end) = all(&service);
    assert_eq!(bundles[0], bundle(&[seals[0].clone(), other.clone()]));
    assert_eq!(bundles[1], bundle(&[other.clone(), seals[2].clone()]));
    // It was away, and has the whole one yet: as its own copy it is taken, and replaced.
    let (at, _) = kept(ask(&service, 3, put(&seals[1..2])));
    assert_eq!((at.seq, unredacted(&service)), (end.seq + 1, vec![seals[1].hash]));
    assert_eq!(replace(&service, 1, std::slice::from_ref(&other)), Reply::Kept);
    assert!(!is_kept(&service, &seals[1].bytes[200..]));
    assert_eq!(all(&service).0[2], bundle(&[other]));
}

#[test]
fn a_snapshot_of_before_goes_at_once_and_none_comes_back() {
    let mut clinic = Clinic::new(3);
    let service = founded(&clinic);
    let seals = Desk::new(3).some(2);
    let (cursor, _) = kept(ask(&service, 3, put(&seals)));
    let bring = |piece: &[u8], redacted_n| {
        ask(&service, 1, Request::KeepPiece { stream: STREAM, piece: piece.to_vec(), redacted_n })
    };
    let keep = |piece: &[u8], redacted_n| {
        assert_eq!(bring(piece, redacted_n), Reply::Kept);
        Piece::hash(CLINIC, piece)
    };
    let manifest = |hash, redacted_n| {
        let pieces = vec![Piece { hash, bytes: 11, ops: 1, part: Part::Rest }];
        let (desk, signature) = (DeskNo(1), [0; 64]);
        Manifest { stream: STREAM, desk, at: 5, cursor, pieces, redacted_n, signature }
            .sign(CLINIC, &key(1))
            .unwrap()
            .encode()
    };
    let publish = |manifest: Vec<u8>| ask(&service, 1, Request::Publish { manifest });
    let before = used(&service);
    assert_eq!(publish(manifest(keep(b"of before..", 0), 0)), Reply::Kept);
    assert!(used(&service) > before);
    take_away(&mut clinic, &service, &[&seals[0]]);
    let there = ask(&service, 2, Request::Snapshot { stream: STREAM });
    assert_eq!(there, Reply::Snapshot { manifest: None });
    assert!(!is_kept(&service, b"of before..") && used(&service) == before);
    // Its maker had not heard of it.
    assert_eq!(why(bring(b"of before..", 0)), Why::ControlMoved);
    assert!(!is_kept(&service, b"of before.."));
    let n = clinic.control.redacted_n;
    let after = keep(b"of after...", n);
    assert_eq!(why(publish(manifest(after, 0))), Why::ControlMoved);
    assert_eq!(publish(manifest(after, n)), Reply::Kept);
}

#[test]
fn a_clinic_that_moves_brings_its_records_and_is_asked_for_bodies() {
    let mut clinic = Clinic::new(3);
    let service = founded(&clinic);
    let seals = Desk::new(3).some(2);
    kept(ask(&service, 3, put(&seals)));
    take_away(&mut clinic, &service, &[&seals[0]]);
    let elsewhere = founded(&clinic);
    kept(ask(&elsewhere, 3, put(&seals)));
    assert_eq!(unredacted(&elsewhere), [seals[0].hash]);
    assert_eq!(replace(&elsewhere, 2, &[redacted(&seals[0])]), Reply::Kept);
    assert!(!is_kept(&elsewhere, &seals[0].bytes[200..]));
}
