//! How a new desk is let in: two computers that have never met agree on a key through a
//! carrier that nobody trusts, and two people compare six digits. Whoever stands between
//! them must guess the digits before either side has shown its own: one chance in a million.
//!
//! First the newcomer commits to its keys and a nonce; then the clinic's desk shows its own;
//! then the newcomer opens its commitment, and both show the digits. When a person of the
//! clinic has said that they are the same, the clinic's keys follow, sealed.

use cbor::Cbor;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::code::{Fields, map};
use crate::{Error, Hash, Result};

const COMMIT_CONTEXT: &str = "vaidya sync 1 meeting commitment";
const DIGITS_CONTEXT: &str = "vaidya sync 1 meeting digits";
const KEY_CONTEXT: &str = "vaidya sync 1 meeting key";

/// What a newcomer will be known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Ed25519 and X25519, for good.
    pub key: [u8; 32],
    pub exchange: [u8; 32],
    /// What people call the computer.
    pub name: String,
    pub schema: u32,
    ephemeral: [u8; 32],
    nonce: [u8; 32],
}

impl Shown {
    fn encode(&self) -> Vec<u8> {
        let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
        map([
            (1, bytes(&self.key)),
            (2, bytes(&self.exchange)),
            (3, bytes(&self.ephemeral)),
            (4, bytes(&self.nonce)),
            (5, Cbor::Text(self.name.clone())),
            (6, Cbor::Int(self.schema.into())),
        ])
        .encode()
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = Fields::of(Cbor::decode(bytes)?)?;
        let shown = Self {
            key: Hash::from_cbor(fields.need(1)?)?.0,
            exchange: Hash::from_cbor(fields.need(2)?)?.0,
            ephemeral: Hash::from_cbor(fields.need(3)?)?.0,
            nonce: Hash::from_cbor(fields.need(4)?)?.0,
            name: fields.need(5)?.into_text()?,
            schema: crate::ids::small(fields.need(6)?)?,
        };
        fields.end()?;
        match shown.name.chars().count() <= 80 {
            true => Ok(shown),
            false => Err(Error::TooLarge),
        }
    }
}

fn hash(context: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part);
    }
    hasher.finalize().into()
}

/// What both sides hold once all is shown: the digits, and the key behind them.
struct Agreed {
    digits: String,
    key: Zeroizing<[u8; 32]>,
}

impl Agreed {
    fn of(place: &[u8], shown: &[u8], answer: &[u8], shared: &[u8; 32]) -> Self {
        let all = hash(DIGITS_CONTEXT, &[place, shown, answer]);
        let number = all.iter().take(8).fold(0u64, |all, byte| all << 8 | u64::from(*byte));
        let key = hash(KEY_CONTEXT, &[place, shown, answer, shared]);
        Self { digits: format!("{:06}", number % 1_000_000), key: Zeroizing::new(key) }
    }
}

/// The secret halves, drawn by the caller.
pub struct Secrets {
    pub ephemeral: Zeroizing<[u8; 32]>,
    pub nonce: [u8; 32],
}

/// The computer that wants to come in.
pub struct Newcomer {
    place: Vec<u8>,
    shown: Vec<u8>,
    ephemeral: StaticSecret,
    agreed: Option<Agreed>,
}

impl Newcomer {
    /// `place` names the meeting, so that no message of another fits. Answers the first
    /// message as well.
    pub fn begin(
        place: &[u8],
        (key, exchange): ([u8; 32], [u8; 32]),
        (name, schema): (&str, u32),
        secrets: &Secrets,
    ) -> (Self, Vec<u8>) {
        let ephemeral = StaticSecret::from(*secrets.ephemeral);
        let shown = Shown {
            key,
            exchange,
            name: name.chars().take(80).collect(),
            schema,
            ephemeral: PublicKey::from(&ephemeral).to_bytes(),
            nonce: secrets.nonce,
        };
        let shown = shown.encode();
        let first = hash(COMMIT_CONTEXT, &[place, &shown]).to_vec();
        (Self { place: place.to_vec(), shown, ephemeral, agreed: None }, first)
    }

    /// Takes the answer of the clinic's desk; answers the digits and the third message.
    pub fn answered(&mut self, answer: &[u8]) -> Result<(String, Vec<u8>)> {
        let theirs = answered(answer)?;
        let shared = self.ephemeral.diffie_hellman(&PublicKey::from(theirs));
        if !shared.was_contributory() {
            return Err(Error::Signature);
        }
        let agreed = Agreed::of(&self.place, &self.shown, answer, shared.as_bytes());
        let digits = agreed.digits.clone();
        self.agreed = Some(agreed);
        Ok((digits, self.shown.clone()))
    }

    /// Opens what the clinic gave.
    pub fn receive(&self, gift: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let agreed = self.agreed.as_ref().ok_or(Error::Junk("before the digits"))?;
        let (nonce, shut) =
            gift.split_first_chunk::<24>().ok_or(Error::Junk("a gift cut short"))?;
        let payload = Payload { msg: shut, aad: &self.place };
        let cipher = XChaCha20Poly1305::new((&*agreed.key).into());
        let opened = cipher.decrypt(&XNonce::from(*nonce), payload);
        opened.map(Zeroizing::new).map_err(|_| Error::Sealed)
    }
}

