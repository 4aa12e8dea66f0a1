use kernel::{Day, Money, Permission, Query, Read, Result, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::DocumentKind;
use super::open::{InvoiceStatus, status};
use crate::permissions::BILLING_VIEW;

#[derive(Deserialize, TS)]
pub struct ListInvoices {
    pub day: Option<Day>,
    pub patient_id: Option<RowId>,
    pub only_due: bool,
    pub limit: u16,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct InvoiceRow {
    pub id: RowId,
    pub printed_number: String,
    pub document: DocumentKind,
    pub patient_id: RowId,
    pub patient_name: String,
    pub reg_no: String,
    pub day: Day,
    pub issued_at: Timestamp,
    pub total_paise: Money,
    pub paid_paise: Money,
    pub due_paise: Money,
    pub status: InvoiceStatus,
}

#[derive(Deserialize)]
struct Found {
    id: RowId,
    printed_number: String,
    document: DocumentKind,
    patient_id: RowId,
    patient_name: Option<String>,
    reg_no: Option<String>,
    day: Day,
    issued_at: Timestamp,
    total_paise: Money,
    paid_paise: Money,
    credited_paise: Money,
}

/// Newest first, along the days; `{narrow}` says of which day and patient.
const LIST: &str = "
SELECT * FROM (
    SELECT invoice.*, patient.name AS patient_name, patient.reg_no,
        (SELECT coalesce(sum(amount_paise), 0) FROM payment
         WHERE invoice_id = invoice.id)
        + (SELECT coalesce(sum(amount_paise), 0) FROM set_off
         WHERE invoice_id = invoice.id) AS paid_paise,
        (SELECT coalesce(sum(amount_paise), 0) FROM credit_note
         WHERE invoice_id = invoice.id) AS credited_paise
    FROM invoice LEFT JOIN patient ON patient.id = invoice.patient_id
    WHERE {narrow}
)
WHERE ?3 = 0 OR total_paise - credited_paise - paid_paise > 0
ORDER BY day DESC, issued_at DESC, id DESC LIMIT ?4";

impl Query for ListInvoices {
    type Output = Vec<InvoiceRow>;
    const ROUTE: &'static str = "billing.list";
    const PERMISSION: Permission = BILLING_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<InvoiceRow>> {
        let day = self.day.map(|day| day.to_string());
        let limit = self.limit.min(1000);
        // Said only where it narrows: a question that allows for both has no use of an index.
        let narrow = match (self.day, self.patient_id) {
            (Some(_), Some(_)) => "invoice.day = ?1 AND invoice.patient_id = ?2",
            (Some(_), None) => "invoice.day = ?1 AND ?2 IS NULL",
            (None, Some(_)) => "?1 IS NULL AND invoice.patient_id = ?2",
            (None, None) => "?1 IS NULL AND ?2 IS NULL",
        };
        let params = rusqlite::params![day, self.patient_id, self.only_due, limit];
        let found: Vec<Found> = read.all(&LIST.replace("{narrow}", narrow), params)?;
        Ok(found.into_iter().map(row).collect())
    }
}

fn row(found: Found) -> InvoiceRow {
    InvoiceRow {
        due_paise: found.total_paise - found.credited_paise - found.paid_paise,
        status: status(found.total_paise, found.paid_paise, found.credited_paise),
        id: found.id,
        printed_number: found.printed_number,
        document: found.document,
        patient_id: found.patient_id,
        patient_name: found.patient_name.unwrap_or_default(),
        reg_no: found.reg_no.unwrap_or_default(),
        day: found.day,
        issued_at: found.issued_at,
        total_paise: found.total_paise,
        paid_paise: found.paid_paise,
    }
}
