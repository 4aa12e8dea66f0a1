//! The display list: what stands where on each page, in points from the top
//! left corner. Layout makes it, a writer turns it into a file; neither knows
//! the other.

use crate::fonts::Face;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color(pub f32, pub f32, pub f32);

impl Color {
    pub const INK: Self = Self(0.08, 0.09, 0.11);
    pub const SOFT: Self = Self(0.33, 0.36, 0.40);
    pub const ACCENT: Self = Self(0.04, 0.30, 0.36);
    pub const RULE: Self = Self(0.74, 0.77, 0.80);
    pub const BAND: Self = Self(0.945, 0.957, 0.961);
    pub const ALERT: Self = Self(0.72, 0.06, 0.10);
    pub const GHOST: Self = Self(0.90, 0.90, 0.91);
}

/// One glyph as the shaper placed it; lengths in thousandths of an em.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    pub id: u16,
    pub advance: i32,
    pub x_offset: i32,
    pub y_offset: i32,
    /// The part of the text this glyph stands for when copied or searched.
    pub text: String,
}

impl Glyph {
    /// A shape without a letter of its own: the flag a font adds to a Bengali i, or
    /// a mark whose letter carries its text. It is painted as a shape, for a reader
    /// would invent a letter or a word for it.
    pub fn is_textless(&self) -> bool {
        self.text.is_empty()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct GlyphRun {
    pub face: Face,
    pub size: f32,
    pub color: Color,
    pub x: f32,
    pub baseline: f32,
    pub glyphs: Vec<Glyph>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Eight-bit RGBA, four bytes a pixel, rows from the top.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub rgba: std::sync::Arc<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Glyphs(GlyphRun),
    Fill {
        areas: Vec<Area>,
        color: Color,
    },
    Picture {
        picture: Picture,
        area: Area,
    },
    /// A line from point to point, of a chart.
    Line {
        points: Vec<(f32, f32)>,
        thickness: f32,
        color: Color,
    },
}

impl Item {
    pub fn moved(mut self, dx: f32, dy: f32) -> Self {
        match &mut self {
            Self::Glyphs(run) => {
                run.x += dx;
                run.baseline += dy;
            }
            Self::Fill { areas, .. } => {
                for area in areas {
                    area.x += dx;
                    area.y += dy;
                }
            }
            Self::Picture { area, .. } => {
                area.x += dx;
                area.y += dy;
            }
            Self::Line { points, .. } => {
                for (x, y) in points {
                    *x += dx;
                    *y += dy;
                }
            }
        }
        self
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    pub items: Vec<Item>,
}
