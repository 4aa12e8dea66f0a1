//! One desk: its keys, its disk, its clock, and while it runs its process. A disk is a
//! database in memory; a process works on it through the product's own door and replica.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ed25519_dalek::{Signer, SigningKey};
use kernel::{
    Clock, Door, Host, Mint, Opening, Result, Seal, Session, Timestamp, open_restored_log,
};
use replica::{Party, Replica};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use sync::{Cursor, DeskNo, Exchange, Pace, Remote, Stream};
use zeroize::Zeroizing;

use crate::blobs::Queue;
use crate::dice::Dice;
use crate::effects::Carrier;
use crate::{CLINIC, toy};

/// True time, and what this computer's clock makes of it.
pub struct SkewClock {
    world: Arc<AtomicI64>,
    ahead_ms: AtomicI64,
    /// The time at which it stands still; 0 while it goes.
    frozen_at: AtomicI64,
}

impl SkewClock {
    pub fn new(world: Arc<AtomicI64>) -> Self {
        Self { world, ahead_ms: AtomicI64::new(0), frozen_at: AtomicI64::new(0) }
    }

    pub fn set_ahead(&self, ms: i64) {
        self.ahead_ms.store(ms, Ordering::SeqCst);
    }

    pub fn freeze(&self, is_frozen: bool) {
        let at = if is_frozen { self.now().0 } else { 0 };
        self.frozen_at.store(at, Ordering::SeqCst);
    }
}

impl Clock for SkewClock {
    fn now(&self) -> Timestamp {
        match self.frozen_at.load(Ordering::SeqCst) {
            0 => {
                Timestamp(self.world.load(Ordering::SeqCst) + self.ahead_ms.load(Ordering::SeqCst))
            }
            at => Timestamp(at),
        }
    }

    fn monotonic(&self) -> i64 {
        self.world.load(Ordering::SeqCst)
    }
}

struct KeyHolder(SigningKey, Arc<Seal>);

impl Host for KeyHolder {
    fn seal(&self) -> Arc<Seal> {
        self.1.clone()
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        Ok(self.0.sign(message).to_bytes())
    }

    fn desk_key(&self) -> Result<[u8; 32]> {
        Ok(self.0.verifying_key().to_bytes())
    }
}

/// How many commits the process has left to live; below zero it lives on.
#[derive(Default)]
pub struct Tripwire(AtomicI64);

impl Tripwire {
    pub fn set(&self, commits: i64) {
        self.0.store(commits, Ordering::SeqCst);
    }

    pub fn is_dead(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }

