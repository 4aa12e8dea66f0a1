use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::marks;
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine, isolate};

/// What a day brought in and who hands over what: kept in the cash file. It carries the
/// head of the access log, so that nobody can shorten the log behind it unseen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayClose {
    pub letterhead: Letterhead,
    pub title: String,
    /// Day, printed when, by whom.
    pub facts: Vec<(String, String)>,
    pub sections: Vec<DayCloseSection>,
    /// Said large: "Cash to hand over".
    pub cash: (String, String),
    /// What the number and the eight characters below are for.
    pub proof_note: String,
    /// "Entry 12345" and "ABCD-EFGH".
    pub proof: (String, String),
    pub signatures: Vec<String>,
    pub language: Language,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayCloseSection {
    pub heading: String,
    pub lines: Vec<DayCloseLine>,
    pub total: Option<(String, String)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayCloseLine {
    pub label: String,
    /// "12 receipts, ₹ 200 given back".
    pub note: String,
    pub amount: String,
}

/// Any sheet: A4, A5 or a roll.
pub fn day_close(paper: &DayClose, sheet: Sheet) -> Result<Pdf> {
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let frame = match sheet.is_roll() {
        true => Frame::default(),
        false => Frame {
            blank_top: paper.letterhead.blank_top(sheet.height_pt()),
            foot_height: marks::foot_height(&theme),
            ..Frame::default()
        },
    };
    let mut flow = Flow::new(sheet, frame);
    let head = match sheet.is_roll() {
        true => paper.letterhead.roll_head(&mut engine, &theme, width)?,
        false => paper.letterhead.head(&mut engine, &theme, width, None)?,
    };
    flow.place(head);
    let title = theme.style(Voice::Heading).sized(theme.base * 1.4).aligned(Align::Center);
    flow.place(Block::text(&mut engine, &paper.title, &title.lines(2), width));
    flow.skip(theme.base * 0.4);
    let facts: Vec<(&str, &str)> =
        paper.facts.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    flow.place(marks::facts_block(&mut engine, &theme, width, &facts));
    for section in &paper.sections {
        place_section(&mut engine, &theme, width, section, &mut flow);
    }
    flow.skip(theme.base * 0.6);
    flow.place(cash(&mut engine, &theme, width, &paper.cash));
    flow.skip(theme.base * 0.6);
    flow.place(proof(&mut engine, &theme, width, paper));
    flow.skip(theme.base * 2.2);
    flow.place(signatures(&mut engine, &theme, width, &paper.signatures));
    let who = format!("{}  ·  {}", paper.letterhead.clinic_name, paper.title);
    let pages = flow.finish(|page, pages| match sheet.is_roll() {
        true => Block::default(),
        false => marks::foot(&mut engine, &theme, width, &who, page, pages),
    });
    Pdf::write(&pages, &paper.title, paper.language, sheet)
}

fn place_section(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    section: &DayCloseSection,
    flow: &mut Flow,
) {
    let heading = theme.style(Voice::Label).colored(Color::ACCENT).sized(theme.base).lines(1);
    let heading = Block::text(engine, &section.heading, &heading, width)
        .lowered(theme.base * 0.5)
        .gap(theme.base * 0.1)
        .below(Block::rule(width, 0.5, Color::RULE))
        .gap(theme.base * 0.2);
    flow.place_with(heading, theme.base * 2.0);
    for line in &section.lines {
        let row = marks::pair(engine, theme, width, &line.label, &line.amount, Voice::Body);
        let small = theme.style(Voice::Small).lines(2);
        let row = match line.note.is_empty() {
            true => row,
            false => row.below(Block::text(engine, &line.note, &small, width * 0.7)),
        };
        flow.place(row.gap(theme.base * 0.2));
    }
    if let Some((label, amount)) = &section.total {
        let rule = Block::rule(width, 0.5, Color::RULE).gap(theme.base * 0.15);
        flow.place(rule.below(marks::pair(engine, theme, width, label, amount, Voice::Strong)));
    }
}

fn cash(engine: &mut Engine, theme: &Theme, width: f32, said: &(String, String)) -> Block {
    let (label, amount) = said;
    let pad = theme.base * 0.5;
    let large = theme.style(Voice::Heading).sized(theme.base * 1.25);
    let right = width * 0.45;
    let label = Block::text(engine, label, &large.lines(2), width - right - 2.0 * pad);
    let amount = Block::text(engine, amount, &large.aligned(Align::Right).lines(1), right - pad);
    Block::default()
        .over(pad, pad * 0.6, label)
        .over(width - right, pad * 0.6, amount)
        .gap(pad * 0.6)
        .on_band(width, Color::BAND)
}

fn proof(engine: &mut Engine, theme: &Theme, width: f32, paper: &DayClose) -> Block {
    let small = theme.style(Voice::Small).lines(4);
    let strong = theme.style(Voice::Strong).sized(theme.base * 1.05).lines(1);
    let (entry, code) = &paper.proof;
    let half = width / 2.0;
    let entry = Block::text(engine, &isolate(entry), &strong, half);
    let code = Block::text(engine, &isolate(code), &strong.aligned(Align::Right), half);
    Block::row([(0.0, entry), (half, code)]).gap(theme.base * 0.2).below(Block::text(
        engine,
        &paper.proof_note,
        &small,
        width,
    ))
}

fn signatures(engine: &mut Engine, theme: &Theme, width: f32, labels: &[String]) -> Block {
    let small = theme.style(Voice::Small).lines(2);
    let count = labels.len().max(1) as f32;
    let gap = theme.base;
    let each = (width - gap * (count - 1.0)) / count;
    let parts = labels.iter().enumerate().map(|(nth, label)| {
        let line = Block::rule(each, 0.6, Color::INK).gap(theme.base * 0.2);
        ((each + gap) * nth as f32, line.below(Block::text(engine, label, &small, each)))
    });
    Block::row(parts.collect::<Vec<_>>())
}
