use printpdf::{LinePoint, Op, PaintMode, Point, Polygon, PolygonRing, Pt, WindingOrder};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use super::fill;
use crate::list::{Glyph, GlyphRun};

/// The run's glyphs that stand for no text, as filled shapes.
pub fn textless(run: &GlyphRun, page_height: f32) -> Vec<Op> {
    let em = run.size / 1000.0;
    let mut ops = Vec::new();
    let mut pen = 0;
    for glyph in &run.glyphs {
        if glyph.is_textless() {
            let x = run.x + (pen + glyph.x_offset) as f32 * em;
            let y = page_height - run.baseline + glyph.y_offset as f32 * em;
            let rings = rings(run, glyph, Rings { x, y, em, rings: Vec::new(), at: (0.0, 0.0) });
            if !rings.is_empty() {
                ops.push(fill(run.color));
                ops.push(Op::DrawPolygon {
                    polygon: Polygon {
                        rings,
                        mode: PaintMode::Fill,
                        winding_order: WindingOrder::NonZero,
                    },
                });
            }
        }
        pen += glyph.advance;
    }
    ops
}

fn rings(run: &GlyphRun, glyph: &Glyph, mut pen: Rings) -> Vec<PolygonRing> {
    let Ok(font) = FontRef::new(run.face.load().bytes) else { return Vec::new() };
    let Some(outline) = font.outline_glyphs().get(GlyphId::new(u32::from(glyph.id))) else {
        return Vec::new();
    };
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
    match outline.draw(settings, &mut pen) {
        Ok(_) => pen.rings,
        Err(_) => Vec::new(),
    }
}

/// Collects an outline in font units as rings in points.
struct Rings {
    x: f32,
    y: f32,
    em: f32,
    rings: Vec<PolygonRing>,
    at: (f32, f32),
}

impl Rings {
    fn push(&mut self, x: f32, y: f32, bezier: bool) {
        let p = Point { x: Pt(self.x + x * self.em), y: Pt(self.y + y * self.em) };
        if let Some(ring) = self.rings.last_mut() {
            ring.points.push(LinePoint { p, bezier });
        }
    }
}

impl OutlinePen for Rings {
    fn move_to(&mut self, x: f32, y: f32) {
        self.rings.push(PolygonRing { points: Vec::new() });
        self.push(x, y, false);
        self.at = (x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.push(x, y, false);
        self.at = (x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (from_x, from_y) = self.at;
        let third = |from: f32, to: f32| from + (to - from) * 2.0 / 3.0;
        self.curve_to(third(from_x, cx), third(from_y, cy), third(x, cx), third(y, cy), x, y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.push(ax, ay, true);
        self.push(bx, by, true);
        self.push(x, y, false);
        self.at = (x, y);
    }

    fn close(&mut self) {}
}
