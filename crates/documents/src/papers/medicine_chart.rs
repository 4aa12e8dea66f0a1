use serde::{Deserialize, Serialize};

use super::ward_sheet::{SHEET, WardPage, WardPatient, theme};
use crate::error::Result;
use crate::layout::{Block, Flow, Theme, Voice};
use crate::list::{Area, Color, Item};
use crate::pdf::Pdf;
use crate::text::Engine;

/// The medicine administration record: a row for each order, a column for each day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MedicineChart {
    pub who: WardPatient,
    pub range: String,
    /// "22 Nov", one for each column.
    pub days: Vec<String>,
    pub rows: Vec<MedicineRow>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MedicineRow {
    pub name: String,
    /// "1-0-1 IV after food", and how it is given.
    pub dose: String,
    /// Who ordered it and when, and who stopped it.
    pub ordered: String,
    pub is_high_risk: bool,
    pub is_stopped: bool,
    /// For each day, what was due and what became of it.
    pub doses: Vec<Vec<DoseMark>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DoseMark {
    /// When it was due.
    pub time: String,
    /// G, L, R, H, M, or empty while nobody has written anything.
    pub letter: String,
    /// "08:05 AK, 2nd SP", or why not.
    pub note: String,
    pub is_bad: bool,
}

const DAYS_A_PAGE: usize = 4;
const NAME_WIDTH: f32 = 148.0;
const PAD: f32 = 3.0;

pub fn medicine_chart(paper: &MedicineChart) -> Result<Pdf> {
    let theme = theme();
    let mut engine = Engine::default();
    let width = Flow::width(SHEET);
    let title = "Medicine administration record";
    let page = WardPage { who: &paper.who, title, range: &paper.range };
    let mut flow = page.open(&mut engine, &theme);
    let days: Vec<usize> = (0..paper.days.len()).collect();
    for (nth, chunk) in days.chunks(DAYS_A_PAGE).enumerate() {
        if nth > 0 {
            flow.new_page();
        }
        let table = Sheet { theme: &theme, paper, chunk, width };
        let head = table.head(&mut engine);
        flow.place(head.clone());
        for row in &paper.rows {
            let block = table.row(&mut engine, row);
            let page = flow.page_number();
            if block.height > flow.room() {
                flow.new_page();
            }
            if flow.page_number() != page {
                flow.place(head.clone());
            }
            flow.place(block);
        }
    }
    if paper.rows.is_empty() {
        let none = "No medicine was ordered for these days.";
        flow.place(Block::text(&mut engine, none, &theme.style(Voice::Body), width));
    }
    flow.skip(theme.base * 0.6);
    let key = "G given · L given late · R refused · H held · M missed · a time without a letter: \
               nothing was written down. ▲ high-risk: two people checked it.";
    flow.place(Block::text(&mut engine, key, &theme.style(Voice::Small), width));
    page.finish(&mut engine, &theme, flow)
}

struct Sheet<'a> {
    theme: &'a Theme,
    paper: &'a MedicineChart,
    chunk: &'a [usize],
    width: f32,
}

impl Sheet<'_> {
    fn columns(&self) -> usize {
        self.chunk.len().max(2)
    }

    fn cell(&self) -> f32 {
        // One day alone needs no whole page.
        (self.width - NAME_WIDTH) / self.columns() as f32
    }

    fn head(&self, engine: &mut Engine) -> Block {
        let style = self.theme.style(Voice::Label).colored(Color::ACCENT).lines(1);
        let mut row = Block::empty(self.width, self.theme.base * 1.8);
        row = row.over(PAD, PAD, Block::text(engine, "Medicine and dose", &style, NAME_WIDTH));
        for (nth, day) in self.chunk.iter().enumerate() {
            let text = self.paper.days.get(*day).cloned().unwrap_or_default();
            let x = NAME_WIDTH + self.cell() * nth as f32 + PAD;
            row = row.over(x, PAD, Block::text(engine, &text, &style, self.cell() - 2.0 * PAD));
        }
        self.ruled(row.on_band(self.width, Color::BAND))
    }

    fn row(&self, engine: &mut Engine, row: &MedicineRow) -> Block {
        let inner = NAME_WIDTH - 2.0 * PAD;
        let strong = self.theme.style(Voice::Strong).lines(3);
        let mark = if row.is_high_risk { "▲ " } else { "" };
        let name = Block::text(engine, &format!("{mark}{}", row.name), &strong, inner);
        let body = self.theme.style(Voice::Body).lines(4);
        let small = self.theme.style(Voice::Small).lines(4);
        let mut left = name.below(Block::text(engine, &row.dose, &body, inner));
        if !row.ordered.is_empty() {
            left = left.below(Block::text(engine, &row.ordered, &small, inner));
        }
        if row.is_stopped {
            let style = self.theme.style(Voice::Strong).colored(Color::ALERT);
            left = left.below(Block::text(engine, "STOPPED", &style.lines(1), inner));
        }
        let mut block = Block::empty(self.width, 0.0).over(PAD, PAD, left);
        for (nth, day) in self.chunk.iter().enumerate() {
            let marks = row.doses.get(*day).map(Vec::as_slice).unwrap_or_default();
            let column = marks.iter().map(|mark| self.mark(engine, mark)).collect::<Vec<_>>();
            let x = NAME_WIDTH + self.cell() * nth as f32 + PAD;
            block = block.over(x, PAD, Block::stack(column));
        }
        self.ruled(block.gap(PAD))
    }

    fn mark(&self, engine: &mut Engine, mark: &DoseMark) -> Block {
        let small = self.theme.style(Voice::Body).sized(self.theme.base * 0.88).lines(1);
        let time = Block::text(engine, &mark.time, &small, 26.0);
        let color = if mark.is_bad { Color::ALERT } else { Color::INK };
        let strong = self.theme.style(Voice::Strong).colored(color).lines(1);
        let letter = Block::text(engine, &mark.letter, &strong, 12.0);
        let note = self.theme.style(Voice::Small).sized(self.theme.base * 0.78).lines(3);
        let rest = self.cell() - 2.0 * PAD - 40.0;
        let note = Block::text(engine, &mark.note, &note, rest).lowered(1.0);
        Block::row([(0.0, time), (27.0, letter), (40.0, note)]).gap(1.5)
    }

    fn ruled(&self, row: Block) -> Block {
        let height = row.height;
        let edges = (0..=self.columns()).map(|nth| NAME_WIDTH + self.cell() * nth as f32);
        let mut areas: Vec<Area> =
            edges.chain([0.0]).map(|x| Area { x, y: 0.0, width: 0.35, height }).collect();
        areas.push(Area { x: 0.0, y: height, width: self.width, height: 0.35 });
        let items = vec![Item::Fill { areas, color: Color::RULE }];
        row.over(0.0, 0.0, Block { width: self.width, height: height + 0.35, items })
    }
}
