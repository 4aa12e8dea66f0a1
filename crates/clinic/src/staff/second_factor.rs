//! A second factor of sign-in: the six digits that a phone shows (RFC 6238), or one of eight
//! recovery words. The secret is derived where it is needed and never stored; the last step
//! that was used is kept, so that digits seen over a shoulder are worth nothing.

use kernel::{Error, Read, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Totp};

pub const STEP_SECONDS: u64 = 30;
/// One step to either side: a phone's clock and ours may differ by half a minute.
const SKEW_STEPS: u64 = 1;
/// How far off a clock is looked for, to say so: half a day.
const FAR_STEPS: u64 = 1440;
const WORDS: usize = 8;
/// Ten symbols of 32: 50 random bits, tried at the speed of the sign-in's waits.
const WORD_SYMBOLS: usize = 10;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SecondFactor {
    pub id: RowId,
    pub staff_id: RowId,
    pub enrolled_at: Timestamp,
    /// Hashes of the recovery words that are not used yet.
    pub codes: Vec<String>,
}

impl Record for SecondFactor {
    const TABLE: &'static str = "second_factor";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

pub fn second_factor_of(read: &Read<'_>, staff_id: RowId) -> Result<Option<SecondFactor>> {
    read.one(
        "SELECT * FROM second_factor WHERE staff_id = ?1 AND ended IS NULL
         ORDER BY enrolled_at DESC, id LIMIT 1",
        [staff_id],
    )
}

/// What was typed, beside the keys that it is held against.
pub struct Typed<'a> {
    pub text: &'a str,
    /// 20 bytes, derived from the master key and the factor's id.
    pub secret: &'a [u8; 32],
}

impl Typed<'_> {
    /// Accepts and uses up digits or a word, or says why not.
    pub fn accept(&self, tx: &mut Tx<'_>, factor: SecondFactor) -> Result<()> {
        let text: String = self.text.chars().filter(|c| c.is_alphanumeric()).collect();
        if text.is_empty() {
            return Err(Error::invalid("second", "errors-second-factor-needed"));
        }
        match text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            true => self.accept_digits(tx, &factor),
            false => self.accept_word(tx, factor, &text),
        }
    }

    /// Digits alone, each of them once.
    pub fn accept_digits(&self, tx: &mut Tx<'_>, factor: &SecondFactor) -> Result<()> {
        let text: String = self.text.chars().filter(char::is_ascii_digit).collect();
        let key = format!("second_factor.{}.step", factor.id);
        let used: u64 = tx.kept_here(&key)?.and_then(|step| step.parse().ok()).unwrap_or(0);
        let step = self.step(tx.now(), &text)?;
        if step <= used {
            return Err(Error::invalid("second", "errors-second-factor-used"));
        }
        tx.keep_here(&key, Some(&step.to_string()))
    }

    fn accept_word(&self, tx: &mut Tx<'_>, mut factor: SecondFactor, text: &str) -> Result<()> {
        let hash = word_hash(self.secret, text);
        let Some(place) = factor.codes.iter().position(|kept| *kept == hash) else {
            return Err(Error::invalid("second", "errors-second-factor-wrong"));
        };
        factor.codes.remove(place);
        tx.change(&factor)
    }

    /// The step whose digits these are: now, the one before or the one after.
    pub fn step(&self, now: Timestamp, text: &str) -> Result<u64> {
        let totp = totp(self.secret)?;
        let now = u64::try_from(now.0 / 1000).unwrap_or(0) / STEP_SECONDS;
        let fits = |step: &u64| totp.generate(step * STEP_SECONDS).to_string() == text;
        let near = now.saturating_sub(SKEW_STEPS)..=now + SKEW_STEPS;
        if let Some(step) = near.into_iter().find(fits) {
            return Ok(step);
        }
        let far = now.saturating_sub(FAR_STEPS)..=now + FAR_STEPS;
        // Nearest first: a chance hit far away says less than one nearby.
        let far = far.into_iter().filter(fits).min_by_key(|step| step.abs_diff(now));
        Err(match far {
            Some(step) => Error::invalid("second", "errors-second-factor-clock")
                .with("minutes", (step.abs_diff(now) * STEP_SECONDS).div_ceil(60)),
            None => Error::invalid("second", "errors-second-factor-wrong"),
        })
    }
}

fn totp(secret: &[u8; 32]) -> Result<Totp> {
    let secret = secret.get(..20).unwrap_or_default().to_vec();
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(STEP_SECONDS)
        .with_secret(secret)
        .build()
        .map_err(|_| Error::internal("the second factor's secret"))
}

/// As an authenticator takes it, typed or in a picture.
pub fn base32(secret: &[u8; 32]) -> Result<String> {
    Ok(totp(secret)?.secret().to_base32())
}

/// Eight words to be written down, and their hashes to be kept.
pub fn new_words(secret: &[u8; 32], mut random: impl FnMut() -> u64) -> (Vec<String>, Vec<String>) {
    let mut word = || {
        let mut bits = random();
        let symbols = (0..WORD_SYMBOLS).filter_map(|_| {
            let symbol = ALPHABET.get(usize::try_from(bits & 31).ok()?);
            bits >>= 5;
            symbol.map(|symbol| char::from(*symbol))
        });
        symbols.collect::<String>()
    };
    let plain: Vec<String> = (0..WORDS).map(|_| word()).collect();
    let hashes = plain.iter().map(|word| word_hash(secret, word)).collect();
    let shown = |word: &String| match word.split_at_checked(WORD_SYMBOLS / 2) {
        Some((left, right)) => format!("{left}-{right}"),
        None => word.clone(),
    };
    (plain.iter().map(shown).collect(), hashes)
}

/// Forgives case and O, I, L typed for 0, 1, 1.
fn word_hash(secret: &[u8; 32], typed: &str) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("vaidya 2026 second factor word");
    hasher.update(secret);
    for letter in typed.chars() {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        hasher.update(letter.to_string().as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = *b"12345678901234567890............";

    fn step_of(text: &str, at_seconds: i64) -> Result<u64> {
        Typed { text, secret: &SECRET }.step(Timestamp(at_seconds * 1000), text)
    }

    #[test]
    fn the_digits_are_those_of_the_standard_within_one_step() {
        // RFC 6238, appendix B, SHA-1, the last six digits.
        for (seconds, digits) in
            [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")]
        {
            for drift in [-30, 0, 30] {
                assert_eq!(step_of(digits, seconds + drift).unwrap(), seconds as u64 / 30);
            }
        }
    }

    #[test]
    fn digits_of_a_clock_that_is_far_off_are_refused_and_the_clock_is_named() {
        let refused = step_of("081804", 1_111_111_109 + 20 * 60).unwrap_err();
        assert_eq!(refused.message, "errors-second-factor-clock");
        assert_eq!(refused.args.get("minutes").map(String::as_str), Some("20"));
        assert_eq!(step_of("081804", 0).unwrap_err().message, "errors-second-factor-wrong");
    }

    #[test]
    fn words_are_told_apart_and_forgive_what_looks_alike() {
        let mut n = 7_u64;
        let next = || {
            n = n.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            n
        };
        let (words, hashes) = new_words(&SECRET, next);
        assert_eq!((words.len(), hashes.len()), (8, 8));
        for (word, hash) in words.iter().zip(&hashes) {
            let typed = word.replace('-', "").to_lowercase().replace('0', "o").replace('1', "l");
            assert_eq!(word_hash(&SECRET, &typed), *hash);
        }
        assert_ne!(word_hash(&[0; 32], &words[0].replace('-', "")), hashes[0]);
    }
}
