use kernel::{Command, Day, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{DiagnosisForm, OrderForm, Visit};
use crate::forms;
use crate::permissions::VISITS_WRITE;

const LIST_MAX: usize = 50;

#[derive(Deserialize, TS)]
pub struct SaveVisit {
    pub visit_id: RowId,
    pub complaint: String,
    pub history: String,
    pub examination: String,
    pub advice: String,
    pub plan_note: String,
    pub follow_up_on: Option<Day>,
    pub diagnoses: Vec<DiagnosisForm>,
    pub orders: Vec<OrderForm>,
}

impl Command for SaveVisit {
    type Output = Visit;
    const ROUTE: &'static str = "visits.save";
    const PERMISSION: Permission = VISITS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Visit> {
        let before: Visit = tx.get(self.visit_id)?;
        if before.is_signed() {
            return Err(Error::frozen("errors-visit-signed"));
        }
        if self.follow_up_on.is_some_and(|day| day < before.day) {
            return Err(Error::invalid("follow_up_on", "errors-follow-up-in-past"));
        }
        if self.diagnoses.len() > LIST_MAX || self.orders.len() > LIST_MAX {
            return Err(Error::invalid("diagnoses", "errors-too-many").with("max", LIST_MAX));
        }
        let mut diagnoses = Vec::new();
        for (at, form) in self.diagnoses.into_iter().enumerate() {
            let id = tx.new_id();
            diagnoses.push(form.checked(id).map_err(|e| e.under(format!("diagnoses.{at}")))?);
        }
        let mut orders = Vec::new();
        for (at, form) in self.orders.into_iter().enumerate() {
            let id = tx.new_id();
            orders.push(form.checked(id).map_err(|e| e.under(format!("orders.{at}")))?);
        }
        let after = Visit {
            complaint: forms::long_text("complaint", &self.complaint)?,
            history: forms::long_text("history", &self.history)?,
            examination: forms::long_text("examination", &self.examination)?,
            advice: forms::long_text("advice", &self.advice)?,
            plan_note: forms::long_text("plan_note", &self.plan_note)?,
            follow_up_on: self.follow_up_on,
            diagnoses,
            orders,
            ..before
        };
        tx.change(&after)?;
        Ok(after)
    }

    fn subject(visit: &Visit) -> Option<RowId> {
        Some(visit.patient_id)
    }
}
