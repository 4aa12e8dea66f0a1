use kernel::{Day, Error, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    New,
    FollowUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VisitStatus {
    Open,
    Signed,
}

/// One outpatient encounter. Open while it is written, frozen once it is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Visit {
    pub id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub token_id: Option<RowId>,
    pub day: Day,
    pub kind: VisitKind,
    pub status: VisitStatus,
    pub started_at: Timestamp,
    pub signed_at: Option<Timestamp>,
    pub signed_by: Option<String>,
    pub complaint: String,
    pub history: String,
    pub examination: String,
    pub advice: String,
    pub plan_note: String,
    pub follow_up_on: Option<Day>,
    pub diagnoses: Vec<Diagnosis>,
    pub orders: Vec<Order>,
}

impl Record for Visit {
    const TABLE: &'static str = "visit";
    const RULE: Rule = Rule::Document;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Visit {
    pub fn is_signed(&self) -> bool {
        self.status == VisitStatus::Signed
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DiagnosisKind {
    Primary,
    Secondary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    Provisional,
    Confirmed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Diagnosis {
    pub id: RowId,
    /// An ICD-10 code, or empty for free text.
    pub code: String,
    pub name: String,
    pub kind: DiagnosisKind,
    pub certainty: Certainty,
    pub is_chronic: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    Test,
    Procedure,
    Referral,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Order {
    pub id: RowId,
    pub kind: OrderKind,
    pub name: String,
    pub note: String,
}

/// A diagnosis as the screen sends it; a new one has no id yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DiagnosisForm {
    pub id: Option<RowId>,
    pub code: String,
    pub name: String,
    pub kind: DiagnosisKind,
    pub certainty: Certainty,
    pub is_chronic: bool,
}

impl DiagnosisForm {
    pub fn checked(self, new_id: RowId) -> Result<Diagnosis> {
        let code = self.code.trim().to_uppercase();
        let is_code = code.len() <= 8
            && code.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.');
        if !is_code {
            return Err(Error::invalid("code", "errors-icd-code"));
        }
        Ok(Diagnosis {
            id: self.id.unwrap_or(new_id),
            code,
            name: forms::required("name", &self.name)?,
            kind: self.kind,
            certainty: self.certainty,
            is_chronic: self.is_chronic,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OrderForm {
    pub id: Option<RowId>,
    pub kind: OrderKind,
    pub name: String,
    pub note: String,
}

impl OrderForm {
    pub fn checked(self, new_id: RowId) -> Result<Order> {
        Ok(Order {
            id: self.id.unwrap_or(new_id),
            kind: self.kind,
            name: forms::required("name", &self.name)?,
            note: forms::optional("note", &self.note)?,
        })
    }
}
