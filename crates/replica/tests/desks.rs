//! Desks of one clinic with a server between them that holds what it is given.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::collections::BTreeMap;
use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey};
use kernel::{
    Door, Host, ManualClock, Migration, Mint, Opening, Record, Result, RowId, Rule, Seal,
    SeededRandom, Session, TableSpec, Timestamp, state,
};
use replica::{Party, Replica};
use serde::{Deserialize, Serialize};
use sync::{
    Ack, Bundle, ClinicId, Control, Cursor, Exchange, Greeting, Hash, Leaf, Ledger, Pace, Page,
    Refusal, Remote, Reply, Request, Step, Stream, Why,
};
use zeroize::Zeroizing;

const CLINIC: ClinicId = ClinicId([7; 16]);
const START: i64 = 1_800_000_000_000;
const SERVER: Remote = Remote(0);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Person {
    id: RowId,
    name: String,
    village: Option<String>,
}

impl Record for Person {
    const TABLE: &'static str = "person";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

const MIGRATIONS: &[Migration] = &[
    Migration { name: "ledger", sql: include_str!("../../../migrations/0001_ledger.sql") },
    Migration { name: "chain", sql: include_str!("../../../migrations/0019_provable_log.sql") },
    Migration { name: "sync", sql: include_str!("../../../migrations/0023_sync.sql") },
    Migration {
        name: "example",
        sql: "CREATE TABLE person (id BLOB PRIMARY KEY, name TEXT NOT NULL, village TEXT,
                  ended INTEGER, stamp BLOB NOT NULL) STRICT, WITHOUT ROWID;",
    },
];

struct DeskHost(SigningKey);

impl Host for DeskHost {
    fn seal(&self) -> Arc<Seal> {
        Arc::new(Seal::open_to_all())
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        Ok(self.0.sign(message).to_bytes())
    }

    fn desk_key(&self) -> Result<[u8; 32]> {
        Ok(self.0.verifying_key().to_bytes())
    }
}

struct Desk {
    replica: Replica<Arc<Door>>,
    door: Arc<Door>,
    exchange: Exchange,
    random: SeededRandom,
    clock: Arc<ManualClock>,
}

fn party(of: u8) -> Party {
    Party {
        clinic: CLINIC,
        exchange: Zeroizing::new([of | 128; 32]),
        key: SigningKey::from_bytes(&[of; 32]).verifying_key().to_bytes(),
        streams: vec![Stream::MAIN],
        schema: 1,
    }
}

fn exchange() -> Exchange {
    Exchange::new(CLINIC, SERVER, None, vec![Stream::MAIN], Pace::LAN)
}

impl Desk {
    fn new(of: u8) -> Self {
        Self::on(rusqlite::Connection::open_in_memory().unwrap(), of, of)
    }

    fn on(writer: rusqlite::Connection, of: u8, seed: u8) -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp(START)));
        let door = Door::open(Opening {
            writer,
            readers: Vec::new(),
            migrations: MIGRATIONS,
            tables: &[TableSpec::of::<Person>()],
            routes: Vec::new(),
            clock: clock.clone(),
            host: Arc::new(DeskHost(SigningKey::from_bytes(&[of; 32]))),
            mint: Mint::seeded(seed.into()),
            zone: "Asia/Kolkata".parse().unwrap(),
        });
        let door = Arc::new(door.unwrap());
        let replica = Replica::open(door.clone(), party(of)).unwrap();
        let random = SeededRandom(1_000 + u64::from(seed));
        Self { replica, door, exchange: exchange(), random, clock }
    }

    fn add(&self, name: &str) -> RowId {
        let insert = |tx: &mut kernel::Tx<'_>| {
            let id = tx.new_id();
            tx.insert(&Person { id, name: name.into(), village: None })?;
            Ok(id)
        };
        self.door.write(&Session::program(), insert).unwrap()
    }

    fn rename(&self, id: RowId, name: &str) {
        let change = |tx: &mut kernel::Tx<'_>| {
            let person: Person = tx.get(id)?;
            tx.change(&Person { name: name.into(), ..person })
        };
        self.door.write(&Session::program(), change).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let sql = "SELECT name FROM person ORDER BY name";
        self.door.read(&Session::program(), |read| read.values(sql, [])).unwrap()
    }

    fn state(&self) -> String {
        self.door.read(&Session::program(), |read| state(read, self.door.catalog())).unwrap()
    }

    fn seal(&mut self) {
        self.replica.seal_pending(&mut self.random).unwrap();
    }

    /// Rounds with the server until it rests.
    fn sync(&mut self, server: &mut Server) {
        self.seal();
        self.clock.advance_ms(100_000);
        for _ in 0..1_000 {
            let now = self.clock.now().0;
            match self.exchange.next(now, &self.replica).unwrap() {
                Step::Wait { .. } => return,
                Step::Ask(request) => {
                    let reply = server.answer(request);
                    let reply = Reply::decode(&reply.encode()).unwrap();
                    self.exchange.answer(now, 7, &mut self.replica, Some(reply)).unwrap();
                }
            }
        }
        panic!("it never rests");
    }

    /// Bytes of the database as it is now.
    fn copy(&self) -> rusqlite::Connection {
        let mut copy = rusqlite::Connection::open_in_memory().unwrap();
        self.door
            .read(&Session::program(), |read| {
                let backup = rusqlite::backup::Backup::new(read.conn(), &mut copy)?;
                Ok(backup.run_to_completion(1_000, std::time::Duration::ZERO, None)?)
            })
            .unwrap();
        copy
    }
}