    /// Whether this commit is one too many: it is rolled back, as all after it are.
    fn commits(&self) -> bool {
        let left = self.0.load(Ordering::SeqCst);
        if left > 0 {
            self.0.store(left - 1, Ordering::SeqCst);
        }
        left == 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Member,
    /// Not enrolled yet.
    Stranger,
    /// Carried away: it pushes on, and nobody works at it.
    Stolen,
    /// Out of the game, its disk with it.
    Gone,
}

/// One talk with one remote.
pub struct Talk {
    pub exchange: Exchange,
    /// The request that is under way.
    pub asked: Option<u64>,
    /// Asks since it rested last: a talk that never rests is one that storms.
    pub asks: u32,
    /// When a change was sealed that has not been sent.
    pub sealed_at: Option<i64>,
    pub blobs: Queue,
}

pub struct Life {
    pub door: Arc<Door>,
    pub replica: Replica<Arc<Door>>,
    /// It learns the keys of what is shut as they come.
    pub seal: Arc<Seal>,
    pub talks: Vec<Talk>,
    /// How far numbers were known when claims were last looked through for their order.
    pub told_at: Option<Cursor>,
    pub carrier: Carrier,
    /// The same of what is to be done outside the records, and how long the control log was.
    pub carried_at: Option<(Cursor, u64)>,
    /// When its rows were summed up last.
    pub looked_at: i64,
}

pub struct Desk {
    pub name: usize,
    pub code: String,
    pub key: SigningKey,
    pub exchange: Zeroizing<[u8; 32]>,
    pub number: Option<DeskNo>,
    pub may_administer: bool,
    pub fate: Fate,
    pub is_older: bool,
    pub has_photos: bool,
    pub has_notes: bool,
    /// Its people want things done outside the records, and it does such things.
    pub wants: bool,
    pub carries: bool,
    pub clock: Arc<SkewClock>,
    pub tripwire: Arc<Tripwire>,
    /// The disk, while no process has it.
    pub disk: Option<Connection>,
    pub life: Option<Life>,
    /// Counts processes: answers to an earlier one reach nobody.
    pub lives: u64,
    pub paused_until: i64,
    pub copies: Vec<Connection>,
    /// Its database was put back by hand or cloned, and nobody has told it yet.
    pub is_unaware: bool,
    /// Another computer works with its log.
    pub is_twin: bool,
    pub dice: Dice,
    pub pace: Pace,
    pub remotes: usize,
    pub random_at_start: Dice,
}

pub fn copy(of: &Connection) -> Connection {
    copy_of_idle(of).expect("a database that nobody writes")
}

/// None while a statement is in the middle of writing it, as one is for ever where a guard was
/// taken away.
pub fn copy_of_idle(of: &Connection) -> Option<Connection> {
    let mut copy = Connection::open_in_memory().expect("memory is there");
    is_poured(of, &mut copy).then_some(copy)
}

pub fn pour(from: &Connection, into: &mut Connection) {
    assert!(is_poured(from, into), "a database that nobody writes");
}

fn is_poured(from: &Connection, into: &mut Connection) -> bool {
    let backup = Backup::new(from, into).expect("a copy in memory");
    matches!(backup.step(-1).expect("a copy in memory"), StepResult::Done)
}

thread_local! {
    /// The tables of the newer and the older program, made once.
    static TEMPLATES: [Connection; 2] = [false, true].map(|is_older| {
        let mut conn = Connection::open_in_memory().expect("memory is there");
        kernel::migrate(&mut conn, toy::migrations(is_older)).expect("the toy's tables");
        conn
    });
}

/// A new desk's disk: the tables, and a log under its own code.
pub fn blank(is_older: bool, code: &str, dice: &mut Dice) -> Connection {
    let disk = TEMPLATES.with(|templates| copy(&templates[usize::from(is_older)]));
    let log = dice.next().cast_signed();
    disk.execute(
        "INSERT INTO log (id, log_id, desk, opened_at, reason) VALUES (1, ?1, ?2, 0, 'first')",
        rusqlite::params![log, code],
    )
    .expect("a first log");
    disk
}

impl Desk {
    /// Another computer with this one's disk and keys.
    pub fn twin(&self, name: usize, disk: Connection, dice: &mut Dice) -> Self {
        let clock = SkewClock::new(self.clock.world.clone());
        clock.set_ahead(dice.between(-3_600_000, 3_600_000));
        let tripwire = Arc::new(Tripwire::default());
        tripwire.set(-1);
        Self {
            name,
            code: self.code.clone(),
            key: self.key.clone(),
            exchange: self.exchange.clone(),
            number: self.number,
            may_administer: self.may_administer,
            fate: self.fate,
            is_older: self.is_older,
            has_photos: self.has_photos,
            has_notes: self.has_notes,
            wants: self.wants,
            carries: self.carries,
            clock: Arc::new(clock),
            tripwire,
            disk: Some(disk),
            life: None,
            lives: 0,
            paused_until: 0,
            copies: Vec::new(),
            is_unaware: true,
            is_twin: true,
            dice: dice.fork(),
            pace: self.pace,
            remotes: self.remotes,
            random_at_start: dice.fork(),
        }
    }

    pub fn party(&self) -> Party {
        Party {
            clinic: CLINIC,
            exchange: self.exchange.clone(),
            key: self.key.verifying_key().to_bytes(),
            streams: vec![Stream::MAIN],
            schema: toy::schema(self.is_older),
        }
    }

