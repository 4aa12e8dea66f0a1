//! A small clinic with an owner, in a folder that goes away.

use std::fs;
use std::path::Path;

use vault::{KdfChoice, Keeping, MemorySecret, Place, RecoveryCode, Vault};

pub const OWNER: [u8; 16] = *b"owner-----------";
pub const NURSE: [u8; 16] = *b"nurse-----------";
pub const PASSWORD: &str = "neem bridge kettle";

pub struct Clinic {
    _folder: tempfile::TempDir,
    pub place: Place,
    pub secrets: MemorySecret,
    pub code: RecoveryCode,
}

impl Clinic {
    pub fn new() -> (Clinic, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path().join("clinic"));
        let secrets = MemorySecret::new();
        let (vault, code) =
            place.create(&secrets, Keeping::Keyring, OWNER, PASSWORD, KdfChoice::Floor).unwrap();
        (Clinic { _folder: folder, place, secrets, code }, vault)
    }

    pub fn open(&self) -> vault::Result<Vault> {
        self.place.open(&self.secrets, OWNER, PASSWORD)
    }

    pub fn recover(&self) -> vault::Result<Vault> {
        self.place.open_with_recovery(&self.code.to_string())
    }

    pub fn key_file(&self) -> std::path::PathBuf {
        self.place.folder().join("vaidya.keys")
    }
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Changes the body of a key file as somebody would who knows the format: the
/// checksum is right again afterwards.
pub fn forge(path: &Path, edit: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    let body = text.lines().nth(1).unwrap();
    let forged = edit(body);
    assert_ne!(forged, body, "the forgery changes something");
    let sum = blake3::hash(forged.as_bytes()).to_hex();
    fs::write(path, format!("vaidya keys 1 {sum}\n{forged}\n")).unwrap();
}
