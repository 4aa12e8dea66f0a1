//! Maps of the wire: keys below 64 must be understood, others are kept out of the way.

use std::collections::BTreeMap;

use cbor::Cbor;

use crate::{Error, Result};

/// Keys from here on may be ignored by a reader that does not know them.
const OPTIONAL: u64 = 64;

pub struct Fields(BTreeMap<u64, Cbor>);

impl Fields {
    pub fn of(value: Cbor) -> Result<Self> {
        Ok(Self(value.into_map()?))
    }

    pub fn need(&mut self, key: u64) -> Result<Cbor> {
        self.0.remove(&key).ok_or(Error::Junk("a field is missing"))
    }

    pub fn may(&mut self, key: u64) -> Option<Cbor> {
        self.0.remove(&key)
    }

    pub fn each<T>(&mut self, key: u64, read: impl Fn(Cbor) -> Result<T>) -> Result<Vec<T>> {
        match self.0.remove(&key) {
            Some(items) => items.into_array()?.into_iter().map(read).collect(),
            None => Ok(Vec::new()),
        }
    }

    /// Nothing is left that a reader must understand.
    pub fn end(self) -> Result<()> {
        match self.0.keys().any(|key| *key < OPTIONAL) {
            true => Err(Error::Newer),
            false => Ok(()),
        }
    }
}

pub fn map(entries: impl IntoIterator<Item = (u64, Cbor)>) -> Cbor {
    Cbor::Map(entries.into_iter().collect())
}

/// An array, left out when it is empty.
pub fn list<T>(key: u64, items: &[T], write: impl Fn(&T) -> Cbor) -> Option<(u64, Cbor)> {
    (!items.is_empty()).then(|| (key, Cbor::Array(items.iter().map(write).collect())))
}
