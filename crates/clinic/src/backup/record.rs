//! What the desk asks and writes around a copy.

use std::path::Path;

use kernel::{Error, Read, Result, RowId, Timestamp, Tx};
use rusqlite::{Connection, OptionalExtension, params};

use super::model::{Cause, Plan, Run, RunKind, Target};
use super::timetable::{Facts, FullFacts, TargetFacts};

/// The number of the newest copy when somebody last said that the clock is right.
const TRUSTED: &str = "backup.trusted_number";

const COLUMNS: &str = "id, target, kind, cause, began_at, ended_at, fault, number, base, part,
    bytes, image_bytes, schema, heads";

pub fn targets(read: &Read<'_>) -> Result<Vec<Target>> {
    read.all("SELECT * FROM backup_target WHERE is_active = 1 ORDER BY added_at, id LIMIT 20", [])
}

pub fn target(read: &Read<'_>, id: RowId) -> Result<Target> {
    let sql = "SELECT * FROM backup_target WHERE id = ?1 AND is_active = 1 LIMIT 1";
    read.one(sql, [id])?.ok_or_else(|| Error::no_such("backup_target"))
}

pub fn plan(read: &Read<'_>) -> Result<Plan> {
    let sql = "SELECT midday_minute, close_minute, highest_number, highest_at
               FROM backup_plan WHERE id = 1 LIMIT 1";
    read.one(sql, [])?.ok_or_else(|| Error::internal("the plan of backups is missing"))
}

/// The newest run of a kind; `is_good` leaves out those that failed.
pub(super) fn last(
    read: &Read<'_>,
    target: RowId,
    kind: RunKind,
    is_good: bool,
) -> Result<Option<Run>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM backup_run
         WHERE target = ?1 AND kind = ?2 AND (?3 = 0 OR fault = '') ORDER BY id DESC LIMIT 1"
    );
    read.one(&sql, params![target, kind.name(), is_good])
}

pub fn last_full(read: &Read<'_>, target: RowId) -> Result<Option<Run>> {
    last(read, target, RunKind::Full, true)
}

/// The newest full copy or segment: where the next segment goes on from.
pub(super) fn last_heads(read: &Read<'_>, full: &Run) -> Result<Run> {
    let sql = format!(
        "SELECT {COLUMNS} FROM backup_run
         WHERE target = ?1 AND kind = 'ops' AND base = ?2 AND fault = ''
         ORDER BY part DESC LIMIT 1"
    );
    let segment = read.one(&sql, params![full.target, full.number])?;
    Ok(segment.unwrap_or_else(|| full.clone()))
}

pub(super) fn runs(read: &Read<'_>, limit: u16) -> Result<Vec<Run>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM backup_run WHERE kind <> 'ops' OR fault <> ''
         ORDER BY id DESC LIMIT ?1"
    );
    read.all(&sql, [limit])
}

fn heads_in(run: &Run) -> Result<::backup::Heads> {
    let text = run.heads.as_deref().unwrap_or_default();
    Ok(serde_json::from_str(text)?)
}

/// From where the next segment of this target goes on.
pub struct Onward {
    pub base: u64,
    pub after: ::backup::Heads,
}

/// None where no full copy has this desk's log: after a restore the old ones belong to days
/// that did not happen, and a new one is made first.
pub fn onward(read: &Read<'_>, target: RowId) -> Result<Option<Onward>> {
    let Some(full) = last_full(read, target)? else { return Ok(None) };
    if !is_of_this_log(read, &full)? {
        return Ok(None);
    }
    let newest = last_heads(read, &full)?;
    Ok(Some(Onward {
        base: full.number.unwrap_or_default().unsigned_abs(),
        after: heads_in(&newest)?,
    }))
}

fn is_of_this_log(read: &Read<'_>, full: &Run) -> Result<bool> {
    let sql = "SELECT log_id FROM log WHERE reason <> 'remote' ORDER BY id DESC LIMIT 1";
    let log: Option<i64> = read.value(sql, [])?;
    let log = log.map(|log| ::backup::Hex(log.to_be_bytes()));
    Ok(heads_in(full)?.logs.iter().any(|head| Some(head.log) == log))
}

