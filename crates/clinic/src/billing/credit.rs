use kernel::{Command, Error, Money, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::approve::{Approval, check_approved};
use super::deposits::free_set_off;
use super::model::{CreditNote, Invoice, Method};
use super::open::{InvoiceView, view};
use super::pay::record;
use crate::permissions::{BILLING_CREDIT, BILLING_ISSUE};
use crate::{forms, numbers};

/// Takes back a bill or a part of it, and gives money back where more was paid than is
/// now owed. The bill itself stays as it was issued.
#[derive(Deserialize, TS)]
pub struct CreditInvoice {
    pub invoice_id: RowId,
    pub amount_paise: Money,
    pub reason: String,
    pub refund_method: Option<Method>,
    /// Of somebody who may, where the person who bills may not.
    #[serde(default)]
    #[ts(optional)]
    pub approval: Option<Approval>,
}

impl Command for CreditInvoice {
    type Output = InvoiceView;
    const ROUTE: &'static str = "billing.credit";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, tx: &mut Tx<'_>) -> Result<InvoiceView> {
        check_approved(tx, BILLING_CREDIT, self.approval.as_ref(), || {
            Error::invalid("approval.user", "errors-approval-needed")
        })?;
        let before = view(tx, self.invoice_id)?;
        let amount = forms::amount("amount_paise", self.amount_paise)?;
        let left = before.invoice.total_paise - before.credited_paise;
        if amount == Money::ZERO {
            return Err(Error::invalid("amount_paise", "errors-required"));
        }
        if amount > left {
            return Err(
                Error::invalid("amount_paise", "errors-credit-above-bill").with("left", left)
            );
        }
        let reason = forms::required("reason", &self.reason)?;
        credit(tx, &before.invoice, amount, reason)?;
        // What the deposits paid goes back to them; the rest is given back.
        let over = before.paid_paise - (left - amount);
        let refund = over - free_set_off(tx, &before.invoice, over)?;
        if refund > Money::ZERO {
            let method = self
                .refund_method
                .ok_or_else(|| Error::invalid("refund_method", "errors-required"))?;
            record(tx, &before.invoice, method, -refund, String::new())?;
        }
        view(tx, self.invoice_id)
    }

    fn subject(view: &InvoiceView) -> Option<RowId> {
        Some(view.invoice.id)
    }
}

fn credit(tx: &mut Tx<'_>, invoice: &Invoice, amount: Money, reason: String) -> Result<()> {
    let day = tx.today();
    let series = format!("{}C/{}", tx.desk(), numbers::financial_year(day));
    let number = numbers::next::<CreditNote>(tx, &series)?;
    let note = CreditNote {
        id: tx.new_id(),
        invoice_id: invoice.id,
        printed_number: format!("{series}/{number:05}"),
        series,
        number,
        amount_paise: amount,
        reason,
        day,
        at: tx.now(),
        by: tx.session().name.clone(),
    };
    tx.insert(&note)
}
