//! What must be true at every moment, looked at where something happens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::{Session, Timestamp};
use rusqlite::Connection;
use sync::{Bundle, Reply};

use super::claims::claims_hold;
use super::end::{differing, links_are_order_free};
use super::healthy;
use crate::desk::{self, Desk};
use crate::oracle::{self, Key};
use crate::world::World;
use crate::{CLINIC, Report, Violation, toy};

/// S12: no word of the clinic in what leaves a desk, packed or plain.
pub fn frame(world: &mut World, bytes: &[u8]) {
    world.report.checked("S12");
    if holds(bytes, toy::CANARY.as_bytes()) {
        world.violated("S12", "a canary left its desk".into());
    }
    const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    for (at, _) in bytes.windows(4).enumerate().filter(|(_, window)| *window == ZSTD) {
        let packed = bytes.get(at..).unwrap_or_default();
        let plain = zstd::stream::decode_all(packed).or_else(|_| partly(packed));
        if plain.is_ok_and(|plain| holds(&plain, toy::CANARY.as_bytes())) {
            world.violated("S12", "a canary left its desk, packed".into());
        }
    }
    // What the dictionary of seals packed: its number, a length in three bytes, a frame.
    for (at, window) in bytes.windows(4).enumerate().filter(|(_, window)| window[0] == 1) {
        let length = window[1..].iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        let Some(packed) = bytes.get(at + 4..at + 4 + length) else { continue };
        if dense::FOLD
            .unpack(packed, 1 << 22)
            .is_ok_and(|plain| holds(&plain, toy::CANARY.as_bytes()))
        {
            world.violated("S12", "a canary left its desk, packed with a dictionary".into());
        }
    }
}

/// What can be unpacked of a frame with other bytes behind it.
fn partly(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    let mut reader = zstd::stream::Decoder::new(packed)?.single_frame();
    std::io::copy(&mut reader, &mut plain)?;
    Ok(plain)
}

pub fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(needle) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// S15: a number that was seen with a bundle is never another's.
pub fn answered(world: &mut World, of: usize, reply: &Reply) {
    let Reply::Page(page) = reply else { return };
    if world.lies_until.get(of).is_some_and(|until| *until > world.now) {
        return;
    }
    world.report.checked("S15");
    let first = (page.cursor.seq + 1).saturating_sub(page.bundles.len() as u64);
    for (at, (seq, bundle)) in (0..).zip((first..).zip(&page.bundles)) {
        let before = page.replaced.iter().find(|(of, _)| *of == at);
        let id = before.map_or_else(|| Bundle::id(CLINIC, bundle), |(_, id)| *id);
        let key = (of, page.cursor.incarnation, seq);
        let before = world.oracle.numbered.insert(key, id);
        if before.is_some_and(|before| before != id) {
            world.violated("S15", format!("number {seq} of {of} is another bundle's now"));
        }
    }
}

/// S4: whoever was told that another database wrote on in its log writes in a new one.
pub fn before_writing(desk: &mut Desk, report: &mut Report) {
    let Some(number) = desk.number else { return };
    let told = desk.look(|conn| {
        let forks: i64 = conn
            .query_row("SELECT count(*) FROM seal_fork WHERE desk = ?1", [number.0], |row| {
                row.get(0)
            })
            .unwrap_or(0);
        forks > 0 && wrote_on(conn, number.0)
    });
    report.checked("S4");
    if told == Some(true) {
        let words = format!("desk {} goes on in a log that is somebody else's too", desk.name);
        report.violations.push(Violation { invariant: "S4", words });
    }
}

/// A seal in this desk's present log that is not of its own line.
fn wrote_on(conn: &Connection, number: u16) -> bool {
    let sql = "WITH RECURSIVE
        up (hash, parent) AS (
            SELECT hash, parent FROM seal WHERE hash IN (SELECT hash FROM seal_tip)
            UNION SELECT seal.hash, seal.parent FROM seal JOIN up ON seal.hash = up.parent),
        now (log_id) AS (
            SELECT log_id FROM log WHERE reason <> 'remote' ORDER BY id DESC LIMIT 1)
        SELECT EXISTS (SELECT 1 FROM seal WHERE desk = ?1 AND log = (SELECT log_id FROM now)
            AND state <> 'loose' AND hash NOT IN (SELECT hash FROM up))";
    conn.query_row(sql, [number], |row| row.get(0)).unwrap_or(false)
}

