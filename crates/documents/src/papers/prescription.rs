use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::marks;
use super::patient_line::PatientLine;
use super::prescription_lines::{drug_block, line_words};
use crate::dose::Dose;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::{Color, Page};
use crate::pdf::Pdf;
use crate::qr::qr_modules;
use crate::sheet::{Sheet, mm};
use crate::text::{Align, Engine, isolate};
use crate::words::Words;

/// Who prescribes. Name, recognised qualification and registration number stand
/// on every page (IMC Regulations 2002, 1.4.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Doctor {
    pub name: String,
    pub qualification: String,
    pub registration_no: String,
    pub council: String,
    pub specialty: String,
    pub phone: String,
    pub signature_png: Option<Vec<u8>>,
}

/// Drugs Rules 1945.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    H,
    H1,
    X,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrescriptionLine {
    /// "Tab", "Cap", "Syp".
    pub form: String,
    /// Printed in capitals (IMC Regulations 2002, 1.5).
    pub generic: String,
    pub brand: Option<String>,
    pub strength: String,
    pub dose: Dose,
    pub route: String,
    /// "10 tablets"; with the figure, as Drugs Rules 65(10) ask.
    pub total_quantity: String,
    pub note: String,
    pub schedule: Option<Schedule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prescription {
    pub letterhead: Letterhead,
    pub doctor: Doctor,
    pub patient: PatientLine,
    pub allergies: Vec<String>,
    /// Date and time as the clinic writes them.
    pub date: String,
    pub visit_no: String,
    /// "Video consultation"; empty when the patient was there.
    pub consult_mode: String,
    /// Label and value: ("BP", "120/80 mmHg").
    pub vitals: Vec<(String, String)>,
    pub complaint: String,
    pub diagnosis: Vec<String>,
    pub lines: Vec<PrescriptionLine>,
    pub tests: Vec<String>,
    pub advice: String,
    pub follow_up: Option<String>,
    /// The patient's language: dose sentences and headings are printed in it.
    pub language: Language,
    /// "Reprint 2".
    pub copy_mark: Option<String>,
    pub qr_text: Option<String>,
    pub draft: bool,
}

/// A4 or A5.
pub fn prescription(paper: &Prescription, sheet: Sheet) -> Result<Pdf> {
    Pdf::write(&prescription_pages(paper, sheet)?, "Prescription", paper.language, sheet)
}

/// What stands where, before a writer makes a file of it.
pub fn prescription_pages(paper: &Prescription, sheet: Sheet) -> Result<Vec<Page>> {
    if !matches!(sheet, Sheet::A4 | Sheet::A5) {
        return Err(Error::WrongSheet { paper: "prescription" });
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
    place_head(&mut engine, &theme, width, paper, &mut flow)?;
    place_findings(&mut engine, &theme, width, paper, &mut flow);
    place_drugs(&mut engine, &theme, width, paper, &mut flow);
    place_advice(&mut engine, &theme, width, paper, &mut flow);
    place_end(&mut engine, &theme, width, paper, &mut flow)?;
    let who = signed_by(&paper.doctor);
    Ok(flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &who, page, pages)))
}

fn signed_by(doctor: &Doctor) -> String {
    let parts = [doctor.name.clone(), registration(doctor)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ·  ")
}

pub(super) fn registration(doctor: &Doctor) -> String {
    match (doctor.registration_no.is_empty(), doctor.council.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!("Reg. no. {}", isolate(&doctor.registration_no)),
        (false, false) => {
            format!("Reg. no. {} ({})", isolate(&doctor.registration_no), doctor.council)
        }
    }
}

fn place_head(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Prescription,
    flow: &mut Flow,
) -> Result<()> {
    let doctor_width = width * 0.36;
    let doctor = doctor_block(engine, theme, doctor_width, &paper.doctor);
    let head = paper.letterhead.head(engine, theme, width, Some(doctor))?;
    flow.place(head);
    if let Some(stamps) = stamps(engine, theme, width, paper) {
        flow.place(stamps);
    }
    let facts = [
        ("Date", paper.date.as_str()),
        ("Patient no.", paper.patient.reg_no.as_str()),
        ("Visit no.", paper.visit_no.as_str()),
        ("Consultation", paper.consult_mode.as_str()),
    ];
    flow.place(marks::patient_band(engine, theme, width, &paper.patient, &facts));
    Ok(())
}

pub(super) fn doctor_block(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    doctor: &Doctor,
) -> Block {
    let name = theme.style(Voice::Heading).aligned(Align::Right).lines(2);
    let small = theme.style(Voice::Small).aligned(Align::Right).lines(2);
    let mut block = Block::text(engine, &doctor.name, &name, width);
    let lines = [
        doctor.qualification.clone(),
        doctor.specialty.clone(),
        registration(doctor),
        doctor.phone.clone(),
    ];
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        block = block.below(Block::text(engine, line, &small, width));
    }
    block
}

fn stamps(engine: &mut Engine, theme: &Theme, width: f32, paper: &Prescription) -> Option<Block> {
    let draft = paper.draft.then(|| marks::stamp(engine, theme, marks::DRAFT, Color::ALERT));
    let copy = paper.copy_mark.as_ref().map(|mark| marks::stamp(engine, theme, mark, Color::INK));
    if draft.is_none() && copy.is_none() {
        return None;
    }
    let mut row = Block::default();
    if let Some(draft) = draft {
        row = row.over(0.0, 0.0, draft);
    }
    if let Some(copy) = copy {
        row = row.over(width - copy.width, 0.0, copy);
    }
    Some(row.gap(theme.base * 0.5))
}

