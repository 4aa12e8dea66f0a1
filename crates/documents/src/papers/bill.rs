use serde::{Deserialize, Serialize};

use super::bill_foot::place_foot;
use super::letterhead::Letterhead;
use super::marks;
use super::patient_line::PatientLine;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layout::{Block, Column, Flow, Frame, Table, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine, isolate};

/// All amounts are already written ("₹ 1,23,456.00"); this only lays them out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bill {
    pub letterhead: Letterhead,
    /// "Bill of Supply", "Tax Invoice", "Invoice-cum-Bill of Supply", "Bill".
    pub title: String,
    pub number: String,
    pub date: String,
    pub patient: PatientLine,
    pub doctor: String,
    pub buyer: Option<Buyer>,
    pub place_of_supply: Option<String>,
    pub lines: Vec<BillLine>,
    /// A bill of supply has no tax columns (CGST Rule 49).
    pub show_tax: bool,
    pub totals: Vec<(String, String)>,
    pub amount_in_words: String,
    pub payments: Vec<Payment>,
    pub due: Option<String>,
    /// The text of a UPI payment code.
    pub upi_qr: Option<String>,
    pub notes: String,
    pub reverse_charge: Option<String>,
    pub signature_png: Option<Vec<u8>>,
    /// Who signs, below the line.
    pub signature_lines: Vec<String>,
    pub copy_mark: Option<String>,
    pub draft: bool,
    pub language: Language,
}

/// A registered recipient, when the bill is not for the patient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Buyer {
    pub name: String,
    pub gstin: String,
    pub address: String,
    pub state: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillLine {
    pub description: String,
    /// Batch, expiry and maker for medicines.
    pub detail: String,
    /// SAC or HSN.
    pub code: String,
    pub quantity: String,
    pub rate: String,
    pub discount: String,
    pub taxable: String,
    pub tax_rate: String,
    pub cgst: String,
    pub sgst: String,
    pub igst: String,
    pub total: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Payment {
    pub method: String,
    pub reference: String,
    pub amount: String,
}

/// A4 or A5; a roll is a `Receipt`.
pub fn bill(paper: &Bill, sheet: Sheet) -> Result<Pdf> {
    if !matches!(sheet, Sheet::A4 | Sheet::A5) {
        return Err(Error::WrongSheet { paper: "bill" });
    }
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let frame = Frame {
        blank_top: paper.letterhead.blank_top(sheet.height_pt()),
        head: later_head(&mut engine, &theme, width, paper),
        foot_height: marks::foot_height(&theme),
        ghost: paper.draft.then(|| marks::ghost(&mut engine, &theme, sheet)),
    };
    let mut flow = Flow::new(sheet, frame);
    flow.place(paper.letterhead.head(&mut engine, &theme, width, None)?);
    flow.place(title(&mut engine, &theme, width, paper));
    flow.place(parties(&mut engine, &theme, width, paper));
    flow.skip(theme.base * 0.8);
    table(&theme, paper, sheet).place(&mut engine, &mut flow, width);
    place_foot(&mut engine, &theme, width, paper, &mut flow)?;
    let who = format!("{}  ·  {} {}", paper.letterhead.clinic_name, paper.title, paper.number);
    let pages =
        flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &who, page, pages));
    Pdf::write(&pages, &paper.title, paper.language, sheet)
}

fn title(engine: &mut Engine, theme: &Theme, width: f32, paper: &Bill) -> Block {
    let style = theme.style(Voice::Heading).sized(theme.base * 1.3).aligned(Align::Center);
    let mut row = Block::text(engine, &paper.title, &style.lines(2), width);
    if let Some(mark) = &paper.copy_mark {
        let stamp = marks::stamp(engine, theme, mark, Color::INK);
        row = row.over(width - stamp.width, 0.0, stamp);
    }
    if paper.draft {
        let stamp = marks::stamp(engine, theme, marks::DRAFT, Color::ALERT);
        row = row.over(0.0, 0.0, stamp);
    }
    row.gap(theme.base * 0.5)
}