use kernel::Clock;

/// Holds what it is given, without proving anything.
struct Server {
    control: Control,
    records: Vec<Vec<u8>>,
    bundles: Vec<Vec<u8>>,
    seals: BTreeMap<Hash, (sync::Header, Vec<u8>)>,
    cursor: Cursor,
}

impl Server {
    fn new(incarnation: u64) -> Self {
        Self {
            control: Control::new(CLINIC),
            records: Vec::new(),
            bundles: Vec::new(),
            seals: BTreeMap::new(),
            cursor: Cursor { incarnation, ..Cursor::default() },
        }
    }

    fn leaves(&self) -> Vec<Leaf> {
        let parents: Vec<Hash> = self.seals.values().map(|(header, _)| header.parent).collect();
        let leaf = |(hash, (header, _)): (&Hash, &(sync::Header, Vec<u8>))| {
            let is_leaf = !parents.contains(hash);
            is_leaf.then_some(Leaf { desk: header.desk, no: header.no, hash: *hash })
        };
        self.seals.iter().filter_map(leaf).collect()
    }

    fn answer(&mut self, request: Request) -> Reply {
        match request {
            Request::Greet => Reply::Greeting(Greeting {
                server: [1; 32],
                incarnation: self.cursor.incarnation,
                now: START,
                control_n: self.control.n,
                control_head: self.control.head,
                newest: 1,
                oldest: 1,
            }),
            Request::Control { after } => {
                Reply::Control { records: self.records[usize::try_from(after).unwrap()..].to_vec() }
            }
            Request::Extend { head, records } => {
                if head != self.control.head {
                    return Reply::Refused(Refusal::of(Why::ControlMoved));
                }
                for record in records {
                    self.control.admit(&record).unwrap();
                    self.records.push(record);
                }
                Reply::Control { records: Vec::new() }
            }
            Request::Leaves { .. } => Reply::Leaves { leaves: self.leaves() },
            Request::Put { stream, bundle } => {
                for seal in Bundle::seals(CLINIC, &bundle).unwrap() {
                    let parent = seal.header.parent;
                    if parent != Hash::NONE && !self.seals.contains_key(&parent) {
                        return Reply::Refused(Refusal::of(Why::Gap));
                    }
                    self.seals.insert(seal.hash, (seal.header, seal.bytes));
                }
                self.cursor = self.cursor.after(CLINIC, Bundle::id(CLINIC, &bundle));
                self.bundles.push(bundle);
                let (cursor, signature) = (self.cursor, [0; 64]);
                let ack = Ack { stream, term: 0, cursor, at: START, signature };
                Reply::Put { ack, forks: Vec::new() }
            }
            Request::Log { cursor, .. } => {
                let mut place = Cursor { seq: 0, run: Hash::NONE, ..self.cursor };
                let mut bundles = Vec::new();
                let mut is_known = cursor == place;
                for bundle in &self.bundles {
                    place = place.after(CLINIC, Bundle::id(CLINIC, bundle));
                    is_known |= place == cursor;
                    if place.seq > cursor.seq && bundles.len() < 3 {
                        bundles.push(bundle.clone());
                    }
                }
                if !is_known {
                    return Reply::Refused(Refusal::of(Why::OtherRun));
                }
                let mut cursor = cursor;
                for bundle in &bundles {
                    cursor = cursor.after(CLINIC, Bundle::id(CLINIC, bundle));
                }
                Reply::Page(Page { bundles, cursor, is_last: cursor == self.cursor })
            }
            Request::Missing(_) => Reply::Seals { bundle: Vec::new(), is_last: true },
        }
    }
}

/// A founded clinic of two desks that have met.
fn clinic() -> (Desk, Desk, Server) {
    let (mut one, mut two, mut server) = (Desk::new(1), Desk::new(2), Server::new(11));
    one.replica.found(START, &mut one.random).unwrap();
    let member = two.replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    one.sync(&mut server);
    two.sync(&mut server);
    assert_eq!(two.replica.desk(), Some(sync::DeskNo(2)));
    (one, two, server)
}

