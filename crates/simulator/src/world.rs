//! Desks, remotes and the wires between them in virtual time. Everything that happens is an
//! event with a moment; the seed decides all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ed25519_dalek::SigningKey;
use kernel::Code;
use rusqlite::Connection;
use sync::{Hash, Ledger, Nudge, Pace, Remote, Seal, Stream};
use zeroize::Zeroizing;

use crate::desk::{self, Desk, Fate, SkewClock, Tripwire};
use crate::dice::Dice;
use crate::evil::Evil;
use crate::faults::Fault as Mishap;
use crate::knobs::Knobs;
use crate::oracle::{self, Key, Oracle};
use crate::server::Post;
use crate::{CLINIC, Options, Report, Violation, faults, work};

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;
pub const START: i64 = 1_795_000_000_000;

#[derive(Clone, Debug)]
pub enum Event {
    /// The talk of a desk with a remote has something to do, perhaps.
    Wake {
        desk: usize,
        life: u64,
        remote: usize,
    },
    Arrive {
        desk: usize,
        life: u64,
        remote: usize,
        ask: u64,
        frame: Vec<u8>,
        answers: bool,
    },
    Return {
        desk: usize,
        life: u64,
        remote: usize,
        ask: u64,
        frame: Vec<u8>,
    },
    GiveUp {
        desk: usize,
        life: u64,
        remote: usize,
        ask: u64,
    },
    Work {
        desk: usize,
    },
    Start {
        desk: usize,
    },
    Mishap(Mishap),
    Heal(usize),
    Join {
        desk: usize,
    },
    Look,
}

/// What a wire between one desk and one remote lets through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wire {
    pub no_asks: bool,
    pub no_answers: bool,
}

/// What a remote that lies makes of its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    AnyHow,
    /// It sends everybody back, every time.
    SendsBack,
}

pub struct World {
    pub options: Options,
    pub knobs: Knobs,
    pub now: i64,
    pub time: Arc<AtomicI64>,
    pub dice: Dice,
    pub desks: Vec<Desk>,
    pub posts: Vec<Box<dyn Post>>,
    pub kept_posts: Vec<(usize, Box<dyn Post>)>,
    /// Until when a remote lies.
    pub lies_until: Vec<i64>,
    pub lies: Vec<Lies>,
    pub wires: BTreeMap<(usize, usize), Wire>,
    pub oracle: Oracle,
    pub evil: Option<Evil>,
    pub report: Report,
    pub is_calm: bool,
    pub is_working: bool,
    /// A desk's rows are not those of its ops, by no fault of a program.
    pub is_spoiled: bool,
    /// Logs of which somebody has said by how much their clock was ahead.
    pub is_set_right: Vec<sync::LogId>,
    /// Desks that must notice that a remote went back, by the next time they are level.
    pub must_notice: BTreeMap<(usize, usize), i64>,
    /// When each talk was level last.
    pub level_at: BTreeMap<(usize, usize), i64>,
    /// Desks that joined and were not level with the main remote yet, and since when.
    pub joining: BTreeMap<usize, i64>,
    /// Desks that began with a snapshot.
    pub by_snapshot: BTreeSet<usize>,
    /// Pages that a remote gave: to whom, and after which bundle.
    pub pages_given: BTreeSet<(sync::DeskNo, usize, u64)>,
    /// Rows that an administrator took away.
    pub redacted: Vec<crate::redact::Taken>,
    /// What not every desk may read.
    pub shut: crate::readers::Shut,
    /// What each desk made of its beds when it was looked at last.
    pub beds: BTreeMap<usize, crate::checks::Beds>,
    /// What was done outside the records.
    pub acts: Vec<crate::carry::Act>,
    /// How far back which store of the main remote went, under its name.
    pub went_back_to: Vec<(u64, u64)>,
    /// Bytes of requests and answers since the counting began, and puts among them.
    pub bytes: u64,
    pub puts: u64,
    events: BTreeMap<(i64, u64), Event>,
    next_event: u64,
    pub next_ask: u64,
    trace: blake3::Hasher,
    is_loud: bool,
}

