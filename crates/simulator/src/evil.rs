//! A member that keeps to no rule, and a server that lies: what an insider with one desk's
//! keys, or whoever holds the server, can try.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use ed25519_dalek::{Signer, SigningKey};
use kernel::{Body, Hlc, Kind, Op, RowId, Value};
use rusqlite::Connection;
use sync::control::Act;
use sync::{
    Bundle, Control, DeskNo, Hash, Header, LogId, Opens, Record, Reply, Request, Sealing, Stream,
    StreamKey, Why, Wrapped, unwrap,
};
use zeroize::Zeroizing;

use crate::CLINIC;
use crate::dice::Dice;
use crate::world::{Lies, World};

pub struct Evil {
    pub key: SigningKey,
    pub exchange: Zeroizing<[u8; 32]>,
    pub number: DeskNo,
    log: LogId,
    no: u64,
    parent: Hash,
    first: u64,
    dice: Dice,
}

impl Evil {
    pub fn new(mut dice: Dice) -> Self {
        Self {
            key: SigningKey::from_bytes(&dice.bytes()),
            exchange: Zeroizing::new(dice.bytes()),
            number: DeskNo(0),
            log: LogId(dice.next()),
            no: 0,
            parent: Hash::NONE,
            first: 1,
            dice,
        }
    }
}

const MAIN: usize = 0;
/// Bytes of a bundle that are surely of its first seal's header.
const HEADER: usize = 90;

/// The clinic's current key, as its member may know it.
fn stream_key(world: &mut World, evil: &Evil) -> Option<StreamKey> {
    let mut after = 0;
    let mut newest = None;
    loop {
        let asked = Request::Control { after };
        let Reply::Control { records } = world.posts[MAIN].answer(evil.number, asked, world.now)
        else {
            return newest;
        };
        if records.is_empty() {
            return newest;
        }
        for record in records {
            after += 1;
            let Ok(record) = Record::parse(&record) else { continue };
            let (Act::Epoch { wrapped, .. } | Act::Share { wrapped }) = record.act else {
                continue;
            };
            let is_his =
                |wrapped: &&Wrapped| wrapped.desk == evil.number && wrapped.stream == Stream::MAIN;
            for wrapped in wrapped.iter().filter(is_his) {
                newest = unwrap(CLINIC, wrapped, &evil.exchange).ok().or(newest);
            }
        }
    }
}

/// A row of a table, and a log that somebody else writes, as a member sees them.
fn seen(world: &mut World, table: &str) -> (Option<RowId>, u64, u64, Hlc) {
    let sql = format!("SELECT id FROM {table} ORDER BY id DESC LIMIT 1");
    let look = |conn: &Connection| {
        let row = conn.query_row(&sql, [], |row| row.get::<_, RowId>(0)).ok();
        let sql = "SELECT log.log_id, op.n, op.body FROM op JOIN log ON log.id = op.log
                   ORDER BY op.log DESC, op.n DESC LIMIT 1";
        let found = conn.query_row(sql, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Body<'static>>(2)?))
        });
        let (log, n, body) = found.unwrap_or((1, 1, Body::of(&[])));
        let hlc = Op::decode(&body).map_or(Hlc(1), |op| op.hlc);
        (row, log.cast_unsigned(), n.cast_unsigned(), hlc)
    };
    let at = world.dice.at(world.desks.len());
    world.desks[at].look(look).unwrap_or((None, 1, 1, Hlc(1)))
}

fn op(kind: Kind, table: &str, row: RowId, fields: &[(u64, Value)], hlc: u64) -> Vec<u8> {
    let op = Op {
        kind,
        table: table.to_owned(),
        row,
        fields: fields.iter().cloned().collect(),
        replaces: Default::default(),
        hlc: Hlc(hlc),
        user: RowId([6; 16]),
        session: 0,
        unknown: Default::default(),
    };
    op.encode().unwrap_or_default()
}

