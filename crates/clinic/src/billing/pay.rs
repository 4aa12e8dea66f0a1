use kernel::{Command, Error, Money, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Invoice, Method, Payment, PaymentForm};
use super::open::{InvoiceView, due, view};
use crate::permissions::BILLING_ISSUE;
use crate::{forms, numbers};

#[derive(Deserialize, TS)]
pub struct PayInvoice {
    pub invoice_id: RowId,
    pub payments: Vec<PaymentForm>,
}

impl Command for PayInvoice {
    type Output = InvoiceView;
    const ROUTE: &'static str = "billing.pay";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, tx: &mut Tx<'_>) -> Result<InvoiceView> {
        let invoice: Invoice = tx.get(self.invoice_id)?;
        if self.payments.is_empty() {
            return Err(Error::invalid("payments", "errors-required"));
        }
        receive(tx, &invoice, self.payments)?;
        view(tx, invoice.id)
    }

    fn subject(view: &InvoiceView) -> Option<RowId> {
        Some(view.invoice.id)
    }
}

/// Takes money against a bill, never more than is due.
pub fn receive(tx: &mut Tx<'_>, invoice: &Invoice, payments: Vec<PaymentForm>) -> Result<()> {
    let mut left = due(tx, invoice)?;
    for (at, form) in payments.into_iter().enumerate() {
        let field = |name: &str| format!("payments.{at}.{name}");
        let amount = forms::amount(&field("amount_paise"), form.amount_paise)?;
        if amount == Money::ZERO {
            return Err(Error::invalid(field("amount_paise"), "errors-required"));
        }
        if amount > left {
            return Err(
                Error::invalid(field("amount_paise"), "errors-paid-too-much").with("due", left)
            );
        }
        let reference = forms::optional(&field("reference"), &form.reference)?;
        if form.method == Method::Cheque && reference.is_empty() {
            return Err(Error::invalid(field("reference"), "errors-cheque-number"));
        }
        record(tx, invoice, form.method, amount, reference)?;
        left -= amount;
    }
    Ok(())
}

/// Writes one movement of money; a negative one gives back.
pub fn record(
    tx: &mut Tx<'_>,
    invoice: &Invoice,
    method: Method,
    amount_paise: Money,
    reference: String,
) -> Result<()> {
    let day = tx.today();
    let series = format!("{}R/{}", tx.desk(), numbers::financial_year(day));
    let number = numbers::next::<Payment>(tx, &series)?;
    let payment = Payment {
        id: tx.new_id(),
        invoice_id: invoice.id,
        patient_id: invoice.patient_id,
        printed_number: format!("{series}/{number:05}"),
        series,
        number,
        method,
        amount_paise,
        reference,
        day,
        at: tx.now(),
        by: tx.session().name.clone(),
    };
    tx.insert(&payment)
}
