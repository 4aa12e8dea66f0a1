use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::marks;
use super::patient_line::PatientLine;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine};
use crate::words::Words;

/// The number a patient waits with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenSlip {
    /// Roll80 or Roll58.
    pub sheet: Sheet,
    pub letterhead: Letterhead,
    pub token: String,
    pub patient: PatientLine,
    pub doctor: String,
    pub room: String,
    pub date: String,
    pub language: Language,
}

pub fn token_slip(paper: &TokenSlip) -> Result<Pdf> {
    if !paper.sheet.is_roll() {
        return Err(Error::WrongSheet { paper: "token slip" });
    }
    let theme = Theme::new(paper.sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(paper.sheet);
    let mut flow = Flow::new(paper.sheet, Frame::default());
    let center = theme.style(Voice::Body).aligned(Align::Center).lines(3);
    let words = Words::of(paper.language);
    let clinic = theme.style(Voice::Heading).aligned(Align::Center).lines(3);
    flow.place(Block::text(&mut engine, &paper.letterhead.clinic_name, &clinic, width));
    flow.place(Block::text(&mut engine, &words.say("papers-token"), &center, width));
    flow.place(number(&mut engine, &theme, width, &paper.token));
    let facts = [
        ("Patient", paper.patient.name.as_str()),
        ("Age / sex", paper.patient.age_sex.as_str()),
        ("Patient no.", paper.patient.reg_no.as_str()),
        ("Doctor", paper.doctor.as_str()),
        ("Room", paper.room.as_str()),
        ("Date", paper.date.as_str()),
    ];
    flow.place(marks::facts_block(&mut engine, &theme, width, &facts));
    flow.skip(theme.base * 0.5);
    flow.place(Block::text(&mut engine, &words.say("papers-wait"), &center, width));
    let pages = flow.finish(|_, _| Block::default());
    Pdf::write(&pages, "Token", paper.language, paper.sheet)
}

/// As large as fits on one line, up to six times the text.
fn number(engine: &mut Engine, theme: &Theme, width: f32, token: &str) -> Block {
    let style = theme.style(Voice::Title).aligned(Align::Center).lines(1);
    let full = style.sized(theme.base * 6.0);
    let taken = engine.width(token, &full).max(1.0);
    let scale = (width / taken).clamp(0.25, 1.0);
    Block::text(engine, token, &style.sized(theme.base * 6.0 * scale * 0.99), width)
}
