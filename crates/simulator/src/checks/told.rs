//! What must be true in the end of what desks tell people, of clocks, of thin lines and of what
//! is used once.

use std::collections::BTreeMap;

use crate::oracle;
use crate::world::World;

/// S3, as the desks see it themselves: they show a difference where there is one, and only
/// there.
pub fn alarms_are_true(world: &mut World, all: &[usize]) {
    let shows = |of: &usize| {
        let looked = world.desks.get(*of)?.look(|conn| {
            let sql = "SELECT desk, tables FROM differing";
            let mut statement = conn.prepare(sql).ok()?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).ok()?;
            Some(rows.filter_map(Result::ok).collect::<Vec<(u16, String)>>())
        });
        looked.flatten().filter(|shown| !shown.is_empty()).map(|shown| (*of, shown))
    };
    let shown: Vec<(usize, Vec<(u16, String)>)> = all.iter().filter_map(shows).collect();
    world.report.checked("S3 alarm");
    match world.is_spoiled {
        true if !shown.iter().flat_map(|(_, of)| of).any(|(_, tables)| tables == "patient") => {
            world.violated("S3 alarm", format!("a spoiled row was not found: {shown:?}"));
        }
        false if !shown.is_empty() => {
            world.violated("S3 alarm", format!("nothing is spoiled, and yet {shown:?}"));
        }
        _ => {}
    }
}

/// S6: no clock costs an op. What named a time that cannot be counts once it was set right.
pub fn clocks_are_right(world: &mut World, all: &[usize]) {
    for of in all {
        let Some(life) = world.desks.get(*of).and_then(|desk| desk.life.as_ref()) else { continue };
        let far = life.replica.far_stamps().unwrap_or_default();
        let left = far.iter().filter(|far| world.is_set_right.contains(&far.log)).count();
        world.report.checked("S6");
        if left > 0 {
            world.violated("S6", format!("on desk {of} what was set right waits: {far:?}"));
        }
        if world.options.has_far_clock && far.iter().any(|far| world.is_ours(far.desk)) {
            world.violated("S6", format!("ops of ours wait on desk {of} for a clock: {far:?}"));
        }
    }
}

/// L4: nobody is still on its way in.
pub fn all_have_joined(world: &mut World, all: &[usize]) {
    if !world.options.is_narrow() {
        return;
    }
    let late = all.iter().find(|of| world.joining.contains_key(of)).copied();
    if let Some(of) = late {
        world.violated("L4", format!("desk {of} joined and never had everything"));
    }
}

/// S14: two things that are shut under one key never share what is used once, on whichever
/// timeline they were shut.
pub fn nonces_are_used_once(world: &mut World, all: &[usize]) {
    let mut seen: BTreeMap<Vec<u8>, [u8; 32]> = BTreeMap::new();
    let sql = "SELECT body, desk FROM seal WHERE state <> 'loose'";
    let mut twice = None;
    for of in all {
        let Some(desk) = world.desks.get(*of) else { continue };
        desk.look(|conn| {
            let mut statement = conn.prepare(sql).expect("seals");
            let mut rows = statement.query([]).expect("seals");
            while let Ok(Some(row)) = rows.next() {
                let body = row.get_ref(0).expect("a body").as_blob().expect("a body");
                let Some((used, shut)) = used_once(body) else { continue };
                let by: u16 = row.get(1).expect("a desk");
                // What somebody else makes of its own nonces is no matter of ours.
                if !world.is_ours(sync::DeskNo(by)) {
                    continue;
                }
                let hash = *blake3::hash(shut).as_bytes();
                let before = seen.insert(used.to_vec(), hash);
                if before.is_some_and(|before| before != hash) {
                    twice = Some(by);
                }
            }
        });
    }
    world.report.checked("S14");
    if let Some(by) = twice {
        world.violated("S14", format!("two seals of {by} are shut under one key and nonce"));
    }
}

/// Key id and nonce of a seal, and what is shut under them.
fn used_once(seal: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(u16::from_be_bytes(*seal.first_chunk()?));
    seal.get(2 + length + 64..)?.split_at_checked(8 + 24)
}

/// S21: what names a blob has its effect, wherever the blob is.
pub fn photos_have_their_rows(world: &mut World, all: &[usize]) {
    if !world.options.has_photos {
        return;
    }
    for of in all {
        let Some(desk) = world.desks.get(*of) else { continue };
        let ops = desk.look(oracle::ops_of).unwrap_or_default();
        let wanted = world.oracle.photos.iter().filter(|(op, _)| ops.contains(op));
        let sql = "SELECT EXISTS (SELECT 1 FROM blob WHERE blob.id = photo.blob)
                   FROM photo WHERE id = ?1";
        let (mut lost, mut absent) = (0, 0);
        for (_, row) in wanted {
            let looked = desk.look(|conn| conn.query_row(sql, [row], |row| row.get(0)).ok());
            match looked.flatten() {
                Some(true) => {}
                Some(false) => absent += 1,
                None => lost += 1,
            }
        }
        world.report.checked("S21");
        for _ in 0..absent {
            world.report.count("blob absent in the end");
        }
        if lost > 0 {
            world.violated("S21", format!("desk {of} lacks {lost} rows that name a blob"));
        }
    }
}