fn meet(desks: &mut [&mut Desk], server: &mut Server) {
    for _ in 0..3 {
        desks.iter_mut().for_each(|desk| desk.sync(server));
    }
}

#[test]
fn two_desks_that_met_hold_the_same_clinic() {
    let (mut one, mut two, mut server) = clinic();
    let asha = one.add("Asha");
    two.add("Bilal");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!((one.names(), one.state()), (two.names(), two.state()));
    one.rename(asha, "Asha Rao");
    two.rename(asha, "Asha Devi");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.state(), two.state());
    assert_eq!(one.names().len(), 2);
    assert_eq!(one.replica.progress().unwrap(), replica::Progress::default());
}

#[test]
fn a_wiped_server_gets_everything_back_from_one_desk() {
    let (mut one, mut two, mut server) = clinic();
    one.add("Asha");
    two.add("Bilal");
    meet(&mut [&mut one, &mut two], &mut server);
    let before = server.seals.len();
    let mut server = Server::new(12);
    one.sync(&mut server);
    assert_eq!(server.seals.len(), before, "those of both desks");
    two.add("Chitra");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.state(), two.state());
    assert_eq!(one.names().len(), 3);
}

#[test]
fn a_desk_whose_old_copy_was_put_back_loses_nothing_and_says_so() {
    let (mut one, mut two, mut server) = clinic();
    two.add("before");
    meet(&mut [&mut one, &mut two], &mut server);
    let copy = two.copy();
    two.add("lost here");
    meet(&mut [&mut one, &mut two], &mut server);
    let mut two = Desk::on(copy, 2, 77);
    two.add("after");
    let code = |desk: &Desk| desk.door.read(&Session::program(), |read| Ok(read.desk())).unwrap();
    let before = code(&two);
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(two.names(), ["after", "before", "lost here"]);
    assert_eq!(one.state(), two.state());
    assert_eq!(one.replica.progress().unwrap().forks, 1);
    assert_eq!(two.replica.progress().unwrap().forks, 1);
    assert_ne!(code(&two), before, "no printed number comes twice");
    two.add("later");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.state(), two.state());
}

#[test]
fn a_desk_that_was_sent_away_writes_nothing_more_and_may_be_adopted() {
    let (mut one, mut two, mut server) = clinic();
    two.add("before");
    meet(&mut [&mut one, &mut two], &mut server);
    let records = one.replica.revoke(sync::DeskNo(2), START, &mut one.random).unwrap();
    // It does not know yet, and goes on.
    two.add("after");
    two.seal();
    one.replica.admit_all(&records).unwrap();
    let bundle = two.replica.unsent(SERVER, Stream::MAIN, 1 << 20).unwrap();
    one.replica.take(&bundle.bytes).unwrap();
    assert_eq!(one.names(), ["before"]);
    let aside = one.replica.aside().unwrap();
    assert_eq!((aside.len(), aside[0].why.as_str()), (1, "cut"));
    let records = one.replica.adopt(sync::DeskNo(2), aside[0].hash, START).unwrap();
    one.replica.admit_all(&records).unwrap();
    assert_eq!(one.names(), ["after", "before"]);
}

#[test]
fn what_came_before_the_cut_was_known_is_taken_out_again() {
    let (mut one, mut two, mut server) = clinic();
    let mut three = Desk::new(3);
    let member = three.replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    let asha = two.add("Asha");
    meet(&mut [&mut one, &mut two, &mut three], &mut server);
    let records = one.replica.revoke(sync::DeskNo(2), START, &mut one.random).unwrap();
    two.add("late");
    two.rename(asha, "late change");
    two.sync(&mut server);
    three.sync(&mut server);
    assert_eq!(three.names(), ["late", "late change"]);
    one.replica.admit_all(&records).unwrap();
    meet(&mut [&mut one, &mut three], &mut server);
    assert_eq!((one.names(), three.names()), (vec!["Asha".into()], vec!["Asha".into()]));
    assert_eq!(one.state(), three.state());
    // Its next seals would need a key that it does not have.
    two.sync(&mut server);
    two.add("more");
    assert!(two.replica.seal_pending(&mut two.random).unwrap().is_empty());
}

