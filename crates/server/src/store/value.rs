//! The two kinds of value that every database has.

use sync::{ClinicId, DeskNo, Hash, Stream};

use super::{Error, Result};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Blob(Vec<u8>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    fn take(&mut self, at: usize) -> Result<Value> {
        let value = self.0.get_mut(at).ok_or(Error::Damaged("a column is missing"))?;
        Ok(std::mem::replace(value, Value::Null))
    }

    pub fn int(&mut self, at: usize) -> Result<i64> {
        match self.take(at)? {
            Value::Int(number) => Ok(number),
            _ => Err(Error::Damaged("a number was expected")),
        }
    }

    pub fn count(&mut self, at: usize) -> Result<u64> {
        u64::try_from(self.int(at)?).map_err(|_| Error::Damaged("a negative count"))
    }

    pub fn blob(&mut self, at: usize) -> Result<Vec<u8>> {
        match self.take(at)? {
            Value::Blob(bytes) => Ok(bytes),
            _ => Err(Error::Damaged("bytes were expected")),
        }
    }

    pub fn maybe_blob(&mut self, at: usize) -> Result<Option<Vec<u8>>> {
        match self.take(at)? {
            Value::Null => Ok(None),
            Value::Blob(bytes) => Ok(Some(bytes)),
            Value::Int(_) => Err(Error::Damaged("bytes were expected")),
        }
    }

    pub fn hash(&mut self, at: usize) -> Result<Hash> {
        Hash::from_slice(&self.blob(at)?).map_err(|_| Error::Damaged("a hash"))
    }

    pub fn clinic(&mut self, at: usize) -> Result<ClinicId> {
        ClinicId::from_slice(&self.blob(at)?).map_err(|_| Error::Damaged("a clinic's id"))
    }

    pub fn desk(&mut self, at: usize) -> Result<DeskNo> {
        u16::try_from(self.int(at)?).map(DeskNo).map_err(|_| Error::Damaged("a desk's number"))
    }

    pub fn stream(&mut self, at: usize) -> Result<Stream> {
        u8::try_from(self.int(at)?).map(Stream).map_err(|_| Error::Damaged("a stream"))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

/// Counts come from the wire or from a store, where they are positive `i64`.
impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Value::Blob(bytes.to_vec())
    }
}

impl From<Hash> for Value {
    fn from(hash: Hash) -> Self {
        Value::Blob(hash.0.to_vec())
    }
}

impl From<ClinicId> for Value {
    fn from(clinic: ClinicId) -> Self {
        Value::Blob(clinic.0.to_vec())
    }
}

impl From<DeskNo> for Value {
    fn from(desk: DeskNo) -> Self {
        Value::Int(desk.0.into())
    }
}

impl From<Stream> for Value {
    fn from(stream: Stream) -> Self {
        Value::Int(stream.0.into())
    }
}

/// The values of a statement, each turned into what a database knows.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::store::Value::from($value)),*] };
}
