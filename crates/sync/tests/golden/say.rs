//! What a thing of the wire says, in JSON that any other decoder can be held against.

use serde_json::{Value, json};
use sync::control::{Act, Member};
use sync::{
    Control, Cursor, Hash, Header, KeptBlob, Leaf, NotKept, Opens, Places, Record, Reply, Request,
    Run, Seal, StreamKey, Wrapped,
};

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hexes(all: &[Vec<u8>]) -> Vec<String> {
    all.iter().map(|bytes| hex(bytes)).collect()
}

pub fn header(header: &Header) -> Value {
    let opens = header.opens.map(|opens| match opens {
        Opens::First => 1,
        Opens::Restored => 2,
    });
    let mut said = json!({
        "stream": header.stream.0, "desk": header.desk.0, "log": format!("{:016x}", header.log.0),
        "no": header.no, "parent": header.parent.to_string(), "first": header.first,
        "ops": header.ops, "root": header.root.to_string(), "schema": header.schema,
        "opens": opens,
    });
    if let Some(witness) = &header.witness {
        let (at, sum) = (witness.at.to_string(), witness.sum.to_string());
        said["witness"] = json!({ "at": at, "sum": sum, "marks": hex(&witness.marks) });
    }
    said
}

pub fn seal(seal: &Seal, ops: &[Vec<u8>]) -> Value {
    json!({
        "header": header(&seal.header), "hash": seal.hash.to_string(),
        "key_id": seal.key_id().unwrap().to_string(), "ops": hexes(ops),
    })
}

/// Of a seal from which something was taken away: every place, and what is there.
pub fn redacted(seal: &Seal, runs: &[Run]) -> Value {
    let mut ops = vec![Value::Null; seal.header.ops as usize];
    for (at, op) in runs.iter().flat_map(Run::places) {
        ops[at as usize] = hex(op).into();
    }
    json!({
        "header": header(&seal.header), "hash": seal.hash.to_string(),
        "key_id": seal.key_id().unwrap().to_string(), "ops": ops,
    })
}

pub fn bundle(bytes: &[u8], seals: &[Seal]) -> Value {
    let seals: Vec<String> = seals.iter().map(|seal| seal.hash.to_string()).collect();
    json!({ "id": sync::Bundle::id(super::CLINIC, bytes).to_string(), "seals": seals })
}

fn member(member: &Member) -> Value {
    json!({
        "desk": member.desk.0, "key": hex(&member.key), "exchange": hex(&member.exchange),
        "may_administer": member.may_administer,
    })
}

fn shut(wrapped: &Wrapped) -> Value {
    json!({
        "desk": wrapped.desk.0, "stream": wrapped.stream.0, "epoch": wrapped.epoch,
        "shut": hex(&wrapped.shut),
    })
}

pub fn wrapped(of: &Wrapped, opened: &StreamKey) -> Value {
    json!({ "wrapped": shut(of), "key": hex(opened.secret()) })
}

fn act(act: &Act) -> (u64, Value) {
    let all = |wrapped: &[Wrapped]| wrapped.iter().map(shut).collect::<Vec<Value>>();
    match act {
        Act::Found(of) => (1, member(of)),
        Act::Enrol(of) => (2, member(of)),
        Act::Revoke { desk, cut } => {
            let tip = |tip: &sync::control::Tip| json!({ "stream": tip.stream.0, "no": tip.no, "hash": tip.hash.to_string() });
            let cut: Vec<Value> = cut.iter().map(tip).collect();
            (3, json!({ "desk": desk.0, "cut": cut }))
        }
        Act::Epoch { stream, epoch, commitment, wrapped } => {
            let commitment = commitment.to_string();
            let of = json!({
                "stream": stream.0, "epoch": epoch, "commitment": commitment,
                "wrapped": all(wrapped),
            });
            (4, of)
        }
        Act::Share { wrapped } => (5, json!({ "wrapped": all(wrapped) })),
        Act::Sequencer { term, server } => (6, json!({ "term": term, "server": hex(server) })),
        Act::SchemaFloor { schema } => (7, json!({ "schema": schema })),
        Act::Adopt { desk, seal } => (8, json!({ "desk": desk.0, "seal": seal.to_string() })),
        Act::ClockFix { log, back_ms } => {
            (9, json!({ "log": format!("{:016x}", log.0), "back_ms": back_ms }))
        }
        Act::Redact { basis, removed } => {
            let one = |(seal, places): (&Hash, &Places)| json!({ "seal": seal.to_string(), "places": places.iter().collect::<Vec<u32>>() });
            let removed: Vec<Value> = removed.iter().map(one).collect();
            (10, json!({ "basis": basis.0, "removed": removed }))
        }
        Act::Unknown { kind, body } => (*kind, json!({ "body": hex(&body.encode()) })),
    }
}

