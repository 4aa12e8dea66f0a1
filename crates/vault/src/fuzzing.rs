//! Doors for the fuzz targets alone.

use crate::key::Key;
use crate::key_file::KeyFile;
use crate::place::{open_key, open_recovery};
use crate::recovery_code::RecoveryCode;

pub fn key_file(bytes: &[u8]) {
    if let Ok(file) = KeyFile::parse(bytes) {
        assert_eq!(file.encode().as_bytes(), bytes);
    }
}

/// The second line of a key file, under a first that fits it.
pub fn slot(body: &[u8]) {
    let mut whole = format!("vaidya keys 1 {}\n", blake3::hash(body).to_hex()).into_bytes();
    whole.extend_from_slice(body);
    whole.push(b'\n');
    let typed = String::from_utf8_lossy(body);
    let code = RecoveryCode::parse(&typed);
    let Ok(file) = KeyFile::parse(&whole) else { return };
    assert!(file.slots.iter().all(|slot| slot.kdf.is_acceptable()));
    let Some(master) = Key::copied(&[7; 32]) else { return };
    assert!(!file.is_signed_by(&master) && open_key(&file, &master, "database").is_none());
    if let Ok(code) = code {
        assert!(open_recovery(&file, &code).is_none());
    }
}
