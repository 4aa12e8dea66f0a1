use serde::{Deserialize, Serialize};

use super::marks;
use super::ward_sheet::{SHEET, theme};
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::text::{Align, Engine, isolate};

/// What one shift tells the next, patient by patient: situation, background, assessment,
/// recommendation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Handover {
    pub clinic_name: String,
    pub ward: String,
    /// "Shift 22-Nov-2026, 14:00 to 20:00".
    pub shift: String,
    pub printed: String,
    pub patients: Vec<HandoverPatient>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandoverPatient {
    pub bed: String,
    /// "Sunita Pawar  34 y / F".
    pub name: String,
    pub number: String,
    pub allergies: Vec<String>,
    pub situation: Vec<String>,
    pub background: Vec<String>,
    pub assessment: Vec<String>,
    pub recommendation: Vec<String>,
    /// An alarm is open or a score is high.
    pub is_urgent: bool,
}

pub fn handover(paper: &Handover) -> Result<Pdf> {
    let theme = theme();
    let mut engine = Engine::default();
    let width = Flow::width(SHEET);
    let head = head(&mut engine, &theme, width, paper);
    let frame = Frame {
        blank_top: 0.0,
        head: head.clone(),
        foot_height: marks::foot_height(&theme),
        ghost: None,
    };
    let mut flow = Flow::new(SHEET, frame);
    flow.place(head);
    for patient in &paper.patients {
        flow.place(card(&mut engine, &theme, width, patient));
    }
    if paper.patients.is_empty() {
        let body = theme.style(Voice::Body);
        flow.place(Block::text(&mut engine, "Nobody lies in this ward.", &body, width));
    }
    flow.skip(theme.base * 2.5);
    let small = theme.style(Voice::Small).lines(1);
    let half = width * 0.4;
    let by = |engine: &mut Engine, text: &str| {
        Block::rule(half, 0.6, Color::INK).gap(2.0).below(Block::text(engine, text, &small, half))
    };
    let given = by(&mut engine, "Handed over by, time");
    let taken = by(&mut engine, "Taken over by, time");
    flow.place(Block::row([(0.0, given), (width - half, taken)]));
    let who = format!("Handover  ·  {}  ·  {}", paper.ward, paper.shift);
    let pages =
        flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &who, page, pages));
    Pdf::write(&pages, "Handover", Language::En, SHEET)
}

fn head(engine: &mut Engine, theme: &Theme, width: f32, paper: &Handover) -> Block {
    let title = theme.style(Voice::Heading).sized(theme.base * 1.5).lines(1);
    let strong = theme.style(Voice::Strong).lines(1);
    let left = Block::text(engine, &format!("Handover · {}", paper.ward), &title, width * 0.6)
        .below(Block::text(engine, &paper.shift, &strong, width * 0.6));
    let small = theme.style(Voice::Small).aligned(Align::Right).lines(1);
    let right =
        Block::text(engine, &paper.clinic_name, &strong.aligned(Align::Right), width * 0.38).below(
            Block::text(engine, &format!("Printed {}", paper.printed), &small, width * 0.38),
        );
    Block::row([(0.0, left), (width * 0.62, right)])
        .gap(theme.base * 0.4)
        .below(Block::rule(width, 0.8, Color::ACCENT))
        .gap(theme.base * 0.6)
}

fn card(engine: &mut Engine, theme: &Theme, width: f32, patient: &HandoverPatient) -> Block {
    let pad = theme.base * 0.5;
    let name = theme.style(Voice::Strong).sized(theme.base * 1.12).lines(1);
    let text = format!("{}   {}", patient.bed, isolate(&patient.name));
    let left = Block::text(engine, &text, &name, width * 0.56);
    let (allergy, color) = match patient.allergies.is_empty() {
        true => (patient.number.clone(), Color::SOFT),
        false => {
            let allergies = isolate(&patient.allergies.join(", "));
            (format!("{}   ALLERGIC TO {allergies}", patient.number), Color::ALERT)
        }
    };
    let style = theme.style(Voice::Strong).colored(color).aligned(Align::Right).lines(2);
    let right = Block::text(engine, &allergy, &style, width * 0.40);
    let color = if patient.is_urgent { Color(0.98, 0.86, 0.85) } else { Color::BAND };
    let top = Block::default()
        .over(pad, pad * 0.6, left)
        .over(width * 0.59 - pad, pad * 0.6, right)
        .gap(pad * 0.6)
        .on_band(width, color);
    let parts = [
        ("Situation", &patient.situation),
        ("Background", &patient.background),
        ("Assessment", &patient.assessment),
        ("To do", &patient.recommendation),
    ];
    let column = (width - 3.0 * pad) / 4.0;
    let label = theme.style(Voice::Label).colored(Color::ACCENT).lines(1);
    let body = theme.style(Voice::Body).sized(theme.base * 0.92).lines(5);
    let mut columns = Vec::new();
    for (nth, (title, lines)) in parts.into_iter().enumerate() {
        let mut block = Block::text(engine, title, &label, column).gap(1.0);
        for line in lines {
            block = block.below(Block::text(engine, line, &body, column)).gap(0.8);
        }
        columns.push(((column + pad) * nth as f32, block));
    }
    top.gap(2.0)
        .below(Block::row(columns))
        .gap(theme.base * 0.5)
        .below(Block::rule(width, 0.4, Color::RULE))
        .gap(theme.base * 0.5)
}