impl World {
    pub fn new(options: Options, knobs: Knobs, is_loud: bool) -> Self {
        let mut dice = Dice::new(options.seed ^ 0x5eed);
        let time = Arc::new(AtomicI64::new(START));
        let remotes = if options.has_hub { 2 } else { 1 };
        let posts =
            (0..remotes).map(|_| crate::new_post(&mut dice, options.has_real_server)).collect();
        let mut world = Self {
            now: START,
            time,
            dice,
            desks: Vec::new(),
            posts,
            kept_posts: Vec::new(),
            lies_until: vec![0; remotes],
            lies: vec![Lies::AnyHow; remotes],
            wires: BTreeMap::new(),
            oracle: Oracle::default(),
            evil: None,
            report: Report::default(),
            is_calm: true,
            is_working: false,
            is_spoiled: false,
            is_set_right: Vec::new(),
            must_notice: BTreeMap::new(),
            level_at: BTreeMap::new(),
            joining: BTreeMap::new(),
            by_snapshot: BTreeSet::new(),
            pages_given: BTreeSet::new(),
            redacted: Vec::new(),
            shut: crate::readers::Shut::default(),
            beds: BTreeMap::new(),
            acts: Vec::new(),
            went_back_to: Vec::new(),
            bytes: 0,
            puts: 0,
            events: BTreeMap::new(),
            next_event: 0,
            next_ask: 0,
            trace: blake3::Hasher::new(),
            is_loud,
            options,
            knobs,
        };
        for name in 0..world.options.desks {
            world.add_desk(name);
        }
        world
    }

    fn add_desk(&mut self, name: usize) {
        let options = &self.options;
        let dice = &mut self.dice;
        let clock = SkewClock::new(self.time.clone());
        if options.has_wrong_clocks && dice.one_in(2) {
            clock.set_ahead(match dice.below(6) {
                0 => -START,
                1 => dice.between(-20, 20) * 365 * DAY,
                _ => dice.between(-3 * DAY, 3 * DAY),
            });
        }
        if options.has_far_clock && name == 1 {
            clock.set_ahead(300 * 365 * DAY);
        }
        if options.has_frozen_clocks && dice.one_in(3) {
            clock.freeze(true);
        }
        let is_older = options.older_until.is_some() && (name == 1 || dice.one_in(4));
        let code = char::from(b'A' + u8::try_from(name % 26).unwrap_or_default()).to_string();
        let mut own = dice.fork();
        let disk = desk::blank(is_older, &code, &mut own);
        let bytes_max = *dice.pick(&[6_000, 64 * 1024, 512 * 1024]).unwrap_or(&65_536);
        let pace = Pace {
            rest_ms: options.rest_hours * HOUR,
            back_off_ms: 20 * 60_000,
            back_off_max_ms: 12 * HOUR,
            bytes_max,
        };
        let key = SigningKey::from_bytes(&dice.bytes());
        let exchange = Zeroizing::new(dice.bytes());
        let random_at_start = dice.fork();
        let tripwire = Arc::new(Tripwire::default());
        tripwire.set(-1);
        self.desks.push(Desk {
            name,
            code,
            key,
            exchange,
            number: None,
            may_administer: name < 2,
            fate: Fate::Stranger,
            is_older,
            has_photos: self.options.has_photos,
            has_notes: self.options.faults.readers > 0,
            wants: self.options.carriers > 0,
            carries: name < self.options.carriers,
            clock: Arc::new(clock),
            tripwire,
            disk: Some(disk),
            life: None,
            lives: 0,
            paused_until: 0,
            copies: Vec::new(),
            is_unaware: false,
            is_twin: false,
            dice: own,
            pace,
            remotes: self.posts.len(),
            random_at_start,
        });
    }

    // Time and what happens in it.

    pub fn at(&mut self, in_ms: i64, event: Event) {
        let id = self.next_event;
        self.next_event += 1;
        self.events.insert((self.now + in_ms.max(0), id), event);
    }

