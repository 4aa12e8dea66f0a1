//! Months of a made-up clinic in a second. One seed decides everything: who works when, which
//! wires break, which disks are put back, which clocks are wrong. Faults stop, everything
//! heals, and then every desk must hold the same clinic, with nothing lost.
//!
//! The desks are the product's own: `kernel::Door`, `replica`, `sync`, SQLite. It is never
//! linked into the product.
#![allow(clippy::indexing_slicing, reason = "a panic is how a simulation fails")]

mod blobs;
mod carry;
mod checks;
#[path = "../../clinic/src/claims.rs"]
mod claims;
mod desk;
mod dice;
#[path = "../../clinic/src/effects.rs"]
mod effects;
mod evil;
mod faults;
mod knobs;
mod options;
mod oracle;
mod readers;
mod real;
mod redact;
mod server;
mod snapshot;
mod toy;
mod wire;
mod work;
mod world;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

pub use knobs::{Guard, Knobs};
pub use options::{Options, Size};

use dice::Dice;
use server::{Post, Shelf};
use world::{DAY, Event, HOUR, World};

const CLINIC: sync::ClinicId = sync::ClinicId(*b"a simulated one.");

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub invariant: &'static str,
    pub words: String,
}

/// How often each thing was.
type Counts = BTreeMap<Cow<'static, str>, u64>;

/// What a run did and found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    #[serde(skip)]
    pub violations: Vec<Violation>,
    pub events: u64,
    pub ops: u64,
    pub seals: u64,
    pub faults: Counts,
    pub checks: Counts,
    /// What was done outside the records, and what was asked in the end.
    #[serde(default)]
    pub carried: Counts,
    pub trace: [u8; 32],
}

impl Report {
    fn count(&mut self, fault: &'static str) {
        *self.faults.entry(fault.into()).or_default() += 1;
    }

    fn checked(&mut self, invariant: &'static str) {
        *self.checks.entry(invariant.into()).or_default() += 1;
    }

    fn carried(&mut self, what: &'static str) {
        *self.carried.entry(what.into()).or_default() += 1;
    }

    pub fn add(&mut self, other: &Report) {
        self.events += other.events;
        self.ops += other.ops;
        self.seals += other.seals;
        for (of, count) in &other.faults {
            *self.faults.entry(of.clone()).or_default() += count;
        }
        for (of, count) in &other.checks {
            *self.checks.entry(of.clone()).or_default() += count;
        }
        for (of, count) in &other.carried {
            *self.carried.entry(of.clone()).or_default() += count;
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} events, {} ops, {} seals", self.events, self.ops, self.seals)?;
        writeln!(out, "faults:")?;
        for (of, count) in &self.faults {
            writeln!(out, "  {count:>9}  {of}")?;
        }
        writeln!(out, "checks:")?;
        for (of, count) in &self.checks {
            writeln!(out, "  {count:>9}  {of}")?;
        }
        writeln!(out, "outside the records:")?;
        for (of, count) in &self.carried {
            writeln!(out, "  {count:>9}  {of}")?;
        }
        Ok(())
    }
}

fn new_post(dice: &mut Dice, is_real: bool) -> Box<dyn Post> {
    let (key, incarnation) = (SigningKey::from_bytes(&dice.bytes()), dice.next());
    match is_real {
        true => Box::new(real::RealServer::new(key, incarnation)),
        false => Box::new(Shelf::new(key, incarnation)),
    }
}

/// One whole run.
pub fn run(options: Options, knobs: Knobs, is_loud: bool) -> Report {
    let days = options.days;
    knobs.take_away();
    let mut world = World::new(options, knobs, is_loud);
    open_up(&mut world);
    world.is_calm = false;
    world.is_working = true;
    faults::plan(&mut world);
    let end = world.now + days * DAY;
    world.run_until(end);
    if !world.is_over() {
        heal(&mut world);
    }
    let trace = world.trace_hash();
    Report { trace, ..world.report }
}

/// The clinic is founded; most desks join at once, some later.
fn open_up(world: &mut World) {
    world.start(0);
    faults::found(world);
    if world.options.has_evil_desk {
        evil::join(world);
    }
    for desk in 1..world.options.desks {
        let soon = world.dice.between(0, HOUR);
        let later = world.dice.between(0, world.options.days * DAY / 2);
        let when = if world.dice.one_in(4) { later } else { soon };
        world.at(when, Event::Start { desk });
        world.at(when, Event::Join { desk });
    }
    for desk in 0..world.options.desks {
        let soon = world.dice.between(HOUR, DAY);
        world.at(soon, Event::Work { desk });
    }
    let soon = world.dice.between(DAY, 2 * DAY);
    world.at(soon, Event::Look);
}

/// The faults stop, everybody comes back, and time goes on.
fn heal(world: &mut World) {
    world.tell(format_args!("all heals"));
    world.is_calm = true;
    world.is_working = false;
    faults::heal(world, usize::MAX);
    world.lies_until.iter_mut().for_each(|until| *until = 0);
    faults::upgrade(world);
    for of in 0..world.desks.len() {
        world.desks[of].paused_until = 0;
        world.desks[of].tripwire.set(-1);
        faults::heal(world, of);
        if world.desks[of].fate == desk::Fate::Stolen {
            continue;
        }
        world.at(60_000, Event::Start { desk: of });
        let key = world.desks[of].key.verifying_key().to_bytes();
        if most_known(world).by_key(&key).is_none() {
            world.desks[of].fate = desk::Fate::Stranger;
        }
        if world.desks[of].fate == desk::Fate::Stranger {
            world.at(2 * HOUR, Event::Join { desk: of });
        }
        world.wake_all(of);
    }
    rounds(world, 6);
    if world.options.adopts {
        faults::adopt(world);
    }
    faults::fix_clocks(world);
    for of in 0..world.desks.len() {
        world.seal(of);
    }
    rounds(world, 4);
    let (since, quiet) = (world.now - 3 * DAY, world.now);
    if world.is_over() {
        return;
    }
    checks::finally(world, since);
    if world.is_over() {
        return;
    }
    // Nobody does anything: next to nothing is said.
    (world.bytes, world.puts) = (0, 0);
    rounds(world, 2);
    checks::quiet(world, world.now - quiet);
    if !world.is_over() && !world.is_spoiled {
        last_word(world);
    }
}

/// The control log, as whoever knows most of it has it: a record that no desk was told of
/// before its server was wiped never was.
fn most_known(world: &World) -> sync::Control {
    use sync::Ledger;
    let lives = world.desks.iter().filter_map(|desk| desk.life.as_ref());
    let controls = lives.map(|life| life.replica.control().clone());
    let posts = world.posts.iter().map(|post| post.control());
    let all = controls.chain(posts);
    all.max_by_key(|control| control.n).unwrap_or(sync::Control::new(CLINIC))
}

/// Days in which nobody works.
fn rounds(world: &mut World, days: i64) {
    let until = world.now + days * DAY;
    world.run_until(until);
}

/// S5 once more: after everything, an edit is an edit.
fn last_word(world: &mut World) {
    let Some(edited) = checks::edit_some(world) else { return };
    rounds(world, 3);
    checks::edits_are_everywhere(world, &edited);
}