/// Ops that no program of ours would write.
fn ops(world: &mut World, evil: &mut Evil) -> (Vec<Vec<u8>>, LogId, u64) {
    let dice = &mut evil.dice;
    let (choice, word) = (dice.below(9), format!("evil {:x}", dice.next()));
    let now = Hlc::from_ms(world.now).0;
    let (patient, log, n, hlc) = seen(world, "patient");
    let patient = patient.unwrap_or(RowId([9; 16]));
    let phone = |hlc| op(Kind::Change, "patient", patient, &[(2, Value::Text(word.clone()))], hlc);
    let own = (evil.log, evil.first);
    let (ops, (log, first)) = match choice {
        0 => (vec![dice.bytes::<40>().to_vec(), Vec::new()], own),
        // Far ahead, at the end of time, and beyond it.
        1 => (vec![phone(Hlc::from_ms(world.now + 500 * 365 * crate::world::DAY).0)], own),
        2 => (vec![phone(i64::MAX.cast_unsigned()), phone(u64::MAX), phone(1 << 63)], own),
        // A fact changed, a row of a table that nobody has, a field that nobody has.
        3 => {
            let movement = seen(world, "movement").0.unwrap_or(patient);
            let change = op(Kind::Change, "movement", movement, &[(2, Value::Int(1_000))], now);
            (vec![change], own)
        }
        4 => {
            let row = RowId(evil.dice.bytes());
            let strange = op(Kind::Insert, "nothing", row, &[(1, Value::Null)], now);
            (vec![strange, op(Kind::Change, "patient", patient, &[(77, Value::Int(1))], now)], own)
        }
        // Values of other kinds than the columns are.
        5 => (vec![op(Kind::Change, "patient", patient, &[(2, Value::Null)], now + 1)], own),
        6 => (vec![op(Kind::Freeze, "patient", patient, &[(2, Value::Int(5))], now + 1)], own),
        // Under the name of somebody else's op, with its very stamp.
        7 => (vec![phone(hlc.0)], (LogId(log), n)),
        _ => (vec![phone(now)], own),
    };
    (ops, log, first)
}

/// A seal with a body of its own making under a header that is well signed.
fn raw(evil: &Evil, key: &StreamKey, header: &Header, body: &[u8]) -> Vec<u8> {
    let encoded = header.encode();
    let mut bytes = u16::try_from(encoded.len()).unwrap_or_default().to_be_bytes().to_vec();
    bytes.extend(&encoded);
    bytes.extend(evil.key.sign(&Header::to_sign(CLINIC, &encoded)).to_bytes());
    bytes.extend(key.id().0);
    let nonce = [evil.no as u8; 24];
    bytes.extend(nonce);
    let about = [&CLINIC.0[..], &bytes].concat();
    let cipher = XChaCha20Poly1305::new(key.secret().into());
    let shut = cipher.encrypt(&XNonce::from(nonce), Payload { msg: body, aad: &about });
    bytes.extend(shut.unwrap_or_default());
    bytes
}

fn bomb() -> Vec<u8> {
    let packed = zstd::bulk::compress(&vec![0; 32 << 20], 3).unwrap_or_default();
    let length = u32::try_from(packed.len()).unwrap_or_default();
    [&length.to_be_bytes()[..], &packed].concat()
}

/// One act of the member that keeps to no rule.
pub fn act(world: &mut World) {
    let Some(mut evil) = world.evil.take() else { return };
    if let Some(key) = stream_key(world, &evil) {
        world.report.count("evil act");
        match evil.dice.below(8) {
            0..4 => sealed(world, &mut evil, &key),
            4 => crafted(world, &mut evil, &key),
            5 => control(world, &mut evil),
            6 => replay(world, &mut evil),
            _ => junk(world, &mut evil),
        }
    }
    world.evil = Some(evil);
}

fn put(world: &mut World, evil: &Evil, seal: &[u8]) -> bool {
    let mut bundle = Bundle::default();
    bundle.add(seal, usize::MAX);
    let request = Request::Put { stream: Stream::MAIN, bundle: bundle.bytes };
    let reply = world.posts[MAIN].answer(evil.number, request, world.now);
    world.tell(format_args!("evil puts {}: {}", seal.len(), matches!(reply, Reply::Put { .. })));
    matches!(reply, Reply::Put { .. })
}

fn sealed(world: &mut World, evil: &mut Evil, key: &StreamKey) {
    let (ops, log, first) = ops(world, evil);
    let sealing = Sealing {
        clinic: CLINIC,
        stream: Stream::MAIN,
        desk: evil.number,
        log,
        no: evil.no + 1,
        parent: evil.parent,
        first,
        ops: &ops,
        schema: 5,
        opens: (evil.no == 0).then_some(Opens::First),
        witness: None,
        key,
        nonce: evil.dice.bytes(),
        salt: evil.dice.bytes(),
    };
    let Ok(seal) = sealing.seal(&evil.key) else { return };
    if put(world, evil, &seal.bytes) {
        (evil.no, evil.parent) = (evil.no + 1, seal.hash);
        evil.first += ops.len() as u64;
    }
}