/// Repeated on the second and later pages.
fn later_head(engine: &mut Engine, theme: &Theme, width: f32, paper: &Prescription) -> Block {
    let text = format!(
        "{}   {}   {}",
        paper.patient.name_and_age(),
        isolate(&paper.patient.reg_no),
        isolate(&paper.date)
    );
    let style = theme.style(Voice::Strong).lines(1);
    let mark = if paper.draft { format!("{} – {text}", marks::DRAFT) } else { text };
    Block::text(engine, &mark, &style, width)
        .gap(theme.base * 0.3)
        .below(Block::rule(width, 0.7, Color::ACCENT))
        .gap(theme.base * 0.7)
}

fn place_findings(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Prescription,
    flow: &mut Flow,
) {
    flow.skip(theme.base * 0.5);
    if !paper.allergies.is_empty() {
        let words = Words::of(Language::En).say("papers-allergies");
        let list: Vec<String> = paper.allergies.iter().map(|allergy| isolate(allergy)).collect();
        let text = format!("⚠ {words}: {}", list.join(", "));
        let style = theme.style(Voice::Strong).colored(Color::ALERT).lines(4);
        let pad = theme.base * 0.5;
        let block = Block::text(engine, &text, &style, width - 2.0 * pad);
        flow.place(block.padded(pad, pad * 0.3).framed(Color::ALERT).gap(theme.base * 0.4));
    }
    let vitals: Vec<String> = paper
        .vitals
        .iter()
        .map(|(label, value)| format!("{} {}", isolate(label), isolate(value)))
        .collect();
    let rows = [
        ("Vitals", vitals.join("  ·  ")),
        ("Complaint", paper.complaint.clone()),
        ("Diagnosis", paper.diagnosis.join("; ")),
    ];
    let label_width = theme.base * 5.6;
    let label = theme.style(Voice::Small);
    let body = theme.style(Voice::Body).aligned(Align::Start);
    for (name, text) in rows.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        let lines = Block::text_lines(engine, &text, &body, width - label_width);
        for (nth, line) in lines.into_iter().enumerate() {
            let mut row = Block::default().over(label_width, 0.0, line);
            if nth == 0 {
                let name = Block::text(engine, name, &label, label_width);
                row = row.over(0.0, theme.base * 0.16, name);
            }
            flow.place(row);
        }
    }
}

fn place_drugs(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Prescription,
    flow: &mut Flow,
) {
    if paper.lines.is_empty() {
        return;
    }
    let sign = theme.style(Voice::Title).sized(theme.base * 2.1);
    let sign = Block::text(engine, "℞", &sign, width).gap(theme.base * 0.1);
    let mut sign = Some(sign.lowered(theme.base * 0.35));
    for (nth, line) in paper.lines.iter().enumerate() {
        let words = line_words(line, paper.language);
        let block = drug_block(engine, theme, width, nth + 1, &words);
        if let Some(sign) = sign.take() {
            flow.place_with(sign, block.height);
        }
        flow.place(block);
    }
}

fn place_advice(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Prescription,
    flow: &mut Flow,
) {
    let follow_up = paper.follow_up.clone().unwrap_or_default();
    let sections = [
        ("papers-tests", paper.tests.join(", ")),
        ("papers-advice", paper.advice.clone()),
        ("papers-follow-up", follow_up),
    ];
    let body = theme.style(Voice::Body).aligned(Align::Start);
    for (id, text) in sections.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
        let heading = marks::heading(engine, theme, width, id, paper.language);
        let lines = Block::text_lines(engine, &text, &body, width);
        let first = lines.first().map_or(0.0, |line| line.height);
        flow.place_with(heading, first);
        flow.place_all(lines);
    }
}

fn place_end(
    engine: &mut Engine,
    theme: &Theme,
    width: f32,
    paper: &Prescription,
    flow: &mut Flow,
) -> Result<()> {
    flow.skip(theme.base);
    let doctor = &paper.doctor;
    let wide = width * 0.38;
    let lines = [doctor.name.clone(), doctor.qualification.clone(), registration(doctor)];
    let png = doctor.signature_png.as_ref().filter(|_| !paper.draft);
    let signed = marks::signature(engine, theme, wide, png, &lines)?;
    let mut end = Block::default().over(width - wide, 0.0, signed);
    let mut x = 0.0;
    if let Some(text) = &paper.qr_text {
        let side = mm(24.0);
        let modules = qr_modules(text)?;
        let quiet = modules.quiet(side);
        x = side - quiet;
        end = end.over(-quiet, 0.0, modules.block(side));
    }
    let small = theme.style(Voice::Small).lines(3).aligned(Align::Left);
    let bring = Words::of(paper.language).say("papers-bring-this-paper");
    let note = Block::text(engine, &bring, &small, width - wide - x - theme.base);
    let y = f32::max(0.0, end.height - note.height - theme.base * 0.5);
    flow.place(end.over(x, y, note));
    Ok(())
}
