//! Sealing of single fields on top of the encrypted database: a phone number or a sensitive
//! note stays shut in an op, an export and the plain image of a backup. AES-256-GCM; the
//! column and the row are bound to the cell, so that one moved elsewhere does not open.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeBounds;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use zeroize::Zeroizing;

use crate::{Error, Result, RowId};

/// No form lets a control character in, so that no typed text looks sealed.
const MARK: char = '\u{1}';
const NONCE: usize = 12;

/// A nonce that nobody has used before: moved into the one sealing that it is for.
pub struct Once(pub(crate) [u8; NONCE]);

impl Once {
    pub fn random() -> Result<Self> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(Error::internal)?;
        Ok(Self(nonce))
    }
}

/// Epochs of the key for what must not be read by everybody who may see the chart.
const SENSITIVE: u8 = 128;

/// The keys of the clinic's sealed fields, by epoch; new cells are sealed under the newest of
/// their kind. A cell says by its first byte which key it needs.
pub struct Seal {
    keys: BTreeMap<u8, Aes256Gcm>,
    blind: Zeroizing<[u8; 32]>,
}

impl Seal {
    pub fn new(
        keys: impl IntoIterator<Item = (u8, Zeroizing<[u8; 32]>)>,
        blind: &[u8; 32],
    ) -> Self {
        let cipher = |key: &[u8; 32]| Aes256Gcm::new(key.into());
        let keys = keys.into_iter().map(|(epoch, key)| (epoch, cipher(&key))).collect();
        Self { keys, blind: Zeroizing::new(*blind) }
    }

    /// With the keys of sensitive cells, by epochs of their own.
    pub fn with_sensitive<'k>(
        mut self,
        keys: impl IntoIterator<Item = (u8, &'k [u8; 32])>,
    ) -> Self {
        let cipher = |key: &[u8; 32]| Aes256Gcm::new(key.into());
        let keys = keys.into_iter().map(|(epoch, key)| (SENSITIVE | epoch, cipher(key)));
        self.keys.extend(keys);
        self
    }

    /// For tests and tools without a vault.
    pub fn open_to_all() -> Self {
        let seal = Self::new([(1, Zeroizing::new([1; 32]))], &[2; 32]);
        seal.with_sensitive([(1, &[3; 32])])
    }

    /// An empty text stays empty: that nothing is known is no secret, and is asked often.
    pub fn seal(&self, column: &str, row: RowId, text: &str, nonce: Once) -> Result<String> {
        self.seal_under(0..SENSITIVE, column, row, text, nonce)
    }

    /// As `seal`, under the key of its own.
    pub fn seal_sensitive(
        &self,
        column: &str,
        row: RowId,
        text: &str,
        nonce: Once,
    ) -> Result<String> {
        self.seal_under(SENSITIVE..=u8::MAX, column, row, text, nonce)
    }

    fn seal_under(
        &self,
        epochs: impl RangeBounds<u8>,
        column: &str,
        row: RowId,
        text: &str,
        nonce: Once,
    ) -> Result<String> {
        if text.is_empty() {
            return Ok(String::new());
        }
        let bytes = self.shut_bytes(epochs, &bound(column, row), text.as_bytes(), nonce)?;
        Ok(format!("{MARK}{}", BASE64.encode(bytes)))
    }

    pub fn is_sealed(text: &str) -> bool {
        text.starts_with(MARK)
    }

    /// What is not sealed was written before its column was.
    pub fn open<'a>(&self, column: &str, row: RowId, text: &'a str) -> Result<Cow<'a, str>> {
        let Some(sealed) = text.strip_prefix(MARK) else { return Ok(Cow::Borrowed(text)) };
        let bytes = BASE64.decode(sealed).map_err(|_| shut(column))?;
        let opened = self.open_bytes(&bound(column, row), &bytes).map_err(|_| shut(column))?;
        String::from_utf8(opened).map(Cow::Owned).map_err(|_| shut(column))
    }

    /// Epoch, nonce, ciphertext, tag.
    pub fn seal_bytes(&self, bound: &[u8], bytes: &[u8], nonce: Once) -> Result<Vec<u8>> {
        self.shut_bytes(0..SENSITIVE, bound, bytes, nonce)
    }

    fn shut_bytes(
        &self,
        epochs: impl RangeBounds<u8>,
        bound: &[u8],
        bytes: &[u8],
        Once(nonce): Once,
    ) -> Result<Vec<u8>> {
        let Some((epoch, cipher)) = self.keys.range(epochs).next_back() else {
            return Err(Error::internal("no key to seal under"));
        };
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: bytes, aad: &with_epoch(*epoch, bound) })
            .map_err(|_| Error::internal("a field too long to seal"))?;
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(*epoch);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    pub fn open_bytes(&self, bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let open = || {
            let (epoch, rest) = sealed.split_first()?;
            let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
            let payload = Payload { msg: rest, aad: &with_epoch(*epoch, bound) };
            self.keys.get(epoch)?.decrypt(&Nonce::from(*nonce), payload).ok()
        };
        open().ok_or_else(|| shut("body"))
    }

    /// A keyed hash by which a sealed value is found exactly. It stays on this desk: who has
    /// the key can try every number.
    pub fn blind(&self, label: &str, value: &str) -> [u8; 12] {
        let mut hasher = blake3::Hasher::new_keyed(&self.blind);
        hasher.update(label.as_bytes()).update(&[0]).update(value.as_bytes());
        let mut token = [0; 12];
        hasher.finalize_xof().fill(&mut token);
        token
    }
}

