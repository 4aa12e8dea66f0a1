use kernel::{Command, Error, Money, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::approve::{Approval, check_approved};
use super::dates::check_day;
use super::model::{BillLineForm, Buyer, Invoice, PaymentForm};
use super::open::{InvoiceView, view};
use super::pay::receive;
use super::suggest::{already_billed, is_charged};
use super::work_out::work_out;
use crate::patients::Patient;
use crate::permissions::{BILLING_APPROVE, BILLING_ISSUE};
use crate::queue::{Stage, Token, set_stage};
use crate::settings::clinic;
use crate::visits::Visit;
use crate::{forms, numbers};

/// Issues a bill with its number and takes what is paid at once, in one step.
#[derive(Deserialize, TS)]
pub struct IssueInvoice {
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    pub lines: Vec<BillLineForm>,
    pub discount_paise: Money,
    pub discount_reason: String,
    pub buyer: Option<Buyer>,
    pub payments: Vec<PaymentForm>,
    /// Of somebody who may, where the person who bills may not.
    #[serde(default)]
    #[ts(optional)]
    pub approval: Option<Approval>,
}

impl Command for IssueInvoice {
    type Output = InvoiceView;
    const ROUTE: &'static str = "billing.issue";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, tx: &mut Tx<'_>) -> Result<InvoiceView> {
        tx.get::<Patient>(self.patient_id)?;
        let visit = self.visit_id.map(|id| tx.get::<Visit>(id)).transpose()?;
        if visit.as_ref().is_some_and(|visit| visit.patient_id != self.patient_id) {
            return Err(Error::invalid("visit_id", "errors-other-patients-visit"));
        }
        if let Some(visit) = &visit {
            check_billed_once(tx, visit, &self.lines)?;
        }
        let draft = Draft {
            patient_id: self.patient_id,
            visit_id: self.visit_id,
            admission_id: None,
            lines: self.lines,
            discount_paise: self.discount_paise,
            discount_reason: self.discount_reason,
            buyer: self.buyer,
            approval: self.approval,
        };
        let invoice = issue(tx, draft)?;
        receive(tx, &invoice, self.payments)?;
        if let Some(token) = visit.and_then(|visit| visit.token_id) {
            finish(tx, token)?;
        }
        view(tx, invoice.id)
    }

    fn subject(view: &InvoiceView) -> Option<RowId> {
        Some(view.invoice.id)
    }
}

/// A second window, or the way back to a form that was sent, must not charge a consultation
/// twice. More may be billed on the same visit, and a bill taken back may be made anew.
fn check_billed_once(tx: &Tx<'_>, visit: &Visit, lines: &[BillLineForm]) -> Result<()> {
    let is_fee = |line: &BillLineForm| line.doctor_id == Some(visit.doctor_id);
    match lines.iter().any(is_fee) && is_charged(&already_billed(tx, visit.id)?, visit.doctor_id) {
        true => Err(Error::conflict("errors-visit-billed")),
        false => Ok(()),
    }
}

/// What a bill is made of.
pub struct Draft {
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    pub admission_id: Option<RowId>,
    pub lines: Vec<BillLineForm>,
    pub discount_paise: Money,
    pub discount_reason: String,
    pub buyer: Option<Buyer>,
    pub approval: Option<Approval>,
}

/// Writes a bill with the next number of this desk. It is never changed afterwards.
pub fn issue(tx: &mut Tx<'_>, draft: Draft) -> Result<Invoice> {
    let buyer = draft.buyer.map(Buyer::checked).transpose()?;
    let worked = work_out(tx, draft.lines, draft.discount_paise, buyer.as_ref())?;
    let given: Money = worked.lines.iter().map(|line| line.discount_paise).sum();
    let approval = draft.approval.as_ref();
    check_discount(tx, worked.subtotal_paise, given, &draft.discount_reason, approval)?;
    let today = tx.today();
    check_day(tx, today)?;
    let series = format!("{}/{}", tx.desk(), numbers::financial_year(today));
    let number = numbers::next::<Invoice>(tx, &series)?;
    let invoice = Invoice {
        id: tx.new_id(),
        printed_number: format!("{series}/{number:05}"),
        series,
        number,
        document: worked.document,
        patient_id: draft.patient_id,
        visit_id: draft.visit_id,
        admission_id: draft.admission_id,
        day: today,
        issued_at: tx.now(),
        issued_by: tx.session().name.clone(),
        lines: worked.lines,
        buyer,
        subtotal_paise: worked.subtotal_paise,
        discount_paise: worked.discount_paise,
        discount_reason: forms::optional("discount_reason", &draft.discount_reason)?,
        tax_paise: worked.tax_paise,
        round_off_paise: worked.round_off_paise,
        total_paise: worked.total_paise,
    };
    tx.insert(&invoice)?;
    Ok(invoice)
}

fn finish(tx: &mut Tx<'_>, token: RowId) -> Result<()> {
    let token: Token = tx.get(token)?;
    if matches!(token.stage, Stage::Billing) {
        set_stage(tx, token, Stage::Done)?;
    }
    Ok(())
}

/// A discount needs a reason, and above the clinic's limit somebody who may approve it.
fn check_discount(
    tx: &mut Tx<'_>,
    subtotal: Money,
    given: Money,
    reason: &str,
    approval: Option<&Approval>,
) -> Result<()> {
    if given == Money::ZERO {
        return Ok(());
    }
    forms::required("discount_reason", reason)?;
    let limit = clinic(tx)?.discount_limit_percent;
    let allowed = subtotal.share(i64::from(limit), 100);
    if given <= allowed {
        return Ok(());
    }
    check_approved(tx, BILLING_APPROVE, approval, || {
        Error::invalid("discount_paise", "errors-discount-limit")
            .with("limit", limit)
            .with("amount", allowed)
    })
}
