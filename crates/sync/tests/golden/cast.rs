//! The fixed inputs: one clinic of three desks, its keys, and one of everything they say.

use cbor::Cbor;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use sync::control::{Act, Basis, Member, Tip};
use sync::{
    Ack, Bundle, ClinicId, Control, Cursor, DeskNo, Greeting, Hash, Header, KeptBlob, Leaf, LogId,
    Missing, NotKept, Opens, Page, Place, Places, Refusal, Reply, Request, Ring, Seal, Sealing,
    Stream, StreamKey, Why, Witness, Wrapped, blob_id, exchange_public, unwrap, wrap,
};
use zeroize::Zeroizing;

use super::say::{self, hex};
use super::snapshot;

pub const CLINIC: ClinicId = ClinicId(*b"a clinic of ours");
pub const AT: i64 = 1_795_000_000_000;
const INCARNATION: u64 = u64::MAX - 5;

pub const WHYS: [Why; 12] = [
    Why::Busy,
    Why::RateLimited,
    Why::ControlMoved,
    Why::Gap,
    Why::OtherRun,
    Why::Revoked,
    Why::NotEnrolled,
    Why::Quota,
    Why::TooLarge,
    Why::Junk,
    Why::Newer,
    Why::NoSuch,
];

pub fn number_of(why: Why) -> usize {
    WHYS.iter().position(|other| *other == why).unwrap() + 1
}

pub fn desk_key(desk: u8) -> SigningKey {
    SigningKey::from_bytes(&[desk; 32])
}

pub fn server_key() -> SigningKey {
    SigningKey::from_bytes(&[99; 32])
}

pub fn exchange(desk: u8) -> Zeroizing<[u8; 32]> {
    Zeroizing::new([desk | 64; 32])
}

pub fn stream_key(stream: Stream, epoch: u8) -> StreamKey {
    StreamKey::new(Zeroizing::new([16 * stream.0 + epoch; 32]))
}

fn member(desk: u8, may_administer: bool) -> Member {
    Member {
        desk: DeskNo(desk.into()),
        key: desk_key(desk).verifying_key().to_bytes(),
        exchange: exchange_public(&exchange(desk)),
        may_administer,
    }
}

fn shut_for(desk: u8, stream: Stream, epoch: u8) -> Wrapped {
    let seed = Zeroizing::new([128 + 8 * desk + stream.0 + epoch; 32]);
    let to = (DeskNo(desk.into()), &member(desk, false).exchange);
    wrap(CLINIC, to, (stream, epoch.into(), &stream_key(stream, epoch)), seed).unwrap()
}

fn epoch(stream: Stream, epoch: u8, desks: &[u8]) -> Act {
    Act::Epoch {
        stream,
        epoch: epoch.into(),
        commitment: stream_key(stream, epoch).commitment(),
        wrapped: desks.iter().map(|desk| shut_for(*desk, stream, epoch)).collect(),
    }
}

struct Sealed {
    seal: Seal,
    says: Value,
}

/// Ops from one byte to many and repeating ones: padding and compression both show. Every
/// other has the form that is folded, with every kind of value and of id.
fn ops(from: u8, count: usize) -> Vec<Vec<u8>> {
    let op = |at: usize| match at % 6 {
        0 => vec![from; 1 + at * 7],
        2 => (0..=from).collect(),
        4 => format!("op {at} of desk {from}, रोगी").into_bytes(),
        _ => folded(from, at as u8),
    };
    (0..count).map(op).collect()
}