    pub fn is_on(&self) -> bool {
        self.life.is_some()
    }

    /// Starts the process. A start that fails leaves the disk as it was.
    pub fn start(&mut self) -> Result<()> {
        let Some(disk) = self.disk.take() else { return Ok(()) };
        let mut writer = copy(&disk);
        let tripwire = self.tripwire.clone();
        writer.commit_hook(Some(move || tripwire.commits()))?;
        // Drawn by the operating system in life: no two starts draw the same.
        let mint = Mint::new(Box::new(self.random_at_start.fork()));
        let seal = Arc::new(Seal::new([(1, Zeroizing::new([1; 32]))], &[2; 32]));
        let door = Door::open(Opening {
            writer,
            readers: Vec::new(),
            migrations: toy::migrations(self.is_older),
            tables: &toy::tables(self.is_older),
            routes: Vec::new(),
            clock: self.clock.clone(),
            host: Arc::new(KeyHolder(self.key.clone(), seal.clone())),
            mint,
            zone: "Asia/Kolkata".parse().expect("a zone"),
        });
        let door = match door {
            Ok(door) => Arc::new(door),
            Err(error) => {
                self.disk = Some(disk);
                return Err(error);
            }
        };
        let replica = match Replica::open(door.clone(), self.party()) {
            Ok(replica) => replica,
            Err(error) => {
                self.disk = Some(image(&door));
                return Err(error);
            }
        };
        let streams = vec![Stream::MAIN];
        let talk = |remote: usize| Talk {
            exchange: Exchange::new(
                CLINIC,
                Remote(u8::try_from(remote).unwrap_or_default()),
                None,
                streams.clone(),
                self.pace,
            ),
            asked: None,
            asks: 0,
            sealed_at: None,
            blobs: Queue::default(),
        };
        self.lives += 1;
        let talks = (0..self.remotes).map(talk).collect();
        self.life = Some(Life {
            door,
            replica,
            seal,
            talks,
            told_at: None,
            carrier: Carrier::default(),
            carried_at: None,
            looked_at: 0,
        });
        Ok(())
    }

    /// The process is gone; what it committed is on the disk.
    pub fn stop(&mut self) {
        if let Some(life) = self.life.take() {
            self.disk = Some(image(&life.door));
        }
        self.tripwire.set(-1);
    }

    /// What lies on the disk now, process or not.
    pub fn look<T>(&self, read: impl FnOnce(&Connection) -> T) -> Option<T> {
        match (&self.life, &self.disk) {
            (Some(life), _) => {
                let looked = life.door.read(&Session::program(), |door| Ok(read(door.conn())));
                looked.ok()
            }
            (None, Some(disk)) => Some(read(disk)),
            (None, None) => None,
        }
    }

    pub fn keep_copy(&mut self) {
        if let Some(image) = self.look(copy_of_idle).flatten() {
            self.copies.push(image);
        }
    }

    /// Puts an older disk in the place of this one. By the program, it opens a new log.
    pub fn put_back(&mut self, at: usize, is_by_hand: bool) {
        let Some(image) = self.copies.get(at) else { return };
        let image = copy(image);
        let taken = self.look(codes).unwrap_or_default();
        self.stop();
        if is_by_hand {
            self.is_unaware = true;
            // What it printed since lies in copies, on other desks, on a server that nobody
            // reaches: nobody can know before somebody tells.
            self.is_twin = true;
        } else {
            let mut mint = Mint::new(Box::new(self.random_at_start.fork()));
            open_restored_log(&image, &mut mint, self.clock.now(), &taken).expect("a new log");
        }
        self.disk = Some(image);
    }
}

fn codes(conn: &Connection) -> Vec<String> {
    let all = conn.prepare("SELECT desk FROM log ORDER BY id").and_then(|mut statement| {
        statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
    });
    all.unwrap_or_default()
}

pub fn image(door: &Door) -> Connection {
    door.read(&Session::program(), |read| Ok(copy(read.conn()))).expect("a disk that is read")
}
