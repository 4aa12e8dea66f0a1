use unicode_bidi::BidiInfo;
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation;

use super::engine::{Engine, Line, Style};

/// A word longer than this is measured in pieces; no real word comes near.
const GRAPHEMES_PER_PIECE: usize = 64;

/// One paragraph (no `\n` in it) as lines no wider than `width`, `room` at most.
pub fn break_lines(
    engine: &mut Engine,
    paragraph: &str,
    style: &Style,
    width: f32,
    room: usize,
) -> Vec<Line> {
    let bidi = BidiInfo::new(paragraph, None);
    if bidi.paragraphs.len() > 1 {
        return Vec::new();
    }
    let (ranges, is_cut) = line_ranges(engine, paragraph, style, width, room);
    let last = ranges.len().saturating_sub(1);
    ranges
        .iter()
        .enumerate()
        .map(|(nth, (start, end))| {
            if is_cut && nth == last {
                let end = room_for_ellipsis(engine, paragraph, *start, *end, style, width);
                engine.line(&bidi, *start, end, "…", style)
            } else {
                engine.line(&bidi, *start, *end, "", style)
            }
        })
        .collect()
}

/// Byte ranges of the lines, and whether text is left over after the last.
fn line_ranges(
    engine: &mut Engine,
    text: &str,
    style: &Style,
    width: f32,
    room: usize,
) -> (Vec<(usize, usize)>, bool) {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut used = 0.0;
    let mut at = 0;
    for (end, _) in linebreaks(text) {
        for (from, to) in pieces(text, at, end) {
            let piece = text.get(from..to).unwrap_or_default();
            let wide = engine.width(piece.trim_end(), style);
            if used + wide > width && from > start {
                ranges.push((start, from));
                if ranges.len() == room {
                    return (ranges, true);
                }
                (start, used) = (from, 0.0);
            }
            let mut from = from;
            if wide > width {
                for cut in forced_cuts(engine, text, from, to, style, width) {
                    ranges.push((from, cut));
                    if ranges.len() == room {
                        return (ranges, true);
                    }
                    (start, from) = (cut, cut);
                }
            }
            used += engine.width(text.get(from..to).unwrap_or_default(), style);
        }
        at = end;
    }
    ranges.push((start, text.len()));
    (ranges, false)
}

/// A word as it is, or in pieces when it is absurdly long.
fn pieces(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let word = text.get(start..end).unwrap_or_default();
    if word.len() <= GRAPHEMES_PER_PIECE * 4 {
        return vec![(start, end)];
    }
    let mut cuts: Vec<usize> = word
        .grapheme_indices(true)
        .map(|(at, _)| start + at)
        .step_by(GRAPHEMES_PER_PIECE)
        .collect();
    cuts.push(end);
    cuts.iter().copied().zip(cuts.iter().copied().skip(1)).collect()
}

/// Where to break a word that is wider than the column: between graphemes, as
/// many on a line as fit and never fewer than one.
fn forced_cuts(
    engine: &mut Engine,
    text: &str,
    start: usize,
    end: usize,
    style: &Style,
    width: f32,
) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut from = start;
    let word = text.get(start..end).unwrap_or_default();
    let mut previous = start;
    for (at, grapheme) in word.grapheme_indices(true) {
        let to = start + at + grapheme.len();
        let wide = engine.width(text.get(from..to).unwrap_or_default(), style);
        if wide > width && previous > from {
            cuts.push(previous);
            from = previous;
        }
        previous = to;
    }
    cuts
}

fn room_for_ellipsis(
    engine: &mut Engine,
    text: &str,
    start: usize,
    end: usize,
    style: &Style,
    width: f32,
) -> usize {
    let room = width - engine.width("…", style);
    let line = text.get(start..end).unwrap_or_default().trim_end();
    let mut keep = start + line.len();
    let mut ends: Vec<usize> = line.grapheme_indices(true).map(|(at, _)| start + at).collect();
    while keep > start && engine.width(text.get(start..keep).unwrap_or_default(), style) > room {
        keep = ends.pop().unwrap_or(start);
    }
    keep
}
