//! Who may read what is shut: an administrator lets desks read it and takes them out again.

use std::collections::{BTreeMap, BTreeSet};

use kernel::RowId;
use sync::control::Epoch;
use sync::{Control, DeskNo, Ledger, Stream, StreamKey};
use zeroize::Zeroizing;

use crate::desk::Desk;
use crate::faults::{administer, administrator, some_member};
use crate::world::World;

/// What was shut, and who may never open it.
#[derive(Debug, Default)]
pub struct Shut {
    pub notes: BTreeMap<RowId, String>,
    /// Every desk that was given a key at some time.
    pub ever: BTreeSet<DeskNo>,
    /// Desks that were taken out or sent away, and the key that was made without them.
    pub out: Vec<(DeskNo, Epoch)>,
}

pub fn act(world: &mut World) {
    let Some(by) = administrator(world) else { return };
    let Some(of) = some_member(world).and_then(|of| world.desks[of].number) else { return };
    let Some(life) = &world.desks[by].life else { return };
    let reads = life.replica.control().readers(Stream::RESTRICTED).contains(&of);
    match (life.replica.has_restricted(), reads) {
        (false, _) => begin(world, by),
        (true, false) => let_in(world, by, of),
        (true, true) => take_out(world, by, of),
    }
}

fn begin(world: &mut World, by: usize) {
    let key = StreamKey::new(Zeroizing::new(world.dice.bytes()));
    let done = administer(world, by, |desk, at, dice| {
        let life = desk.life.as_ref()?;
        Some(life.replica.begin_restricted(&key, at, dice))
    });
    if done {
        world.report.count("notes shut");
        let readers = world.posts[0].control().readers(Stream::RESTRICTED);
        world.shut.ever.extend(readers);
    }
}

fn let_in(world: &mut World, by: usize, of: DeskNo) {
    let done = administer(world, by, |desk, at, dice| {
        let replica = &desk.life.as_ref()?.replica;
        Some(replica.let_read(of, &replica.restricted_keys(), at, dice))
    });
    if done {
        world.report.count("let read");
        world.shut.ever.insert(of);
        world.shut.out.retain(|(desk, _)| *desk != of);
    }
}

fn take_out(world: &mut World, by: usize, of: DeskNo) {
    let before = newest(&world.posts[0].control());
    let done = administer(world, by, |desk, at, dice| {
        Some(desk.life.as_ref()?.replica.stop_reading(of, at, dice))
    });
    if done {
        world.report.count("taken out of reading");
        is_out(world, of, before);
    }
}

pub fn newest(control: &Control) -> Option<Epoch> {
    control.epoch(Stream::RESTRICTED)
}

/// A desk for which no key was made since `before`.
pub fn is_out(world: &mut World, of: DeskNo, before: Option<Epoch>) {
    let after = newest(&world.posts[0].control());
    if let Some(epoch) = after.filter(|epoch| Some(epoch) != before.as_ref()) {
        world.shut.out.push((of, epoch));
    }
}

/// The keys that came open its cells from then on.
pub fn learn(desk: &Desk) {
    let Some(life) = &desk.life else { return };
    for (epoch, key) in life.replica.restricted_keys() {
        life.seal.learn(u8::try_from(epoch).unwrap_or_default(), key.secret());
    }
}
