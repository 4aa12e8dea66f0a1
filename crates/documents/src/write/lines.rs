use printpdf::{LinePoint, Op, PaintMode, Point, Polygon, PolygonRing, Pt, WindingOrder};

use super::fill;
use crate::list::Color;

/// Each piece of a line as a filled sliver: the file needs no state for strokes.
pub fn push(points: &[(f32, f32)], thickness: f32, color: Color, page_height: f32) -> Vec<Op> {
    let rings: Vec<PolygonRing> = points
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] => sliver(*from, *to, thickness, page_height),
            _ => None,
        })
        .collect();
    if rings.is_empty() {
        return Vec::new();
    }
    let (mode, winding_order) = (PaintMode::Fill, WindingOrder::NonZero);
    let polygon = Polygon { rings, mode, winding_order };
    vec![fill(color), Op::DrawPolygon { polygon }]
}

fn sliver(
    (x, y): (f32, f32),
    (to_x, to_y): (f32, f32),
    thickness: f32,
    page_height: f32,
) -> Option<PolygonRing> {
    let (dx, dy) = (to_x - x, to_y - y);
    let length = dx.hypot(dy);
    if length < 0.01 {
        return None;
    }
    let (across_x, across_y) = (-dy / length * thickness / 2.0, dx / length * thickness / 2.0);
    let corners = [
        (x + across_x, y + across_y),
        (to_x + across_x, to_y + across_y),
        (to_x - across_x, to_y - across_y),
        (x - across_x, y - across_y),
    ];
    let point = |(x, y): (f32, f32)| LinePoint {
        p: Point { x: Pt(x), y: Pt(page_height - y) },
        bezier: false,
    };
    Some(PolygonRing { points: corners.into_iter().map(point).collect() })
}