fn folded(from: u8, at: u8) -> Vec<u8> {
    let user = vec![from; 16];
    let id = |block: u8, counter: u8| [vec![block; 8], vec![0; 7], vec![counter]].concat();
    let number = i64::from(at);
    let ms = 1_795_321_800_000 + number * 977;
    let text = ["", "रोगी", "Asha", "Asha"][usize::from(at % 4)];
    let fields = [
        (0, Cbor::Int([number, -number, i64::MAX, i64::MIN][usize::from(at / 2 % 4)])),
        (1, Cbor::Text(text.into())),
        (2, Cbor::Int(ms - 60_000)),
        (5, if at.is_multiple_of(3) { Cbor::Null } else { Cbor::Bytes(id(at % 4, 7)) }),
        (9, Cbor::Bytes(if at.is_multiple_of(5) { user.clone() } else { vec![at; 3] })),
    ];
    let op = [
        (1, Cbor::Int(1 + number % 3)),
        (2, Cbor::Text(if at.is_multiple_of(2) { "visit" } else { "patient" }.into())),
        (3, Cbor::Bytes(id(at % 3, at))),
        (4, Cbor::Map(fields.into_iter().skip(usize::from(at % 2)).collect())),
        (6, Cbor::Int(ms << 16 | number)),
        (7, Cbor::Bytes(user)),
        (8, Cbor::Int(number % 2 - 1)),
    ];
    Cbor::Map(op.into()).encode()
}

fn sealed(stream: Stream, desk: u8, parent: Option<&Seal>, opens: Option<Opens>) -> Sealed {
    sealed_with(stream, desk, parent, opens, None)
}

/// The next seal of the first desk, with what its rows came to.
fn witnessed(parent: &Seal) -> Sealed {
    let tables = [("patient".to_owned(), [5; 32]), ("visit".to_owned(), [6; 32])];
    let leaf = Leaf { desk: DeskNo(1), no: parent.header.no, hash: parent.hash };
    let place = Place::of(Hash([7; 32]), 23, &[leaf]);
    let witness = Witness::new(&stream_key(Stream::MAIN, 1), place, &tables);
    sealed_with(Stream::MAIN, 1, Some(parent), None, Some(witness))
}

fn sealed_with(
    stream: Stream,
    desk: u8,
    parent: Option<&Seal>,
    opens: Option<Opens>,
    witness: Option<Witness>,
) -> Sealed {
    let no = parent.map_or(1, |parent| parent.header.no + 1);
    let key = stream_key(stream, 1);
    let salt = [100 + desk; 16];
    let all = ops(desk, [1, 5, 40][no as usize % 3]);
    let sealing = Sealing {
        clinic: CLINIC,
        stream,
        desk: DeskNo(desk.into()),
        log: LogId(if opens == Some(Opens::Restored) { 0x0102 } else { u64::MAX - 7 }),
        no,
        parent: parent.map_or(Hash::NONE, |parent| parent.hash),
        first: if opens.is_some() { 1 } else { 300 * no },
        ops: &all,
        schema: 22 + u32::from(desk),
        opens,
        witness,
        key: &key,
        nonce: [200 + desk; 24],
        salt,
    };
    let seal = sealing.seal(&desk_key(desk)).unwrap();
    let says = json!({
        "bytes": hex(&seal.bytes), "key": hex(key.secret()), "nonce": hex(&[200 + desk; 24]),
        "salt": hex(&salt), "desk_key": hex(&member(desk, false).key),
        "says": say::seal(&seal, &all),
    });
    Sealed { seal, says }
}

/// The same inputs once more.
pub fn seal_again(seal: &Seal, ops: &[Vec<u8>], one: &Value) -> Seal {
    let header = &seal.header;
    let sealing = Sealing {
        clinic: CLINIC,
        stream: header.stream,
        desk: header.desk,
        log: header.log,
        no: header.no,
        parent: header.parent,
        first: header.first,
        ops,
        schema: header.schema,
        opens: header.opens,
        witness: header.witness.clone(),
        key: &super::key(&one["key"]),
        nonce: super::array(&one["nonce"]),
        salt: super::array(&one["salt"]),
    };
    sealing.seal(&desk_key(header.desk.0.try_into().unwrap())).unwrap()
}

