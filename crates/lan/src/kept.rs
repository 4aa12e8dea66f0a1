//! What the hub remembers from one start to the next: whether it is one, whose, and where.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use clinic::desk::HubFault;
use serde::{Deserialize, Serialize};
use server::http::tls::keep_secret;
use sync::ClinicId;

const FILE: &str = "hub.json";
const LOCK: &str = "hub.lock";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub is_on: bool,
    pub clinic: [u8; 16],
    /// The last one that it listened at; 0 before the first time.
    pub port: u16,
}

impl Kept {
    pub fn read(folder: &Path) -> Result<Self, HubFault> {
        match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| HubFault::Broken),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(of_io(&error)),
        }
    }

    /// Whole or not at all.
    pub fn write(self, folder: &Path) -> Result<(), HubFault> {
        let bytes = serde_json::to_vec(&self).map_err(|_| HubFault::Broken)?;
        keep_secret(&folder.join(FILE), &bytes).map_err(|error| of_io(&error))
    }

    pub fn is_of(&self, clinic: ClinicId) -> bool {
        self.clinic == clinic.0
    }
}

pub fn of_io(error: &io::Error) -> HubFault {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => HubFault::Full,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => HubFault::Denied,
        _ => HubFault::Broken,
    }
}

/// Freed by the system when the program ends, however it ends.
pub fn lock(folder: &Path) -> Result<File, HubFault> {
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(false).write(true).open(folder.join(LOCK));
    let file = file.map_err(|error| of_io(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(HubFault::Elsewhere),
        Err(TryLockError::Error(error)) => Err(of_io(&error)),
    }
}

/// Its folder is for this person alone.
pub fn make(folder: &Path) -> Result<(), HubFault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| of_io(&error))
}
