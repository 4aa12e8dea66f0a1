use unicode_normalization::UnicodeNormalization;

/// Deals the text of one cluster out over its glyphs, in reading order, so that
/// joining the slices gives the text back. Two-part vowels are split into their
/// canonical parts when there are more glyphs than characters. Every glyph but
/// the last gets one character; glyphs left over get nothing.
pub fn deal(cluster: &str, glyphs: usize) -> Vec<String> {
    let mut characters: Vec<char> =
        cluster.chars().filter(|character| !is_scaffolding(*character)).collect();
    if characters.len() < glyphs {
        characters = characters.into_iter().nfd().collect();
    }
    let mut rest = characters.into_iter();
    let mut slices: Vec<String> = Vec::with_capacity(glyphs);
    for _ in 1..glyphs {
        slices.push(rest.next().map(String::from).unwrap_or_default());
    }
    slices.push(rest.collect());
    slices
}

/// Direction controls order the text on paper; they are not part of it.
fn is_scaffolding(character: char) -> bool {
    matches!(
        character,
        '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_join_to_the_text() {
        assert_eq!(deal("क्षि", 2).concat(), "क्षि");
        assert_eq!(deal("a", 1), ["a"]);
        assert_eq!(deal("\u{2068}a\u{2069}", 1), ["a"]);
    }

    #[test]
    fn a_two_part_vowel_gives_each_glyph_a_part() {
        assert_eq!(deal("கொ", 3), ["க", "\u{0BC6}", "\u{0BBE}"]);
    }
}
