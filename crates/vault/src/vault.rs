//! An unlocked clinic: the master key and the database key, in memory only and
//! wiped when dropped. Everything that changes who may open the clinic goes
//! through here, because it must be signed with the master key.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::desk_keys::{for_travel, without_sensitive};
use crate::envelope::{Binding, Key, derive};
use crate::error::{Error, Result};
use crate::fixed::Fixed;
use crate::generations::{self, Older};
use crate::kdf::KdfParams;
use crate::key_file::{Keeping, KeyFile, secret_name};
use crate::pins::Pins;
use crate::place::{
    DATABASE_KEY, Place, device_secret, keep_new_secret, open_key, open_recovery, open_slot,
    open_wrapped, save_signed, seal_recovery, seal_slot, wrap_key,
};
use crate::recovery_code::RecoveryCode;
use crate::secrets::SecretStore;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpenedBy {
    Password,
    Recovery,
    /// By a one-time code, to choose a new password.
    Reset,
}

pub struct Vault {
    place: Place,
    clinic_id: [u8; 16],
    master: Key,
    database: Key,
    opened_by: OpenedBy,
    kdf: KdfParams,
    /// One change of the key file at a time.
    changing: Mutex<()>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(..)")
    }
}

impl Vault {
    pub(crate) fn new(
        place: Place,
        file: &KeyFile,
        master: Key,
        database: Key,
        opened_by: OpenedBy,
        kdf: KdfParams,
    ) -> Vault {
        let (clinic_id, changing) = (file.clinic.0, Mutex::new(()));
        Vault { place, clinic_id, master, database, opened_by, kdf, changing }
    }

