use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::marks;
use super::patient_line::PatientLine;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine, isolate};

/// A form about one patient with text, facts and lines to sign: an admission sheet, a
/// consent. The words are the caller's, in the language in which they are read out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormSheet {
    pub letterhead: Letterhead,
    pub title: String,
    pub patient: PatientLine,
    /// Number, date, bed: label and value.
    pub facts: Vec<(String, String)>,
    pub sections: Vec<FormSection>,
    pub signatures: Vec<SignatureLine>,
    /// "MLC", in a frame at the top.
    pub stamp: Option<String>,
    pub copy_mark: Option<String>,
    pub language: Language,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormSection {
    pub heading: String,
    /// Each is set on its own; one that begins with "•" stands in.
    pub paragraphs: Vec<String>,
    /// Label and value; an empty value is a line to write on.
    pub blanks: Vec<(String, String)>,
}

/// A place to sign, with what is written beside it by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignatureLine {
    pub who: String,
    pub name: String,
    /// "Relation", "Date and time".
    pub blanks: Vec<String>,
}

/// A4 or A5.
pub fn form_sheet(paper: &FormSheet, sheet: Sheet) -> Result<Pdf> {
    if !matches!(sheet, Sheet::A4 | Sheet::A5) {
        return Err(Error::WrongSheet { paper: "form" });
    }
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let frame = Frame {
        blank_top: paper.letterhead.blank_top(sheet.height_pt()),
        head: later_head(&mut engine, &theme, width, paper),
        foot_height: marks::foot_height(&theme),
        ghost: None,
    };
    let mut flow = Flow::new(sheet, frame);
    flow.place(paper.letterhead.head(&mut engine, &theme, width, None)?);
    flow.place(title(&mut engine, &theme, width, paper));
    let facts: Vec<(&str, &str)> =
        paper.facts.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    flow.place(marks::patient_band(&mut engine, &theme, width, &paper.patient, &facts));
    flow.skip(theme.base * 0.6);
    for section in &paper.sections {
        place_section(&mut engine, &theme, width, section, &mut flow);
    }
    flow.skip(theme.base * 0.8);
    for pair in paper.signatures.chunks(2) {
        let half = (width - theme.base * 2.4) / 2.0;
        let blocks = pair.iter().map(|line| signature(&mut engine, &theme, half, line));
        let blocks: Vec<Block> = blocks.collect();
        let row = blocks.into_iter().zip([0.0, half + theme.base * 2.4]);
        flow.place(Block::row(row.map(|(block, x)| (x, block))).gap(theme.base * 0.6));
    }
    let number = paper.facts.first().map(|(_, value)| value.as_str()).unwrap_or_default();
    let who = format!("{}  ·  {} {number}", paper.letterhead.clinic_name, paper.title);
    let pages =
        flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &who, page, pages));
    Pdf::write(&pages, &paper.title, paper.language, sheet)
}

fn title(engine: &mut Engine, theme: &Theme, width: f32, paper: &FormSheet) -> Block {
    let style = theme.style(Voice::Heading).sized(theme.base * 1.4).aligned(Align::Center);
    let mut row = Block::text(engine, &paper.title, &style.lines(2), width);
    if let Some(mark) = &paper.stamp {
        let stamp = marks::stamp(engine, theme, mark, Color::ALERT);
        row = row.over(0.0, 0.0, stamp);
    }
    if let Some(mark) = &paper.copy_mark {
        let stamp = marks::stamp(engine, theme, mark, Color::INK);
        row = row.over(width - stamp.width, 0.0, stamp);
    }
    row.gap(theme.base * 0.5)
}

fn later_head(engine: &mut Engine, theme: &Theme, width: f32, paper: &FormSheet) -> Block {
    let text = format!(
        "{}   {}   {}",
        paper.title,
        isolate(&paper.patient.name),
        isolate(&paper.patient.reg_no)
    );
    Block::text(engine, &text, &theme.style(Voice::Strong).lines(1), width)
        .gap(theme.base * 0.3)
        .below(Block::rule(width, 0.7, Color::ACCENT))
        .gap(theme.base * 0.5)
}

fn place_section(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    section: &FormSection,
    flow: &mut Flow,
) {
    if !section.heading.is_empty() {
        let style = theme.style(Voice::Label).colored(Color::ACCENT).sized(theme.base * 0.95);
        let heading = Block::text(engine, &section.heading, &style.lines(2), width);
        flow.place_with(heading.lowered(theme.base * 0.5), theme.base * 2.5);
    }
    let body = theme.style(Voice::Body).aligned(Align::Start);
    for paragraph in &section.paragraphs {
        let indent = match paragraph.starts_with('•') {
            true => theme.base * 1.2,
            false => 0.0,
        };
        for line in Block::text_lines(engine, paragraph, &body, width - indent) {
            flow.place(Block::default().over(indent, 0.0, line));
        }
        flow.skip(theme.base * 0.35);
    }
    for pair in section.blanks.chunks(2) {
        let (gap, is_pair) = (theme.base * 1.6, pair.len() == 2);
        let each = if is_pair { (width - gap) / 2.0 } else { width };
        let blocks: Vec<Block> =
            pair.iter().map(|blank| filled(engine, theme, each, blank)).collect();
        let row = blocks.into_iter().zip([0.0, each + gap]);
        flow.place(Block::row(row.map(|(block, x)| (x, block))).gap(theme.base * 0.25));
    }
}

/// A label with its value over a fine line.
fn filled(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    (label, value): &(String, String),
) -> Block {
    let small = theme.style(Voice::Small).lines(2);
    let strong = theme.style(Voice::Strong).lines(6);
    let label_width = engine.width(label, &small).min(width * 0.45) + 1.0;
    let gap = theme.base * 0.6;
    let value_width = width - label_width - gap;
    let label = Block::text(engine, label, &small, label_width).lowered(theme.base * 0.2);
    let value = match value.trim().is_empty() {
        true => Block::empty(value_width, theme.base * 1.5),
        false => Block::text(engine, &isolate(value), &strong, value_width),
    };
    let line = Block::rule(value_width, 0.4, Color::RULE);
    let height = value.height.max(theme.base * 1.35);
    let value = value.over(0.0, height, line);
    Block::row([(0.0, label), (label_width + gap, value)])
}

fn signature(engine: &mut Engine, theme: &Theme, width: f32, line: &SignatureLine) -> Block {
    let strong = theme.style(Voice::Strong).lines(2);
    let small = theme.style(Voice::Small).lines(2);
    let mut block = Block::empty(width, theme.base * 3.0)
        .below(Block::rule(width, 0.6, Color::INK))
        .gap(theme.base * 0.15)
        .below(Block::text(engine, &line.who, &strong, width));
    if !line.name.is_empty() {
        block = block.below(Block::text(engine, &isolate(&line.name), &small, width));
    }
    for blank in &line.blanks {
        let pair = (blank.clone(), String::new());
        block = block.below(filled(engine, theme, width, &pair));
    }
    block
}
