use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey};
use kernel::{Host, Printer, Result};

/// A desk that signs and does nothing else.
pub struct Signs(pub SigningKey);

impl Host for Signs {
    fn seal(&self) -> Arc<kernel::Seal> {
        kernel::NoHost.seal()
    }

    fn clinic_id(&self) -> Result<[u8; 16]> {
        Ok([0; 16])
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
    fn verify(&self, _: &str, _: &str) -> Result<()> {
        Ok(())
    }
    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        Ok(self.0.sign(message).to_bytes())
    }
    fn desk_key(&self) -> Result<[u8; 32]> {
        Ok(self.0.verifying_key().to_bytes())
    }
    fn printers(&self) -> Result<Vec<Printer>> {
        Ok(Vec::new())
    }
    fn print(&self, _: &str, _: &[u8], _: u16) -> Result<()> {
        Ok(())
    }
    fn print_raw(&self, _: &str, _: &[u8]) -> Result<()> {
        Ok(())
    }
    fn save(&self, name: &str, _: &[u8]) -> Result<String> {
        Ok(name.into())
    }
}
