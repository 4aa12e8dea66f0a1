//! Seals as they are kept.

use std::collections::BTreeMap;

use kernel::{Result, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use sync::{ClinicId, DeskNo, Hash, Leaf, Seal, Stream};

use crate::broken;

/// Where a seal stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Applied,
    /// Its ops did not all fit this program: they are tried again after an upgrade.
    AppliedBut,
    LooseDesk,
    LooseParent,
    WaitsForKey,
    /// Beyond the cut of a revoked desk.
    BeyondCut,
    /// Does not open with its key, or holds other ops than were signed.
    BadBody,
}

impl State {
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            State::Applied => ("applied", ""),
            State::AppliedBut => ("applied", "ops"),
            State::LooseDesk => ("loose", "desk"),
            State::LooseParent => ("loose", "parent"),
            State::WaitsForKey => ("waits", "key"),
            State::BeyondCut => ("aside", "cut"),
            State::BadBody => ("aside", "body"),
        }
    }

    /// Whether its place in the chain is known, so that others may follow it.
    pub fn is_connected(self) -> bool {
        !matches!(self, State::LooseDesk | State::LooseParent)
    }
}

/// A seal kept and shown, without effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    pub hash: Hash,
    pub desk: DeskNo,
    pub no: u64,
    pub ops: u32,
    pub why: String,
}

/// Seals put aside that follow one another, by the last of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    pub hash: Hash,
    pub desk: DeskNo,
    pub seals: u64,
    pub ops: u64,
    /// One of them does not open, or holds other ops than were signed.
    pub is_broken: bool,
}

/// Where several seals follow one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    pub parent: Hash,
    pub desk: DeskNo,
    pub branches: u64,
}

/// What waits, for the corner of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Ops of this desk that are in no seal yet.
    pub unsealed: u64,
    pub loose: u64,
    pub waits: u64,
    pub aside: u64,
    pub forks: u64,
}

pub fn state_of(conn: &Connection, hash: Hash) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT state FROM seal WHERE hash = ?1")?;
    Ok(statement.query_row([hash.0], |row| row.get(0)).optional()?)
}

pub fn read(conn: &Connection, clinic: ClinicId, hash: Hash) -> Result<Option<Seal>> {
    let mut statement = conn.prepare_cached("SELECT body FROM seal WHERE hash = ?1")?;
    let body: Option<Vec<u8>> = statement.query_row([hash.0], |row| row.get(0)).optional()?;
    body.map(|body| Seal::read(clinic, body).map_err(broken)).transpose()
}

/// The seal's stream, desk and number, for those that would follow it.
pub fn connected(conn: &Connection, hash: Hash) -> Result<Option<(Stream, DeskNo, u64)>> {
    let mut statement = conn
        .prepare_cached("SELECT stream, desk, no FROM seal WHERE hash = ?1 AND state <> 'loose'")?;
    let found = statement.query_row([hash.0], |row| {
        Ok((row.get::<_, u8>(0)?, row.get::<_, u16>(1)?, row.get::<_, i64>(2)?))
    });
    let found = found.optional()?;
    Ok(found.map(|(stream, desk, no)| (Stream(stream), DeskNo(desk), no.cast_unsigned())))
}

/// Keeps a seal, or moves one that was kept to where it stands now. Answers the other
/// children of its parent.
pub fn keep(conn: &Connection, seal: &Seal, state: State, now: Timestamp) -> Result<Vec<Hash>> {
    keep_at(conn, seal, state, now, None)
}

/// A place in the order of sending that is before that of every later seal of its desk,
/// whether or not that one is here already.
pub fn early_id(conn: &Connection, header: &sync::Header) -> Result<Option<i64>> {
    if header.no >= 1 << 38 {
        return Ok(None);
    }
    let base = (header.no << 24 | u64::from(header.desk.0) << 8).cast_signed();
    let sql = "SELECT coalesce(max(id) + 1, ?1) FROM seal WHERE id BETWEEN ?1 AND ?1 + 255";
    let id: i64 = conn.prepare_cached(sql)?.query_row([base], |row| row.get(0))?;
    Ok((id < base + 256).then_some(id))
}

