//! Which passwords a clinic may choose: long, not among those that everybody
//! tries first, and not the clinic's own name. No rule asks for signs or capitals,
//! and nothing is cut off at the end.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::OnceLock;

use zeroize::Zeroizing;

use crate::key_file::Keeping;

const LETTERS_MIN: usize = 10;
/// Where the computer's secret lies in a file, a copied disk leaves the password alone.
const LETTERS_MIN_BESIDE_FILE: usize = 14;
const LETTERS_MAX: usize = 200;
/// What must be left once known words are taken away.
const REST_MIN: usize = 6;
/// Shorter words ("city", "dr") stand in too many good passwords.
const WORD_MIN: usize = 4;
/// The published list's long entries and common stems (zxcvbn, MIT), with words
/// common in India added, without obscenities.
const COMMON: &str = include_str!("../data/common_passwords.txt");

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PasswordWeakness {
    TooShort,
    /// As `TooShort`, where the computer's secret lies in a file.
    TooShortBesideFile,
    TooLong,
    /// Among those that are tried first.
    Common,
    /// Little more than the name of the clinic or of a person in it.
    ClinicWord,
    /// The same letters again and again, or a run such as 1234567890.
    Pattern,
}

impl fmt::Display for PasswordWeakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PasswordWeakness::TooShort => {
                "Use at least 10 letters. Three or four unrelated words are easy to remember."
            }
            PasswordWeakness::TooShortBesideFile => {
                "Use at least 14 letters, because this computer keeps its part of the key in a file."
            }
            PasswordWeakness::TooLong => "Use at most 200 letters.",
            PasswordWeakness::Common => {
                "This password is among the first that a thief tries. Choose another."
            }
            PasswordWeakness::ClinicWord => {
                "The names of the clinic and its people are easy to guess. Choose other words."
            }
            PasswordWeakness::Pattern => "Repeated letters and rows of keys are easy to guess.",
        })
    }
}

impl std::error::Error for PasswordWeakness {}

/// As `check_password`, and longer where the computer's secret is only in a file.
pub fn check_password_beside(
    keeping: Keeping,
    password: &str,
    words: &[&str],
) -> Result<(), PasswordWeakness> {
    let letters = password.chars().count();
    if keeping == Keeping::File && (LETTERS_MIN..LETTERS_MIN_BESIDE_FILE).contains(&letters) {
        return Err(PasswordWeakness::TooShortBesideFile);
    }
    check_password(password, words)
}

/// `words`: the clinic's name, its place, the person's name, login and phone.
pub fn check_password(password: &str, words: &[&str]) -> Result<(), PasswordWeakness> {
    let letters = password.chars().count();
    if letters < LETTERS_MIN {
        return Err(PasswordWeakness::TooShort);
    }
    if letters > LETTERS_MAX {
        return Err(PasswordWeakness::TooLong);
    }
    let lower = Zeroizing::new(password.to_lowercase());
    if is_pattern(&lower) {
        return Err(PasswordWeakness::Pattern);
    }
    if is_common(&lower) {
        return Err(PasswordWeakness::Common);
    }
    if is_mostly_words(&lower, words) {
        return Err(PasswordWeakness::ClinicWord);
    }
    Ok(())
}

fn is_common(lower: &str) -> bool {
    static KNOWN: OnceLock<BTreeSet<&str>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| COMMON.lines().collect());
    let unmasked = |text: &str| text.chars().map(unmask).collect::<String>();
    let stem = lower.trim_matches(|c: char| !c.is_alphabetic());
    [lower.to_owned(), stem.to_owned(), unmasked(lower), unmasked(stem)]
        .map(Zeroizing::new)
        .iter()
        .any(|text| known.contains(text.as_str()))
}

/// p@ssw0rd is password.
fn unmask(letter: char) -> char {
    match letter {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    }
}

/// Few different letters, or mostly steps of one along the alphabet or keys.
fn is_pattern(lower: &str) -> bool {
    const ROWS: &str = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm";
    let letters: Zeroizing<Vec<char>> = Zeroizing::new(lower.chars().collect());
    if letters.iter().collect::<BTreeSet<_>>().len() < 4 {
        return true;
    }
    let steps = letters.windows(2).filter(|pair| {
        let forward: String = pair.iter().collect();
        let backward: String = pair.iter().rev().collect();
        ROWS.contains(&forward) || ROWS.contains(&backward)
    });
    steps.count() * 4 >= (letters.len() - 1) * 3
}

fn is_mostly_words(lower: &str, words: &[&str]) -> bool {
    let mut rest = Zeroizing::new(lower.to_owned());
    let mut found = false;
    let words = words.iter().flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    for word in words.chain(["clinic", "hospital", "doctor", "vaidya", "password"]) {
        let word = word.to_lowercase();
        if word.chars().count() >= WORD_MIN && rest.contains(&word) {
            found = true;
            rest = Zeroizing::new(rest.replace(&word, ""));
        }
    }
    found && rest.chars().filter(|c| c.is_alphanumeric()).count() < REST_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLINIC: &[&str] = &["Shanti Nursing Home", "Dr. Meera Deshpande", "9876543210"];

    #[test]
    fn long_and_unusual_passwords_pass_without_signs_or_capitals() {
        let long =
            "a long row of words that nobody else would ever put together quite so".to_owned();
        assert!(long.len() > 64);
        for good in ["neem bridge kettle", "tumhara chashma kahan", "mango9tractor", &long] {
            assert_eq!(check_password(good, CLINIC), Ok(()), "{good}");
        }
        assert_eq!(check_password("नीम पुल केतली पतंग", CLINIC), Ok(()));
    }

    #[test]
    fn each_weakness_is_named() {
        use PasswordWeakness::*;
        for (bad, why) in [
            ("short", TooShort),
            ("neem kett", TooShort),
            ("Password123!", Common),
            ("P@ssw0rd123", Common),
            ("JaiShreeRam1", Common),
            ("qwertyuiop", Pattern),
            ("1234567890", Pattern),
            ("aaaaaaaaaaaa", Pattern),
            ("abababababab", Pattern),
            ("shanti@2024", ClinicWord),
            ("MeeraDeshpande1", ClinicWord),
            ("9876543210", Pattern),
            ("Clinic-Shanti", ClinicWord),
            ("Hospital@99", Common),
        ] {
            assert_eq!(check_password(bad, CLINIC), Err(why), "{bad}");
        }
        let file = |password| check_password_beside(Keeping::File, password, CLINIC);
        assert_eq!(file("mango9tractor"), Err(TooShortBesideFile));
        assert_eq!(file("neem bridge kettle"), Ok(()));
        assert_eq!(file("short"), Err(TooShort));
        assert_eq!(check_password(&"neem ".repeat(100), CLINIC), Err(TooLong));
    }
}
