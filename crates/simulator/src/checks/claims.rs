//! S7: of two claims on one bed every desk finds the one that the main remote numbered first,
//! once it knows both numbers; who is confirmed to hold never loses again on a desk, whatever
//! happens to the remote; and each claim that lost is shown beside one that holds. In the end
//! all desks find the same holders, those that followed other numberings and those that began
//! with a snapshot too.
//!
//! What is not promised: that a holder stays where desks told each other two orders of the same
//! claims, and an order between the branches of a log that was forked.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Read, Record, Result, RowId, Session, Timestamp};
use replica::Place;
use rusqlite::Connection;

use super::healthy;
use crate::claims::{self, Claim};
use crate::desk::Desk;
use crate::toy::Stay;
use crate::world::World;

/// What a desk made of the claims on its beds.
#[derive(Default)]
pub struct Beds {
    claims: BTreeMap<i64, Vec<Claim>>,
    lost: BTreeSet<RowId>,
    /// How far which numbering was followed.
    reached: (i64, i64),
    /// Everything numbered has its effect, and no log has two ends.
    is_whole: bool,
    /// The one numbering that it ever followed, from its beginning.
    only: Option<i64>,
    /// Beds of which it was told another order than its own numbers say.
    contested: BTreeSet<i64>,
}

/// Claims by bed, without their places.
fn stays(read: &Read<'_>) -> Result<BTreeMap<i64, Vec<Claim>>> {
    let mut by_bed: BTreeMap<i64, Vec<Claim>> = BTreeMap::new();
    let sql = "SELECT bed, id, from_at, until_at, claimed_at FROM stay WHERE ended IS NULL
               ORDER BY id";
    let mut statement = read.conn().prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(1)?;
        let claim = Claim {
            id,
            from: Timestamp(row.get(2)?),
            until: row.get::<_, Option<i64>>(3)?.map(Timestamp),
            claimed_at: Timestamp(row.get(4)?),
            place: None,
        };
        by_bed.entry(row.get(0)?).or_default().push(claim);
    }
    Ok(by_bed)
}

fn look(read: &Read<'_>) -> Result<Beds> {
    let conn = read.conn();
    let mut claims = stays(read)?;
    for claim in claims.values_mut().flatten() {
        claim.place = claims::place_of(read, Stay::TABLE, claim.id)?;
    }
    let mut lost = BTreeSet::new();
    for claims in claims.values() {
        let found = claims::lost(read, Stay::TABLE, claims.clone(), 1)?;
        lost.extend(found.iter().map(|one| one.id));
    }
    let one = |conn: &Connection, sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    let sql = "SELECT EXISTS (SELECT 1 FROM seal_fork) OR EXISTS (SELECT 1 FROM seal
                   WHERE numbering IS NOT NULL AND (state <> 'applied' OR why <> ''))";
    let is_whole = one(conn, sql)? == 0;
    let sql = "SELECT coalesce(max(id), 0) FROM numbering";
    let last = one(conn, sql)?;
    let reached = conn.query_row(
        "SELECT coalesce(max(seq), 0) FROM numbering WHERE id = ?1",
        [last],
        |row| row.get(0),
    )?;
    let sql = "SELECT iif(count(*) = 1 AND max(snapshot_to) IS NULL, max(incarnation), 0)
               FROM numbering";
    let only = Some(one(conn, sql)?).filter(|incarnation| *incarnation != 0);
    let told = told(conn)?;
    let is_contested = |claims: &[Claim]| {
        claims.iter().any(|one| claims.iter().any(|it| contradicts(&told, it, one)))
    };
    let contested = claims.iter().filter(|(_, claims)| is_contested(claims));
    let contested = contested.map(|(bed, _)| *bed).collect();
    Ok(Beds { claims, lost, reached: (last, reached), is_whole, only, contested })
}

type Told = BTreeMap<RowId, Vec<RowId>>;

/// Every claim, and those of which anybody said that they come after it.
fn told(conn: &Connection) -> Result<Told> {
    let mut told = Told::new();
    let sql = "SELECT first_id, then_id FROM claim_order ORDER BY id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        told.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(told)
}

/// The numbers that are known here put `one` before `other`, and what was told the other way.
fn contradicts(told: &Told, one: &Claim, other: &Claim) -> bool {
    let key = |claim: &Claim| (claim.place.is_none(), claim.place, claim.claimed_at, claim.id);
    if one.place.is_none() || key(one) >= key(other) {
        return false;
    }
    let (mut seen, mut next) = (BTreeSet::new(), vec![other.id]);
    while let Some(id) = next.pop() {
        if seen.insert(id) {
            next.extend(told.get(&id).into_iter().flatten().copied());
        }
    }
    seen.contains(&one.id)
}

/// What this desk knows of the order of claims that clash, and nobody has told yet.
pub fn untold(read: &Read<'_>) -> Result<Vec<claims::Untold>> {
    let mut found = Vec::new();
    for claims in stays(read)?.into_values() {
        found.extend(claims::untold(read, Stay::TABLE, claims, 1)?);
    }
    Ok(found)
}

fn beds_of(desk: &Desk) -> Option<Beds> {
    desk.life.as_ref()?.door.read(&Session::program(), look).ok()
}

fn is_real(claim: &Claim) -> bool {
    claim.until.is_none_or(|until| until > claim.from)
}