pub fn record(record: &Record, head: Hash) -> Value {
    let (kind, act) = act(&record.act);
    json!({
        "n": record.n, "before": record.before.to_string(), "by": record.by.0, "at": record.at,
        "kind": kind, "act": act, "head": head.to_string(),
    })
}

pub fn control(control: &Control) -> Value {
    let desks = control.desks.values();
    let epochs = control.epochs.iter().map(|(stream, epochs)| {
        let epochs: Vec<String> = epochs.values().map(Hash::to_string).collect();
        json!({ "stream": stream.0, "commitments": epochs })
    });
    json!({
        "n": control.n, "head": control.head.to_string(), "term": control.term,
        "server": control.server.map(|key| hex(&key)), "schema_floor": control.schema_floor,
        "desks": desks.clone().map(|desk| desk.member.desk.0).collect::<Vec<u16>>(),
        "revoked": desks.filter(|desk| desk.cut.is_some()).map(|desk| desk.member.desk.0)
            .collect::<Vec<u16>>(),
        "epochs": epochs.collect::<Vec<Value>>(),
        "adopted": control.adopted.iter().map(Hash::to_string).collect::<Vec<String>>(),
    })
}

fn leaves(leaves: &[Leaf]) -> Vec<Value> {
    let leaf =
        |leaf: &Leaf| json!({ "desk": leaf.desk.0, "no": leaf.no, "hash": leaf.hash.to_string() });
    leaves.iter().map(leaf).collect()
}

pub fn cursor(cursor: &Cursor) -> Value {
    let incarnation = format!("{:016x}", cursor.incarnation);
    json!({ "incarnation": incarnation, "seq": cursor.seq, "run": cursor.run.to_string() })
}

fn hashes(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}

pub fn request(request: &Request) -> Value {
    match request {
        Request::Greet => json!({ "kind": 1 }),
        Request::Control { after } => json!({ "kind": 2, "after": after }),
        Request::Extend { head, records } => {
            json!({ "kind": 3, "head": head.to_string(), "records": hexes(records) })
        }
        Request::Leaves { stream } => json!({ "kind": 4, "stream": stream.0 }),
        Request::Put { stream, bundle } => {
            json!({ "kind": 5, "stream": stream.0, "bundle": hex(bundle) })
        }
        Request::Log { stream, cursor: of, bytes_max } => json!({
            "kind": 6, "stream": stream.0, "cursor": cursor(of), "bytes_max": bytes_max,
        }),
        Request::Missing(missing) => json!({
            "kind": 7, "stream": missing.stream.0, "bytes_max": missing.bytes_max,
            "have": leaves(&missing.have),
        }),
        Request::Snapshot { stream } => json!({ "kind": 8, "stream": stream.0 }),
        Request::Pieces { stream, hashes: of, bytes_max } => json!({
            "kind": 9, "stream": stream.0, "hashes": hashes(of), "bytes_max": bytes_max,
        }),
        Request::Lacks { stream, hashes: of } => {
            json!({ "kind": 10, "stream": stream.0, "hashes": hashes(of) })
        }
        Request::KeepPiece { stream, piece, redacted_n } => {
            let mut said = json!({ "kind": 11, "stream": stream.0, "piece": hex(piece) });
            if *redacted_n > 0 {
                said["redacted_n"] = json!(redacted_n);
            }
            said
        }
        Request::Publish { manifest } => json!({ "kind": 12, "manifest": hex(manifest) }),
        Request::BlobState { ids } => json!({ "kind": 13, "ids": hashes(ids) }),
        Request::BlobPut { id, length, part, bytes } => json!({
            "kind": 14, "id": id.to_string(), "length": length, "part": part, "bytes": hex(bytes),
        }),
        Request::BlobGet { id, part } => {
            json!({ "kind": 15, "id": id.to_string(), "part": part })
        }
        Request::Unredacted { stream } => json!({ "kind": 16, "stream": stream.0 }),
        Request::Replace { stream, bundle } => {
            json!({ "kind": 17, "stream": stream.0, "bundle": hex(bundle) })
        }
    }
}

