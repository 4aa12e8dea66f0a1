use serde::{Deserialize, Serialize};

use super::ward_sheet::{SHEET, WardPage, WardPatient, theme};
use crate::error::Result;
use crate::layout::{Block, Column, Flow, Table, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::text::{Align, Engine};

/// What went in and came out, day by day of the ward, with the sums of each shift.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FluidChart {
    pub who: WardPatient,
    pub range: String,
    pub days: Vec<FluidDay>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FluidDay {
    /// "22-Nov-2026, 08:00 to 08:00".
    pub title: String,
    pub rows: Vec<FluidRow>,
    /// Each shift, and the whole day last.
    pub totals: Vec<FluidTotal>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FluidRow {
    pub time: String,
    pub kind: String,
    pub in_ml: String,
    pub out_ml: String,
    pub note: String,
    pub by: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FluidTotal {
    pub label: String,
    pub in_ml: String,
    pub out_ml: String,
    pub balance_ml: String,
}

pub fn fluid_chart(paper: &FluidChart) -> Result<Pdf> {
    let theme = theme();
    let mut engine = Engine::default();
    let width = Flow::width(SHEET);
    let page = WardPage { who: &paper.who, title: "Intake and output", range: &paper.range };
    let mut flow = page.open(&mut engine, &theme);
    for day in &paper.days {
        let title = Block::text(&mut engine, &day.title, &theme.style(Voice::Heading), width);
        flow.place_with(title.gap(theme.base * 0.3), theme.base * 8.0);
        if day.rows.is_empty() {
            let none = theme.style(Voice::Body).colored(Color::SOFT);
            flow.place(Block::text(&mut engine, "Nothing was charted.", &none, width));
        } else {
            rows(&theme, day).place(&mut engine, &mut flow, width);
        }
        flow.skip(theme.base * 0.5);
        totals(&theme, day).place(&mut engine, &mut flow, width * 0.72);
        flow.skip(theme.base * 1.2);
    }
    page.finish(&mut engine, &theme, flow)
}

fn rows(theme: &Theme, day: &FluidDay) -> Table {
    let cells = |pick: fn(&FluidRow) -> &String| day.rows.iter().map(move |row| pick(row).clone());
    let columns = vec![
        Column::new("Time", Align::Left, cells(|row| &row.time)),
        Column::new("What", Align::Left, cells(|row| &row.kind)),
        Column::new("In ml", Align::Right, cells(|row| &row.in_ml)),
        Column::new("Out ml", Align::Right, cells(|row| &row.out_ml)),
        Column::new("Note", Align::Left, cells(|row| &row.note)).flexible(),
        Column::new("By", Align::Left, cells(|row| &row.by)),
    ];
    table(theme, columns, Voice::Body)
}

fn totals(theme: &Theme, day: &FluidDay) -> Table {
    let cells =
        |pick: fn(&FluidTotal) -> &String| day.totals.iter().map(move |row| pick(row).clone());
    let columns = vec![
        Column::new("Total", Align::Left, cells(|row| &row.label)).flexible(),
        Column::new("In ml", Align::Right, cells(|row| &row.in_ml)),
        Column::new("Out ml", Align::Right, cells(|row| &row.out_ml)),
        Column::new("Balance ml", Align::Right, cells(|row| &row.balance_ml)),
    ];
    table(theme, columns, Voice::Strong)
}

fn table(theme: &Theme, columns: Vec<Column>, voice: Voice) -> Table {
    Table {
        columns,
        head: theme.style(Voice::Label).colored(Color::ACCENT),
        body: theme.style(voice).sized(theme.base * 0.96),
        note: theme.style(Voice::Small),
        gutter: theme.base * 1.4,
    }
}
