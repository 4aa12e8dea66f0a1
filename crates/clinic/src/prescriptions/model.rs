use documents::dose::Dose;
use kernel::{Error, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrescriptionStatus {
    Draft,
    Signed,
}

/// One drug of a prescription. The generic name is what counts; the brand is a hint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Line {
    /// The row of the shipped list, or empty for a drug typed freely.
    pub drug_id: String,
    pub generic: String,
    pub brand: String,
    pub form: String,
    pub strength: String,
    pub route: String,
    pub dose: Dose,
    /// How many units are to be dispensed; typed by hand where the dose cannot tell.
    pub quantity: u32,
    pub quantity_unit: String,
    pub note: String,
    /// H, H1, X, G or empty.
    pub schedule: String,
}

const QUANTITY_MAX: u32 = 10_000;

impl Line {
    pub fn checked(self) -> Result<Self> {
        if self.quantity > QUANTITY_MAX {
            return Err(Error::invalid("quantity", "errors-out-of-range")
                .with("min", 0)
                .with("max", QUANTITY_MAX));
        }
        if self.dose.days.is_some_and(|days| days == 0 || days > 366) {
            return Err(Error::invalid("dose", "errors-dose-days").with("max", 366));
        }
        Ok(Self {
            generic: forms::required("generic", &self.generic)?,
            brand: forms::optional("brand", &self.brand)?,
            form: forms::optional("form", &self.form)?,
            strength: forms::optional("strength", &self.strength)?,
            route: forms::optional("route", &self.route)?,
            quantity_unit: forms::optional("quantity_unit", &self.quantity_unit)?,
            note: forms::optional("note", &self.note)?,
            ..self
        })
    }
}

/// The drugs of one visit: a draft, then signed and frozen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Prescription {
    pub id: RowId,
    pub visit_id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub status: PrescriptionStatus,
    pub series: String,
    pub number: Option<i64>,
    pub language: String,
    pub lines: Vec<Line>,
    pub signed_at: Option<Timestamp>,
    pub signed_by: Option<String>,
}

impl Record for Prescription {
    const TABLE: &'static str = "prescription";
    const RULE: Rule = Rule::Document;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Prescription {
    pub fn is_signed(&self) -> bool {
        self.status == PrescriptionStatus::Signed
    }

    /// `A-RX-000042`; a draft has none.
    pub fn printed_number(&self) -> String {
        self.number.map(|number| format!("{}-{number:06}", self.series)).unwrap_or_default()
    }
}

/// A set of lines that a doctor gives often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Favourite {
    pub id: RowId,
    pub staff_id: RowId,
    pub name: String,
    pub lines: Vec<Line>,
}

impl Record for Favourite {
    const TABLE: &'static str = "favourite";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}
