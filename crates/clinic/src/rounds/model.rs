use kernel::{Record, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::hours::WardHours;
use crate::prescriptions::Line;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    Progress,
    /// Of a doctor who was asked for an opinion.
    Consultation,
    Procedure,
}

/// A note of one visit at the bedside. It exists once it is signed; what is half written
/// is a draft of the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RoundNote {
    pub id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub doctor_name: String,
    pub kind: NoteKind,
    pub seen_at: Timestamp,
    pub subjective: String,
    pub objective: String,
    pub assessment: String,
    pub plan: String,
    pub signed_at: Timestamp,
    pub signed_by: String,
}

impl Record for RoundNote {
    const TABLE: &'static str = "round_note";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// What was added to a signed note, dated and named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RoundAddendum {
    pub id: RowId,
    pub note_id: RowId,
    pub admission_id: RowId,
    pub text: String,
    pub at: Timestamp,
    pub by: String,
}

impl Record for RoundAddendum {
    const TABLE: &'static str = "round_addendum";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WardOrderKind {
    Medicine,
    Fluid,
    Oxygen,
    Test,
    Nursing,
    Diet,
}

/// What a nursing order asks for, where the chart reckons with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NursingTask {
    #[default]
    Other,
    Observations,
    IntakeOutput,
}

/// One order. What is wrong with it is never rewritten: it is stopped, and a new one names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WardOrder {
    pub id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub kind: WardOrderKind,
    /// What is ordered, or for a medicine how it is to be given.
    pub text: String,
    /// The drug and its dose; its quantity says nothing here.
    pub line: Option<Line>,
    pub task: NursingTask,
    /// Of what is done again and again without being a medicine.
    #[ts(type = "number | null")]
    pub every_minutes: Option<i64>,
    /// 2 where oxygen aims at 88 to 92 %.
    pub spo2_scale: Option<u8>,
    /// Of a medicine as needed.
    #[ts(type = "number | null")]
    pub max_per_day: Option<i64>,
    #[ts(type = "number | null")]
    pub gap_minutes: Option<i64>,
    pub is_first_now: bool,
    /// When morning, afternoon, evening and night were at that time, in minutes of the day.
    pub slot_minutes: Vec<u16>,
    pub started_at: Timestamp,
    /// The order that this one takes the place of.
    pub replaces: Option<RowId>,
    /// Why it was ordered against a warning.
    pub warning_reason: String,
    pub doctor_id: RowId,
    pub doctor_name: String,
    /// Said to a nurse, who wrote it down; the doctor signs it later.
    pub is_verbal: bool,
    pub entered_by: String,
    pub entered_by_id: RowId,
    pub ordered_at: Timestamp,
}

impl Record for WardOrder {
    const TABLE: &'static str = "ward_order";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

impl WardOrder {
    pub fn slots(&self) -> [u16; 4] {
        self.slot_minutes.as_slice().try_into().unwrap_or(WardHours::default().slots())
    }

    /// The medicine with its strength, or what is ordered.
    pub fn name(&self) -> String {
        match &self.line {
            Some(line) => format!("{} {}", line.generic, line.strength).trim().to_owned(),
            None => self.text.clone(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OrderStop {
    pub id: RowId,
    pub order_id: RowId,
    pub admission_id: RowId,
    pub stopped_at: Timestamp,
    pub reason: String,
    pub doctor_id: RowId,
    pub by: String,
    pub at: Timestamp,
}

impl Record for OrderStop {
    const TABLE: &'static str = "order_stop";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// What came out of a test. The day's others and the corrections stand beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OrderResult {
    pub id: RowId,
    pub order_id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    /// A number or words; empty in a correction that takes a result back.
    pub value: String,
    pub unit: String,
    pub resulted_at: Timestamp,
    pub is_outside: bool,
    /// The laboratory of an outside report.
    pub source: String,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
    pub by: String,
    pub noted_at: Timestamp,
}

impl Record for OrderResult {
    const TABLE: &'static str = "order_result";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

impl OrderResult {
    /// "11.2 g/dl", several lines as one.
    pub fn in_one_line(&self) -> String {
        let lines: Vec<&str> = self.value.lines().map(str::trim).collect();
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        format!("{} {}", lines.join("; "), self.unit).trim().to_owned()
    }
}

/// The doctor's signature under an order that a nurse took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CounterSign {
    pub id: RowId,
    pub order_id: RowId,
    pub admission_id: RowId,
    pub doctor_id: RowId,
    pub by: String,
    pub at: Timestamp,
}

impl Record for CounterSign {
    const TABLE: &'static str = "counter_sign";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}
