//! What can go wrong with a copy, so that each can be said in words that help.

use std::fmt;
use std::io::{self, ErrorKind};

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub enum Error {
    Cancelled,
    /// The folder is not there: a stick pulled out, a share out of reach.
    Gone,
    Full,
    /// The computer's own disk has too little left for work beside the records.
    Crowded,
    ReadOnly,
    /// The disk's format holds no file of this size (FAT32: 4 GiB).
    TooLarge,
    /// A folder holds more files than any clinic's copies are.
    TooMany,
    /// The signature or the clinic's own stamp is not right.
    Forged,
    /// The contents are not what the manifest says.
    Damaged(&'static str),
    /// Sealed to other keys.
    WrongKey,
    OtherClinic,
    Newer,
    /// An earlier copy saw entries of the access log that are not there any more.
    RolledBack,
    Vault(vault::Error),
    Database(rusqlite::Error),
    Io(io::Error),
}

impl Error {
    /// A short stable name; the words are a message `errors-backup-…`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Cancelled => "cancelled",
            Error::Gone => "gone",
            Error::Full => "full",
            Error::Crowded => "full-here",
            Error::ReadOnly => "read-only",
            Error::TooLarge => "too-large",
            Error::TooMany => "too-many-files",
            Error::Forged => "forged",
            Error::Damaged(_) => "damaged",
            Error::WrongKey => "wrong-key",
            Error::OtherClinic => "other-clinic",
            Error::Newer => "newer",
            Error::RolledBack => "rolled-back",
            Error::Vault(_) => "records",
            Error::Database(_) => "records",
            Error::Io(_) => "io",
        }
    }
}

/// Linux: no such device or address, input/output error, no such device, stale handle,
/// host is down.
const GONE: [i32; 7] = [5, 6, 19, 107, 112, 113, 116];

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        if let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<Cancel>()) {
            let Cancel = inner;
            return Error::Cancelled;
        }
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::WriteZero => Error::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Error::ReadOnly,
            ErrorKind::FileTooLarge => Error::TooLarge,
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::TimedOut => Error::Gone,
            ErrorKind::StaleNetworkFileHandle | ErrorKind::NotConnected => Error::Gone,
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData => {
                Error::Damaged("a sealed file is cut or changed")
            }
            _ if cfg!(unix) && error.raw_os_error().is_some_and(|code| GONE.contains(&code)) => {
                Error::Gone
            }
            _ => Error::Io(error),
        }
    }
}

/// Travels through readers and writers of others as an `io::Error`.
#[derive(Debug)]
pub(crate) struct Cancel;

impl fmt::Display for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped by the person")
    }
}

impl std::error::Error for Cancel {}

impl From<vault::Error> for Error {
    fn from(error: vault::Error) -> Error {
        match error {
            vault::Error::DiskFull => Error::Full,
            vault::Error::ImageDamaged => Error::Damaged("the records fail their check"),
            other => Error::Vault(other),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Error::Full,
            _ => Error::Database(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Damaged(what) => write!(f, "damaged: {what}"),
            Error::Vault(error) => error.fmt(f),
            Error::Database(error) => error.fmt(f),
            Error::Io(error) => error.fmt(f),
            other => f.write_str(other.code()),
        }
    }
}

impl std::error::Error for Error {}
