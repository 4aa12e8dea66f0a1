//! A small clinic whose desks seal what they are told to.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ed25519_dalek::SigningKey;
use server::{Config, Service, SqliteStore, Store};
use sync::control::{Act, Member};
use sync::{
    Bundle, ClinicId, Control, Cursor, DeskNo, Hash, LogId, Opens, Reply, Request, Seal, Sealing,
    Stream, StreamKey, Why,
};
use zeroize::Zeroizing;

pub const CLINIC: ClinicId = ClinicId([7; 16]);
pub const INCARNATION: u64 = 99;
pub const QUOTA: u64 = 64 << 20;

/// What no stored byte and no log line may contain.
pub const CANARY: &[u8] = b"canary-3f9a-Meera-Kulkarni";

pub fn key(of: u16) -> SigningKey {
    let mut seed = [0; 32];
    seed[..2].copy_from_slice(&of.to_be_bytes());
    SigningKey::from_bytes(&seed)
}

pub fn server_key() -> SigningKey {
    SigningKey::from_bytes(&[200; 32])
}

pub fn member(desk: u16, may_administer: bool) -> Member {
    let key = key(desk).verifying_key().to_bytes();
    Member { desk: DeskNo(desk), key, exchange: [1; 32], may_administer }
}

/// Drives futures that never wait.
pub fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

pub fn config() -> Config {
    Config { key: server_key(), incarnation: INCARNATION, quota_bytes: QUOTA }
}

/// The control log as an administrator's desk keeps it.
pub struct Clinic {
    pub control: Control,
    pub records: Vec<Vec<u8>>,
}

impl Clinic {
    /// Founded by desk 1; desks 1 and 2 may administer.
    pub fn of(id: ClinicId, desks: u16) -> Self {
        let mut clinic = Self { control: Control::new(id), records: Vec::new() };
        clinic.add(1, Act::Found(member(1, true)));
        for desk in 2..=desks {
            clinic.add(1, Act::Enrol(member(desk, desk == 2)));
        }
        clinic
    }

    pub fn new(desks: u16) -> Self {
        Self::of(CLINIC, desks)
    }

    pub fn record(&self, by: u16, act: Act) -> Vec<u8> {
        let record = self.control.record(DeskNo(by), 5, act);
        record.sign(self.control.clinic, &key(by)).unwrap()
    }

    pub fn add(&mut self, by: u16, act: Act) -> Vec<u8> {
        let bytes = self.record(by, act);
        self.control.admit(&bytes).unwrap();
        self.records.push(bytes.clone());
        bytes
    }
}

#[derive(Clone)]
pub struct Desk {
    pub clinic: ClinicId,
    pub no: u16,
    pub stream: Stream,
    pub seals: u64,
    pub tip: Hash,
    pub log: u64,
    pub drawn: u64,
}

impl Desk {
    pub fn new(no: u16) -> Self {
        let (clinic, stream) = (CLINIC, Stream::MAIN);
        Self { clinic, no, stream, seals: 0, tip: Hash::NONE, log: no.into(), drawn: 0 }
    }

    pub fn seal(&mut self, text: &[u8]) -> Seal {
        let stream_key = StreamKey::new(Zeroizing::new([3; 32]));
        self.drawn += 1;
        let drawn = [text, &self.drawn.to_be_bytes(), &self.log.to_be_bytes()].concat();
        let drawn = blake3::hash(&drawn);
        let (mut nonce, mut salt) = ([0; 24], [0; 16]);
        nonce.copy_from_slice(&drawn.as_bytes()[..24]);
        salt.copy_from_slice(&drawn.as_bytes()[16..]);
        let sealing = Sealing {
            clinic: self.clinic,
            stream: self.stream,
            desk: DeskNo(self.no),
            log: LogId(self.log),
            no: self.seals + 1,
            parent: self.tip,
            first: self.seals + 1,
            ops: &[text.to_vec()],
            schema: 23,
            opens: (self.seals == 0).then_some(Opens::First),
            witness: None,
            key: &stream_key,
            nonce,
            salt,
        };
        let seal = sealing.seal(&key(self.no)).unwrap();
        (self.seals, self.tip) = (self.seals + 1, seal.hash);
        seal
    }

    pub fn some(&mut self, count: usize) -> Vec<Seal> {
        (0..count).map(|at| self.seal(&[CANARY, &at.to_be_bytes()].concat())).collect()
    }
}

pub fn bundle(seals: &[Seal]) -> Vec<u8> {
    let mut bundle = Bundle::default();
    seals.iter().for_each(|seal| assert!(bundle.add(&seal.bytes, usize::MAX)));
    bundle.bytes
}

pub fn put(seals: &[Seal]) -> Request {
    let stream = seals.first().map_or(Stream::MAIN, |seal| seal.header.stream);
    Request::Put { stream, bundle: bundle(seals) }
}

pub fn log(cursor: Cursor) -> Request {
    Request::Log { stream: Stream::MAIN, cursor, bytes_max: u32::MAX }
}

pub fn in_memory() -> Service<SqliteStore> {
    Service::new(SqliteStore::in_memory(INCARNATION).unwrap(), config())
}

/// A service over a store in memory, with this clinic in it.
pub fn founded(clinic: &Clinic) -> Service<SqliteStore> {
    let service = in_memory();
    let reply = now(service.found(clinic.control.clinic, clinic.records.clone(), None, 1));
    assert_eq!(reply, Reply::Control { records: vec![] });
    service
}

pub fn ask<S: Store>(service: &Service<S>, by: u16, request: Request) -> Reply {
    now(service.answer(CLINIC, DeskNo(by), request, 1_000))
}

pub fn why(reply: Reply) -> Why {
    match reply {
        Reply::Refused(refusal) => refusal.why,
        other => panic!("not refused: {other:?}"),
    }
}

pub fn kept(reply: Reply) -> (Cursor, Vec<Hash>) {
    match reply {
        Reply::Put { ack, forks, not_kept } if not_kept.is_empty() => (ack.cursor, forks),
        other => panic!("not kept: {other:?}"),
    }
}

/// How far the stream is, and the seals that are not kept.
pub fn not_kept(reply: Reply) -> (u64, Vec<(u32, Why)>) {
    match reply {
        Reply::Put { ack, not_kept, .. } => {
            (ack.cursor.seq, not_kept.iter().map(|seal| (seal.no, seal.why)).collect())
        }
        other => panic!("not put: {other:?}"),
    }
}
