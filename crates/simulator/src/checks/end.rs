//! What must be true when the faults are over and everybody has met again.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Body, Hlc, Kind, Op, RowId, Session, Value};
use rusqlite::Connection;
use sync::{Bundle, Control, Hash, Ledger, Stream};

use super::claims::winners_agree;
use super::effects::wishes_are_done_or_asked;
use super::healthy;
use super::readers::what_is_shut_opens_where_it_may;
use super::redacted::what_was_redacted_is_nowhere;
use super::told::{
    alarms_are_true, all_have_joined, clocks_are_right, nonces_are_used_once,
    photos_have_their_rows,
};
use crate::desk::{self, Desk};
use crate::oracle::{self, Key};
use crate::toy;
use crate::world::{World, ledger_leaves, remote};

pub fn state_of(desk: &Desk) -> String {
    let Some(life) = &desk.life else { return String::new() };
    let read = life.door.read(&Session::program(), |read| kernel::state(read, life.door.catalog()));
    read.unwrap_or_else(|error| error.to_string())
}

/// The first lines that only one of two states has.
pub fn differing(one: &str, other: &str) -> String {
    let of = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
    let (one, other) = (of(one), of(other));
    let left = one.difference(&other).take(3).map(|line| format!("- {line}"));
    let right = other.difference(&one).take(3).map(|line| format!("+ {line}"));
    left.chain(right).collect::<Vec<_>>().join("\n")
}

pub fn finally(world: &mut World, since: i64) {
    let all = healthy(world);
    level(world, &all, since);
    alarms_are_true(world, &all);
    if world.is_spoiled {
        return;
    }
    same_everywhere(world, &all);
    let Some(first) = all.first().copied() else { return };
    nothing_vanished(world, &all);
    clocks_are_right(world, &all);
    all_have_joined(world, &all);
    photos_have_their_rows(world, &all);
    nonces_are_used_once(world, &all);
    cuts_hold(world, &all);
    winners_agree(world);
    wishes_are_done_or_asked(world, &all);
    forks_are_shown(world, &all);
    what_was_redacted_is_nowhere(world, &all);
    what_is_shut_opens_where_it_may(world, &all);
    let ops = world.desks.get(first).and_then(|desk| desk.look(oracle::ops_of));
    let ops = ops.unwrap_or_default();
    edits_win(world, first, &ops);
    sums_hold(world, first, &ops);
    numbers_are_unique(world, first);
    links_are_order_free(world, first);
    if world.dice.one_in(3) {
        any_order_will_do(world, first);
    }
}

/// L1, L2, L3.
fn level(world: &mut World, all: &[usize], since: i64) {
    for of in all {
        for at in 0..world.posts.len() {
            world.report.checked("L3");
            if world.level_at.get(&(*of, at)).is_none_or(|level| *level < since) {
                world.violated("L3", format!("desk {of} is not level with {at} in the end"));
            }
            let Some(life) = world.desks.get(*of).and_then(|desk| desk.life.as_ref()) else {
                continue;
            };
            let unsent = life.replica.unsent(remote(at), Stream::MAIN, 1);
            let is_sent = unsent.is_ok_and(|bundle| bundle.is_empty());
            world.report.checked("L2");
            if !is_sent {
                world.violated("L2", format!("desk {of} still has something for {at}"));
            }
        }
        let Some(desk) = world.desks.get(*of) else { continue };
        let Some(life) = &desk.life else {
            world.violated("L3", format!("desk {of} does not run in the end"));
            continue;
        };
        let progress = life.replica.progress();
        world.report.checked("L5");
        match progress {
            Ok(left) if left.unsealed > 0 => {
                world.violated("L2", format!("desk {of} has {} ops in no seal", left.unsealed));
            }
            // What no desk of the clinic signed may lie there for ever.
            Ok(left) if left.waits > 0 || lacks_a_parent(desk) => {
                world.violated("L5", format!("desk {of} waits in the end: {left:?}"));
            }
            Ok(_) => {}
            Err(error) => world.violated("L3", format!("desk {of}: {error}")),
        }
    }
}

fn lacks_a_parent(desk: &Desk) -> bool {
    let life = desk.life.as_ref();
    life.is_none_or(|life| life.replica.has_gaps(Stream::MAIN).unwrap_or(true))
}

