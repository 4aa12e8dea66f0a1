use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::marks;
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Column, Flow, Frame, Table, Theme, Voice};
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine};

/// Who comes to a doctor on a day, for the doctor's table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayList {
    pub letterhead: Letterhead,
    pub doctor: String,
    pub specialty: String,
    pub date: String,
    /// When it was printed: a later booking is not on it.
    pub printed: String,
    pub lines: Vec<DayLine>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DayLine {
    pub time: String,
    pub minutes: String,
    pub name: String,
    /// "34 y / F · A-000017".
    pub about: String,
    pub phone: String,
    pub reason: String,
    /// "Arrived", "Did not come", "Overbooked".
    pub mark: String,
}

pub fn day_list(paper: &DayList) -> Result<Pdf> {
    let sheet = Sheet::A4;
    let theme = Theme::new(sheet, Language::En);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let frame = Frame { foot_height: marks::foot_height(&theme), ..Frame::default() };
    let mut flow = Flow::new(sheet, frame);
    // Stays in the house: without the letterhead, so that the pad is for patients.
    let clinic = theme.style(Voice::Small).lines(1);
    flow.place(Block::text(&mut engine, &paper.letterhead.clinic_name, &clinic, width));
    let title = theme.style(Voice::Title).lines(2);
    flow.place(Block::text(&mut engine, &paper.doctor, &title, width));
    let count = paper.lines.len();
    let below = [paper.date.as_str(), paper.specialty.as_str()];
    let below: Vec<&str> = below.into_iter().filter(|part| !part.is_empty()).collect();
    let below = format!("{}  ·  {count} booked", below.join("  ·  "));
    flow.place(Block::text(&mut engine, &below, &theme.style(Voice::Body).lines(2), width));
    flow.skip(theme.base * 0.8);
    if paper.lines.is_empty() {
        let none = theme.style(Voice::Body);
        flow.place(Block::text(&mut engine, "Nobody is booked.", &none, width));
    } else {
        table(&theme, &paper.lines).place(&mut engine, &mut flow, width);
    }
    let foot = format!("{}, {}  ·  printed {}", paper.doctor, paper.date, paper.printed);
    let pages =
        flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &foot, page, pages));
    Pdf::write(&pages, "Appointments", Language::En, sheet)
}

fn table(theme: &Theme, lines: &[DayLine]) -> Table {
    let of = |field: fn(&DayLine) -> &String| lines.iter().map(move |line| field(line).clone());
    let blank = lines.iter().map(|_| String::new());
    Table {
        columns: vec![
            Column::new("Time", Align::Right, of(|line| &line.time)),
            Column::new("Min", Align::Right, of(|line| &line.minutes)),
            Column::new("Patient", Align::Left, of(|line| &line.name))
                .with_notes(of(|line| &line.about))
                .flexible(),
            Column::new("Phone", Align::Left, of(|line| &line.phone)),
            Column::new("Reason", Align::Left, of(|line| &line.reason))
                .with_notes(of(|line| &line.mark))
                .flexible(),
            // To tick by hand when the power is gone.
            Column::new("Seen", Align::Left, blank),
        ],
        head: theme.style(Voice::Label),
        body: theme.style(Voice::Body).sized(theme.base * 0.95),
        note: theme.style(Voice::Small),
        gutter: theme.base * 0.9,
    }
}
