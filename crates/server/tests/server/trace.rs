//! The same requests, whatever they are worth, to both stores: the same bytes come back,
//! though one of them is made to fail at any commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use server::{Bodies, PostgresStore, Service, SqliteStore, Strike};
use sync::control::{Act, Basis};
use sync::{
    BLOB_PART_BYTES, ClinicId, Cursor, DeskNo, Hash, Leaf, Manifest, Missing, Part, Piece, Places,
    Reply, Request, Ring, Seal, Stream, StreamKey, blob_id,
};
use zeroize::Zeroizing;

use crate::cluster::Cluster;
use crate::fixture::*;

/// The same numbers for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        (!items.is_empty()).then(|| &items[self.below(items.len())])
    }
}

fn places() -> Places {
    [0].into_iter().collect()
}

/// One clinic's desks, some of them up to no good.
struct Trouble {
    dice: Dice,
    clinic: Clinic,
    desks: Vec<Desk>,
    /// States that desks may be set back to.
    copies: Vec<Desk>,
    sealed: Vec<Seal>,
    sent: Vec<Request>,
    cursors: Vec<Cursor>,
    pieces: Vec<Vec<u8>>,
    blobs: Vec<Vec<u8>>,
    unsent: usize,
}

impl Trouble {
    fn new(id: ClinicId, seed: u64) -> Self {
        let clinic = Clinic::of(id, 4);
        let desk = |(no, stream)| Desk { clinic: id, stream, ..Desk::new(no) };
        let streams = [Stream::MAIN, Stream::RESTRICTED];
        let desks: Vec<Desk> =
            (1..=5).flat_map(|no| streams.map(|stream| (no, stream))).map(desk).collect();
        let (copies, sealed, sent) = (desks.clone(), vec![], vec![]);
        let (dice, cursors) = (Dice::new(seed), vec![Cursor::default()]);
        let (pieces, blobs) = (vec![], vec![]);
        Self { dice, clinic, desks, copies, sealed, sent, cursors, pieces, blobs, unsent: 0 }
    }

    fn seals(&mut self) -> Vec<Seal> {
        let at = self.dice.below(self.desks.len());
        if self.dice.below(12) == 0 {
            let copy = self.dice.below(self.copies.len());
            let mut copy = self.copies[copy].clone();
            copy.log = copy.log.wrapping_mul(31) + self.sealed.len() as u64;
            if let Some(place) =
                self.desks.iter().position(|desk| desk.no == copy.no && desk.stream == copy.stream)
            {
                self.desks[place] = copy;
            }
        }
        if self.dice.below(6) == 0 {
            self.copies.push(self.desks[at].clone());
        }
        let count = 1 + self.dice.below(6);
        let seals = self.desks[at].some(count);
        self.sealed.extend(seals.iter().cloned());
        seals
    }

    fn leaf(seal: &Seal) -> Leaf {
        Leaf { desk: seal.header.desk, no: seal.header.no, hash: seal.hash }
    }

    fn put(&mut self) -> Request {
        let before = self.desks.clone();
        let mut seals = self.seals();
        let kind = self.dice.below(10);
        if kind < 3 || kind == 5 {
            // Nothing of it is kept: without this its desk would have a gap for ever.
            self.desks = before;
            self.desks.iter_mut().for_each(|desk| desk.drawn += 100);
        }
        match kind {
            0 => drop(seals.remove(0)),
            1 => seals.reverse(),
            2 => {
                let at = self.dice.below(seals.len());
                let byte = self.dice.below(seals[at].bytes.len());
                seals[at].bytes[byte] ^= 1;
            }
            5 if !self.sealed.is_empty() => {
                // Signed as it was, and its body is spoilt.
                let at = self.dice.below(self.sealed.len());
                let mut seal = self.sealed[at].clone();
                *seal.bytes.last_mut().unwrap() ^= 1;
                seals = vec![seal];
            }
            3 | 4 => {
                let from = self.sealed.len().saturating_sub(12);
                let stream = seals[0].header.stream;
                seals = self.sealed[from..].to_vec();
                seals.retain(|seal| seal.header.stream == stream);
            }
            _ => {}
        }
        put(&seals)
    }

