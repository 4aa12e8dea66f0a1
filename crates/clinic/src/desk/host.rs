use std::sync::{Arc, Mutex, PoisonError};

use kernel::{
    Clock, Code, Error, Host, Printer, Protection, Result, Seal, Timestamp, WayIn, Written,
};
use vault::{
    Keeping, KeyFileHealth, PinAnswer, PlaceState, SecretStore, Vault, check_password_beside,
    check_pin,
};

use super::attempts::Attempts;
use super::errors::of_vault;
use super::people::People;
use crate::staff::of_password;

pub const PIN_EXHAUSTED: &str = "errors-pin-exhausted";

/// What only the shell around the core can do.
pub trait Outside: Send + Sync {
    fn printers(&self) -> Result<Vec<Printer>>;
    fn print(&self, printer: &str, pdf: &[u8], copies: u16) -> Result<()>;
    fn print_raw(&self, printer: &str, bytes: &[u8]) -> Result<()>;
    fn save(&self, file_name: &str, bytes: &[u8]) -> Result<String>;
    /// What is not written to its end is not kept.
    fn save_written(&self, file_name: &str, write: Written<'_>) -> Result<String> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        self.save(file_name, &bytes)
    }
}

/// The vault and the shell, as the kernel asks for them.
pub struct DeskHost {
    pub vault: Arc<Mutex<Vault>>,
    pub seal: Arc<Seal>,
    pub secrets: Arc<dyn SecretStore>,
    pub people: Arc<Mutex<People>>,
    pub keeping: Keeping,
    pub outside: Arc<dyn Outside>,
    /// Shared with sign-in: who guesses here waits there.
    pub attempts: Arc<Mutex<Attempts>>,
    pub clock: Arc<dyn Clock>,
}

/// A slot's id is made of the clinic and the name, so that no list of names lies on the
/// disk in the clear.
pub fn slot_id(clinic: [u8; 16], user: &str) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("vaidya staff slot 1");
    hasher.update(&clinic).update(user.trim().to_lowercase().as_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id
}

/// Eight bytes of a hash in groups of four letters, to be compared by eye.
fn fingerprint(key: &[u8; 32]) -> String {
    let hex = blake3::hash(key).to_hex().to_uppercase();
    let groups = hex.as_bytes().chunks(4).take(4).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(" ")
}

impl DeskHost {
    fn with<T>(&self, act: impl FnOnce(&Vault) -> vault::Result<T>) -> Result<T> {
        let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        act(&vault).map_err(of_vault)
    }
}

impl Host for DeskHost {
    fn add_slot(&self, user: &str, password: &str) -> Result<()> {
        check_password_beside(self.keeping, password, &[user]).map_err(of_password)?;
        self.with(|vault| {
            let id = slot_id(vault.clinic_id(), user);
            match vault.add_slot(self.secrets.as_ref(), id, password) {
                // Of somebody whom these records do not know any more, after a restore, or of a
                // row that never was.
                Err(vault::Error::SlotExists) => {
                    vault.replace_slot(self.secrets.as_ref(), id, password)
                }
                done => done,
            }
        })
    }

    fn replace_slot(&self, user: &str, password: &str) -> Result<()> {
        check_password_beside(self.keeping, password, &[user]).map_err(of_password)?;
        self.with(|vault| {
            let id = slot_id(vault.clinic_id(), user);
            match vault.replace_slot(self.secrets.as_ref(), id, password) {
                // Their way in stayed on the computer that this clinic was restored from.
                Err(vault::Error::NoSlot) => vault.add_slot(self.secrets.as_ref(), id, password),
                done => done,
            }
        })
    }

    fn remove_slot(&self, user: &str) -> Result<()> {
        self.with(|vault| match vault.remove_slot(slot_id(vault.clinic_id(), user)) {
            // Somebody who never came in has nothing to take away.
            Err(vault::Error::NoSlot) => Ok(()),
            other => other,
        })
    }

    fn verify(&self, user: &str, password: &str) -> Result<()> {
        if check_pin(password).is_ok() {
            let people = self.people.lock();
            let mut people = people.unwrap_or_else(PoisonError::into_inner);
            match people.check(user, password, self.clock.monotonic())?.0 {
                PinAnswer::Right => return Ok(()),
                PinAnswer::Wrong(left) => {
                    return Err(Error::invalid("pin", "errors-pin-wrong").with("left", left));
                }
                // Inside a transaction nothing can be closed: `Desk::call` does it.
                PinAnswer::Exhausted => {
                    return Err(Error::new(Code::SignedOut, PIN_EXHAUSTED));
                }
                // A password may be digits alone; long enough it is as good as another.
                PinAnswer::Unknown => {}
            }
        }
        let is_right = || {
            self.with(|vault| {
                let id = slot_id(vault.clinic_id(), user);
                match vault.verify_password(self.secrets.as_ref(), id, password)? {
                    true => Ok(()),
                    false => Err(vault::Error::WrongPassword),
                }
            })
        };
        Attempts::guard(&self.attempts, || self.clock.monotonic(), is_right)
    }

    fn seal(&self) -> Arc<Seal> {
        self.seal.clone()
    }

    fn way_in(&self, user: &str) -> Result<WayIn> {
        let has_pin = {
            let people = self.people.lock();
            people.unwrap_or_else(PoisonError::into_inner).user_has_pin(user)
        };
        self.with(|vault| {
            let id = slot_id(vault.clinic_id(), user);
            Ok(WayIn {
                has_password: vault.has_slot(id)?,
                has_pin,
                reset_until: vault.reset_expires(id)?.map(Timestamp),
            })
        })
    }

    fn protection(&self) -> Result<Protection> {
        self.with(|vault| {
            let place = vault.place();
            let PlaceState::Sealed { slots, recovery_proven, key_file, .. } = place.state()? else {
                return Err(vault::Error::NothingHere);
            };
            let key = vault.desk_key()?;
            let bytes = place.database_path().metadata().map(|meta| meta.len());
            Ok(Protection {
                keeping: super::status::name(self.keeping).to_owned(),
                is_recovery_proven: recovery_proven,
                is_key_file_whole: key_file == KeyFileHealth::Good,
                memory_mib: slots.iter().map(|slot| slot.memory_mib).min().unwrap_or(0),
                passes: slots.iter().map(|slot| slot.passes).min().unwrap_or(0),
                key_epoch: vault.database_epoch()?,
                database_bytes: bytes.unwrap_or(0),
                fingerprint: fingerprint(&key),
                has_reserve: place.has_ballast(),
            })
        })
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        self.with(|vault| vault.sign(message))
    }

    fn desk_key(&self) -> Result<[u8; 32]> {
        self.with(Vault::desk_key)
    }

    fn clinic_id(&self) -> Result<[u8; 16]> {
        self.with(|vault| Ok(vault.clinic_id()))
    }

    fn printers(&self) -> Result<Vec<Printer>> {
        self.outside.printers()
    }

    fn print(&self, printer: &str, pdf: &[u8], copies: u16) -> Result<()> {
        self.outside.print(printer, pdf, copies)
    }

    fn print_raw(&self, printer: &str, bytes: &[u8]) -> Result<()> {
        self.outside.print_raw(printer, bytes)
    }

    fn save(&self, file_name: &str, bytes: &[u8]) -> Result<String> {
        self.outside.save(file_name, bytes)
    }

    fn save_written(&self, file_name: &str, write: Written<'_>) -> Result<String> {
        self.outside.save_written(file_name, write)
    }
}
