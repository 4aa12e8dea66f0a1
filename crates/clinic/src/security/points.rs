//! One point of protection: how it stands, with the figures that its words need, and the one
//! act that mends it. The window has the words: `security-point-ID-LEVEL`.

use std::collections::BTreeMap;

use kernel::Timestamp;
use serde::Serialize;
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Good,
    Weak,
    Bad,
}

/// What the window offers beside a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    ProveSheet,
    NewSheet,
    EnrolSecondFactor,
    CheckDatabase,
    RotateKeys,
    ChangeIdle,
    OpenStaff,
    OpenLog,
    OpenBackups,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct Point {
    pub id: &'static str,
    pub level: Level,
    pub figures: BTreeMap<&'static str, i64>,
    pub at: Option<Timestamp>,
    pub act: Option<Act>,
}

impl Point {
    pub fn new(id: &'static str, level: Level) -> Self {
        Self { id, level, figures: BTreeMap::new(), at: None, act: None }
    }

    pub fn with(mut self, name: &'static str, figure: impl TryInto<i64>) -> Self {
        self.figures.insert(name, figure.try_into().unwrap_or(i64::MAX));
        self
    }

    pub fn at(self, at: Option<Timestamp>) -> Self {
        Self { at, ..self }
    }

    pub fn act(self, act: Act) -> Self {
        Self { act: Some(act), ..self }
    }
}