    fn extend(&mut self) -> Request {
        let head = self.clinic.control.head;
        let next = self.clinic.control.next_desk().0;
        let by = 1 + self.dice.below(3) as u16;
        let act = match self.dice.below(8) {
            6 | 7 if !self.sealed.is_empty() => {
                let of = |_| (self.dice.pick(&self.sealed).unwrap().hash, places());
                let removed = (0..3).map(of).collect();
                Act::Redact { basis: Basis::REQUEST, removed }
            }
            0 => Act::Revoke { desk: DeskNo(4), cut: vec![] },
            1 if next < 7 => Act::Enrol(member(next, false)),
            2 => {
                let server = server_key().verifying_key().to_bytes();
                Act::Sequencer { term: self.clinic.control.term + 1, server }
            }
            _ => Act::SchemaFloor { schema: self.unsent as u32 },
        };
        self.unsent += 1;
        let bytes = self.clinic.record(by, act);
        if self.dice.below(4) > 0 && self.clinic.control.admit(&bytes).is_ok() {
            self.clinic.records.push(bytes.clone());
        }
        Request::Extend { head, records: vec![bytes] }
    }

    fn cursor(&mut self) -> Cursor {
        let mut cursor = *self.dice.pick(&self.cursors).unwrap();
        match self.dice.below(12) {
            0 => cursor.seq += 1,
            1 => cursor.run.0[3] ^= 1,
            2 => cursor.incarnation += 1,
            _ => {}
        }
        cursor
    }

    fn names(&mut self) -> Vec<Hash> {
        let count = self.dice.below(5);
        let id = self.clinic.control.clinic;
        let mut names: Vec<Hash> =
            (0..count).flat_map(|_| self.dice.pick(&self.pieces)).map(|it| name(id, it)).collect();
        if self.dice.below(6) == 0 {
            names.push(Hash([self.dice.below(9) as u8; 32]));
        }
        names
    }

    fn keep_piece(&mut self, stream: Stream) -> Request {
        let length = 1 + self.dice.below(4_000);
        let byte = self.dice.below(250) as u8;
        let piece = match self.dice.below(12) {
            0 => vec![],
            1 => vec![byte; sync::snapshot::PIECE_BYTES_MAX + 1],
            _ => vec![byte; length],
        };
        self.pieces.push(piece.clone());
        Request::KeepPiece { stream, piece, redacted_n: 0 }
    }

    fn publish(&mut self, stream: Stream) -> Request {
        let of = |hash| Piece { hash, bytes: 9, ops: 1, part: Part::Rest };
        let pieces = self.names().into_iter().map(of).collect();
        let by = 1 + self.dice.below(3) as u16;
        let (cursor, at) = (self.cursor(), self.unsent as i64);
        let (desk, redacted_n) = (DeskNo(by), self.clinic.control.redacted_n);
        let manifest =
            Manifest { stream, desk, at, cursor, pieces, redacted_n, signature: [0; 64] };
        let signer = key(if self.dice.below(8) == 0 { 9 } else { by });
        let mut manifest = manifest.sign(self.clinic.control.clinic, &signer).unwrap().encode();
        if self.dice.below(10) == 0 {
            manifest.pop();
        }
        Request::Publish { manifest }
    }

    fn of_snapshots(&mut self, stream: Stream, bytes_max: u32) -> Request {
        match self.dice.below(8) {
            0..3 => self.keep_piece(stream),
            3 | 4 => self.publish(stream),
            5 => Request::Lacks { stream, hashes: self.names() },
            6 => Request::Pieces { stream, hashes: self.names(), bytes_max },
            _ => Request::Snapshot { stream },
        }
    }

