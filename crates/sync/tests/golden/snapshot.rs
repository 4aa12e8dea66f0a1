//! Snapshots on the wire: what is asked and answered of them, manifests, and pieces.

use serde_json::{Value, json};
use sync::{Cursor, DeskNo, Hash, Manifest, Part, Piece, Reply, Request, Ring, Stream, StreamKey};

use super::cast::{AT, CLINIC, desk_key, stream_key};
use super::say::{self, hex};

const STREAM: Stream = Stream::MAIN;

/// What lies in a piece: seals as they came, bytes that zstd makes much smaller, nothing.
fn plains(bundle: &[u8]) -> [Vec<u8>; 3] {
    [bundle.to_vec(), b"column by column ".repeat(40), Vec::new()]
}

fn manifest(desk: u8, cursor: Cursor, pieces: Vec<Piece>) -> Manifest {
    let (desk_no, signature) = (DeskNo(desk.into()), [0; 64]);
    let redacted_n = 0;
    let of =
        Manifest { stream: STREAM, desk: desk_no, at: AT, cursor, pieces, redacted_n, signature };
    of.sign(CLINIC, &desk_key(desk)).unwrap()
}

fn manifests(pieces: &[Vec<u8>], cursor: Cursor) -> [Manifest; 2] {
    let parts = [Part::First, Part::Rest, Part::AsIs];
    let named = parts.into_iter().zip(pieces).zip(1..).map(|((part, bytes), ops)| Piece {
        hash: Piece::hash(CLINIC, bytes),
        bytes: bytes.len() as u32,
        ops: ops * 70_000,
        part,
    });
    [manifest(2, cursor, named.collect()), manifest(3, Cursor::default(), Vec::new())]
}

fn requests(pieces: &[Vec<u8>], manifest: &Manifest) -> [Request; 8] {
    let hashes: Vec<Hash> = pieces.iter().map(|bytes| Piece::hash(CLINIC, bytes)).collect();
    [
        Request::Snapshot { stream: STREAM },
        Request::Snapshot { stream: Stream::ACCESS },
        Request::Pieces { stream: STREAM, hashes: hashes.clone(), bytes_max: 512 * 1024 },
        Request::Pieces { stream: STREAM, hashes: Vec::new(), bytes_max: u32::MAX },
        Request::Lacks { stream: STREAM, hashes },
        Request::Lacks { stream: STREAM, hashes: Vec::new() },
        Request::KeepPiece { stream: STREAM, piece: pieces[1].clone(), redacted_n: 0 },
        Request::Publish { manifest: manifest.encode() },
    ]
}

fn replies(pieces: &[Vec<u8>], manifest: &Manifest) -> [Reply; 7] {
    [
        Reply::Snapshot { manifest: Some(manifest.encode()) },
        Reply::Snapshot { manifest: None },
        Reply::Pieces { pieces: pieces[..2].to_vec() },
        Reply::Pieces { pieces: Vec::new() },
        Reply::Lacks { hashes: vec![Piece::hash(CLINIC, &pieces[2]), Hash([8; 32])] },
        Reply::Lacks { hashes: Vec::new() },
        Reply::Kept,
    ]
}

pub fn says(manifest: &Manifest) -> Value {
    let part = |part: Part| match part {
        Part::First => 1,
        Part::Rest => 2,
        Part::AsIs => 3,
    };
    let piece = |piece: &Piece| {
        json!({
            "hash": piece.hash.to_string(), "bytes": piece.bytes, "ops": piece.ops,
            "part": part(piece.part),
        })
    };
    json!({
        "stream": manifest.stream.0, "desk": manifest.desk.0, "at": manifest.at,
        "cursor": say::cursor(&manifest.cursor),
        "pieces": manifest.pieces.iter().map(piece).collect::<Vec<Value>>(),
        "signature": hex(&manifest.signature),
    })
}

/// What a piece says to whoever has its key.
pub fn opened(bytes: &[u8], key: StreamKey) -> Value {
    let key_id = key.id().to_string();
    let mut ring = Ring::default();
    ring.add(STREAM, 1, key);
    let plain = Piece::open(CLINIC, STREAM, &ring, bytes).unwrap();
    let hash = Piece::hash(CLINIC, bytes).to_string();
    json!({ "hash": hash, "key_id": key_id, "plain": hex(&plain) })
}

pub fn all(bundle: &[u8], cursor: Cursor) -> Vec<(String, Value)> {
    let key = || stream_key(STREAM, 2);
    let shut = |plain: Vec<u8>| Piece::shut(CLINIC, STREAM, &key(), &plain).unwrap();
    let pieces = plains(bundle).map(shut);
    let manifests = manifests(&pieces, cursor);
    let request = |of: Request| json!({ "bytes": hex(&of.encode()), "says": say::request(&of) });
    let reply = |of: Reply| json!({ "bytes": hex(&of.encode()), "says": say::reply(&of) });
    let secret = hex(key().secret());
    let piece = |bytes: &Vec<u8>| {
        json!({
            "bytes": hex(bytes), "key": secret, "stream": STREAM.0,
            "says": opened(bytes, key()),
        })
    };
    let signed = |of: &Manifest| {
        let desk_key = desk_key(of.desk.0.try_into().unwrap()).verifying_key();
        json!({
            "bytes": hex(&of.encode()), "desk_key": hex(desk_key.as_bytes()), "says": says(of),
        })
    };
    [
        ("snapshot_requests", json!(requests(&pieces, &manifests[0]).map(request))),
        ("snapshot_replies", json!(replies(&pieces, &manifests[0]).map(reply))),
        ("manifests", json!(manifests.each_ref().map(signed))),
        ("pieces", json!(pieces.each_ref().map(piece))),
    ]
    .map(|(of, vectors)| (of.to_owned(), vectors))
    .into()
}
