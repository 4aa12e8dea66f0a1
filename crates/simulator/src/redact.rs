//! Somebody is to be forgotten: an administrator takes every change of one row away.

use std::collections::BTreeSet;

use kernel::{Body, Op, RowId, Value};
use rusqlite::Connection;
use sync::control::Basis;

use crate::faults::{administer, administrator};
use crate::oracle::{self, Key};
use crate::world::World;

/// Texts shorter than this may stand in another change by chance.
const TEXT_MIN: usize = 12;

/// What was taken away, and what must be nowhere from then on.
#[derive(Clone, Debug)]
pub struct Taken {
    pub keys: BTreeSet<Key>,
    pub texts: BTreeSet<String>,
}

pub fn act(world: &mut World) {
    let Some(by) = administrator(world) else { return };
    let Some(rows) = world.desks[by].look(rows) else { return };
    let Some(row) = world.dice.pick(&rows).copied() else { return };
    let Some(taken) = world.desks[by].look(|conn| changes_of(conn, row)) else { return };
    let done = administer(world, by, |desk, at, _| {
        desk.life.as_ref().map(|life| life.replica.redact(&[row], Basis::REQUEST, at))
    });
    if !done {
        return;
    }
    world.report.count("row redacted");
    world.tell(format_args!("desk {by} takes {row} away: {} changes", taken.keys.len()));
    world.oracle.destroyed.extend(&taken.keys);
    world.redacted.push(taken);
}

fn rows(conn: &Connection) -> Vec<RowId> {
    let sql = "SELECT id FROM patient ORDER BY id";
    let mut statement = conn.prepare_cached(sql).expect("patients");
    let rows = statement.query_map([], |row| row.get(0)).expect("patients");
    rows.filter_map(Result::ok).collect()
}

fn changes_of(conn: &Connection, row: RowId) -> Taken {
    let sql = "SELECT coalesce(log.stamped, log.log_id), op.n, op.body FROM op_row
               JOIN op ON op.id = op_row.log << 32 | op_row.n JOIN log ON log.id = op.log
               WHERE op_row.row = ?1";
    let mut taken = Taken { keys: BTreeSet::new(), texts: BTreeSet::new() };
    let mut statement = conn.prepare_cached(sql).expect("ops");
    let mut rows = statement.query([row]).expect("ops");
    while let Some(found) = rows.next().expect("an op") {
        taken.keys.insert(oracle::key_of(found).expect("an op"));
        let body: Body<'static> = found.get(2).expect("a body");
        let values = Op::decode(&body).expect("an op").fields;
        taken.texts.extend(values.into_values().filter_map(|value| match value {
            Value::Text(text) if text.len() >= TEXT_MIN => Some(text),
            _ => None,
        }));
    }
    taken
}
