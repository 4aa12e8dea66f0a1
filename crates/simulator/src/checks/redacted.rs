//! S17: what was taken away is nowhere, and what it left is proven as before.

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sync::{Bundle, Control, Piece, Ring, Run, Seal, Stream};

use super::way::holds;
use crate::CLINIC;
use crate::redact::Taken;
use crate::world::World;

pub fn what_was_redacted_is_nowhere(world: &mut World, all: &[usize]) {
    let control = world.posts[0].control();
    let texts: Vec<String> = world
        .redacted
        .iter()
        .filter(|taken| is_taken_everywhere(world, &control, taken))
        .flat_map(|taken| taken.texts.iter().cloned())
        .collect();
    let mut found = Vec::new();
    for of in all {
        let Some(life) = world.desks.get(*of).and_then(|desk| desk.life.as_ref()) else { continue };
        let (ring, done) = (life.replica.ring(), life.replica.redacted_to());
        world.report.checked("S17");
        if done.as_ref().ok() != Some(&control.redacted_n) {
            found.push(format!("desk {of} has done {done:?} of {}", control.redacted_n));
        }
        let looked = world.desks[*of].look(|conn| in_database(conn, &control, ring, &texts));
        found.extend(looked.flatten().map(|what| format!("desk {of}: {what}")));
    }
    let ring = all.iter().find_map(|of| Some(world.desks[*of].life.as_ref()?.replica.ring()));
    let Some(ring) = ring else { return };
    for (at, post) in world.posts.iter().enumerate() {
        let (bundles, pieces) = post.bodies();
        for bundle in bundles {
            let what = in_bundle(&bundle, &control, ring, &texts);
            found.extend(what.map(|what| format!("remote {at}: {what}")));
        }
        for piece in pieces {
            let Ok(plain) = Piece::open(CLINIC, Stream::MAIN, ring, &piece) else { continue };
            let is_held = texts.iter().any(|text| holds(&plain, text.as_bytes()));
            let what = in_bundle(&plain, &control, ring, &texts);
            if is_held || what.is_some() {
                found.push(format!("remote {at}: a piece of a snapshot, {what:?}"));
            }
        }
    }
    if let Some(what) = found.first() {
        let words = format!("of {} texts {} are left: {what}", texts.len(), found.len());
        world.violated("S17", words);
    }
}

/// A record that no desk was told of before its server was wiped never was; and a copy of a
/// database may have sealed a change once more that nobody has named there yet.
fn is_taken_everywhere(world: &World, control: &Control, taken: &Taken) -> bool {
    let holds = world.oracle.contents.iter();
    let mut holds = holds.filter(|(_, keys)| keys.iter().any(|key| taken.keys.contains(key)));
    holds.all(|(seal, _)| control.redacted.contains_key(seal))
}

pub(super) fn in_database(
    conn: &Connection,
    control: &Control,
    ring: &Ring,
    texts: &[String],
) -> Option<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let mut statement = conn.prepare(sql).expect("tables");
    let tables = statement.query_map([], |row| row.get::<_, String>(0)).expect("tables");
    for table in tables.filter_map(Result::ok) {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).expect("a table");
        let width = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for at in 0..width {
                let (ValueRef::Text(cell) | ValueRef::Blob(cell)) =
                    row.get_ref(at).expect("a cell")
                else {
                    continue;
                };
                let plain = dense::kept(cell, 1 << 20).unwrap_or(cell.into());
                if texts.iter().any(|text| holds(&plain, text.as_bytes())) {
                    return Some(format!("table {table}"));
                }
            }
        }
    }
    let mut statement = conn.prepare("SELECT body FROM seal").expect("seals");
    let bodies = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("seals");
    bodies
        .filter_map(Result::ok)
        .filter_map(|body| Seal::read(CLINIC, body).ok())
        .find_map(|seal| in_seal(&seal, control, ring, texts))
}

fn in_bundle(bundle: &[u8], control: &Control, ring: &Ring, texts: &[String]) -> Option<String> {
    let seals = Bundle::seals(CLINIC, bundle).unwrap_or_default();
    seals.iter().find_map(|seal| in_seal(seal, control, ring, texts))
}

fn in_seal(seal: &Seal, control: &Control, ring: &Ring, texts: &[String]) -> Option<String> {
    // What does not open says nothing to anybody.
    let runs = seal.open(CLINIC, ring).ok()?;
    let is_in = |op: &[u8]| texts.iter().any(|text| holds(op, text.as_bytes()));
    if runs.iter().flat_map(Run::places).any(|(_, op)| is_in(op)) {
        return Some(format!("seal {}", seal.hash));
    }
    let named = control.redacted.contains_key(&seal.hash);
    let desk = control.desk(seal.header.desk)?;
    (named && seal.verify(CLINIC, &desk.member.key).is_err())
        .then(|| format!("seal {} is not signed any more", seal.hash))
}
