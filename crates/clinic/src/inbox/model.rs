use kernel::{RowId, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use crate::appointments::AppointmentRow;
use crate::patients::PatientRow;
use crate::wards::Clash;

/// One thing that people must look at.
#[derive(Clone, Debug, Serialize, TS)]
pub struct InboxItem {
    /// The same on every desk, for as long as it is the same question.
    pub key: String,
    /// When the later of the two was written; none where nobody knows.
    pub at: Option<Timestamp>,
    pub thing: Thing,
}

#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Thing {
    /// A field of a patient has several values that nobody chose between.
    Field { patient: PatientRow, field: String, values: Vec<HeldValue>, seen: Vec<String> },
    /// One slot was given to two; `appointment` came later.
    Slot { appointment: Box<AppointmentRow>, holder: String },
    /// A bed, or a patient, that two desks both dealt with.
    Bed { clash: Box<Clash> },
    /// Two records that may be of one person; `one` was registered first.
    Twins { one: PatientRow, other: PatientRow, why: Vec<&'static str> },
    /// One printed number on several papers.
    Number { table: &'static str, printed: String, papers: Vec<NumberedPaper> },
    /// Changes of a computer that was sent away, without effect.
    Aside {
        hash: String,
        computer: String,
        #[ts(type = "number")]
        changes: u64,
        is_broken: bool,
    },
    /// A copy of a computer's records was used beside the original.
    Fork {
        computer: String,
        #[ts(type = "number")]
        branches: u64,
    },
}

/// One of the values of a field, and who wrote it first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HeldValue {
    /// Names the write when it is chosen.
    pub key: String,
    pub value: String,
    /// What the patient's page shows meanwhile.
    pub is_shown: bool,
    pub by: String,
    /// What people call the computer; empty where it is not known.
    pub computer: String,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NumberedPaper {
    pub id: RowId,
    pub patient_id: RowId,
    pub patient_name: String,
}