fn crafted(world: &mut World, evil: &mut Evil, key: &StreamKey) {
    let victim = DeskNo(1 + u16::try_from(evil.dice.below(3)).unwrap_or_default());
    let header = Header {
        stream: Stream::MAIN,
        desk: if evil.dice.one_in(3) { victim } else { evil.number },
        log: evil.log,
        no: evil.no + 1,
        parent: evil.parent,
        first: if evil.dice.one_in(3) { i64::MAX.cast_unsigned() } else { evil.first },
        ops: 1 + u32::try_from(evil.dice.below(9)).unwrap_or_default(),
        root: Hash(evil.dice.bytes()),
        schema: u32::MAX,
        opens: None,
        witness: None,
    };
    let body = if evil.dice.one_in(3) { bomb() } else { evil.dice.bytes::<64>().to_vec() };
    let seal = raw(evil, key, &header, &body);
    if put(world, evil, &seal) && header.desk == evil.number {
        (evil.no, evil.parent) = (evil.no + 1, Header::hash(CLINIC, &header.encode()));
        evil.first += u64::from(header.ops);
    }
}

/// Tries to make itself, or a friend, somebody who may administer.
fn control(world: &mut World, evil: &mut Evil) {
    let control: Control = world.posts[MAIN].control();
    let member = sync::control::Member {
        desk: control.next_desk(),
        key: evil.dice.bytes(),
        exchange: evil.dice.bytes(),
        may_administer: true,
    };
    let by = if evil.dice.one_in(2) { DeskNo(1) } else { evil.number };
    let acts = [
        Act::Enrol(member),
        Act::Revoke { desk: DeskNo(1), cut: Vec::new() },
        Act::Sequencer { term: control.term + 1, server: [1; 32] },
        Act::SchemaFloor { schema: 9_000 },
    ];
    let Some(act) = evil.dice.pick(&acts).cloned() else { return };
    let record = control.record(by, 5, act).sign(CLINIC, &evil.key).unwrap_or_default();
    let request = Request::Extend { head: control.head, records: vec![record] };
    let reply = world.posts[MAIN].answer(evil.number, request, world.now);
    if matches!(reply, Reply::Control { .. }) {
        world.violated("S13", "a desk that may not administer did".into());
    }
}

/// Puts what is there already, and what follows nothing.
fn replay(world: &mut World, evil: &mut Evil) {
    let missing = sync::Missing { stream: Stream::MAIN, have: Vec::new(), bytes_max: 100_000 };
    let asked = Request::Missing(missing);
    let reply = world.posts[MAIN].answer(evil.number, asked, world.now);
    if let Reply::Seals { bundle, .. } = reply {
        let parts = Bundle::parts(&bundle).unwrap_or_default();
        if let Some((_, seal)) = evil.dice.pick(&parts) {
            let seal = seal.to_vec();
            put(world, evil, &seal);
        }
    }
}

fn junk(world: &mut World, evil: &mut Evil) {
    let bytes = evil.dice.bytes::<64>().to_vec();
    let bundle = if evil.dice.one_in(2) { bytes } else { vec![0; 600 * 1024] };
    let request = Request::Put { stream: Stream(evil.dice.next() as u8), bundle };
    world.posts[MAIN].answer(evil.number, request, world.now);
    // A frame beyond the limit is not even looked at.
    assert!(Request::decode(&vec![0x82; sync::FRAME_BYTES_MAX + 1]).is_err());
}

