//! One change to one row, as it is stored, synced and replayed.

use std::collections::BTreeMap;

use crate::{Cbor, Error, Hlc, Result, RowId, Stamp, Value};

/// No op is larger; a bigger row is refused before it is written.
pub const OP_BYTES_MAX: usize = 64 * 1024;

/// Where an op lies in the table of ops: its log, as it is numbered here, and its number in it.
pub(crate) fn place(log: i64, n: u64) -> Result<i64> {
    match (u32::try_from(log), u32::try_from(n)) {
        (Ok(log), Ok(n)) if log <= u32::MAX / 2 => Ok(i64::from(log) << 32 | i64::from(n)),
        _ => Err(Error::internal("a number that no op has")),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Insert,
    Change,
    /// Writes every field and lets none be written again.
    Freeze,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    pub kind: Kind,
    pub table: String,
    pub row: RowId,
    /// By column number: migrations only add columns, so the number never changes.
    pub fields: BTreeMap<u64, Value>,
    /// For fields that keep concurrent values: the stamps that this write has seen.
    pub replaces: BTreeMap<u64, Vec<Stamp>>,
    pub hlc: Hlc,
    pub user: RowId,
    pub session: u64,
    /// Keys of a newer version of the program, kept as they came.
    pub unknown: BTreeMap<u64, Cbor>,
}

const KIND: u64 = 1;
const TABLE: u64 = 2;
const ROW: u64 = 3;
const FIELDS: u64 = 4;
const REPLACES: u64 = 5;
const HLC: u64 = 6;
const USER: u64 = 7;
const SESSION: u64 = 8;

impl Op {
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut map = self.unknown.clone();
        let kind = match self.kind {
            Kind::Insert => 1,
            Kind::Change => 2,
            Kind::Freeze => 3,
        };
        map.insert(KIND, Cbor::Int(kind));
        map.insert(TABLE, Cbor::Text(self.table.clone()));
        map.insert(ROW, Cbor::Bytes(self.row.0.to_vec()));
        let fields = self.fields.iter().map(|(field, value)| (*field, value.to_cbor())).collect();
        map.insert(FIELDS, Cbor::Map(fields));
        if !self.replaces.is_empty() {
            let stamps = |stamps: &Vec<Stamp>| {
                Cbor::Array(stamps.iter().map(|stamp| stamp.to_cbor()).collect())
            };
            let replaces = self.replaces.iter().map(|(field, of)| (*field, stamps(of))).collect();
            map.insert(REPLACES, Cbor::Map(replaces));
        }
        map.insert(HLC, Cbor::Int(self.hlc.0.cast_signed()));
        map.insert(USER, Cbor::Bytes(self.user.0.to_vec()));
        map.insert(SESSION, Cbor::Int(self.session.cast_signed()));
        let bytes = Cbor::Map(map).encode();
        if bytes.len() > OP_BYTES_MAX {
            return Err(Error::invalid("", "errors-too-large"));
        }
        Ok(bytes)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > OP_BYTES_MAX {
            return Err(Error::internal("an op of more than 64 KiB"));
        }
        let mut map = Cbor::decode(bytes)?.into_map()?;
        let mut need = |key: u64| {
            map.remove(&key).ok_or_else(|| Error::internal(format_args!("an op without key {key}")))
        };
        let kind = match need(KIND)?.into_int()? {
            1 => Kind::Insert,
            2 => Kind::Change,
            3 => Kind::Freeze,
            other => return Err(Error::internal(format_args!("an op of kind {other}"))),
        };
        let table = need(TABLE)?.into_text()?;
        let row = RowId::from_slice(&need(ROW)?.into_bytes()?)?;
        let fields = need(FIELDS)?.into_map()?;
        let hlc = Hlc(need(HLC)?.into_int()?.cast_unsigned());
        let user = RowId::from_slice(&need(USER)?.into_bytes()?)?;
        let session = need(SESSION)?.into_int()?.cast_unsigned();
        let replaces = match map.remove(&REPLACES) {
            Some(replaces) => replaces.into_map()?,
            None => BTreeMap::new(),
        };
        Ok(Self {
            kind,
            table,
            row,
            fields: fields
                .into_iter()
                .map(|(field, value)| Ok((field, Value::from_cbor(value)?)))
                .collect::<Result<_>>()?,
            replaces: replaces
                .into_iter()
                .map(|(field, stamps)| {
                    let stamps = stamps.into_array()?.into_iter().map(Stamp::from_cbor);
                    Ok((field, stamps.collect::<Result<_>>()?))
                })
                .collect::<Result<_>>()?,
            hlc,
            user,
            session,
            unknown: map,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> Op {
        Op {
            kind: Kind::Change,
            table: "patient".into(),
            row: RowId([7; 16]),
            fields: [(3, Value::Text("Asha".into())), (4, Value::Null)].into(),
            replaces: [(3, vec![Stamp { hlc: Hlc(9), log: u64::MAX, n: 2 }])].into(),
            hlc: Hlc(1 << 40),
            user: RowId([1; 16]),
            session: u64::MAX,
            unknown: [(64, Cbor::Text("from a newer desk".into()))].into(),
        }
    }

    #[test]
    fn an_op_reads_back_with_the_keys_of_a_newer_version() {
        let bytes = example().encode().unwrap();
        assert_eq!(Op::decode(&bytes).unwrap(), example());
    }

    #[test]
    fn an_op_larger_than_64_kib_is_refused() {
        let mut op = example();
        op.fields.insert(3, Value::Text("x".repeat(OP_BYTES_MAX)));
        assert!(op.encode().is_err());
    }

    proptest! {
        #[test]
        fn junk_is_refused_without_a_panic(bytes in any::<Vec<u8>>()) {
            prop_assert!(Op::decode(&bytes).is_err());
        }

        #[test]
        fn a_flipped_byte_is_refused_or_means_another_op(at in 0usize..100, bit in 0u8..8) {
            let mut bytes = example().encode().unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Ok(op) = Op::decode(&bytes) {
                prop_assert_eq!(op.encode().unwrap(), bytes);
            }
        }
    }
}
