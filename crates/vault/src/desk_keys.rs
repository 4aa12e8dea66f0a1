//! What the clinic's keys do beyond opening the database: the desk signs, and backups are
//! sealed to two recipients, the clinic itself and its recovery sheet.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::envelope::{Binding, Key, derive};
use crate::error::{Error, Result};
use crate::fixed::Fixed;
use crate::key_file::KeyFile;
use crate::recovery_code::RecoveryCode;
use crate::vault::Vault;

/// Belongs to this computer: a copy of the key file for another one leaves it behind.
pub(crate) const DESK_KEY: &str = "desk signature";
/// X25519: the clinic's desks wrap keys to it. As the signature's, it stays here.
pub(crate) const EXCHANGE_KEY: &str = "desk exchange";
pub(crate) const BACKUP_KEY: &str = "backup";
/// For what not everybody who sees a chart may read. Random, so that it can be replaced alone;
/// a computer of the clinic may be without.
const SENSITIVE_KEY: &str = "sensitive";
/// The same of one computer that was let in without the clinic's, for what never leaves it.
pub(crate) const SENSITIVE_HERE_KEY: &str = "sensitive here";

/// An age identity, `AGE-SECRET-KEY-1…`: for the recovery sheet and for opening a backup.
pub type BackupIdentity = Zeroizing<String>;

impl Vault {
    /// This desk's Ed25519 signature.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        Ok(self.signer()?.sign(message).to_bytes())
    }

    /// The key that proves this desk's signatures.
    pub fn desk_key(&self) -> Result<[u8; 32]> {
        Ok(self.signer()?.verifying_key().to_bytes())
    }

    /// The secret to which the clinic's desks wrap keys for this one.
    pub fn exchange_key(&self) -> Result<Zeroizing<[u8; 32]>> {
        Ok(Zeroizing::new(*self.named_key(EXCHANGE_KEY)?))
    }

    fn signer(&self) -> Result<SigningKey> {
        let key = self.named_key(DESK_KEY)?;
        Ok(SigningKey::from_bytes(&key))
    }

    /// The clinic's keys of sensitive cells that this computer has, by epoch. The clinic's
    /// first computer makes the first of them.
    pub fn sensitive_keys(&self) -> Result<BTreeMap<u32, Key>> {
        if self.sensitive_here()?.is_none() {
            self.named_key(SENSITIVE_KEY)?;
        }
        self.keys_of(SENSITIVE_KEY)
    }

    /// Of a computer that was let in.
    pub fn sensitive_here(&self) -> Result<Option<Key>> {
        Ok(self.keys_of(SENSITIVE_HERE_KEY)?.into_values().next())
    }

    /// Another computer of the clinic shared it.
    pub fn keep_sensitive(&self, epoch: u32, key: &[u8; 32]) -> Result<()> {
        let key = Key::copied(key).ok_or(Error::KeyFileDamaged)?;
        self.keep_key(SENSITIVE_KEY, epoch, &key)
    }

    pub fn backup_identity(&self) -> Result<BackupIdentity> {
        Ok(identity(&self.named_key(BACKUP_KEY)?))
    }

    /// `age1…` of the clinic, then of its recovery sheet. A sheet printed by an early
    /// version has none until a new one is made.
    pub fn backup_recipients(&self) -> Result<Vec<String>> {
        let clinic = public(&self.named_key(BACKUP_KEY)?);
        let sheet = self.read()?.recovery.recipient;
        Ok([Some(clinic), sheet].into_iter().flatten().map(|key| recipient(&key.0)).collect())
    }
}

impl RecoveryCode {
    /// Opens every backup made while this sheet was the clinic's.
    pub fn backup_identity(&self, clinic_id: [u8; 16]) -> BackupIdentity {
        identity(&self.backup_key(clinic_id))
    }

    pub(crate) fn backup_recipient(&self, clinic_id: [u8; 16]) -> Fixed<32> {
        public(&self.backup_key(clinic_id))
    }

    fn backup_key(&self, clinic_id: [u8; 16]) -> Key {
        derive(&[self.secret()], &clinic_id, &Binding::new("backup by the recovery sheet"))
    }
}

