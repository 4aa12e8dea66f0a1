use serde::{Deserialize, Serialize};

use super::patient_line::PatientLine;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::pdf::Pdf;
use crate::qr::qr_modules;
use crate::sheet::{Sheet, mm};
use crate::text::{Engine, isolate};

/// Around the wrist: who it is, large, and a code that the nurse scans before a medicine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wristband {
    pub clinic_name: String,
    pub patient: PatientLine,
    pub admission_number: String,
    /// "12-Nov-2026".
    pub admitted: String,
    pub doctor: String,
    pub blood_group: String,
    /// Printed in capitals after "ALLERGY"; empty when none is known.
    pub allergies: Vec<String>,
    /// "Baby of …" stands in the name; this is the mother's number.
    pub mother: String,
    pub qr_text: String,
    pub language: Language,
}

/// A band or a label; both go to a thermal printer, so everything is black.
pub fn wristband(paper: &Wristband, sheet: Sheet) -> Result<Pdf> {
    if !matches!(sheet, Sheet::Band25x200 | Sheet::Label70x35) {
        return Err(Error::WrongSheet { paper: "wristband" });
    }
    let theme = Theme::new(sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let height = sheet.height_pt() - 2.0 * sheet.margin_pt();
    // The end of a band is glued or clipped: it stays free.
    let free = if sheet == Sheet::Band25x200 { mm(28.0) } else { 0.0 };
    let code = qr_modules(&paper.qr_text)?.block(height.min(mm(24.0)));
    let gap = theme.base * 0.8;
    let text_width = width - free - code.width - gap;
    let text = match sheet {
        Sheet::Band25x200 => band(&mut engine, &theme, text_width, paper),
        _ => label(&mut engine, &theme, text_width, paper),
    };
    let mut flow = Flow::new(sheet, Frame::default());
    flow.place(Block::default().over(0.0, 0.0, code.clone()).over(code.width + gap, 0.0, text));
    let pages = flow.finish(|_, _| Block::default());
    Pdf::write(&pages, "Wristband", paper.language, sheet)
}

fn facts(paper: &Wristband) -> Vec<String> {
    let labelled = |label: &str, value: &str| {
        (!value.is_empty()).then(|| format!("{label} {}", isolate(value)))
    };
    [
        labelled("IPD", &paper.admission_number),
        labelled("UHID", &paper.patient.reg_no),
        labelled("Adm.", &paper.admitted),
        labelled("Mother", &paper.mother),
        labelled("Blood", &paper.blood_group),
        (!paper.doctor.is_empty()).then(|| isolate(&paper.doctor)),
        (!paper.clinic_name.is_empty()).then(|| isolate(&paper.clinic_name)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn name(engine: &mut Engine, theme: &Theme, width: f32, paper: &Wristband, size: f32) -> Block {
    let strong = theme.style(Voice::Strong).sized(theme.base * size).lines(1);
    Block::text(engine, &isolate(&paper.patient.name), &strong, width)
}

fn allergy(engine: &mut Engine, theme: &Theme, width: f32, paper: &Wristband) -> Block {
    if paper.allergies.is_empty() {
        return Block::default();
    }
    let strong = theme.style(Voice::Strong).lines(1);
    let whole = format!("⚠ ALLERGY: {}", paper.allergies.join(", "));
    // A list that is cut would read as the whole list.
    let text = match engine.width(&whole, &strong) < width {
        true => whole,
        false => format!("⚠ {} ALLERGIES: SEE CHART", paper.allergies.len()),
    };
    Block::text(engine, &text, &strong, width)
}

/// Long and low: the name over two columns of facts.
fn band(engine: &mut Engine, theme: &Theme, width: f32, paper: &Wristband) -> Block {
    let body = theme.style(Voice::Body).lines(1);
    let age = theme.style(Voice::Strong).sized(theme.base * 1.2).lines(1);
    let age_width = engine.width(&paper.patient.age_sex, &age) + 2.0;
    let gap = theme.base;
    let head = name(engine, theme, width - age_width - gap, paper, 1.7);
    let age = Block::text(engine, &paper.patient.age_sex, &age, age_width);
    let mut block = Block::row([(0.0, head), (width - age_width, age.lowered(theme.base * 0.35))]);
    let half = (width - gap) / 2.0;
    for pair in facts(paper).chunks(2) {
        let blocks: Vec<Block> =
            pair.iter().map(|fact| Block::text(engine, fact, &body, half)).collect();
        let row = blocks.into_iter().zip([0.0, half + gap]);
        block = block.below(Block::row(row.map(|(block, x)| (x, block))));
    }
    block.below(allergy(engine, theme, width, paper))
}

fn label(engine: &mut Engine, theme: &Theme, width: f32, paper: &Wristband) -> Block {
    let body = theme.style(Voice::Body).sized(theme.base * 0.92).lines(1);
    let age = theme.style(Voice::Strong).lines(1);
    let mut block = name(engine, theme, width, paper, 1.25);
    block = block.below(Block::text(engine, &paper.patient.age_sex, &age, width));
    block = block.below(allergy(engine, theme, width, paper));
    for fact in facts(paper) {
        block = block.below(Block::text(engine, &fact, &body, width));
    }
    block
}
