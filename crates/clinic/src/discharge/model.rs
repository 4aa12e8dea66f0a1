use documents::Language;
use kernel::{Day, Error, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;
use crate::prescriptions::Line;
use crate::visits::{Diagnosis, DiagnosisForm};
use crate::wards::Outcome;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DischargeStatus {
    Draft,
    Signed,
}

/// Who takes the patient home against the doctor's word, and what they were told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct AgainstAdvice {
    pub reason: String,
    /// The risks that were explained.
    pub risks: String,
    pub signed_by: String,
    pub relation: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Transfer {
    pub to: String,
    pub reason: String,
    /// How, and who goes with the patient.
    pub escort: String,
}

/// The lines of the medical certificate of cause of death (Form 4, Registration of Births
/// and Deaths Act 1969): what killed, what that came from, and what else was there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct CauseOfDeath {
    pub immediate: String,
    pub antecedent: String,
    pub underlying: String,
    pub other: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Death {
    pub died_at: Timestamp,
    pub cause: CauseOfDeath,
    pub body_given_to: String,
}

/// The discharge summary of one admission.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Discharge {
    pub id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    /// Who signs; the attending doctor until then.
    pub doctor_id: RowId,
    pub status: DischargeStatus,
    pub series: String,
    pub number: Option<i64>,
    pub outcome: Outcome,
    /// When the patient leaves, or died; the time of signing if not said.
    pub left_at: Option<Timestamp>,
    pub language: String,
    pub diagnoses: Vec<Diagnosis>,
    pub complaint: String,
    pub history: String,
    pub examination: String,
    pub course: String,
    pub investigations: String,
    pub procedures: String,
    pub condition: String,
    pub lines: Vec<Line>,
    pub advice: String,
    /// When to come back at once.
    pub danger_signs: String,
    pub follow_up_on: Option<Day>,
    pub against_advice: Option<AgainstAdvice>,
    pub transfer: Option<Transfer>,
    pub death: Option<Death>,
    pub signed_at: Option<Timestamp>,
    pub signed_by: Option<String>,
}

impl Record for Discharge {
    const TABLE: &'static str = "discharge";
    const RULE: Rule = Rule::Document;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Discharge {
    pub fn is_signed(&self) -> bool {
        self.status == DischargeStatus::Signed
    }

    /// `A-DS-000042`; a draft has none.
    pub fn printed_number(&self) -> String {
        self.number.map(|number| format!("{}-{number:06}", self.series)).unwrap_or_default()
    }
}

/// What the doctor edits: the same fields, before they are checked.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DischargeForm {
    pub outcome: Outcome,
    pub left_at: Option<Timestamp>,
    pub language: String,
    pub diagnoses: Vec<DiagnosisForm>,
    pub complaint: String,
    pub history: String,
    pub examination: String,
    pub course: String,
    pub investigations: String,
    pub procedures: String,
    pub condition: String,
    pub lines: Vec<Line>,
    pub advice: String,
    pub danger_signs: String,
    pub follow_up_on: Option<Day>,
    pub against_advice: Option<AgainstAdvice>,
    pub transfer: Option<Transfer>,
    pub death: Option<Death>,
}

const DIAGNOSES_MAX: usize = 30;
const LINES_MAX: usize = 60;

impl DischargeForm {
    /// Puts what was typed into the draft, bounded and tidied. What must be there at the
    /// end is asked for when it is signed: a draft may be half written.
    pub fn into(self, draft: Discharge, mut new_id: impl FnMut() -> RowId) -> Result<Discharge> {
        if Language::from_code(&self.language).is_none() {
            return Err(Error::invalid("language", "errors-unknown-choice"));
        }
        if self.diagnoses.len() > DIAGNOSES_MAX {
            return Err(Error::invalid("diagnoses", "errors-too-many").with("max", DIAGNOSES_MAX));
        }
        if self.lines.len() > LINES_MAX {
            return Err(Error::invalid("lines", "errors-too-many").with("max", LINES_MAX));
        }
        let mut diagnoses = Vec::new();
        for (at, form) in self.diagnoses.into_iter().enumerate() {
            let checked = form.checked(new_id());
            diagnoses.push(checked.map_err(|error| error.under(format!("diagnoses.{at}")))?);
        }
        let mut lines = Vec::new();
        for (at, line) in self.lines.into_iter().enumerate() {
            lines.push(line.checked().map_err(|error| error.under(format!("lines.{at}")))?);
        }
        let text = forms::long_text;
        Ok(Discharge {
            outcome: self.outcome,
            left_at: self.left_at,
            language: self.language,
            diagnoses,
            lines,
            complaint: text("complaint", &self.complaint)?,
            history: text("history", &self.history)?,
            examination: text("examination", &self.examination)?,
            course: text("course", &self.course)?,
            investigations: text("investigations", &self.investigations)?,
            procedures: text("procedures", &self.procedures)?,
            condition: text("condition", &self.condition)?,
            advice: text("advice", &self.advice)?,
            danger_signs: text("danger_signs", &self.danger_signs)?,
            follow_up_on: self.follow_up_on,
            // Only what belongs to the outcome is kept.
            against_advice: self
                .against_advice
                .filter(|_| self.outcome == Outcome::AgainstAdvice)
                .map(AgainstAdvice::checked)
                .transpose()?,
            transfer: self
                .transfer
                .filter(|_| self.outcome == Outcome::TransferredOut)
                .map(Transfer::checked)
                .transpose()?,
            death: self
                .death
                .filter(|_| self.outcome == Outcome::Died)
                .map(Death::checked)
                .transpose()?,
            ..draft
        })
    }
}

impl AgainstAdvice {
    fn checked(self) -> Result<Self> {
        let under = |name: &str| format!("against_advice.{name}");
        Ok(Self {
            reason: forms::long_text(&under("reason"), &self.reason)?,
            risks: forms::long_text(&under("risks"), &self.risks)?,
            signed_by: forms::optional(&under("signed_by"), &self.signed_by)?,
            relation: forms::optional(&under("relation"), &self.relation)?,
        })
    }
}

impl Transfer {
    fn checked(self) -> Result<Self> {
        let under = |name: &str| format!("transfer.{name}");
        Ok(Self {
            to: forms::optional(&under("to"), &self.to)?,
            reason: forms::long_text(&under("reason"), &self.reason)?,
            escort: forms::optional(&under("escort"), &self.escort)?,
        })
    }
}

impl CauseOfDeath {
    pub fn checked(self, under: &str) -> Result<Self> {
        let field = |name: &str| format!("{under}.{name}");
        Ok(Self {
            immediate: forms::optional(&field("immediate"), &self.immediate)?,
            antecedent: forms::optional(&field("antecedent"), &self.antecedent)?,
            underlying: forms::optional(&field("underlying"), &self.underlying)?,
            other: forms::optional(&field("other"), &self.other)?,
        })
    }
}

impl Death {
    fn checked(self) -> Result<Self> {
        Ok(Self {
            died_at: self.died_at,
            cause: self.cause.checked("death.cause")?,
            body_given_to: forms::optional("death.body_given_to", &self.body_given_to)?,
        })
    }
}
