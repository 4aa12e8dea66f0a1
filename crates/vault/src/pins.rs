//! PINs, in memory alone: six digits guard nothing that a thief can carry away, so they are
//! never written and are gone with the program. Under a key of this run, itself made of the
//! master key, they say that somebody who typed a password here is here again.

use std::collections::BTreeMap;
use std::fmt;

use crate::envelope::{Binding, Key, derive};
use crate::error::Result;
use crate::fixed::Fixed;
use crate::kdf::KdfParams;

const DIGITS_MIN: usize = 6;
const DIGITS_MAX: usize = 12;
const TRIES: u8 = 5;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PinWeakness {
    /// Not 6 to 12 digits.
    NotDigits,
    /// One digit again and again, or a run such as 123456.
    Pattern,
}

impl fmt::Display for PinWeakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PinWeakness::NotDigits => "A PIN is 6 to 12 digits.",
            PinWeakness::Pattern => "Rows and repeated digits are easy to guess.",
        })
    }
}

impl std::error::Error for PinWeakness {}

pub fn check_pin(pin: &str) -> std::result::Result<(), PinWeakness> {
    let digits = pin.as_bytes();
    let is_digits = digits.iter().all(u8::is_ascii_digit);
    if !is_digits || !(DIGITS_MIN..=DIGITS_MAX).contains(&digits.len()) {
        return Err(PinWeakness::NotDigits);
    }
    let steps = || digits.windows(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
    let is_run = |step: i16| steps().all(|[a, b]| i16::from(b) - i16::from(a) == step);
    let repeats =
        |length: usize| digits.iter().zip(digits.iter().skip(length)).all(|(a, b)| a == b);
    match is_run(1) || is_run(-1) || (1..=3).any(repeats) {
        true => Err(PinWeakness::Pattern),
        false => Ok(()),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PinAnswer {
    Right,
    /// So many tries are left.
    Wrong(u8),
    /// This was the last try: the PIN is forgotten.
    Exhausted,
    /// None is kept for this person: never set, forgotten, or the program started anew.
    Unknown,
}

/// The PINs of one run. Hold it behind a lock: a try is counted before it is checked, and
/// the lock makes parallel guesses wait their turn.
pub struct Pins {
    run: Key,
    held: BTreeMap<[u8; 16], Held>,
}

struct Held {
    salt: Fixed<16>,
    proof: Key,
    tries: u8,
}

impl fmt::Debug for Pins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pins(..)")
    }
}

impl Pins {
    pub(crate) fn new(master: &Key) -> Pins {
        let fresh = Key::random();
        let binding = Binding::new("pins of one run");
        let run = derive(&[fresh.as_slice(), master.as_slice()], &[], &binding);
        Pins { run, held: BTreeMap::new() }
    }

    /// The caller has checked the password of this person and `check_pin`.
    pub fn set(&mut self, user: [u8; 16], pin: &str) -> Result<()> {
        let salt = Fixed::random();
        let proof = self.proof(user, &salt, pin)?;
        self.held.insert(user, Held { salt, proof, tries: TRIES });
        Ok(())
    }

    pub fn has(&self, user: [u8; 16]) -> bool {
        self.held.contains_key(&user)
    }

    /// A person who left, or who typed the password anew after too long.
    pub fn forget(&mut self, user: [u8; 16]) {
        self.held.remove(&user);
    }

    pub fn check(&mut self, user: [u8; 16], pin: &str) -> Result<PinAnswer> {
        let Some(held) = self.held.get_mut(&user) else { return Ok(PinAnswer::Unknown) };
        // Counted first: an interrupted or failing check is a used try.
        held.tries = held.tries.saturating_sub(1);
        let (salt, tries) = (held.salt, held.tries);
        let typed = self.proof(user, &salt, pin)?;
        let is_right = self.held.get(&user).is_some_and(|held| held.proof == typed);
        match (is_right, tries) {
            (true, _) => {
                self.held.entry(user).and_modify(|held| held.tries = TRIES);
                Ok(PinAnswer::Right)
            }
            (false, 0) => {
                self.held.remove(&user);
                Ok(PinAnswer::Exhausted)
            }
            (false, left) => Ok(PinAnswer::Wrong(left)),
        }
    }

    fn proof(&self, user: [u8; 16], salt: &Fixed<16>, pin: &str) -> Result<Key> {
        let stretched = KdfParams::PIN.stretch_in_memory(pin, salt)?;
        let binding = Binding::new("pin").with(&user);
        Ok(derive(&[stretched.as_slice(), self.run.as_slice()], &salt.0, &binding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASHA: [u8; 16] = [1; 16];
    const RAVI: [u8; 16] = [2; 16];

    fn pins() -> Pins {
        Pins::new(&Key::copied(&[9; 32]).unwrap())
    }

    #[test]
    fn rows_and_repeats_are_refused_and_other_digits_pass() {
        for bad in ["", "12345", "1234567890123", "12345a", "１２３４５６"] {
            assert_eq!(check_pin(bad), Err(PinWeakness::NotDigits), "{bad}");
        }
        for bad in ["123456", "987654", "000000", "121212", "147147", "1111111"] {
            assert_eq!(check_pin(bad), Err(PinWeakness::Pattern), "{bad}");
        }
        for good in ["270561", "112358", "908172635401"] {
            assert_eq!(check_pin(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn the_fifth_wrong_try_forgets_the_pin_and_a_right_one_gives_five_more() {
        let mut pins = pins();
        pins.set(ASHA, "270561").unwrap();
        pins.set(RAVI, "270561").unwrap();
        for left in [4, 3, 2, 1] {
            assert_eq!(pins.check(ASHA, "270562").unwrap(), PinAnswer::Wrong(left));
        }
        assert_eq!(pins.check(ASHA, "270561").unwrap(), PinAnswer::Right);
        for left in [4, 3, 2, 1] {
            assert_eq!(pins.check(ASHA, "").unwrap(), PinAnswer::Wrong(left));
        }
        assert_eq!(pins.check(ASHA, "270562").unwrap(), PinAnswer::Exhausted);
        assert_eq!(pins.check(ASHA, "270561").unwrap(), PinAnswer::Unknown);
        // The tries of one person are not another's.
        assert_eq!(pins.check(RAVI, "270561").unwrap(), PinAnswer::Right);
    }

    #[test]
    fn a_pin_of_another_run_is_unknown_even_to_the_same_clinic() {
        let (mut one, mut other) = (pins(), pins());
        one.set(ASHA, "270561").unwrap();
        assert_eq!(other.check(ASHA, "270561").unwrap(), PinAnswer::Unknown);
        // Nor does its proof fit there.
        let held = one.held.remove(&ASHA).unwrap();
        other.held.insert(ASHA, held);
        assert_eq!(other.check(ASHA, "270561").unwrap(), PinAnswer::Wrong(4));
    }
}
