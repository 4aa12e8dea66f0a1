use kernel::{Money, Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::deposits::SetOff;
use super::model::{CreditNote, Invoice, Payment};
use crate::patients::Patient;
use crate::permissions::BILLING_VIEW;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    Due,
    PartPaid,
    Paid,
    Credited,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct InvoiceView {
    #[serde(flatten)]
    pub invoice: Invoice,
    pub patient_name: String,
    pub reg_no: String,
    pub paid_paise: Money,
    pub credited_paise: Money,
    pub due_paise: Money,
    pub status: InvoiceStatus,
    pub payments: Vec<Payment>,
    pub credit_notes: Vec<CreditNote>,
    pub set_offs: Vec<SetOff>,
}

/// What is still owed: the bill, less what was taken back, less what was paid.
pub fn due(read: &Read<'_>, invoice: &Invoice) -> Result<Money> {
    Ok(invoice.total_paise - credited(read, invoice.id)? - paid(read, invoice.id)?)
}

/// Paid, by money or from the deposits.
fn paid(read: &Read<'_>, invoice: RowId) -> Result<Money> {
    let sql = "SELECT coalesce((SELECT sum(amount_paise) FROM payment WHERE invoice_id = ?1), 0)
        + coalesce((SELECT sum(amount_paise) FROM set_off WHERE invoice_id = ?1), 0)";
    Ok(read.value(sql, [invoice])?.unwrap_or_default())
}

fn credited(read: &Read<'_>, invoice: RowId) -> Result<Money> {
    let sql = "SELECT coalesce(sum(amount_paise), 0) FROM credit_note WHERE invoice_id = ?1";
    Ok(read.value(sql, [invoice])?.unwrap_or_default())
}

pub fn status(total: Money, paid: Money, credited: Money) -> InvoiceStatus {
    if credited >= total && total > Money::ZERO {
        InvoiceStatus::Credited
    } else if paid >= total - credited {
        InvoiceStatus::Paid
    } else if paid > Money::ZERO {
        InvoiceStatus::PartPaid
    } else {
        InvoiceStatus::Due
    }
}

pub fn view(read: &Read<'_>, id: RowId) -> Result<InvoiceView> {
    let invoice: Invoice = read.get(id)?;
    let patient: Option<Patient> = read.find(invoice.patient_id)?;
    let (paid, credited) = (paid(read, id)?, credited(read, id)?);
    Ok(InvoiceView {
        patient_name: patient.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
        reg_no: patient.map(|patient| patient.reg_no).unwrap_or_default(),
        paid_paise: paid,
        credited_paise: credited,
        due_paise: invoice.total_paise - credited - paid,
        status: status(invoice.total_paise, paid, credited),
        payments: read
            .all("SELECT * FROM payment WHERE invoice_id = ?1 ORDER BY at, id LIMIT 200", [id])?,
        credit_notes: read.all(
            "SELECT * FROM credit_note WHERE invoice_id = ?1 ORDER BY at, id LIMIT 200",
            [id],
        )?,
        set_offs: read
            .all("SELECT * FROM set_off WHERE invoice_id = ?1 ORDER BY at, id LIMIT 200", [id])?,
        invoice,
    })
}

#[derive(Deserialize, TS)]
pub struct OpenInvoice {
    pub invoice_id: RowId,
}

impl Query for OpenInvoice {
    type Output = InvoiceView;
    const ROUTE: &'static str = "billing.open";
    const PERMISSION: Permission = BILLING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<InvoiceView> {
        view(read, self.invoice_id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.invoice_id)
    }
}
