//! The wire as it was frozen: every kind of header, seal, bundle, control record, wrapped
//! key, request and reply, made once from fixed inputs. Today's code must read them, say of
//! them what was said then, and write the same bytes; so must a second decoder that shares
//! no line with it (`decode.py`).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

#[path = "golden/cast.rs"]
mod cast;
#[path = "golden/say.rs"]
mod say;
#[path = "golden/snapshot.rs"]
mod snapshot;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use cast::{CLINIC, desk_key, exchange, server_key};
use serde_json::{Value, json};
use sync::{
    Bundle, Control, Cursor, Hash, Header, Manifest, Piece, Reply, Request, Ring, Run, Seal,
    Stream, Wrapped,
};
use sync::{StreamKey, unwrap};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/wire.json");
const DECODER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/decode.py");

fn vectors() -> Value {
    serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap()
}

fn each<'a>(vectors: &'a Value, of: &str) -> impl Iterator<Item = (Vec<u8>, &'a Value)> {
    let all = vectors[of].as_array().unwrap();
    assert!(!all.is_empty(), "{of}");
    all.iter().map(|one| (bytes(&one["bytes"]), one))
}

/// Requests or replies: of ops, of blobs, of snapshots, of what is taken away.
fn kinds_of<'a>(vectors: &'a Value, of: &'a str) -> impl Iterator<Item = (Vec<u8>, &'a Value)> {
    let names =
        [of.to_owned(), format!("blob_{of}"), format!("snapshot_{of}"), format!("redact_{of}")];
    names.into_iter().flat_map(move |name| each(vectors, &name).collect::<Vec<_>>())
}

fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap().as_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap() as u8;
    text.chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn array<const N: usize>(text: &Value) -> [u8; N] {
    bytes(text).try_into().unwrap()
}

fn key(of: &Value) -> StreamKey {
    StreamKey::new(zeroize::Zeroizing::new(array(of)))
}

