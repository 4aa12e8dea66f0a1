//! The printed recovery code: 26 random Crockford base32 symbols (130 bits) and
//! two check symbols, in 7 groups of 4. The check is a Reed-Solomon code over 32
//! symbols: any one or two mistakes are noticed, and one mistake is located, so
//! that the sheet can be compared at the right group.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::fixed::random;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS: usize = 28;
const PAYLOAD: usize = 26;
const GROUP: usize = 4;
/// x^5 + x^2 + 1, a primitive polynomial, makes five bits a field.
const FIELD: u8 = 0b10_0101;

/// Symbols as values 0..32, the check symbols last.
pub struct RecoveryCode(Zeroizing<[u8; SYMBOLS]>);

impl RecoveryCode {
    pub(crate) fn new_random() -> RecoveryCode {
        let bytes: Zeroizing<[u8; PAYLOAD]> = Zeroizing::new(random());
        let mut symbols = Zeroizing::new([0; SYMBOLS]);
        // 256 is a multiple of 32: keeping five bits of each byte stays uniform.
        for (symbol, byte) in symbols.iter_mut().zip(bytes.iter()) {
            *symbol = byte & 31;
        }
        RecoveryCode(with_check(symbols))
    }

    /// Forgives case, spaces, dashes, and O, I, L typed for 0, 1, 1.
    pub fn parse(typed: &str) -> Result<RecoveryCode> {
        let mut symbols = Zeroizing::new([0; SYMBOLS]);
        let mut count = 0;
        for letter in typed.chars().filter(|c| c.is_alphanumeric()) {
            let group = Some(count / GROUP + 1).filter(|group| *group <= SYMBOLS / GROUP);
            let value = value_of(letter).ok_or(Error::RecoveryMistyped { group })?;
            if let Some(symbol) = symbols.get_mut(count) {
                *symbol = value;
            }
            count += 1;
        }
        if count != SYMBOLS {
            return Err(Error::RecoveryMistyped { group: uneven_group(typed) });
        }
        match check(&symbols) {
            Check::Good => Ok(RecoveryCode(symbols)),
            Check::WrongAt(place) => {
                Err(Error::RecoveryMistyped { group: Some(place / GROUP + 1) })
            }
            Check::Wrong => Err(Error::RecoveryMistyped { group: None }),
        }
    }

    pub(crate) fn secret(&self) -> &[u8] {
        self.0.get(..PAYLOAD).unwrap_or_default()
    }

    /// The text to print and to put into the QR code; wiped when dropped.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(SYMBOLS + SYMBOLS / GROUP));
        for (place, symbol) in self.0.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.extend(letter_of(*symbol));
        }
        text
    }
}

/// For the sheet only: never log it.
impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.grouped())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

pub(crate) fn letter_of(symbol: u8) -> Option<char> {
    ALPHABET.get(usize::from(symbol)).map(|letter| char::from(*letter))
}

pub(crate) fn value_of(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(place).ok()
}

/// With separators typed, the first group that is not four symbols long.
fn uneven_group(typed: &str) -> Option<usize> {
    let mut groups = typed.split(|c: char| !c.is_alphanumeric()).filter(|g| !g.is_empty());
    let place = groups.position(|group| group.chars().count() != GROUP)?;
    Some(place + 1).filter(|group| *group <= SYMBOLS / GROUP)
}

enum Check {
    Good,
    WrongAt(usize),
    Wrong,
}

/// Codewords are the sequences whose polynomial is zero at a and at a squared.
/// A single mistake e at degree d gives e*a^d and e*a^2d, whose quotient is a^d.
fn check(symbols: &[u8; SYMBOLS]) -> Check {
    let (first, second) = syndromes(symbols);
    match (first, second) {
        (0, 0) => Check::Good,
        (0, _) | (_, 0) => Check::Wrong,
        _ => (0..SYMBOLS)
            .find(|degree| multiply(first, power(*degree)) == second)
            .map_or(Check::Wrong, |degree| Check::WrongAt(SYMBOLS - 1 - degree)),
    }
}

fn syndromes(symbols: &[u8; SYMBOLS]) -> (u8, u8) {
    let at = |point: u8| symbols.iter().fold(0, |sum, symbol| multiply(sum, point) ^ symbol);
    (at(2), at(4))
}

/// The last two symbols c1, c0 solve c1*x + c0 = remainder at x = a and a^2.
fn with_check(mut symbols: Zeroizing<[u8; SYMBOLS]>) -> Zeroizing<[u8; SYMBOLS]> {
    let (first, second) = syndromes(&symbols);
    // 2 ^ 4 is the difference of the two points; 1/(a+a^2) is a power of a.
    let inverse = (0..31).map(power).find(|p| multiply(*p, 2 ^ 4) == 1).unwrap_or(1);
    let slope = multiply(first ^ second, inverse);
    if let [.., one, zero] = symbols.as_mut_slice() {
        *one = slope;
        *zero = first ^ multiply(slope, 2);
    }
    symbols
}

fn multiply(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..5 {
        if b >> bit & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 32 != 0 {
            a ^= FIELD;
        }
    }
    product
}

fn power(exponent: usize) -> u8 {
    (0..exponent).fold(1, |product, _| multiply(product, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        for _ in 0..50 {
            let code = RecoveryCode::new_random();
            let text = code.to_string();
            assert_eq!(text.len(), 34);
            let loose = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            for typed in [text.clone(), text.replace('-', ""), format!("  {loose}\n")] {
                assert_eq!(RecoveryCode::parse(&typed).unwrap().secret(), code.secret());
            }
        }
    }

    #[test]
    fn every_single_typing_mistake_names_its_group() {
        let text = RecoveryCode::new_random().to_string().replace('-', "");
        for place in 0..SYMBOLS {
            for letter in ALPHABET.iter().map(|l| char::from(*l)).chain(['U', '\u{e9}']) {
                let mut typed: Vec<char> = text.chars().collect();
                if typed[place] == letter {
                    continue;
                }
                typed[place] = letter;
                let typed: String = typed.into_iter().collect();
                match RecoveryCode::parse(&typed) {
                    Err(Error::RecoveryMistyped { group: Some(group) }) => {
                        assert_eq!(group, place / GROUP + 1);
                    }
                    other => panic!("{place} {letter}: {other:?}"),
                }
            }
        }
    }

    #[test]
    fn every_swap_of_two_neighbours_is_noticed() {
        let text = RecoveryCode::new_random().to_string().replace('-', "");
        for place in 0..SYMBOLS - 1 {
            let mut typed: Vec<char> = text.chars().collect();
            typed.swap(place, place + 1);
            let typed: String = typed.into_iter().collect();
            assert_eq!(RecoveryCode::parse(&typed).is_ok(), typed == text);
        }
    }

    #[test]
    fn a_group_that_is_too_short_is_named() {
        let text = RecoveryCode::new_random().to_string();
        let short = format!("{}{}", &text[..11], &text[12..]);
        assert!(matches!(
            RecoveryCode::parse(&short),
            Err(Error::RecoveryMistyped { group: Some(3) })
        ));
        assert!(RecoveryCode::parse("").is_err());
        assert!(RecoveryCode::parse(&"7".repeat(10_000)).is_err());
    }

    #[test]
    fn a_code_never_shows_in_a_debug_print() {
        assert_eq!(format!("{:?}", RecoveryCode::new_random()), "RecoveryCode(..)");
    }
}
