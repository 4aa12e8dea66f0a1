//! What the core asks of the program around it: the vault's slots, printers, folders.

use crate::{Error, Result};

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
pub struct Printer {
    pub name: String,
    pub is_default: bool,
}

pub trait Host: Send + Sync {
    /// Gives a person, by the name that they sign in with, a way into the vault.
    fn add_slot(&self, user: &str, password: &str) -> Result<()>;
    fn replace_slot(&self, user: &str, password: &str) -> Result<()>;
    fn remove_slot(&self, user: &str) -> Result<()>;
    /// Whether this is the person's password: a second person confirms at an open desk.
    /// Wrong ones wait longer each time, as at sign-in.
    fn verify(&self, user: &str, password: &str) -> Result<()>;
    /// This desk's Ed25519 signature.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64]>;
    /// The key that proves this desk's signatures.
    fn desk_key(&self) -> Result<[u8; 32]>;
    /// The clinic's own id, as its key file has it.
    fn clinic_id(&self) -> Result<[u8; 16]> {
        none()
    }
    fn printers(&self) -> Result<Vec<Printer>>;
    /// Hands a finished PDF to the system's printer.
    fn print(&self, printer: &str, pdf: &[u8], copies: u16) -> Result<()>;
    /// Hands raw bytes (ESC/POS) to the printer.
    fn print_raw(&self, printer: &str, bytes: &[u8]) -> Result<()>;
    /// Keeps a file where the person finds it and answers where.
    fn save(&self, file_name: &str, bytes: &[u8]) -> Result<String>;
}

/// For tests and tools that have no vault and no printer.
pub struct NoHost;

fn none<T>() -> Result<T> {
    Err(Error::internal("no host around this desk"))
}

impl Host for NoHost {
    fn add_slot(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }

    fn replace_slot(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }

    fn remove_slot(&self, _: &str) -> Result<()> {
        Ok(())
    }

    fn verify(&self, _: &str, _: &str) -> Result<()> {
        none()
    }

    fn sign(&self, _: &[u8]) -> Result<[u8; 64]> {
        none()
    }

    fn desk_key(&self) -> Result<[u8; 32]> {
        none()
    }

    fn printers(&self) -> Result<Vec<Printer>> {
        Ok(Vec::new())
    }

    fn print(&self, _: &str, _: &[u8], _: u16) -> Result<()> {
        none()
    }

    fn print_raw(&self, _: &str, _: &[u8]) -> Result<()> {
        none()
    }

    fn save(&self, _: &str, _: &[u8]) -> Result<String> {
        none()
    }
}
