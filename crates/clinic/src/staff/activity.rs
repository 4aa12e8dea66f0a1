use kernel::{Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::ACCESS_LOG_VIEW;

#[derive(Deserialize, TS)]
pub struct StaffActivity {
    pub limit: u16,
    /// Older than this entry, for the next page.
    pub before: Option<i64>,
    pub staff_id: Option<RowId>,
}

#[derive(Serialize, Deserialize, TS)]
pub struct Activity {
    pub n: i64,
    pub at: Timestamp,
    pub user: String,
    pub what: What,
    pub route: String,
    pub subject: Option<RowId>,
    pub outcome: String,
    pub detail: String,
}

impl Query for StaffActivity {
    type Output = Vec<Activity>;
    const ROUTE: &'static str = "staff.activity";
    const PERMISSION: Permission = ACCESS_LOG_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<Activity>> {
        read.all(
            "SELECT access.n, access.at, coalesce(staff.name, '') AS user, access.what,
                 access.route, access.subject, access.outcome, access.detail
             FROM access LEFT JOIN staff ON staff.id = access.user
             WHERE (?1 IS NULL OR access.n < ?1) AND (?2 IS NULL OR access.user = ?2)
             ORDER BY access.n DESC LIMIT ?3",
            rusqlite::params![self.before, self.staff_id, self.limit.min(500)],
        )
    }
}