/// Called now and then, and when everything is over.
pub fn claims_hold(world: &mut World) {
    let mut all: BTreeMap<usize, Beds> = BTreeMap::new();
    for of in healthy(world) {
        if let Some(beds) = world.desks.get(of).and_then(beds_of) {
            all.insert(of, beds);
        }
    }
    for (of, beds) in &all {
        one_holder(world, *of, beds);
        if let Some(before) = world.beds.get(of) {
            let has_all = !world.by_snapshot.contains(of);
            let moved = has_all.then(|| moved_back(before, beds)).flatten();
            let flipped = flipped(before, beds);
            world.report.checked("S7");
            if let Some(words) = moved.or(flipped) {
                world.violated("S7", format!("desk {of}: {words}"));
            }
        }
    }
    same_order(world, &all);
    world.beds = all;
}

fn one_holder(world: &mut World, of: usize, beds: &Beds) {
    world.report.checked("claims");
    for (bed, claims) in &beds.claims {
        let (lost, held): (Vec<&Claim>, Vec<&Claim>) =
            claims.iter().filter(|it| is_real(it)).partition(|it| beds.lost.contains(&it.id));
        let meets = |one: &Claim| held.iter().any(|it| it.id != one.id && it.overlaps(one));
        if held.iter().any(|one| meets(one)) {
            world.violated("claims", format!("desk {of}: bed {bed} has two holders"));
        }
        if let Some(one) = lost.iter().find(|one| !meets(one)) {
            let words = format!("desk {of}: claim {} on bed {bed} lost to nobody", one.id);
            world.violated("S7", words);
        }
    }
}

/// A claim that stood at one place and stands at a later one.
fn moved_back(before: &Beds, now: &Beds) -> Option<String> {
    if now.reached < before.reached || !before.is_whole || !now.is_whole {
        return None;
    }
    let then: BTreeMap<(RowId, Timestamp), Option<Place>> =
        before.claims.values().flatten().map(|it| ((it.id, it.claimed_at), it.place)).collect();
    let mut all = now.claims.values().flatten();
    all.find_map(|it| {
        let was = then.get(&(it.id, it.claimed_at)).copied().flatten()?;
        let is_later = it.place.is_none_or(|place| place > was);
        is_later.then(|| format!("claim {} stood at {was:?} and stands at {:?}", it.id, it.place))
    })
}

/// A claim that was confirmed to hold and does not, though nothing before it has changed.
fn flipped(before: &Beds, now: &Beds) -> Option<String> {
    // A disk that was put back knows less; what had no effect yet gets it later.
    if now.reached < before.reached || !before.is_whole || !now.is_whole {
        return None;
    }
    let uncontested = now.claims.iter().filter(|(bed, _)| !now.contested.contains(*bed));
    for (bed, claims) in uncontested {
        let Some(then) = before.claims.get(bed) else { continue };
        let held = then.iter().filter(|one| one.place.is_some() && !before.lost.contains(&one.id));
        for one in held {
            let is_same = claims.contains(one);
            // Times that a person changed, of it or of one before it. What came with a snapshot
            // has one place, and stamps decide.
            let key = |claim: &Claim| (claim.place, claim.claimed_at, claim.id);
            let was = |claim: &&Claim| claim.place.is_some() && key(claim) < key(one);
            let all_stand = then.iter().filter(was).all(|claim| claims.contains(claim));
            if is_same && all_stand && now.lost.contains(&one.id) {
                let takes = |it: &&Claim| !now.lost.contains(&it.id) && it.overlaps(one);
                let by = claims.iter().find(takes);
                let was = by.and_then(|by| then.iter().find(|it| it.id == by.id));
                return Some(format!("on bed {bed} {one:?} lost to {by:?}, then {was:?}"));
            }
        }
    }
    None
}

/// Desks that followed one numbering from its beginning.
fn same_order(world: &mut World, all: &BTreeMap<usize, Beds>) {
    // A store that went back, or lied, has told two orders under one name.
    let has = |fault: &str| world.report.faults.contains_key(fault);
    if has("server rolled back") || has("server lies") {
        return;
    }
    let mut places = BTreeMap::new();
    for (of, beds) in all {
        let Some(numbering) = beds.only.filter(|_| beds.is_whole) else { continue };
        for claim in beds.claims.values().flatten() {
            let Some(place) = claim.place else { continue };
            let known = (numbering, claim.id, claim.claimed_at);
            let here = (place.seq, place.within, place.op);
            let (other, there) = *places.entry(known).or_insert((*of, here));
            world.report.checked("S7");
            if there != here {
                let words =
                    format!("claim {} is {there:?} on desk {other} and {here:?} on {of}", claim.id);
                world.violated("S7", words);
                return;
            }
        }
    }
}

/// In the end all have the same rows, and find the same winners.
pub fn winners_agree(world: &mut World) {
    claims_hold(world);
    let mut found = None;
    let mut all = world.beds.iter();
    let Some((first, known)) = all.next() else { return };
    for (of, beds) in all {
        world.report.checked("S7");
        if beds.lost != known.lost {
            let differ: Vec<&RowId> = known.lost.symmetric_difference(&beds.lost).collect();
            let named = |beds: &Beds| {
                let all = beds.claims.values().flatten();
                let named = all.filter(|it| differ.contains(&&it.id));
                named.map(|it| (it.id, it.place)).collect::<Vec<_>>()
            };
            let (one, two) = (named(known), named(beds));
            found = Some(format!("desks {first} and {of} find other losers: {one:?} {two:?}"));
        }
    }
    let contested = world.beds.values().any(|beds| !beds.contested.is_empty());
    if contested {
        world.report.count("two orders told of one bed");
    }
    if let Some(words) = found {
        world.violated("S7", words);
    }
}
