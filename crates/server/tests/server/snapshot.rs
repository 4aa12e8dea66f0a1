//! Snapshots at the server: pieces come and go with the manifest that names them.

use server::{Service, SqliteStore};
use sync::snapshot::PIECE_BYTES_MAX;
use sync::{Cursor, DeskNo, Hash, Manifest, Part, Piece, Reply, Request, Stream, Why};

use crate::fixture::*;

const STREAM: Stream = Stream::MAIN;

fn keep(service: &Service<SqliteStore>, piece: &[u8]) -> Hash {
    let request = Request::KeepPiece { stream: STREAM, piece: piece.to_vec(), redacted_n: 0 };
    assert_eq!(ask(service, 1, request), Reply::Kept);
    Piece::hash(CLINIC, piece)
}

fn manifest(by: u16, cursor: Cursor, names: &[Hash]) -> Manifest {
    let of = |hash: &Hash| Piece { hash: *hash, bytes: 3, ops: 1, part: Part::Rest };
    let pieces = names.iter().map(of).collect();
    let (desk, redacted_n, signature) = (DeskNo(by), 0, [0; 64]);
    let of = Manifest { stream: STREAM, desk, at: 5, cursor, pieces, redacted_n, signature };
    of.sign(CLINIC, &key(by)).unwrap()
}

fn publish(service: &Service<SqliteStore>, by: u16, manifest: &Manifest) -> Reply {
    ask(service, by, Request::Publish { manifest: manifest.encode() })
}

fn lacks(service: &Service<SqliteStore>, hashes: &[Hash]) -> Vec<Hash> {
    match ask(service, 2, Request::Lacks { stream: STREAM, hashes: hashes.to_vec() }) {
        Reply::Lacks { hashes } => hashes,
        other => panic!("{other:?}"),
    }
}

/// A clinic with so many bundles at the server, and the place after each.
fn with_bundles(count: usize) -> (Service<SqliteStore>, Vec<Cursor>) {
    let service = founded(&Clinic::new(3));
    let mut desk = Desk::new(1);
    let places = (0..count).map(|_| kept(ask(&service, 1, put(&desk.some(2)))).0).collect();
    (service, places)
}

#[test]
fn a_newer_snapshot_takes_the_place_and_old_pieces_go() {
    let (service, places) = with_bundles(3);
    let request = Request::Snapshot { stream: STREAM };
    assert_eq!(ask(&service, 2, request.clone()), Reply::Snapshot { manifest: None });
    let [one, two, three] = [b"one", b"two", b"3rd"].map(|piece| keep(&service, piece));
    let first = manifest(1, places[0], &[one, two]);
    assert_eq!(publish(&service, 1, &first), Reply::Kept);
    assert_eq!(publish(&service, 1, &first), Reply::Kept, "its answer was lost");
    assert_eq!(lacks(&service, &[one, two, three]), [three], "nobody named it");
    let three = keep(&service, b"3rd");
    let second = manifest(2, places[2], &[two, three]);
    assert_eq!(publish(&service, 2, &second), Reply::Kept);
    assert_eq!(lacks(&service, &[one, two, three]), [one]);
    let there = ask(&service, 3, request);
    assert_eq!(there, Reply::Snapshot { manifest: Some(second.encode()) });
    // One that is older, or as old, came too late.
    keep(&service, b"one");
    for older in [manifest(3, places[2], &[two]), manifest(3, places[1], &[one])] {
        assert_eq!(why(publish(&service, 3, &older)), Why::OtherRun);
    }
    assert_eq!(lacks(&service, &[two, three]), []);
}

#[test]
fn pieces_come_as_many_as_fit_and_only_those_that_are_there() {
    let (service, _) = with_bundles(1);
    let names = [vec![1; 400], vec![2; 400], vec![3; 400]].map(|piece| keep(&service, &piece));
    let pieces = |hashes: &[Hash], bytes_max| {
        ask(&service, 2, Request::Pieces { stream: STREAM, hashes: hashes.to_vec(), bytes_max })
    };
    let Reply::Pieces { pieces: two } = pieces(&names, 900) else { panic!() };
    assert_eq!(two, [vec![1; 400], vec![2; 400]]);
    let Reply::Pieces { pieces: one } = pieces(&names[2..], 1) else { panic!() };
    assert_eq!(one, [vec![3; 400]], "one always");
    assert_eq!(why(pieces(&[Hash([9; 32]), names[0]], 900)), Why::NoSuch);
    let large =
        Request::KeepPiece { stream: STREAM, piece: vec![0; PIECE_BYTES_MAX + 1], redacted_n: 0 };
    assert_eq!(why(ask(&service, 1, large)), Why::TooLarge);
    let none = Request::KeepPiece { stream: STREAM, piece: vec![], redacted_n: 0 };
    assert_eq!(why(ask(&service, 1, none)), Why::Junk);
}

#[test]
fn a_manifest_is_its_makers_of_this_store_and_whole() {
    let (service, places) = with_bundles(2);
    let one = keep(&service, b"one");
    let good = manifest(1, places[1], &[one]);
    assert_eq!(why(publish(&service, 2, &good)), Why::Junk, "another's");
    let mut forged = good.clone();
    forged.at = 6;
    assert_eq!(why(publish(&service, 1, &forged)), Why::Junk);
    let elsewhere = Cursor { incarnation: 3, ..places[1] };
    assert_eq!(why(publish(&service, 1, &manifest(1, elsewhere, &[one]))), Why::OtherRun);
    let other_run = Cursor { run: Hash([1; 32]), ..places[1] };
    assert_eq!(why(publish(&service, 1, &manifest(1, other_run, &[one]))), Why::OtherRun);
    let ahead = Cursor { seq: 9, ..places[1] };
    assert_eq!(why(publish(&service, 1, &manifest(1, ahead, &[one]))), Why::OtherRun);
    let lacking = manifest(1, places[1], &[one, Hash([7; 32])]);
    assert_eq!(why(publish(&service, 1, &lacking)), Why::Gap);
    assert_eq!(publish(&service, 1, &good), Reply::Kept);
    assert_eq!(why(ask(&service, 4, Request::Snapshot { stream: STREAM })), Why::NotEnrolled);
}

#[test]
fn pieces_are_paid_for_and_given_back() {
    let (service, places) = with_bundles(2);
    let used = || now(service.clinics(None)).unwrap()[0].used_bytes;
    let before = used();
    let one = keep(&service, &[1; 5_000]);
    keep(&service, &[1; 5_000]);
    assert_eq!(used() - before, 5_000, "once");
    let first = manifest(1, places[0], &[one]);
    publish(&service, 1, &first);
    let two = keep(&service, &[2; 100]);
    let second = manifest(1, places[1], &[two]);
    publish(&service, 1, &second);
    assert_eq!(used() - before, 100 + second.encode().len() as u64);
    now(service.set_quota(CLINIC, used() + 50)).unwrap();
    let full = Request::KeepPiece { stream: STREAM, piece: vec![3; 51], redacted_n: 0 };
    assert_eq!(why(ask(&service, 1, full)), Why::Quota);
    keep(&service, &[3; 50]);
}