/// What a lying server makes of an honest answer.
pub fn lie(world: &mut World, remote: usize, reply: Reply) -> Reply {
    if world.lies.get(remote) == Some(&Lies::SendsBack) {
        let why = match reply {
            Reply::Page(_) => Why::OtherRun,
            Reply::Put { .. } => Why::Gap,
            reply => return reply,
        };
        world.report.count("sent back");
        return Reply::Refused(sync::Refusal::of(why));
    }
    if world.dice.one_in(2) {
        return reply;
    }
    world.report.count("lie");
    // A body is proven by whoever opens it and by nobody on the way: a desk that was given a
    // spoiled one, and another store that has none yet, would together put it in the place of
    // the whole one. The protocol has no answer to that; with one store it heals.
    let faults = &world.options.faults;
    let is_alone = world.posts.len() == 1
        && (faults.server_wipes, faults.server_rollbacks) == (0, 0)
        && (faults.restores_by_hand, faults.restores) == (0, 0);
    let dice = &mut world.dice;
    match reply {
        Reply::Greeting(mut greeting) => {
            match dice.below(4) {
                0 => greeting.incarnation = dice.next(),
                1 => greeting.control_n += dice.below(5),
                2 => greeting.control_head = Hash(dice.bytes()),
                _ => greeting.now = dice.next().cast_signed(),
            }
            Reply::Greeting(greeting)
        }
        Reply::Page(mut page) => {
            match dice.below(5) {
                0 => drop(page.bundles.pop()),
                1 => dice.shuffle(&mut page.bundles),
                2 => page.bundles.extend(page.bundles.clone().into_iter().take(1)),
                3 => {
                    let at = dice.at(page.bundles.len());
                    if let Some(bundle) = page.bundles.get_mut(at) {
                        let most = if is_alone { bundle.len() } else { HEADER.min(bundle.len()) };
                        let byte = dice.at(most);
                        if let Some(byte) = bundle.get_mut(byte) {
                            *byte ^= 4;
                        }
                    }
                }
                _ => page.is_last = !page.is_last,
            }
            Reply::Page(page)
        }
        Reply::Leaves { mut leaves } => {
            if dice.one_in(2) {
                leaves.truncate(1);
            }
            Reply::Leaves { leaves }
        }
        Reply::Control { mut records } => {
            match dice.below(3) {
                0 => records.reverse(),
                1 => records.push(dice.bytes::<80>().to_vec()),
                _ => records.clear(),
            }
            Reply::Control { records }
        }
        Reply::Seals { bundle, is_last } => match dice.below(3) {
            0 => Reply::Seals { bundle: Vec::new(), is_last: false },
            1 => Reply::Seals { bundle: dice.bytes::<40>().to_vec(), is_last },
            _ => Reply::Seals { bundle, is_last: !is_last },
        },
        // Another's manifest, one cut short, none; pieces changed, cut, exchanged, left out.
        Reply::Snapshot { manifest } => Reply::Snapshot {
            manifest: manifest.and_then(|mut bytes| match dice.below(3) {
                0 => None,
                1 => {
                    bytes.truncate(dice.at(bytes.len()));
                    Some(bytes)
                }
                _ => {
                    let at = dice.at(bytes.len());
                    bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 4);
                    Some(bytes)
                }
            }),
        },
        Reply::Pieces { mut pieces } => {
            match (dice.below(3), pieces.first_mut()) {
                (0, Some(piece)) => piece.truncate(dice.at(piece.len())),
                (1, Some(piece)) => {
                    let at = dice.at(piece.len());
                    piece.get_mut(at).into_iter().for_each(|byte| *byte ^= 4);
                }
                _ => pieces.clear(),
            }
            Reply::Pieces { pieces }
        }
        reply @ (Reply::Lacks { .. }
        | Reply::Kept
        | Reply::BlobState { .. }
        | Reply::BlobPart { .. }) => reply,
        // A receipt for a store that has not taken it would be a rollback; that is tried
        // by putting an older store back.
        Reply::Put { mut ack, forks, not_kept } => {
            match dice.below(3) {
                0 => ack.cursor.seq += 1,
                1 => ack.cursor.run = Hash(dice.bytes()),
                _ => ack.signature = [7; 64],
            }
            Reply::Put { ack, forks, not_kept }
        }
        Reply::Refused(refusal) => {
            let whys = [Why::Gap, Why::OtherRun, Why::ControlMoved];
            let why = dice.pick(&whys).copied().unwrap_or(refusal.why);
            Reply::Refused(sync::Refusal::of(why))
        }
    }
}

/// It is enrolled like anybody; nobody knows yet.
pub fn join(world: &mut World) {
    let mut evil = Evil::new(world.dice.fork());
    let key = evil.key.verifying_key().to_bytes();
    let exchange = sync::exchange_public(&evil.exchange);
    if let Some(number) = crate::faults::enrol_key(world, key, exchange, false) {
        evil.number = number;
        world.evil = Some(evil);
    }
}
