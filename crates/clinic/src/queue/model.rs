use kernel::{Day, Record, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Waiting,
    WithNurse,
    WithDoctor,
    Billing,
    Done,
    Skipped,
    Left,
}

impl Stage {
    pub fn is_over(self) -> bool {
        matches!(self, Stage::Done | Stage::Left)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Normal,
    Elderly,
    Pregnant,
    Emergency,
}

/// A place in the queue of one doctor on one day. Each desk numbers its own series, so
/// that desks that cannot see each other never give the same token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Token {
    pub id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub day: Day,
    pub series: String,
    pub number: i64,
    pub priority: Priority,
    pub stage: Stage,
    pub reason: String,
    pub given_at: Timestamp,
    pub called_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    pub done_at: Option<Timestamp>,
}

impl Record for Token {
    const TABLE: &'static str = "token";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Token {
    /// What is called out and printed: `A12`.
    pub fn label(&self) -> String {
        let desk = self.series.split('/').next().unwrap_or_default();
        format!("{desk}{}", self.number)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TokenView {
    #[serde(flatten)]
    pub token: Token,
    pub label: String,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        Self { label: token.label(), token }
    }
}
