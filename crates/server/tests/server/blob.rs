//! Blobs at the server: part by part, proven before anyone is given them, forgotten where the
//! disk lost or spoilt them.

use std::path::{Path, PathBuf};

use server::{Bodies, Service, SqliteStore};
use sync::{BLOB_BYTES_MAX, BLOB_PART_BYTES, Hash, KeptBlob, Reply, Request, Why, blob_id};

use crate::fixture::*;
use crate::trace::Dice;

const PART: usize = BLOB_PART_BYTES;

fn with_bodies(bodies: Bodies) -> Service<SqliteStore> {
    let service = in_memory().with_bodies(bodies);
    now(service.found(CLINIC, Clinic::new(3).records, None, 1));
    service
}

fn service() -> Service<SqliteStore> {
    with_bodies(Bodies::in_memory())
}

fn bytes(of: u8, length: usize) -> Vec<u8> {
    (0..length).map(|at| of.wrapping_add((at % 251) as u8)).collect()
}

/// One part of these bytes, under whichever name.
fn part_of(id: Hash, bytes: &[u8], part: usize) -> Request {
    let of = bytes.chunks(PART).nth(part).unwrap_or_default().to_vec();
    Request::BlobPut { id, length: bytes.len() as u32, part: part as u32, bytes: of }
}

fn put_all(service: &Service<SqliteStore>, bytes: &[u8]) -> Hash {
    let id = blob_id(CLINIC, bytes);
    for part in 0..bytes.len().div_ceil(PART) {
        assert_eq!(ask(service, 1, part_of(id, bytes, part)), Reply::Kept);
    }
    id
}

fn state(service: &Service<SqliteStore>, id: Hash) -> (u32, bool) {
    match ask(service, 2, Request::BlobState { ids: vec![id] }) {
        Reply::BlobState { kept } => {
            let [KeptBlob { id: of, parts, is_whole }] = kept[..] else { panic!("{kept:?}") };
            assert_eq!(of, id);
            (parts, is_whole)
        }
        other => panic!("{other:?}"),
    }
}

fn got(service: &Service<SqliteStore>, id: Hash) -> Option<Vec<u8>> {
    let mut all = vec![];
    loop {
        let part = (all.len() / PART) as u32;
        match ask(service, 3, Request::BlobGet { id, part }) {
            Reply::BlobPart { length, bytes } => {
                all.extend(bytes);
                if all.len() == length as usize {
                    return Some(all);
                }
            }
            other => {
                assert_eq!(why(other), Why::NoSuch);
                return None;
            }
        }
    }
}

fn used(service: &Service<SqliteStore>) -> u64 {
    now(service.clinics(None)).unwrap()[0].used_bytes
}

#[test]
fn a_blob_comes_in_parts_and_goes_out_whole() {
    let service = service();
    let bytes = bytes(1, 2 * PART + 77);
    let id = blob_id(CLINIC, &bytes);
    assert_eq!(state(&service, id), (0, false));
    assert_eq!(why(ask(&service, 1, part_of(id, &bytes, 1))), Why::Gap);
    for part in [0, 0, 1, 0] {
        assert_eq!(ask(&service, 1, part_of(id, &bytes, part)), Reply::Kept);
    }
    assert_eq!(state(&service, id), (2, false));
    assert_eq!(got(&service, id), None, "nobody is given half a blob");
    assert_eq!(ask(&service, 2, part_of(id, &bytes, 2)), Reply::Kept, "another desk goes on");
    assert_eq!(ask(&service, 1, part_of(id, &bytes, 2)), Reply::Kept, "the answer was lost");
    assert_eq!(state(&service, id), (3, true));
    assert_eq!(got(&service, id), Some(bytes.clone()));
    assert_eq!(used(&service), bytes.len() as u64);
    let beyond = Request::BlobGet { id, part: 3 };
    assert_eq!(why(ask(&service, 1, beyond)), Why::NoSuch);
    let other = part_of(id, &vec![9; bytes.len()], 0);
    assert_eq!(why(ask(&service, 1, other)), Why::Junk, "it is proven");
    assert_eq!(got(&service, id), Some(bytes));
}

