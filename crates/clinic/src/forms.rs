//! From what somebody typed to what may be stored: parsed once here, trusted afterwards.

use kernel::{Error, MONEY_MAX, Money, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// No text of one line is longer; papers and screens cut long ones where they show them.
pub const LINE_MAX: usize = 10_000;
/// Notes and the like.
pub const TEXT_MAX: usize = 20_000;

/// Puts the fields of a form over those of a record that have the same names.
pub fn fill<T: Serialize + DeserializeOwned>(record: &T, form: &impl Serialize) -> Result<T> {
    let mut whole = serde_json::to_value(record)?;
    if let (Some(whole), serde_json::Value::Object(form)) =
        (whole.as_object_mut(), serde_json::to_value(form)?)
    {
        for (name, value) in form {
            if let Some(slot) = whole.get_mut(&name) {
                *slot = value;
            }
        }
    }
    Ok(serde_json::from_value(whole)?)
}

/// A text that must not be empty; spaces around it are dropped.
pub fn required(field: &str, text: &str) -> Result<String> {
    let text = optional(field, text)?;
    if text.is_empty() { Err(Error::invalid(field, "errors-required")) } else { Ok(text) }
}

pub fn optional(field: &str, text: &str) -> Result<String> {
    bounded(field, text.trim(), LINE_MAX)
}

pub fn long_text(field: &str, text: &str) -> Result<String> {
    bounded(field, text.trim_end(), TEXT_MAX)
}

fn bounded(field: &str, text: &str, max: usize) -> Result<String> {
    if text.chars().count() > max {
        return Err(Error::invalid(field, "errors-too-long").with("max", max));
    }
    Ok(text.to_owned())
}

/// Digits, with a leading `+` kept. Indian numbers have ten digits; others 7 to 15.
pub fn phone(field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let mut digits = String::new();
    for (at, letter) in text.chars().enumerate() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if at == 0 => digits.push('+'),
            ' ' | '-' | '(' | ')' | '.' => {}
            _ => return Err(Error::invalid(field, "errors-phone-letters")),
        }
    }
    let national = digits.strip_prefix("+91").unwrap_or(&digits);
    let national = match national.len() {
        11 => national.strip_prefix('0').unwrap_or(national),
        12 => national.strip_prefix("91").unwrap_or(national),
        _ => national,
    };
    let count = national.trim_start_matches('+').len();
    let is_foreign = national.starts_with('+') && (7..=15).contains(&count);
    if count != 10 && !is_foreign {
        return Err(Error::invalid(field, "errors-phone-length"));
    }
    Ok(national.to_owned())
}

pub fn email(field: &str, text: &str) -> Result<String> {
    let text = optional(field, text)?;
    let has_shape = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
    });
    if text.is_empty() || has_shape { Ok(text) } else { Err(Error::invalid(field, "errors-email")) }
}

pub fn pin(field: &str, text: &str) -> Result<String> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_pin = text.len() == 6
        && text.chars().all(|letter| letter.is_ascii_digit())
        && !text.starts_with('0');
    if text.is_empty() || is_pin { Ok(text) } else { Err(Error::invalid(field, "errors-pin")) }
}

/// Money that may be zero, never negative, never absurd.
pub fn amount(field: &str, amount: Money) -> Result<Money> {
    if amount.is_negative() {
        return Err(Error::invalid(field, "errors-negative-amount"));
    }
    if amount > MONEY_MAX {
        return Err(Error::invalid(field, "errors-amount-too-large"));
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_stored_as_digits_however_it_was_typed() {
        for typed in ["98765 43210", "+91 98765-43210", "098765 43210", "919876543210"] {
            assert_eq!(phone("phone", typed).unwrap(), "9876543210");
        }
        assert_eq!(phone("phone", "+1 415 555 2671").unwrap(), "+14155552671");
        assert_eq!(phone("phone", "").unwrap(), "");
        for (typed, message) in
            [("98765abcde", "errors-phone-letters"), ("12345", "errors-phone-length")]
        {
            assert_eq!(phone("phone", typed).unwrap_err().message, message);
        }
    }

    #[test]
    fn a_pin_has_six_digits_and_does_not_begin_with_nought() {
        assert_eq!(pin("pin", "411 001").unwrap(), "411001");
        assert!(pin("pin", "011001").is_err());
        assert!(pin("pin", "4110").is_err());
    }

    #[test]
    fn negative_money_is_refused_at_its_field() {
        let refused = amount("price_paise", Money(-1)).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("price_paise"));
    }
}