#[test]
fn a_clock_of_another_century_is_followed_by_nobody() {
    let (mut one, mut two, mut server) = clinic();
    two.clock.set(Timestamp(START + 100 * 365 * 86_400_000));
    let asha = two.add("Asha");
    two.clock.set(Timestamp(START));
    meet(&mut [&mut one, &mut two], &mut server);
    one.rename(asha, "Asha Rao");
    two.add("Bilal");
    meet(&mut [&mut one, &mut two], &mut server);
    assert_eq!(one.names(), ["Asha Rao", "Bilal"], "an edit that saw another wins");
    let latest = one.door.latest();
    assert!(latest.0 < START + 86_400_000, "{latest:?}");
    assert_eq!(one.state(), two.state());
}

#[test]
fn sealing_and_taking_are_the_same_whoever_carries() {
    let (mut one, mut two, _) = clinic();
    for number in 0..50 {
        one.add(&format!("patient {number}"));
        one.seal();
    }
    let mut seals =
        Bundle::parts(&one.replica.unsent(Remote(9), Stream::MAIN, 1 << 20).unwrap().bytes)
            .unwrap()
            .into_iter()
            .map(|(_, seal)| seal.to_vec())
            .collect::<Vec<_>>();
    // Children before parents, and some twice.
    seals.reverse();
    let again: Vec<_> = seals.iter().take(10).cloned().collect();
    seals.extend(again);
    for seal in seals {
        let mut bundle = Bundle::default();
        bundle.add(&seal, usize::MAX);
        two.replica.take(&bundle.bytes).unwrap();
    }
    assert_eq!(two.names().len(), 50);
    assert!(!two.replica.has_gaps(Stream::MAIN).unwrap());
    assert_eq!(one.state(), two.state());
}

#[test]
fn a_body_that_was_spoiled_on_its_way_gives_place_to_a_whole_one() {
    let (mut one, mut two, mut server) = clinic();
    one.add("Asha");
    one.sync(&mut server);
    let whole = server.bundles.last().unwrap().clone();
    let mut spoiled = whole.clone();
    *spoiled.last_mut().unwrap() ^= 1;
    assert_eq!(two.replica.take(&spoiled).unwrap().aside, 1);
    assert!(two.names().is_empty());
    assert_eq!(two.replica.take(&spoiled).unwrap().known, 1);
    assert_eq!(two.replica.take(&whole).unwrap().applied, 1);
    assert_eq!(two.replica.take(&spoiled).unwrap().known, 1);
    assert_eq!(two.names(), ["Asha"]);
}

#[test]
fn junk_behind_the_records_of_the_control_log_hides_no_key() {
    let (mut one, mut server) = (Desk::new(1), Server::new(11));
    one.replica.found(START, &mut one.random).unwrap();
    let mut two = Desk::new(2);
    let member = two.replica.member(one.replica.control().next_desk(), false);
    let records = one.replica.enrol(member, START, &mut one.random).unwrap();
    one.replica.admit_all(&records).unwrap();
    one.add("Asha");
    one.sync(&mut server);
    let junk = [server.records.clone(), vec![b"junk".to_vec()]].concat();
    assert!(two.replica.admit(&junk).is_err());
    assert_eq!(two.replica.take(server.bundles.last().unwrap()).unwrap().applied, 1);
}

#[test]
fn a_store_that_is_exchanged_in_the_middle_of_a_round_is_not_asked_without_end() {
    let (mut one, _, mut server) = clinic();
    one.add("Asha");
    one.seal();
    one.clock.advance_ms(100_000);
    let mut asks = 0;
    for step in 0..1_000 {
        let now = one.clock.now().0;
        let Step::Ask(request) = one.exchange.next(now, &one.replica).unwrap() else { break };
        asks = step;
        let is_log = matches!(request, Request::Log { .. });
        let reply = match is_log {
            // Of whatever incarnation it greeted, the log is another's.
            true => Reply::Refused(Refusal::of(Why::OtherRun)),
            false => server.answer(request),
        };
        one.exchange.answer(now, 7, &mut one.replica, Some(reply)).unwrap();
    }
    assert!(asks < 30, "{asks} asks without a rest");
}

#[test]
fn a_damaged_copy_that_came_first_gives_way_to_a_whole_one() {
    let (mut one, mut two, _) = clinic();
    one.add("Asha");
    one.seal();
    let bundle = one.replica.unsent(Remote(9), Stream::MAIN, 1 << 20).unwrap();
    let mut damaged = bundle.clone();
    *damaged.bytes.last_mut().unwrap() ^= 1;
    two.replica.take(&damaged.bytes).unwrap();
    assert!(two.names().is_empty());
    assert_eq!(two.replica.aside().unwrap()[0].why, "body");
    two.replica.take(&damaged.bytes).unwrap();
    two.replica.take(&bundle.bytes).unwrap();
    assert_eq!((two.names(), two.replica.aside().unwrap()), (vec!["Asha".into()], Vec::new()));
    assert_eq!(one.state(), two.state());
}