    fn put_blob(&mut self) -> Request {
        if self.blobs.len() < 6 {
            let byte = self.blobs.len() as u8 + 1;
            let length = [1, 700, BLOB_PART_BYTES + 3][self.dice.below(3)];
            self.blobs.push(vec![byte; length]);
        }
        let whole = self.dice.pick(&self.blobs).unwrap().clone();
        let named = self.dice.pick(&self.blobs).unwrap();
        let id = self.clinic.control.clinic;
        let id = blob_id(id, if self.dice.below(5) == 0 { named } else { &whole });
        let part = self.dice.below(whole.len().div_ceil(BLOB_PART_BYTES));
        let mut bytes = whole.chunks(BLOB_PART_BYTES).nth(part).unwrap().to_vec();
        if self.dice.below(10) == 0 {
            bytes[0] ^= 1;
        }
        let length = whole.len() as u32 + u32::from(self.dice.below(15) == 0);
        Request::BlobPut { id, length, part: part as u32, bytes }
    }

    fn of_blobs(&mut self) -> Request {
        if self.dice.below(2) == 0 {
            return self.put_blob();
        }
        let clinic = self.clinic.control.clinic;
        let name = |bytes: &Vec<u8>| blob_id(clinic, bytes);
        let mut ids: Vec<Hash> = self.blobs.iter().map(name).collect();
        ids.push(Hash([1; 32]));
        match self.dice.below(2) {
            0 => Request::BlobState { ids },
            _ => {
                let id = ids[self.dice.below(ids.len())];
                Request::BlobGet { id, part: self.dice.below(3) as u32 }
            }
        }
    }

    /// Other bodies for what is named, and for what is not.
    fn replace(&mut self, stream: Stream) -> Request {
        let key = StreamKey::new(Zeroizing::new([3; 32]));
        let mut ring = Ring::default();
        ring.add(stream, 1, key.clone());
        let named: Vec<Hash> = self.clinic.control.redacted.keys().copied().collect();
        let is_named = |seal: &&Seal| named.contains(&seal.hash) && seal.header.stream == stream;
        let mut seals: Vec<Seal> = self.sealed.iter().filter(is_named).cloned().collect();
        if self.dice.below(6) == 0 {
            seals.extend(self.dice.pick(&self.sealed).cloned());
        }
        let clinic = self.clinic.control.clinic;
        let redacted = |seal: &Seal| seal.redact(clinic, &ring, &places(), &key).ok();
        let seals: Vec<Seal> = seals.iter().filter_map(redacted).collect();
        Request::Replace { stream, bundle: bundle(&seals) }
    }

    fn request(&mut self) -> Request {
        let stream = if self.dice.below(4) == 0 { Stream::RESTRICTED } else { Stream::MAIN };
        let bytes_max = [1, 900, 5_000, u32::MAX][self.dice.below(4)];
        match self.dice.below(30) {
            26 | 27 => Request::Unredacted { stream },
            28.. => self.replace(stream),
            22..26 => self.of_blobs(),
            16..22 => self.of_snapshots(stream, bytes_max),
            0..7 => self.put(),
            7 | 8 => match self.dice.pick(&self.sent).cloned() {
                Some(again) => again,
                None => Request::Greet,
            },
            9 => self.extend(),
            10 => Request::Control { after: self.dice.below(20) as u64 },
            11 => Request::Leaves { stream },
            12 | 13 => Request::Log { stream, cursor: self.cursor(), bytes_max },
            14 => {
                let count = self.dice.below(4);
                let mut have: Vec<Leaf> = vec![];
                for _ in 0..count {
                    have.extend(self.dice.pick(&self.sealed).map(Self::leaf));
                }
                Request::Missing(Missing { stream, have, bytes_max })
            }
            _ => Request::Greet,
        }
    }

    fn frame(&mut self) -> (DeskNo, Vec<u8>) {
        let among = if self.dice.below(5) == 0 { 6 } else { 3 };
        let by = DeskNo(1 + self.dice.below(among) as u16);
        let request = self.request();
        self.sent.push(request.clone());
        let mut frame = request.encode();
        if self.dice.below(20) == 0 {
            let at = self.dice.below(frame.len());
            frame[at] ^= 4;
        }
        (by, frame)
    }