/// Whether a desk with this key signed the message.
pub fn is_signed(desk_key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    VerifyingKey::from_bytes(desk_key)
        .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

/// For a backup: the clinic's keys without the ways in that belong to this computer.
pub(crate) fn for_travel(file: &mut KeyFile) {
    file.slots.clear();
    file.resets.clear();
    file.keys.retain(|key| key.purpose != DESK_KEY && key.purpose != EXCHANGE_KEY);
    // Restored on this very computer, they must not name the secret that the old state needs.
    file.device = Fixed::random();
    file.secret = Fixed([0; 8]);
}

/// For another computer of the clinic, which gets these keys by the control log, or not at all.
pub(crate) fn without_sensitive(file: &mut KeyFile) {
    let is_sensitive = |purpose: &str| [SENSITIVE_KEY, SENSITIVE_HERE_KEY].contains(&purpose);
    file.keys.retain(|key| !is_sensitive(&key.purpose));
}

fn public(secret: &Key) -> Fixed<32> {
    Fixed(PublicKey::from(&StaticSecret::from(**secret)).to_bytes())
}

fn identity(secret: &Key) -> BackupIdentity {
    let mut text = Zeroizing::new(bech32_text("age-secret-key-", secret));
    text.make_ascii_uppercase();
    text
}

fn recipient(public: &[u8; 32]) -> String {
    bech32_text("age", public)
}

fn bech32_text(human: &str, bytes: &[u8; 32]) -> String {
    let human = bech32::Hrp::parse(human).expect("a fixed prefix");
    bech32::encode::<bech32::Bech32>(human, bytes).expect("32 bytes fit")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KdfChoice, Keeping, MemorySecret, Place};

    const OWNER: [u8; 16] = [1; 16];
    const PASSWORD: &str = "neem bridge kettle";

    #[test]
    fn keys_by_name_come_back_and_travel_without_the_ways_in() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("here"));
        let secrets = MemorySecret::new();
        let (vault, code) =
            place.create(&secrets, Keeping::Keyring, OWNER, PASSWORD, KdfChoice::Floor).unwrap();
        let (desk, backup) = (vault.desk_key().unwrap(), vault.backup_identity().unwrap());
        let signature = vault.sign(b"head").unwrap();
        assert!(is_signed(&desk, b"head", &signature) && !is_signed(&desk, b"tail", &signature));
        let sensitive = vault.sensitive_keys().unwrap().remove(&1).unwrap();
        assert_ne!(*sensitive, *vault.derive("field seal 1"));
        let keys = vault.keys_for_travel().unwrap();
        drop(vault);

        let again = place.open(&secrets, OWNER, PASSWORD).unwrap();
        assert_eq!((again.desk_key().unwrap(), again.backup_identity().unwrap()), (desk, backup));
        let recipients = again.backup_recipients().unwrap();
        assert!(recipients.len() == 2 && recipients.iter().all(|key| key.starts_with("age1")));

        let there = Place::new(folder.path().join("there"));
        there.adopt_keys(&keys).unwrap();
        assert!(there.adopt_keys(&keys).is_err(), "never over what is there");
        assert!(there.open(&secrets, OWNER, PASSWORD).is_err(), "no staff slot travels");
        let restored = there.open_with_recovery(&code.grouped()).unwrap();
        assert_eq!(*restored.derive("x"), *again.derive("x"));
        assert_eq!(*restored.sensitive_keys().unwrap()[&1], *sensitive);
        assert_eq!(restored.backup_identity().unwrap(), again.backup_identity().unwrap());
        assert_ne!(restored.desk_key().unwrap(), desk, "another computer is another desk");
        let sheet = code.backup_identity(again.clinic_id());
        assert!(sheet.starts_with("AGE-SECRET-KEY-1") && sheet.len() == 74);
    }

    #[test]
    fn another_computer_joins_with_keys_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("here"));
        let secrets = MemorySecret::new();
        let (vault, code) =
            place.create(&secrets, Keeping::Keyring, OWNER, PASSWORD, KdfChoice::Floor).unwrap();
        let (first, exchange) = (vault.desk_key().unwrap(), vault.exchange_key().unwrap());
        let gift = vault.gift().unwrap();
        let there = Place::new(folder.path().join("there"));
        let others = MemorySecret::new();
        let own = (&Key::random(), &Key::random());
        let join = |gift: &[u8]| {
            there.join(
                gift,
                own,
                (&others, Keeping::Keyring),
                ([2; 16], PASSWORD),
                KdfChoice::Floor,
            )
        };
        let mut changed = gift.clone();
        changed[3] ^= 1;
        assert!(join(&changed).is_err() && join(&gift[..20]).is_err());
        let joined = join(&gift).unwrap();
        assert_eq!(joined.clinic_id(), vault.clinic_id());
        assert_eq!(*joined.derive("field seal 1"), *vault.derive("field seal 1"));
        assert_ne!(joined.desk_key().unwrap(), first);
        assert_ne!(joined.exchange_key().unwrap(), exchange);
        assert!(joined.database_key() != vault.database_key(), "a stolen disk opens one desk");
        drop(joined.open_database().unwrap());
        drop(joined);
        assert!(join(&gift).is_err(), "never over what is there");
        assert!(there.open(&others, OWNER, PASSWORD).is_err(), "people come by the clinic's rows");
        there.open(&others, [2; 16], PASSWORD).unwrap();
        there.open_with_recovery(&code.grouped()).unwrap();
    }

    #[test]
    fn a_computer_that_is_let_in_has_no_sensitive_key_of_the_clinic_until_one_is_shared() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = MemorySecret::new();
        let first = Place::new(folder.path().join("first"));
        let (first, _) =
            first.create(&secrets, Keeping::Keyring, OWNER, PASSWORD, KdfChoice::Floor).unwrap();
        let clinics = first.sensitive_keys().unwrap().remove(&1).unwrap();
        assert!(first.sensitive_here().unwrap().is_none());

        let second = Place::new(folder.path().join("second"));
        let own = (&Key::random(), &Key::random());
        let keeping = (&secrets as &dyn crate::SecretStore, Keeping::Keyring);
        let gift = first.gift().unwrap();
        let as_owner = (OWNER, PASSWORD);
        let second = second.join(&gift, own, keeping, as_owner, KdfChoice::Floor).unwrap();
        assert!(second.sensitive_keys().unwrap().is_empty());
        let here = second.sensitive_here().unwrap().unwrap();
        assert_ne!(*here, *clinics);

        second.keep_sensitive(1, &clinics).unwrap();
        second.keep_sensitive(2, &[9; 32]).unwrap();
        second.keep_sensitive(1, &[8; 32]).unwrap();
        let keys = second.sensitive_keys().unwrap();
        assert_eq!((*keys[&1], *keys[&2], keys.len()), (*clinics, [9; 32], 2));
        assert_eq!(*second.sensitive_here().unwrap().unwrap(), *here);
        let third = Place::new(folder.path().join("third"));
        let gift = second.gift().unwrap();
        let third = third.join(&gift, own, keeping, as_owner, KdfChoice::Floor).unwrap();
        assert!(third.sensitive_keys().unwrap().is_empty(), "nor from one that was given them");
        assert_ne!(*third.sensitive_here().unwrap().unwrap(), *here);
    }
}