#[test]
fn what_no_blob_can_be_is_refused() {
    let service = service();
    let refused = |length: usize, part: u32, bytes: usize| {
        let (id, bytes) = (Hash([1; 32]), vec![1; bytes]);
        why(ask(&service, 1, Request::BlobPut { id, length: length as u32, part, bytes }))
    };
    assert_eq!(refused(0, 0, 0), Why::Junk);
    assert_eq!(refused(10, 0, 9), Why::Junk);
    assert_eq!(refused(10, 0, 11), Why::Junk);
    assert_eq!(refused(10, 1, 10), Why::Junk);
    assert_eq!(refused(PART + 1, 0, 1), Why::Junk);
    assert_eq!(refused(PART + 1, u32::MAX, 1), Why::Junk);
    assert_eq!(refused(BLOB_BYTES_MAX + 1, 0, PART), Why::TooLarge);
    assert_eq!(refused(usize::MAX, 0, PART), Why::TooLarge);
    let ids = vec![Hash([1; 32]); 257];
    assert_eq!(why(ask(&service, 1, Request::BlobState { ids })), Why::TooLarge);
    assert_eq!(ask(&service, 1, Request::BlobState { ids: vec![] }), {
        Reply::BlobState { kept: vec![] }
    });
    let get = Request::BlobGet { id: Hash([1; 32]), part: 0 };
    assert_eq!(why(ask(&service, 1, get)), Why::NoSuch);
    assert_eq!(used(&service), 0);
}

#[test]
fn a_whole_that_is_not_its_name_is_dropped() {
    let service = service();
    let (good, bad) = (bytes(1, 2 * PART), bytes(2, 2 * PART));
    let id = blob_id(CLINIC, &good);
    assert_eq!(ask(&service, 2, part_of(id, &bad, 0)), Reply::Kept);
    assert_eq!(why(ask(&service, 1, part_of(id, &good, 1))), Why::Junk);
    assert_eq!((state(&service, id), used(&service)), ((0, false), 0));
    // Nobody keeps a blob from coming by having lied about it.
    assert_eq!(ask(&service, 2, part_of(id, &bad[..PART + 5], 0)), Reply::Kept);
    assert_eq!(why(ask(&service, 1, part_of(id, &good, 1))), Why::Junk, "another length");
    assert_eq!(ask(&service, 1, part_of(id, &good, 0)), Reply::Kept, "begun anew");
    assert_eq!(ask(&service, 2, part_of(id, &bad, 0)), Reply::Kept, "and once more");
    assert_eq!(ask(&service, 1, part_of(id, &good, 0)), Reply::Kept);
    assert_eq!(ask(&service, 1, part_of(id, &good, 1)), Reply::Kept);
    assert_eq!(got(&service, id), Some(good));
}

#[test]
fn a_blob_is_begun_if_all_of_it_has_room() {
    let service = service();
    now(service.set_quota(CLINIC, 3 * PART as u64)).unwrap();
    let large = bytes(1, 3 * PART + 1);
    let begun = part_of(blob_id(CLINIC, &large), &large, 0);
    assert_eq!(why(ask(&service, 1, begun.clone())), Why::Quota);
    let small = put_all(&service, &bytes(2, 2 * PART));
    assert_eq!(used(&service), 2 * PART as u64);
    let next = bytes(3, PART + 1);
    assert_eq!(why(ask(&service, 1, part_of(blob_id(CLINIC, &next), &next, 0))), Why::Quota);
    assert_eq!(state(&service, small), (2, true));
    now(service.set_quota(CLINIC, 9 * PART as u64)).unwrap();
    assert_eq!(ask(&service, 1, begun), Reply::Kept);
}

#[test]
fn a_server_without_a_place_for_blobs_says_so() {
    let service = founded(&Clinic::new(1));
    let bytes = bytes(1, 9);
    let id = blob_id(CLINIC, &bytes);
    let requests = [
        Request::BlobState { ids: vec![id] },
        part_of(id, &bytes, 0),
        Request::BlobGet { id, part: 0 },
    ];
    for request in requests {
        assert_eq!(why(ask(&service, 1, request)), Why::Newer, "unlike a blob that is not there");
    }
}

fn place(folder: &Path, id: Hash, part: u32) -> PathBuf {
    folder.join(format!("blobs/{CLINIC}/{id}/{part}"))
}

#[test]
fn what_the_disk_lost_or_spoilt_is_forgotten_and_brought_again() {
    let folder = tempfile::tempdir().unwrap();
    let service = with_bodies(Bodies::folder(folder.path()).unwrap());
    let bytes = bytes(4, PART + 9);
    let id = put_all(&service, &bytes);
    let spoil: [&dyn Fn(&Path); 4] = [
        &|path| std::fs::remove_file(path).unwrap(),
        &|path| std::fs::write(path, b"cut short").unwrap(),
        &|path| std::fs::write(path, vec![7; PART + 1]).unwrap(),
        &|path| {
            let mut bytes = std::fs::read(path).unwrap();
            bytes[0] ^= 1;
            std::fs::write(path, bytes).unwrap();
        },
    ];
    for (at, spoil) in spoil.iter().enumerate() {
        assert_eq!(got(&service, id), Some(bytes.clone()));
        spoil(&place(folder.path(), id, at as u32 % 2));
        assert_eq!(got(&service, id), None);
        assert_eq!((state(&service, id), used(&service)), ((0, false), 0));
        assert_eq!(put_all(&service, &bytes), id);
    }
    // Lost before it was whole: from the first part on again.
    let next = self::bytes(5, PART + 9);
    let id = blob_id(CLINIC, &next);
    assert_eq!(ask(&service, 1, part_of(id, &next, 0)), Reply::Kept);
    std::fs::write(place(folder.path(), id, 0), b"").unwrap();
    assert_eq!(why(ask(&service, 1, part_of(id, &next, 1))), Why::Gap);
    assert_eq!(state(&service, id), (0, false));
    put_all(&service, &next);
    assert_eq!(got(&service, id), Some(next));
}

