const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';
const POP_EMBEDDING: char = '\u{202C}';

/// Text fit for paper: control characters and noncharacters are gone, every line
/// ending is `\n`, tabs are spaces and each bidi control has its partner. All
/// else comes out as it went in.
pub fn clean(text: &str) -> String {
    let plain: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|character| match character {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{0B}' | '\u{0C}' => Some('\n'),
            '\t' => Some(' '),
            '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}' => None,
            _ if character.is_control() || is_noncharacter(character) => None,
            _ => Some(character),
        })
        .collect();
    if plain.chars().any(is_bidi_scope) { pair_bidi_controls(&plain) } else { plain }
}

/// Keeps a name, a code or a number with its unit in one piece and in its own
/// direction inside text of the other direction.
pub fn isolate(text: &str) -> String {
    format!("{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}")
}

fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    code & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&code)
}

fn is_bidi_scope(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Drops every control that closes nothing, and closes at the end of each line
/// whatever is still open there.
fn pair_bidi_controls(text: &str) -> String {
    let mut paired = String::with_capacity(text.len());
    let mut open: Vec<char> = Vec::new();
    for character in text.chars() {
        match character {
            '\u{2066}'..='\u{2068}' => {
                open.push(POP_ISOLATE);
                paired.push(character);
            }
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => {
                open.push(POP_EMBEDDING);
                paired.push(character);
            }
            POP_ISOLATE | POP_EMBEDDING => {
                if open.last() == Some(&character) {
                    open.pop();
                    paired.push(character);
                }
            }
            '\n' => {
                paired.extend(open.drain(..).rev());
                paired.push('\n');
            }
            _ => paired.push(character),
        }
    }
    paired.extend(open.into_iter().rev());
    paired
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_vanish_and_text_stays() {
        assert_eq!(clean("a\0b\u{1b}c\td\r\ne"), "abc d\ne");
        assert_eq!(clean("Dr. Núñez ½ ക്ഷ"), "Dr. Núñez ½ ക്ഷ");
    }

    #[test]
    fn an_unpaired_override_cannot_reach_past_its_text() {
        assert_eq!(clean("a\u{202E}b"), "a\u{202E}b\u{202C}");
        assert_eq!(clean("a\u{202C}b\u{2069}"), "ab");
        assert_eq!(clean("\u{2067}a\nb"), "\u{2067}a\u{2069}\nb");
    }
}