fn answered(answer: &[u8]) -> Result<[u8; 32]> {
    match answer.split_first_chunk::<32>() {
        Some((ephemeral, nonce)) if nonce.len() == 32 => Ok(*ephemeral),
        _ => Err(Error::Junk("an answer of other length")),
    }
}

/// The desk of the clinic that lets it in.
pub struct Opener {
    place: Vec<u8>,
    commitment: [u8; 32],
    ephemeral: StaticSecret,
    answer: Vec<u8>,
    agreed: Option<Agreed>,
}

impl Opener {
    /// Takes the newcomer's first message; answers the second.
    pub fn begin(place: &[u8], first: &[u8], secrets: &Secrets) -> Result<(Self, Vec<u8>)> {
        let commitment =
            first.try_into().map_err(|_| Error::Junk("a commitment of other length"))?;
        let ephemeral = StaticSecret::from(*secrets.ephemeral);
        let public = PublicKey::from(&ephemeral).to_bytes();
        let answer = [&public[..], &secrets.nonce].concat();
        let opener = Self {
            place: place.to_vec(),
            commitment,
            ephemeral,
            answer: answer.clone(),
            agreed: None,
        };
        Ok((opener, answer))
    }

    /// Takes what the newcomer shows; answers the digits that it shows too, if it is who it
    /// committed to be.
    pub fn shown(&mut self, shown: &[u8]) -> Result<(String, Shown)> {
        if hash(COMMIT_CONTEXT, &[&self.place, shown]) != self.commitment {
            return Err(Error::Commitment);
        }
        let newcomer = Shown::decode(shown)?;
        let shared = self.ephemeral.diffie_hellman(&PublicKey::from(newcomer.ephemeral));
        if !shared.was_contributory() {
            return Err(Error::Signature);
        }
        let agreed = Agreed::of(&self.place, shown, &self.answer, shared.as_bytes());
        let digits = agreed.digits.clone();
        self.agreed = Some(agreed);
        Ok((digits, newcomer))
    }

    /// The clinic's keys, for the newcomer alone. Only after a person compared the digits.
    pub fn give(&self, gift: &[u8], nonce: [u8; 24]) -> Result<Vec<u8>> {
        let agreed = self.agreed.as_ref().ok_or(Error::Junk("before the digits"))?;
        let payload = Payload { msg: gift, aad: &self.place };
        let cipher = XChaCha20Poly1305::new((&*agreed.key).into());
        let shut = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::TooLarge)?;
        Ok([&nonce[..], &shut].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(of: u8) -> Secrets {
        Secrets { ephemeral: Zeroizing::new([of; 32]), nonce: [of; 32] }
    }

    fn newcomer(of: u8) -> (Newcomer, Vec<u8>) {
        Newcomer::begin(b"4711", ([of; 32], [of; 32]), ("Pharmacy", 23), &secrets(of))
    }

    #[test]
    fn both_show_the_same_digits_and_the_gift_arrives() {
        let (mut new, first) = newcomer(1);
        let (mut desk, answer) = Opener::begin(b"4711", &first, &secrets(2)).unwrap();
        let (digits, shown) = new.answered(&answer).unwrap();
        let (again, member) = desk.shown(&shown).unwrap();
        assert_eq!((digits.len(), digits), (6, again));
        assert_eq!((member.key, member.name.as_str()), ([1; 32], "Pharmacy"));
        let gift = desk.give(b"keys of the clinic", [3; 24]).unwrap();
        assert_eq!(&new.receive(&gift).unwrap()[..], b"keys of the clinic");
        let mut changed = gift;
        changed[30] ^= 1;
        assert!(new.receive(&changed).is_err());
    }

    #[test]
    fn whoever_stands_between_changes_the_digits_or_is_refused() {
        let (mut new, first) = newcomer(1);
        let (mut false_new, false_first) = newcomer(9);
        // The desk speaks to the one between, who speaks to the newcomer.
        let (mut desk, answer) = Opener::begin(b"4711", &false_first, &secrets(2)).unwrap();
        let (_, false_answer) = Opener::begin(b"4711", &first, &secrets(8)).unwrap();
        let (digits, shown) = new.answered(&false_answer).unwrap();
        assert_eq!(desk.shown(&shown).unwrap_err(), Error::Commitment, "not what was promised");
        let (_, false_shown) = false_new.answered(&answer).unwrap();
        let (other, _) = desk.shown(&false_shown).unwrap();
        assert_ne!(digits, other);
    }

    #[test]
    fn a_message_of_another_meeting_does_not_fit() {
        let (mut new, first) = newcomer(1);
        let (mut desk, answer) = Opener::begin(b"4712", &first, &secrets(2)).unwrap();
        let (_, shown) = new.answered(&answer).unwrap();
        assert!(desk.shown(&shown).is_err());
    }

    #[test]
    fn nothing_is_given_before_the_digits() {
        let (new, first) = newcomer(1);
        let (desk, _) = Opener::begin(b"4711", &first, &secrets(2)).unwrap();
        assert!(desk.give(b"keys", [3; 24]).is_err() && new.receive(&[0; 60]).is_err());
        assert!(Opener::begin(b"4711", b"short", &secrets(2)).is_err());
    }
}
