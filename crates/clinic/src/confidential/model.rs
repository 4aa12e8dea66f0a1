use kernel::{Record, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ConfidentialTopic")]
pub enum Topic {
    Hiv,
    MentalHealth,
    SexualHealth,
    Violence,
    Substance,
    Other,
}

/// A correction is a new note that names the old one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ConfidentialNote {
    pub id: RowId,
    pub patient_id: RowId,
    pub topic: Topic,
    pub text: String,
    pub replaces: Option<RowId>,
    pub written_at: Timestamp,
    pub written_by: RowId,
    pub writer: String,
}

impl Record for ConfidentialNote {
    const TABLE: &'static str = "confidential_note";
    const RULE: Rule = Rule::Facts;
    const SEALED: &'static [&'static str] = &["topic", "text"];
    const IS_SENSITIVE: bool = true;

    fn id(&self) -> RowId {
        self.id
    }
}

/// Somebody who is not the patient's doctor read on, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct GlassBreak {
    pub id: RowId,
    pub patient_id: RowId,
    pub broken_by: RowId,
    pub name: String,
    pub reason: String,
    pub from_at: Timestamp,
    pub until_at: Timestamp,
    pub reviewed_at: Option<Timestamp>,
    pub reviewer: String,
    pub verdict: String,
    pub is_justified: Option<bool>,
}

impl Record for GlassBreak {
    const TABLE: &'static str = "glass_break";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}
