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
use crate::words::Words;

/// When and to whom a patient comes again, to take home.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppointmentSlip {
    /// A roll or A5.
    pub sheet: Sheet,
    pub letterhead: Letterhead,
    pub patient: PatientLine,
    pub doctor: String,
    pub specialty: String,
    pub room: String,
    pub place: String,
    pub date: String,
    /// 1 is Monday.
    pub weekday: u32,
    pub time: String,
    pub reason: String,
    pub language: Language,
}

pub fn appointment_slip(paper: &AppointmentSlip) -> Result<Pdf> {
    if !paper.sheet.is_roll() && paper.sheet != Sheet::A5 {
        return Err(Error::WrongSheet { paper: "appointment slip" });
    }
    let theme = Theme::new(paper.sheet, paper.language);
    let mut engine = Engine::default();
    let width = Flow::width(paper.sheet);
    let top = paper.letterhead.blank_top(paper.sheet.height_pt());
    let frame = if paper.sheet.is_roll() {
        Frame::default()
    } else {
        Frame { blank_top: top, ..Frame::default() }
    };
    let mut flow = Flow::new(paper.sheet, frame);
    let words = Words::of(paper.language);
    let center = theme.style(Voice::Body).aligned(Align::Center).lines(3);
    let head = match paper.sheet.is_roll() {
        true => paper.letterhead.roll_head(&mut engine, &theme, width)?,
        false => paper.letterhead.head(&mut engine, &theme, width, None)?,
    };
    flow.place(head);
    // The letterhead of a sheet ends in a line of its own.
    if paper.sheet.is_roll() {
        let rule = Block::rule(width, 0.8, Color::INK);
        flow.place(rule.lowered(theme.base * 0.3).gap(theme.base * 0.4));
    }
    flow.place(Block::text(&mut engine, &words.say("papers-appointment"), &center, width));
    let large = theme.style(Voice::Title).aligned(Align::Center).lines(1);
    let weekday = words.say(weekday(paper.weekday));
    let day = format!("{weekday}, {}", isolate(&paper.date));
    let named = theme.style(Voice::Strong).aligned(Align::Center).lines(2);
    flow.place(Block::text(&mut engine, &day, &named.sized(theme.base * 1.4), width));
    let time = large.sized(theme.base * 3.0);
    flow.place(Block::text(&mut engine, &isolate(&paper.time), &time, width));
    flow.skip(theme.base * 0.5);
    let facts = [
        ("Patient", paper.patient.name.as_str()),
        ("Age / sex", paper.patient.age_sex.as_str()),
        ("Patient no.", paper.patient.reg_no.as_str()),
        ("Doctor", paper.doctor.as_str()),
        ("", paper.specialty.as_str()),
        ("Place", paper.place.as_str()),
        ("Room", paper.room.as_str()),
        ("Reason", paper.reason.as_str()),
    ];
    flow.place(marks::facts_block(&mut engine, &theme, width, &facts));
    flow.skip(theme.base * 0.5);
    flow.place(Block::text(&mut engine, &words.say("papers-come-early"), &center, width));
    flow.place(Block::text(&mut engine, &words.say("papers-cannot-come"), &center, width));
    let pages = flow.finish(|_, _| Block::default());
    Pdf::write(&pages, "Appointment", paper.language, paper.sheet)
}

fn weekday(number: u32) -> &'static str {
    match number {
        1 => "papers-monday",
        2 => "papers-tuesday",
        3 => "papers-wednesday",
        4 => "papers-thursday",
        5 => "papers-friday",
        6 => "papers-saturday",
        _ => "papers-sunday",
    }
}
