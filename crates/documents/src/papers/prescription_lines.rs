//! One drug on a prescription: what the pharmacist reads above, what the patient
//! reads below.

use super::prescription::{PrescriptionLine, Schedule};
use crate::dose::{sentence, short};
use crate::language::Language;
use crate::layout::{Block, Theme, Voice};
use crate::list::Color;
use crate::text::{Align, Engine, isolate};

pub struct LineWords {
    pub drug: String,
    pub pattern: String,
    pub quantity: String,
    pub sentence: String,
    pub is_rtl: bool,
    pub note: String,
    pub mark: Option<&'static str>,
}

pub fn line_words(line: &PrescriptionLine, language: Language) -> LineWords {
    let mut drug = Vec::new();
    if !line.form.is_empty() {
        drug.push(line.form.to_uppercase());
    }
    drug.push(isolate(&line.generic.to_uppercase()));
    if !line.strength.is_empty() {
        drug.push(isolate(&line.strength));
    }
    if let Some(brand) = line.brand.as_ref().filter(|brand| !brand.trim().is_empty()) {
        drug.push(format!("({})", isolate(brand)));
    }
    let mut pattern = short(&line.dose);
    if let Some(days) = line.dose.days {
        pattern = format!("{pattern} × {days} d");
    }
    let pattern = keep_times_together(&pattern);
    LineWords {
        drug: drug.join(" "),
        pattern,
        quantity: line.total_quantity.clone(),
        sentence: keep_numbers_together(&sentence(language, &line.dose)),
        is_rtl: language.is_rtl(),
        note: [line.route.as_str(), line.note.as_str()]
            .into_iter()
            .filter(|text| !text.trim().is_empty())
            .map(isolate)
            .collect::<Vec<_>>()
            .join("  ·  "),
        mark: line.schedule.map(mark),
    }
}

/// "× 3 d" and "4 / day" are never broken over two lines.
fn keep_times_together(pattern: &str) -> String {
    [" × ", " d", " / "]
        .into_iter()
        .fold(pattern.to_owned(), |text, part| text.replace(part, &part.replace(' ', "\u{A0}")))
}

/// A number and the word it counts stay on one line.
fn keep_numbers_together(sentence: &str) -> String {
    let mut previous = ' ';
    sentence
        .chars()
        .map(|character| {
            let after_number = previous.is_ascii_digit() || matches!(previous, '¼' | '½' | '¾');
            previous = character;
            if character == ' ' && after_number { '\u{A0}' } else { character }
        })
        .collect()
}

/// The signs Drugs Rules 1945 (rules 96 and 97) put on such medicines' labels.
const fn mark(schedule: Schedule) -> &'static str {
    match schedule {
        Schedule::H => "Rx",
        Schedule::H1 => "Rx H1",
        Schedule::X => "XRx",
    }
}

pub fn drug_block(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    number: usize,
    words: &LineWords,
) -> Block {
    let indent = theme.base * 2.1;
    let gap = theme.base * 0.8;
    let right_width = width * 0.27;
    let left_width = width - indent - right_width - gap;
    let patient_width = width - indent;
    let mut left = left_column(engine, theme, left_width, words);
    let right = right_column(engine, theme, right_width, words);
    let number_style = theme.style(Voice::Strong).colored(Color::SOFT);
    let number = Block::text(engine, &format!("{number}."), &number_style, indent);
    let patient = theme.style(Voice::Body).sized(theme.base * 1.06).aligned(Align::Start).lines(8);
    let is_beside = !words.is_rtl && engine.width(&words.sentence, &patient) < left_width;
    if is_beside {
        left = left.below(Block::text(engine, &words.sentence, &patient, left_width));
    }
    let mut row = Block::row([(0.0, number), (indent, left), (width - right_width, right)]);
    if !is_beside {
        let sentence = Block::text(engine, &words.sentence, &patient, patient_width);
        row = row.gap(theme.base * 0.12).below(Block::default().over(indent, 0.0, sentence));
    }
    if !words.note.is_empty() {
        let note = theme.style(Voice::Small).aligned(Align::Start).lines(6);
        let note = Block::text(engine, &words.note, &note, patient_width);
        row = row.below(Block::default().over(indent, 0.0, note));
    }
    row.padded(0.0, theme.base * 0.32).below(Block::rule(width, 0.35, Color::RULE))
}

fn left_column(engine: &mut Engine, theme: &Theme, width: f32, words: &LineWords) -> Block {
    let style = theme.style(Voice::Strong).lines(5);
    let Some(mark) = words.mark else {
        return Block::text(engine, &words.drug, &style, width);
    };
    let color = if mark == "Rx" { Color::INK } else { Color::ALERT };
    let mark_style = theme.style(Voice::Label).colored(color).sized(theme.base * 0.78);
    let mark_width = engine.width(mark, &mark_style) + 0.5;
    let mark = Block::text(engine, mark, &mark_style, mark_width).padded(2.0, 0.0).framed(color);
    let x = mark.width + theme.base * 0.4;
    let drug = Block::text(engine, &words.drug, &style, width - x);
    Block::default().over(0.0, theme.base * 0.14, mark).over(x, 0.0, drug)
}

fn right_column(engine: &mut Engine, theme: &Theme, width: f32, words: &LineWords) -> Block {
    let pattern = theme.style(Voice::Strong).aligned(Align::Right).lines(4);
    let mut block = Block::text(engine, &words.pattern, &pattern, width);
    if !words.quantity.trim().is_empty() {
        let small = theme.style(Voice::Small).aligned(Align::Right).lines(2);
        let text = format!("Total {}", isolate(&words.quantity));
        block = block.below(Block::text(engine, &text, &small, width));
    }
    block
}
