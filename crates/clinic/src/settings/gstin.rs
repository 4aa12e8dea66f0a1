//! The GST identification number: fifteen characters, the last a check over the others.

use kernel::{Error, Result};

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A checked number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gstin(String);

impl Gstin {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = text.as_bytes();
        let has_shape = bytes.len() == 15
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                0 | 1 | 7..=10 => byte.is_ascii_digit(),
                2..=6 | 11 => byte.is_ascii_uppercase(),
                12 => byte.is_ascii_alphanumeric() && *byte != b'0',
                13 => byte.is_ascii_alphanumeric() && *byte != b'0',
                _ => byte.is_ascii_alphanumeric(),
            });
        let check = check_character(text.get(..14)?)?;
        let is_right = bytes.last() == Some(&check);
        (has_shape && is_right).then_some(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn state_code(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }
}

fn check_character(head: &str) -> Option<u8> {
    let mut sum = 0;
    for (at, byte) in head.bytes().enumerate() {
        let value = ALPHABET.iter().position(|known| *known == byte)?;
        let product = value * if at % 2 == 0 { 1 } else { 2 };
        sum += product / 36 + product % 36;
    }
    ALPHABET.get((36 - sum % 36) % 36).copied()
}

/// An empty field stays empty; anything else must be a whole, right number.
pub fn check_gstin(field: &str, text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    match Gstin::parse(text) {
        Some(gstin) => Ok(gstin.as_str().to_owned()),
        None => Err(Error::invalid(field, "errors-gstin")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_tells_right_from_wrong() {
        for right in ["27AAPFU0939F1ZV", "24aanfa2641l1zf", "29AAGCB7383J1Z4", "27AAACR5055K1Z7"] {
            assert!(Gstin::parse(right).is_some(), "{right}");
        }
        for wrong in ["07AAACB0446L1ZS", "37AAACB0446L1ZP", "27AAPFU0939F1Z", "27ÀAPFU0939F1ZV", ""]
        {
            assert!(Gstin::parse(wrong).is_none(), "{wrong}");
        }
    }
}