#[test]
fn a_disk_that_is_not_mounted_loses_no_blob() {
    let folder = tempfile::tempdir().unwrap();
    let service = with_bodies(Bodies::folder(folder.path()).unwrap());
    let bytes = bytes(4, 99);
    let id = put_all(&service, &bytes);
    let (here, away) = (folder.path().join("blobs"), folder.path().join("away"));
    std::fs::rename(&here, &away).unwrap();
    std::fs::create_dir(&here).unwrap();
    assert_eq!(why(ask(&service, 1, Request::BlobGet { id, part: 0 })), Why::Busy);
    std::fs::remove_dir(&here).unwrap();
    std::fs::rename(&away, &here).unwrap();
    assert_eq!(got(&service, id), Some(bytes));
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(here.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn what_nobody_went_on_with_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let service = with_bodies(Bodies::folder(folder.path()).unwrap());
    let whole = put_all(&service, &bytes(1, 99));
    let half = bytes(2, PART + 1);
    let half_id = blob_id(CLINIC, &half);
    assert_eq!(ask(&service, 1, part_of(half_id, &half, 0)), Reply::Kept);
    // The process ended between object and row.
    let bodies = Bodies::folder(folder.path()).unwrap();
    let alone = Hash([8; 32]);
    now(bodies.put_part(CLINIC, alone, 0, vec![1; 9])).unwrap();
    // Requests are answered at 1000: the row is as old as that, the objects are of today.
    assert_eq!(now(service.sweep_blobs(1_000)).unwrap(), 0);
    assert_eq!(now(service.sweep_blobs(1_001)).unwrap(), 1, "the row alone");
    assert_eq!((state(&service, half_id), used(&service)), ((0, false), 99));
    assert!(!place(folder.path(), half_id, 0).exists());
    assert!(place(folder.path(), alone, 0).exists(), "its row may be on its way");
    assert_eq!(now(service.sweep_blobs(i64::MAX)).unwrap(), 1);
    assert!(!place(folder.path(), alone, 0).exists());
    assert_eq!(got(&service, whole), Some(bytes(1, 99)));
    assert_eq!(now(service.sweep_blobs(i64::MAX)).unwrap(), 0);
}

#[test]
fn whatever_desks_send_a_whole_blob_is_its_name_and_every_byte_is_counted() {
    for seed in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        let bodies = Bodies::folder(folder.path()).unwrap();
        let (service, mut dice) = (with_bodies(bodies), Dice::new(seed));
        let lengths = [1, 300, PART, PART + 1, 2 * PART + 7];
        let blobs: Vec<Vec<u8>> = (1..=3).map(|of| bytes(of, lengths[dice.below(5)])).collect();
        let ids: Vec<Hash> = blobs.iter().map(|bytes| blob_id(CLINIC, bytes)).collect();
        for _ in 0..60 {
            let (of, named) = (dice.below(3), dice.below(3));
            // Most are honest.
            let id = if dice.below(4) > 0 { ids[of] } else { ids[named] };
            let part = dice.below(blobs[of].len().div_ceil(PART));
            let reply = ask(&service, 1 + dice.below(3) as u16, part_of(id, &blobs[of], part));
            assert!(matches!(reply, Reply::Kept | Reply::Refused(_)), "{reply:?}");
            if dice.below(12) == 0 {
                let _ = std::fs::remove_file(place(folder.path(), id, part as u32));
            }
            if dice.below(12) == 0 {
                got(&service, id);
            }
        }
        let mut counted = 0;
        for (id, bytes) in ids.iter().zip(&blobs) {
            if let Some(whole) = got(&service, *id) {
                assert_eq!(blob_id(CLINIC, &whole), *id, "seed {seed}");
            }
            // Whatever was done to it, a desk that has it can bring it.
            for part in 0..bytes.len().div_ceil(PART) {
                ask(&service, 1, part_of(*id, bytes, part));
            }
            if !state(&service, *id).1 {
                put_all(&service, bytes);
            }
            counted += bytes.len() as u64;
            assert_eq!(got(&service, *id).as_ref(), Some(bytes), "seed {seed}");
        }
        let own: std::collections::BTreeSet<_> = ids.into_iter().collect();
        assert_eq!((own.len(), used(&service)), (3, counted), "seed {seed}");
    }
}
