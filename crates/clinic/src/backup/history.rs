use kernel::{Permission, Query, Read, Result, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{Cause, RunKind};
use super::record::{is_here, last, last_full, last_heads, plan, runs, targets};
use super::state::{BackupState, backup_state};
use crate::permissions::BACKUP_MANAGE;

const RUNS_MAX: u16 = 200;

/// Everything that the page of backups shows.
#[derive(Deserialize, TS)]
pub struct ShowBackups {
    pub limit: u16,
}

#[derive(Debug, Serialize, TS)]
pub struct BackupView {
    pub state: BackupState,
    pub targets: Vec<TargetView>,
    pub runs: Vec<RunView>,
    pub midday_minute: i64,
    pub close_minute: i64,
}

#[derive(Debug, Serialize, TS)]
pub struct TargetView {
    pub id: RowId,
    pub name: String,
    pub path: String,
    /// Whether the folder can be reached just now, and bears our mark.
    pub is_here: bool,
    pub last_good_at: Option<Timestamp>,
    pub number: Option<i64>,
    /// Up to here any minute can be restored.
    pub covered_until: Option<Timestamp>,
    pub last_drill_at: Option<Timestamp>,
    /// Of the newest try, where it failed.
    pub fault: Option<String>,
}

#[derive(Debug, Serialize, TS)]
pub struct RunView {
    pub id: i64,
    pub kind: RunKind,
    pub cause: Cause,
    pub target: String,
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
    pub fault: String,
    pub number: Option<i64>,
    pub bytes: Option<i64>,
    pub image_bytes: Option<i64>,
}

impl Query for ShowBackups {
    type Output = BackupView;
    const ROUTE: &'static str = "backup.show";
    const PERMISSION: Permission = BACKUP_MANAGE;

    fn run(self, read: &Read<'_>) -> Result<BackupView> {
        let plan = plan(read)?;
        let mut views = Vec::new();
        for target in targets(read)? {
            let full = last_full(read, target.id)?;
            let newest = full.as_ref().map(|full| last_heads(read, full)).transpose()?;
            let tried = last(read, target.id, RunKind::Full, false)?;
            views.push(TargetView {
                id: target.id,
                is_here: is_here(&target),
                name: target.name,
                path: target.path,
                last_good_at: full.as_ref().map(|run| run.began_at),
                number: full.and_then(|run| run.number),
                covered_until: newest.map(|run| run.began_at),
                last_drill_at: last(read, target.id, RunKind::Drill, true)?.map(|run| run.ended_at),
                fault: tried.map(|run| run.fault).filter(|fault| !fault.is_empty()),
            });
        }
        let names: Vec<(RowId, String)> = {
            let sql = "SELECT id, name FROM backup_target ORDER BY added_at LIMIT 200";
            let mut statement = read.conn().prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<std::result::Result<_, _>>()?
        };
        let name = |id: RowId| {
            let found = names.iter().find(|(known, _)| *known == id);
            found.map(|(_, name)| name.clone()).unwrap_or_default()
        };
        let runs = runs(read, self.limit.min(RUNS_MAX))?;
        Ok(BackupView {
            state: backup_state(read)?,
            targets: views,
            runs: runs
                .into_iter()
                .map(|run| RunView {
                    id: run.id,
                    kind: run.kind,
                    cause: run.cause,
                    target: name(run.target),
                    began_at: run.began_at,
                    ended_at: run.ended_at,
                    fault: run.fault,
                    number: run.number,
                    bytes: run.bytes,
                    image_bytes: run.image_bytes,
                })
                .collect(),
            midday_minute: plan.midday_minute,
            close_minute: plan.close_minute,
        })
    }
}
