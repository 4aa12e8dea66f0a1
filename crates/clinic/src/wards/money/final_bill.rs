use kernel::{Command, Error, Money, Permission, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::facts::facts;
use super::running::{bill_lines, running_bill};
use crate::billing::{
    Approval, Buyer, Draft, InvoiceView, PaymentForm, issue, receive, set_off, view as invoice_view,
};
use crate::permissions::BILLING_ISSUE;
use crate::wards::model::Admission;

/// Which charges an invoice took in, and until when it charges beds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WardBill {
    pub id: RowId,
    pub admission_id: RowId,
    pub invoice_id: RowId,
    pub charges: Vec<RowId>,
    pub beds_until: Timestamp,
}

impl Record for WardBill {
    const TABLE: &'static str = "ward_bill";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// An op holds 64 kB.
const CHARGES_IN_ONE: usize = 1000;

/// Makes the bill of all that is not billed yet: an invoice like any other, paid from the
/// deposits first.
#[derive(Deserialize, TS)]
pub struct IssueWardBill {
    pub admission_id: RowId,
    pub discount_paise: Money,
    pub discount_reason: String,
    pub buyer: Option<Buyer>,
    pub payments: Vec<PaymentForm>,
    #[serde(default)]
    #[ts(optional)]
    pub approval: Option<Approval>,
}

impl Command for IssueWardBill {
    type Output = InvoiceView;
    const ROUTE: &'static str = "wards.issue_bill";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, tx: &mut Tx<'_>) -> Result<InvoiceView> {
        let admission: Admission = tx.get(self.admission_id)?;
        let running = running_bill(&facts(tx, &admission)?);
        let lines = bill_lines(&running);
        if lines.is_empty() {
            return Err(Error::conflict("errors-nothing-to-bill"));
        }
        let draft = Draft {
            patient_id: admission.patient_id,
            visit_id: None,
            admission_id: Some(admission.id),
            lines,
            discount_paise: self.discount_paise,
            discount_reason: self.discount_reason,
            buyer: self.buyer,
            approval: self.approval,
        };
        let invoice = issue(tx, draft)?;
        let mut charges: Vec<RowId> =
            running.lines.iter().filter_map(|line| line.charge_id).collect();
        charges.dedup();
        let parts: Vec<Vec<RowId>> = match charges.is_empty() {
            true => vec![Vec::new()],
            false => charges.chunks(CHARGES_IN_ONE).map(<[RowId]>::to_vec).collect(),
        };
        for charges in parts {
            let bill = WardBill {
                id: tx.new_id(),
                admission_id: admission.id,
                invoice_id: invoice.id,
                charges,
                beds_until: running.until,
            };
            tx.insert(&bill)?;
        }
        set_off(tx, &invoice)?;
        receive(tx, &invoice, self.payments)?;
        invoice_view(tx, invoice.id)
    }

    fn subject(view: &InvoiceView) -> Option<RowId> {
        Some(view.invoice.id)
    }
}
