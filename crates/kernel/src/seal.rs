//! Sealing of single fields on top of the encrypted database: a phone number or a sensitive
//! note stays shut in an op, an export and the plain image of a backup. AES-256-GCM; the
//! column and the row are bound to the cell, so that one moved elsewhere does not open.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

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

/// Epochs of the key for what must not be read by everybody who may see the chart, nor on
/// every computer. The first of them is of this computer alone, for what never leaves it.
const SENSITIVE: u8 = 128;
const HERE: u8 = SENSITIVE;

type Keys = BTreeMap<u8, Aes256Gcm>;

/// The keys of the clinic's sealed fields, by epoch; new cells are sealed under the newest of
/// their kind. A cell says by its first byte which key it needs.
pub struct Seal {
    keys: Keys,
    /// Others may come, from a computer that has them, while the clinic is open.
    sensitive: RwLock<Keys>,
    blind: Zeroizing<[u8; 32]>,
}

impl Seal {
    pub fn new(
        keys: impl IntoIterator<Item = (u8, Zeroizing<[u8; 32]>)>,
        blind: &[u8; 32],
    ) -> Self {
        let keys = keys.into_iter().map(|(epoch, key)| (epoch, Aes256Gcm::new((&*key).into())));
        let sensitive = RwLock::default();
        Self { keys: keys.collect(), sensitive, blind: Zeroizing::new(*blind) }
    }

    /// With the keys of sensitive cells, by epochs of their own.
    pub fn with_sensitive<'k>(self, keys: impl IntoIterator<Item = (u8, &'k [u8; 32])>) -> Self {
        keys.into_iter().for_each(|(epoch, key)| self.learn(epoch, key));
        self
    }

    /// With a key that no other computer has.
    pub fn with_here(self, key: &[u8; 32]) -> Self {
        self.learn(0, key);
        self
    }

    /// A key of sensitive cells; one that is known stays as it is.
    pub fn learn(&self, epoch: u8, key: &[u8; 32]) {
        let mut keys = self.sensitive.write().unwrap_or_else(PoisonError::into_inner);
        keys.entry(SENSITIVE | epoch).or_insert_with(|| Aes256Gcm::new(key.into()));
    }

    fn sensitive(&self) -> RwLockReadGuard<'_, Keys> {
        self.sensitive.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For tests and tools without a vault.
    pub fn open_to_all() -> Self {
        let seal = Self::new([(1, Zeroizing::new([1; 32]))], &[2; 32]);
        seal.with_sensitive([(1, &[3; 32])])
    }

    /// An empty text stays empty: that nothing is known is no secret, and is asked often.
    pub fn seal(&self, column: &str, row: RowId, text: &str, nonce: Once) -> Result<String> {
        seal_cell(self.keys.last_key_value(), column, row, text, nonce)
    }

    /// As `seal`, under the key of its own, where this computer has it.
    pub fn seal_sensitive(
        &self,
        column: &str,
        row: RowId,
        text: &str,
        nonce: Once,
    ) -> Result<String> {
        let keys = self.sensitive();
        let newest = keys.last_key_value().filter(|(epoch, _)| **epoch != HERE);
        if newest.is_none() {
            return Err(Error::conflict("errors-sensitive-elsewhere"));
        }
        seal_cell(newest, column, row, text, nonce)
    }

    /// As `seal_sensitive`, for what stays on this computer and may hold such things.
    pub fn seal_here(&self, column: &str, row: RowId, text: &str, nonce: Once) -> Result<String> {
        let keys = self.sensitive();
        let key = keys.get_key_value(&HERE).or_else(|| keys.last_key_value());
        seal_cell(key, column, row, text, nonce)
    }

    /// Whether sensitive cells are shut under a key that this computer has.
    pub fn has_sensitive(&self) -> bool {
        self.sensitive().keys().any(|epoch| *epoch != HERE)
    }

    /// Whether the key of this cell is here.
    pub fn can_open(&self, text: &str) -> bool {
        let Some(sealed) = text.strip_prefix(MARK) else { return true };
        // Four letters are three whole bytes.
        let first = sealed.get(..4).and_then(|letters| BASE64.decode(letters).ok());
        let epoch = first.and_then(|bytes| bytes.first().copied());
        epoch.is_some_and(|at| self.keys.contains_key(&at) || self.sensitive().contains_key(&at))
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
        shut_bytes(self.keys.last_key_value(), bound, bytes, nonce)
    }

    pub fn open_bytes(&self, bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let open = || {
            let (epoch, rest) = sealed.split_first()?;
            let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
            let payload = Payload { msg: rest, aad: &with_epoch(*epoch, bound) };
            let nonce = Nonce::from(*nonce);
            match *epoch < SENSITIVE {
                true => self.keys.get(epoch)?.decrypt(&nonce, payload).ok(),
                false => self.sensitive().get(epoch)?.decrypt(&nonce, payload).ok(),
            }
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

fn seal_cell(
    key: Option<(&u8, &Aes256Gcm)>,
    column: &str,
    row: RowId,
    text: &str,
    nonce: Once,
) -> Result<String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let bytes = shut_bytes(key, &bound(column, row), text.as_bytes(), nonce)?;
    Ok(format!("{MARK}{}", BASE64.encode(bytes)))
}

fn shut_bytes(
    key: Option<(&u8, &Aes256Gcm)>,
    bound: &[u8],
    bytes: &[u8],
    Once(nonce): Once,
) -> Result<Vec<u8>> {
    let (epoch, cipher) = key.ok_or_else(|| Error::internal("no key to seal under"))?;
    let sealed = cipher
        .encrypt(&Nonce::from(nonce), Payload { msg: bytes, aad: &with_epoch(*epoch, bound) })
        .map_err(|_| Error::internal("a field too long to seal"))?;
    let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
    out.push(*epoch);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
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
        let elsewhere = fields().seal_sensitive("text", ROW, "HIV", once()).unwrap_err();
        assert_eq!(elsewhere.message, "errors-sensitive-elsewhere", "never the other");
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

    #[test]
    fn a_computer_without_the_clinics_key_keeps_drafts_under_its_own_and_learns_later() {
        let without = seal(&[1]).with_here(&[4; 32]);
        assert!(!without.has_sensitive());
        assert!(without.seal_sensitive("text", ROW, "HIV", once()).is_err());
        let draft = without.seal_here("body", ROW, "half a note", once()).unwrap();
        assert_eq!(without.open("body", ROW, &draft).unwrap(), "half a note");
        assert!(seal(&[1]).open("body", ROW, &draft).is_err(), "not under the key of phones");
        let elsewhere = seal(&[1]).with_sensitive([(1, &[5; 32])]);
        assert!(elsewhere.open("body", ROW, &draft).is_err(), "it never leaves");

        let note = elsewhere.seal_sensitive("text", ROW, "HIV", once()).unwrap();
        assert!(elsewhere.can_open(&note) && !without.can_open(&note));
        assert!(without.can_open("") && without.can_open("plain") && without.can_open(&draft));
        without.learn(1, &[5; 32]);
        without.learn(1, &[6; 32]);
        assert!(without.can_open(&note) && without.has_sensitive());
        assert_eq!(without.open("text", ROW, &note).unwrap(), "HIV", "the first is kept");
        let own = without.seal_sensitive("text", ROW, "HIV", once()).unwrap();
        assert!(elsewhere.open("text", ROW, &own).is_ok(), "the clinic's, not this computer's");
    }
}
