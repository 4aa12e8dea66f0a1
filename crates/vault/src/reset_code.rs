//! A one-time code by which a colleague chooses a new password. Whoever asks for it never
//! learns that password. It opens on this computer alone, once, and for a day.

use std::fmt;

use zeroize::Zeroizing;

use crate::envelope::{Binding, Envelope, Key, derive, key_id};
use crate::error::{Error, Result};
use crate::fixed::{Fixed, random};
use crate::generations::Older;
use crate::key_file::{KeyFile, ResetSlot};
use crate::place::{Place, device_secret, seal_slot};
use crate::recovery_code::{letter_of, value_of};
use crate::secrets::{Secret, SecretStore};
use crate::vault::{OpenedBy, Vault};

/// 100 random bits in five groups of four.
const SYMBOLS: usize = 20;
const GROUP: usize = 4;

pub struct ResetCode(Zeroizing<[u8; SYMBOLS]>);

impl ResetCode {
    fn new_random() -> ResetCode {
        let mut symbols: Zeroizing<[u8; SYMBOLS]> = Zeroizing::new(random());
        // 256 is a multiple of 32: keeping five bits of each byte stays uniform.
        symbols.iter_mut().for_each(|symbol| *symbol &= 31);
        ResetCode(symbols)
    }

    /// Forgives case, spaces, dashes, and O, I, L typed for 0, 1, 1.
    fn parse(typed: &str) -> Option<ResetCode> {
        let mut symbols = Zeroizing::new([0; SYMBOLS]);
        let mut letters = typed.chars().filter(|letter| letter.is_alphanumeric());
        for symbol in symbols.iter_mut() {
            *symbol = value_of(letters.next()?)?;
        }
        letters.next().is_none().then_some(ResetCode(symbols))
    }

    /// To be told or handed over; wiped when dropped.
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

impl fmt::Debug for ResetCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResetCode(..)")
    }
}

impl Vault {
    /// A code for one person, good until `expires_ms`; an earlier one of theirs stops working
    /// in every generation. The present password stays until the code is used.
    pub fn new_reset_code(
        &self,
        secrets: &dyn SecretStore,
        user_id: [u8; 16],
        expires_ms: i64,
    ) -> Result<ResetCode> {
        let code = ResetCode::new_random();
        self.change(Older::Replace, |file| {
            let secret = device_secret(file, secrets)?;
            file.resets.retain(|reset| reset.user.0 != user_id);
            let reset = seal_reset(file, self.master(), &secret, user_id, expires_ms, &code);
            file.push_reset(reset)
        })?;
        Ok(code)
    }

    /// The code is used up and the person's own new password opens, in one write; of two who
    /// try at once one is refused.
    pub fn use_reset_code(
        &self,
        secrets: &dyn SecretStore,
        user_id: [u8; 16],
        typed: &str,
        now_ms: i64,
        password: &str,
    ) -> Result<()> {
        self.change(Older::Replace, |file| {
            let secret = device_secret(file, secrets)?;
            open_reset(file, &secret, user_id, typed, now_ms)?;
            let slot = seal_slot(file, self.master(), &secret, user_id, password, self.kdf())?;
            file.slots.retain(|slot| slot.user.0 != user_id);
            file.resets.retain(|reset| reset.user.0 != user_id);
            file.push_slot(slot)
        })
    }

    /// Until when a code of this person is good, if one is waiting.
    pub fn reset_expires(&self, user_id: [u8; 16]) -> Result<Option<i64>> {
        let file = self.read()?;
        Ok(file.resets.iter().find(|reset| reset.user.0 == user_id).map(|reset| reset.expires))
    }
}

impl Place {
    /// For a closed clinic: opens it so far that `use_reset_code` can be called.
    pub fn open_with_reset(
        &self,
        secrets: &dyn SecretStore,
        user_id: [u8; 16],
        typed: &str,
        now_ms: i64,
    ) -> Result<Vault> {
        self.open_newest(OpenedBy::Reset, |file| {
            let secret = device_secret(file, secrets)?;
            let master = open_reset(file, &secret, user_id, typed, now_ms)?;
            Ok((master, file.hardest_kdf()))
        })
    }
}

fn reset_key(secret: &Secret, reset: &ResetSlot, code: &ResetCode, binding: &Binding) -> Key {
    // No Argon2: the code has 100 random bits, and the computer's secret beside them.
    derive(&[code.0.as_slice(), secret.bytes()], &reset.id.0, binding)
}

fn seal_reset(
    file: &KeyFile,
    master: &Key,
    secret: &Secret,
    user: [u8; 16],
    expires: i64,
    code: &ResetCode,
) -> ResetSlot {
    let empty = Envelope { nonce: Fixed([0; 24]), sealed: Fixed([0; 48]) };
    let reset = ResetSlot { id: Fixed::random(), user: Fixed(user), expires, envelope: empty };
    let binding = file.reset_binding(&reset);
    let under = reset_key(secret, &reset, code, &binding);
    ResetSlot { envelope: Envelope::seal(&under, &binding, master), ..reset }
}

/// That nobody waits for a code is told no differently from a wrong one.
fn open_reset(
    file: &KeyFile,
    secret: &Secret,
    user: [u8; 16],
    typed: &str,
    now_ms: i64,
) -> Result<Key> {
    let code = ResetCode::parse(typed).ok_or(Error::WrongResetCode)?;
    let reset = file.resets.iter().find(|reset| reset.user.0 == user);
    let reset = reset.ok_or(Error::WrongResetCode)?;
    let binding = file.reset_binding(reset);
    let under = reset_key(secret, reset, &code, &binding);
    let master = reset.envelope.open(&under, &binding);
    let master = master.filter(|master| key_id("master", master) == file.master);
    let master = master.ok_or(Error::WrongResetCode)?;
    if now_ms >= reset.expires { Err(Error::ResetExpired) } else { Ok(master) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed_and_never_shows_in_a_debug_print() {
        let code = ResetCode::new_random();
        let text = code.grouped().to_string();
        assert_eq!(text.len(), 24);
        let loose = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "i");
        for typed in [text.clone(), text.replace('-', ""), format!(" {loose}\n")] {
            assert_eq!(ResetCode::parse(&typed).unwrap().0, code.0);
        }
        for wrong in ["", "ABCD", &text[1..], &format!("{text}7"), &text.replace('-', "é")] {
            assert!(ResetCode::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "ResetCode(..)");
    }
}