pub fn is_here(target: &Target) -> bool {
    let marker = ::backup::Marker::read(Path::new(&target.path));
    marker.is_some_and(|found| found.vaidya_backups.0 == target.marker.0)
}

/// `here` are the targets that can be reached: asking takes as long as a share takes.
pub fn facts(read: &Read<'_>, here: &[RowId]) -> Result<Facts> {
    let plan = plan(read)?;
    let schema = read.value("PRAGMA user_version", [])?.unwrap_or_default();
    let mut facts = Vec::new();
    for target in targets(read)? {
        let full = last_full(read, target.id)?;
        let (full, ops_since) = match onward(read, target.id)? {
            Some(onward) => {
                let since = ::backup::op_count_since(read.conn(), &onward.after);
                (full, since.map_err(Error::internal)?)
            }
            None => (None, 0),
        };
        let tried = |kind| Ok(last(read, target.id, kind, false)?.map(|run| run.ended_at));
        let tried = |kind| -> Result<Option<Timestamp>> { tried(kind) };
        facts.push(TargetFacts {
            id: target.id,
            is_here: here.contains(&target.id),
            last_full: full
                .map(|run| FullFacts { at: run.began_at, schema: run.schema.unwrap_or_default() }),
            last_full_try: tried(RunKind::Full)?,
            last_ops_try: tried(RunKind::Ops)?,
            ops_since,
            last_drill: last(read, target.id, RunKind::Drill, true)?.map(|run| run.ended_at),
            last_drill_try: tried(RunKind::Drill)?,
        });
    }
    Ok(Facts {
        now: read.now(),
        zone: read.zone(),
        midday_minute: plan.midday_minute,
        close_minute: plan.close_minute,
        schema,
        targets: facts,
    })
}

/// How a run ended.
pub struct Ended<'a> {
    pub target: RowId,
    pub kind: RunKind,
    pub cause: Cause,
    pub began_at: Timestamp,
    pub fault: &'a str,
    pub manifest: Option<&'a ::backup::Manifest>,
}

pub fn keep_run(tx: &Tx<'_>, ended: &Ended<'_>) -> Result<()> {
    // What the timetable tries in vain all night is one line, not a hundred.
    let before = last(tx, ended.target, ended.kind, false)?;
    let is_again = |run: &Run| {
        run.fault == ended.fault && run.cause == ended.cause && ended.cause == Cause::Timetable
    };
    match before.filter(|run| !run.is_good() && is_again(run)) {
        Some(run) => {
            let sql = "UPDATE backup_run SET ended_at = ?2 WHERE id = ?1";
            tx.conn().execute(sql, params![run.id, tx.now()])?;
            Ok(())
        }
        None => insert_run(tx.conn(), ended, tx.now()),
    }
}

/// In a database that was restored: its image cannot know of the copy that it was in.
pub fn keep_restored(conn: &Connection, manifest: &::backup::Manifest, root: &Path) -> Result<()> {
    let Some(marker) = ::backup::Marker::read(root) else { return Ok(()) };
    let sql = "SELECT id FROM backup_target WHERE marker = ?1 ORDER BY is_active DESC LIMIT 1";
    let target = conn.query_row(sql, [&marker.vaidya_backups.0], |row| row.get(0)).optional()?;
    let Some(target) = target else { return Ok(()) };
    let began_at = Timestamp(manifest.at);
    let (kind, cause) = (RunKind::Full, Cause::Timetable);
    let ended = Ended { target, kind, cause, began_at, fault: "", manifest: Some(manifest) };
    insert_run(conn, &ended, began_at)
}