    pub fn tell(&mut self, words: fmt::Arguments<'_>) {
        let line = format!("{} {words}\n", self.now - START);
        self.trace.update(line.as_bytes());
        if self.is_loud {
            print!("{line}");
        }
    }

    pub fn trace_hash(&self) -> [u8; 32] {
        self.trace.finalize().into()
    }

    pub fn violated(&mut self, invariant: &'static str, words: String) {
        self.tell(format_args!("VIOLATED {invariant}: {words}"));
        self.report.violations.push(Violation { invariant, words });
    }

    pub fn is_over(&self) -> bool {
        !self.report.violations.is_empty()
    }

    /// Goes on until a moment, or until something is found.
    pub fn run_until(&mut self, until: i64) {
        while let Some((&(at, id), _)) = self.events.first_key_value() {
            if at > until || self.is_over() {
                break;
            }
            let Some(event) = self.events.remove(&(at, id)) else { break };
            self.now = self.now.max(at);
            self.time.store(self.now, Ordering::SeqCst);
            self.report.events += 1;
            self.happen(event);
        }
        self.now = self.now.max(until);
        self.time.store(self.now, Ordering::SeqCst);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Wake { desk, life, remote } => {
                if self.is_live(desk, life) {
                    self.step(desk, remote);
                }
            }
            Event::Arrive { desk, life, remote, ask, frame, answers } => {
                self.arrive(desk, life, remote, ask, &frame, answers);
            }
            Event::Return { desk, life, remote, ask, frame } => {
                if self.is_live(desk, life) {
                    self.come_back(desk, remote, ask, Some(&frame));
                }
            }
            Event::GiveUp { desk, life, remote, ask } => {
                if self.is_live(desk, life) {
                    self.come_back(desk, remote, ask, None);
                }
            }
            Event::Work { desk } => self.work(desk),
            Event::Start { desk } => self.start(desk),
            Event::Mishap(mishap) => faults::happen(self, mishap),
            Event::Heal(what) => faults::heal(self, what),
            Event::Join { desk } => self.join(desk),
            Event::Look => {
                crate::checks::midway(self);
                if self.is_working {
                    let later = self.dice.between(6 * HOUR, 3 * DAY);
                    self.at(later, Event::Look);
                }
            }
        }
    }

    /// One of the desks that keep to the rules.
    pub fn is_ours(&self, number: sync::DeskNo) -> bool {
        self.desks.iter().any(|desk| desk.number == Some(number))
    }

    fn is_live(&self, desk: usize, life: u64) -> bool {
        let Some(desk) = self.desks.get(desk) else { return false };
        desk.is_on() && desk.lives == life && desk.paused_until <= self.now
    }

    // One desk's process.

    pub fn start(&mut self, of: usize) {
        let Some(desk) = self.desks.get_mut(of) else { return };
        if desk.is_on() || desk.disk.is_none() {
            return;
        }
        match desk.start() {
            Ok(()) => {
                let life = desk.lives;
                let shown = desk.life.as_ref().map(|life| (life.door.routes().count(), ()));
                self.tell(format_args!("desk {of} starts {life} {}", shown.is_some()));
                for remote in 0..self.posts.len() {
                    let soon = self.dice.between(1_000, 10 * 60_000);
                    self.at(soon, Event::Wake { desk: of, life, remote });
                }
            }
            Err(error) => {
                let is_tripped = desk.tripwire.is_dead();
                desk.tripwire.set(-1);
                match is_tripped {
                    true => self.at(HOUR, Event::Start { desk: of }),
                    false => self.violated("L3", format!("desk {of} does not start: {error}")),
                }
            }
        }
    }

    /// The process is gone at once; it comes back later.
    pub fn kill(&mut self, of: usize, away_ms: i64) {
        let Some(desk) = self.desks.get_mut(of) else { return };
        if desk.is_on() {
            desk.stop();
            self.report.count("process killed");
            self.tell(format_args!("desk {of} dies for {away_ms}"));
            crate::checks::after_a_crash(self, of);
        }
        self.at(away_ms, Event::Start { desk: of });
    }

    /// What a desk could not do: its process may be dead, its disk full. Anything else is
    /// found.
    pub fn failed(&mut self, of: usize, what: &str, error: &kernel::Error) {
        let Some(desk) = self.desks.get(of) else { return };
        if desk.tripwire.is_dead() {
            self.report.count("killed between two commits");
            let away = self.dice.between(60_000, 12 * HOUR);
            self.kill(of, away);
        } else if error.message == "errors-disk-full" {
            self.report.count("disk full");
        } else {
            self.violated("L3", format!("desk {of} cannot {what}: {error}"));
        }
    }

    fn work(&mut self, of: usize) {
        if self.is_working {
            let pause = DAY / self.options.bursts_a_day.cast_signed().max(1);
            let later = self.dice.between(pause / 3, pause * 5 / 3);
            self.at(later, Event::Work { desk: of });
        }
        let Some(desk) = self.desks.get_mut(of) else { return };
        let works = matches!(desk.fate, Fate::Member | Fate::Stranger);
        if !works || !desk.is_on() || desk.paused_until > self.now {
            return;
        }
        let acts = 1 + self.dice.below(self.options.acts_a_burst * 2);
        for _ in 0..acts {
            let Some(desk) = self.desks.get_mut(of) else { return };
            crate::checks::before_writing(desk, &mut self.report);
            match work::once(desk, &mut self.oracle, &mut self.shut, self.options.import_max) {
                Ok(ops) => {
                    self.report.ops += ops;
                    self.tell(format_args!("desk {of} saves {ops}"));
                }
                Err(error) if matches!(error.code, Code::Storage | Code::Internal) => {
                    self.failed(of, "save", &error);
                    return;
                }
                // Frozen, thought better of: nothing was saved.
                Err(_) => {}
            }
        }
        // Nobody numbers yet: what is wanted is done at once.
        if self.desks.get(of).is_some_and(|desk| desk.number.is_none()) {
            self.carry(of);
        }
        self.seal(of);
    }

    /// Seals what waits, now or at the next burst.
    pub fn seal(&mut self, of: usize) {
        let now = self.now;
        let Some(desk) = self.desks.get_mut(of) else { return };
        let Some(life) = &mut desk.life else { return };
        let sealed = {
            let mut random = self.knobs.random_of_seals(&mut desk.dice);
            life.replica.seal_pending(random.as_mut())
        };
        let lives = desk.lives;
        match sealed {
            Ok(hashes) if hashes.is_empty() => {}
            Ok(hashes) => {
                for talk in &mut life.talks {
                    talk.exchange.nudge(Nudge::Sealed);
                    talk.sealed_at.get_or_insert(now);
                }
                self.learn(of, &hashes);
                for remote in 0..self.posts.len() {
                    self.at(1_000, Event::Wake { desk: of, life: lives, remote });
                }
            }
            Err(error) => {
                // Some may have been made before the one that was not.
                let made = self.unlearned(of);
                self.learn(of, &made);
                self.failed(of, "seal", &error);
            }
        }
    }

    fn unlearned(&self, of: usize) -> Vec<Hash> {
        let Some(desk) = self.desks.get(of) else { return Vec::new() };
        let number = desk.number.map_or(0, |number| number.0);
        let made = desk.look(|conn| {
            let sql = "SELECT hash FROM seal WHERE desk = ?1 ORDER BY id";
            let mut statement = conn.prepare_cached(sql).expect("seals");
            let rows = statement.query_map([number], |row| row.get(0)).expect("seals");
            rows.filter_map(|hash| hash.ok().map(Hash)).collect::<Vec<Hash>>()
        });
        let is_new = |hash: &Hash| !self.oracle.contents.contains_key(hash);
        made.unwrap_or_default().into_iter().filter(is_new).collect()
    }

    /// What is in the new seals, for the oracle alone.
    fn learn(&mut self, of: usize, hashes: &[Hash]) {
        let Some(desk) = self.desks.get(of) else { return };
        let found = desk.look(|conn| {
            hashes.iter().filter_map(|hash| contents(conn, *hash)).collect::<Vec<_>>()
        });
        for (seal, keys) in found.into_iter().flatten() {
            self.tell(format_args!("desk {of} seals {} {}", seal.hash, keys.len()));
            self.report.seals += 1;
            let nonce = nonce_of(&seal);
            if let (Ok(key), Some(nonce)) = (seal.key_id(), nonce) {
                let before = self.oracle.nonces.insert((key, nonce), seal.hash);
                if before.is_some_and(|before| before != seal.hash) {
                    self.violated("S14", format!("desk {of} sealed twice under one nonce"));
                }
            }
            self.oracle.makers.insert(seal.hash, seal.header.desk);
            self.oracle.contents.insert(seal.hash, keys);
        }
    }

    // Membership.

    fn join(&mut self, of: usize) {
        if !faults::enrol(self, of) {
            let later = self.dice.between(HOUR, 12 * HOUR);
            self.at(later, Event::Join { desk: of });
        } else {
            self.joining.insert(of, self.now);
        }
    }

    /// Everything that is anywhere.
    pub fn everything(&self) -> BTreeSet<Key> {
        let mut all = BTreeSet::new();
        let ours = |desk: &&Desk| matches!(desk.fate, Fate::Member | Fate::Stranger);
        for desk in self.desks.iter().filter(ours) {
            all.extend(desk.look(oracle::ops_of).unwrap_or_default());
            let aside = desk.look(aside_of).unwrap_or_default();
            let keys = aside.iter().filter_map(|hash| self.oracle.contents.get(hash));
            all.extend(keys.flatten().copied());
        }
        for post in &self.posts {
            let seals = post.seals();
            let keys = seals.iter().filter_map(|hash| self.oracle.contents.get(hash));
            all.extend(keys.flatten().copied());
        }
        all
    }

    /// Does something that may destroy the last copy of a change, and marks what it did.
    pub fn destroy(&mut self, what: impl FnOnce(&mut Self)) {
        let before = self.everything();
        what(self);
        let after = self.everything();
        self.oracle.destroyed.extend(before.difference(&after).copied());
    }
}

