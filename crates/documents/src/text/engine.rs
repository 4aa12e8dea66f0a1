use std::collections::HashMap;
use std::rc::Rc;

use unicode_bidi::{BidiInfo, Level};

use super::clean::clean;
use super::itemize::{FaceRun, face_runs};
use super::lines::break_lines;
use super::shape::shape_run;
use crate::fonts::Face;
use crate::language::Language;
use crate::list::{Color, Glyph, GlyphRun};

/// Where a line stands in its column. `Start` is left, or right when the
/// paragraph itself runs from the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Start,
    Left,
    Center,
    Right,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub size: f32,
    pub is_bold: bool,
    pub color: Color,
    pub language: Language,
    pub align: Align,
    /// Lines beyond this are cut and the last one ends in "…".
    pub lines_max: usize,
}

/// One set line. Runs start at x = 0 with the baseline at `ascent`.
#[derive(Debug, Clone)]
pub struct Line {
    pub runs: Vec<GlyphRun>,
    pub width: f32,
    pub ascent: f32,
    pub descent: f32,
    pub is_rtl: bool,
}

type Shaped = HashMap<(Face, bool, Language), HashMap<String, Rc<Vec<Glyph>>>>;

/// Sets text for one document. The same word is shaped once; nothing a patient
/// was called outlives the document.
#[derive(Default)]
pub struct Engine {
    shaped: Shaped,
}

impl Engine {
    /// Breaks text into lines no wider than `width`.
    pub fn set(&mut self, text: &str, style: &Style, width: f32) -> Vec<Line> {
        let text = clean(text);
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let room = style.lines_max.saturating_sub(lines.len());
            if room == 0 {
                break;
            }
            lines.extend(break_lines(self, paragraph, style, width, room));
        }
        lines
    }

    /// The width the text takes on one line.
    pub fn width(&mut self, text: &str, style: &Style) -> f32 {
        let units: i32 = face_runs(text, style.is_bold)
            .iter()
            .map(|run| {
                let piece = text.get(run.start..run.end).unwrap_or_default();
                let is_rtl = run.face.family == crate::fonts::Family::Nastaliq;
                let glyphs = self.glyphs(run.face, is_rtl, style.language, piece);
                glyphs.iter().map(|glyph| glyph.advance).sum::<i32>()
            })
            .sum();
        units as f32 * style.size / 1000.0
    }

    pub fn glyphs(
        &mut self,
        face: Face,
        is_rtl: bool,
        language: Language,
        text: &str,
    ) -> Rc<Vec<Glyph>> {
        let words = self.shaped.entry((face, is_rtl, language)).or_default();
        if let Some(known) = words.get(text) {
            return Rc::clone(known);
        }
        let glyphs = Rc::new(shape_run(face, is_rtl, language, text));
        words.insert(text.to_owned(), Rc::clone(&glyphs));
        glyphs
    }

    /// Sets `text[start..end]` of a paragraph as one line, in visual order.
    pub fn line(
        &mut self,
        bidi: &BidiInfo<'_>,
        start: usize,
        end: usize,
        tail: &str,
        style: &Style,
    ) -> Line {
        let mut pieces: Vec<(String, bool)> = Vec::new();
        let mut is_rtl = false;
        if let Some(paragraph) = bidi.paragraphs.first() {
            is_rtl = paragraph.level.is_rtl();
            let (levels, runs) = bidi.visual_runs(paragraph, start..end);
            for run in runs {
                let level = levels.get(run.start).copied().unwrap_or_else(Level::ltr);
                let piece = bidi.text.get(run).unwrap_or_default();
                pieces.push((piece.to_owned(), level.is_rtl()));
            }
        }
        if !tail.is_empty() {
            let at = if is_rtl { 0 } else { pieces.len() };
            pieces.insert(at, (tail.to_owned(), is_rtl));
        }
        self.paint(&pieces, is_rtl, style)
    }

    fn paint(&mut self, pieces: &[(String, bool)], is_rtl: bool, style: &Style) -> Line {
        let mut line = empty_line(style, is_rtl);
        let mut x = 0.0;
        for (piece, runs_rtl) in pieces {
            let mut faces: Vec<FaceRun> = face_runs(piece, style.is_bold);
            if *runs_rtl {
                faces.reverse();
            }
            for run in faces {
                let text = piece.get(run.start..run.end).unwrap_or_default();
                let glyphs = self.glyphs(run.face, *runs_rtl, style.language, text);
                let loaded = run.face.load();
                line.ascent = line.ascent.max(loaded.ascent * style.size);
                line.descent = line.descent.max(loaded.descent * style.size);
                let units: i32 = glyphs.iter().map(|glyph| glyph.advance).sum();
                line.runs.push(GlyphRun {
                    face: run.face,
                    size: style.size,
                    color: style.color,
                    x,
                    baseline: 0.0,
                    glyphs: glyphs.as_ref().clone(),
                });
                x += units as f32 * style.size / 1000.0;
            }
        }
        line.width = x;
        hang_space(&mut line);
        line
    }
}

fn empty_line(style: &Style, is_rtl: bool) -> Line {
    let latin = Face::new(crate::fonts::Family::Latin, style.is_bold).load();
    Line {
        runs: Vec::new(),
        width: 0.0,
        ascent: latin.ascent * style.size,
        descent: latin.descent * style.size,
        is_rtl,
    }
}

/// The space at a line end stays in the text, so that words do not run together
/// when copied, but hangs outside the line's width.
fn hang_space(line: &mut Line) {
    let is_rtl = line.is_rtl;
    let edge = if is_rtl { line.runs.first_mut() } else { line.runs.last_mut() };
    let Some(run) = edge else { return };
    let is_space = |glyph: &&Glyph| glyph.text == " ";
    let units: i32 = if is_rtl {
        run.glyphs.iter().take_while(is_space).map(|glyph| glyph.advance).sum()
    } else {
        run.glyphs.iter().rev().take_while(is_space).map(|glyph| glyph.advance).sum()
    };
    let hanging = units as f32 * run.size / 1000.0;
    line.width -= hanging;
    if is_rtl {
        for run in &mut line.runs {
            run.x -= hanging;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::isolate;

    /// The text from left to right as it stands on the paper.
    fn painted(text: &str) -> String {
        let style = Style {
            size: 10.0,
            is_bold: false,
            color: Color::INK,
            language: Language::Ur,
            align: Align::Start,
            lines_max: 9,
        };
        let lines = Engine::default().set(text, &style, 4000.0);
        let runs = lines.iter().flat_map(|line| &line.runs);
        runs.flat_map(|run| run.glyphs.iter().map(|glyph| glyph.text.clone())).collect()
    }

    #[test]
    fn a_dose_keeps_its_order_in_right_to_left_text_only_when_isolated() {
        assert!(painted(&format!("دو بار ({})", isolate("500 mg"))).contains("500 mg"));
        assert!(!painted("دو بار (500 mg)").contains("500 mg"));
    }

    #[test]
    fn no_line_is_wider_than_its_column() {
        let style = Style {
            size: 9.0,
            is_bold: true,
            color: Color::INK,
            language: Language::Ta,
            align: Align::Left,
            lines_max: 400,
        };
        let text = "மாத்திரை உணவுக்குப் பின் AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 5 நாட்கள் ".repeat(20);
        for width in [40.0, 90.0, 300.0] {
            for line in Engine::default().set(&text, &style, width) {
                assert!(line.width <= width + 0.5, "{} > {width}", line.width);
            }
        }
    }
}
