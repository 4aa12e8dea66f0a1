//! The desk's own tables of copies. They are no ops: each desk has its own sticks.

use kernel::{RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Target {
    pub id: RowId,
    pub name: String,
    pub path: String,
    pub marker: RowId,
    pub added_at: Timestamp,
    pub is_active: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    Full,
    Ops,
    Drill,
}

impl RunKind {
    pub fn name(self) -> &'static str {
        match self {
            RunKind::Full => "full",
            RunKind::Ops => "ops",
            RunKind::Drill => "drill",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Person,
    Timetable,
}

impl Cause {
    pub fn name(self) -> &'static str {
        match self {
            Cause::Person => "person",
            Cause::Timetable => "timetable",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub id: i64,
    pub target: RowId,
    pub kind: RunKind,
    pub cause: Cause,
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
    /// The short name of what went wrong; empty when all went well.
    pub fault: String,
    pub number: Option<i64>,
    pub base: Option<i64>,
    pub part: Option<i64>,
    pub bytes: Option<i64>,
    pub image_bytes: Option<i64>,
    pub schema: Option<i64>,
    pub heads: Option<String>,
}

impl Run {
    pub fn is_good(&self) -> bool {
        self.fault.is_empty()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    pub midday_minute: i64,
    pub close_minute: i64,
    pub highest_number: i64,
    pub highest_at: Timestamp,
}
