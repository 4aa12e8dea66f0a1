use crate::list::{Area, Color, Item, Picture};
use crate::text::{Align, Engine, Line, Style};

/// A rectangle of finished content; its items count from its own top left.
#[derive(Debug, Clone, Default)]
pub struct Block {
    pub width: f32,
    pub height: f32,
    pub items: Vec<Item>,
}

impl Block {
    pub fn empty(width: f32, height: f32) -> Self {
        Self { width, height, items: Vec::new() }
    }

    pub fn text(engine: &mut Engine, text: &str, style: &Style, width: f32) -> Self {
        Self::stack(Self::text_lines(engine, text, style, width))
    }

    /// One block a line, for text that may run over to the next page.
    pub fn text_lines(engine: &mut Engine, text: &str, style: &Style, width: f32) -> Vec<Self> {
        engine
            .set(text, style, width)
            .into_iter()
            .map(|line| set_line(line, style, width))
            .collect()
    }

    pub fn rule(width: f32, thickness: f32, color: Color) -> Self {
        let area = Area { x: 0.0, y: 0.0, width, height: thickness };
        let items = vec![Item::Fill { areas: vec![area], color }];
        Self { width, height: thickness, items }
    }

    pub fn picture(picture: Picture, width: f32, height: f32) -> Self {
        let area = Area { x: 0.0, y: 0.0, width, height };
        Self { width, height, items: vec![Item::Picture { picture, area }] }
    }

    /// Scaled to fit the box, never enlarged beyond it, standing top left.
    pub fn picture_within(picture: Picture, width: f32, height: f32) -> Self {
        let (wide, high) = (picture.width.max(1) as f32, picture.height.max(1) as f32);
        let scale = f32::min(width / wide, height / high);
        Self::picture(picture, wide * scale, high * scale)
    }

    pub fn stack(blocks: impl IntoIterator<Item = Self>) -> Self {
        blocks.into_iter().fold(Self::default(), Self::below)
    }

    pub fn below(mut self, next: Self) -> Self {
        let at = self.height;
        self.width = self.width.max(next.width);
        self.height += next.height;
        self.items.extend(next.items.into_iter().map(|item| item.moved(0.0, at)));
        self
    }

    pub fn gap(mut self, height: f32) -> Self {
        self.height += height;
        self
    }

    pub fn lowered(self, height: f32) -> Self {
        Self::empty(self.width, height).below(self)
    }

    /// Lays another block over this one; this one grows if it must.
    pub fn over(mut self, x: f32, y: f32, other: Self) -> Self {
        self.width = self.width.max(x + other.width);
        self.height = self.height.max(y + other.height);
        self.items.extend(other.items.into_iter().map(|item| item.moved(x, y)));
        self
    }

    /// Side by side at the given distances from the left, tops level.
    pub fn row(columns: impl IntoIterator<Item = (f32, Self)>) -> Self {
        columns.into_iter().fold(Self::default(), |row, (x, block)| row.over(x, 0.0, block))
    }

    pub fn padded(self, x: f32, y: f32) -> Self {
        let (width, height) = (self.width + 2.0 * x, self.height + 2.0 * y);
        Self::empty(width, height).over(x, y, self)
    }

    pub fn on_band(mut self, width: f32, color: Color) -> Self {
        let area = Area { x: 0.0, y: 0.0, width, height: self.height };
        self.items.insert(0, Item::Fill { areas: vec![area], color });
        self.width = self.width.max(width);
        self
    }

    pub fn framed(self, color: Color) -> Self {
        let (width, height, line) = (self.width, self.height, 0.8);
        let sides = vec![
            Area { x: 0.0, y: 0.0, width, height: line },
            Area { x: 0.0, y: height - line, width, height: line },
            Area { x: 0.0, y: 0.0, width: line, height },
            Area { x: width - line, y: 0.0, width: line, height },
        ];
        let frame = Self { width, height, items: vec![Item::Fill { areas: sides, color }] };
        self.over(0.0, 0.0, frame)
    }
}

fn set_line(line: Line, style: &Style, width: f32) -> Block {
    let slack = (width - line.width).max(0.0);
    let x = match style.align {
        Align::Left => 0.0,
        Align::Center => slack / 2.0,
        Align::Right => slack,
        Align::Start => {
            if line.is_rtl {
                slack
            } else {
                0.0
            }
        }
    };
    let items = line.runs.into_iter().map(|run| Item::Glyphs(run).moved(x, line.ascent)).collect();
    Block { width, height: line.ascent + line.descent, items }
}
