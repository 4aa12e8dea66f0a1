use super::block::Block;
use super::flow::Flow;
use crate::list::Color;
use crate::text::{Align, Engine, Style};

/// One column: its heading, its cells and how they stand.
pub struct Column {
    pub heading: String,
    pub align: Align,
    /// A flexible column takes what the others leave and may wrap; the others
    /// are as wide as their widest cell, so no number is ever broken in two.
    pub is_flexible: bool,
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub text: String,
    /// A second, smaller line under the first.
    pub note: String,
}

impl Column {
    pub fn new(heading: &str, align: Align, cells: impl IntoIterator<Item = String>) -> Self {
        let cells = cells.into_iter().map(|text| Cell { text, note: String::new() }).collect();
        Self { heading: heading.to_owned(), align, is_flexible: false, cells }
    }

    pub fn flexible(mut self) -> Self {
        self.is_flexible = true;
        self
    }

    pub fn with_notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        for (cell, note) in self.cells.iter_mut().zip(notes) {
            cell.note = note;
        }
        self
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.trim().is_empty())
    }
}

pub struct Table {
    pub columns: Vec<Column>,
    pub head: Style,
    pub body: Style,
    pub note: Style,
    pub gutter: f32,
}

impl Table {
    /// Places the table row by row; its heading is repeated on every page.
    pub fn place(&mut self, engine: &mut Engine, flow: &mut Flow, width: f32) {
        self.shrink_to_fit(engine, width);
        let widths = self.widths(engine, width);
        let head = self.head_row(engine, &widths, width);
        let rows = self.columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
        for nth in 0..rows {
            let row = self.row(engine, &widths, nth, width);
            let is_first = nth == 0;
            let page = flow.page_number();
            if is_first {
                flow.place_with(head.clone(), row.height);
            } else if row.height > flow.room() {
                flow.new_page();
            }
            if !is_first && flow.page_number() != page {
                flow.place(head.clone());
            }
            flow.place(row);
        }
    }

    /// Many columns on a small sheet are set smaller rather than broken, down to
    /// three fifths; a quarter of the width stays for the flexible column.
    fn shrink_to_fit(&mut self, engine: &mut Engine, width: f32) {
        let rigid: f32 = self
            .columns
            .iter()
            .filter(|column| !column.is_flexible)
            .map(|column| self.natural(engine, column))
            .sum();
        let gutters = self.gutter * self.columns.len().saturating_sub(1) as f32;
        let scale = (width * 0.75 / (rigid + gutters).max(1.0)).clamp(0.6, 1.0);
        for style in [&mut self.head, &mut self.body, &mut self.note] {
            style.size *= scale;
        }
        self.gutter *= scale;
    }

    fn widths(&self, engine: &mut Engine, width: f32) -> Vec<f32> {
        let gutters = self.gutter * self.columns.len().saturating_sub(1) as f32;
        let mut widths: Vec<f32> = self
            .columns
            .iter()
            .map(|column| if column.is_flexible { 0.0 } else { self.natural(engine, column) })
            .collect();
        let rigid: f32 = widths.iter().sum();
        let flexible = self.columns.iter().filter(|column| column.is_flexible).count().max(1);
        let share = f32::max(width - gutters - rigid, width * 0.25) / flexible as f32;
        let squeeze = f32::min(1.0, (width - gutters - share * flexible as f32) / rigid.max(1.0));
        for (wide, column) in widths.iter_mut().zip(&self.columns) {
            *wide = if column.is_flexible { share } else { *wide * squeeze };
        }
        widths
    }

    fn natural(&self, engine: &mut Engine, column: &Column) -> f32 {
        let head = engine.width(&column.heading, &self.head);
        let cells = column
            .cells
            .iter()
            .map(|cell| {
                let text: String = crate::text::clean(&cell.text).chars().take(40).collect();
                engine.width(&text, &self.body)
            })
            .fold(0.0, f32::max);
        f32::max(head, cells) + 0.5
    }

    fn head_row(&self, engine: &mut Engine, widths: &[f32], width: f32) -> Block {
        let mut x = 0.0;
        let mut cells = Vec::new();
        for (column, wide) in self.columns.iter().zip(widths) {
            let style = self.head.aligned(column.align).lines(2);
            cells.push((x, Block::text(engine, &column.heading, &style, *wide)));
            x += wide + self.gutter;
        }
        Block::row(cells).padded(0.0, 2.5).below(Block::rule(width, 0.7, Color::SOFT)).gap(1.0)
    }

    fn row(&self, engine: &mut Engine, widths: &[f32], nth: usize, width: f32) -> Block {
        let mut x = 0.0;
        let mut cells = Vec::new();
        for (column, wide) in self.columns.iter().zip(widths) {
            if let Some(cell) = column.cells.get(nth) {
                let lines = if column.is_flexible { 6 } else { 3 };
                let style = self.body.aligned(column.align).lines(lines);
                let mut block = Block::text(engine, &cell.text, &style, *wide);
                if !cell.note.is_empty() {
                    let note = self.note.aligned(column.align).lines(4);
                    block = block.below(Block::text(engine, &cell.note, &note, *wide));
                }
                cells.push((x, block));
            }
            x += wide + self.gutter;
        }
        Block::row(cells).padded(0.0, 2.0).below(Block::rule(width, 0.35, Color::RULE))
    }
}
