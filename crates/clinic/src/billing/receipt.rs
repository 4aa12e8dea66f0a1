use kernel::{Error, Money, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::Payment;
use super::open::view;
use super::paper::payment as shown;
use super::words::in_words;
use crate::papers::{Drawn, Paper, PaperQuery, prints, sheet};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::BILLING_VIEW;
use crate::settings::{clinic, letterhead};

/// The receipt of one payment, on the roll or on a small sheet.
#[derive(Deserialize, TS)]
pub struct ReceiptPaper {
    pub payment_id: RowId,
    /// `roll80`, `roll58` or `a5`; the clinic's own roll when absent.
    pub sheet: Option<String>,
}

impl Query for ReceiptPaper {
    type Output = Paper;
    const ROUTE: &'static str = "billing.receipt";
    const PERMISSION: Permission = BILLING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.payment_id)
    }
}

impl PaperQuery for ReceiptPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let payment: Payment = read.get(self.payment_id)?;
        let bill = view(read, payment.invoice_id)?;
        let patient: Patient = read.get(payment.patient_id)?;
        let clinic = clinic(read)?;
        let printed = prints(read, ReceiptPaper::ROUTE, payment.id)?;
        let title = if payment.amount_paise.is_negative() { "Refund" } else { "Receipt" };
        let amount = Money(payment.amount_paise.0.abs());
        let pdf = documents::receipt(&documents::Receipt {
            sheet: sheet(self.sheet.as_deref().unwrap_or(&clinic.roll)),
            letterhead: letterhead(read)?,
            title: title.into(),
            number: payment.printed_number.clone(),
            date: payment.at.local(clinic.zone()).format("%d-%b-%Y %H:%M").to_string(),
            patient: patient_line(read, &patient),
            doctor: String::new(),
            lines: Vec::new(),
            totals: vec![
                (
                    format!("Bill {}", bill.invoice.printed_number),
                    bill.invoice.total_paise.to_string(),
                ),
                ("Amount".into(), payment.amount_paise.to_string()),
            ],
            amount_in_words: in_words(amount),
            payments: vec![shown(&payment)],
            due: (bill.due_paise > Money::ZERO).then(|| bill.due_paise.to_string()),
            upi_qr: None,
            notes: String::new(),
            copy_mark: (printed > 0).then(|| format!("Duplicate {printed}")),
            language: print_language(&patient, &clinic.print_language),
        })
        .map_err(Error::internal)?;
        let name = format!("receipt-{}", payment.printed_number);
        Ok(Drawn { title: payment.printed_number, name, pdf, subject: self.payment_id })
    }
}
