//! Challenges and passes, kept by those who got them: they carry the server's own mark, so
//! that it need remember none and any of its nodes can judge them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use sync::{ClinicId, DeskNo, Pass};
use zeroize::Zeroizing;

const CHALLENGE_MS: i64 = 60_000;
pub const PASS_MS: i64 = 15 * 60_000;
const KEY_CONTEXT: &str = "vaidya server 1 key of passes";

pub struct Passes {
    key: Zeroizing<[u8; 32]>,
}

#[derive(Clone, Copy)]
enum Kind {
    Challenge = 1,
    Pass = 2,
}

impl Passes {
    pub fn new(key: &SigningKey) -> Self {
        let secret = Zeroizing::new(key.to_bytes());
        Self { key: Zeroizing::new(blake3::derive_key(KEY_CONTEXT, &secret[..])) }
    }

    fn mark(&self, kind: Kind, parts: &[&[u8]]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[kind as u8]);
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize()
    }

    /// `nonce`: drawn for this challenge alone. `until | nonce | mark`
    pub fn challenge(
        &self,
        clinic: ClinicId,
        desk: DeskNo,
        nonce: [u8; 16],
        now_ms: i64,
    ) -> Vec<u8> {
        let until = now_ms.saturating_add(CHALLENGE_MS).to_be_bytes();
        let parts: [&[u8]; 4] = [&clinic.0, &desk.0.to_be_bytes(), &until, &nonce];
        let mark = self.mark(Kind::Challenge, &parts);
        [&until[..], &nonce, mark.as_bytes()].concat()
    }

    pub fn is_challenge(
        &self,
        clinic: ClinicId,
        desk: DeskNo,
        challenge: &[u8],
        now_ms: i64,
    ) -> bool {
        let Some((until, rest)) = challenge.split_first_chunk::<8>() else { return false };
        let Some((nonce, mark)) = rest.split_first_chunk::<16>() else { return false };
        let parts: [&[u8]; 4] = [&clinic.0, &desk.0.to_be_bytes(), until, nonce];
        is_same(self.mark(Kind::Challenge, &parts), mark) && now_ms <= i64::from_be_bytes(*until)
    }

    pub fn pass(&self, clinic: ClinicId, desk: DeskNo, now_ms: i64) -> Pass {
        let until = now_ms.saturating_add(PASS_MS);
        let clear = [&clinic.0[..], &desk.0.to_be_bytes(), &until.to_be_bytes()].concat();
        let mark = self.mark(Kind::Pass, &[&clear]);
        let token = URL_SAFE_NO_PAD.encode([&clear[..], mark.as_bytes()].concat());
        Pass { token, until }
    }

    /// Who the token was given to. Whether that desk is still welcome is asked at each call.
    pub fn bearer(&self, token: &str, now_ms: i64) -> Option<(ClinicId, DeskNo)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (clear, mark) = bytes.split_at_checked(26)?;
        if !is_same(self.mark(Kind::Pass, &[clear]), mark) {
            return None;
        }
        let (clinic, rest) = clear.split_first_chunk::<16>()?;
        let (desk, until) = rest.split_first_chunk::<2>()?;
        let until = i64::from_be_bytes(until.try_into().ok()?);
        let desk = DeskNo(u16::from_be_bytes(*desk));
        (now_ms <= until).then_some((ClinicId(*clinic), desk))
    }
}

/// Takes the same time wherever the first difference is.
fn is_same(mark: blake3::Hash, given: &[u8]) -> bool {
    <[u8; 32]>::try_from(given).is_ok_and(|given| mark == blake3::Hash::from(given))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLINIC: ClinicId = ClinicId([7; 16]);

    #[test]
    fn a_pass_is_of_one_desk_one_server_and_one_quarter_of_an_hour() {
        let passes = Passes::new(&SigningKey::from_bytes(&[1; 32]));
        let other = Passes::new(&SigningKey::from_bytes(&[2; 32]));
        let pass = passes.pass(CLINIC, DeskNo(3), 1_000);
        assert_eq!(passes.bearer(&pass.token, 1_000 + PASS_MS), Some((CLINIC, DeskNo(3))));
        assert_eq!(passes.bearer(&pass.token, 1_001 + PASS_MS), None);
        assert_eq!(other.bearer(&pass.token, 1_000), None);
        let bytes = URL_SAFE_NO_PAD.decode(&pass.token).unwrap();
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 1;
            assert_eq!(passes.bearer(&URL_SAFE_NO_PAD.encode(forged), 1_000), None);
            assert_eq!(passes.bearer(&URL_SAFE_NO_PAD.encode(&bytes[..at]), 1_000), None);
        }
    }

    #[test]
    fn a_challenge_is_for_one_desk_and_soon() {
        let passes = Passes::new(&SigningKey::from_bytes(&[1; 32]));
        let challenge = passes.challenge(CLINIC, DeskNo(3), [5; 16], 1_000);
        assert!(passes.is_challenge(CLINIC, DeskNo(3), &challenge, 1_000));
        assert!(!passes.is_challenge(CLINIC, DeskNo(4), &challenge, 1_000));
        assert!(!passes.is_challenge(ClinicId([8; 16]), DeskNo(3), &challenge, 1_000));
        assert!(!passes.is_challenge(CLINIC, DeskNo(3), &challenge, 1_001 + CHALLENGE_MS));
        assert!(!passes.is_challenge(CLINIC, DeskNo(3), &challenge[..40], 1_000));
    }
}
