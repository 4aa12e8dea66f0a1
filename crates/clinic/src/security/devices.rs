use kernel::{Error, Permission, Query, Read, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::SECURITY_VIEW;

/// A computer of the clinic, as people call it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    pub id: RowId,
    /// Its number in the control log.
    pub no: i64,
    /// The head of every number that it prints.
    pub code: String,
    pub name: String,
    pub version: String,
    pub joined_at: Timestamp,
}

impl Record for Device {
    const TABLE: &'static str = "device";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Deserialize, TS)]
pub struct ListDevices {}

/// A desk of this clinic.
#[derive(Serialize, Deserialize, TS)]
pub struct DeviceView {
    pub id: Option<RowId>,
    pub no: Option<i64>,
    pub code: String,
    pub name: String,
    pub version: String,
    pub is_here: bool,
    /// Sent away: what it writes from then on has no effect.
    pub is_revoked: bool,
    /// Confidential notes open on it.
    pub reads_confidential: bool,
    /// Of the key that signs for this desk, to be compared by eye; empty for others.
    pub fingerprint: String,
    pub since: Timestamp,
    /// When the newest group of its changes came here.
    pub last_seen: Option<Timestamp>,
    /// `first` or `restored`, for this desk.
    pub reason: String,
}

#[derive(Deserialize)]
struct LogRow {
    desk: String,
    opened_at: Timestamp,
    reason: String,
}

impl Query for ListDevices {
    type Output = Vec<DeviceView>;
    const ROUTE: &'static str = "security.devices";
    const PERMISSION: Permission = SECURITY_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<DeviceView>> {
        let here: LogRow = read
            .one(
                "SELECT desk, opened_at, reason FROM log WHERE reason <> 'remote'
                 ORDER BY id DESC LIMIT 1",
                [],
            )?
            .ok_or_else(|| Error::no_such("log"))?;
        let fingerprint = read.host().protection()?.fingerprint;
        let me = replica::own_desk(read)?;
        let devices: Vec<Device> =
            read.all("SELECT * FROM device WHERE ended IS NULL ORDER BY no, id", [])?;
        let readers = replica::readers(read)?;
        let mut views = Vec::new();
        for device in devices {
            let no = u16::try_from(device.no).unwrap_or_default();
            let is_here = me == Some(no);
            let seen = "SELECT max(taken_at) FROM seal WHERE desk = ?1";
            views.push(DeviceView {
                id: Some(device.id),
                no: Some(device.no),
                code: if is_here { here.desk.clone() } else { device.code },
                name: device.name,
                version: device.version,
                is_here,
                is_revoked: replica::is_revoked(read, no)?,
                reads_confidential: readers.as_ref().is_none_or(|all| all.contains(&no)),
                fingerprint: if is_here { fingerprint.clone() } else { String::new() },
                since: device.joined_at,
                last_seen: read.value::<Option<i64>>(seen, [device.no])?.flatten().map(Timestamp),
                reason: if is_here { here.reason.clone() } else { String::new() },
            });
        }
        if !views.iter().any(|view| view.is_here) {
            views.insert(
                0,
                DeviceView {
                    id: None,
                    no: None,
                    code: here.desk,
                    name: String::new(),
                    version: env!("CARGO_PKG_VERSION").into(),
                    is_here: true,
                    is_revoked: false,
                    reads_confidential: read.seal().has_sensitive(),
                    fingerprint,
                    since: here.opened_at,
                    last_seen: None,
                    reason: here.reason,
                },
            );
        }
        Ok(views)
    }
}
