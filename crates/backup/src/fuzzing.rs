//! Doors for the fuzz targets alone.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::OnceLock;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;

use crate::ops::OpsLine;
use crate::seal::{Opened, Sealer};

const TAKEN_MAX: u64 = 4 << 20;
/// Age seals 64 KiB at a time: two and a half of them.
const CHUNKS_OF_AGE: usize = 160 << 10;

fn ours() -> &'static Identity {
    static OURS: OnceLock<Identity> = OnceLock::new();
    OURS.get_or_init(Identity::generate)
}

/// What the real writer makes, of more than one chunk of age: a file sealed to us that does not
/// pack, one that does, and both packed alone. Ours is drawn anew with each start, and these
/// with it.
pub fn seeds(folder: &Path) -> std::io::Result<()> {
    let mut spread: u64 = 0x2545_F491_4F6C_DD1D;
    let mut noise = vec![0; CHUNKS_OF_AGE];
    for byte in &mut noise {
        spread = spread.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        *byte = (spread >> 56) as u8;
    }
    let rows = b"{\"table\":\"patient\",\"row\":1}\n".repeat(CHUNKS_OF_AGE / 10);
    for (name, plain) in [("noise", &noise), ("rows", &rows)] {
        let mut sealed = Vec::new();
        let recipient = ours().to_public().to_string();
        let mut sealer = Sealer::new(&mut sealed, &[recipient]).map_err(std::io::Error::other)?;
        sealer.write_all(plain)?;
        sealer.finish().map_err(std::io::Error::other)?;
        std::fs::write(folder.join(format!("sealed-{name}")), sealed)?;
        let packed = zstd::stream::encode_all(&plain[..], 3)?;
        std::fs::write(folder.join(format!("packed-{name}")), packed)?;
    }
    Ok(())
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
