use documents::Sheet;
use kernel::{Error, Money, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{DocumentKind, Payment, WorkedLine};
use super::open::{InvoiceView, view};
use super::upi::upi_uri;
use super::words::in_words;
use crate::papers::{Drawn, Paper, PaperQuery, prints, sheet};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::BILLING_VIEW;
use crate::settings::{Clinic, Doctor, clinic, letterhead, state_name};

/// The bill: A5 or A4, or a roll.
#[derive(Deserialize, TS)]
pub struct InvoicePaper {
    pub invoice_id: RowId,
    /// `a5`, `a4`, `roll80` or `roll58`; the clinic's own when absent.
    pub sheet: Option<String>,
}

impl Query for InvoicePaper {
    type Output = Paper;
    const ROUTE: &'static str = "billing.paper";
    const PERMISSION: Permission = BILLING_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.invoice_id)
    }
}

impl PaperQuery for InvoicePaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let view = view(read, self.invoice_id)?;
        let clinic = clinic(read)?;
        let sheet = sheet(self.sheet.as_deref().unwrap_or(&clinic.paper_bill));
        let pdf = match sheet {
            Sheet::Roll80 | Sheet::Roll58 => {
                documents::receipt(&roll(read, &view, &clinic, sheet)?)
            }
            _ => documents::bill(&bill(read, &view, &clinic)?, sheet),
        };
        let number = view.invoice.printed_number.clone();
        Ok(Drawn {
            title: number.clone(),
            name: format!("bill-{number}"),
            pdf: pdf.map_err(Error::internal)?,
            subject: self.invoice_id,
        })
    }
}

fn bill(read: &Read<'_>, view: &InvoiceView, clinic: &Clinic) -> Result<documents::Bill> {
    let invoice = &view.invoice;
    let patient: Patient = read.get(invoice.patient_id)?;
    let has_tax = invoice.document == DocumentKind::TaxInvoice
        || invoice.document == DocumentKind::InvoiceCumBillOfSupply;
    let printed = prints(read, InvoicePaper::ROUTE, invoice.id)?;
    let supplied_in = invoice.buyer.as_ref().map(|buyer| buyer.state_code.as_str());
    Ok(documents::Bill {
        letterhead: letterhead(read)?,
        title: invoice.document.title().into(),
        number: invoice.printed_number.clone(),
        date: invoice.issued_at.local(clinic.zone()).format("%d-%b-%Y %H:%M").to_string(),
        patient: patient_line(read, &patient),
        doctor: doctor_name(read, view)?,
        buyer: invoice.buyer.as_ref().map(|buyer| documents::Buyer {
            name: buyer.name.clone(),
            gstin: buyer.gstin.clone(),
            address: buyer.address.clone(),
            state: state_name(&buyer.state_code).into(),
        }),
        place_of_supply: has_tax
            .then(|| supplied_in.filter(|code| !code.is_empty()).unwrap_or(&clinic.state_code))
            .map(|code| format!("{} ({code})", state_name(code))),
        lines: invoice.lines.iter().map(|each| line(each, has_tax)).collect(),
        show_tax: has_tax,
        totals: totals(view),
        amount_in_words: in_words(invoice.total_paise),
        payments: payments(view),
        due: (view.due_paise > Money::ZERO).then(|| view.due_paise.to_string()),
        upi_qr: upi_uri(clinic, &invoice.printed_number, view.due_paise),
        notes: credited(view),
        reverse_charge: has_tax.then(|| "Whether tax is payable on reverse charge: No".into()),
        signature_png: None,
        signature_lines: vec![format!("For {}", clinic.name), invoice.issued_by.clone()],
        copy_mark: (printed > 0).then(|| format!("Duplicate {printed}")),
        draft: false,
        language: print_language(&patient, &clinic.print_language),
    })
}

