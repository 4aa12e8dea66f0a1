//! An admission, and the stays in beds and the leave that belong to it.

use kernel::{Day, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::claims::Claim;
use crate::forms;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionKind {
    Planned,
    Emergency,
    DayCare,
    Maternity,
    Newborn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Recovered,
    Improved,
    AgainstAdvice,
    Absconded,
    TransferredOut,
    Died,
}

/// Somebody of the patient's own, to be told and asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Relative {
    pub name: String,
    pub relation: String,
    pub phone: String,
}

const RELATIVES_MAX: usize = 6;

impl Relative {
    /// Those with a name; a row left empty is none.
    pub fn checked(relatives: Vec<Relative>) -> Result<Vec<Relative>> {
        if relatives.len() > RELATIVES_MAX {
            return Err(
                kernel::Error::invalid("relatives", "errors-too-many").with("max", RELATIVES_MAX)
            );
        }
        let mut checked = Vec::new();
        for (at, relative) in relatives.into_iter().enumerate() {
            let field = |name: &str| format!("relatives.{at}.{name}");
            let is_empty = [&relative.name, &relative.relation, &relative.phone]
                .iter()
                .all(|text| text.trim().is_empty());
            if !is_empty {
                checked.push(Relative {
                    name: forms::required(&field("name"), &relative.name)?,
                    relation: forms::optional(&field("relation"), &relative.relation)?,
                    phone: forms::phone(&field("phone"), &relative.phone)?,
                });
            }
        }
        Ok(checked)
    }
}

/// From the bed being given until the patient has left. One person has one open admission;
/// two desks that both admit make a clash that both see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Admission {
    pub id: RowId,
    pub patient_id: RowId,
    pub series: String,
    pub number: i64,
    pub printed_number: String,
    pub day: Day,
    pub admitted_at: Timestamp,
    /// When the desk wrote it down; who came first holds (see `claims`).
    pub claimed_at: Timestamp,
    pub admitted_by: String,
    /// The attending doctor.
    pub doctor_id: RowId,
    pub visit_id: Option<RowId>,
    /// The mother's admission, of a baby.
    pub mother_id: Option<RowId>,
    /// Provisional, as said at admission.
    pub diagnosis: String,
    pub kind: AdmissionKind,
    /// A medico-legal case.
    pub is_mlc: bool,
    pub mlc_number: String,
    pub relatives: Vec<Relative>,
    pub note: String,
    pub expected_until: Option<Day>,
    pub discharged_at: Option<Timestamp>,
    pub outcome: Option<Outcome>,
}

impl Record for Admission {
    const TABLE: &'static str = "admission";
    const RULE: Rule = Rule::Fields;
    const SEALED: &'static [&'static str] = &["relatives"];

    fn id(&self) -> RowId {
        self.id
    }
}

impl Admission {
    pub fn is_open(&self) -> bool {
        self.discharged_at.is_none()
    }

    /// On the patient, who is in the house once.
    pub fn claim(&self) -> Claim {
        let (id, from, claimed_at) = (self.id, self.admitted_at, self.claimed_at);
        Claim { id, from, until: None, claimed_at, place: None }
    }

    /// The day of admission is day 1.
    pub fn day_of_stay(&self, today: Day) -> i64 {
        (today - self.day).num_days().max(0) + 1
    }
}

/// A patient in a bed, until before `until_at`; none while they are there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BedStay {
    pub id: RowId,
    pub admission_id: RowId,
    pub bed_id: RowId,
    /// The class that is charged.
    pub class_id: RowId,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
    pub claimed_at: Timestamp,
    /// Why: the reason of a transfer, or why the ward's rule was set aside.
    pub reason: String,
    pub by: String,
}

impl Record for BedStay {
    const TABLE: &'static str = "bed_stay";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl BedStay {
    pub fn claim(&self) -> Claim {
        let (from, until, claimed_at) = (self.from_at, self.until_at, self.claimed_at);
        Claim { id: self.id, from, until, claimed_at, place: None }
    }
}

/// Away with permission; the bed is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PatientLeave {
    pub id: RowId,
    pub admission_id: RowId,
    pub from_at: Timestamp,
    pub expected_at: Option<Timestamp>,
    pub until_at: Option<Timestamp>,
    pub reason: String,
    pub allowed_by: String,
}

impl Record for PatientLeave {
    const TABLE: &'static str = "patient_leave";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}
