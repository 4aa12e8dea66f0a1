//! Doors for the fuzz targets alone.

use std::io::{Read, Write};
use std::sync::OnceLock;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;

use crate::ops::OpsLine;
use crate::seal::Opened;

const TAKEN_MAX: u64 = 4 << 20;

fn ours() -> &'static Identity {
    static OURS: OnceLock<Identity> = OnceLock::new();
    OURS.get_or_init(Identity::generate)
}

/// The bytes as a file of their own, and sealed to us by a stranger who knows our key.
pub fn stream(bytes: &[u8]) {
    let identity = ours().to_string();
    let texts = [identity.expose_secret()];
    read(bytes, &texts);
    let recipient = ours().to_public();
    let seal = || -> Option<Vec<u8>> {
        let recipient = std::iter::once(&recipient as &dyn age::Recipient);
        let mut out = Vec::new();
        let mut writer =
            age::Encryptor::with_recipients(recipient).ok()?.wrap_output(&mut out).ok()?;
        writer.write_all(bytes).ok()?;
        writer.finish().ok()?;
        Some(out)
    };
    read(&seal().expect("sealing to memory"), &texts);
    if let Ok(line) = serde_json::from_slice::<OpsLine>(bytes) {
        let _ = line.body();
    }
}

fn read(file: &[u8], identities: &[&str]) {
    let Ok(mut opened) = Opened::new(file, identities) else { return };
    let mut taken = Vec::new();
    if (&mut opened).take(TAKEN_MAX).read_to_end(&mut taken).is_ok() {
        let _ = opened.finish();
    }
}
