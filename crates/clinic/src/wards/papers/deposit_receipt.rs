use kernel::{Error, Money, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::moment;
use crate::billing::{Deposit, deposit_left, in_words};
use crate::papers::{Drawn, Paper, PaperQuery, prints, sheet};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::BILLING_VIEW;
use crate::settings::{clinic, letterhead};
use crate::wards::model::Admission;

/// The receipt of one deposit, or of one that was given back.
#[derive(Deserialize, TS)]
pub struct DepositReceipt {
    pub deposit_id: RowId,
    /// `roll80`, `roll58`; the clinic's own roll when absent.
    pub sheet: Option<String>,
}

impl Query for DepositReceipt {
    type Output = Paper;
    const ROUTE: &'static str = "wards.deposit_receipt";
    const PERMISSION: Permission = BILLING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.deposit_id)
    }
}

impl PaperQuery for DepositReceipt {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let deposit: Deposit = read.get(self.deposit_id)?;
        let admission: Admission = read.get(deposit.admission_id)?;
        let patient: Patient = read.get(deposit.patient_id)?;
        let clinic = clinic(read)?;
        let printed = prints(read, DepositReceipt::ROUTE, deposit.id)?;
        let is_refund = deposit.amount_paise.is_negative();
        let title = if is_refund { "Deposit returned" } else { "Deposit receipt" };
        let left = deposit_left(read, admission.id)?;
        let paper = documents::Receipt {
            sheet: sheet(self.sheet.as_deref().unwrap_or(&clinic.roll)),
            letterhead: letterhead(read)?,
            title: title.into(),
            number: deposit.printed_number.clone(),
            date: moment(read, deposit.at),
            patient: patient_line(read, &patient),
            doctor: String::new(),
            lines: Vec::new(),
            totals: vec![
                (format!("Admission {}", admission.printed_number), String::new()),
                ("Amount".into(), deposit.amount_paise.to_string()),
                ("Deposit with us now".into(), left.to_string()),
            ],
            amount_in_words: in_words(Money(deposit.amount_paise.0.abs())),
            payments: vec![documents::Payment {
                method: deposit.method.title().into(),
                reference: deposit.reference.clone(),
                amount: deposit.amount_paise.to_string(),
            }],
            due: None,
            upi_qr: None,
            notes: deposit.note.clone(),
            copy_mark: (printed > 0).then(|| format!("Duplicate {printed}")),
            language: print_language(&patient, &clinic.print_language),
        };
        let pdf = documents::receipt(&paper).map_err(Error::internal)?;
        let name = format!("deposit-{}", deposit.printed_number);
        Ok(Drawn { title: deposit.printed_number, name, pdf, subject: self.deposit_id })
    }
}