fn seals() -> Vec<Sealed> {
    let first = sealed(Stream::MAIN, 1, None, Some(Opens::First));
    let second = sealed(Stream::MAIN, 1, Some(&first.seal), None);
    let restored = sealed(Stream::MAIN, 1, Some(&first.seal), Some(Opens::Restored));
    let access = sealed(Stream::ACCESS, 2, None, Some(Opens::First));
    let last = sealed(Stream::MAIN, 1, Some(&second.seal), None);
    vec![first, second, restored, access, last]
}

fn acts(seals: &[Sealed]) -> Vec<(u8, Act)> {
    let tip = |seal: &Seal| Tip { stream: seal.header.stream, no: seal.header.no, hash: seal.hash };
    let cut = vec![tip(&seals[1].seal), tip(&seals[2].seal)];
    let server = server_key().verifying_key().to_bytes();
    vec![
        (1, Act::Found(member(1, true))),
        (1, epoch(Stream::MAIN, 1, &[1])),
        (1, epoch(Stream::RESTRICTED, 1, &[])),
        (1, Act::Enrol(member(2, true))),
        (1, Act::Enrol(member(3, false))),
        (1, Act::Share { wrapped: vec![shut_for(2, Stream::MAIN, 1)] }),
        (2, Act::Sequencer { term: 4, server }),
        (2, Act::SchemaFloor { schema: 24 }),
        (2, Act::Revoke { desk: DeskNo(1), cut }),
        (2, Act::Revoke { desk: DeskNo(3), cut: Vec::new() }),
        (2, epoch(Stream::MAIN, 2, &[2])),
        (2, Act::Adopt { desk: DeskNo(1), seal: seals[4].seal.hash }),
        (2, Act::Unknown { kind: 40, body: cbor::Cbor::Text("of a later version".into()) }),
    ]
}

fn control(seals: &[Sealed]) -> (Control, Vec<Vec<u8>>, Vec<Value>) {
    let mut control = Control::new(CLINIC);
    let (mut records, mut said) = (Vec::new(), Vec::new());
    for (by, act) in acts(seals) {
        let at = if control.n == 3 { -5 } else { AT + control.n as i64 };
        let record = control.record(DeskNo(by.into()), at, act);
        let bytes = record.sign(CLINIC, &desk_key(by)).unwrap();
        control.admit(&bytes).unwrap();
        said.push(json!({ "bytes": hex(&bytes), "says": say::record(&record, control.head) }));
        records.push(bytes);
    }
    (control, records, said)
}

fn leaves(seals: &[Sealed]) -> Vec<Leaf> {
    let leaf = |seal: &Seal| Leaf { desk: seal.header.desk, no: seal.header.no, hash: seal.hash };
    vec![leaf(&seals[2].seal), leaf(&seals[4].seal)]
}

