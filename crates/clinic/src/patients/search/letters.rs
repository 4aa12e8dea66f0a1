//! From what is written or typed to plain words: lower case, Latin, without marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::scripts::{is_indic, latin};

/// Longer words are cut, in the index as in the question.
const LETTERS_MAX: usize = 32;

/// The words of a text, in its order. Apostrophes and joiners are no letters.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Words::default();
    for letter in text.nfc() {
        if is_indic(letter) {
            words.script.push(letter);
        } else if matches!(letter, '\u{200c}' | '\u{200d}' | '\'' | '’') {
        } else if letter.is_alphanumeric() {
            words.transliterate();
            words.push(letter);
        } else if !is_combining_mark(letter) {
            words.end();
        }
    }
    words.end();
    words.done
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: String,
    script: Vec<char>,
}

impl Words {
    fn push(&mut self, letter: char) {
        for lower in letter.to_lowercase() {
            decompose_compatible(lower, |part| {
                if part.is_alphanumeric() && !is_combining_mark(part) {
                    self.word.push(part);
                }
            });
        }
    }

    fn transliterate(&mut self) {
        if !self.script.is_empty() {
            self.word.push_str(&latin(&self.script));
            self.script.clear();
        }
    }

    fn end(&mut self) {
        self.transliterate();
        if let Some((cut, _)) = self.word.char_indices().nth(LETTERS_MAX) {
            self.word.truncate(cut);
        }
        if !self.word.is_empty() {
            self.done.push(std::mem::take(&mut self.word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plain_whatever_was_typed() {
        for (text, plain) in [
            ("  Ramesh   KUMAR ", vec!["ramesh", "kumar"]),
            ("R.K. D'Souza", vec!["r", "k", "dsouza"]),
            ("José-Müller", vec!["jose", "muller"]),
            ("लक्ष्मी बाई", vec!["lakshmi", "bai"]),
            ("९८७ 12", vec!["987", "12"]),
            ("\0%_\"'", vec![]),
        ] {
            assert_eq!(words(text), plain, "{text}");
        }
        assert_eq!(words(&"a".repeat(10_000)), ["a".repeat(32)]);
    }
}
