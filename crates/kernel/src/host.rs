//! What the core asks of the program around it: the vault's slots, printers, folders.

use std::sync::Arc;

use crate::{Error, Result, Seal, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
pub struct Printer {
    pub name: String,
    pub is_default: bool,
}

/// What protects the records on this computer, as far as the vault knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Protection {
    /// `keyring` or `file`.
    pub keeping: String,
    pub is_recovery_proven: bool,
    pub is_key_file_whole: bool,
    pub memory_mib: u32,
    pub passes: u32,
    pub key_epoch: u32,
    pub database_bytes: u64,
    /// Hex, as printed beside the desk's name.
    pub fingerprint: String,
    /// Of space, for a full disk.
    pub has_reserve: bool,
}

/// How one person gets in on this computer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WayIn {
    pub has_password: bool,
    pub has_pin: bool,
    /// Until when a one-time code is waiting to be used.
    pub reset_until: Option<Timestamp>,
}

/// Writes a file piece by piece.
pub type Written<'a> = &'a mut dyn FnMut(&mut dyn std::io::Write) -> Result<()>;

pub trait Host: Send + Sync {
    /// Gives a person, by the name that they sign in with, a way into the vault.
    fn add_slot(&self, _user: &str, _password: &str) -> Result<()> {
        none()
    }
    fn replace_slot(&self, _user: &str, _password: &str) -> Result<()> {
        none()
    }
    fn remove_slot(&self, _user: &str) -> Result<()> {
        none()
    }
    fn way_in(&self, _user: &str) -> Result<WayIn> {
        Ok(WayIn::default())
    }
    fn protection(&self) -> Result<Protection> {
        none()
    }
    /// Whether this is the person's password or PIN: a second person confirms at an open desk.
    /// Wrong ones wait longer each time, as at sign-in.
    fn verify(&self, _user: &str, _password: &str) -> Result<()> {
        none()
    }
    /// The keys of sealed fields; asked once, when the door opens.
    fn seal(&self) -> Arc<Seal>;
    /// This desk's Ed25519 signature.
    fn sign(&self, _message: &[u8]) -> Result<[u8; 64]> {
        none()
    }
    /// The key that proves this desk's signatures.
    fn desk_key(&self) -> Result<[u8; 32]> {
        none()
    }
    /// The clinic's own id, as its key file has it.
    fn clinic_id(&self) -> Result<[u8; 16]> {
        none()
    }
    fn printers(&self) -> Result<Vec<Printer>> {
        Ok(Vec::new())
    }
    /// Hands a finished PDF to the system's printer.
    fn print(&self, _printer: &str, _pdf: &[u8], _copies: u16) -> Result<()> {
        none()
    }
    /// Hands raw bytes (ESC/POS) to the printer.
    fn print_raw(&self, _printer: &str, _bytes: &[u8]) -> Result<()> {
        none()
    }
    /// Keeps a file where the person finds it and answers where.
    fn save(&self, _file_name: &str, _bytes: &[u8]) -> Result<String> {
        none()
    }
    /// As `save`, for what is too long for the memory; what is not written to its end is not
    /// kept.
    fn save_written(&self, _file_name: &str, _write: Written<'_>) -> Result<String> {
        none()
    }
}

/// For tests and tools that have no vault and no printer.
pub struct NoHost;

fn none<T>() -> Result<T> {
    Err(Error::internal("no host around this desk"))
}

impl Host for NoHost {
    fn seal(&self) -> Arc<Seal> {
        Arc::new(Seal::open_to_all())
    }

    fn add_slot(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }

    fn replace_slot(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }

    fn remove_slot(&self, _: &str) -> Result<()> {
        Ok(())
    }
}

/// For work on a clinic's rows with nothing else around: it opens what is sealed.
pub struct OnlySeal(pub Arc<Seal>);

impl Host for OnlySeal {
    fn seal(&self) -> Arc<Seal> {
        self.0.clone()
    }
}
