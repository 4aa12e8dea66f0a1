use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::visit::{VisitSheet, visit_sheet};
use crate::permissions::PRESCRIPTIONS_SIGN;
use crate::queue::{Stage, Token, set_stage};
use crate::visits::{AddProblem, Visit, VisitStatus, problems};
use crate::{prescriptions, settings};

/// Signs a visit and its prescription in one step; neither can be changed afterwards.
#[derive(Deserialize, TS)]
pub struct SignVisit {
    pub visit_id: RowId,
}

impl Command for SignVisit {
    type Output = VisitSheet;
    const ROUTE: &'static str = "chart.sign";
    const PERMISSION: Permission = PRESCRIPTIONS_SIGN;

    fn run(self, tx: &mut Tx<'_>) -> Result<VisitSheet> {
        let visit: Visit = tx.get(self.visit_id)?;
        if visit.is_signed() {
            return visit_sheet(tx, visit.id);
        }
        let doctor = settings::doctor(tx, visit.doctor_id)?;
        if tx.session().doctor != Some(doctor.id) && !tx.session().is_program() {
            return Err(Error::conflict("errors-not-your-visit").with("doctor", doctor.name));
        }
        let drugs = prescriptions::sign(tx, visit.id)?;
        let has_words = [&visit.complaint, &visit.examination, &visit.advice, &visit.history]
            .into_iter()
            .any(|text| !text.trim().is_empty());
        if drugs.is_none() && !has_words && visit.diagnoses.is_empty() {
            return Err(Error::conflict("errors-empty-visit"));
        }
        let signed = Visit {
            status: VisitStatus::Signed,
            signed_at: Some(tx.now()),
            signed_by: Some(tx.session().name.clone()),
            ..visit
        };
        tx.freeze(&signed)?;
        carry_on(tx, &signed)?;
        if let Some(token) = signed.token_id {
            let token: Token = tx.get(token)?;
            if !token.stage.is_over() {
                set_stage(tx, token, Stage::Billing)?;
            }
        }
        visit_sheet(tx, signed.id)
    }

    fn subject(sheet: &VisitSheet) -> Option<RowId> {
        Some(sheet.visit.patient_id)
    }
}

/// A chronic diagnosis becomes a problem of the patient, once.
fn carry_on(tx: &mut Tx<'_>, visit: &Visit) -> Result<()> {
    let known = problems(tx, visit.patient_id)?;
    for diagnosis in visit.diagnoses.iter().filter(|diagnosis| diagnosis.is_chronic) {
        let is_known = known.iter().any(|problem| {
            problem.name == diagnosis.name
                || (!problem.code.is_empty() && problem.code == diagnosis.code)
        });
        if !is_known {
            let problem = AddProblem {
                patient_id: visit.patient_id,
                code: diagnosis.code.clone(),
                name: diagnosis.name.clone(),
                since: Some(visit.day),
            };
            problem.run(tx)?;
        }
    }
    Ok(())
}