fn same_everywhere(world: &mut World, all: &[usize]) {
    let Some(first) = all.first().and_then(|of| world.desks.get(*of)) else { return };
    let (leaves, ops, state) = (ledger_leaves(first), first.look(oracle::ops_of), state_of(first));
    let name = first.name;
    for of in all.iter().skip(1) {
        let Some(desk) = world.desks.get(*of) else { continue };
        let (their_leaves, their_ops) = (ledger_leaves(desk), desk.look(oracle::ops_of));
        let their_state = state_of(desk);
        world.report.checked("L1");
        if leaves != their_leaves {
            world.violated("L1", format!("desks {name} and {of} have other leaves"));
        }
        if ops != their_ops {
            let words = missing(world, (name, &ops), (*of, &their_ops));
            world.violated("L1", words);
        }
        world.report.checked("S3");
        if state != their_state {
            let differing = differing(&state, &their_state);
            world.violated("S3", format!("desks {name} and {of} differ:\n{differing}"));
        }
        world.report.checked("S11");
        if world.by_snapshot.contains(of) != world.by_snapshot.contains(&name) {
            world.report.checked("S16");
            if state != their_state || ops != their_ops {
                world.violated("S16", format!("one of {name} and {of} began with a snapshot"));
            }
        }
    }
}

/// Which seals only one of two desks has applied, and what the other makes of them.
fn missing(
    world: &World,
    one: (usize, &Option<BTreeSet<Key>>),
    other: (usize, &Option<BTreeSet<Key>>),
) -> String {
    let none = BTreeSet::new();
    let (ops, their_ops) = (one.1.as_ref().unwrap_or(&none), other.1.as_ref().unwrap_or(&none));
    let mut words =
        format!("desk {} has {} ops, {} {}", one.0, ops.len(), other.0, their_ops.len());
    let sides = [(other.0, ops.difference(their_ops)), (one.0, their_ops.difference(ops))];
    for (lacks, keys) in sides {
        let keys: BTreeSet<Key> = keys.copied().collect();
        let holds = |contents: &Vec<Key>| contents.iter().any(|key| keys.contains(key));
        let seals = world.oracle.contents.iter().filter(|(_, contents)| holds(contents));
        let unsealed = keys
            .iter()
            .filter(|key| !world.oracle.contents.values().any(|contents| contents.contains(key)));
        let unsealed = unsealed.count();
        words += &format!("; {lacks} lacks {} ops ({unsealed} of no seal we made)", keys.len());
        let holder = if lacks == one.0 { other.0 } else { one.0 };
        let named = world.desks[holder].look(|conn| oracle::names_of(conn, &keys));
        words += &format!(" {:?}", named.unwrap_or_default());
        for (hash, _) in seals.take(3) {
            let sql = "SELECT state || ' ' || why || ' of ' || desk FROM seal WHERE hash = ?1";
            let state = world.desks[lacks]
                .look(|conn| conn.query_row(sql, [hash.0], |row| row.get::<_, String>(0)).ok());
            words += &format!(" {hash}: {:?}", state.flatten());
        }
    }
    words
}

/// S1.
fn nothing_vanished(world: &mut World, all: &[usize]) {
    let owed: Vec<Key> = world.oracle.owed().copied().collect();
    for of in all {
        let Some(desk) = world.desks.get(*of) else { continue };
        let ops = desk.look(oracle::ops_of).unwrap_or_default();
        let aside = desk.look(crate::world::aside_of).unwrap_or_default();
        let shown: BTreeSet<Key> = aside
            .iter()
            .filter_map(|hash| world.oracle.contents.get(hash))
            .flatten()
            .copied()
            .collect();
        let lost = owed.iter().filter(|key| !ops.contains(*key) && !shown.contains(*key));
        let lost: BTreeSet<Key> = lost.copied().collect();
        world.report.checked("S1");
        if !lost.is_empty() {
            let seals = world.oracle.contents.iter();
            let seals = seals.filter(|(_, keys)| keys.iter().any(|key| lost.contains(key)));
            let seals: Vec<String> = seals.map(|(hash, _)| hash.to_string()).collect();
            let (count, of_all, seals) = (lost.len(), owed.len(), seals.join(" "));
            let words = format!("{count} of {of_all} saved ops are not on desk {of}: {seals}");
            world.violated("S1", words);
        }
    }
}

/// S13: of a revoked desk only what lies within its cut, or was adopted, has an effect.
fn cuts_hold(world: &mut World, all: &[usize]) {
    let control: Control = world.posts[0].control();
    for of in all {
        let Some(desk) = world.desks.get(*of) else { continue };
        let wrong = desk.look(|conn| beyond_cut(conn, &control)).unwrap_or_default();
        world.report.checked("S13");
        if let Some((hash, state)) = wrong.first() {
            let words = format!("desk {of}: seal {hash} of a revoked desk is {state}");
            world.violated("S13", words);
        }
    }
}

