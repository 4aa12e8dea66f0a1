//! S22: of each wish, and of each row and kind within one store, the first that is confirmed is
//! done, at most once. In the end each wish is done, given up or a question to people; none
//! waits, and none that a desk may take is left.
//!
//! What is not promised: that a store which went back under its own name confirms nobody under a
//! number that it has given before. Then both desks say that they did it, and people are told.

use std::collections::BTreeSet;

use kernel::{RowId, Session};
use rusqlite::Connection;

use crate::carry::Act;
use crate::effects::{self, Doubt, Effect, Standing};
use crate::world::World;

/// The same, of which one is to be done.
fn is_same(one: &Effect, other: &Effect) -> bool {
    let key = |of: &Effect| (of.of_id, of.kind.clone(), of.again_of, of.store);
    one.id == other.id || (one.store.is_some() && key(one) == key(other))
}

/// The store has been where it had not given this number yet.
fn is_excused(world: &World, act: &Act) -> bool {
    let Some((store, seq)) = act.number else { return false };
    world.went_back_to.iter().any(|(of, reached)| *of == store && *reached < seq)
}

/// Called before it is done.
pub fn once(world: &mut World, act: &Act) {
    world.report.checked("S22");
    let before = world.acts.iter().find(|before| is_same(&before.effect, &act.effect)).cloned();
    let Some(before) = before else { return };
    if is_excused(world, act) || is_excused(world, &before) {
        world.report.count("effect twice by a store that went back");
        return;
    }
    let (one, other) = ((before.desk, before.number), (act.desk, act.number));
    let words = format!("effect {} was done by {one:?} and {other:?}", act.effect.id);
    world.violated("S22", words);
}

pub fn wishes_are_done_or_asked(world: &mut World, all: &[usize]) {
    if world.options.carriers == 0 {
        return;
    }
    for of in all {
        let Some(desk) = world.desks.get(*of) else { continue };
        let Some(life) = &desk.life else { continue };
        let carries = desk.carries;
        let looked = life.door.read(&Session::program(), |read| {
            Ok((life.carrier.open(read)?, effects::done_twice(read)?))
        });
        let Ok((open, twice)) = looked else { continue };
        world.report.checked("S22");
        let is_stuck = |standing: &Standing| match standing {
            Standing::Waits | Standing::Due { .. } => true,
            Standing::Free => carries,
            Standing::Asks(_) => false,
        };
        if let Some((effect, standing)) = open.iter().find(|(_, standing)| is_stuck(standing)) {
            let words = format!("desk {of}: effect {} is {standing:?} in the end", effect.id);
            world.violated("S22", words);
        }
        for (_, standing) in &open {
            world.report.carried(match standing {
                Standing::Asks(Doubt::Nobody) => "effects asked: nobody may",
                Standing::Asks(Doubt::Begun) => "effects asked: begun",
                Standing::Asks(Doubt::WantedTwice) => "effects asked: wanted twice",
                Standing::Asks(Doubt::StoreLost) => "effects asked: store lost",
                Standing::Asks(Doubt::Copied) => "effects asked: copied",
                Standing::Asks(Doubt::Unread) => "effects asked: unread",
                Standing::Free | Standing::Waits | Standing::Due { .. } => "effects left",
            });
        }
        twice_is_told(world, *of, &twice);
        all_was_done(world, *of, &open);
    }
}

/// What was done twice and said twice is shown.
fn twice_is_told(world: &mut World, of: usize, told: &[Effect]) {
    let sql = "SELECT EXISTS (SELECT 1 FROM effect_intent WHERE id = ?1 AND outcome = 'done')";
    let says = |act: &Act| {
        let looked = |conn: &Connection| conn.query_row(sql, [act.intent], |row| row.get(0));
        matches!(world.desks[of].look(looked), Some(Ok(true)))
    };
    let is_other =
        |one: &Act, other: &Act| one.intent != other.intent && is_same(&one.effect, &other.effect);
    let untold = world.acts.iter().find(|act| {
        let mut others = world.acts.iter().filter(|other| is_other(act, other));
        others.any(|other| says(act) && says(other))
            && !told.iter().any(|told| is_same(told, &act.effect))
    });
    let words = untold.map(|act| format!("desk {of} does not show {} twice", act.effect.id));
    if let Some(words) = words {
        world.violated("S22", words);
    }
}

/// Where nothing went wrong, everything that desks wanted of the server's time was done.
fn all_was_done(world: &mut World, of: usize, open: &[(Effect, Standing)]) {
    let is_none = |name: &str| matches!(name, "order of claims told" | "upgraded");
    let has_faults = world.report.faults.keys().any(|name| !is_none(name));
    if has_faults || world.options.older_until.is_some() {
        return;
    }
    let done: BTreeSet<RowId> = world.acts.iter().map(|act| act.effect.id).collect();
    let wanted = open.iter().filter(|(effect, standing)| {
        let is_twin = *standing == Standing::Asks(Doubt::WantedTwice);
        effect.store.is_some() && !is_twin && !done.contains(&effect.id)
    });
    let left = wanted.map(|(effect, standing)| (effect.id, *standing)).next();
    world.report.checked("S22");
    if let Some(left) = left {
        world.violated("S22", format!("nothing went wrong, and desk {of} asks about {left:?}"));
    }
}