pub fn all() -> Value {
    let seals = seals();
    let bundle_of = |which: &[usize]| {
        let mut bundle = Bundle::default();
        which.iter().for_each(|at| assert!(bundle.add(&seals[*at].seal.bytes, usize::MAX)));
        bundle.bytes
    };
    let bundles = [bundle_of(&[0]), bundle_of(&[1, 2, 4]), bundle_of(&[3])];
    let (folded, records, said) = control(&seals);
    let mut place = Cursor { incarnation: INCARNATION, ..Cursor::default() };
    let mut run = Vec::new();
    for bundle in &bundles {
        let id = Bundle::id(CLINIC, bundle);
        place = place.after(CLINIC, id);
        let bytes = hex(&place.to_cbor().encode());
        run.push(json!({ "bundle": id.to_string(), "bytes": bytes, "says": say::cursor(&place) }));
    }
    let shut = [(1, Stream::MAIN, 1), (2, Stream::MAIN, 2), (3, Stream::RESTRICTED, 1)];
    let shut = shut.map(|(desk, stream, epoch)| {
        let wrapped = shut_for(desk, stream, epoch);
        let opened = unwrap(CLINIC, &wrapped, &exchange(desk)).unwrap();
        json!({
            "bytes": hex(&wrapped.to_cbor().encode()), "exchange": hex(&exchange(desk)[..]),
            "says": say::wrapped(&wrapped, &opened),
        })
    });
    let header = |header: &Header| {
        let bytes = header.encode();
        let hash = Header::hash(CLINIC, &bytes).to_string();
        json!({ "bytes": hex(&bytes), "hash": hash, "says": say::header(header) })
    };
    let keys = [(Stream::MAIN, 1), (Stream::MAIN, 2), (Stream::RESTRICTED, 1)];
    let keys = keys.map(|(stream, epoch)| {
        let key = stream_key(stream, epoch);
        let (id, commitment) = (key.id().to_string(), key.commitment().to_string());
        json!({ "secret": hex(key.secret()), "id": id, "commitment": commitment })
    });
    let requests = requests(&seals, &records, &bundles, place);
    let replies = replies(&seals, &records, &bundles, place);
    let mut all = json!({
        "clinic": hex(&CLINIC.0),
        "server_key": hex(&server_key().verifying_key().to_bytes()),
        "keys": keys,
        "headers": seals.iter().map(|it| header(&it.seal.header)).collect::<Vec<Value>>(),
        "seals": seals.iter().map(|it| it.says.clone()).collect::<Vec<Value>>(),
        // The same, packed with a dictionary.
        "dense": seals.iter().map(|it| it.says.clone()).collect::<Vec<Value>>(),
        // With a word of its desk about its rows.
        "witnessed": [witnessed(&seals[4].seal).says],
        "bundles": bundles.iter().map(|bytes| {
            let seals = Bundle::seals(CLINIC, bytes).unwrap();
            json!({ "bytes": hex(bytes), "says": say::bundle(bytes, &seals) })
        }).collect::<Vec<Value>>(),
        "control": said,
        "folded": say::control(&folded),
        // What follows the log above.
        "clock_fix": clock_fix(&folded),
        "wrapped": shut,
        "run": run,
        "requests": requests.iter().map(|request| {
            json!({ "bytes": hex(&request.encode()), "says": say::request(request) })
        }).collect::<Vec<Value>>(),
        "replies": replies.iter().map(|reply| {
            json!({ "bytes": hex(&reply.encode()), "says": say::reply(reply) })
        }).collect::<Vec<Value>>(),
        "blob_requests": blob_requests().map(|request| {
            json!({ "bytes": hex(&request.encode()), "says": say::request(&request) })
        }),
        "put_replies": put_replies(place).map(|reply| {
            json!({ "bytes": hex(&reply.encode()), "says": say::reply(&reply) })
        }),
        "blob_replies": blob_replies().map(|reply| {
            json!({ "bytes": hex(&reply.encode()), "says": say::reply(&reply) })
        }),
        "blob_names": blob_names(),
        "redacted": redacted(&seals),
        // Two records that follow the log with its corrected clock.
        "redact": redact(&folded, &seals),
        "redact_requests": redact_requests(&bundles).map(|request| {
            json!({ "bytes": hex(&request.encode()), "says": say::request(&request) })
        }),
        "redact_replies": redact_replies(&bundles, place),
    });
    let snapshots = snapshot::all(&bundles[0], place);
    all.as_object_mut().unwrap().extend(snapshots);
    all
}

fn clock_fix(log: &Control) -> [Value; 1] {
    let mut log = log.clone();
    let act = Act::ClockFix { log: LogId(u64::MAX - 7), back_ms: 3_600_000_000_000 };
    let bytes = log.record(DeskNo(2), AT, act).sign(CLINIC, &desk_key(2)).unwrap();
    let record = log.admit(&bytes).unwrap();
    [json!({ "bytes": hex(&bytes), "says": say::record(&record, log.head) })]
}

fn places(of: &[u32]) -> Places {
    of.iter().copied().collect()
}

