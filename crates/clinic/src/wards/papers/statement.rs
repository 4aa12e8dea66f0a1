use documents::{Statement, StatementGroup, StatementLine};
use kernel::{Error, Money, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::{moment, pair};
use crate::billing::plain;
use crate::papers::{Drawn, Paper, PaperQuery, sheet};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::WARDS_CHARGE;
use crate::settings::{clinic, letterhead};
use crate::wards::model::Admission;
use crate::wards::money::{BillLine, ChargeKind, RunningView, running_view};

/// The running bill on one page for the relative. It is no invoice.
#[derive(Deserialize, TS)]
pub struct InterimStatement {
    pub admission_id: RowId,
    /// `a5` or `a4`; the clinic's own when absent.
    pub sheet: Option<String>,
}

impl Query for InterimStatement {
    type Output = Paper;
    const ROUTE: &'static str = "wards.statement";
    const PERMISSION: Permission = WARDS_CHARGE;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for InterimStatement {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let admission: Admission = read.get(self.admission_id)?;
        let patient: Patient = read.get(admission.patient_id)?;
        let clinic = clinic(read)?;
        let view = running_view(read, admission, Money::ZERO)?;
        let whole = &view.admission;
        let bed = whole.place.as_ref().map(|p| format!("{} · {}", p.bed, p.ward));
        let balance = match view.due_paise.is_negative() {
            true => pair("To be given back", (-view.due_paise).to_string()),
            false => pair("To pay", view.due_paise.to_string()),
        };
        let paper = Statement {
            letterhead: letterhead(read)?,
            title: "Interim statement".into(),
            subtitle: format!(
                "As of {}. This is not an invoice; the final bill may differ.",
                moment(read, read.now())
            ),
            patient: patient_line(read, &patient),
            facts: vec![
                pair("IPD no.", &whole.admission.printed_number),
                pair("Patient no.", &patient.reg_no),
                pair("Admitted", moment(read, whole.admission.admitted_at)),
                pair("Bed", bed.unwrap_or_default()),
                pair("Doctor", &whole.doctor_name),
            ],
            groups: groups(&view),
            totals: totals(&view),
            payments_heading: "Deposits received".into(),
            payments: view.deposits.iter().map(payment).collect(),
            balance,
            notes: String::new(),
            language: print_language(&patient, &clinic.print_language),
        };
        let chosen = self.sheet.as_deref().unwrap_or(&clinic.paper_bill);
        let chosen = match sheet(chosen) {
            documents::Sheet::A4 => documents::Sheet::A4,
            _ => documents::Sheet::A5,
        };
        let pdf = documents::statement(&paper, chosen).map_err(Error::internal)?;
        let number = whole.admission.printed_number.clone();
        let name = format!("statement-{number}");
        Ok(Drawn { title: number, name, pdf, subject: self.admission_id })
    }
}

fn payment(deposit: &crate::billing::Deposit) -> documents::Payment {
    let day = deposit.day.format("%d-%b");
    documents::Payment {
        method: format!("{day} {}", deposit.method.title()),
        reference: deposit.printed_number.clone(),
        amount: deposit.amount_paise.to_string(),
    }
}

fn heading(kind: ChargeKind) -> &'static str {
    match kind {
        ChargeKind::Bed => "Bed and nursing",
        ChargeKind::Visit => "Doctors' visits",
        ChargeKind::Procedure => "Procedures",
        ChargeKind::Service => "Tests and services",
        ChargeKind::Medicine => "Medicines",
        ChargeKind::Consumable => "Consumables",
        ChargeKind::Package => "Packages",
    }
}

/// Lines of one kind together; the same thing at the same price on several days is one.
fn groups(view: &RunningView) -> Vec<StatementGroup> {
    let mut groups: Vec<(ChargeKind, Vec<BillLine>)> = Vec::new();
    for line in &view.lines {
        if groups.last().is_none_or(|(kind, _)| *kind != line.kind) {
            groups.push((line.kind, Vec::new()));
        }
        let Some((_, lines)) = groups.last_mut() else { continue };
        let same = lines.iter_mut().find(|known| {
            line.kind != ChargeKind::Bed
                && known.description == line.description
                && known.price_paise == line.price_paise
                && known.is_covered == line.is_covered
        });
        match same {
            Some(known) => {
                known.quantity += line.quantity;
                known.amount_paise += line.amount_paise;
                known.until = line.until;
            }
            None => lines.push(line.clone()),
        }
    }
    let group = |(kind, lines): (ChargeKind, Vec<BillLine>)| StatementGroup {
        heading: heading(kind).into(),
        total: lines.iter().map(|line| line.amount_paise).sum::<Money>().to_string(),
        lines: lines.iter().map(line).collect(),
    };
    groups.into_iter().map(group).collect()
}

fn line(line: &BillLine) -> StatementLine {
    let date = match (line.kind, line.day == line.until) {
        (ChargeKind::Bed, _) => String::new(),
        (_, true) => line.day.format("%d-%b").to_string(),
        (_, false) => format!("{}–{}", line.day.format("%d"), line.until.format("%d-%b")),
    };
    StatementLine {
        date,
        description: line.description.clone(),
        quantity: format!("{} ×", line.quantity),
        rate: plain(line.price_paise),
        amount: match line.is_covered {
            true => "in package".into(),
            false => plain(line.amount_paise),
        },
    }
}

fn totals(view: &RunningView) -> Vec<(String, String)> {
    let mut totals = vec![pair("Not billed yet", view.subtotal_paise.to_string())];
    let rows = [
        ("GST", view.tax_paise),
        ("Round off", view.round_off_paise),
        ("Deposits left", -view.deposit_left_paise),
    ];
    for bill in view.bills.iter().filter(|bill| bill.due_paise != Money::ZERO) {
        let label = format!("Due of bill {}", bill.printed_number);
        totals.push((label, bill.due_paise.to_string()));
    }
    for (label, amount) in rows.into_iter().filter(|(_, amount)| *amount != Money::ZERO) {
        totals.push(pair(label, amount.to_string()));
    }
    totals
}
