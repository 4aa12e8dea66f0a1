//! Two desks of one clinic, each a real desk with its own vault, and a server between them
//! in the same process that can be cut off.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use clinic::desk::{Desk, Line, Welcome, Wire, WireFault};
use serde_json::{Value, json};
use server::{Bodies, Config, Service, SqliteStore};

use crate::{MORNING, PASSWORD, SmallClinic, another_desk, ask, text};

/// Answers a request in the server's stead, or lets it through.
pub type Instead =
    Box<dyn FnMut(&::sync::Request) -> Option<Result<::sync::Reply, WireFault>> + Send>;

/// A server in the same process, and the cable to it.
pub struct Hall {
    pub folder: tempfile::TempDir,
    /// Where its blobs lie.
    pub bodies: tempfile::TempDir,
    service: Service<SqliteStore>,
    notes: Mutex<BTreeMap<(String, u8), Vec<u8>>>,
    is_cut: AtomicBool,
    pieces: AtomicU64,
    instead: Mutex<Option<Instead>>,
    now: i64,
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
        std::thread::yield_now();
    }
}

impl Hall {
    pub fn new() -> Arc<Self> {
        let key = ed25519_dalek::SigningKey::from_bytes(&[42; 32]);
        let config = Config { key, incarnation: 7, quota_bytes: 1 << 30 };
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("server.db"), 7).unwrap();
        let bodies = tempfile::tempdir().unwrap();
        let place = Bodies::folder(bodies.path()).unwrap();
        Arc::new(Self {
            folder,
            bodies,
            service: Service::new(store, config).with_bodies(place),
            notes: Mutex::default(),
            is_cut: AtomicBool::new(false),
            pieces: AtomicU64::new(0),
            instead: Mutex::default(),
            now: MORNING.0,
        })
    }

    pub fn cut(&self, is_cut: bool) {
        self.is_cut.store(is_cut, Ordering::SeqCst);
    }

    pub fn instead(&self, instead: Instead) {
        *self.instead.lock().unwrap() = Some(instead);
    }

    /// How often pieces of a snapshot were fetched.
    pub fn pieces(&self) -> u64 {
        self.pieces.load(Ordering::SeqCst)
    }

    fn there(&self) -> Result<(), WireFault> {
        match self.is_cut.load(Ordering::SeqCst) {
            true => Err(WireFault::Away),
            false => Ok(()),
        }
    }
}

impl Wire for Hall {
    fn ask(&self, line: &Line<'_>, request: &[u8]) -> Result<Vec<u8>, WireFault> {
        self.there()?;
        if let Ok(request) = ::sync::Request::decode(request) {
            if let ::sync::Request::Pieces { .. } = request {
                self.pieces.fetch_add(1, Ordering::SeqCst);
            }
            let mut instead = self.instead.lock().unwrap();
            if let Some(reply) = instead.as_mut().and_then(|instead| instead(&request)) {
                return reply.map(|reply| reply.encode());
            }
        }
        Ok(block_on(self.service.answer_frame(line.clinic, line.desk, request, self.now)))
    }

    fn found(&self, line: &Line<'_>, records: &[Vec<u8>], _: &str) -> Result<Welcome, WireFault> {
        self.there()?;
        let founded = self.service.found(line.clinic, records.to_vec(), None, self.now);
        match block_on(founded) {
            ::sync::Reply::Refused(_) => Err(WireFault::NotAllowed),
            _ => Ok(Welcome { pin: None }),
        }
    }

    fn key(&self, _: &str) -> Result<Option<[u8; 32]>, WireFault> {
        self.there().map(|()| None)
    }

    fn leave(&self, _: &str, meeting: &str, number: u8, note: &[u8]) -> Result<(), WireFault> {
        self.there()?;
        self.notes.lock().unwrap().insert((meeting.to_owned(), number), note.to_vec());
        Ok(())
    }

    fn fetch(&self, _: &str, meeting: &str, number: u8) -> Result<Option<Vec<u8>>, WireFault> {
        self.there()?;
        Ok(self.notes.lock().unwrap().get(&(meeting.to_owned(), number)).cloned())
    }
}

pub struct Pair {
    pub one: SmallClinic,
    pub two: Desk,
    pub folder_there: tempfile::TempDir,
    pub hall: Arc<Hall>,
    pub owner_there: String,
}