/// Writes the vectors anew. The format is frozen: only a new kind of thing is added to it.
#[test]
#[ignore = "writes the file that the others read"]
fn make() {
    let mut all = cast::all();
    // What was frozen stays as it was written then.
    let frozen = vectors();
    all.as_object_mut().unwrap().extend(frozen.as_object().unwrap().clone());
    let text = serde_json::to_string_pretty(&all).unwrap();
    std::fs::write(FILE, text + "\n").unwrap();
    for (file, bytes) in seeds(&all) {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

#[test]
fn keys_have_their_names() {
    let vectors = vectors();
    for of in vectors["keys"].as_array().unwrap() {
        let key = key(&of["secret"]);
        assert_eq!(key.id().to_string(), of["id"].as_str().unwrap());
        assert_eq!(key.commitment().to_string(), of["commitment"].as_str().unwrap());
    }
}

#[test]
fn headers_come_back() {
    for (bytes, one) in each(&vectors(), "headers") {
        let header = Header::decode(&bytes).unwrap();
        assert_eq!(say::header(&header), one["says"]);
        assert_eq!(header.encode(), bytes);
        assert_eq!(Header::hash(CLINIC, &bytes).to_string(), one["hash"].as_str().unwrap());
    }
}

#[test]
fn seals_open() {
    let vectors = vectors();
    for (bytes, one) in
        each(&vectors, "seals").chain(each(&vectors, "dense")).chain(each(&vectors, "witnessed"))
    {
        let seal = Seal::read(CLINIC, bytes.clone()).unwrap();
        seal.verify(CLINIC, &array(&one["desk_key"])).unwrap();
        let mut ring = Ring::default();
        ring.add(seal.header.stream, 1, key(&one["key"]));
        let runs = seal.open(CLINIC, &ring).unwrap();
        let [Run { from: 0, ops }] = &runs[..] else { panic!("a whole seal") };
        assert_eq!(say::seal(&seal, ops), one["says"]);
        // The clear part is the same to the byte; what zstd makes of a body may differ from
        // one of its versions to the next, and nothing hangs on it.
        let again = cast::seal_again(&seal, ops, one);
        let clear = 2 + seal.header.encode().len() + 64 + 8 + 24;
        assert_eq!((again.hash, &again.bytes[..clear]), (seal.hash, &bytes[..clear]));
        assert_eq!(again.open(CLINIC, &ring).unwrap(), runs);
    }
}

#[test]
fn redacted_seals_open() {
    for (bytes, one) in each(&vectors(), "redacted") {
        let seal = Seal::read(CLINIC, bytes).unwrap();
        seal.verify(CLINIC, &array(&one["desk_key"])).unwrap();
        let mut ring = Ring::default();
        ring.add(seal.header.stream, 2, key(&one["key"]));
        assert_eq!(say::redacted(&seal, &seal.open(CLINIC, &ring).unwrap()), one["says"]);
    }
}

#[test]
fn bundles_come_apart_and_together() {
    for (bytes, one) in each(&vectors(), "bundles") {
        let seals = Bundle::seals(CLINIC, &bytes).unwrap();
        assert_eq!(say::bundle(&bytes, &seals), one["says"]);
        let mut again = Bundle::default();
        assert!(seals.iter().all(|seal| again.add(&seal.bytes, usize::MAX)));
        assert_eq!(again.bytes, bytes);
    }
}

#[test]
fn the_control_log_is_admitted() {
    let mut control = Control::new(CLINIC);
    for (bytes, one) in each(&vectors(), "control") {
        let record = control.admit(&bytes).unwrap();
        assert_eq!(say::record(&record, control.head), one["says"]);
        let signer = desk_key(record.by.0.try_into().unwrap());
        assert_eq!(record.sign(CLINIC, &signer).unwrap(), bytes);
    }
    assert_eq!(say::control(&control), vectors()["folded"]);
    for (bytes, one) in each(&vectors(), "clock_fix") {
        let record = control.admit(&bytes).unwrap();
        assert_eq!(say::record(&record, control.head), one["says"]);
        assert_eq!(record.sign(CLINIC, &desk_key(2)).unwrap(), bytes);
    }
    assert_eq!(control.clock_fixes.len(), 1);
    for (bytes, one) in each(&vectors(), "redact") {
        let record = control.admit(&bytes).unwrap();
        assert_eq!(say::record(&record, control.head), one["says"]);
        assert_eq!(record.sign(CLINIC, &desk_key(2)).unwrap(), bytes);
    }
    assert_eq!((control.redacted.len(), control.redacted_n), (2, control.n));
}

#[test]
fn wrapped_keys_open() {
    for (bytes, one) in each(&vectors(), "wrapped") {
        let wrapped = Wrapped::from_cbor(cbor::Cbor::decode(&bytes).unwrap()).unwrap();
        let opened = unwrap(CLINIC, &wrapped, &exchange(wrapped.desk.0.try_into().unwrap()));
        assert_eq!(say::wrapped(&wrapped, &opened.unwrap()), one["says"]);
        assert_eq!(wrapped.to_cbor().encode(), bytes);
    }
}

#[test]
fn requests_come_back() {
    let vectors = vectors();
    for (bytes, one) in kinds_of(&vectors, "requests") {
        let request = Request::decode(&bytes).unwrap();
        assert_eq!(say::request(&request), one["says"]);
        assert_eq!(request.encode(), bytes);
    }
}

#[test]
fn replies_come_back() {
    let vectors = vectors();
    let put = each(&vectors, "put_replies").collect::<Vec<_>>();
    for (bytes, one) in kinds_of(&vectors, "replies").chain(put) {
        let reply = Reply::decode(&bytes).unwrap();
        assert_eq!(say::reply(&reply), one["says"]);
        assert_eq!(reply.encode(), bytes);
        if let Reply::Put { ack, .. } = reply {
            let server = server_key().verifying_key().to_bytes();
            assert_eq!(ack.is_signed_by(CLINIC, &server), ack.term > 0);
        }
    }
}

#[test]
fn manifests_are_signed_and_come_back() {
    for (bytes, one) in each(&vectors(), "manifests") {
        let manifest = Manifest::decode(&bytes).unwrap();
        assert_eq!(snapshot::says(&manifest), one["says"]);
        assert_eq!(manifest.encode(), bytes);
        assert!(manifest.is_signed_by(CLINIC, &array(&one["desk_key"])));
        let other = Manifest { at: manifest.at + 1, ..manifest };
        assert!(!other.is_signed_by(CLINIC, &array(&one["desk_key"])));
    }
}

#[test]
fn pieces_open() {
    for (bytes, one) in each(&vectors(), "pieces") {
        assert_eq!(snapshot::opened(&bytes, key(&one["key"])), one["says"]);
        // What zstd makes of it may differ from one of its versions to the next.
        let plain = self::bytes(&one["says"]["plain"]);
        let again = Piece::shut(CLINIC, Stream::MAIN, &key(&one["key"]), &plain).unwrap();
        assert_eq!(snapshot::opened(&again, key(&one["key"]))["plain"], one["says"]["plain"]);
    }
}

/// What a fuzzer begins with: every message that was frozen.
const SEEDS: [(&str, &[&str]); 3] = [
    ("request", &["requests", "blob_requests", "snapshot_requests"]),
    ("reply", &["replies", "blob_replies", "snapshot_replies"]),
    ("snapshot", &["manifests"]),
];

/// One input a file, named by what is in it.
fn seeds(vectors: &Value) -> BTreeMap<PathBuf, Vec<u8>> {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus"));
    let mut files = BTreeMap::new();
    for (target, of) in SEEDS {
        for bytes in of.iter().flat_map(|of| each(vectors, of).map(|(bytes, _)| bytes)) {
            let name: String = Bundle::id(CLINIC, &bytes).to_string().chars().take(16).collect();
            files.insert(corpus.join(target).join(name), bytes);
        }
    }
    files
}

#[test]
fn a_fuzzer_begins_with_every_frozen_message() {
    for (file, bytes) in seeds(&vectors()) {
        let kept = std::fs::read(&file).unwrap_or_default();
        assert_eq!(kept, bytes, "{}: made anew by the test `make`", file.display());
    }
}

#[test]
fn blobs_have_their_names() {
    for (bytes, one) in each(&vectors(), "blob_names") {
        assert_eq!(sync::blob_id(CLINIC, &bytes).to_string(), one["says"].as_str().unwrap());
    }
}

#[test]
fn cursors_run_as_they_ran() {
    let vectors = vectors();
    let run = &vectors["run"];
    let start = Cursor { incarnation: u64::MAX - 5, ..Cursor::default() };
    let steps = run.as_array().unwrap();
    let reached = steps.iter().fold(start, |place, step| {
        let next = place.after(CLINIC, Hash(array(&step["bundle"])));
        assert_eq!(say::cursor(&next), step["says"]);
        assert_eq!(next.to_cbor().encode(), bytes(&step["bytes"]));
        next
    });
    assert_eq!(reached.seq, steps.len() as u64);
}

#[test]
fn every_kind_is_there() {
    let vectors = vectors();
    let kinds = |of: &str| {
        let all = vectors[of].as_array().unwrap().iter();
        let mut kinds: Vec<u64> = all.map(|one| one["says"]["kind"].as_u64().unwrap()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds("requests"), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(kinds("replies"), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(kinds("blob_requests"), [13, 14, 15]);
    assert_eq!(kinds("blob_replies"), [12, 13]);
    assert_eq!(kinds("snapshot_requests"), [8, 9, 10, 11, 12]);
    assert_eq!(kinds("snapshot_replies"), [8, 9, 10, 11]);
    assert_eq!(kinds("redact_requests"), [16, 17]);
    assert_eq!(kinds("redact"), [10]);
    assert_eq!(kinds("redact_replies"), [5]);
    assert_eq!(kinds("put_replies"), [4]);
    assert_eq!(kinds("control"), [1, 2, 3, 4, 5, 6, 7, 8, 40]);
    let refusals = vectors["replies"].as_array().unwrap().iter();
    let refusals = refusals.filter(|one| one["says"]["kind"] == 7);
    assert_eq!(refusals.count(), 12, "one for each reason");
    let streams = vectors["seals"].as_array().unwrap().iter();
    assert!(streams.into_iter().any(|one| one["says"]["header"]["stream"] == Stream::ACCESS.0));
}

/// Python's standard library, the `zstd` tool, and ciphers written out in 300 lines.
#[test]
fn a_second_decoder_reads_the_same() {
    let output = Command::new("python3").arg("-B").arg(DECODER).arg(FILE).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let vectors = vectors();
    for (of, count) in said["said"].as_object().unwrap() {
        let says = |one: &Value| one["says"].clone();
        let wanted: Vec<Value> = vectors[of].as_array().unwrap().iter().map(says).collect();
        assert_eq!(count.as_array().unwrap(), &wanted, "{of}");
    }
    let all = [
        "blob_names",
        "blob_replies",
        "blob_requests",
        "bundles",
        "clock_fix",
        "control",
        "dense",
        "headers",
        "manifests",
        "pieces",
        "put_replies",
        "redact",
        "redact_replies",
        "redact_requests",
        "redacted",
        "replies",
        "requests",
        "run",
        "seals",
        "snapshot_replies",
        "snapshot_requests",
        "witnessed",
        "wrapped",
    ];
    let said_of: Vec<&String> = said["said"].as_object().unwrap().keys().collect();
    assert_eq!(said_of, all);
    assert_eq!(said["folded"], vectors["folded"]);
    assert_eq!(said["checked"], json!({ "forged": "refused" }));
}
