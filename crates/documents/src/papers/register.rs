use serde::{Deserialize, Serialize};

use super::letterhead::Letterhead;
use super::marks;
use crate::error::Result;
use crate::language::Language;
use crate::layout::{Block, Column, Flow, Frame, Table, Theme, Voice};
use crate::list::Color;
use crate::pdf::Pdf;
use crate::sheet::Sheet;
use crate::text::{Align, Engine};

/// A register as the inspector reads it: numbered lines under repeated headings. Each row
/// has as many cells as there are headings; a note stands small under its main cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterSheet {
    pub letterhead: Letterhead,
    pub title: String,
    /// "01-Nov-2026 to 30-Nov-2026".
    pub span: String,
    pub headings: Vec<String>,
    pub rows: Vec<RegisterRow>,
    /// Printed when there is no row.
    pub empty: String,
    pub printed: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    pub cells: Vec<String>,
    pub note: String,
}

/// A4. The third column takes what the others leave and carries the notes.
pub fn register(paper: &RegisterSheet) -> Result<Pdf> {
    let sheet = Sheet::A4;
    let theme = Theme::new(sheet, Language::En);
    let mut engine = Engine::default();
    let width = Flow::width(sheet);
    let frame = Frame {
        blank_top: paper.letterhead.blank_top(sheet.height_pt()),
        head: Block::default(),
        foot_height: marks::foot_height(&theme),
        ghost: None,
    };
    let mut flow = Flow::new(sheet, frame);
    flow.place(paper.letterhead.head(&mut engine, &theme, width, None)?);
    let title = theme.style(Voice::Title).sized(theme.base * 1.5).lines(2);
    let soft = theme.style(Voice::Small).aligned(Align::Start).lines(2);
    let head = Block::text(&mut engine, &paper.title, &title, width)
        .below(Block::text(&mut engine, &paper.span, &soft, width))
        .gap(theme.base * 0.8);
    flow.place(head);
    if paper.rows.is_empty() {
        let body = theme.style(Voice::Body);
        flow.place(Block::text(&mut engine, &paper.empty, &body, width));
    } else {
        table(&theme, paper).place(&mut engine, &mut flow, width);
    }
    let foot = format!("{}  ·  {}", paper.title, paper.printed);
    let pages =
        flow.finish(|page, pages| marks::foot(&mut engine, &theme, width, &foot, page, pages));
    Pdf::write(&pages, &paper.title, Language::En, sheet)
}

const MAIN_COLUMN: usize = 2;

fn table(theme: &Theme, paper: &RegisterSheet) -> Table {
    let size = theme.base * 0.86;
    let columns = paper.headings.iter().enumerate().map(|(at, heading)| {
        let cells = paper.rows.iter().map(|row| row.cells.get(at).cloned().unwrap_or_default());
        let column = Column::new(heading, Align::Start, cells);
        match at == MAIN_COLUMN {
            true => column.flexible().with_notes(paper.rows.iter().map(|row| row.note.clone())),
            false => column,
        }
    });
    Table {
        columns: columns.collect(),
        head: theme.style(Voice::Label).colored(Color::ACCENT).sized(size * 0.92),
        body: theme.style(Voice::Body).aligned(Align::Start).sized(size),
        note: theme.style(Voice::Small).aligned(Align::Start).sized(size * 0.9),
        gutter: theme.base * 0.75,
    }
}
