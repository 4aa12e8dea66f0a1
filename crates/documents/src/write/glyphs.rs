use printpdf::{Codepoint, Op, PdfFontHandle, Pt, TextItem, TextMatrix};

use super::embed::Embedding;
use super::fill;
use crate::list::GlyphRun;

/// Shows one run. Glyphs on one height share a matrix; a glyph the shaper lifted
/// or lowered gets its own, so every mark stands where the shaper put it.
pub fn push_run(ops: &mut Vec<Op>, run: &GlyphRun, page_height: f32, embedding: &mut Embedding) {
    if run.glyphs.is_empty() {
        return;
    }
    let em = run.size / 1000.0;
    ops.push(fill(run.color));
    ops.push(Op::SetFont {
        font: PdfFontHandle::External(embedding.font_id(run.face)),
        size: Pt(run.size),
    });
    let mut pen = 0;
    let mut height = None;
    let mut shown: Vec<Codepoint> = Vec::new();
    let mut end_of_shown = 0;
    for glyph in &run.glyphs {
        if glyph.is_textless() {
            pen += glyph.advance;
            continue;
        }
        let (code, width) = embedding.code(run.face, glyph);
        let x = pen + glyph.x_offset;
        if height != Some(glyph.y_offset) {
            flush(ops, &mut shown);
            let left = run.x + x as f32 * em;
            let baseline = page_height - run.baseline + glyph.y_offset as f32 * em;
            ops.push(Op::SetTextMatrix {
                matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, left, baseline]),
            });
            height = Some(glyph.y_offset);
        } else if let Some(last) = shown.last_mut() {
            last.offset = (end_of_shown - x) as f32;
        }
        shown.push(Codepoint::with_cid(code, 0.0, glyph.text.clone()));
        end_of_shown = x + width;
        pen += glyph.advance;
    }
    flush(ops, &mut shown);
}

fn flush(ops: &mut Vec<Op>, shown: &mut Vec<Codepoint>) {
    if !shown.is_empty() {
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(std::mem::take(shown))] });
    }
}
