//! What is wrong with bytes from elsewhere, or with what we were asked to make.

use std::fmt;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// Not in the format, or not in its only form.
    Junk(&'static str),
    /// A key of the reserved range that this version does not know: a newer program wrote it.
    Newer,
    TooLarge,
    /// The signature is not of the desk that it names.
    Signature,
    /// The key does not open it: another key, or changed bytes.
    Sealed,
    /// No key of this name is in the ring.
    KeyUnknown,
    /// Opened, and the ops are not those that the header commits to.
    Commitment,
    /// A control record that does not follow from those before it.
    Control(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Junk(what) => write!(out, "not in the format: {what}"),
            Error::Newer => out.write_str("written by a newer version"),
            Error::TooLarge => out.write_str("larger than the format allows"),
            Error::Signature => out.write_str("not signed by the desk that it names"),
            Error::Sealed => out.write_str("does not open with its key"),
            Error::KeyUnknown => out.write_str("its key is not known here"),
            Error::Commitment => out.write_str("the ops are not those that were signed"),
            Error::Control(what) => write!(out, "control log: {what}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<cbor::Junk> for Error {
    fn from(junk: cbor::Junk) -> Self {
        Self::Junk(junk.0)
    }
}