/// One op, some, some more, all of them.
fn redacted(seals: &[Sealed]) -> Vec<Value> {
    let key = stream_key(Stream::MAIN, 2);
    let mut ring = Ring::default();
    ring.add(Stream::MAIN, 1, stream_key(Stream::MAIN, 1));
    ring.add(Stream::MAIN, 2, key.clone());
    let redact = |seal: &Seal, of: &[u32]| seal.redact(CLINIC, &ring, &places(of), &key).unwrap();
    let (small, large) = (&seals[0].seal, &seals[1].seal);
    let some = redact(large, &[0, 3, 4, 39]);
    let all: Vec<u32> = (0..large.header.ops).collect();
    let more = redact(&some, &[1, 17]);
    [redact(small, &[2]), some, more, redact(large, &all)]
        .iter()
        .map(|seal| {
            json!({
                "bytes": hex(&seal.bytes), "key": hex(key.secret()),
                "desk_key": hex(&member(1, false).key),
                "says": say::redacted(seal, &seal.open(CLINIC, &ring).unwrap()),
            })
        })
        .collect()
}

fn redact(log: &Control, seals: &[Sealed]) -> Vec<Value> {
    let mut log = log.clone();
    let fix = Act::ClockFix { log: LogId(u64::MAX - 7), back_ms: 3_600_000_000_000 };
    log.admit(&log.record(DeskNo(2), AT, fix).sign(CLINIC, &desk_key(2)).unwrap()).unwrap();
    let (one, other) = (seals[0].seal.hash, seals[1].seal.hash);
    let acts = [
        (Basis::REQUEST, vec![(one, places(&[2])), (other, places(&[0, 3, 4, 39]))]),
        (Basis(900), vec![(other, places(&[0, 1, 17, 8_191]))]),
    ];
    acts.into_iter()
        .map(|(basis, removed)| {
            let act = Act::Redact { basis, removed: removed.into_iter().collect() };
            let bytes = log.record(DeskNo(2), AT, act).sign(CLINIC, &desk_key(2)).unwrap();
            let record = log.admit(&bytes).unwrap();
            json!({ "bytes": hex(&bytes), "says": say::record(&record, log.head) })
        })
        .collect()
}

fn redact_requests(bundles: &[Vec<u8>]) -> [Request; 2] {
    let stream = Stream::MAIN;
    [Request::Unredacted { stream }, Request::Replace { stream, bundle: bundles[0].clone() }]
}

fn redact_replies(bundles: &[Vec<u8>], cursor: Cursor) -> [Value; 1] {
    let replaced = vec![(0, Hash([3; 32])), (2, Hash([4; 32]))];
    let page = Page { bundles: bundles.to_vec(), cursor, is_last: false, replaced };
    let reply = Reply::Page(page);
    [json!({ "bytes": hex(&reply.encode()), "says": say::reply(&reply) })]
}

const BLOB: &[u8] = b"sealed by a desk, whatever it is";

fn blob_requests() -> [Request; 5] {
    let id = blob_id(CLINIC, BLOB);
    let length = BLOB.len() as u32;
    [
        Request::BlobState { ids: vec![id, Hash([8; 32])] },
        Request::BlobState { ids: Vec::new() },
        Request::BlobPut { id, length, part: 0, bytes: BLOB.to_vec() },
        Request::BlobPut { id, length: u32::MAX, part: u32::MAX, bytes: Vec::new() },
        Request::BlobGet { id, part: 63 },
    ]
}

/// Of a bundle of which some seals are not kept.
fn put_replies(cursor: Cursor) -> [Reply; 1] {
    let not_kept = [(0, Why::Junk), (3, Why::Gap), (300, Why::Quota)];
    let not_kept = not_kept.map(|(no, why)| NotKept { no, why }).to_vec();
    let ack = Ack { stream: Stream::MAIN, term: 4, cursor, at: AT, signature: [0; 64] };
    let ack = ack.sign(CLINIC, &server_key()).unwrap();
    [Reply::Put { ack, forks: Vec::new(), not_kept }]
}

