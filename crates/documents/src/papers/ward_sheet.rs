//! What every sheet of the ward has at its head: who it is about, where they lie, and what
//! they must not be given. It stands on every page, because pages of a ward come apart.

use serde::{Deserialize, Serialize};

use super::marks;
use super::patient_line::PatientLine;
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Flow, Frame, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine, isolate};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WardPatient {
    pub clinic_name: String,
    pub patient: PatientLine,
    pub admission_no: String,
    pub admitted: String,
    /// Ward, room and bed.
    pub place: String,
    pub doctor: String,
    pub diagnosis: String,
    /// Empty: none is known.
    pub allergies: Vec<String>,
    /// When it was printed.
    pub printed: String,
}

/// A4, its head on every page, and a foot that says whose sheet it is.
pub struct WardPage<'a> {
    pub who: &'a WardPatient,
    pub title: &'a str,
    /// The days that it covers.
    pub range: &'a str,
}

pub const SHEET: Sheet = Sheet::A4;

pub fn theme() -> Theme {
    // Sheets of the ward are for staff, in English, small enough for a day on a page.
    Theme { base: 8.6, ..Theme::new(SHEET, Language::En) }
}

impl WardPage<'_> {
    pub fn head(&self, engine: &mut Engine, theme: &Theme, width: f32) -> Block {
        let who = self.who;
        let clinic = theme.style(Voice::Strong).lines(1);
        let title = theme.style(Voice::Heading).sized(theme.base * 1.35).lines(1);
        let left = Block::text(engine, self.title, &title, width * 0.6).below(Block::text(
            engine,
            self.range,
            &theme.style(Voice::Strong),
            width * 0.6,
        ));
        let right =
            Block::text(engine, &who.clinic_name, &clinic.aligned(Align::Right), width * 0.38)
                .below(Block::text(
                    engine,
                    &format!("Printed {}", who.printed),
                    &theme.style(Voice::Small).aligned(Align::Right).lines(1),
                    width * 0.38,
                ));
        let top = Block::row([(0.0, left), (width * 0.62, right)]).gap(theme.base * 0.4);
        let facts = [
            ("Admission no.", who.admission_no.as_str()),
            ("Patient no.", who.patient.reg_no.as_str()),
            ("Bed", who.place.as_str()),
            ("Doctor", who.doctor.as_str()),
            ("Admitted", who.admitted.as_str()),
        ];
        let band = marks::patient_band(engine, theme, width, &who.patient, &facts);
        let diagnosis = format!("Diagnosis: {}", isolate(&who.diagnosis));
        let diagnosis =
            Block::text(engine, &diagnosis, &theme.style(Voice::Body).lines(2), width * 0.5);
        let (allergy, color) = match who.allergies.is_empty() {
            true => ("No allergy is known".to_owned(), Color::SOFT),
            false => (format!("ALLERGIC TO {}", isolate(&who.allergies.join(", "))), Color::ALERT),
        };
        let style = theme.style(Voice::Strong).colored(color).aligned(Align::Right).lines(2);
        let allergy = Block::text(engine, &allergy, &style, width * 0.46);
        let line = Block::row([(0.0, diagnosis), (width * 0.54, allergy)]);
        top.below(band).gap(theme.base * 0.4).below(line).gap(theme.base * 0.7)
    }

    /// Opens the paper; the caller places its body and calls `finish`.
    pub fn open(&self, engine: &mut Engine, theme: &Theme) -> Flow {
        let width = Flow::width(SHEET);
        let head = self.head(engine, theme, width);
        let frame = Frame {
            blank_top: 0.0,
            head: head.clone(),
            foot_height: marks::foot_height(theme),
            ghost: None,
        };
        let mut flow = Flow::new(SHEET, frame);
        flow.place(head);
        flow
    }

    pub fn finish(&self, engine: &mut Engine, theme: &Theme, flow: Flow) -> Result<Pdf> {
        let width = Flow::width(SHEET);
        let who = format!(
            "{}  ·  {} {}  ·  {}",
            self.title, self.who.patient.name, self.who.admission_no, self.range
        );
        let pages = flow.finish(|page, pages| marks::foot(engine, theme, width, &who, page, pages));
        Pdf::write(&pages, self.title, Language::En, SHEET)
    }
}
