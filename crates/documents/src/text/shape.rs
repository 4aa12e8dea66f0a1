use harfrust::{Buffer, Direction, Language as ShapingLanguage, ShapeOptions, ShaperFont, shape};

use super::itemize::face_runs;
use super::slice::deal;
use crate::fonts::Face;
use crate::language::Language;
use crate::list::Glyph;

/// Shapes one run: one face, one direction. Glyphs come in paint order, left to
/// right. A run the shaper refuses comes back as missing-glyph boxes.
pub(crate) fn shape_run(face: Face, is_rtl: bool, language: Language, text: &str) -> Vec<Glyph> {
    let loaded = face.load();
    let shaper = ShaperFont::new(&loaded.font);
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(if is_rtl { Direction::RightToLeft } else { Direction::LeftToRight });
    buffer.set_script(face.script());
    buffer.set_language(ShapingLanguage::new(language.code()));
    if shape(&shaper, &mut buffer, ShapeOptions::new()).is_err() {
        return boxes(text);
    }
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(buffer.len());
    let mut clusters: Vec<usize> = Vec::with_capacity(buffer.len());
    for (info, position) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
        glyphs.push(Glyph {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            advance: position.x_advance,
            x_offset: position.x_offset,
            y_offset: position.y_offset,
            text: String::new(),
        });
        clusters.push(usize::try_from(info.cluster).unwrap_or(0));
    }
    deal_text(&mut glyphs, &clusters, is_rtl, text);
    let space = loaded.space;
    glyphs.retain(|glyph| !(glyph.text.is_empty() && glyph.advance == 0 && glyph.id == space));
    glyphs
}

fn boxes(text: &str) -> Vec<Glyph> {
    text.chars()
        .map(|character| Glyph {
            id: 0,
            advance: 600,
            x_offset: 0,
            y_offset: 0,
            text: character.to_string(),
        })
        .collect()
}

/// Glyphs of one cluster stand together in paint order; in right-to-left text
/// both the clusters and the glyphs within them run backwards.
fn deal_text(glyphs: &mut [Glyph], clusters: &[usize], is_rtl: bool, text: &str) {
    let mut groups: Vec<(usize, Vec<&mut Glyph>)> = Vec::new();
    for (glyph, cluster) in glyphs.iter_mut().zip(clusters) {
        match groups.last_mut() {
            Some((start, members)) if start == cluster => members.push(glyph),
            _ => groups.push((*cluster, vec![glyph])),
        }
    }
    if is_rtl {
        groups.reverse();
        for (_, members) in &mut groups {
            members.reverse();
        }
    }
    let mut ends: Vec<usize> = groups.iter().skip(1).map(|(start, _)| *start).collect();
    ends.push(text.len());
    let mut from = 0;
    for ((_, members), end) in groups.into_iter().zip(ends) {
        let cluster = text.get(from..end).unwrap_or_default();
        let mut carriers: Vec<&mut Glyph> = members;
        if !is_rtl && carriers.iter().any(|glyph| stands_in_line(glyph)) {
            carriers.retain(|glyph| stands_in_line(glyph));
            drop_second_marks(&mut carriers);
        }
        let slices = deal(cluster, carriers.len());
        for (glyph, slice) in carriers.into_iter().zip(slices) {
            glyph.text = slice;
        }
        from = end;
    }
}

/// Readers take a glyph that jumps back or off the line for the start of another
/// word. Such a mark carries no text; the letter it belongs to carries its text too.
fn stands_in_line(glyph: &Glyph) -> bool {
    const JUMP: i32 = 40;
    glyph.y_offset.abs() <= JUMP && glyph.x_offset >= -JUMP
}

/// Two marks on the same spot look to a reader like bold made by printing twice.
fn drop_second_marks(carriers: &mut Vec<&mut Glyph>) {
    let mut follows_mark = false;
    carriers.retain(|glyph| {
        let is_mark = glyph.advance == 0;
        let is_second = is_mark && follows_mark;
        follows_mark = is_mark;
        !is_second
    });
}

/// One shaped run as the tests compare it with another shaper.
pub struct ShapedRun {
    pub font: &'static [u8],
    pub script: [u8; 4],
    pub is_rtl: bool,
    pub text: String,
    /// Glyph id, advance, x and y offset.
    pub glyphs: Vec<(u16, i32, i32, i32)>,
}

/// Shapes a sentence run by run, in logical order; for the tests of this crate.
pub fn shaped_runs(language: Language, text: &str, is_bold: bool) -> Vec<ShapedRun> {
    face_runs(text, is_bold)
        .into_iter()
        .map(|run| {
            let piece = text.get(run.start..run.end).unwrap_or_default();
            let is_rtl = run.face.family == crate::fonts::Family::Nastaliq;
            let glyphs = shape_run(run.face, is_rtl, language, piece);
            ShapedRun {
                font: run.face.load().bytes,
                script: run.face.family.script_tag(),
                is_rtl,
                text: piece.to_owned(),
                glyphs: glyphs
                    .iter()
                    .map(|glyph| (glyph.id, glyph.advance, glyph.x_offset, glyph.y_offset))
                    .collect(),
            }
        })
        .collect()
}
