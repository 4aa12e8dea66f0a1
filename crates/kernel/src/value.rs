//! What one field of a row can hold, as SQLite stores it and as an op carries it.

use cbor::Flat;
use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::{Cbor, Error, Result};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    pub fn from_sql(value: ValueRef<'_>) -> Result<Self> {
        Ok(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Int(number),
            ValueRef::Text(text) => {
                let text = std::str::from_utf8(text).map_err(Error::internal)?;
                Value::Text(text.to_owned())
            }
            ValueRef::Blob(bytes) => Value::Bytes(bytes.to_owned()),
            ValueRef::Real(_) => return Err(Error::internal("a row never holds a float")),
        })
    }

    pub fn to_cbor(&self) -> Cbor {
        match self {
            Value::Null => Cbor::Null,
            Value::Int(number) => Cbor::Int(*number),
            Value::Text(text) => Cbor::Text(text.clone()),
            Value::Bytes(bytes) => Cbor::Bytes(bytes.clone()),
        }
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        Ok(match value {
            Cbor::Null => Value::Null,
            Cbor::Int(number) => Value::Int(number),
            Cbor::Text(text) => Value::Text(text),
            Cbor::Bytes(bytes) => Value::Bytes(bytes),
            Cbor::Array(_) | Cbor::Map(_) => {
                return Err(Error::internal("a field holds no nested value"));
            }
        })
    }
}

impl From<Flat<'_>> for Value {
    fn from(flat: Flat<'_>) -> Self {
        match flat {
            Flat::Null => Value::Null,
            Flat::Int(number) => Value::Int(number),
            Flat::Text(text) => Value::Text(text.to_owned()),
            Flat::Bytes(bytes) => Value::Bytes(bytes.to_owned()),
        }
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::from(rusqlite::types::Null),
            Value::Int(number) => ToSqlOutput::from(*number),
            Value::Text(text) => ToSqlOutput::from(text.as_str()),
            Value::Bytes(bytes) => ToSqlOutput::from(bytes.as_slice()),
        })
    }
}