fn beyond_cut(conn: &Connection, control: &Control) -> Vec<(Hash, String)> {
    let mut statement = conn
        .prepare("SELECT hash, parent, desk, state, why FROM seal WHERE state <> 'loose'")
        .expect("seals");
    let rows = statement
        .query_map([], |row| {
            let (state, why): (String, String) = (row.get(3)?, row.get(4)?);
            Ok((Hash(row.get(0)?), Hash(row.get(1)?), row.get::<_, u16>(2)?, state + &why))
        })
        .expect("seals");
    let rows: Vec<_> = rows.map(|row| row.expect("a seal")).collect();
    let parents: BTreeMap<Hash, Hash> = rows.iter().map(|row| (row.0, row.1)).collect();
    let mut believed = BTreeSet::new();
    for desk in control.desks.values() {
        let cut = desk.cut.iter().flatten().map(|tip| tip.hash);
        for mut at in cut.chain(control.adopted.iter().copied()) {
            while let Some(parent) = parents.get(&at)
                && believed.insert(at)
            {
                at = *parent;
            }
        }
    }
    let is_cut =
        |number: u16| control.desk(sync::DeskNo(number)).is_some_and(|desk| desk.cut.is_some());
    rows.into_iter()
        .filter(|(hash, _, number, state)| {
            is_cut(*number)
                && state.starts_with("applied") != believed.contains(hash)
                && state != "asidebody"
        })
        .map(|(hash, _, _, state)| (hash, state))
        .collect()
}

/// S4: two children of one seal are evidence everywhere.
fn forks_are_shown(world: &mut World, all: &[usize]) {
    let sql = "SELECT count(*) FROM (
        SELECT parent, desk, stream FROM seal WHERE state <> 'loose'
        GROUP BY parent, desk, stream HAVING count(*) > 1) f
        WHERE NOT EXISTS (SELECT 1 FROM seal_fork e
            WHERE e.parent = f.parent AND e.desk = f.desk)";
    for of in all {
        let Some(desk) = world.desks.get(*of) else { continue };
        let unseen: Option<i64> =
            desk.look(|conn| conn.query_row(sql, [], |row| row.get(0)).unwrap_or(-1));
        world.report.checked("S4");
        if unseen != Some(0) {
            world.violated("S4", format!("desk {of} shows no evidence of {unseen:?} forks"));
        }
    }
}

/// S5: what was written with another value before the eyes is later than that value.
fn edits_win(world: &mut World, of: usize, ops: &BTreeSet<Key>) {
    let Some(desk) = world.desks.get(of) else { return };
    let shown = desk.look(|conn| {
        let mut statement = conn.prepare("SELECT id, phone FROM patient").expect("patients");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        rows.filter_map(Result::ok).collect::<BTreeMap<RowId, String>>()
    });
    let shown = shown.unwrap_or_default();
    let edits = world.oracle.edits.iter().filter(|edit| ops.contains(&edit.op));
    let beaten = edits.clone().find(|edit| shown.get(&edit.row) == Some(&edit.over));
    let words = beaten.map(|edit| {
        format!("{} shows {} although {} was written over it", edit.row, edit.over, edit.value)
    });
    world.report.checked("S5");
    if let Some(words) = words {
        world.violated("S5", words);
    }
}

/// S9.
fn sums_hold(world: &mut World, of: usize, ops: &BTreeSet<Key>) {
    let Some(desk) = world.desks.get(of) else { return };
    let sql = "SELECT item, sum(quantity) FROM movement GROUP BY item ORDER BY item";
    let held = desk.look(|conn| {
        let mut statement = conn.prepare(sql).expect("movements");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        rows.filter_map(Result::ok).collect::<BTreeMap<i64, i64>>()
    });
    let mut wanted: BTreeMap<i64, i64> = BTreeMap::new();
    for moved in world.oracle.moved.iter().filter(|moved| ops.contains(&moved.op)) {
        *wanted.entry(moved.item).or_default() += moved.quantity;
    }
    world.report.checked("S9");
    if held.as_ref() != Some(&wanted) {
        world.violated("S9", format!("on hand {held:?}, moved {wanted:?}"));
    }
}