fn insert_run(conn: &Connection, ended: &Ended<'_>, ended_at: Timestamp) -> Result<()> {
    let manifest = ended.manifest;
    let (mut base, mut part, mut image) = (None, None, None);
    match manifest.map(|manifest| &manifest.content) {
        Some(::backup::Content::Image { page_bytes, pages, .. }) => {
            image = Some((u64::from(*page_bytes) * pages).cast_signed());
        }
        Some(::backup::Content::Ops { base: on, part: nth, .. }) => {
            (base, part) = (Some(on.cast_signed()), Some(i64::from(*nth)));
        }
        None => {}
    }
    let heads = manifest.map(|manifest| serde_json::to_string(&manifest.heads)).transpose()?;
    conn.execute(
        "INSERT INTO backup_run (target, kind, cause, began_at, ended_at, fault, number, base,
             part, bytes, image_bytes, schema, manifest_hash, heads)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            ended.target,
            ended.kind.name(),
            ended.cause.name(),
            ended.began_at,
            ended_at,
            ended.fault,
            manifest.map(|manifest| manifest.number.cast_signed()),
            base,
            part,
            manifest.map(|manifest| manifest.seal.bytes.cast_signed()),
            image,
            manifest.map(|manifest| manifest.schema),
            manifest.map(|manifest| manifest.hash().0),
            heads,
        ],
    )?;
    if let Some(manifest) = manifest.filter(|_| ended.kind != RunKind::Drill) {
        raise_plan(conn, manifest.number, manifest.at)?;
    }
    Ok(())
}

/// Numbers only go up, and so does the latest moment ever seen.
fn raise_plan(conn: &Connection, number: u64, at: i64) -> Result<()> {
    conn.execute(
        "UPDATE backup_plan SET highest_number = max(highest_number, ?1),
             highest_at = max(highest_at, ?2)
         WHERE id = 1",
        params![number.cast_signed(), at],
    )?;
    Ok(())
}

/// Somebody looked at the clock and says that it is right: copies made until now may be dated
/// after it, and have no say any more in what time it is.
pub fn trust_clock(tx: &mut Tx<'_>) -> Result<()> {
    let number = plan(tx)?.highest_number;
    tx.conn().execute("UPDATE backup_plan SET highest_at = ?1 WHERE id = 1", [tx.now()])?;
    tx.keep_here(TRUSTED, Some(&number.to_string()))
}

pub fn trusted_number(read: &Read<'_>) -> Result<u64> {
    Ok(read.kept_here(TRUSTED)?.and_then(|number| number.parse().ok()).unwrap_or_default())
}

/// The hash of the manifest before the next one.
pub fn previous(read: &Read<'_>) -> Result<Option<::backup::Hex<32>>> {
    let sql = "SELECT manifest_hash FROM backup_run
               WHERE fault = '' AND kind <> 'drill' ORDER BY number DESC LIMIT 1";
    let mut statement = read.conn().prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let hash = rows.next()?.map(|row| row.get::<_, [u8; 32]>(0)).transpose()?;
    Ok(hash.map(::backup::Hex))
}

/// A stick that was found under another path.
pub fn move_target(tx: &Tx<'_>, id: RowId, path: &Path) -> Result<()> {
    let path = path.display().to_string();
    tx.conn().execute("UPDATE backup_target SET path = ?2 WHERE id = ?1", params![id, path])?;
    Ok(())
}

/// Copies that a drill found to be other than they were written.
pub fn damaged_numbers(read: &Read<'_>) -> Result<Vec<u64>> {
    let sql = "SELECT max(number) FROM backup_run AS good
               WHERE kind = 'full' AND fault = '' AND EXISTS (
                   SELECT 1 FROM backup_run AS drill
                   WHERE drill.kind = 'drill' AND drill.fault IN ('damaged', 'forged')
                     AND drill.target = good.target AND drill.id > good.id
                     AND NOT EXISTS (
                         SELECT 1 FROM backup_run AS newer
                         WHERE newer.kind = 'full' AND newer.fault = ''
                           AND newer.target = good.target
                           AND newer.id > good.id AND newer.id < drill.id))
               GROUP BY good.id ORDER BY good.id DESC LIMIT 1000";
    let numbers: Vec<i64> = read.values(sql, [])?;
    Ok(numbers.into_iter().map(i64::unsigned_abs).collect())
}