fn nonce_of(seal: &Seal) -> Option<[u8; 24]> {
    let length = usize::from(u16::from_be_bytes(*seal.bytes.first_chunk()?));
    let nonce = seal.bytes.get(2 + length + 64 + 8..)?;
    nonce.first_chunk().copied()
}

/// A seal of this desk's own, and its ops.
fn contents(conn: &Connection, hash: Hash) -> Option<(Seal, Vec<Key>)> {
    let sql = "SELECT body FROM seal WHERE hash = ?1";
    let body: Vec<u8> = conn.query_row(sql, [hash.0], |row| row.get(0)).ok()?;
    let seal = Seal::read(CLINIC, body).ok()?;
    let (log_id, first) = (seal.header.log.0, seal.header.first);
    let sql = "SELECT id FROM log WHERE log_id = ?1";
    let log: i64 = conn.query_row(sql, [log_id.cast_signed()], |row| row.get(0)).ok()?;
    let keys = oracle::ops_from(conn, log, log_id, first, seal.header.ops.into());
    Some((seal, keys))
}

/// Seals that are kept and not applied.
pub fn aside_of(conn: &Connection) -> Vec<Hash> {
    let mut statement =
        conn.prepare_cached("SELECT hash FROM seal WHERE state <> 'applied'").expect("seals");
    let rows = statement.query_map([], |row| row.get(0)).expect("seals");
    rows.map(|hash| Hash(hash.expect("a hash"))).collect()
}

/// Reads what a replica knows, for the checks.
pub fn ledger_leaves(desk: &Desk) -> Vec<sync::Leaf> {
    let life = desk.life.as_ref();
    life.and_then(|life| life.replica.leaves(Stream::MAIN).ok()).unwrap_or_default()
}

pub fn remote(of: usize) -> Remote {
    Remote(u8::try_from(of).unwrap_or_default())
}