fn parties(engine: &mut Engine, theme: &Theme, width: f32, paper: &Bill) -> Block {
    let place = paper.place_of_supply.clone().unwrap_or_default();
    let facts = [
        ("No.", paper.number.as_str()),
        ("Date", paper.date.as_str()),
        ("Patient no.", paper.patient.reg_no.as_str()),
        ("Doctor", paper.doctor.as_str()),
        ("Place of supply", place.as_str()),
    ];
    let band = marks::patient_band(engine, theme, width, &paper.patient, &facts);
    let Some(buyer) = &paper.buyer else { return band };
    let gstin = (!buyer.gstin.is_empty()).then(|| format!("GSTIN {}", isolate(&buyer.gstin)));
    let state = (!buyer.state.is_empty()).then(|| format!("State {}", buyer.state));
    let details: Vec<String> = [Some(buyer.address.clone()), gstin, state]
        .into_iter()
        .flatten()
        .filter(|text| !text.trim().is_empty())
        .collect();
    let label = theme.style(Voice::Small);
    let strong = theme.style(Voice::Strong).lines(2);
    let name = Block::text(engine, &buyer.name, &strong, width * 0.8);
    let details = Block::text(engine, &details.join("  ·  "), &label.lines(3), width * 0.8);
    let label = Block::text(engine, "Billed to", &label, width * 0.15);
    let indent = theme.base * 5.6;
    let column = name.below(details);
    band.gap(theme.base * 0.5)
        .below(Block::row([(theme.base * 0.6, label), (theme.base * 0.6 + indent, column)]))
}

/// Repeated on later pages, above the table's own heading.
fn later_head(engine: &mut Engine, theme: &Theme, width: f32, paper: &Bill) -> Block {
    let text = format!(
        "{} {}   {}   {}",
        paper.title,
        isolate(&paper.number),
        isolate(&paper.date),
        isolate(&paper.patient.name)
    );
    let mark = if paper.draft { format!("{} – {text}", marks::DRAFT) } else { text };
    Block::text(engine, &mark, &theme.style(Voice::Strong).lines(1), width)
        .gap(theme.base * 0.3)
        .below(Block::rule(width, 0.7, Color::ACCENT))
        .gap(theme.base * 0.5)
}

fn table(theme: &Theme, paper: &Bill, sheet: Sheet) -> Table {
    let cells = |pick: fn(&BillLine) -> &String| paper.lines.iter().map(move |l| pick(l).clone());
    let numbers = (1..=paper.lines.len()).map(|nth| nth.to_string());
    let notes = paper.lines.iter().map(note);
    let description = Column::new("Description", Align::Start, cells(|line| &line.description))
        .flexible()
        .with_notes(notes);
    let mut columns = vec![Column::new("#", Align::Left, numbers), description];
    let money = |heading, pick| Column::new(heading, Align::Right, cells(pick));
    columns.push(money("Qty", |line| &line.quantity));
    columns.push(money("Rate", |line| &line.rate));
    columns.push(money("Discount", |line| &line.discount));
    if paper.show_tax {
        columns.push(money("Taxable", |line| &line.taxable));
        columns.push(money("GST", |line| &line.tax_rate));
        columns.push(money("CGST", |line| &line.cgst));
        columns.push(money("SGST", |line| &line.sgst));
        columns.push(money("IGST", |line| &line.igst));
    }
    columns.push(money("Amount", |line| &line.total));
    columns.retain(|column| column.is_flexible || !column.is_blank());
    let size = theme.base * if columns.len() > 7 && sheet == Sheet::A5 { 0.82 } else { 0.94 };
    Table {
        columns,
        head: theme.style(Voice::Label).colored(Color::ACCENT).sized(size * 0.92),
        body: theme.style(Voice::Body).sized(size),
        note: theme.style(Voice::Small).sized(size * 0.84),
        gutter: theme.base * 0.75,
    }
}

fn note(line: &BillLine) -> String {
    let code = (!line.code.is_empty()).then(|| format!("SAC/HSN {}", line.code));
    let detail = (!line.detail.is_empty()).then(|| line.detail.clone());
    code.into_iter().chain(detail).collect::<Vec<_>>().join("  ·  ")
}