fn shut(what: &str) -> Error {
    Error::internal(format_args!("a sealed field that does not open: {what}"))
}

fn bound(column: &str, row: RowId) -> Vec<u8> {
    [&row.0[..], column.as_bytes()].concat()
}

fn with_epoch(epoch: u8, bound: &[u8]) -> Vec<u8> {
    [&[epoch], bound].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROW: RowId = RowId([7; 16]);

    fn seal(epochs: &[u8]) -> Seal {
        Seal::new(epochs.iter().map(|epoch| (*epoch, Zeroizing::new([*epoch; 32]))), &[9; 32])
    }

    fn once() -> Once {
        Once::random().unwrap()
    }

    proptest! {
        #[test]
        fn a_cell_opens_in_its_place_and_nowhere_else(text in ".{1,40}", at in 0usize..200) {
            let seal = seal(&[1]);
            let cell = seal.seal("phone", ROW, &text, once()).unwrap();
            prop_assert_eq!(seal.open("phone", ROW, &cell).unwrap(), text.as_str());
            prop_assert!(seal.open("kin_phone", ROW, &cell).is_err());
            prop_assert!(seal.open("phone", RowId([8; 16]), &cell).is_err());
            let mut torn: Vec<char> = cell.chars().collect();
            let at = 1 + at % (torn.len() - 1);
            torn[at] = if torn[at] == 'A' { 'B' } else { 'A' };
            let torn: String = torn.into_iter().collect();
            prop_assert!(seal.open("phone", ROW, &torn).is_err());
        }
    }

    #[test]
    fn equal_values_never_look_equal_and_their_hashes_do() {
        let seal = seal(&[1]);
        let cell = || seal.seal("phone", ROW, "9876543210", once()).unwrap();
        assert_ne!(cell(), cell());
        assert_eq!(seal.blind("phone", "9876543210"), seal.blind("phone", "9876543210"));
        assert_ne!(seal.blind("phone", "9876543210"), seal.blind("abha", "9876543210"));
        assert_eq!(seal.seal("phone", ROW, "", once()).unwrap(), "");
        assert_eq!(seal.open("phone", ROW, "98220").unwrap(), "98220", "written before sealing");
    }

    #[test]
    fn a_sensitive_cell_opens_under_the_key_of_its_own_alone() {
        let fields = || seal(&[1, 2]);
        let both = fields().with_sensitive([(1, &[5; 32])]);
        let note = both.seal_sensitive("text", ROW, "HIV", once()).unwrap();
        let phone = both.seal("phone", ROW, "9876543210", once()).unwrap();
        assert_eq!(both.open("text", ROW, &note).unwrap(), "HIV");
        assert_eq!(fields().open("phone", ROW, &phone).unwrap(), "9876543210");
        assert!(fields().open("text", ROW, &note).is_err());
        assert!(fields().with_sensitive([(1, &[6; 32])]).open("text", ROW, &note).is_err());
        assert!(fields().seal_sensitive("text", ROW, "HIV", once()).is_err(), "never the other");
        let alone = Seal::new([], &[9; 32]).with_sensitive([(1, &[5; 32]), (2, &[7; 32])]);
        assert_eq!(alone.open("text", ROW, &note).unwrap(), "HIV", "a newer epoch is there");
        assert!(alone.open("phone", ROW, &phone).is_err());
    }

    #[test]
    fn a_new_epoch_loses_no_row_and_a_lost_one_opens_nothing() {
        let cell = seal(&[1]).seal("phone", ROW, "9876543210", once()).unwrap();
        let both = seal(&[1, 2]);
        assert_eq!(both.open("phone", ROW, &cell).unwrap(), "9876543210");
        let newer = both.seal("phone", ROW, "9876543210", once()).unwrap();
        assert!(seal(&[1]).open("phone", ROW, &newer).is_err());
        assert_eq!(seal(&[2]).open("phone", ROW, &newer).unwrap(), "9876543210");
    }
}
