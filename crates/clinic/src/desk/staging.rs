//! A copy becomes a database again, in a file beside the current one: the image, the ops up
//! to a minute on top of it through the same reducer as ever, every check, and a log of its
//! own. Nothing of the current state is touched here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use backup::{BLOBS, Cell, Error as Fault, Found, Hex, OpsLine, ROWS, Step, Watch};
use kernel::{Door, Mint, Op, Seal, Session, Timestamp};
use rusqlite::{Connection, params};
use vault::ImageWriter;

use super::backups::inside;
use super::drill::{no_loose_ends, scratch_door};
use crate::backup::{QUESTIONS, keep_restored};
use crate::settings::{CLINIC_ID, Clinic};
use crate::staff::Staff;

pub(super) struct Plan {
    pub image: Found,
    /// Without a gap, in order.
    pub segments: Vec<Found>,
    /// None: as far as the copies reach.
    pub until: Option<Timestamp>,
    pub identities: Vec<zeroize::Zeroizing<String>>,
    /// Codes of desks that were seen anywhere near.
    pub taken: Vec<String>,
    pub now: Timestamp,
}

type Open<'a> = &'a (dyn Fn() -> backup::Result<Connection> + Sync);

/// Who may take the clinic over: its owners of that minute; and the clinic.
pub(super) type Heirs = (Vec<Staff>, Option<Clinic>);

pub(super) fn stage(
    plan: &Plan,
    mut writer: ImageWriter,
    open: Open<'_>,
    seal: Arc<Seal>,
    watch: &mut Watch<'_>,
) -> backup::Result<Heirs> {
    let total = plan.image.manifest.seal.bytes;
    backup::read_image(&plan.image, &plan.identities, watch, |bytes| Ok(writer.take(bytes)?))?;
    watch.went(Step::Proving, 0, total)?;
    // The ops of the segments change it: it is proven once, at the end.
    writer.settle()?;
    let db = open()?;
    if backup::heads_of(&db)? != plan.image.manifest.heads {
        return Err(Fault::Damaged("the logs are not as far as the manifest says"));
    }
    backup::same_answers(&db, &plan.image.manifest, QUESTIONS)?;
    let cut = Cut::of(plan, watch)?;
    add_rows(&db, plan, &cut, watch)?;
    db.execute_batch("PRAGMA foreign_keys = OFF")?;
    // It also brings an older copy up to this program.
    let door = scratch_door(db, plan.now, seal)?;
    add_ops(&door, plan, &cut, watch)?;
    let heirs = door.read(&Session::program(), |read| {
        let staff: Vec<Staff> = read.all(
            "SELECT * FROM staff WHERE is_active = 1 AND ended IS NULL ORDER BY name, id
             LIMIT 1000",
            [],
        )?;
        let owners: Vec<Staff> = staff.into_iter().filter(Staff::is_owner).collect();
        Ok((owners, read.find(CLINIC_ID)?))
    });
    let heirs = heirs.map_err(inside)?;
    drop(door);
    vault::prove_staged(open)?;
    let db = open()?;
    no_loose_ends(&db)?;
    let mut mint = Mint::system();
    kernel::open_restored_log(&db, &mut mint, plan.now, &plan.taken).map_err(inside)?;
    if let Some(root) = plan.image.folder.path().parent() {
        keep_restored(&db, &plan.image.manifest, root).map_err(inside)?;
    }
    db.close().map_err(|(_, error)| error)?;
    watch.went(Step::Proving, total, total)?;
    Ok(heirs)
}

/// Where the chosen minute lies in the logs. The access log is written in order and says how
/// far each log of ops had come, so that a clock that was wrong cuts nothing in two; where it
/// does not say so, the stamps of the ops decide.
#[derive(Debug)]
struct Cut {
    /// The last entry of the access log that is still wanted.
    access: i64,
    /// By the row of the log; None where the access log does not speak of ops.
    ops: Option<BTreeMap<i64, i64>>,
    until: i64,
}

impl Cut {
    fn of(plan: &Plan, watch: &mut Watch<'_>) -> backup::Result<Cut> {
        let until = plan.until.map_or(i64::MAX, |until| until.0);
        let mut cut = Cut { access: i64::MAX, ops: None, until };
        let Some(until) = plan.until else { return Ok(cut) };
        for segment in &plan.segments {
            backup::read_ops(segment, &plan.identities, watch, |line| {
                let OpsLine::Row { table, row } = line else { return Ok(()) };
                let (n, at) = (int(&row, "n"), int(&row, "at"));
                let (Some(n), Some(at)) = (n, at) else { return Ok(()) };
                if table != "access" || n >= cut.access {
                    return Ok(());
                }
                if at > until.0 {
                    cut.access = n - 1;
                    return Ok(());
                }
                if row.iter().any(|(name, _)| name == "ops_to") {
                    let ops = cut.ops.get_or_insert_default();
                    if let (Some(log), Some(to)) = (int(&row, "ops_log"), int(&row, "ops_to")) {
                        ops.insert(log, to);
                    }
                }
                Ok(())
            })?;
        }
        Ok(cut)
    }

    fn wants(&self, log: &LogRow, n: u64, body: &[u8]) -> backup::Result<bool> {
        if self.until == i64::MAX {
            return Ok(true);
        }
        if let Some(ops) = self.ops.as_ref().filter(|_| log.reason != "remote") {
            return Ok(ops.get(&log.id).is_some_and(|to| n.cast_signed() <= *to));
        }
        Ok(Op::decode(body).map_err(inside)?.hlc.ms() <= self.until)
    }
}

