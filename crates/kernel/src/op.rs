//! One change to one row, as it is stored, synced and replayed.

use std::collections::BTreeMap;

use cbor::Reader;

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

impl Kind {
    fn number(self) -> i64 {
        match self {
            Kind::Insert => 1,
            Kind::Change => 2,
            Kind::Freeze => 3,
        }
    }

    fn of(number: i64) -> Result<Self> {
        match number {
            1 => Ok(Kind::Insert),
            2 => Ok(Kind::Change),
            3 => Ok(Kind::Freeze),
            other => Err(Error::internal(format_args!("an op of kind {other}"))),
        }
    }
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
const NEEDED: [u64; 7] = [KIND, TABLE, ROW, FIELDS, HLC, USER, SESSION];

impl Op {
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut map = self.unknown.clone();
        map.insert(KIND, Cbor::Int(self.kind.number()));
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

    /// Without a tree of its values: whoever takes in a clinic decodes millions.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > OP_BYTES_MAX {
            return Err(Error::internal("an op of more than 64 KiB"));
        }
        let mut reader = Reader::new(bytes);
        let mut op = Self {
            kind: Kind::Insert,
            table: String::new(),
            row: RowId::NONE,
            fields: BTreeMap::new(),
            replaces: BTreeMap::new(),
            hlc: Hlc(0),
            user: RowId::NONE,
            session: 0,
            unknown: BTreeMap::new(),
        };
        let (mut found, mut last) = (0, None);
        for _ in 0..reader.map()? {
            let key = reader.key(&mut last)?;
            found += usize::from(NEEDED.contains(&key));
            match key {
                KIND => op.kind = Kind::of(reader.int()?)?,
                TABLE => op.table = reader.text()?.to_owned(),
                ROW => op.row = RowId::from_slice(reader.bytes()?)?,
                FIELDS => op.fields = entries(&mut reader, |reader| Ok(reader.flat()?.into()))?,
                REPLACES => op.replaces = entries(&mut reader, stamps)?,
                HLC => op.hlc = Hlc(reader.int()?.cast_unsigned()),
                USER => op.user = RowId::from_slice(reader.bytes()?)?,
                SESSION => op.session = reader.int()?.cast_unsigned(),
                _ => _ = op.unknown.insert(key, reader.value()?),
            }
        }
        if found < NEEDED.len() {
            return Err(Error::internal("an op that lacks a key"));
        }
        if !reader.rest().is_empty() {
            return Err(Error::internal("bytes after an op"));
        }
        Ok(op)
    }
}

fn entries<T>(
    reader: &mut Reader<'_>,
    each: impl Fn(&mut Reader<'_>) -> Result<T>,
) -> Result<BTreeMap<u64, T>> {
    let (mut entries, mut last) = (BTreeMap::new(), None);
    for _ in 0..reader.map()? {
        entries.insert(reader.key(&mut last)?, each(reader)?);
    }
    Ok(entries)
}

fn stamps(reader: &mut Reader<'_>) -> Result<Vec<Stamp>> {
    let count = reader.array()?;
    (0..count).map(|_| Stamp::read(reader)).collect()
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

    #[test]
    fn an_op_of_another_form_is_refused() {
        let whole = Cbor::decode(&example().encode().unwrap()).unwrap().into_map().unwrap();
        for key in NEEDED {
            let mut map = whole.clone();
            map.remove(&key);
            assert!(Op::decode(&Cbor::Map(map).encode()).is_err(), "without {key}");
        }
        let nested = Cbor::Map([(3, Cbor::Array(vec![]))].into());
        let short = Cbor::Map([(3, Cbor::Array(vec![Cbor::Array(vec![Cbor::Int(1)])]))].into());
        for (key, value) in [(FIELDS, nested), (REPLACES, short), (ROW, Cbor::Bytes(vec![7]))] {
            let mut map = whole.clone();
            map.insert(key, value);
            assert!(Op::decode(&Cbor::Map(map).encode()).is_err(), "{key}");
        }
        let longer = [Cbor::Map(whole).encode(), vec![0]].concat();
        assert!(Op::decode(&longer).is_err());
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