    fn learn(&mut self, reply: &[u8]) {
        match Reply::decode(reply) {
            Ok(Reply::Put { ack, .. }) => self.cursors.push(ack.cursor),
            Ok(Reply::Page(page)) => self.cursors.push(page.cursor),
            _ => {}
        }
    }
}

/// Who asks, what, and what the answer is.
type Script = Vec<(DeskNo, Vec<u8>, Vec<u8>)>;

/// Requests and replies of one clinic's troubles, by the store in memory.
fn played(id: ClinicId, seed: u64, steps: usize) -> Script {
    let service = in_memory().with_bodies(Bodies::in_memory());
    let mut trouble = Trouble::new(id, seed);
    let records = trouble.clinic.records.clone();
    now(service.found(id, records, None, 1));
    let mut script = vec![];
    for step in 0..steps {
        let (by, frame) = trouble.frame();
        let reply = now(service.answer_frame(id, by, &frame, step as i64));
        trouble.learn(&reply);
        script.push((by, frame, reply));
    }
    script
}

async fn replay<S: server::Store>(service: &Service<S>, id: ClinicId, seed: u64, steps: usize) {
    let records = Clinic::of(id, 4).records;
    let reply = service.found(id, records, None, 1).await;
    assert_eq!(reply, Reply::Control { records: vec![] }, "seed {seed}");
    let script = played(id, seed, steps);
    for (step, (by, frame, expected)) in script.iter().enumerate() {
        let reply = service.answer_frame(id, *by, frame, step as i64).await;
        if &reply != expected {
            let [asked, here, there] = [
                format!("{:?}", Request::decode(frame)),
                format!("{:?}", Reply::decode(expected)),
                format!("{:?}", Reply::decode(&reply)),
            ];
            panic!("seed {seed}, step {step}: {asked}\nin memory {here}\nhere {there}");
        }
        // Where bodies lie is nothing that an answer tells.
        if step % 40 == 39 {
            service.move_old(i64::MAX, step as i64).await.unwrap();
        }
    }
}

const CLINICS: u8 = 8;
const STEPS: usize = 220;

fn name(clinic: ClinicId, piece: &[u8]) -> Hash {
    Piece::hash(clinic, piece)
}

fn clinic(of: u8) -> ClinicId {
    ClinicId([of; 16])
}

#[test]
fn the_script_has_every_kind_of_trouble_in_it() {
    use std::collections::BTreeSet;
    let mut seen = BTreeSet::new();
    for of in 0..CLINICS {
        let script = played(clinic(of), of.into(), STEPS);
        for (_, _, reply) in script {
            let reply = Reply::decode(&reply).unwrap();
            seen.insert(match &reply {
                Reply::Refused(refusal) => format!("{:?}", refusal.why),
                Reply::Put { not_kept, .. } if !not_kept.is_empty() => "NotKept".into(),
                Reply::Put { forks, .. } if !forks.is_empty() => "Fork".into(),
                Reply::Put { ack, .. } if ack.signature != [0; 64] => "Signed".into(),
                Reply::Seals { is_last: false, .. } => "Part".into(),
                other => format!("{other:?}").split([' ', '(']).next().unwrap().into(),
            });
        }
    }
    for wanted in [
        "Fork",
        "NotKept",
        "Signed",
        "Part",
        "Put",
        "Page",
        "Seals",
        "Leaves",
        "Greeting",
        "Control",
        "Gap",
        "Junk",
        "Revoked",
        "NotEnrolled",
        "OtherRun",
        "ControlMoved",
        "Kept",
        "Snapshot",
        "Pieces",
        "Lacks",
        "BlobState",
        "BlobPart",
        "TooLarge",
        "NoSuch",
    ] {
        assert!(seen.contains(wanted), "{wanted} is not among {seen:?}");
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

async fn replay_all<S: server::Store>(service: Arc<Service<S>>, from: u8) {
    let replays = (from..from + CLINICS).map(|of| {
        let service = service.clone();
        tokio::spawn(async move { replay(&service, clinic(of), of.into(), STEPS).await })
    });
    for replay in replays.collect::<Vec<_>>() {
        replay.await.unwrap();
    }
}

#[test]
fn a_file_answers_as_memory_does() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("store"), INCARNATION).unwrap();
    let service = Service::new(store, config());
    let service = service.with_bodies(Bodies::folder(folder.path()).unwrap());
    runtime().block_on(replay_all(Arc::new(service), 0));
}

