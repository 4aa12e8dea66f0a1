//! Who wrote a value, when: the total order of concurrent edits. Every row carries the
//! stamp of its insert and those of the fields changed since.

use std::collections::BTreeMap;

use cbor::Reader;
use rusqlite::OptionalExtension;

use crate::{Cbor, Error, Hlc, Read, Result, RowId};

/// Ordered by hybrid time, then log, then position: no two ops share one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    pub hlc: Hlc,
    pub log: u64,
    pub n: u64,
}

impl Stamp {
    /// Turns the order round above every plain stamp: among the ops that freeze a row the
    /// earliest wins, and no later edit can touch what it froze.
    pub fn frozen(self) -> Self {
        Self { hlc: Hlc(u64::MAX - self.hlc.0), log: u64::MAX - self.log, n: u64::MAX - self.n }
    }

    pub fn is_frozen(self) -> bool {
        self.hlc.0 > u64::MAX >> 1
    }

    pub fn to_cbor(self) -> Cbor {
        let part = |number: u64| Cbor::Int(number.cast_signed());
        Cbor::Array(vec![part(self.hlc.0), part(self.log), part(self.n)])
    }

    pub fn read(reader: &mut Reader<'_>) -> Result<Self> {
        if reader.array()? != 3 {
            return Err(Error::internal("a stamp has three parts"));
        }
        let mut part = || Ok::<_, Error>(reader.int()?.cast_unsigned());
        Ok(Self { hlc: Hlc(part()?), log: part()?, n: part()? })
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let parts: Vec<i64> =
            value.into_array()?.into_iter().map(Cbor::into_int).collect::<cbor::Result<_>>()?;
        match parts[..] {
            [hlc, log, n] => Ok(Self {
                hlc: Hlc(hlc.cast_unsigned()),
                log: log.cast_unsigned(),
                n: n.cast_unsigned(),
            }),
            _ => Err(Error::internal("a stamp has three parts")),
        }
    }
}

/// The stamps of one row: that of its first insert, and those of fields written otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowStamps {
    pub insert: Stamp,
    pub fields: BTreeMap<u64, Stamp>,
}

impl RowStamps {
    pub fn of(&self, field: u64) -> Stamp {
        self.fields.get(&field).copied().unwrap_or(self.insert)
    }

    pub fn is_frozen(&self) -> bool {
        self.fields.values().any(|stamp| stamp.is_frozen())
    }

    pub fn latest(&self) -> Hlc {
        let plain = self.fields.values().filter(|stamp| !stamp.is_frozen()).map(|stamp| stamp.hlc);
        plain.chain([self.insert.hlc]).max().unwrap_or_default()
    }

    pub fn encode(&self) -> Vec<u8> {
        let fields = self.fields.iter().map(|(field, stamp)| (*field, stamp.to_cbor())).collect();
        let mut parts = vec![self.insert.to_cbor()];
        if !self.fields.is_empty() {
            parts.push(Cbor::Map(fields));
        }
        Cbor::Array(parts).encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut parts = Cbor::decode(bytes)?.into_array()?.into_iter();
        let insert = parts.next().ok_or_else(|| Error::internal("a row without a stamp"))?;
        let fields = match parts.next() {
            Some(fields) => fields.into_map()?,
            None => BTreeMap::new(),
        };
        Ok(Self {
            insert: Stamp::from_cbor(insert)?,
            fields: fields
                .into_iter()
                .map(|(field, stamp)| Ok((field, Stamp::from_cbor(stamp)?)))
                .collect::<Result<_>>()?,
        })
    }
}

/// The stamp of the op that wrote what a column of a row holds now.
pub fn writer_of(read: &Read<'_>, table: &str, row: RowId, column: &str) -> Result<Option<Stamp>> {
    let conn = read.conn();
    let sql = "SELECT cid FROM pragma_table_info(?1) WHERE name = ?2";
    let number: i64 = conn.prepare_cached(sql)?.query_row([table, column], |found| found.get(0))?;
    let sql = format!("SELECT stamp FROM {table} WHERE id = ?1");
    let bytes: Option<Vec<u8>> =
        conn.prepare_cached(&sql)?.query_row([row], |found| found.get(0)).optional()?;
    let Some(bytes) = bytes else { return Ok(None) };
    let stamp = RowStamps::decode(&bytes)?.of(number.cast_unsigned());
    // Turned round twice, it is as it was.
    Ok(Some(if stamp.is_frozen() { stamp.frozen() } else { stamp }))
}