/// S8.
fn numbers_are_unique(world: &mut World, of: usize) {
    let Some(desk) = world.desks.get(of) else { return };
    let sql = "SELECT series, number, id FROM patient
               UNION ALL SELECT series, number, id FROM invoice WHERE number IS NOT NULL";
    let rows: Vec<(String, i64, RowId)> = desk
        .look(|conn| {
            let mut statement = conn.prepare(sql).expect("numbers");
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
            rows.expect("rows").filter_map(Result::ok).collect()
        })
        .unwrap_or_default();
    let mut by_number: BTreeMap<(String, i64), Vec<RowId>> = BTreeMap::new();
    for (series, number, row) in rows {
        by_number.entry((series, number)).or_default().push(row);
    }
    let twice =
        by_number.iter().filter(|(_, rows)| rows.len() > 1).find(|((series, number), _)| {
            let prints = world.oracle.prints.iter();
            let prints = prints.filter(|print| print.series == *series && print.number == *number);
            // One of them knew of nothing: all but one are excused. And of letters that two who
            // know nothing of each other draw, one pair in 784 is the same.
            let logs: BTreeSet<u64> = prints.clone().map(|print| print.log).collect();
            let is_drawn = series.trim_end_matches("/I").len() == 3 && logs.len() > 1;
            !is_drawn && prints.filter(|print| !print.is_excused).count() > 1
        });
    let words = twice.map(|((series, number), rows)| {
        let prints: Vec<String> = world
            .oracle
            .prints
            .iter()
            .filter(|print| print.series == *series && print.number == *number)
            .map(|print| format!("desk {} for {}", print.desk, print.row))
            .collect();
        format!("{series}{number} is on {} papers: {}", rows.len(), prints.join(", "))
    });
    world.report.checked("S8");
    if let Some(words) = words {
        world.violated("S8", words);
    }
}

/// S18: whether an edge is ended is what its latest op says, in whatever order they came.
pub fn links_are_order_free(world: &mut World, of: usize) {
    let Some(desk) = world.desks.get(of) else { return };
    let looked = desk.look(|conn| {
        let mut latest: BTreeMap<RowId, ((Hlc, u64, u64), Value)> = BTreeMap::new();
        let sql = "SELECT coalesce(log.stamped, log.log_id), op.n, op.body
                   FROM op JOIN log ON log.id = op.log";
        let mut statement = conn.prepare(sql).expect("ops");
        let mut rows = statement.query([]).expect("ops");
        while let Ok(Some(row)) = rows.next() {
            let (log, n): (i64, i64) = (row.get(0).unwrap_or(0), row.get(1).unwrap_or(0));
            let Ok(body) = row.get::<_, Body<'static>>(2) else { continue };
            let Ok(op) = Op::decode(&body) else { continue };
            if op.table != "link" || op.kind == Kind::Freeze {
                continue;
            }
            let stamp = (op.hlc, log.cast_unsigned(), n.cast_unsigned());
            let ended = op.fields.get(&3).cloned().unwrap_or(Value::Null);
            if latest.get(&op.row).is_none_or(|(before, _)| *before < stamp) {
                latest.insert(op.row, (stamp, ended));
            }
        }
        let mut statement = conn.prepare("SELECT id, ended FROM link").expect("links");
        let mut rows = statement.query([]).expect("links");
        let mut wrong = 0;
        while let Ok(Some(row)) = rows.next() {
            let id: RowId = row.get(0).expect("an id");
            let ended = match row.get::<_, Option<i64>>(1).expect("a time") {
                Some(at) => Value::Int(at),
                None => Value::Null,
            };
            wrong += usize::from(latest.get(&id).map(|(_, value)| value) != Some(&ended));
        }
        wrong
    });
    world.report.checked("S18");
    if looked.unwrap_or(0) > 0 {
        world.violated("S18", format!("{looked:?} edges are not as their latest op says"));
    }
}

