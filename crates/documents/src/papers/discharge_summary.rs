use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::marks;
use super::patient_line::PatientLine;
use super::prescription::{Doctor, PrescriptionLine, doctor_block, registration};
use super::prescription_lines::{drug_block, line_words};
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine, isolate};
use crate::words::Words;

/// A heading and its text. For the colleague who reads on: in English as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub text: String,
}

/// How a stay ended: summary, transfer letter, leaving against advice or a death, by title
/// and sections. What the patient must do stands in the patient's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DischargeSummary {
    pub letterhead: Letterhead,
    pub title: String,
    pub doctor: Doctor,
    pub patient: PatientLine,
    /// Label and value beside the patient: numbers, days, ward and bed.
    pub facts: Vec<(String, String)>,
    pub allergies: Vec<String>,
    pub sections: Vec<Section>,
    /// Medicines on discharge.
    pub lines: Vec<PrescriptionLine>,
    pub advice: String,
    pub danger_signs: String,
    pub follow_up: Option<String>,
    /// Statements that somebody signs for, under the advice.
    pub statements: Vec<Section>,
    /// Who else signs: "Relative: Ramesh Pawar (husband)".
    pub signers: Vec<String>,
    pub addenda: Vec<String>,
    pub language: Language,
    pub copy_mark: Option<String>,
    pub draft: bool,
}

/// A4.
pub fn discharge_summary(paper: &DischargeSummary) -> Result<Pdf> {
    let sheet = Sheet::A4;
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
    place_head(&mut engine, &theme, width, paper, &mut flow)?;
    for section in &paper.sections {
        place_section(&mut engine, &theme, width, section, &mut flow);
    }
    place_drugs(&mut engine, &theme, width, paper, &mut flow);
    place_advice(&mut engine, &theme, width, paper, &mut flow);
    for statement in &paper.statements {
        place_section(&mut engine, &theme, width, statement, &mut flow);
    }
    place_end(&mut engine, &theme, width, paper, &mut flow)?;
    let who = format!("{}  ·  {}", paper.title, registration(&paper.doctor));
    let pages =
        flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &who, page, pages));
    Pdf::write(&pages, &paper.title, paper.language, sheet)
}

fn later_head(engine: &mut Engine, theme: &Theme, width: f32, paper: &DischargeSummary) -> Block {
    let who = format!("{}   {}", paper.patient.name_and_age(), isolate(&paper.patient.reg_no));
    let style = theme.style(Voice::Strong).lines(1);
    Block::text(engine, &who, &style, width)
        .gap(theme.base * 0.3)
        .below(Block::rule(width, 0.7, Color::ACCENT))
        .gap(theme.base * 0.7)
}

fn place_head(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &DischargeSummary,
    flow: &mut Flow,
) -> Result<()> {
    let doctor = doctor_block(engine, theme, width * 0.36, &paper.doctor);
    flow.place(paper.letterhead.head(engine, theme, width, Some(doctor))?);
    let title = theme.style(Voice::Title).sized(theme.base * 1.5).aligned(Align::Center).lines(2);
    let mut head = Block::text(engine, &paper.title, &title, width);
    if let Some(mark) = &paper.copy_mark {
        let stamp = marks::stamp(engine, theme, mark, Color::INK);
        head = head.over(width - stamp.width, 0.0, stamp);
    }
    flow.place(head.gap(theme.base * 0.6));
    let facts: Vec<(&str, &str)> =
        paper.facts.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
    flow.place(marks::patient_band(engine, theme, width, &paper.patient, &facts));
    flow.skip(theme.base * 0.5);
    if !paper.allergies.is_empty() {
        let list: Vec<String> = paper.allergies.iter().map(|known| isolate(known)).collect();
        let word = Words::of(Language::En).say("papers-allergies");
        let style = theme.style(Voice::Strong).colored(Color::ALERT).lines(4);
        let pad = theme.base * 0.5;
        let text = format!("⚠ {word}: {}", list.join(", "));
        let block = Block::text(engine, &text, &style, width - 2.0 * pad);
        flow.place(block.padded(pad, pad * 0.3).framed(Color::ALERT).gap(theme.base * 0.4));
    }
    Ok(())
}

fn place_section(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    section: &Section,
    flow: &mut Flow,
) {
    if section.text.trim().is_empty() {
        return;
    }
    let style = theme.style(Voice::Label).colored(Color::ACCENT).sized(theme.base * 0.92).lines(2);
    let heading = Block::text(engine, &section.title, &style, width).lowered(theme.base * 0.55);
    let body = theme.style(Voice::Body).aligned(Align::Start);
    let lines = Block::text_lines(engine, &section.text, &body, width);
    let first = lines.first().map_or(0.0, |line| line.height);
    flow.place_with(heading, first);
    flow.place_all(lines);
}

fn place_drugs(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &DischargeSummary,
    flow: &mut Flow,
) {
    let id = "papers-medicines-at-home";
    let mut heading = Some(marks::heading(engine, theme, width, id, paper.language));
    for (nth, line) in paper.lines.iter().enumerate() {
        let words = line_words(line, paper.language);
        let block = drug_block(engine, theme, width, nth + 1, &words);
        if let Some(heading) = heading.take() {
            flow.place_with(heading.gap(theme.base * 0.2), block.height);
        }
        flow.place(block);
    }
}

fn place_advice(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &DischargeSummary,
    flow: &mut Flow,
) {
    let parts = [
        ("papers-advice", paper.advice.clone()),
        ("papers-come-at-once", paper.danger_signs.clone()),
        ("papers-follow-up", paper.follow_up.clone().unwrap_or_default()),
    ];
    let body = theme.style(Voice::Body).aligned(Align::Start);
    for (id, text) in parts.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        let heading = marks::heading(engine, theme, width, id, paper.language);
        let lines = Block::text_lines(engine, &text, &body, width);
        flow.place_with(heading, lines.first().map_or(0.0, |line| line.height));
        flow.place_all(lines);
    }
}

fn place_end(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &DischargeSummary,
    flow: &mut Flow,
) -> Result<()> {
    let doctor = &paper.doctor;
    let wide = width * 0.36;
    let lines = [doctor.name.clone(), doctor.qualification.clone(), registration(doctor)];
    let png = doctor.signature_png.as_ref().filter(|_| !paper.draft);
    let signed = marks::signature(engine, theme, wide, png, &lines)?;
    let mut end = Block::default().over(width - wide, 0.0, signed);
    let mut x = 0.0;
    for signer in paper.signers.iter().take(1) {
        let other = marks::signature(engine, theme, wide, None, std::slice::from_ref(signer))?;
        end = end.over(x, 0.0, other);
        x += wide + theme.base;
    }
    flow.skip(theme.base);
    flow.place(end);
    for addendum in &paper.addenda {
        let section = Section { title: "Addendum".into(), text: addendum.clone() };
        place_section(engine, theme, width, &section, flow);
    }
    Ok(())
}
