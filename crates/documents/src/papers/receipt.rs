use serde::{Deserialize, Serialize};

use super::bill::{BillLine, Payment};
use super::letterhead::Letterhead;
use super::marks;
use super::marks::pair;
use super::patient_line::PatientLine;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::qr::qr_modules;
use crate::sheet::Sheet;
use crate::text::{Align, Engine};
use crate::words::Words;

const BLACK: Color = Color(0.0, 0.0, 0.0);

/// A bill or a money receipt on a thermal roll.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Receipt {
    /// Roll80 or Roll58.
    pub sheet: Sheet,
    pub letterhead: Letterhead,
    pub title: String,
    pub number: String,
    pub date: String,
    pub patient: PatientLine,
    /// With the registration number: it belongs on money receipts too (IMC
    /// Regulations 2002, 1.4.2).
    pub doctor: String,
    pub lines: Vec<BillLine>,
    /// The last one is the sum and printed large.
    pub totals: Vec<(String, String)>,
    pub amount_in_words: String,
    pub payments: Vec<Payment>,
    pub due: Option<String>,
    pub upi_qr: Option<String>,
    pub notes: String,
    pub copy_mark: Option<String>,
    pub language: Language,
}

pub fn receipt(paper: &Receipt) -> Result<Pdf> {
    let sheet = paper.sheet;
    if !sheet.is_roll() {
        return Err(Error::WrongSheet { paper: "receipt" });
    }
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let mut flow = Flow::new(sheet, Frame::default());
    place_top(&mut engine, &theme, width, paper, &mut flow)?;
    for line in &paper.lines {
        flow.place(item(&mut engine, &theme, width, line));
    }
    place_sums(&mut engine, &theme, width, paper, &mut flow);
    place_bottom(&mut engine, &theme, width, paper, &mut flow)?;
    let pages = flow.finish(|_, _| Block::default());
    Pdf::write(&pages, &paper.title, paper.language, sheet)
}

fn place_top(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Receipt,
    flow: &mut Flow,
) -> Result<()> {
    flow.place(paper.letterhead.roll_head(engine, theme, width)?);
    let strong = theme.style(Voice::Strong).aligned(Align::Center).lines(2);
    flow.place(rule(theme, width));
    flow.place(Block::text(engine, &paper.title, &strong, width));
    if let Some(mark) = &paper.copy_mark {
        let stamp = marks::stamp(engine, theme, mark, BLACK);
        let x = f32::max(0.0, (width - stamp.width) / 2.0);
        flow.place(Block::default().over(x, 0.0, stamp).gap(theme.base * 0.3));
    }
    let facts = [
        ("No.", paper.number.as_str()),
        ("Date", paper.date.as_str()),
        ("Patient", paper.patient.name.as_str()),
        ("Age / sex", paper.patient.age_sex.as_str()),
        ("Patient no.", paper.patient.reg_no.as_str()),
        ("Doctor", paper.doctor.as_str()),
    ];
    flow.place(marks::facts_block(engine, theme, width, &facts));
    flow.place(rule(theme, width));
    Ok(())
}

fn rule(theme: &Theme, width: f32) -> Block {
    Block::rule(width, 0.8, BLACK).lowered(theme.base * 0.3).gap(theme.base * 0.35)
}

/// The description over its whole width, below it the sum and its amount.
fn item(engine: &mut Engine, theme: &Theme, width: f32, line: &BillLine) -> Block {
    let body = theme.style(Voice::Body).aligned(Align::Start).lines(4);
    let small = theme.style(Voice::Small).lines(2);
    let has_sum = !line.quantity.is_empty() && !line.rate.is_empty();
    let block = if has_sum {
        let mut sum = format!("{} × {}", line.quantity, line.rate);
        if !line.discount.trim().is_empty() {
            sum = format!("{sum} − {}", line.discount);
        }
        Block::text(engine, &line.description, &body, width).below(pair(
            engine,
            theme,
            width,
            &sum,
            &line.total,
            Voice::Body,
        ))
    } else {
        pair(engine, theme, width, &line.description, &line.total, Voice::Body)
    };
    let block = if line.detail.is_empty() {
        block
    } else {
        block.below(Block::text(engine, &line.detail, &small, width))
    };
    block.gap(theme.base * 0.25)
}

fn place_sums(engine: &mut Engine, theme: &Theme, width: f32, paper: &Receipt, flow: &mut Flow) {
    flow.place(rule(theme, width));
    let last = paper.totals.len().saturating_sub(1);
    for (nth, (label, amount)) in paper.totals.iter().enumerate() {
        let voice = if nth == last { Voice::Heading } else { Voice::Body };
        flow.place(pair(engine, theme, width, label, amount, voice));
    }
    if !paper.amount_in_words.is_empty() {
        let small = theme.style(Voice::Small).lines(4);
        flow.place(Block::text(engine, &paper.amount_in_words, &small, width));
    }
    for payment in &paper.payments {
        let how = format!("{} {}", payment.method, payment.reference);
        flow.place(pair(engine, theme, width, how.trim(), &payment.amount, Voice::Body));
    }
    if let Some(due) = &paper.due {
        flow.place(pair(engine, theme, width, "Balance due", due, Voice::Strong));
    }
    flow.place(rule(theme, width));
}

fn place_bottom(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Receipt,
    flow: &mut Flow,
) -> Result<()> {
    let words = Words::of(paper.language);
    let center = theme.style(Voice::Body).aligned(Align::Center).lines(3);
    if let Some(text) = &paper.upi_qr {
        let side = width * 0.56;
        let code = qr_modules(text)?.block(side);
        flow.place(Block::default().over((width - side) / 2.0, 0.0, code));
        flow.place(Block::text(engine, &words.say("papers-scan-to-pay"), &center, width));
    }
    if !paper.notes.trim().is_empty() {
        let small = theme.style(Voice::Small).aligned(Align::Center);
        flow.place_all(Block::text_lines(engine, &paper.notes, &small, width));
    }
    flow.place(Block::text(engine, &words.say("papers-thank-you"), &center, width));
    Ok(())
}
