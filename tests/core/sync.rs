//! Two desks of one clinic, each a real desk with its own vault, and a server between them
//! that can be cut off: a computer is let in, both work, both hold the same.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use clinic::desk::{Desk, Line, Welcome, Wire, WireFault};
use serde_json::{Value, json};
use server::{Config, Service, SqliteStore};
use tests::{MORNING, PASSWORD, SmallClinic, another_desk, ask, patient_form, text};

/// A server in the same process, and the cable to it.
pub struct Hall {
    folder: tempfile::TempDir,
    service: Service<SqliteStore>,
    notes: Mutex<BTreeMap<(String, u8), Vec<u8>>>,
    is_cut: AtomicBool,
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
    fn new() -> Arc<Self> {
        let key = ed25519_dalek::SigningKey::from_bytes(&[42; 32]);
        let config = Config { key, incarnation: 7, quota_bytes: 1 << 30 };
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("server.db"), 7).unwrap();
        Arc::new(Self {
            folder,
            service: Service::new(store, config),
            notes: Mutex::default(),
            is_cut: AtomicBool::new(false),
            now: MORNING.0,
        })
    }

    fn cut(&self, is_cut: bool) {
        self.is_cut.store(is_cut, Ordering::SeqCst);
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

struct Pair {
    one: SmallClinic,
    two: Desk,
    _folder: tempfile::TempDir,
    hall: Arc<Hall>,
    owner_there: String,
}

/// Lets the second computer in as people would; answers what both showed.
fn let_in(one: &SmallClinic, two: &Desk) -> (String, String) {
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

fn connect(one: &SmallClinic) {
    one.confirm();
    let server = json!({ "address": "server", "invitation": "", "name": "Front desk" });
    one.get(&one.owner, "desk.sync_server", server);
    one.desk.sync().unwrap();
}

fn pair() -> Pair {
    let hall = Hall::new();
    let one = SmallClinic::wired(hall.clone());
    connect(&one);
    let folder = tempfile::tempdir().unwrap();
    let two = another_desk(folder.path(), one.clock.clone(), hall.clone());
    let (here, there) = let_in(&one, &two);
    assert_eq!((here.len(), &here), (6, &there));
    one.confirm();
    one.get(&one.owner, "desk.meet_give", json!({}));
    let join = ask(&two, "desk.join", json!({}), None).unwrap();
    assert_eq!(text(&join, "/step"), "ready");
    assert_eq!(join["owners"][0]["user"], "meera");
    let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": false });
    ask(&two, "desk.join_finish", finish, None).unwrap();
    let mut pair = Pair { one, two, _folder: folder, hall, owner_there: String::new() };
    pair.meet();
    let sign_in = json!({ "user": "meera", "password": PASSWORD });
    pair.owner_there = text(&ask(&pair.two, "desk.sign_in", sign_in, None).unwrap(), "/token");
    pair
}

impl Pair {
    /// Enough rounds for everything to be everywhere.
    fn meet(&self) {
        for _ in 0..6 {
            self.one.clock.advance_ms(60_000);
            self.one.desk.sync().unwrap();
            self.two.sync().unwrap();
        }
    }

    fn there(&self, route: &str, args: Value) -> Value {
        ask(&self.two, route, args, Some(&self.owner_there))
            .unwrap_or_else(|error| panic!("{route}: {error}"))
    }

    fn here(&self, route: &str, args: Value) -> Value {
        self.one.get(&self.one.owner, route, args)
    }

    fn register(&self, name: &str) -> Value {
        self.one.register(&self.one.owner, name, "")["id"].clone()
    }

    /// By its name: the search of the other desk was kept in step too.
    fn finds_there(&self, name: &str, patient: &Value) -> bool {
        let found = self.there("patients.find", json!({ "text": name, "limit": 10 }));
        let id = patient.as_str().unwrap();
        found.to_string().contains(id)
    }

    fn state(&self) -> (Value, Value) {
        (self.here("desk.sync", json!({})), self.there("desk.sync", json!({})))
    }
}

#[test]
fn a_computer_is_let_in_and_both_desks_hold_one_clinic() {
    let pair = pair();
    let asha = pair.register("Asha Rao");
    pair.meet();
    assert!(pair.finds_there("Asha", &asha));
    let (here, there) = pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
    let devices = pair.there("security.devices", json!({}));
    let names: Vec<String> =
        devices.as_array().unwrap().iter().map(|device| text(device, "/name")).collect();
    assert_eq!(names, ["Front desk", "Pharmacy"]);
    assert_eq!(devices[1]["code"], "B");
    assert_eq!(devices[1]["is_here"], true);
}

#[test]
fn a_cut_cable_stops_nobody_and_the_corner_says_so() {
    let pair = pair();
    pair.hall.cut(true);
    let asha = pair.register("Asha Rao");
    let there = json!({ "form": patient_form("Bilal Khan"), "is_not_duplicate": true });
    let bilal = pair.there("patients.register", there)["id"].clone();
    pair.meet();
    let (here, _) = pair.state();
    assert_eq!(text(&here, "/state"), "away");
    assert!(here["unsent"].as_u64().unwrap() > 0);
    let numbers = [&asha, &bilal].map(|id| id.to_string());
    assert_ne!(numbers[0], numbers[1]);
    pair.hall.cut(false);
    pair.one.clock.advance_ms(600_000);
    pair.meet();
    assert!(pair.finds_there("Asha", &asha));
    let (here, there) = pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
    assert_eq!(here["unsent"], 0);
}

#[test]
fn the_server_holds_nothing_that_can_be_read() {
    let pair = pair();
    pair.register("Canaryxylophone Rao");
    pair.meet();
    let files = std::fs::read_dir(pair.hall.folder.path()).unwrap();
    let image: Vec<u8> =
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let holds = |text: &[u8]| image.windows(text.len()).any(|bytes| bytes == text);
    assert!(holds(b"CREATE TABLE"), "it is the store that was searched");
    for canary in ["Canaryxylophone", "Asha", "Front desk", "Pharmacy", "meera"] {
        assert!(!holds(canary.as_bytes()), "{canary}");
    }
}

#[test]
fn digits_that_differ_are_seen_before_anything_is_given() {
    let hall = Hall::new();
    let one = SmallClinic::wired(hall.clone());
    connect(&one);
    let folder = tempfile::tempdir().unwrap();
    let two = another_desk(folder.path(), one.clock.clone(), hall.clone());
    let_in(&one, &two);
    // Nobody said that they are the same.
    let join = ask(&two, "desk.join", json!({}), None).unwrap();
    assert_eq!(text(&join, "/step"), "digits");
    let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": false });
    assert!(ask(&two, "desk.join_finish", finish, None).is_err());
    // Ten minutes later the word is worth nothing.
    one.clock.advance_ms(11 * 60_000);
    one.confirm();
    assert!(one.ask(&one.owner, "desk.meet_give", json!({})).is_err());
}

#[test]
fn only_an_owner_who_has_just_proven_to_be_there_lets_a_computer_in() {
    let pair = pair();
    let desk = pair.one.hire("receptionist");
    for route in ["desk.meet_begin", "desk.meet_give", "desk.sync_server", "desk.revoke_device"] {
        let args = json!({ "address": "x", "invitation": "", "name": "x", "no": 2 });
        assert!(pair.one.ask(&desk, route, args.clone()).is_err(), "{route}");
        assert!(ask(&pair.one.desk, route, args, None).is_err(), "{route}");
    }
}

#[test]
fn a_computer_that_was_sent_away_gets_nothing_more() {
    let pair = pair();
    pair.one.confirm();
    pair.here("desk.revoke_device", json!({ "no": 2 }));
    let asha = pair.register("Asha Rao");
    pair.meet();
    let there = pair.there("desk.sync", json!({}));
    assert_eq!(text(&there, "/state"), "trouble");
    assert_eq!(text(&there, "/remote/fault"), "errors-sync-revoked");
    assert!(!pair.finds_there("Asha", &asha));
}

#[test]
fn without_a_line_a_stick_carries_the_changes() {
    let pair = pair();
    pair.hall.cut(true);
    let asha = pair.register("Asha Rao");
    let stick = tempfile::tempdir().unwrap();
    let folder = stick.path().to_str().unwrap();
    let file = pair.here("desk.export_changes", json!({ "folder": folder }));
    let path = text(&file, "/path");
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(4).any(|window| window == b"Asha"), "sealed");
    let took = pair.there("desk.import_changes", json!({ "path": path }));
    assert!(took["applied"].as_u64().unwrap() > 0 && pair.finds_there("Asha", &asha));
    let again = pair.there("desk.import_changes", json!({ "path": path }));
    assert_eq!(again["applied"], 0);
    // Cut short, of nobody, not there.
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let refused = |path: &str| {
        let args = json!({ "path": path });
        let session = Some(pair.owner_there.as_str());
        ask(&pair.two, "desk.import_changes", args, session).unwrap_err().message
    };
    assert_eq!(refused(&path), "errors-sync-file-junk");
    std::fs::write(&path, b"vaidya changes 1\n\0\0\0\x02\x82\x01").unwrap();
    assert_eq!(refused(&path), "errors-sync-file-junk");
    assert_eq!(refused(&format!("{path}.not")), "errors-sync-file-missing");
    pair.hall.cut(false);
    pair.one.clock.advance_ms(600_000);
    pair.meet();
    let (here, there) = pair.state();
    assert_eq!((text(&here, "/state"), text(&there, "/state")), ("level".into(), "level".into()));
}
