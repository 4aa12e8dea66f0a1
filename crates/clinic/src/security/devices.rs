use kernel::{Permission, Query, Read, Result, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::SECURITY_VIEW;

#[derive(Deserialize, TS)]
pub struct ListDevices {}

/// A desk of this clinic. Only this one so far: others are learnt by sync.
#[derive(Serialize, Deserialize, TS)]
pub struct Device {
    /// The head of every number that it prints.
    pub code: String,
    pub is_here: bool,
    /// Of the key that signs for the desk, to be compared by eye.
    pub fingerprint: String,
    pub since: Timestamp,
    /// `first` or `restored`.
    pub reason: String,
}

#[derive(Deserialize)]
struct LogRow {
    id: i64,
    desk: String,
    opened_at: Timestamp,
    reason: String,
}

impl Query for ListDevices {
    type Output = Vec<Device>;
    const ROUTE: &'static str = "security.devices";
    const PERMISSION: Permission = SECURITY_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<Device>> {
        let logs: Vec<LogRow> = read.all(
            "SELECT id, desk, opened_at, reason FROM log WHERE reason <> 'remote'
             ORDER BY id DESC LIMIT 1",
            [],
        )?;
        let fingerprint = read.host().protection()?.fingerprint;
        let device = |log: LogRow| Device {
            code: log.desk,
            is_here: log.id > 0,
            fingerprint: fingerprint.clone(),
            since: log.opened_at,
            reason: log.reason,
        };
        Ok(logs.into_iter().map(device).collect())
    }
}