/// Takes a seal out of its chain, as if it waited for its parent; or away, if the parent is
/// here and not one that it can follow.
pub fn unplace(conn: &Connection, seal: &Seal) -> Result<()> {
    let header = &seal.header;
    let before = header.no.checked_sub(1).map(|no| (header.stream, header.desk, no));
    let parent = connected(conn, header.parent)?;
    let sql = match parent.is_none() || parent == before {
        true => "UPDATE seal SET state = 'loose', why = 'parent', is_leaf = 0 WHERE hash = ?1",
        false => "DELETE FROM seal WHERE hash = ?1",
    };
    conn.prepare_cached(sql)?.execute([seal.hash.0])?;
    conn.prepare_cached("DELETE FROM seal_fork WHERE child = ?1")?.execute([seal.hash.0])?;
    if connected_children(conn, header.parent)?.is_empty() {
        conn.prepare_cached("UPDATE seal SET is_leaf = 1 WHERE hash = ?1 AND state <> 'loose'")?
            .execute([header.parent.0])?;
    }
    Ok(())
}

/// The remotes that have it, and its place in the order of the server.
type Known = (i64, [Option<i64>; 3]);

pub fn keep_at(
    conn: &Connection,
    seal: &Seal,
    state: State,
    now: Timestamp,
    id: Option<i64>,
) -> Result<Vec<Hash>> {
    let header = &seal.header;
    let (name, why) = state.names();
    let known: Option<Known> = conn
        .prepare_cached("SELECT held, numbering, seq, within FROM seal WHERE hash = ?1")?
        .query_row([seal.hash.0], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])))
        .optional()?;
    let (held, place) = known.unwrap_or_default();
    conn.prepare_cached("DELETE FROM seal WHERE hash = ?1")?.execute([seal.hash.0])?;
    let is_leaf = state.is_connected() && connected_children(conn, seal.hash)?.is_empty();
    conn.prepare_cached(
        "INSERT INTO seal (hash, parent, stream, desk, no, log, first, ops, state, why, is_leaf,
             held, taken_at, body, id, numbering, seq, within)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        seal.hash.0,
        header.parent.0,
        header.stream.0,
        header.desk.0,
        header.no.cast_signed(),
        header.log.0.cast_signed(),
        header.first.cast_signed(),
        header.ops,
        name,
        why,
        is_leaf,
        held,
        now,
        seal.bytes,
        id,
        place[0],
        place[1],
        place[2]
    ])?;
    if !state.is_connected() {
        return Ok(Vec::new());
    }
    conn.prepare_cached("UPDATE seal SET is_leaf = 0 WHERE hash = ?1 AND is_leaf = 1")?
        .execute([header.parent.0])?;
    let same_desk = |hash: &Hash| *hash != seal.hash;
    let others = match header.parent {
        Hash::NONE => first_seals(conn, header.stream, header.desk)?,
        parent => connected_children(conn, parent)?,
    };
    let others: Vec<Hash> = others.into_iter().filter(same_desk).collect();
    if !others.is_empty() && !kernel::broken::is_removed("a fork is shown") {
        for child in others.iter().chain([&seal.hash]) {
            conn.prepare_cached("INSERT OR IGNORE INTO seal_fork VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![header.parent.0, child.0, header.desk.0, now])?;
        }
    }
    Ok(others)
}

/// Another copy of a kept seal; its place in the chain, and in the order of sending, stays.
pub fn set_body(conn: &Connection, seal: &Seal) -> Result<()> {
    conn.prepare_cached("UPDATE seal SET body = ?2 WHERE hash = ?1")?
        .execute(params![seal.hash.0, seal.bytes])?;
    Ok(())
}

/// Where a kept seal stands now; its place in the chain stays.
pub fn set_state(conn: &Connection, hash: Hash, state: State) -> Result<()> {
    let (name, why) = state.names();
    conn.prepare_cached("UPDATE seal SET state = ?2, why = ?3 WHERE hash = ?1")?
        .execute(params![hash.0, name, why])?;
    Ok(())
}

fn hashes(rows: impl Iterator<Item = rusqlite::Result<[u8; 32]>>) -> Result<Vec<Hash>> {
    Ok(rows.map(|hash| hash.map(Hash)).collect::<rusqlite::Result<_>>()?)
}

