use std::fmt;

/// What stopped a paper. Never holds any of the paper's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The caller asked for a sheet this paper cannot be laid out on.
    WrongSheet { paper: &'static str },
    /// A logo or signature is not a PNG this reads (8 bit, at most 4000 pixels a side).
    BadImage { which: &'static str },
    /// The text is longer than a QR code holds.
    QrTooLong,
    /// A font or the finished file could not be written or read back.
    Broken { doing: &'static str },
}

pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongSheet { paper } => write!(out, "the {paper} does not fit this sheet"),
            Self::BadImage { which } => write!(out, "the {which} is not a usable PNG picture"),
            Self::QrTooLong => write!(out, "the text is too long for a QR code"),
            Self::Broken { doing } => write!(out, "the paper could not be made: {doing}"),
        }
    }
}

impl std::error::Error for Error {}
