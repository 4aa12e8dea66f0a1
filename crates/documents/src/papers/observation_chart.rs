use serde::{Deserialize, Serialize};

use super::ward_sheet::{SHEET, WardPage, WardPatient, theme};
use crate::error::Result;
use crate::layout::{Block, Flow, Theme, Voice};
use crate::list::{Area, Color, Item};
use crate::pdf::Pdf;
use crate::text::{Align, Engine};

/// The TPR chart with its early warning score: a column for each round of observations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObservationChart {
    pub who: WardPatient,
    pub range: String,
    pub columns: Vec<ObservationColumn>,
    /// Why there is no score: "NEWS2 is not for children under 16".
    pub no_score: String,
    /// What answers were given to alarms, one a line.
    pub answers: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreBand {
    /// No score: something was not measured.
    #[default]
    Unknown,
    None,
    Low,
    LowMedium,
    Medium,
    High,
}

impl ScoreBand {
    /// Pale enough for a number in black, and told apart without colour by that number.
    fn color(self) -> Color {
        match self {
            ScoreBand::Unknown => Color(1.0, 1.0, 1.0),
            ScoreBand::None => Color(0.90, 0.96, 0.91),
            ScoreBand::Low => Color(0.99, 0.96, 0.78),
            ScoreBand::LowMedium | ScoreBand::Medium => Color(0.99, 0.85, 0.65),
            ScoreBand::High => Color(0.96, 0.70, 0.68),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObservationColumn {
    /// "22 Nov", written where it changes.
    pub day: String,
    pub time: String,
    /// Tenths of a degree Celsius.
    pub temperature: Option<i64>,
    pub pulse: Option<i64>,
    pub blood_pressure: String,
    pub respiration: String,
    pub spo2: String,
    pub oxygen: String,
    pub consciousness: String,
    pub pain: String,
    pub other: String,
    pub score: String,
    pub band: ScoreBand,
    pub by: String,
}

const COLUMNS_A_PAGE: usize = 18;
const LABEL: f32 = 62.0;
const GRAPH: f32 = 210.0;
/// The grid of the graph: tenths of a degree and beats, from top to bottom.
const WARM: (f32, f32) = (410.0, 350.0);
const QUICK: (f32, f32) = (160.0, 40.0);
const STEPS: usize = 6;

pub fn observation_chart(paper: &ObservationChart) -> Result<Pdf> {
    let theme = theme();
    let mut engine = Engine::default();
    let width = Flow::width(SHEET);
    let page =
        WardPage { who: &paper.who, title: "Observations (TPR) and NEWS2", range: &paper.range };
    let mut flow = page.open(&mut engine, &theme);
    let chunks: Vec<&[ObservationColumn]> = match paper.columns.is_empty() {
        true => vec![&[]],
        false => paper.columns.chunks(COLUMNS_A_PAGE).collect(),
    };
    for (nth, columns) in chunks.into_iter().enumerate() {
        if nth > 0 {
            flow.new_page();
        }
        let grid = Grid::of(&theme, width, columns);
        flow.place_all(grid.blocks(&mut engine));
    }
    let small = theme.style(Voice::Small);
    let key = "Solid line and square: temperature. Broken line and dot: pulse. NEWS2 0: every 12 h · \
               1–4: every 4 h · one parameter 3: every hour, doctor · 5–6: every hour, urgent · \
               7 and more: emergency, continuous. A column without a number lacks a parameter.";
    flow.skip(theme.base * 0.6);
    flow.place(Block::text(&mut engine, key, &small, width));
    if !paper.no_score.is_empty() {
        let style = theme.style(Voice::Strong).colored(Color::ALERT);
        flow.place(Block::text(&mut engine, &paper.no_score, &style, width));
    }
    if !paper.answers.is_empty() {
        let title = theme.style(Voice::Heading);
        flow.skip(theme.base * 0.6);
        flow.place(Block::text(&mut engine, "Alarms and what was done", &title, width));
        for answer in &paper.answers {
            let body = theme.style(Voice::Body).lines(4);
            flow.place(Block::text(&mut engine, answer, &body, width));
        }
    }
    page.finish(&mut engine, &theme, flow)
}

type Pick = fn(&ObservationColumn) -> &String;

struct Grid<'a> {
    theme: &'a Theme,
    columns: &'a [ObservationColumn],
    width: f32,
    cell: f32,
}

impl<'a> Grid<'a> {
    fn of(theme: &'a Theme, width: f32, columns: &'a [ObservationColumn]) -> Self {
        let cell = (width - LABEL) / COLUMNS_A_PAGE as f32;
        Self { theme, columns, width, cell }
    }

    fn blocks(&self, engine: &mut Engine) -> Vec<Block> {
        let mut blocks = vec![
            self.row(engine, "Date", |column| column.day.clone(), true),
            self.row(engine, "Time", |column| column.time.clone(), true),
            self.graph(engine),
        ];
        let degrees = |tenths: i64| format!("{}.{}", tenths / 10, tenths % 10);
        let number = |value: Option<i64>| value.map(|v| v.to_string()).unwrap_or_default();
        blocks.push(self.row(
            engine,
            "Temp °C",
            |column| column.temperature.map(degrees).unwrap_or_default(),
            false,
        ));
        blocks.push(self.row(engine, "Pulse /min", |column| number(column.pulse), false));
        let rows: [(&str, Pick); 7] = [
            ("BP mmHg", |column| &column.blood_pressure),
            ("Resp /min", |column| &column.respiration),
            ("SpO2 %", |column| &column.spo2),
            ("Air / O2", |column| &column.oxygen),
            ("ACVPU", |column| &column.consciousness),
            ("Pain 0–10", |column| &column.pain),
            ("Other", |column| &column.other),
        ];
        for (label, pick) in rows {
            if self.columns.iter().any(|column| !pick(column).is_empty()) {
                blocks.push(self.row(engine, label, |column| pick(column).clone(), false));
            }
        }
        blocks.push(self.score(engine));
        blocks.push(self.row(engine, "By", |column| column.by.clone(), false));
        blocks
    }

    fn row(
        &self,
        engine: &mut Engine,
        label: &str,
        text: impl Fn(&ObservationColumn) -> String,
        is_head: bool,
    ) -> Block {
        let height = self.theme.base * 1.7;
        let voice = if is_head { Voice::Strong } else { Voice::Body };
        let style = self.theme.style(voice).sized(6.3).aligned(Align::Center).lines(2);
        let mut row = Block::empty(self.width, height);
        row = row.over(0.0, 2.0, self.label(engine, label));
        for (nth, column) in self.columns.iter().enumerate() {
            let cell = Block::text(engine, &text(column), &style, self.cell - 1.0);
            let lift = (height - cell.height).max(0.0) / 2.0;
            row = row.over(self.x(nth), lift, cell);
        }
        self.ruled(row)
    }

    fn label(&self, engine: &mut Engine, label: &str) -> Block {
        Block::text(engine, label, &self.theme.style(Voice::Small).lines(1), LABEL - 4.0)
    }

    fn score(&self, engine: &mut Engine) -> Block {
        let height = self.theme.base * 2.1;
        let style = self.theme.style(Voice::Strong).aligned(Align::Center).lines(1);
        let mut row = Block::empty(self.width, height);
        row = row.over(0.0, 3.0, self.label(engine, "NEWS2"));
        for (nth, column) in self.columns.iter().enumerate() {
            let mut cell = Block::empty(self.cell - 1.0, height);
            let text = if column.score.is_empty() { "–" } else { &column.score };
            cell = cell.over(0.0, 3.0, Block::text(engine, text, &style, self.cell - 1.0));
            row = row.over(self.x(nth), 0.0, cell.on_band(self.cell - 1.0, column.band.color()));
        }
        self.ruled(row)
    }

    fn x(&self, nth: usize) -> f32 {
        LABEL + self.cell * nth as f32
    }

    fn ruled(&self, row: Block) -> Block {
        let height = row.height;
        let mut areas: Vec<Area> = (0..=self.columns.len())
            .map(|nth| Area { x: self.x(nth) - 0.5, y: 0.0, width: 0.35, height })
            .collect();
        areas.push(Area { x: 0.0, y: height, width: self.width, height: 0.35 });
        let width = self.width;
        let items = vec![Item::Fill { areas, color: Color::RULE }];
        row.over(0.0, 0.0, Block { width, height: height + 0.35, items })
    }

    /// Temperature and pulse over the same columns, each with its own scale.
    fn graph(&self, engine: &mut Engine) -> Block {
        let mut block = Block::empty(self.width, GRAPH);
        let small = self.theme.style(Voice::Small).sized(6.4).lines(1);
        let mut areas = Vec::new();
        for step in 0..=STEPS {
            let part = step as f32 / STEPS as f32;
            let y = 8.0 + part * (GRAPH - 16.0);
            areas.push(Area { x: LABEL, y, width: self.width - LABEL, height: 0.35 });
            let warm = WARM.0 + (WARM.1 - WARM.0) * part;
            let quick = QUICK.0 + (QUICK.1 - QUICK.0) * part;
            let text = format!("{:.0} °C   {quick:.0}", warm / 10.0);
            let style = small.aligned(Align::Right);
            let label = Block::text(engine, &text, &style, LABEL - 5.0);
            block = block.over(0.0, y - 4.5, label);
        }
        // The line of 38 degrees: fever begins above it.
        let fever = self.height_of(380.0, WARM);
        block.items.push(Item::Fill { areas, color: Color::RULE });
        let areas = vec![Area { x: LABEL, y: fever - 0.3, width: self.width - LABEL, height: 0.6 }];
        block.items.push(Item::Fill { areas, color: Color::SOFT });
        let middle = |nth: usize| self.x(nth) + (self.cell - 1.0) / 2.0;
        let points = |value: fn(&ObservationColumn) -> Option<i64>, scale: (f32, f32)| {
            let known = self.columns.iter().enumerate();
            known
                .filter_map(|(nth, column)| {
                    Some((middle(nth), self.height_of(value(column)? as f32, scale)))
                })
                .collect::<Vec<(f32, f32)>>()
        };
        let warm = points(|column| column.temperature, WARM);
        let quick = points(|column| column.pulse, QUICK);
        let squares = warm.iter().map(|(x, y)| square(*x, *y, 3.6)).collect();
        let dots = quick.iter().map(|(x, y)| square(*x, *y, 2.2)).collect();
        block.items.push(Item::Line { points: warm, thickness: 1.1, color: Color::ALERT });
        block.items.push(Item::Fill { areas: squares, color: Color::ALERT });
        for piece in broken(&quick) {
            block.items.push(Item::Line { points: piece, thickness: 1.0, color: Color::ACCENT });
        }
        block.items.push(Item::Fill { areas: dots, color: Color::ACCENT });
        self.ruled(block)
    }

    /// What lies outside the grid stands at its edge; the number below says how much.
    fn height_of(&self, value: f32, (top, bottom): (f32, f32)) -> f32 {
        let part = ((top - value) / (top - bottom)).clamp(0.0, 1.0);
        8.0 + part * (GRAPH - 16.0)
    }
}

fn square(x: f32, y: f32, side: f32) -> Area {
    Area { x: x - side / 2.0, y: y - side / 2.0, width: side, height: side }
}

/// A line as dashes, so that it is told from the other without colour.
fn broken(points: &[(f32, f32)]) -> Vec<Vec<(f32, f32)>> {
    const DASH: f32 = 4.0;
    let mut pieces = Vec::new();
    for pair in points.windows(2) {
        let [(x, y), (to_x, to_y)] = pair else { continue };
        let length = (to_x - x).hypot(to_y - y).max(0.01);
        let count = (length / DASH).ceil() as usize;
        let at = |part: f32| (x + (to_x - x) * part, y + (to_y - y) * part);
        for dash in (0..count).step_by(2) {
            let ends = [dash, dash + 1].map(|nth| (nth as f32 * DASH / length).min(1.0));
            pieces.push(ends.map(at).to_vec());
        }
    }
    pieces
}
