use kernel::{Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::summary::{PatientSummary, summary};
use crate::age;
use crate::patients::Patient;
use crate::permissions::VISITS_VIEW;
use crate::prescriptions::{self, Prescription};
use crate::queue::Token;
use crate::settings::Doctor;
use crate::visits::{Addendum, Visit, VitalsView, of_visit};

/// One visit with all that a doctor needs beside it.
#[derive(Deserialize, TS)]
pub struct OpenVisit {
    pub visit_id: RowId,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct VisitSheet {
    pub visit: Visit,
    pub patient: Patient,
    pub age: String,
    pub token_label: Option<String>,
    pub doctor: Doctor,
    pub vitals: Vec<VitalsView>,
    pub addenda: Vec<Addendum>,
    pub summary: PatientSummary,
    pub prescription: Option<Prescription>,
    pub invoice_id: Option<RowId>,
}

impl Query for OpenVisit {
    type Output = VisitSheet;
    const ROUTE: &'static str = "chart.visit";
    const PERMISSION: Permission = VISITS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<VisitSheet> {
        visit_sheet(read, self.visit_id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.visit_id)
    }
}

pub fn visit_sheet(read: &Read<'_>, id: RowId) -> Result<VisitSheet> {
    let visit: Visit = read.get(id)?;
    let patient: Patient = read.get(visit.patient_id)?;
    let token: Option<Token> = match visit.token_id {
        Some(token) => read.find(token)?,
        None => None,
    };
    Ok(VisitSheet {
        age: age::text(patient.birth_date, visit.day),
        token_label: token.map(|token| token.label()),
        doctor: read.get(visit.doctor_id)?,
        vitals: of_visit(read, id)?,
        addenda: read.all(
            "SELECT * FROM addendum WHERE visit_id = ?1 AND ended IS NULL ORDER BY at, id LIMIT 200",
            [id],
        )?,
        summary: summary(read, visit.patient_id)?,
        prescription: prescriptions::of_visit(read, id)?,
        invoice_id: read.value(
            "SELECT id FROM invoice WHERE visit_id = ?1 ORDER BY issued_at DESC, id LIMIT 1",
            [id],
        )?,
        visit,
        patient,
    })
}
