//! S12: what is shut opens where its keys were given, and nowhere else.

use kernel::{RowId, Seal};
use rusqlite::Connection;
use sync::Stream;
use sync::control::Epoch;

use super::redacted::in_database;
use crate::readers::learn;
use crate::world::World;

const ID: &str = "S12 keys";

pub fn what_is_shut_opens_where_it_may(world: &mut World, all: &[usize]) {
    let control = world.posts[0].control();
    let readers = control.readers(Stream::RESTRICTED);
    if control.epoch(Stream::RESTRICTED).is_none() {
        return;
    }
    let texts: Vec<String> = world.shut.notes.values().cloned().collect();
    let mut found = Vec::new();
    for desk in &world.desks {
        let (Some(life), Some(number)) = (&desk.life, desk.number) else { continue };
        let keys = life.replica.restricted_keys();
        if !world.shut.ever.contains(&number) && !keys.is_empty() {
            found.push(format!("desk {} has keys that nobody gave it", desk.name));
        }
        let is_his = |(no, out): &(_, Epoch)| {
            let key = keys.get(&out.epoch);
            *no == number && key.is_some_and(|key| key.commitment() == out.commitment)
        };
        if let Some((_, out)) = world.shut.out.iter().find(|out| is_his(out)) {
            found.push(format!("desk {} has key {} after it was out", desk.name, out.epoch));
        }
    }
    for of in all {
        let Some(desk) = world.desks.get(*of) else { continue };
        let (Some(life), Some(number)) = (&desk.life, desk.number) else { continue };
        world.report.checked(ID);
        learn(desk);
        let reads = readers.contains(&number);
        for (row, cell) in desk.look(notes).unwrap_or_default() {
            let Some(text) = world.shut.notes.get(&row) else { continue };
            let opened = life.seal.open("text", row, &cell);
            let is_right = opened.as_deref().ok() == Some(text);
            if !Seal::is_sealed(&cell) || (reads && !is_right) || (opened.is_ok() && !is_right) {
                found.push(format!("desk {of}, which reads: {reads}: note {row} is {opened:?}"));
            }
        }
        let ring = life.replica.ring();
        let plain = desk.look(|conn| in_database(conn, &control, ring, &texts)).flatten();
        found.extend(plain.map(|what| format!("desk {of}: a note lies open in {what}")));
    }
    if let Some(what) = found.first() {
        let words = format!("{} of {} notes: {what}", found.len(), texts.len());
        world.violated(ID, words);
    }
}

fn notes(conn: &Connection) -> Vec<(RowId, String)> {
    let mut statement = conn.prepare_cached("SELECT id, text FROM note").expect("notes");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("notes");
    rows.filter_map(Result::ok).collect()
}
