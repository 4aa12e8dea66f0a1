use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Clock, Host, Printer, Result};
use vault::{SecretStore, Vault, check_password};

use super::errors::{of_password, of_vault};
use super::lock::Attempts;

/// What only the shell around the core can do.
pub trait Outside: Send + Sync {
    fn printers(&self) -> Result<Vec<Printer>>;
    fn print(&self, printer: &str, pdf: &[u8], copies: u16) -> Result<()>;
    fn print_raw(&self, printer: &str, bytes: &[u8]) -> Result<()>;
    fn save(&self, file_name: &str, bytes: &[u8]) -> Result<String>;
}

/// The vault and the shell, as the kernel asks for them.
pub struct DeskHost {
    pub vault: Arc<Mutex<Vault>>,
    pub secrets: Arc<dyn SecretStore>,
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

impl DeskHost {
    fn with<T>(&self, act: impl FnOnce(&Vault) -> vault::Result<T>) -> Result<T> {
        let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        act(&vault).map_err(of_vault)
    }
}

impl Host for DeskHost {
    fn add_slot(&self, user: &str, password: &str) -> Result<()> {
        check_password(password, &[user]).map_err(of_password)?;
        self.with(|vault| {
            let id = slot_id(vault.clinic_id(), user);
            vault.add_slot(self.secrets.as_ref(), id, password)
        })
    }

    fn replace_slot(&self, user: &str, password: &str) -> Result<()> {
        check_password(password, &[user]).map_err(of_password)?;
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
        self.with(|vault| vault.remove_slot(slot_id(vault.clinic_id(), user)))
    }

    fn verify(&self, user: &str, password: &str) -> Result<()> {
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
}