/// Lets the second computer in as people would; answers what both showed.
pub fn let_in(one: &SmallClinic, two: &Desk) -> (String, String) {
    one.confirm();
    let meet = one.get(&one.owner, "desk.meet_begin", json!({}));
    let word = text(&meet, "/word").to_lowercase();
    let begin = json!({ "address": "server", "word": word, "name": "Pharmacy" });
    ask(two, "desk.join_begin", begin, None).unwrap();
    one.get(&one.owner, "desk.meet", json!({}));
    let join = ask(two, "desk.join", json!({}), None).unwrap();
    let meet = one.get(&one.owner, "desk.meet", json!({}));
    assert_eq!((text(&meet, "/step"), text(&meet, "/name")), ("digits".into(), "Pharmacy".into()));
    (text(&meet, "/digits"), text(&join, "/digits"))
}

/// What a computer that is let in may do; confidential notes stay shut there.
pub fn given(may_administer: bool) -> Value {
    json!({ "may_administer": may_administer, "reads_confidential": false })
}

pub fn connect(one: &SmallClinic) {
    one.confirm();
    let server = json!({ "address": "server", "invitation": "", "name": "Front desk",
        "is_instead": false });
    one.get(&one.owner, "desk.sync_server", server);
    one.desk.sync().unwrap();
}

/// Two desks of one clinic that have met.
pub fn pair() -> Pair {
    let hall = Hall::new();
    let one = SmallClinic::wired(hall.clone());
    connect(&one);
    joined(one, hall)
}

/// A second desk comes to the clinic of the first.
pub fn joined(one: SmallClinic, hall: Arc<Hall>) -> Pair {
    let folder = tempfile::tempdir().unwrap();
    let two = another_desk(folder.path(), one.clock.clone(), hall.clone());
    let (here, there) = let_in(&one, &two);
    assert_eq!((here.len(), &here), (6, &there));
    one.confirm();
    one.get(&one.owner, "desk.meet_give", given(false));
    let join = ask(&two, "desk.join", json!({}), None).unwrap();
    assert_eq!(text(&join, "/step"), "ready");
    assert_eq!(join["owners"][0]["user"], "meera");
    let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": false });
    ask(&two, "desk.join_finish", finish, None).unwrap();
    let mut pair = Pair { one, two, folder_there: folder, hall, owner_there: String::new() };
    pair.meet();
    let sign_in = json!({ "user": "meera", "password": PASSWORD });
    pair.owner_there = text(&ask(&pair.two, "desk.sign_in", sign_in, None).unwrap(), "/token");
    pair
}

/// A third computer, and its owner's session there.
pub struct Third {
    pub desk: Desk,
    pub owner: String,
    pub folder: tempfile::TempDir,
}

impl Pair {
    /// Lets one more computer in, with all that there is until then.
    pub fn third(&self, given: Value) -> Third {
        let folder = tempfile::tempdir().unwrap();
        let desk = another_desk(folder.path(), self.one.clock.clone(), self.hall.clone());
        let_in(&self.one, &desk);
        self.one.confirm();
        self.here("desk.meet_give", given);
        ask(&desk, "desk.join", json!({}), None).unwrap();
        let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": false });
        ask(&desk, "desk.join_finish", finish, None).unwrap();
        for _ in 0..6 {
            self.one.clock.advance_ms(60_000);
            self.one.desk.sync().unwrap();
            desk.sync().unwrap();
        }
        let sign_in = json!({ "user": "meera", "password": PASSWORD });
        let owner = text(&ask(&desk, "desk.sign_in", sign_in, None).unwrap(), "/token");
        Third { desk, owner, folder }
    }

    /// Enough rounds for everything to be everywhere.
    pub fn meet(&self) {
        for _ in 0..6 {
            self.one.clock.advance_ms(60_000);
            self.one.desk.sync().unwrap();
            self.two.sync().unwrap();
        }
    }

    pub fn there(&self, route: &str, args: Value) -> Value {
        ask(&self.two, route, args, Some(&self.owner_there))
            .unwrap_or_else(|error| panic!("{route}: {error}"))
    }

    pub fn here(&self, route: &str, args: Value) -> Value {
        self.one.get(&self.one.owner, route, args)
    }

    pub fn register(&self, name: &str) -> Value {
        self.one.register(&self.one.owner, name, "")["id"].clone()
    }

    /// By its name: the search of the other desk was kept in step too.
    pub fn finds_there(&self, name: &str, patient: &Value) -> bool {
        let found = self.there("patients.find", json!({ "text": name, "limit": 10 }));
        let id = patient.as_str().unwrap();
        found.to_string().contains(id)
    }

    pub fn state(&self) -> (Value, Value) {
        (self.here("desk.sync", json!({})), self.there("desk.sync", json!({})))
    }
}
