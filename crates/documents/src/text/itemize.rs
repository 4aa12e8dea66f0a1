use unicode_script::{Script, UnicodeScript};

use crate::fonts::{Face, Family};

/// A stretch of text set in one face. `start..end` are byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaceRun {
    pub face: Face,
    pub start: usize,
    pub end: usize,
}

/// Cuts text where the face changes. Western digits and Latin punctuation come
/// from the Latin face everywhere, so "5" looks the same in every language. A
/// character no face has is set in the Latin face, whose missing-glyph box shows
/// the reader that something stands there.
pub fn face_runs(text: &str, is_bold: bool) -> Vec<FaceRun> {
    let mut runs: Vec<FaceRun> = Vec::new();
    let mut current: Option<Face> = None;
    for (start, character) in text.char_indices() {
        let face = face_of(character, current, is_bold);
        let end = start + character.len_utf8();
        match runs.last_mut() {
            Some(last) if last.face == face => last.end = end,
            _ => runs.push(FaceRun { face, start, end }),
        }
        current = Some(face);
    }
    runs
}

fn face_of(character: char, current: Option<Face>, is_bold: bool) -> Face {
    let latin = Face::new(Family::Latin, is_bold);
    let follows = current.unwrap_or(latin);
    if is_invisible(character) {
        return follows;
    }
    match character.script() {
        Script::Common | Script::Inherited | Script::Unknown => {
            let is_western = character.is_ascii() && character != ' ';
            if is_western {
                latin
            } else if follows.load().covers(character) {
                follows
            } else {
                first_that_covers(character, is_bold).unwrap_or(latin)
            }
        }
        script => family_of(script)
            .map(|family| Face::new(family, is_bold))
            .filter(|face| face.load().covers(character))
            .or_else(|| first_that_covers(character, is_bold))
            .unwrap_or(latin),
    }
}

fn first_that_covers(character: char, is_bold: bool) -> Option<Face> {
    Family::ALL
        .into_iter()
        .map(|family| Face::new(family, is_bold))
        .find(|face| face.load().covers(character))
}

/// Joiners, selectors and direction marks belong to the text around them.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
    )
}

fn family_of(script: Script) -> Option<Family> {
    match script {
        Script::Latin | Script::Greek | Script::Cyrillic => Some(Family::Latin),
        Script::Devanagari => Some(Family::Devanagari),
        Script::Bengali => Some(Family::Bengali),
        Script::Gujarati => Some(Family::Gujarati),
        Script::Gurmukhi => Some(Family::Gurmukhi),
        Script::Tamil => Some(Family::Tamil),
        Script::Telugu => Some(Family::Telugu),
        Script::Kannada => Some(Family::Kannada),
        Script::Malayalam => Some(Family::Malayalam),
        Script::Arabic => Some(Family::Nastaliq),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_western_and_the_danda_stays_with_its_script() {
        let families: Vec<Family> =
            face_runs("5 दिन। ok", false).iter().map(|run| run.face.family).collect();
        assert_eq!(families, [Family::Latin, Family::Devanagari, Family::Latin]);
    }

    #[test]
    fn runs_cover_the_text_without_gaps() {
        let text = "Tab ½ 😀 दवा\u{2069} 漢";
        let mut at = 0;
        for run in face_runs(text, true) {
            assert_eq!(run.start, at);
            at = run.end;
        }
        assert_eq!(at, text.len());
    }
}