#[test]
fn postgres_answers_as_sqlite_does_though_commits_fail() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        let store = PostgresStore::open(&cluster.address(), INCARNATION).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let bodies = Bodies::folder(folder.path()).unwrap();
        let service = Service::new(store, config()).with_bodies(bodies.clone());
        replay_all(Arc::new(service), 0).await;

        let count = Arc::new(AtomicU64::new(0));
        let struck = count.clone();
        let mischief = move || {
            let at = struck.fetch_add(1, Ordering::Relaxed);
            match Dice::new(at).below(8) {
                0 => Some(Strike::Serialization),
                1 => Some(Strike::Deadlock),
                2 => Some(Strike::Cut),
                3 => Some(Strike::LostReply),
                _ => None,
            }
        };
        let store = PostgresStore::open(&cluster.address(), 5).await.unwrap();
        assert_eq!(store.incarnation(), INCARNATION, "as it was called first");
        let store = store.with_mischief(Box::new(mischief));
        let service = Service::new(store, config()).with_bodies(bodies);
        replay_all(Arc::new(service), 100).await;
        assert!(count.load(Ordering::Relaxed) > 400);
    });
    no_canary(cluster.folder());
    assert!(!contains(&cluster.log(), CANARY));
}

pub fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// No file under this folder contains what a desk sealed.
pub fn no_canary(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            no_canary(&path);
        } else if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!contains(&bytes, CANARY), "{}", path.display());
        }
    }
}

#[test]
fn a_replica_that_followed_the_log_lacks_nothing() {
    let followed: usize = (3..7).map(|seed| followed(clinic(3), seed)).sum();
    assert!(followed > 120, "{followed}");
}

fn followed(id: ClinicId, seed: u64) -> usize {
    let service = in_memory();
    let mut trouble = Trouble::new(id, seed);
    let mut followed = 0;
    now(service.found(id, trouble.clinic.records.clone(), None, 1));
    for step in 0..700 {
        let (by, frame) = trouble.frame();
        let reply = now(service.answer_frame(id, by, &frame, step));
        trouble.learn(&reply);
    }
    for stream in [Stream::MAIN, Stream::RESTRICTED] {
        let ask = |request| now(service.answer(id, DeskNo(1), request, 1));
        let (mut cursor, mut by_log) = (Cursor::default(), vec![]);
        loop {
            let request = Request::Log { stream, cursor, bytes_max: 2_000 };
            let Reply::Page(page) = ask(request) else { panic!() };
            for bundle in &page.bundles {
                let seals = sync::Bundle::seals(id, bundle).unwrap();
                by_log.extend(seals.iter().map(|seal| seal.hash));
            }
            cursor = page.cursor;
            if page.is_last {
                break;
            }
        }
        let (mut have, mut by_leaves): (Vec<Leaf>, Vec<Hash>) = (vec![], vec![]);
        loop {
            let wanted = Missing { stream, have: have.clone(), bytes_max: 3_000 };
            let Reply::Seals { bundle, is_last } = ask(Request::Missing(wanted)) else { panic!() };
            for seal in sync::Bundle::seals(id, &bundle).unwrap() {
                have.retain(|leaf| leaf.hash != seal.header.parent);
                have.push(Trouble::leaf(&seal));
                by_leaves.push(seal.hash);
            }
            if is_last {
                break;
            }
        }
        have.sort();
        let Reply::Leaves { mut leaves } = ask(Request::Leaves { stream }) else { panic!() };
        leaves.sort();
        assert_eq!(have, leaves);
        by_log.sort();
        by_log.dedup();
        by_leaves.sort();
        assert_eq!(by_log, by_leaves);
        followed += by_log.len();
    }
    followed
}