fn int(row: &[(String, Cell)], column: &str) -> Option<i64> {
    row.iter().find(|(name, _)| name == column).and_then(|(_, cell)| match cell {
        Cell::Int(number) => Some(*number),
        Cell::Null | Cell::Text(_) | Cell::Bytes { .. } => None,
    })
}

#[derive(Clone)]
struct LogRow {
    id: i64,
    reason: String,
}

/// Logs and entries of the access log, as they were written.
fn add_rows(db: &Connection, plan: &Plan, cut: &Cut, watch: &mut Watch<'_>) -> backup::Result<()> {
    db.execute_batch("BEGIN IMMEDIATE")?;
    for segment in &plan.segments {
        backup::read_ops(segment, &plan.identities, watch, |line| {
            match line {
                OpsLine::Log { id, log, desk, opened_at, reason, .. } => {
                    db.prepare_cached(
                        "INSERT OR IGNORE INTO log (id, log_id, desk, opened_at, reason)
                         VALUES (?1, ?2, ?3, ?4, ?5)",
                    )?
                    .execute(params![
                        id,
                        log_id(log),
                        desk,
                        opened_at,
                        reason
                    ])?;
                }
                OpsLine::Row { table, row } => {
                    let is_wanted = int(&row, "n").is_some_and(|n| n <= cut.access);
                    if is_wanted && ROWS.contains(&table.as_str()) {
                        add_row(db, &table, &row)?;
                    }
                }
                OpsLine::Op { .. } => {}
            }
            Ok(())
        })?;
    }
    db.execute_batch("COMMIT")?;
    Ok(())
}

fn add_row(db: &Connection, table: &str, row: &[(String, Cell)]) -> backup::Result<()> {
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if !row.iter().all(|(name, _)| is_name(name)) {
        return Err(Fault::Damaged("a row cannot be read"));
    }
    let names: Vec<&str> = row.iter().map(|(name, _)| name.as_str()).collect();
    let marks: Vec<String> = (1..=row.len()).map(|at| format!("?{at}")).collect();
    let values = row.iter().map(|(_, cell)| cell.value()).collect::<backup::Result<Vec<_>>>()?;
    let (names, marks) = (names.join(", "), marks.join(", "));
    let sql = format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})");
    db.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
    Ok(())
}

fn add_ops(door: &Door, plan: &Plan, cut: &Cut, watch: &mut Watch<'_>) -> backup::Result<()> {
    let mut done = 0;
    let total: u64 = plan.segments.iter().map(|found| found.manifest.seal.bytes).sum();
    for segment in &plan.segments {
        let (mut ops, mut branches) = (Vec::new(), Vec::new());
        let mut logs: BTreeMap<i64, LogRow> = BTreeMap::new();
        backup::read_ops(segment, &plan.identities, watch, |line| {
            match &line {
                OpsLine::Log { id, log, reason, stamped, .. } => {
                    logs.insert(log_id(*log), LogRow { id: *id, reason: reason.clone() });
                    branches.extend(stamped.map(|of| (log_id(*log), log_id(of))));
                }
                OpsLine::Op { log, n, .. } => {
                    let body = line.body().ok_or(Fault::Damaged("an op cannot be read"))?;
                    let row = logs.get(&log_id(*log));
                    let row = row.ok_or(Fault::Damaged("an op of a log that is not named"))?;
                    if cut.wants(row, *n, &body)? {
                        ops.push((log_id(*log), *n, body));
                    }
                }
                // Whether a document names them or not: what nothing names is never opened.
                OpsLine::Row { table, row } if BLOBS.contains(&table.as_str()) => {
                    let add = |read: &kernel::Read<'_>| Ok(add_row(read.conn(), table, row));
                    door.read(&Session::program(), add).map_err(inside)??;
                }
                OpsLine::Row { .. } => {}
            }
            Ok(())
        })?;
        // Through the receipt of remote ops, in one transaction; not by `Door::write`, which
        // would add an entry of its own to the access log that is being put back.
        let received = door.read(&Session::program(), |read| {
            read.conn().execute_batch("BEGIN IMMEDIATE")?;
            // Only now: an image of an older program has just got the column.
            for branch in &branches {
                read.conn().execute("UPDATE log SET stamped = ?2 WHERE log_id = ?1", *branch)?;
            }
            for (log, n, body) in &ops {
                kernel::receive(read, door.catalog(), body, log.cast_unsigned(), *n)?;
            }
            Ok(read.conn().execute_batch("COMMIT")?)
        });
        received.map_err(inside)?;
        done += segment.manifest.seal.bytes;
        watch.went(Step::Restoring, done, total)?;
    }
    Ok(())
}

fn log_id(log: Hex<8>) -> i64 {
    i64::from_be_bytes(log.0)
}

/// The codes of desks in any manifest near the chosen one.
pub(super) fn codes_in(found: &[Found]) -> Vec<String> {
    let codes = found.iter().flat_map(|found| {
        let manifest = &found.manifest;
        let logs = manifest.heads.logs.iter().map(|head| head.desk.clone());
        logs.chain([manifest.desk.clone()])
    });
    codes.collect()
}

/// Every copy in the folders below a root.
pub(super) fn all_below(root: &Path) -> backup::Result<Vec<Found>> {
    let mut all = Vec::new();
    for folder in backup::Folder::below(root)? {
        match folder.list() {
            Ok(found) => all.extend(found),
            // A part of them would look like all of them.
            Err(Fault::TooMany) => return Err(Fault::TooMany),
            Err(_) => {}
        }
    }
    Ok(all)
}

#[cfg(test)]
#[path = "staging_tests.rs"]
mod tests;