/// S23: rows equal their ops, whatever the moment at which the process died.
pub fn after_a_crash(world: &mut World, of: usize) {
    if !world.dice.one_in(3) {
        return;
    }
    let Some(disk) = world.desks.get(of).and_then(|desk| desk.look(desk::copy_of_idle)) else {
        return;
    };
    world.report.checked("S23");
    let Some(disk) = disk else {
        world.violated("S23", format!("desk {of} after a crash is still in a statement"));
        return;
    };
    let is_older = world.desks.get(of).is_some_and(|desk| desk.is_older);
    let door = bench(disk, is_older);
    let program = Session::program();
    let told = door.write(&program, |tx| {
        let live = kernel::state(tx, door.catalog())?;
        kernel::rebuild(tx, door.catalog())?;
        Ok((live, kernel::state(tx, door.catalog())?))
    });
    match told {
        Ok((live, again)) if live == again => {}
        Ok((live, again)) => {
            let words = format!("desk {of} after a crash: {}", differing(&live, &again));
            world.violated("S23", words);
        }
        Err(error) => world.violated("S23", format!("desk {of} after a crash: {error}")),
    }
    let torn = door.read(&program, |read| Ok(half_batches(read.conn())));
    if torn.is_ok_and(|torn| torn > 0) {
        world.violated("S23", format!("desk {of} after a crash shows half a transaction"));
    }
}

/// A door on a disk, for looking at it.
fn bench(disk: Connection, is_older: bool) -> kernel::Door {
    kernel::Door::open(kernel::Opening {
        writer: disk,
        readers: Vec::new(),
        migrations: toy::migrations(is_older),
        tables: &toy::tables(is_older),
        routes: Vec::new(),
        clock: Arc::new(kernel::ManualClock::at(Timestamp(crate::world::START))),
        host: Arc::new(kernel::NoHost),
        mint: kernel::Mint::seeded(1),
        zone: "Asia/Kolkata".parse().expect("a zone"),
    })
    .expect("a copy of a disk opens")
}

/// S10: imports of which not all rows are there.
fn half_batches(conn: &Connection) -> i64 {
    let sql = "SELECT count(*) FROM (SELECT batch FROM reading WHERE batch IS NOT NULL
               GROUP BY batch HAVING count(*) <> max(batch_size))";
    conn.query_row(sql, [], |row| row.get(0)).unwrap_or(-1)
}

pub fn midway(world: &mut World) {
    if world.is_spoiled {
        return;
    }
    claims_hold(world);
    let mut seen: BTreeMap<(bool, BTreeSet<Key>), (usize, kernel::Fingerprint)> = BTreeMap::new();
    for of in healthy(world) {
        let Some(desk) = world.desks.get(of) else { continue };
        let Some(life) = &desk.life else { continue };
        let (door, is_older) = (life.door.clone(), desk.is_older);
        let looked = door.read(&Session::program(), |read| {
            let print = kernel::fingerprint(read, door.catalog())?;
            Ok((half_batches(read.conn()), oracle::ops_of(read.conn()), print))
        });
        let Ok((half, ops, print)) = looked else { continue };
        world.report.checked("S10");
        if half != 0 {
            world.violated("S10", format!("desk {of} shows {half} transactions in part"));
        }
        world.report.checked("S3");
        let other = seen.entry((is_older, ops)).or_insert((of, print));
        if other.1 != print {
            let words = format!("desks {of} and {} have the same ops and other rows", other.0);
            let other = other.0;
            world.violated("S3", words);
            links_are_order_free(world, of);
            links_are_order_free(world, other);
        }
    }
}
