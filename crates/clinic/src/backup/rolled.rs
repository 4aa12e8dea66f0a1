//! Whether the log here is the one that earlier copies saw. Records that were put back, or
//! a log that was cut, show nothing of it themselves: a copy made before does, for it names
//! the newest entry of its time.

use ::backup::Manifest;
use kernel::{Error, Read, Result, RowId, Timestamp, Tx};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::record::targets;

const KEPT: &str = "backup.rolled_back";

/// An entry of the access log that a copy saw and that is here no more, or is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RolledBack {
    pub entry: i64,
    /// The copy that saw it.
    pub number: i64,
    pub copied_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    target: RowId,
    /// A log that was opened since is not accused.
    log: i64,
    found: RolledBack,
}

/// The newest of these copies that saw another log than is here. Only those that knew the
/// log which this desk writes now are asked: a desk that was restored on purpose writes a
/// new one, and owes the copies of before nothing.
pub fn not_as_seen(read: &Read<'_>, copies: &[Manifest]) -> Result<Option<RolledBack>> {
    let log = ::backup::Hex(own_log(read)?.to_be_bytes());
    let sql = "SELECT link FROM access WHERE n = ?1";
    let mut newest: Option<RolledBack> = None;
    for copy in copies {
        let Some(head) = &copy.heads.access_head else { continue };
        if !copy.heads.logs.iter().any(|known| known.log == log) {
            continue;
        }
        let entry = head.n.cast_signed();
        let mut link = read.conn().prepare_cached(sql)?;
        let link: Option<Option<Vec<u8>>> = link.query_row([entry], |row| row.get(0)).optional()?;
        let is_there = link.flatten().is_some_and(|link| link == head.hash.0);
        let number = copy.number.cast_signed();
        if !is_there && newest.as_ref().is_none_or(|newest| newest.number < number) {
            newest = Some(RolledBack { entry, number, copied_at: Timestamp(copy.at) });
        }
    }
    Ok(newest)
}

/// What was last found at any of the places where copies go.
pub fn rolled_back(read: &Read<'_>) -> Result<Option<RolledBack>> {
    let (log, targets) = (own_log(read)?, targets(read)?);
    let is_so = |kept: &Kept| kept.log == log && targets.iter().any(|one| one.id == kept.target);
    Ok(kept(read)?.into_iter().find(is_so).map(|kept| kept.found))
}

/// Answers whether this is news.
pub fn keep_rolled_back(tx: &mut Tx<'_>, target: RowId, found: Option<RolledBack>) -> Result<bool> {
    let log = own_log(tx)?;
    let mut all = kept(tx)?;
    let before = all.iter().any(|kept| kept.target == target && kept.log == log);
    all.retain(|kept| kept.target != target && kept.log == log);
    let is_news = found.is_some() && !before;
    all.extend(found.map(|found| Kept { target, log, found }));
    let text = if all.is_empty() { None } else { Some(serde_json::to_string(&all)?) };
    tx.keep_here(KEPT, text.as_deref())?;
    Ok(is_news)
}

fn kept(read: &Read<'_>) -> Result<Vec<Kept>> {
    let text = read.kept_here(KEPT)?;
    // What an other program wrote there is found anew.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn own_log(read: &Read<'_>) -> Result<i64> {
    let sql = "SELECT log_id FROM log WHERE reason <> 'remote' ORDER BY id DESC LIMIT 1";
    read.value(sql, [])?.ok_or_else(|| Error::internal("this desk has no log"))
}
