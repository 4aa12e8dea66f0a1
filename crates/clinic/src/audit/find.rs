use kernel::{Permission, Query, Read, Result, RowId, Timestamp, What};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::about::{About, Names};
use super::filter::AuditFilter;
use crate::permissions::AUDIT_VIEW;

pub const PAGE_MAX: u16 = 500;

/// A page of the log, newest first.
#[derive(Deserialize, TS)]
pub struct FindAccess {
    pub filter: AuditFilter,
    /// Older than this entry, for the next page.
    pub before: Option<i64>,
    pub limit: u16,
}

#[derive(Debug, Serialize, TS)]
pub struct AuditEntry {
    pub n: i64,
    pub at: Timestamp,
    pub user_id: RowId,
    /// Empty for the program itself.
    pub user: String,
    pub what: What,
    pub route: String,
    pub subject: Option<RowId>,
    pub about: Option<About>,
    pub is_refused: bool,
    pub detail: String,
}

#[derive(Debug, Serialize, TS)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    pub has_more: bool,
    /// Of the whole log, whatever the filter.
    pub total: u64,
}

#[derive(Deserialize)]
pub struct Found {
    pub n: i64,
    pub at: Timestamp,
    pub user: RowId,
    pub what: What,
    pub route: String,
    pub subject: Option<RowId>,
    pub outcome: String,
    pub detail: String,
}

/// Entries that the filter lets through, newest first.
pub fn found(
    read: &Read<'_>,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Found>> {
    let mut narrowed = filter.narrow(read)?;
    narrowed.values.push(Value::Integer(before.unwrap_or(i64::MAX)));
    narrowed.values.push(Value::Integer(limit));
    let count = narrowed.values.len();
    let sql = format!(
        "SELECT n, at, user, what, route, subject, outcome, detail FROM access
         WHERE n < ?{}{} ORDER BY n DESC LIMIT ?{count}",
        count - 1,
        narrowed.sql
    );
    read.all(&sql, params_from_iter(narrowed.values))
}

impl Found {
    pub fn told(self, read: &Read<'_>, names: &mut Names) -> Result<AuditEntry> {
        let about = self.subject.map(|id| names.about(read, id)).transpose()?.flatten();
        Ok(AuditEntry {
            n: self.n,
            at: self.at,
            user_id: self.user,
            user: names.person(read, self.user)?,
            what: self.what,
            route: self.route,
            subject: self.subject,
            about,
            is_refused: self.outcome == "refused",
            detail: self.detail,
        })
    }
}

impl Query for FindAccess {
    type Output = AuditPage;
    const ROUTE: &'static str = "audit.find";
    const PERMISSION: Permission = AUDIT_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<AuditPage> {
        let limit = self.limit.clamp(1, PAGE_MAX);
        let mut rows = found(read, &self.filter, self.before, i64::from(limit) + 1)?;
        let has_more = rows.len() > usize::from(limit);
        rows.truncate(usize::from(limit));
        let mut names = Names::default();
        let entries = rows.into_iter().map(|row| row.told(read, &mut names));
        let entries = entries.collect::<Result<_>>()?;
        Ok(AuditPage { entries, has_more, total: read.access_head()?.n })
    }

    fn subject(&self) -> Option<RowId> {
        self.filter.patient_id
    }
}
