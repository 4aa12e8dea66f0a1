//! Documents that go from desk to desk on a stick alone: shut as on the wire, proven as those
//! that a server sends, and spoilt ones cost nothing that was here.

use std::io::Read;
use std::path::{Path, PathBuf};

use ::sync::{KeptBlob, Reply};
use serde_json::{Value, json};
use tests::{PASSWORD, ask, text};

use super::blobs::{Two, look, pdf, two};

const FORMAT: &[u8] = b"vaidya changes 1\n";
const DOCUMENT: usize = 600_000;
const PARTS: usize = 3;

type Spoiling<'a> = &'a dyn Fn(&mut Vec<Reply>);

struct Stick {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Stick {
    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    fn frames(&self) -> Vec<Reply> {
        let bytes = self.bytes();
        let mut rest = bytes.strip_prefix(FORMAT).unwrap();
        let mut frames = Vec::new();
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (frame, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            frames.push(Reply::decode(frame).unwrap());
            rest = after;
        }
        frames
    }

    fn put(&self, frames: &[Reply]) {
        let mut bytes = FORMAT.to_vec();
        for frame in frames {
            let frame = frame.encode();
            bytes.extend((frame.len() as u32).to_be_bytes());
            bytes.extend(frame);
        }
        std::fs::write(&self.path, bytes).unwrap();
    }
}

fn export(two: &Two, folder: &Path, with_documents: bool) -> kernel::Result<Value> {
    let args = json!({ "folder": folder, "with_documents": with_documents });
    two.pair.one.ask(&two.pair.one.owner, "desk.export_changes", args)
}

fn written(two: &Two, with_documents: bool) -> Stick {
    let folder = tempfile::tempdir().unwrap();
    let path = text(&export(two, folder.path(), with_documents).unwrap(), "/path").into();
    Stick { folder, path }
}

fn take(two: &Two, stick: &Stick) -> kernel::Result<Value> {
    let owner = Some(two.pair.owner_there.as_str());
    ask(&two.pair.two, "desk.import_changes", json!({ "path": stick.path }), owner)
}

fn taken(two: &Two, stick: &Stick) -> (u64, u64) {
    let took = take(two, stick).unwrap();
    (took["applied"].as_u64().unwrap(), took["documents"].as_u64().unwrap())
}

fn refused(two: &Two, stick: &Stick) -> String {
    take(two, stick).unwrap_err().message.into_owned()
}

/// Where a document stands at the other desk, and how much of it is there.
fn there(two: &Two, id: &Value) -> (String, u64) {
    let args = json!({ "patient_id": two.patient, "with_ended": true });
    let list = two.pair.there("attachments.of_patient", args);
    let one = list.as_array().unwrap().iter().find(|one| one["id"] == *id).unwrap();
    (text(one, "/place"), one["percent"].as_u64().unwrap())
}

/// The first frame of the document of `PARTS` parts.
fn head(frames: &[Reply]) -> usize {
    let is_it = |reply: &Reply| match reply {
        Reply::BlobState { kept } => kept[0].parts as usize == PARTS,
        _ => false,
    };
    frames.iter().position(is_it).unwrap()
}

fn spoil(reply: &mut Reply) {
    let Reply::BlobPart { bytes, .. } = reply else { panic!("{reply:?}") };
    bytes[9] ^= 1;
}

#[test]
fn a_document_goes_by_stick_alone_and_nobody_reads_it_there() {
    let two = two();
    two.pair.hall.cut(true);
    let ids = [9, 900_000].map(|length| (two.add(length), length));
    let end = json!({ "id": ids[0].0, "reason": "Put away is not gone" });
    two.pair.here("attachments.end", end);
    let here = two.pair.here("desk.documents_here", json!({}));
    assert_eq!(here, json!({ "count": 2, "bytes": 900_009 + 5 * 16 }));
    let stick = written(&two, true);
    let (applied, documents) = taken(&two, &stick);
    assert!(applied > 0 && documents == 2);
    for (id, length) in &ids {
        assert_eq!(two.seen_there(id).unwrap(), pdf(*length));
        assert_eq!(there(&two, id).0, "here", "no server has it");
    }
    let bytes = stick.bytes();
    let plain = &pdf(5_000)[4_000..4_032];
    assert!(!bytes.windows(plain.len()).any(|window| window == plain));
    assert!(!bytes.windows(5).any(|window| window == b"%PDF-"));
    assert_eq!(taken(&two, &stick), (0, 0), "once is enough");
    assert_eq!(two.seen_there(&ids[1].0).unwrap(), pdf(900_000));
    // Back again, and from there to whoever comes next: nothing is lost on the way.
    assert_eq!(two.pair.there("desk.documents_here", json!({})), here);
    let files = std::fs::read_dir(stick.folder.path()).unwrap().count();
    assert_eq!(files, 1, "and nothing half written");
}

#[test]
fn without_documents_the_file_is_as_it_was_and_their_list_comes() {
    let two = two();
    two.pair.hall.cut(true);
    let id = two.add(DOCUMENT);
    let stick = written(&two, false);
    let is_change = |reply: &Reply| matches!(reply, Reply::Control { .. } | Reply::Seals { .. });
    assert!(stick.frames().iter().all(is_change));
    assert_eq!(taken(&two, &stick).1, 0);
    assert_eq!(there(&two, &id), ("absent".into(), 0));
    // What an older program does with the other file: changes are before all documents.
    let frames = written(&two, true).frames();
    let changes = frames.iter().take_while(|reply| is_change(reply)).count();
    assert_eq!(frames.len(), changes + 1 + PARTS + 1);
    assert!(!frames[changes..].iter().any(is_change));
}

#[test]
fn a_spoilt_document_is_left_out_and_comes_with_a_good_file() {
    let two = two();
    two.pair.hall.cut(true);
    let (id, other) = (two.add(DOCUMENT), two.add(300_000));
    let stick = written(&two, true);
    let good = stick.frames();
    let head = head(&good);
    let part = |at: usize| head + 1 + at;
    let parts = |frames: &mut Vec<Reply>, parts: u32| {
        let Reply::BlobState { kept } = &mut frames[head] else { panic!() };
        kept[0].parts = parts;
    };
    let spoilt: [Spoiling<'_>; 9] = [
        &|frames| spoil(&mut frames[part(1)]),
        &|frames| frames.swap(part(0), part(1)),
        &|frames| frames.insert(part(1), frames[part(0)].clone()),
        &|frames| drop(frames.remove(part(2))),
        &|frames| parts(frames, 2),
        &|frames| parts(frames, 4),
        &|frames| parts(frames, u32::MAX),
        &|frames| {
            let Reply::BlobPart { length, .. } = &mut frames[part(0)] else { panic!() };
            *length += 1;
        },
        &|frames| {
            let Reply::BlobState { kept } = &mut frames[head] else { panic!() };
            kept.push(KeptBlob { parts: 0, ..kept[0] });
        },
    ];
    for (at, spoil) in spoilt.into_iter().enumerate() {
        let mut frames = good.clone();
        spoil(&mut frames);
        stick.put(&frames);
        let error = take(&two, &stick).unwrap_err();
        let told = (error.message.as_ref(), error.field.as_deref());
        assert_eq!(told, ("errors-sync-file-junk", Some("path")), "{at}");
        assert_eq!(there(&two, &id), ("absent".into(), 0), "{at}");
        assert_eq!(two.seen_there(&other).unwrap(), pdf(300_000), "the others come: {at}");
    }
    stick.put(&good);
    assert_eq!(taken(&two, &stick), (0, 1));
    assert_eq!(two.seen_there(&id).unwrap(), pdf(DOCUMENT));
}

#[test]
fn a_file_that_was_cut_says_so_wherever_it_was_cut() {
    let two = two();
    two.pair.hall.cut(true);
    let ids = [two.add(DOCUMENT), two.add(300_000)];
    let stick = written(&two, true);
    let (good, bytes) = (stick.frames(), stick.bytes());
    let first = good.iter().position(|reply| matches!(reply, Reply::BlobState { .. })).unwrap();
    for end in first + 1..good.len() {
        stick.put(&good[..end]);
        assert_eq!(refused(&two, &stick), "errors-sync-file-junk", "{end}");
    }
    let opened = ids.iter().filter(|id| two.seen_there(id).is_ok()).count();
    assert_eq!(opened, 2, "what was whole came");
    for end in [bytes.len() - 1, bytes.len() - 4, bytes.len() - 100_000] {
        std::fs::write(&stick.path, &bytes[..end]).unwrap();
        assert_eq!(refused(&two, &stick), "errors-sync-file-junk", "{end}");
    }
    stick.put(&good);
    assert_eq!(taken(&two, &stick), (0, 0));
}

#[test]
fn what_came_of_a_document_before_stays_until_the_whole_is_there() {
    let two = two();
    let id = two.add(1_500_000);
    two.shelf().cut_after = Some(6 + 2);
    two.meet(2);
    assert_eq!(there(&two, &id), ("coming".into(), 33));
    let stick = written(&two, true);
    let good = stick.frames();
    let mut frames = good.clone();
    let last = frames.len() - 2;
    spoil(&mut frames[last]);
    stick.put(&frames);
    for _ in 0..4 {
        assert_eq!(refused(&two, &stick), "errors-sync-file-junk");
        assert_eq!(there(&two, &id), ("coming".into(), 33));
    }
    stick.put(&good);
    assert_eq!(taken(&two, &stick).1, 1);
    assert_eq!(two.seen_there(&id).unwrap(), pdf(1_500_000));
    two.shelf().cut_after = None;
    two.shelf().asked.clear();
    two.meet(3);
    assert!(two.gets().is_empty(), "nothing is fetched that is here");
    assert_eq!(there(&two, &id).0, "sent");
}

#[test]
fn a_server_that_was_asked_before_spoils_nothing_that_the_stick_brought() {
    let two = two();
    let id = two.add(8 << 20);
    for _ in 0..8 {
        look(&two.pair.one.desk);
    }
    assert_eq!(two.place(true), "sent");
    two.shelf().is_lying = true;
    two.pair.one.clock.advance_ms(61_000);
    while two.gets().is_empty() {
        look(&two.pair.two);
    }
    assert!(two.gets().len() < 33, "it is in the middle of it");
    let stick = written(&two, true);
    assert_eq!(taken(&two, &stick).1, 1);
    let gets = two.gets();
    two.meet(4);
    assert_eq!(two.gets(), gets);
    assert_eq!(two.seen_there(&id).unwrap(), pdf(8 << 20));
}

#[test]
fn what_came_by_stick_goes_to_the_server_from_there() {
    let two = two();
    two.pair.hall.cut(true);
    let id = two.add(DOCUMENT);
    two.meet(2);
    let stick = written(&two, true);
    assert_eq!(taken(&two, &stick).1, 1);
    assert_eq!(there(&two, &id).0, "here");
    two.pair.hall.cut(false);
    // The desk that wrote it stays dark.
    for _ in 0..4 {
        two.pair.one.clock.advance_ms(61_000);
        let owner = Some(two.pair.owner_there.as_str());
        ask(&two.pair.two, "desk.touch", json!({}), owner).unwrap();
        look(&two.pair.two);
    }
    let blob = two.shelf().blobs.keys().next().copied().unwrap();
    assert!(two.shelf().kept(blob).is_whole);
    assert_eq!(two.puts(), [0, 1, 2]);
    assert_eq!(there(&two, &id).0, "sent");
}

#[test]
fn a_document_that_nobody_knows_yet_is_passed_over() {
    let two = two();
    two.pair.hall.cut(true);
    let id = two.add(DOCUMENT);
    let stick = written(&two, true);
    let good = stick.frames();
    let documents = good.iter().filter(|reply| !matches!(reply, Reply::Seals { .. }));
    stick.put(&documents.cloned().collect::<Vec<Reply>>());
    assert_eq!(taken(&two, &stick), (0, 0));
    // Known by now, and in the file twice.
    let documents = &good[head(&good)..good.len() - 1];
    stick.put(&[&good[..good.len() - 1], documents, &[Reply::Kept]].concat());
    assert_eq!(taken(&two, &stick).1, 1);
    assert_eq!(two.seen_there(&id).unwrap(), pdf(DOCUMENT));
}

#[test]
fn the_last_room_of_a_disk_is_not_for_documents() {
    let mut two = two();
    two.pair.hall.cut(true);
    let id = two.add(DOCUMENT);
    let place = vault::Place::new(two.pair.folder_there.path().join("clinic"));
    assert!(place.give_up_ballast());
    let stick = written(&two, true);
    assert_eq!(refused(&two, &stick), "errors-sync-file-no-room");
    assert_eq!(there(&two, &id), ("absent".into(), 0), "its change came");
    two.pair.one.clock.advance_ms(11 * 60_000);
    two.pair.two.tick().unwrap();
    let sign_in = json!({ "user": "meera", "password": PASSWORD });
    two.pair.owner_there =
        text(&ask(&two.pair.two, "desk.sign_in", sign_in, None).unwrap(), "/token");
    assert_eq!(taken(&two, &stick), (0, 1));
    assert_eq!(two.seen_there(&id).unwrap(), pdf(DOCUMENT));
}

#[test]
fn a_stick_that_is_full_or_not_there_keeps_nothing_half_written() {
    let two = two();
    two.add(DOCUMENT);
    let folder = tempfile::tempdir().unwrap();
    let missing = export(&two, &folder.path().join("not there"), true).unwrap_err();
    let told = (missing.message.as_ref(), missing.field.as_deref());
    assert_eq!(told, ("errors-sync-file-missing", Some("folder")));
    #[cfg(target_os = "linux")]
    {
        let part = folder.path().join("A-2026-11-22.part");
        std::os::unix::fs::symlink("/dev/full", part).unwrap();
        let full = export(&two, folder.path(), true).unwrap_err();
        assert_eq!(full.message, "errors-sync-file-full");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_locks_the_clinic_waits_for_no_stick() {
    let two = two();
    two.add(8 << 20);
    let folder = tempfile::tempdir().unwrap();
    let part = folder.path().join("A-2026-11-22.part");
    assert!(std::process::Command::new("mkfifo").arg(&part).status().unwrap().success());
    std::thread::scope(|scope| {
        let export = scope.spawn(|| export(&two, folder.path(), true));
        let mut slow = std::fs::File::open(&part).unwrap();
        slow.read_exact(&mut vec![0; 1 << 20]).unwrap();
        two.pair.here("desk.lock_vault", json!({}));
        std::io::copy(&mut slow, &mut std::io::sink()).unwrap();
        let refused = export.join().unwrap().unwrap_err();
        assert_eq!(refused.message, "errors-signed-out", "its keys are gone");
    });
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