fn connected_children(conn: &Connection, parent: Hash) -> Result<Vec<Hash>> {
    let sql = "SELECT hash FROM seal WHERE parent = ?1 AND state <> 'loose'";
    let mut statement = conn.prepare_cached(sql)?;
    hashes(statement.query_map([parent.0], |row| row.get(0))?)
}

fn first_seals(conn: &Connection, stream: Stream, desk: DeskNo) -> Result<Vec<Hash>> {
    let mut statement = conn.prepare_cached(
        "SELECT hash FROM seal
         WHERE parent = ?1 AND stream = ?2 AND desk = ?3 AND state <> 'loose'",
    )?;
    let key = params![Hash::NONE.0, stream.0, desk.0];
    hashes(statement.query_map(key, |row| row.get(0))?)
}

/// Loose seals that can be placed now, in the order of their chains.
pub fn placeable(conn: &Connection, desks: &[DeskNo]) -> Result<Vec<Hash>> {
    let mut found = Vec::new();
    let mut statement = conn.prepare_cached(
        "SELECT hash, desk FROM seal
         WHERE state <> 'applied' AND state = 'loose' AND why = 'desk' ORDER BY desk, no",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, u16>(1)?)))?;
    for row in rows {
        let (hash, desk) = row?;
        if desks.contains(&DeskNo(desk)) {
            found.push(Hash(hash));
        }
    }
    let mut statement = conn.prepare_cached(
        "SELECT hash FROM seal s
         WHERE state <> 'applied' AND state = 'loose' AND why = 'parent' AND EXISTS
             (SELECT 1 FROM seal p WHERE p.hash = s.parent AND p.state <> 'loose')
         ORDER BY desk, no",
    )?;
    found.extend(hashes(statement.query_map([], |row| row.get(0))?)?);
    Ok(found)
}

/// Loose seals that follow this one.
pub fn loose_children(conn: &Connection, parent: Hash) -> Result<Vec<Hash>> {
    let mut statement = conn.prepare_cached(
        "SELECT hash FROM seal WHERE parent = ?1 AND state = 'loose' AND why = 'parent'",
    )?;
    hashes(statement.query_map([parent.0], |row| row.get(0))?)
}

pub fn in_state(conn: &Connection, state: State) -> Result<Vec<Hash>> {
    let (name, why) = state.names();
    let not_applied = if name == "applied" { "" } else { "state <> 'applied' AND" };
    // Written out, because an index of some seals is used where the question names them.
    let sql = format!(
        "SELECT hash FROM seal WHERE {not_applied} state = '{name}' AND why = '{why}'
         ORDER BY desk, no"
    );
    hashes(conn.prepare_cached(&sql)?.query_map([], |row| row.get(0))?)
}

/// Every placed seal of one desk, latest first, and whether it was put aside.
pub fn of_desk(conn: &Connection, desk: DeskNo) -> Result<Vec<(Hash, bool)>> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, state = 'aside' AND why = 'cut' FROM seal
         WHERE desk = ?1 AND state <> 'loose' ORDER BY no DESC",
    )?;
    let rows = statement.query_map([desk.0], |row| Ok((Hash(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A seal and all before it, as far as they are here.
pub fn with_ancestors(conn: &Connection, seal: Hash) -> Result<Vec<Hash>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE up (hash, parent) AS (
             SELECT hash, parent FROM seal WHERE hash = ?1 AND state <> 'loose'
             UNION SELECT seal.hash, seal.parent FROM seal JOIN up ON seal.hash = up.parent
             WHERE seal.state <> 'loose')
         SELECT hash FROM up",
    )?;
    hashes(statement.query_map([seal.0], |row| row.get(0))?)
}

pub fn leaves(conn: &Connection, stream: Stream) -> Result<Vec<Leaf>> {
    let mut statement = conn.prepare_cached(
        "SELECT desk, no, hash FROM seal WHERE stream = ?1 AND is_leaf = 1 ORDER BY desk, no, hash",
    )?;
    let rows = statement.query_map([stream.0], |row| {
        Ok(Leaf {
            desk: DeskNo(row.get(0)?),
            no: row.get::<_, i64>(1)?.cast_unsigned(),
            hash: Hash(row.get(2)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Which version each desk told of in its newest seal.
pub fn schemas(conn: &Connection, clinic: ClinicId) -> Result<BTreeMap<DeskNo, u32>> {
    let mut newest = BTreeMap::new();
    for leaf in leaves(conn, Stream::MAIN)? {
        if let Some(seal) = read(conn, clinic, leaf.hash)? {
            let schema = newest.entry(leaf.desk).or_insert(0);
            *schema = (*schema).max(seal.header.schema);
        }
    }
    Ok(newest)
}

/// Something waits for a parent that is not here.
pub fn has_gaps(conn: &Connection, stream: Stream) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM seal WHERE state <> 'applied'
                   AND state = 'loose' AND why = 'parent' AND stream = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([stream.0], |row| row.get(0))?)
}

pub fn aside(conn: &Connection) -> Result<Vec<Aside>> {
    let mut statement = conn.prepare_cached(
        "SELECT hash, desk, no, ops, why FROM seal
         WHERE state <> 'applied' AND state = 'aside' ORDER BY desk, no",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Aside {
            hash: Hash(row.get(0)?),
            desk: DeskNo(row.get(1)?),
            no: row.get::<_, i64>(2)?.cast_unsigned(),
            ops: row.get(3)?,
            why: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn branches_aside(conn: &Connection) -> Result<Vec<Branch>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE up (tip, desk, hash, parent, ops, why) AS (
             SELECT hash, desk, hash, parent, ops, why FROM seal s
             WHERE state <> 'applied' AND state = 'aside' AND NOT EXISTS
                 (SELECT 1 FROM seal c WHERE c.parent = s.hash AND c.state = 'aside')
             UNION ALL SELECT up.tip, up.desk, s.hash, s.parent, s.ops, s.why
             FROM seal s JOIN up ON s.hash = up.parent WHERE s.state = 'aside')
         SELECT tip, desk, count(*), sum(ops), max(why = 'body') FROM up
         GROUP BY tip, desk ORDER BY desk, tip",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Branch {
            hash: Hash(row.get(0)?),
            desk: DeskNo(row.get(1)?),
            seals: row.get::<_, i64>(2)?.cast_unsigned(),
            ops: row.get::<_, i64>(3)?.cast_unsigned(),
            is_broken: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn forks(conn: &Connection) -> Result<Vec<Fork>> {
    let mut statement = conn.prepare_cached(
        "SELECT parent, desk, count(*) FROM seal_fork GROUP BY parent, desk ORDER BY desk, parent",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Fork {
            parent: Hash(row.get(0)?),
            desk: DeskNo(row.get(1)?),
            branches: row.get::<_, i64>(2)?.cast_unsigned(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The desk that wrote a log, as the first seal of it says that counts.
pub fn desk_of_log(conn: &Connection, log: u64) -> Result<Option<DeskNo>> {
    let mut statement = conn.prepare_cached(
        "SELECT desk FROM seal WHERE log = ?1 AND state = 'applied' ORDER BY first, desk LIMIT 1",
    )?;
    let desk = statement.query_row([log.cast_signed()], |row| row.get(0)).optional()?;
    Ok(desk.map(DeskNo))
}

pub fn progress(conn: &Connection) -> Result<Progress> {
    let count = |sql: &str| -> Result<u64> {
        Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0))?.cast_unsigned())
    };
    // The index is of what is not applied, and used where that is asked for.
    let count_in = |state: &str| {
        count(&format!("SELECT count(*) FROM seal WHERE state <> 'applied' AND state = '{state}'"))
    };
    Ok(Progress {
        unsealed: count(
            // The last of those that are sealed may have been taken away.
            "SELECT coalesce(sum(max(0, (SELECT coalesce(max(op.id) & 4294967295, 0) FROM op
                     WHERE op.id > log.id << 32 AND op.id < (log.id + 1) << 32)
                 - coalesce((SELECT up_to FROM sealed WHERE sealed.log = log.id), 0))), 0)
             FROM log WHERE reason <> 'remote'",
        )?,
        loose: count_in("loose")?,
        waits: count_in("waits")?,
        aside: count_in("aside")?,
        forks: count("SELECT count(DISTINCT parent) FROM seal_fork")?,
    })
}
