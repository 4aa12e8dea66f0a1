use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::patient_line::PatientLine;
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::{Pdf, read_picture};
use crate::qr::qr_modules;
use crate::sheet::{Sheet, mm};
use crate::text::{Engine, isolate};

/// The card a patient carries: who they are and a code the desk can scan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientCard {
    pub letterhead: Letterhead,
    pub patient: PatientLine,
    /// What the code says; the clinic's own number, no medical facts.
    pub qr_text: String,
    pub blood_group: String,
    pub allergies: Vec<String>,
    pub issued: String,
    pub language: Language,
}

/// One side of a bank-card sized card.
pub fn patient_card(paper: &PatientCard) -> Result<Pdf> {
    let sheet = Sheet::Card;
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let mut flow = Flow::new(sheet, Frame::default());
    flow.place(head(&mut engine, &theme, width, &paper.letterhead)?);
    let side = mm(28.0);
    let left_width = width - side - theme.base * 0.4;
    let left = person(&mut engine, &theme, left_width, paper);
    let code = qr_modules(&paper.qr_text)?.block(side);
    flow.place(Block::default().over(0.0, 0.0, left).over(width - side, theme.base * 0.1, code));
    let pages = flow.finish(|_, _| Block::default());
    Pdf::write(&pages, "Patient card", paper.language, sheet)
}

fn head(engine: &mut Engine, theme: &Theme, width: f32, from: &Letterhead) -> Result<Block> {
    let mut x = 0.0;
    let mut head = Block::default();
    if let Some(png) = &from.logo_png {
        let logo = Block::picture_within(read_picture(png, "logo")?, mm(7.0), mm(7.0));
        x = logo.width + theme.base * 0.6;
        head = head.over(0.0, 0.0, logo);
    }
    let name = theme.style(Voice::Heading).sized(theme.base * 1.4).lines(1);
    let small = theme.style(Voice::Small).lines(1);
    let mut lines = Block::text(engine, &from.clinic_name, &name, width - x);
    let phone = (!from.phone.is_empty()).then(|| format!("Phone {}", from.phone));
    let contact: Vec<String> = from.address_lines.iter().cloned().chain(phone).collect();
    lines = lines.below(Block::text(engine, &contact.join(", "), &small, width - x));
    Ok(head
        .over(x, 0.0, lines)
        .gap(theme.base * 0.3)
        .below(Block::rule(width, 1.0, Color::ACCENT))
        .gap(theme.base * 0.5))
}

fn person(engine: &mut Engine, theme: &Theme, width: f32, paper: &PatientCard) -> Block {
    let name = theme.style(Voice::Strong).sized(theme.base * 1.35).lines(2);
    let body = theme.style(Voice::Body).lines(1);
    let small = theme.style(Voice::Small).lines(1);
    let patient = &paper.patient;
    let mut block = Block::text(engine, &isolate(&patient.name), &name, width);
    let number = theme.style(Voice::Heading).sized(theme.base * 1.2).lines(1);
    block = block.below(Block::text(engine, &patient.reg_no, &number, width));
    let blood =
        (!paper.blood_group.is_empty()).then(|| format!("Blood group {}", paper.blood_group));
    let facts: Vec<String> = std::iter::once(patient.age_sex.clone())
        .chain(blood)
        .filter(|text| !text.is_empty())
        .collect();
    let lines = [facts.join("  ·  "), patient.guardian.clone(), patient.phone.clone()];
    for line in lines.iter().filter(|line| !line.is_empty()) {
        block = block.below(Block::text(engine, &isolate(line), &body, width));
    }
    if !paper.allergies.is_empty() {
        let alert = theme.style(Voice::Strong).colored(Color::ALERT).lines(2);
        let text = format!("⚠ {}", paper.allergies.join(", "));
        block = block.below(Block::text(engine, &text, &alert, width));
    }
    if !paper.issued.is_empty() {
        let text = format!("Issued {}", paper.issued);
        block = block.below(Block::text(engine, &text, &small, width));
    }
    block
}