fn roll(
    read: &Read<'_>,
    view: &InvoiceView,
    clinic: &Clinic,
    sheet: Sheet,
) -> Result<documents::Receipt> {
    let whole = bill(read, view, clinic)?;
    Ok(documents::Receipt {
        sheet,
        letterhead: whole.letterhead,
        title: whole.title,
        number: whole.number,
        date: whole.date,
        patient: whole.patient,
        doctor: whole.doctor,
        lines: whole.lines,
        totals: whole.totals,
        amount_in_words: whole.amount_in_words,
        payments: whole.payments,
        due: whole.due,
        upi_qr: whole.upi_qr,
        notes: whole.notes,
        copy_mark: whole.copy_mark,
        language: whole.language,
    })
}

fn doctor_name(read: &Read<'_>, view: &InvoiceView) -> Result<String> {
    let id = view.invoice.lines.iter().find_map(|line| line.doctor_id);
    let doctor: Option<Doctor> = id.map(|id| read.find(id)).transpose()?.flatten();
    Ok(doctor
        .map(|doctor| match doctor.registration_no.as_str() {
            "" => doctor.name,
            number => format!("{}, Reg. {number}", doctor.name),
        })
        .unwrap_or_default())
}

/// An amount without the sign of the rupee, for table cells.
pub fn plain(amount: Money) -> String {
    amount.to_string().replace("₹ ", "")
}

fn some(amount: Money) -> String {
    if amount == Money::ZERO { String::new() } else { plain(amount) }
}

fn line(line: &WorkedLine, has_tax: bool) -> documents::BillLine {
    let percent = f64::from(line.rate_hundredths) / 100.0;
    documents::BillLine {
        description: line.description.clone(),
        detail: String::new(),
        code: line.sac.clone(),
        quantity: line.quantity.to_string(),
        rate: plain(line.price_paise),
        discount: some(line.discount_paise),
        taxable: plain(line.taxable_paise),
        tax_rate: if has_tax { format!("{percent}%") } else { String::new() },
        cgst: some(line.cgst_paise),
        sgst: some(line.sgst_paise),
        igst: some(line.igst_paise),
        total: plain(line.total_paise),
    }
}

fn totals(view: &InvoiceView) -> Vec<(String, String)> {
    let invoice = &view.invoice;
    let sum = |part: fn(&WorkedLine) -> Money| invoice.lines.iter().map(part).sum::<Money>();
    let rows = [
        ("Subtotal", invoice.subtotal_paise, true),
        ("Discount", -invoice.discount_paise, false),
        ("CGST", sum(|line| line.cgst_paise), false),
        ("SGST", sum(|line| line.sgst_paise), false),
        ("IGST", sum(|line| line.igst_paise), false),
        ("Round off", invoice.round_off_paise, false),
        ("Total", invoice.total_paise, true),
    ];
    rows.into_iter()
        .filter(|(_, amount, always)| *always || *amount != Money::ZERO)
        .map(|(label, amount, _)| (label.to_owned(), amount.to_string()))
        .collect()
}

pub fn payment(payment: &Payment) -> documents::Payment {
    let returned = if payment.amount_paise.is_negative() { " (returned)" } else { "" };
    documents::Payment {
        method: format!("{}{returned}", payment.method.title()),
        reference: payment.reference.clone(),
        amount: payment.amount_paise.to_string(),
    }
}

/// What was paid, and what the deposits of the admission paid.
fn payments(view: &InvoiceView) -> Vec<documents::Payment> {
    let set_off: Money = view.set_offs.iter().map(|set_off| set_off.amount_paise).sum();
    let deposit = (set_off != Money::ZERO).then(|| documents::Payment {
        method: "Deposit set off".into(),
        reference: String::new(),
        amount: set_off.to_string(),
    });
    deposit.into_iter().chain(view.payments.iter().map(payment)).collect()
}

fn credited(view: &InvoiceView) -> String {
    let note = |note: &super::model::CreditNote| {
        format!("Credit note {}: {} ({})", note.printed_number, note.amount_paise, note.reason)
    };
    view.credit_notes.iter().map(note).collect::<Vec<_>>().join("\n")
}