pub fn reply(reply: &Reply) -> Value {
    match reply {
        Reply::Greeting(of) => json!({
            "kind": 1, "server": hex(&of.server), "incarnation": format!("{:016x}", of.incarnation),
            "now": of.now, "control_n": of.control_n, "control_head": of.control_head.to_string(),
            "newest": of.newest, "oldest": of.oldest,
        }),
        Reply::Control { records } => json!({ "kind": 2, "records": hexes(records) }),
        Reply::Leaves { leaves: of } => json!({ "kind": 3, "leaves": leaves(of) }),
        Reply::Put { ack, forks, not_kept } => {
            let one = |seal: &NotKept| json!([seal.no, super::cast::number_of(seal.why)]);
            let mut says = json!({
                "kind": 4, "stream": ack.stream.0, "term": ack.term,
                "cursor": cursor(&ack.cursor), "at": ack.at, "signature": hex(&ack.signature),
                "forks": forks.iter().map(Hash::to_string).collect::<Vec<String>>(),
            });
            // Those that were frozen before there was such a thing do not speak of it.
            if !not_kept.is_empty() {
                says["not_kept"] = not_kept.iter().map(one).collect();
            }
            says
        }
        Reply::Page(page) => {
            let mut said = json!({
                "kind": 5, "bundles": hexes(&page.bundles), "cursor": cursor(&page.cursor),
                "is_last": page.is_last,
            });
            if !page.replaced.is_empty() {
                let one = |(at, id): &(u32, Hash)| json!([at, id.to_string()]);
                said["replaced"] = page.replaced.iter().map(one).collect();
            }
            said
        }
        Reply::Seals { bundle, is_last } => {
            json!({ "kind": 6, "bundle": hex(bundle), "is_last": is_last })
        }
        Reply::Refused(refusal) => json!({
            "kind": 7, "why": super::cast::number_of(refusal.why),
            "retry_after_ms": refusal.retry_after_ms,
        }),
        Reply::Snapshot { manifest } => {
            json!({ "kind": 8, "manifest": manifest.as_ref().map(|bytes| hex(bytes)) })
        }
        Reply::Pieces { pieces } => json!({ "kind": 9, "pieces": hexes(pieces) }),
        Reply::Lacks { hashes: of } => json!({ "kind": 10, "hashes": hashes(of) }),
        Reply::Kept => json!({ "kind": 11 }),
        Reply::BlobState { kept } => {
            let one = |blob: &KeptBlob| json!({ "id": blob.id.to_string(), "parts": blob.parts, "is_whole": blob.is_whole });
            json!({ "kind": 12, "kept": kept.iter().map(one).collect::<Vec<Value>>() })
        }
        Reply::BlobPart { length, bytes } => {
            json!({ "kind": 13, "length": length, "bytes": hex(bytes) })
        }
    }
}
