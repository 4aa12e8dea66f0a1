use serde::{Deserialize, Serialize};

use super::bill::Payment;
use super::letterhead::Letterhead;
use super::marks;
use super::patient_line::PatientLine;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layout::{Block, Column, Flow, Frame, Table, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine};

/// The account of a stay as it stands: what was done, what was paid, what is open. It is
/// no invoice, and says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Statement {
    pub letterhead: Letterhead,
    /// "Interim statement".
    pub title: String,
    /// "This is not an invoice …".
    pub subtitle: String,
    pub patient: PatientLine,
    pub facts: Vec<(String, String)>,
    pub groups: Vec<StatementGroup>,
    pub totals: Vec<(String, String)>,
    pub payments_heading: String,
    pub payments: Vec<Payment>,
    /// Said large: "To pay", "To give back".
    pub balance: (String, String),
    pub notes: String,
    pub language: Language,
}

/// Lines of one kind with their sum. Amounts are already written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementGroup {
    pub heading: String,
    pub lines: Vec<StatementLine>,
    pub total: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementLine {
    pub date: String,
    pub description: String,
    pub quantity: String,
    pub rate: String,
    pub amount: String,
}

/// A4 or A5.
pub fn statement(paper: &Statement, sheet: Sheet) -> Result<Pdf> {
    if !matches!(sheet, Sheet::A4 | Sheet::A5) {
        return Err(Error::WrongSheet { paper: "statement" });
    }
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let frame = Frame {
        blank_top: paper.letterhead.blank_top(sheet.height_pt()),
        head: Block::default(),
        foot_height: marks::foot_height(&theme),
        ghost: None,
    };
    let mut flow = Flow::new(sheet, frame);
    flow.place(paper.letterhead.head(&mut engine, &theme, width, None)?);
    let center = theme.style(Voice::Heading).sized(theme.base * 1.4).aligned(Align::Center);
    flow.place(Block::text(&mut engine, &paper.title, &center.lines(2), width));
    let small = theme.style(Voice::Small).aligned(Align::Center).lines(2);
    flow.place(Block::text(&mut engine, &paper.subtitle, &small, width).gap(theme.base * 0.5));
    let facts: Vec<(&str, &str)> =
        paper.facts.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    flow.place(marks::patient_band(&mut engine, &theme, width, &paper.patient, &facts));
    flow.skip(theme.base * 0.5);
    for group in &paper.groups {
        place_group(&mut engine, &theme, width, group, &mut flow);
    }
    flow.skip(theme.base * 0.6);
    place_sums(&mut engine, &theme, width, paper, &mut flow);
    let who = format!("{}  ·  {}", paper.letterhead.clinic_name, paper.title);
    let pages =
        flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &who, page, pages));
    Pdf::write(&pages, &paper.title, paper.language, sheet)
}

fn place_group(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    group: &StatementGroup,
    flow: &mut Flow,
) {
    let label = theme.style(Voice::Label).colored(Color::ACCENT).sized(theme.base);
    let sum = label.aligned(Align::Right);
    let sum_width = width * 0.25;
    let heading = Block::text(engine, &group.heading, &label.lines(1), width - sum_width);
    let total = Block::text(engine, &group.total, &sum.lines(1), sum_width);
    let row = Block::row([(0.0, heading), (width - sum_width, total)]);
    let row = row.lowered(theme.base * 0.45);
    flow.place_with(row, theme.base * 1.8);
    let cells =
        |pick: fn(&StatementLine) -> &String| group.lines.iter().map(move |l| pick(l).clone());
    let mut columns = vec![
        Column::new("", Align::Left, cells(|line| &line.date)),
        Column::new("", Align::Start, cells(|line| &line.description)).flexible(),
        Column::new("", Align::Right, cells(|line| &line.quantity)),
        Column::new("", Align::Right, cells(|line| &line.rate)),
        Column::new("", Align::Right, cells(|line| &line.amount)),
    ];
    columns.retain(|column| column.is_flexible || !column.is_blank());
    let mut table = Table {
        columns,
        head: theme.style(Voice::Label).sized(0.1),
        body: theme.style(Voice::Body).sized(theme.base * 0.9),
        note: theme.style(Voice::Small),
        gutter: theme.base * 0.8,
    };
    table.place(engine, flow, width);
}

/// What was paid on the left, the sums on the right, and the balance large below.
fn place_sums(engine: &mut Engine, theme: &Theme, width: f32, paper: &Statement, flow: &mut Flow) {
    let half = (width - theme.base * 2.0) / 2.0;
    let label = theme.style(Voice::Label).colored(Color::ACCENT).sized(theme.base * 0.95);
    let mut left = Block::empty(half, 0.0);
    if !paper.payments.is_empty() {
        left = left.below(Block::text(engine, &paper.payments_heading, &label.lines(1), half));
    }
    for payment in &paper.payments {
        let what = [payment.method.as_str(), payment.reference.as_str()];
        let what = what.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
        let text = what.join("  ·  ");
        left = left.below(marks::pair(engine, theme, half, &text, &payment.amount, Voice::Body));
    }
    let mut right = Block::empty(half, 0.0);
    for (name, amount) in &paper.totals {
        right = right.below(marks::pair(engine, theme, half, name, amount, Voice::Body));
    }
    flow.place(Block::rule(width, 0.8, Color::INK).gap(theme.base * 0.4));
    flow.place(Block::row([(0.0, left), (half + theme.base * 2.0, right)]).gap(theme.base * 0.5));
    let (name, amount) = &paper.balance;
    let pad = theme.base * 0.6;
    let large = theme.style(Voice::Heading).sized(theme.base * 1.35);
    let name = Block::text(engine, name, &large.lines(1), width * 0.6);
    let amount =
        Block::text(engine, amount, &large.aligned(Align::Right).lines(1), width * 0.4 - 2.0 * pad);
    let row =
        Block::default().over(pad, pad * 0.6, name).over(width * 0.6 + pad, pad * 0.6, amount);
    flow.place(row.gap(pad * 0.6).on_band(width, Color::BAND).gap(theme.base * 0.5));
    let small = theme.style(Voice::Small);
    flow.place_all(Block::text_lines(engine, &paper.notes, &small, width));
}
