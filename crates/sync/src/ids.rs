//! Names of things, each of its own type and length.

use std::fmt;

use cbor::Cbor;

use crate::{Error, Result};

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            pub const LEN: usize = $len;

            pub fn from_slice(bytes: &[u8]) -> Result<Self> {
                let bytes = bytes.try_into().map_err(|_| Error::Junk("a name of other length"))?;
                Ok(Self(bytes))
            }

            pub fn to_cbor(self) -> Cbor {
                Cbor::Bytes(self.0.to_vec())
            }

            pub fn from_cbor(value: Cbor) -> Result<Self> {
                Self::from_slice(&value.into_bytes()?)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }
    };
}

bytes_id!(
    /// The clinic, as its key file has it.
    ClinicId,
    16
);
bytes_id!(
    /// BLAKE3 of a seal's header, of a bundle, of a control record.
    Hash,
    32
);
bytes_id!(
    /// Tells which key of the ring opens a seal, and nothing about the key.
    KeyId,
    8
);

impl Hash {
    /// What comes before the first.
    pub const NONE: Hash = Hash([0; 32]);
}

/// The number that a desk got when it was enrolled; never given to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeskNo(pub u16);

/// A log of ops: one lineage of one database file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId(pub u64);

/// Ops that travel together under one ring of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stream(pub u8);

impl Stream {
    pub const MAIN: Stream = Stream(1);
    pub const RESTRICTED: Stream = Stream(2);
    pub const ACCESS: Stream = Stream(3);

    /// Its keys are given to some desks only.
    pub fn is_for_some(self) -> bool {
        self == Stream::RESTRICTED
    }
}

pub fn int(number: u64) -> Cbor {
    Cbor::Int(number.cast_signed())
}

/// Numbers that fit what they are for; anything else is junk.
pub fn small<T: TryFrom<i64>>(value: Cbor) -> Result<T> {
    T::try_from(value.into_int()?).map_err(|_| Error::Junk("a number out of range"))
}

/// 0 or 1.
pub fn flag(value: Cbor) -> Result<bool> {
    match small::<u8>(value)? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Error::Junk("neither yes nor no")),
    }
}

impl DeskNo {
    pub fn to_cbor(self) -> Cbor {
        int(self.0.into())
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        small(value).map(Self)
    }
}

impl LogId {
    /// All 64 bits are used: as a signed number it fills them.
    pub fn to_cbor(self) -> Cbor {
        int(self.0)
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        Ok(Self(value.into_int()?.cast_unsigned()))
    }
}

impl Stream {
    pub fn to_cbor(self) -> Cbor {
        int(self.0.into())
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        small(value).map(Self)
    }
}
