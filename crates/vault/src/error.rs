//! Everything that can go wrong between a password and an open database, in
//! words that a receptionist can act on. `code` is what the window matches on.

use std::fmt;
use std::io;

use crate::secrets::StoreError;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub enum Error {
    /// The password does not open this person's slot.
    WrongPassword,
    /// This person has no slot on this computer.
    NoSlot,
    /// This person already has a slot on this computer.
    SlotExists,
    /// The slot is the last one; without it only the recovery code would open.
    LastSlot,
    TooManySlots,
    /// What was typed is not a recovery code. `group` counts from 1 to 7.
    RecoveryMistyped {
        group: Option<usize>,
    },
    /// A well-formed recovery code, but of another clinic or an older sheet.
    WrongRecoveryCode,
    /// Only a vault opened by the recovery code may do this.
    NeedsRecovery,
    KeyringLocked,
    KeyringMissing,
    /// The keyring did not answer in time: it may be waiting for a person.
    KeyringSilent,
    KeyringFailed(String),
    /// Slots exist, but the computer's secret is gone or is another one.
    KeyringLost,
    KeyFileMissing,
    KeyFileDamaged,
    /// Written by a newer Vaidya.
    KeyFileNewer,
    AlreadyCreated,
    NothingHere,
    AlreadyOpen,
    WrongKey,
    DatabaseMissing,
    /// Pages that are no image of our records, or that fail a check.
    ImageDamaged,
    Database {
        doing: &'static str,
        source: rusqlite::Error,
    },
    /// The program was built without a guard that the vault relies on.
    Unsafe(&'static str),
    DiskFull,
    Io {
        doing: &'static str,
        source: io::Error,
    },
    OutOfMemory,
}

impl Error {
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Error {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
            _ => Error::Io { doing, source },
        }
    }

    pub(crate) fn database(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Error {
        move |source| match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Error::WrongKey,
            Some(rusqlite::ErrorCode::DiskFull) => Error::DiskFull,
            _ => Error::Database { doing, source },
        }
    }

    /// A short stable name for the window and for message files.
    pub fn code(&self) -> &'static str {
        match self {
            Error::WrongPassword => "wrong-password",
            Error::NoSlot => "no-slot",
            Error::SlotExists => "slot-exists",
            Error::LastSlot => "last-slot",
            Error::TooManySlots => "too-many-slots",
            Error::RecoveryMistyped { .. } => "recovery-mistyped",
            Error::WrongRecoveryCode => "wrong-recovery-code",
            Error::NeedsRecovery => "needs-recovery",
            Error::KeyringLocked => "keyring-locked",
            Error::KeyringMissing => "keyring-missing",
            Error::KeyringSilent => "keyring-silent",
            Error::KeyringFailed(_) => "keyring-failed",
            Error::KeyringLost => "keyring-lost",
            Error::KeyFileMissing => "key-file-missing",
            Error::KeyFileDamaged => "key-file-damaged",
            Error::KeyFileNewer => "key-file-newer",
            Error::AlreadyCreated => "already-created",
            Error::NothingHere => "nothing-here",
            Error::AlreadyOpen => "already-open",
            Error::WrongKey => "wrong-key",
            Error::DatabaseMissing => "database-missing",
            Error::ImageDamaged => "image-damaged",
            Error::Database { .. } => "database",
            Error::Unsafe(_) => "unsafe-build",
            Error::DiskFull => "disk-full",
            Error::Io { .. } => "io",
            Error::OutOfMemory => "out-of-memory",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Error::WrongPassword => "That password is not right. Check Caps Lock and try again.",
            Error::NoSlot => {
                "This person cannot sign in on this computer yet. Ask the clinic's owner to add them."
            }
            Error::SlotExists => "This person can already sign in on this computer.",
            Error::LastSlot => {
                "This is the last person who can sign in here. Add somebody else first."
            }
            Error::TooManySlots => {
                "Too many people can sign in on this computer. Remove those who have left."
            }
            Error::RecoveryMistyped { group: Some(group) } => {
                return write!(
                    f,
                    "The recovery code has a typing mistake: look again at group {group} of 7."
                );
            }
            Error::RecoveryMistyped { group: None } => {
                "The recovery code has typing mistakes. It is 7 groups of 4 letters and numbers; compare each with the sheet."
            }
            Error::WrongRecoveryCode => {
                "This recovery code is not the one for this clinic. An older sheet, or another clinic's, will not open it."
            }
            Error::NeedsRecovery => "This can only be done after opening with the recovery code.",
            Error::KeyringLocked => {
                "This computer's keyring is locked. Unlock it (sign in to the computer again), then retry, or use the recovery code."
            }
            Error::KeyringMissing => {
                "This computer offers no keyring just now. Sign in to the desktop as usual and retry, or use the recovery code."
            }
            Error::KeyringSilent => {
                "This computer's keyring has not answered. It may be asking for its password in another window; answer that and retry, or use the recovery code."
            }
            Error::KeyringFailed(_) => {
                "This computer's keyring could not be used. Restart the computer and retry, or use the recovery code."
            }
            Error::KeyringLost => {
                "This computer no longer has its part of the key. If its keyring was locked, unlock it and retry; otherwise open with the recovery code. Nothing has been lost."
            }
            Error::KeyFileMissing => {
                "The key file of this clinic is missing, though its records are here. Put back vaidya.keys from a copy of this folder or a backup."
            }
            Error::KeyFileDamaged => {
                "The key file of this clinic is damaged. Put back vaidya.keys from a copy of this folder or a backup."
            }
            Error::KeyFileNewer => {
                "This clinic was last opened by a newer Vaidya. Install the newer version on this computer."
            }
            Error::AlreadyCreated => "A clinic already lives in this folder. Open it instead.",
            Error::NothingHere => "No clinic has been set up in this folder.",
            Error::AlreadyOpen => {
                "Vaidya is already open on this computer. Look for its window before starting it again."
            }
            Error::WrongKey => {
                "The clinic's records cannot be read with this key: the file is from another clinic, or is damaged. Do not delete it; restore a backup."
            }
            Error::DatabaseMissing => {
                "The clinic's records are not where they should be. Nothing new was made in their place; restore a backup."
            }
            Error::ImageDamaged => {
                "These records are damaged and were not put in place. Choose another backup."
            }
            Error::Database { doing, source } => {
                return write!(f, "The clinic's records could not be opened ({doing}: {source}).");
            }
            Error::Unsafe(what) => {
                return write!(
                    f,
                    "This copy of Vaidya was not built safely and stops here: {what}."
                );
            }
            Error::DiskFull => "The disk is full. Free some space and try again.",
            Error::Io { doing, source } => {
                return write!(f, "The computer refused a file while {doing}: {source}.");
            }
            Error::OutOfMemory => {
                "The computer has too little free memory for this. Close other programs and try again."
            }
        };
        f.write_str(words)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::Database { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Error {
        match error {
            StoreError::Locked => Error::KeyringLocked,
            StoreError::Missing => Error::KeyringMissing,
            StoreError::Silent => Error::KeyringSilent,
            StoreError::Failed(why) => Error::KeyringFailed(why),
        }
    }
}
