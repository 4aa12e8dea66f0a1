//! Two computers and a real hub in one of them: TLS on loopback, and a network in which
//! whoever speaks is heard.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use clinic::desk::{Desk, Wire};
use kernel::ManualClock;
use lan::{Air, LanHub, Voice};
use serde_json::{Value, json};
use wire::HttpWire;

use crate::pair::given;
use crate::{MORNING, PASSWORD, Secrets, ask, hub_desk, new_keyring, patient_form, set_up, text};

/// A network of one house.
#[derive(Default)]
pub struct House {
    voices: Mutex<BTreeMap<u16, Voice>>,
}

impl House {
    /// A stranger who says what a hub said once.
    pub fn echo(&self, port: u16) {
        let mut voices = self.voices.lock().unwrap();
        let heard = *voices.values().next().expect("somebody spoke");
        voices.insert(port, heard);
    }
}

struct Ears {
    house: Arc<House>,
    own: Mutex<Option<u16>>,
}

impl Air for Ears {
    fn say(&self, port: u16, voice: Voice) -> bool {
        self.house.voices.lock().unwrap().insert(port, voice);
        *self.own.lock().unwrap() = Some(port);
        true
    }

    fn hush(&self) {
        if let Some(port) = self.own.lock().unwrap().take() {
            self.house.voices.lock().unwrap().remove(&port);
        }
    }

    fn heard(&self) -> Vec<(String, Voice)> {
        let voices = self.house.voices.lock().unwrap();
        voices.iter().map(|(port, voice)| (format!("127.0.0.1:{port}"), *voice)).collect()
    }
}

/// One computer of the house; it is switched off by dropping `desk`.
pub struct Computer {
    pub folder: tempfile::TempDir,
    pub desk: Option<Desk>,
    pub clock: Arc<ManualClock>,
    pub first_port: u16,
    pub token: String,
    house: Arc<House>,
    secrets: Secrets,
}

/// Ports that no other test of this process is given.
pub fn ports() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = 21_000 + u16::try_from(std::process::id() % 200).unwrap() * 100;
    loop {
        let port = own + NEXT.fetch_add(25, Ordering::SeqCst) % 100;
        if TcpListener::bind(("0.0.0.0", port)).is_ok() {
            return port;
        }
    }
}

impl Computer {
    pub fn new(house: &Arc<House>, first_port: u16) -> Self {
        let mut computer = Self {
            folder: tempfile::tempdir().unwrap(),
            desk: None,
            clock: Arc::new(ManualClock::at(MORNING)),
            first_port,
            token: String::new(),
            house: house.clone(),
            secrets: new_keyring(),
        };
        computer.start();
        computer
    }

    /// As the program starts.
    pub fn start(&mut self) {
        let air = Arc::new(Ears { house: self.house.clone(), own: Mutex::default() });
        let hub = Arc::new(LanHub::from_port(self.folder.path(), air, self.first_port));
        let wire: Arc<dyn Wire> = Arc::new(HttpWire::new().expect("a runtime"));
        let desk = hub_desk(
            self.folder.path(),
            self.clock.clone(),
            Arc::default(),
            self.secrets.clone(),
            (wire, hub),
        );
        desk.tend_hub();
        self.desk = Some(desk);
    }

    pub fn stop(&mut self) {
        self.desk = None;
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn desk(&self) -> &Desk {
        self.desk.as_ref().expect("it is switched on")
    }

    pub fn try_ask(&self, route: &str, args: Value) -> kernel::Result<Value> {
        let token = Some(self.token.as_str()).filter(|token| !token.is_empty());
        ask(self.desk(), route, args, token)
    }

    pub fn get(&self, route: &str, args: Value) -> Value {
        self.try_ask(route, args).unwrap_or_else(|error| panic!("{route}: {error}"))
    }

    pub fn found_clinic(&mut self) {
        self.token = text(&self.get("desk.set_up", set_up()), "/session/token");
    }

    pub fn sign_in(&mut self) {
        self.token = String::new();
        let given = json!({ "user": "meera", "password": PASSWORD });
        self.token = text(&self.get("desk.sign_in", given), "/token");
    }

    pub fn confirm(&self) {
        self.get("desk.confirm", json!({ "password": PASSWORD }));
    }

    pub fn turn_hub(&self, is_on: bool) -> kernel::Result<Value> {
        self.confirm();
        self.try_ask(
            "desk.turn_hub",
            json!({ "is_on": is_on, "name": "Front desk", "is_instead": false }),
        )
    }

    pub fn port(&self) -> u16 {
        let address = text(&self.get("desk.sync", json!({})), "/remote/address");
        address.rsplit(':').next().unwrap().parse().unwrap()
    }

    pub fn state(&self) -> String {
        text(&self.get("desk.sync", json!({})), "/state")
    }

    pub fn fault(&self) -> String {
        text(&self.get("desk.sync", json!({})), "/remote/fault")
    }

    /// Time passes and the desk looks at its hub, often enough for every pause.
    pub fn look(&self) {
        for _ in 0..3 {
            self.clock.advance_ms(31_000);
            self.desk().sync().unwrap();
        }
    }

    /// Comes into the clinic of `other` through the hub at this port.
    pub fn join(&mut self, other: &Self, port: u16) {
        other.confirm();
        let meet = other.get("desk.meet_begin", json!({}));
        let address = format!("127.0.0.1:{port}");
        let begin = json!({ "address": address, "word": text(&meet, "/word"), "name": "Pharmacy" });
        let join = self.get("desk.join_begin", begin);
        assert_eq!(text(&join, "/fingerprint"), text(&meet, "/fingerprint"));
        other.get("desk.meet", json!({}));
        let join = self.get("desk.join", json!({}));
        let meet = other.get("desk.meet", json!({}));
        assert_eq!(text(&meet, "/digits"), text(&join, "/digits"));
        assert_eq!(text(&meet, "/digits").len(), 6);
        other.get("desk.meet_give", given(false));
        self.get("desk.join", json!({}));
        let finish = json!({ "user": "meera", "password": PASSWORD, "keep_secret_in_file": false });
        self.get("desk.join_finish", finish);
        self.look();
        self.sign_in();
    }
}

/// Both look at their hub until everything is everywhere.
pub fn meet(one: &Computer, two: &Computer) {
    for _ in 0..3 {
        one.look();
        two.look();
    }
}

pub fn register(computer: &Computer, name: &str) -> Value {
    let args = json!({ "form": patient_form(name), "is_not_duplicate": true });
    computer.get("patients.register", args)["id"].clone()
}

pub fn finds(computer: &Computer, name: &str, id: &Value) -> bool {
    let found = computer.get("patients.find", json!({ "text": name, "limit": 10 }));
    found.to_string().contains(id.as_str().expect("an id"))
}
