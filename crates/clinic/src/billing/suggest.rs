use kernel::{Day, Money, Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{BillLineForm, Invoice, WorkedLine};
use super::services::Service;
use super::tax::EXEMPT;
use crate::permissions::BILLING_ISSUE;
use crate::settings::{Doctor, clinic};
use crate::visits::{Visit, VisitKind};

/// Medical and dental services.
const SAC_CONSULTATION: &str = "999312";

/// What to bill for a visit: the fee, free within the follow-up window, and what was
/// ordered and has a price.
#[derive(Deserialize, TS)]
pub struct SuggestBill {
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
}

#[derive(Debug, Serialize, TS)]
pub struct Suggestion {
    pub lines: Vec<BillLineForm>,
    /// A message id: why the fee is what it is.
    pub why: &'static str,
    pub free_until: Option<Day>,
}

impl Query for SuggestBill {
    type Output = Suggestion;
    const ROUTE: &'static str = "billing.suggest";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, read: &Read<'_>) -> Result<Suggestion> {
        let Some(visit_id) = self.visit_id else {
            return Ok(Suggestion { lines: Vec::new(), why: "fee-none", free_until: None });
        };
        let visit: Visit = read.get(visit_id)?;
        let doctor: Doctor = read.get(visit.doctor_id)?;
        let charged = last_charged(read, &visit)?;
        let window = i64::from(clinic(read)?.follow_up_days);
        let free_until = charged.and_then(|day| day.checked_add_signed(days(window)));
        let (fee, why) = match free_until {
            Some(until) if visit.day <= until => (Money::ZERO, "fee-follow-up-free"),
            _ if visit.kind == VisitKind::FollowUp && doctor.follow_up_fee_paise > Money::ZERO => {
                (doctor.follow_up_fee_paise, "fee-follow-up")
            }
            _ => (doctor.fee_paise, "fee-new"),
        };
        let billed = already_billed(read, visit.id)?;
        let is_charged = is_charged(&billed, visit.doctor_id);
        let why = if is_charged { "fee-already-billed" } else { why };
        let mut lines = Vec::new();
        if !is_charged {
            lines.push(consultation(&doctor, fee));
        }
        lines.extend(
            ordered(read, &visit)?
                .into_iter()
                .filter(|line| !billed.iter().any(|known| known.service_id == line.service_id)),
        );
        Ok(Suggestion { lines, why, free_until })
    }
}

fn days(count: i64) -> chrono::Duration {
    chrono::Duration::days(count)
}

/// The last day before this visit on which this doctor's fee was charged.
fn last_charged(read: &Read<'_>, visit: &Visit) -> Result<Option<Day>> {
    let invoices: Vec<Invoice> = read.all(
        "SELECT * FROM invoice WHERE patient_id = ?1 AND visit_id IS NOT ?2 AND day <= ?3
             AND admission_id IS NULL
         ORDER BY issued_at DESC, id LIMIT 50",
        rusqlite::params![visit.patient_id, visit.id, visit.day.to_string()],
    )?;
    let is_fee = |invoice: &&Invoice| {
        invoice
            .lines
            .iter()
            .any(|line| line.doctor_id == Some(visit.doctor_id) && line.total_paise > Money::ZERO)
    };
    Ok(invoices.iter().find(is_fee).map(|invoice| invoice.day))
}

/// The lines of a visit's bills that were not taken back whole.
pub fn already_billed(read: &Read<'_>, visit_id: RowId) -> Result<Vec<WorkedLine>> {
    let invoices: Vec<Invoice> = read.all(
        "SELECT * FROM invoice WHERE visit_id = ?1 AND (total_paise = 0 OR total_paise >
             (SELECT coalesce(sum(amount_paise), 0) FROM credit_note
              WHERE invoice_id = invoice.id))
         ORDER BY issued_at, id LIMIT 50",
        [visit_id],
    )?;
    Ok(invoices.into_iter().flat_map(|invoice| invoice.lines).collect())
}

/// Whether this doctor's consultation is among the lines, be it free.
pub fn is_charged(lines: &[WorkedLine], doctor_id: RowId) -> bool {
    lines.iter().any(|line| line.doctor_id == Some(doctor_id))
}

fn consultation(doctor: &Doctor, fee: Money) -> BillLineForm {
    BillLineForm {
        service_id: None,
        doctor_id: Some(doctor.id),
        description: format!("Consultation, {}", doctor.name),
        sac: SAC_CONSULTATION.into(),
        quantity: 1,
        price_paise: fee,
        discount_paise: Money::ZERO,
        tax_class: EXEMPT.into(),
    }
}

fn ordered(read: &Read<'_>, visit: &Visit) -> Result<Vec<BillLineForm>> {
    let mut lines = Vec::new();
    for order in &visit.orders {
        let service: Option<Service> = read.one(
            "SELECT * FROM service WHERE lower(name) = lower(?1) AND is_active = 1
                 AND ended IS NULL ORDER BY id LIMIT 1",
            [&order.name],
        )?;
        lines.extend(service.map(|service| BillLineForm {
            service_id: Some(service.id),
            doctor_id: None,
            description: service.name,
            sac: service.sac,
            quantity: 1,
            price_paise: service.price_paise,
            discount_paise: Money::ZERO,
            tax_class: service.tax_class,
        }));
    }
    Ok(lines)
}
