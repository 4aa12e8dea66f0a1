//! What came out of an ordered test, as it stands on a report: written on the order, by hand or
//! by whoever measures. Never rewritten: what is wrong is corrected by another that names it.

use kernel::{Command, Error, Permission, Result, RowId, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::known::order_at;
use super::model::{OrderResult, WardOrderKind};
use super::open::{WardOrderView, order_view};
use super::times::{happened, not_ahead};
use crate::forms;
use crate::permissions::NURSING_CHART;
use crate::wards::Admission;

#[derive(Clone, Debug, Deserialize, TS)]
pub struct OrderResultForm {
    /// A number or words; empty only where a correction takes a result back.
    pub value: String,
    pub unit: String,
    /// The day and time on the report; now if not said.
    pub resulted_at: Option<Timestamp>,
    /// From elsewhere: it may be older than the admission.
    pub is_outside: bool,
    /// Which laboratory, where it is not the clinic's own.
    pub source: String,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
}

/// A doctor or a nurse writes down a result. It may come after the patient has left.
#[derive(Deserialize, TS)]
pub struct RecordResult {
    pub order_id: RowId,
    pub form: OrderResultForm,
}

impl Command for RecordResult {
    type Output = WardOrderView;
    const ROUTE: &'static str = "rounds.record_result";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardOrderView> {
        let known = order_at(tx, self.order_id)?;
        if known.order.kind != WardOrderKind::Test {
            return Err(Error::conflict("errors-result-of-test"));
        }
        let admission: Admission = tx.get(known.order.admission_id)?;
        let form = self.form;
        let value = forms::long_text("value", &form.value)?.trim().to_owned();
        let is_taken_back = value.is_empty() && form.corrects.is_some();
        if value.is_empty() && !is_taken_back {
            return Err(Error::invalid("value", "errors-required"));
        }
        let correction_reason = match form.corrects {
            Some(wrong) => {
                if !known.results.iter().any(|one| one.id == wrong) {
                    return Err(Error::invalid("corrects", "errors-result-other-order"));
                }
                if known.results.iter().any(|one| one.corrects == Some(wrong)) {
                    return Err(Error::conflict("errors-corrected-already"));
                }
                forms::required("correction_reason", &form.correction_reason)?
            }
            None => String::new(),
        };
        let at = form.resulted_at.unwrap_or(tx.now());
        let resulted_at = match form.is_outside {
            true => not_ahead(tx, "resulted_at", at)?,
            false => happened(tx, "resulted_at", at, &admission)?,
        };
        let unit = forms::optional("unit", &form.unit)?;
        let source = forms::optional("source", &form.source)?;
        let result = OrderResult {
            id: tx.new_id(),
            order_id: known.order.id,
            admission_id: admission.id,
            patient_id: admission.patient_id,
            value,
            unit: if is_taken_back { String::new() } else { unit },
            resulted_at,
            is_outside: form.is_outside,
            source: if form.is_outside { source } else { String::new() },
            corrects: form.corrects,
            correction_reason,
            by: tx.session().name.clone(),
            noted_at: tx.now(),
        };
        tx.insert(&result)?;
        order_view(tx, order_at(tx, self.order_id)?)
    }

    fn subject(view: &WardOrderView) -> Option<RowId> {
        Some(view.order.patient_id)
    }
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct OrderResultView {
    #[serde(flatten)]
    pub result: OrderResult,
    /// False once another corrects it, and of one that only takes another back.
    pub is_current: bool,
}