fn blob_replies() -> [Reply; 4] {
    let whole = KeptBlob { id: blob_id(CLINIC, BLOB), parts: 1, is_whole: true };
    let begun = KeptBlob { id: Hash([8; 32]), parts: u32::MAX, is_whole: false };
    [
        Reply::BlobState { kept: vec![whole, begun] },
        Reply::BlobState { kept: Vec::new() },
        Reply::BlobPart { length: BLOB.len() as u32, bytes: BLOB.to_vec() },
        Reply::BlobPart { length: u32::MAX, bytes: Vec::new() },
    ]
}

/// Their names, empty ones and some of several parts.
fn blob_names() -> [Value; 3] {
    let long: Vec<u8> = (0..3_000u32).map(|at| (at % 251) as u8).collect();
    [&b""[..], BLOB, &long]
        .map(|bytes| json!({ "bytes": hex(bytes), "says": blob_id(CLINIC, bytes).to_string() }))
}

fn requests(
    seals: &[Sealed],
    records: &[Vec<u8>],
    bundles: &[Vec<u8>],
    cursor: Cursor,
) -> Vec<Request> {
    let stream = Stream::MAIN;
    vec![
        Request::Greet,
        Request::Control { after: 0 },
        Request::Control { after: 1 << 40 },
        Request::Extend { head: Hash([5; 32]), records: records[..2].to_vec() },
        Request::Extend { head: Hash::NONE, records: Vec::new() },
        Request::Leaves { stream },
        Request::Put { stream, bundle: bundles[0].clone() },
        Request::Log { stream, cursor, bytes_max: 512 * 1024 },
        Request::Log { stream: Stream::ACCESS, cursor: Cursor::default(), bytes_max: u32::MAX },
        Request::Missing(Missing { stream, have: leaves(seals), bytes_max: 1 }),
        Request::Missing(Missing { stream, have: Vec::new(), bytes_max: 70_000 }),
    ]
}

fn replies(
    seals: &[Sealed],
    records: &[Vec<u8>],
    bundles: &[Vec<u8>],
    cursor: Cursor,
) -> Vec<Reply> {
    let greeting = Greeting {
        server: server_key().verifying_key().to_bytes(),
        incarnation: INCARNATION,
        now: AT,
        control_n: records.len() as u64,
        control_head: Hash([7; 32]),
        newest: 1,
        oldest: 1,
    };
    let ack = Ack { stream: Stream::MAIN, term: 4, cursor, at: AT, signature: [0; 64] };
    let nobody = Ack { term: 0, at: -1, ..ack.clone() };
    let ack = ack.sign(CLINIC, &server_key()).unwrap();
    let page = Page { bundles: bundles.to_vec(), cursor, is_last: true, replaced: Vec::new() };
    let refused = |(at, why): (usize, &Why)| {
        Reply::Refused(Refusal { why: *why, retry_after_ms: 1_000 * at as u32 })
    };
    let said = [
        Reply::Greeting(greeting),
        Reply::Control { records: records[..3].to_vec() },
        Reply::Control { records: Vec::new() },
        Reply::Leaves { leaves: leaves(seals) },
        Reply::Leaves { leaves: Vec::new() },
        Reply::Put { ack, forks: vec![seals[2].seal.hash], not_kept: Vec::new() },
        Reply::Put { ack: nobody, forks: Vec::new(), not_kept: Vec::new() },
        Reply::Page(page),
        Reply::Page(Page {
            bundles: Vec::new(),
            cursor: Cursor::default(),
            is_last: false,
            replaced: Vec::new(),
        }),
        Reply::Seals { bundle: bundles[1].clone(), is_last: false },
        Reply::Seals { bundle: Vec::new(), is_last: true },
    ];
    said.into_iter().chain(WHYS.iter().enumerate().map(refused)).collect()
}
