//! Whether two desks that hold the same changes hold the same records. When all is quiet the
//! rows are summed up, and the next seal tells it; whoever gets that seal while it stands at
//! the same place compares. It finds mistakes of programs and disks, not malice.

use std::collections::VecDeque;

use kernel::broken::is_removed;
use kernel::{Read, Result, Timestamp, Tx, What, table_sums};
use rusqlite::{Connection, params};
use sync::{DeskNo, Place, Seal, Stream, StreamKey, Witness};

use crate::{Door, Replica, seals, snapshot};

/// All rows are read for it: on a large clinic that takes a second or two.
const LOOK_MS: i64 = 30 * 60_000;
/// Between two tries to take away what could not be taken away at once.
const REDACT_MS: i64 = 60_000;
/// Places whose sums are remembered.
const KEPT: usize = 8;
const ROUTE: &str = "desk.sync_differs";

type Sums = Vec<(String, [u8; 32])>;

struct Summed {
    place: Place,
    tables: Sums,
    is_told: bool,
}

/// What is remembered between two looks; a restart may forget it.
#[derive(Default)]
pub(crate) struct Watch {
    kept: VecDeque<Summed>,
    /// The time of the last call, by a clock that nobody sets.
    now: i64,
    looked_at: Option<i64>,
    compared_at: Option<i64>,
    redacted_at: Option<i64>,
}

/// A desk that came to other records than this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    pub desk: u16,
    /// Where it is known.
    pub tables: Vec<String>,
    pub seen_at: Timestamp,
}

impl Watch {
    fn is_rested(&self, since: Option<i64>) -> bool {
        since.is_none_or(|since| self.now.saturating_sub(since) >= LOOK_MS)
    }

    fn keep(&mut self, place: Place, tables: Sums, is_told: bool) {
        self.kept.push_back(Summed { place, tables, is_told });
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
    }

    /// What the next seal is to tell.
    pub fn untold(&self, key: &StreamKey) -> Option<Witness> {
        let newest = self.kept.back().filter(|summed| !summed.is_told)?;
        Some(Witness::new(key, newest.place, &newest.tables))
    }

    pub fn told(&mut self) {
        self.kept.iter_mut().for_each(|summed| summed.is_told = true);
    }
}

impl<D: Door> Replica<D> {
    /// Sums the rows up where that is due and nothing is on its way. `now`: milliseconds of a
    /// clock that nobody sets. Answers whether the rows were read.
    pub fn look_at_rows(&mut self, now: i64) -> Result<bool> {
        self.watch.now = now;
        // What a full disk or a key that was yet to come left undone.
        if self.watch.redacted_at.is_none_or(|at| now.saturating_sub(at) >= REDACT_MS) {
            self.watch.redacted_at = Some(now);
            self.carry_out()?;
        }
        if !self.watch.is_rested(self.watch.looked_at) || !self.is_of_the_clinic() {
            return Ok(false);
        }
        self.watch.looked_at = Some(now);
        let known = self.watch.kept.back().map(|summed| summed.place);
        let Some((place, tables)) = self.sum_up(|place| Some(place) != known)? else {
            return Ok(false);
        };
        self.watch.keep(place, tables, false);
        Ok(true)
    }

    /// What this desk's rows come to at the place that a seal tells of; none where this desk
    /// is elsewhere. Asked before the seal is taken in.
    pub(crate) fn compare(&mut self, seal: &Seal) -> Result<Option<Vec<String>>> {
        let Some(theirs) = &seal.header.witness else { return Ok(None) };
        let Ok(key_id) = seal.key_id() else { return Ok(None) };
        let Some(key) = self.ring.key(seal.header.stream, key_id).cloned() else { return Ok(None) };
        let is_here = |summed: &&Summed| summed.place.0 == theirs.at;
        if !self.watch.kept.iter().any(|summed| is_here(&summed)) {
            let may = self.watch.is_rested(self.watch.compared_at) && self.is_of_the_clinic();
            let found = match may {
                true => self.sum_up(|place| place.0 == theirs.at)?,
                false => None,
            };
            let Some((place, tables)) = found else { return Ok(None) };
            self.watch.compared_at = Some(self.watch.now);
            self.watch.keep(place, tables, true);
        }
        let own = self.watch.kept.iter().find(is_here);
        Ok(own
            .map(|own| {
                let mine = Witness::new(&key, own.place, &own.tables);
                theirs.differs(&mine, &own.tables)
            })
            .map(|differs| match differs {
                None => Vec::new(),
                // Which table it is could not be told.
                Some(tables) if tables.is_empty() => vec![String::new()],
                Some(tables) => tables,
            }))
    }

    /// Its own ops cannot be taken out again: what a desk that was sent away wrote after its
    /// cut stays with it alone.
    fn is_of_the_clinic(&self) -> bool {
        self.control.by_key(&self.party.key).is_some_and(|desk| desk.cut.is_none())
    }

    fn sum_up(&self, is_wanted: impl Fn(Place) -> bool) -> Result<Option<(Place, Sums)>> {
        let (control, schema) = (self.control.head, self.party.schema);
        let mut sums = None;
        self.read(|read| {
            let conn = read.conn();
            let place = Place::of(control, schema, &seals::leaves(conn, Stream::MAIN)?);
            if is_wanted(place) && is_quiet(read)? {
                let tables = table_sums(read, self.door.catalog())?;
                sums = Some((place, tables.into_iter().map(|(name, of)| (name, of.sum)).collect()));
            }
            Ok(())
        })?;
        Ok(sums)
    }
}

/// The rows are those of the seals that are here: nothing waits, nothing is in no seal, and
/// each seal counts for every desk that has it.
fn is_quiet(read: &Read<'_>) -> Result<bool> {
    let conn = read.conn();
    let sql = "SELECT EXISTS (SELECT 1 FROM seal
                   WHERE state <> 'applied' AND (state = 'waits' OR why = 'body'))
               OR EXISTS (SELECT 1 FROM seal WHERE state = 'applied' AND why = 'ops')";
    let is_odd: bool = conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    let is_arriving = snapshot::share(conn, Stream::MAIN)?.is_some();
    Ok(!is_odd && !is_arriving && seals::progress(conn)?.unsealed == 0)
}

/// Remembers what came of a comparison. People see it until both come to the same again.
pub(crate) fn record(tx: &mut Tx<'_>, desk: DeskNo, tables: &[String]) -> Result<()> {
    if tables.is_empty() || is_removed("a divergence is shown") {
        tx.conn().prepare_cached("DELETE FROM differing WHERE desk = ?1")?.execute([desk.0])?;
        return Ok(());
    }
    let names = tables.join("\n");
    let sql = "INSERT INTO differing (desk, tables, seen_at) VALUES (?1, ?2, ?3)
               ON CONFLICT DO UPDATE SET tables = excluded.tables, seen_at = excluded.seen_at
               WHERE tables <> excluded.tables";
    let is_new = tx.conn().prepare_cached(sql)?.execute(params![desk.0, names, tx.now()])? > 0;
    match is_new {
        true => tx.note(What::Command, ROUTE, None, &format!("{} {}", desk.0, tables.join(" "))),
        false => Ok(()),
    }
}

pub(crate) fn differing(conn: &Connection) -> Result<Vec<Differing>> {
    let mut statement =
        conn.prepare_cached("SELECT desk, tables, seen_at FROM differing ORDER BY desk")?;
    let rows = statement.query_map([], |row| {
        let tables: String = row.get(1)?;
        let tables = tables.lines().map(str::to_owned).collect();
        Ok(Differing { desk: row.get(0)?, tables, seen_at: Timestamp(row.get(2)?) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
