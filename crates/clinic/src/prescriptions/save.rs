use documents::Language;
use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Line, Prescription, PrescriptionStatus};
use super::open::of_visit;
use crate::numbers;
use crate::permissions::PRESCRIPTIONS_WRITE;
use crate::visits::Visit;

const LINES_MAX: usize = 60;

#[derive(Deserialize, TS)]
pub struct SavePrescription {
    pub visit_id: RowId,
    /// The language of the patient's instructions.
    pub language: String,
    pub lines: Vec<Line>,
}

impl Command for SavePrescription {
    type Output = Prescription;
    const ROUTE: &'static str = "prescriptions.save";
    const PERMISSION: Permission = PRESCRIPTIONS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Prescription> {
        let visit: Visit = tx.get(self.visit_id)?;
        if visit.is_signed() {
            return Err(Error::frozen("errors-visit-signed"));
        }
        if Language::from_code(&self.language).is_none() {
            return Err(Error::invalid("language", "errors-unknown-choice"));
        }
        if self.lines.len() > LINES_MAX {
            return Err(Error::invalid("lines", "errors-too-many").with("max", LINES_MAX));
        }
        let mut lines = Vec::new();
        for (at, line) in self.lines.into_iter().enumerate() {
            lines.push(line.checked().map_err(|error| error.under(format!("lines.{at}")))?);
        }
        match of_visit(tx, visit.id)? {
            Some(draft) => {
                let after = Prescription { language: self.language, lines, ..draft };
                tx.change(&after)?;
                Ok(after)
            }
            None => {
                let draft = Prescription {
                    id: tx.new_id(),
                    visit_id: visit.id,
                    patient_id: visit.patient_id,
                    doctor_id: visit.doctor_id,
                    status: PrescriptionStatus::Draft,
                    series: format!("{}-RX", tx.desk()),
                    number: None,
                    language: self.language,
                    lines,
                    signed_at: None,
                    signed_by: None,
                };
                tx.insert(&draft)?;
                Ok(draft)
            }
        }
    }

    fn subject(prescription: &Prescription) -> Option<RowId> {
        Some(prescription.patient_id)
    }
}

/// Gives the draft of a visit its number and freezes it. A visit without drugs has none.
pub fn sign(tx: &mut Tx<'_>, visit: RowId) -> Result<Option<Prescription>> {
    let Some(draft) = of_visit(tx, visit)?.filter(|draft| !draft.is_signed()) else {
        return Ok(None);
    };
    if draft.lines.is_empty() {
        tx.end::<Prescription>(draft.id)?;
        return Ok(None);
    }
    let signed = Prescription {
        status: PrescriptionStatus::Signed,
        number: Some(numbers::next_of_document::<Prescription>(tx, &draft.series)?),
        signed_at: Some(tx.now()),
        signed_by: Some(tx.session().name.clone()),
        ..draft
    };
    tx.freeze(&signed)?;
    Ok(Some(signed))
}