    pub fn clinic_id(&self) -> [u8; 16] {
        self.clinic_id
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn opened_by(&self) -> OpenedBy {
        self.opened_by
    }

    /// A sub-key for one labelled use: another label, another key.
    pub fn derive(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let binding = Binding::new("derived key").with(label.as_bytes());
        Zeroizing::new(*derive(&[self.master.as_slice()], &self.clinic_id, &binding))
    }

    /// A random key of the clinic by its name, made on its first use. Unlike a derived key
    /// it can be replaced alone.
    pub fn named_key(&self, purpose: &str) -> Result<Key> {
        let find = |file: &KeyFile| open_key(file, &self.master, purpose);
        let file = self.read()?;
        if file.keys.iter().any(|key| key.purpose == purpose) {
            return find(&file).ok_or(Error::KeyFileDamaged);
        }
        let mut made = None;
        // In every generation: an older one that stands in must not make another.
        self.change(Older::Replace, |file| {
            if !file.keys.iter().any(|key| key.purpose == purpose) {
                let key = Key::random();
                file.keys.push(wrap_key(file, &self.master, purpose, 1, &key));
            }
            made = find(file);
            Ok(())
        })?;
        made.ok_or(Error::KeyFileDamaged)
    }

    /// All keys of one name, by how often it was made anew.
    pub(crate) fn keys_of(&self, purpose: &str) -> Result<BTreeMap<u32, Key>> {
        let file = self.read()?;
        let of = file.keys.iter().filter(|key| key.purpose == purpose);
        of.map(|key| {
            let opened = open_wrapped(&file, &self.master, key);
            Ok((key.epoch, opened.ok_or(Error::KeyFileDamaged)?))
        })
        .collect()
    }

    /// A key that came from elsewhere; one that is there already stays as it is.
    pub(crate) fn keep_key(&self, purpose: &str, epoch: u32, key: &Key) -> Result<()> {
        let is_there = |file: &KeyFile| {
            file.keys.iter().any(|known| known.purpose == purpose && known.epoch == epoch)
        };
        if is_there(&self.read()?) {
            return Ok(());
        }
        // In every generation: an older one that stands in must not be without.
        self.change(Older::Replace, |file| {
            if !is_there(file) {
                file.keys.push(wrap_key(file, &self.master, purpose, epoch, key));
            }
            Ok(())
        })
    }

    /// The keys as they go along with a backup: they open by the recovery code alone.
    pub fn keys_for_travel(&self) -> Result<String> {
        let mut file = self.read()?;
        for_travel(&mut file);
        file.sign(&self.master);
        Ok(file.encode())
    }

    /// Everything that another computer needs to become a desk of this clinic. Whoever holds
    /// it holds the clinic: it leaves this program sealed for that computer, or not at all.
    pub fn gift(&self) -> Result<Zeroizing<Vec<u8>>> {
        let mut file = self.read()?;
        for_travel(&mut file);
        without_sensitive(&mut file);
        file.sign(&self.master);
        let keys = file.encode();
        let mut gift = Zeroizing::new(Vec::with_capacity(32 + keys.len()));
        gift.extend_from_slice(self.master.as_slice());
        gift.extend_from_slice(keys.as_bytes());
        Ok(gift)
    }

    /// Really opens the recovery slot with what was typed from the sheet, and
    /// records that the sheet works.
    pub fn prove_recovery(&mut self, typed: &str) -> Result<()> {
        let code = RecoveryCode::parse(typed)?;
        self.change(Older::Keep, |file| {
            open_recovery(file, &code).ok_or(Error::WrongRecoveryCode)?;
            file.recovery.proven = true;
            Ok(())
        })
    }

    /// The old sheet stops working at once, in every generation of the key file.
    pub fn new_recovery_code(&mut self) -> Result<RecoveryCode> {
        let code = RecoveryCode::new_random();
        self.change(Older::Replace, |file| {
            file.recovery = seal_recovery(file, &self.master, &code);
            Ok(())
        })?;
        Ok(code)
    }

    pub fn add_slot(
        &self,
        secrets: &dyn SecretStore,
        user_id: [u8; 16],
        password: &str,
    ) -> Result<()> {
        self.change(Older::Keep, |file| {
            if file.slot_of(user_id).is_ok() {
                return Err(Error::SlotExists);
            }
            let secret = device_secret(file, secrets)?;
            let slot = seal_slot(file, &self.master, &secret, user_id, password, self.kdf)?;
            file.push_slot(slot)
        })
    }

    pub fn remove_slot(&self, user_id: [u8; 16]) -> Result<()> {
        self.change(Older::Replace, |file| {
            let has_code = file.resets.iter().any(|reset| reset.user.0 == user_id);
            file.resets.retain(|reset| reset.user.0 != user_id);
            if file.slot_of(user_id).is_err() && has_code {
                return Ok(());
            }
            file.slot_of(user_id)?;
            if file.slots.len() == 1 {
                return Err(Error::LastSlot);
            }
            file.slots.retain(|slot| slot.user.0 != user_id);
            Ok(())
        })
    }

    /// A changed password; the old one stops working in every generation.
    pub fn replace_slot(
        &self,
        secrets: &dyn SecretStore,
        user_id: [u8; 16],
        password: &str,
    ) -> Result<()> {
        self.change(Older::Replace, |file| {
            file.slot_of(user_id)?;
            let secret = device_secret(file, secrets)?;
            let slot = seal_slot(file, &self.master, &secret, user_id, password, self.kdf)?;
            file.slots.retain(|slot| slot.user.0 != user_id);
            file.push_slot(slot)
        })
    }

    pub fn verify_password(
        &self,
        secrets: &dyn SecretStore,
        user_id: [u8; 16],
        password: &str,
    ) -> Result<bool> {
        let file = self.read()?;
        let slot = file.slot_of(user_id)?;
        let secret = device_secret(&file, secrets)?;
        Ok(open_slot(&file, slot, &secret, password)?.is_some())
    }

    /// After recovery, where this computer's secret is gone or every password is
    /// forgotten: a new secret, every old slot of this computer dropped, and one
    /// slot for the person who holds the sheet. Print a new recovery code next.
    pub fn re_enrol(
        &mut self,
        secrets: &dyn SecretStore,
        keeping: Keeping,
        user_id: [u8; 16],
        password: &str,
    ) -> Result<()> {
        if self.opened_by != OpenedBy::Recovery {
            return Err(Error::NeedsRecovery);
        }
        let clinic = Fixed(self.clinic_id);
        let device = Fixed::random();
        // The new secret is safe under its own name before the key file names it,
        // and the old one goes only after: a cut between leaves the old state.
        let secret = keep_new_secret(secrets, &secret_name(&clinic, &device))?;
        let mut old_name = None;
        self.change(Older::Replace, |file| {
            old_name = Some(file.secret_name());
            file.keeping = keeping;
            file.device = device;
            file.secret = secret.id();
            file.slots.clear();
            file.resets.clear();
            let slot = seal_slot(file, &self.master, &secret, user_id, password, self.kdf)?;
            file.push_slot(slot)
        })?;
        if let Some(name) = old_name {
            // Usually gone already; nothing opens with it any more.
            let _ = secrets.remove(&name);
        }
        Ok(())
    }

    /// Where the PINs of this run are kept.
    pub fn pins(&self) -> Pins {
        Pins::new(&self.master)
    }

    pub fn has_slot(&self, user_id: [u8; 16]) -> Result<bool> {
        Ok(self.read()?.slot_of(user_id).is_ok())
    }

    pub(crate) fn master(&self) -> &Key {
        &self.master
    }

    pub(crate) fn set_database_key(&mut self, key: Key) {
        self.database = key;
    }

    pub(crate) fn kdf(&self) -> KdfParams {
        self.kdf
    }

    pub(crate) fn database_key(&self) -> &Key {
        &self.database
    }

    pub(crate) fn database_has_begun(&self) -> Result<bool> {
        let file = self.read()?;
        Ok(file.keys.iter().any(|key| key.purpose == DATABASE_KEY && key.begun))
    }

    pub(crate) fn begin_database(&self) -> Result<()> {
        // Replaced everywhere: an older generation must not call the records new.
        self.change(Older::Replace, |file| {
            file.keys.iter_mut().filter(|k| k.purpose == DATABASE_KEY).for_each(|k| k.begun = true);
            Ok(())
        })
    }

    /// The newest generation that carries our signature.
    pub(crate) fn read(&self) -> Result<KeyFile> {
        let found = generations::load(self.place.folder())?.ok_or(Error::KeyFileMissing)?;
        let mut whole = found.whole.into_iter();
        whole
            .find(|file| file.clinic.0 == self.clinic_id && file.is_signed_by(&self.master))
            .ok_or(Error::KeyFileDamaged)
    }

    pub(crate) fn change(
        &self,
        older: Older,
        edit: impl FnOnce(&mut KeyFile) -> Result<()>,
    ) -> Result<()> {
        let _one = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = self.read()?;
        edit(&mut file)?;
        save_signed(&self.place, &mut file, &self.master, older)
    }
}