/// S2: all seals once more, in any order, some of them twice, into an empty desk.
fn any_order_will_do(world: &mut World, of: usize) {
    let mut dice = world.dice.fork();
    let Some(desk) = world.desks.get(of) else { return };
    let sql = "SELECT body FROM seal";
    let bodies: Vec<Vec<u8>> = desk
        .look(|conn| {
            let mut statement = conn.prepare(sql).expect("seals");
            let rows = statement.query_map([], |row| row.get(0)).expect("seals");
            rows.filter_map(Result::ok).collect()
        })
        .unwrap_or_default();
    let Some(life) = &desk.life else { return };
    let records = life.replica.records_after(0).unwrap_or_default();
    let wanted = state_of(desk);
    let mut twin = desk.twin(usize::MAX, desk::blank(false, "Z", &mut dice), &mut dice);
    if twin.start().is_err() {
        return;
    }
    let mut order: Vec<usize> = (0..bodies.len()).chain((0..bodies.len()).step_by(3)).collect();
    dice.shuffle(&mut order);
    let cut = dice.at(order.len());
    let late = dice.at(records.len());
    let (early, rest) = records.split_at(late);
    let Some(life) = &mut twin.life else { return };
    let mut done = life.replica.admit(early).is_ok();
    for (at, body) in order.iter().enumerate() {
        if at == cut {
            done &= life.replica.admit(rest).is_ok();
        }
        let mut bundle = Bundle::default();
        bundle.add(bodies.get(*body).map(Vec::as_slice).unwrap_or_default(), usize::MAX);
        done &= life.replica.take(&bundle.bytes).is_ok();
    }
    if order.is_empty() {
        done &= life.replica.admit(rest).is_ok();
    }
    let (got, ops) = (state_of(&twin), twin.look(oracle::ops_of).unwrap_or_default());
    let wanted_ops = desk_ops(world, of);
    world.report.checked("S2");
    if !done || got != wanted {
        let lacks: BTreeSet<Key> = wanted_ops.difference(&ops).copied().collect();
        let lacks = world.desks[of].look(|conn| oracle::names_of(conn, &lacks));
        let (left, differing) = (twin.look(states), differing(&wanted, &got));
        let words = format!("in another order, lacking {lacks:?}, {left:?}: {differing}");
        world.violated("S2", words);
    }
}

fn desk_ops(world: &World, of: usize) -> BTreeSet<Key> {
    world.desks.get(of).and_then(|desk| desk.look(oracle::ops_of)).unwrap_or_default()
}

/// How many seals stand how.
fn states(conn: &Connection) -> Vec<String> {
    let sql = "SELECT state || ' ' || why || ' ' || count(*) FROM seal GROUP BY state, why";
    let mut statement = conn.prepare(sql).expect("seals");
    let rows = statement.query_map([], |row| row.get(0)).expect("seals");
    rows.filter_map(Result::ok).collect()
}

/// S19: whoever has nothing to say says next to nothing.
pub fn quiet(world: &mut World, for_ms: i64) {
    let talks = healthy(world).len() * world.posts.len();
    let rounds = for_ms / (world.options.rest_hours * crate::world::HOUR) + 2;
    let most = rounds.cast_unsigned() * talks as u64 * 6_000;
    world.report.checked("S19");
    if world.puts > 0 || world.bytes > most {
        let words = format!("{} puts and {} bytes of at most {most}", world.puts, world.bytes);
        world.violated("S19", words);
    }
}

/// One desk writes over what some patients have; answers what they must show.
pub fn edit_some(world: &mut World) -> Option<Vec<(RowId, String)>> {
    let all = healthy(world);
    let of = world.dice.pick(&all).copied()?;
    let patients: Vec<RowId> = world.desks[of].look(|conn| {
        let mut statement = conn.prepare("SELECT id FROM patient ORDER BY id DESC LIMIT 9").ok()?;
        let rows = statement.query_map([], |row| row.get(0)).ok()?;
        Some(rows.filter_map(Result::ok).collect())
    })??;
    let door = world.desks[of].life.as_ref()?.door.clone();
    let mut edited = Vec::new();
    for (at, row) in patients.into_iter().enumerate() {
        let phone = format!("last {at}");
        let done = door.write(&Session::program(), |tx| {
            let patient: toy::Patient = tx.get(row)?;
            tx.change(&toy::Patient { phone: phone.clone(), ..patient })
        });
        match done {
            Ok(()) => edited.push((row, phone)),
            Err(error) => world.violated("S5", format!("{row} cannot be edited: {error}")),
        }
    }
    world.seal(of);
    Some(edited)
}

pub fn edits_are_everywhere(world: &mut World, edited: &[(RowId, String)]) {
    for of in healthy(world) {
        for (row, phone) in edited {
            let sql = "SELECT phone FROM patient WHERE id = ?1";
            let shown = world.desks[of].look(|conn| {
                conn.query_row(sql, [row], |row| row.get::<_, String>(0)).unwrap_or_default()
            });
            world.report.checked("S5");
            if shown.as_ref() != Some(phone) {
                let words = format!("desk {of} shows {shown:?} for {row}, not {phone}");
                world.violated("S5", words);
                return;
            }
        }
    }
}
