//! Parts more than one paper has: the patient's band, headings, the signature,
//! copy and draft marks, the foot.

use super::patient_line::PatientLine;
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Theme, Voice};
use crate::list::Color;
use crate::pdf::read_picture;
use crate::sheet::Sheet;
use crate::text::{Align, Engine, isolate};
use crate::words::Words;

pub const DRAFT: &str = "DRAFT – not valid";

/// The patient on a pale band, with labelled facts (number, date) on the right.
pub fn patient_band(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    patient: &PatientLine,
    facts: &[(&str, &str)],
) -> Block {
    let pad = theme.base * 0.6;
    let facts_width = width * if facts.len() > 4 { 0.42 } else { 0.34 };
    let left_width = width - facts_width - 3.0 * pad;
    let name = theme.style(Voice::Strong).sized(theme.base * 1.18).lines(3);
    let mut left = Block::text(engine, &patient.name_and_age(), &name, left_width);
    let details = patient.details();
    if !details.is_empty() {
        let small = theme.style(Voice::Small).lines(4);
        left = left.below(Block::text(engine, &details, &small, left_width));
    }
    let right = facts_block(engine, theme, facts_width, facts);
    Block::default()
        .over(pad, pad * 0.7, left)
        .over(width - facts_width - pad, pad * 0.7, right)
        .gap(pad * 0.7)
        .on_band(width, Color::BAND)
}

/// Label and value in two columns.
pub fn facts_block(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    facts: &[(&str, &str)],
) -> Block {
    let label_style = theme.style(Voice::Small);
    let value_style = theme.style(Voice::Strong).sized(theme.base * 0.92).lines(3);
    let shown: Vec<_> = facts.iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    let label_width = shown
        .iter()
        .map(|(label, _)| engine.width(label, &label_style))
        .fold(0.0, f32::max)
        .min(width * 0.5)
        + 1.0;
    let gap = theme.base * 0.7;
    let value_width = width - label_width - gap;
    let rows = shown.into_iter().map(|(label, value)| {
        let label =
            Block::text(engine, label, &label_style, label_width).lowered(theme.base * 0.08);
        let value = Block::text(engine, &isolate(value), &value_style, value_width);
        Block::row([(0.0, label), (label_width + gap, value)])
    });
    Block::stack(rows.collect::<Vec<_>>())
}

/// A label on the left, its amount on the right.
pub fn pair(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    label: &str,
    amount: &str,
    voice: Voice,
) -> Block {
    let style = theme.style(voice).lines(3);
    let amount_width = (engine.width(amount, &style) + 1.0).min(width * 0.7);
    let label_width = width - amount_width - theme.base * 0.5;
    let label = Block::text(engine, &isolate(label), &style, label_width);
    let amount = Block::text(engine, amount, &style.aligned(Align::Right), amount_width);
    Block::row([(0.0, label), (width - amount_width, amount)])
}

/// "Advice · सलाह": English for the colleague, the patient's language beside it.
pub fn heading(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    id: &str,
    language: Language,
) -> Block {
    let mut text = Words::of(Language::En).say(id);
    if language != Language::En {
        text.push_str("  ·  ");
        text.push_str(&isolate(&Words::of(language).say(id)));
    }
    let style = theme.style(Voice::Label).colored(Color::ACCENT).sized(theme.base * 0.92);
    Block::text(engine, &text, &style.lines(2), width).lowered(theme.base * 0.55)
}

/// Signature picture over a line over who signs; as wide as `width`.
pub fn signature(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    png: Option<&Vec<u8>>,
    lines: &[String],
) -> Result<Block> {
    let height = theme.base * 3.6;
    let mut block = Block::empty(width, height);
    if let Some(png) = png {
        let picture = Block::picture_within(read_picture(png, "signature")?, width * 0.9, height);
        let (x, y) = ((width - picture.width) / 2.0, height - picture.height);
        block = block.over(x, y, picture);
    }
    block = block.below(Block::rule(width, 0.6, Color::INK)).gap(theme.base * 0.2);
    for (nth, line) in lines.iter().filter(|line| !line.trim().is_empty()).enumerate() {
        let voice = if nth == 0 { Voice::Strong } else { Voice::Small };
        let style = theme.style(voice).aligned(Align::Center).lines(2);
        block = block.below(Block::text(engine, line, &style, width));
    }
    Ok(block)
}

/// A framed word in the top corner: "DUPLICATE", "Reprint 2".
pub fn stamp(engine: &mut Engine, theme: &Theme, text: &str, color: Color) -> Block {
    let style = theme.style(Voice::Strong).colored(color).sized(theme.base * 0.9).lines(1);
    let width = engine.width(text, &style).min(theme.base * 30.0) + 1.0;
    let block = Block::text(engine, text, &style, width);
    block.padded(theme.base * 0.5, theme.base * 0.15).framed(color)
}

/// Large pale word behind everything on the page.
pub fn ghost(engine: &mut Engine, theme: &Theme, sheet: Sheet) -> Block {
    let style = theme
        .style(Voice::Title)
        .colored(Color::GHOST)
        .sized(theme.base * 9.0)
        .aligned(Align::Center)
        .lines(1);
    let word = Block::text(engine, "DRAFT", &style, sheet.width_pt());
    Block::empty(sheet.width_pt(), 0.0).over(0.0, sheet.height_pt() * 0.5, word)
}

/// One line at the foot of every page: whose paper this is, and which page.
pub fn foot(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    text: &str,
    page: usize,
    pages: usize,
) -> Block {
    let style = theme.style(Voice::Small).lines(1);
    let number = format!("Page {page} of {pages}");
    let number_width = engine.width(&number, &style) + 2.0;
    let left_width = width - number_width - theme.base;
    let left = Block::text(engine, text, &style, left_width);
    let right = Block::text(engine, &number, &style.aligned(Align::Right), number_width);
    let row = Block::row([(0.0, left), (width - number_width, right)]);
    Block::rule(width, 0.4, Color::RULE).gap(theme.base * 0.25).below(row)
}

pub fn foot_height(theme: &Theme) -> f32 {
    theme.base * 1.9
}
