//! Between a struct and the columns of its table: names are fields, `bool` is 0 or 1, ids
//! are blobs, lists and nested structs are JSON text. One mapping, both ways.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, IntoDeserializer, Visitor};

use crate::catalog::Table;
use crate::{Error, Record, Result, RowId, Seal, Value};

/// Reads the named columns of a row into a struct; columns it does not name are passed by.
/// Sealed cells are opened for the row whose `id` stands beside them.
pub fn from_row<T: DeserializeOwned>(row: &rusqlite::Row<'_>, seal: &Seal) -> Result<T> {
    let names: Vec<&str> = row.as_ref().column_names().collect();
    let mut opened = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if let ValueRef::Text(text) = row.get_ref(at)?
            && let Ok(text) = std::str::from_utf8(text)
            && Seal::is_sealed(text)
        {
            opened.push((at, seal.open(name, row.get("id")?, text)?.into_owned()));
        }
    }
    let mut opened = opened.iter().peekable();
    let mut cells = Vec::with_capacity(names.len());
    for (at, name) in names.into_iter().enumerate() {
        let value = match opened.next_if(|(sealed, _)| *sealed == at) {
            Some((_, text)) => ValueRef::Text(text.as_bytes()),
            None => row.get_ref(at)?,
        };
        cells.push((name, value));
    }
    T::deserialize(FromRow(cells)).map_err(|Fault(cause)| Error::internal(cause))
}

/// Reads the first column alone.
pub fn from_cell<T: DeserializeOwned>(value: ValueRef<'_>) -> Result<T> {
    T::deserialize(Cell(value)).map_err(|Fault(cause)| Error::internal(cause))
}

#[derive(Debug)]
struct Fault(String);

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: std::fmt::Display>(cause: T) -> Self {
        Fault(cause.to_string())
    }
}

/// The values of a struct by column number.
pub fn to_fields<R: Record>(table: &Table, record: &R) -> Result<BTreeMap<u64, Value>> {
    let serde_json::Value::Object(fields) = serde_json::to_value(record)? else {
        return Err(Error::internal("a record is a struct with named fields"));
    };
    let mut values = BTreeMap::new();
    for (name, value) in fields.into_iter().filter(|(name, _)| name != "id") {
        let number = table.number(&name)?;
        values.insert(number, to_value(value, table.blobs.contains(&number))?);
    }
    Ok(values)
}

fn to_value(value: serde_json::Value, is_blob: bool) -> Result<Value> {
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Int(i64::from(flag)),
        serde_json::Value::Number(number) => {
            let whole = number.as_i64();
            Value::Int(whole.ok_or_else(|| Error::internal("a row never holds a float"))?)
        }
        serde_json::Value::String(id) if is_blob => Value::Bytes(id.parse::<RowId>()?.0.to_vec()),
        serde_json::Value::String(text) => Value::Text(text),
        nested => Value::Text(nested.to_string()),
    })
}

struct FromRow<'a>(Vec<(&'a str, ValueRef<'a>)>);

impl<'de, 'a: 'de> de::Deserializer<'de> for FromRow<'a> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Fault> {
        let cells = self.0.into_iter().map(|(name, value)| (name, Cell(value)));
        visitor.visit_map(de::value::MapDeserializer::new(cells))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct newtype_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}

#[derive(Clone, Copy)]
struct Cell<'a>(ValueRef<'a>);

impl<'de, 'a: 'de> IntoDeserializer<'de, Fault> for Cell<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'a> Cell<'a> {
    fn text(self) -> std::result::Result<&'a str, Fault> {
        match self.0 {
            ValueRef::Text(text) => {
                std::str::from_utf8(text).map_err(|_| Fault("text that is not UTF-8".into()))
            }
            _ => Err(Fault("a text was expected".into())),
        }
    }

    fn json<'de, V: Visitor<'de>>(
        self,
        read: impl FnOnce(serde_json::Value) -> serde_json::Result<V::Value>,
    ) -> std::result::Result<V::Value, Fault> {
        let value = serde_json::from_str(self.text()?).map_err(|cause| Fault(cause.to_string()))?;
        read(value).map_err(|cause| Fault(cause.to_string()))
    }
}

impl<'de, 'a: 'de> de::Deserializer<'de> for Cell<'a> {
    type Error = Fault;

    fn is_human_readable(&self) -> bool {
        // A blob is an id; everything else reads as it does from JSON.
        !matches!(self.0, ValueRef::Blob(_))
    }

    fn deserialize_any<V: Visitor<'de>>(self, v: V) -> std::result::Result<V::Value, Fault> {
        match self.0 {
            ValueRef::Null => v.visit_unit(),
            ValueRef::Integer(number) => v.visit_i64(number),
            ValueRef::Text(_) => v.visit_borrowed_str(self.text()?),
            ValueRef::Blob(bytes) => v.visit_borrowed_bytes(bytes),
            ValueRef::Real(number) => v.visit_f64(number),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, v: V) -> std::result::Result<V::Value, Fault> {
        match self.0 {
            ValueRef::Integer(number) => v.visit_bool(number != 0),
            _ => Err(Fault("a truth value was expected".into())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, v: V) -> std::result::Result<V::Value, Fault> {
        match self.0 {
            ValueRef::Null => v.visit_none(),
            _ => v.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        v: V,
    ) -> std::result::Result<V::Value, Fault> {
        v.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, v: V) -> std::result::Result<V::Value, Fault> {
        if let ValueRef::Blob(bytes) = self.0 {
            let bytes = bytes.iter().copied();
            return v.visit_seq(SeqDeserializer::<_, Fault>::new(bytes));
        }
        self.json::<V>(|value| de::Deserializer::deserialize_seq(value, v))
    }

    fn deserialize_map<V: Visitor<'de>>(self, v: V) -> std::result::Result<V::Value, Fault> {
        self.json::<V>(|value| de::Deserializer::deserialize_map(value, v))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        v: V,
    ) -> std::result::Result<V::Value, Fault> {
        self.json::<V>(|value| de::Deserializer::deserialize_struct(value, name, fields, v))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        v: V,
    ) -> std::result::Result<V::Value, Fault> {
        let text = self.text()?;
        if text.starts_with('{') {
            return self
                .json::<V>(|value| de::Deserializer::deserialize_enum(value, name, variants, v));
        }
        v.visit_enum(BorrowedStrDeserializer::new(text))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalog, Rule, TableSpec};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Stage {
        WithDoctor,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Line {
        name: String,
        days: Option<u8>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Example {
        id: RowId,
        parent: Option<RowId>,
        owner: Option<RowId>,
        is_open: bool,
        stage: Stage,
        /// Looks like an id and is not one.
        note: String,
        lines: Vec<Line>,
        count: Option<i64>,
        at: crate::Timestamp,
        day: crate::Day,
    }

    impl Record for Example {
        const TABLE: &'static str = "example";
        const RULE: Rule = Rule::Fields;

        fn id(&self) -> RowId {
            self.id
        }
    }

    #[test]
    fn a_struct_comes_back_from_its_columns() {
        let example = Example {
            id: RowId([9; 16]),
            parent: None,
            owner: Some(RowId([8; 16])),
            is_open: true,
            stage: Stage::WithDoctor,
            note: "00112233445566778899aabbccddeeff".into(),
            lines: vec![Line { name: "Asha".into(), days: Some(5) }],
            count: Some(-3),
            at: crate::Timestamp(5),
            day: "2026-02-28".parse().unwrap(),
        };
        let conn = rusqlite::Connection::open_in_memory().unwrap();
        conn.execute_batch(
            "CREATE TABLE example (id BLOB, parent BLOB, owner BLOB, is_open INTEGER, stage TEXT,
             note TEXT, lines TEXT, count INTEGER, at INTEGER, day TEXT, ended INTEGER, stamp BLOB)",
        )
        .unwrap();
        let catalog = Catalog::read(&conn, &[TableSpec::of::<Example>()]).unwrap();
        let table = catalog.table("example").unwrap();
        let fields = to_fields(table, &example).unwrap();
        let mut insert = conn.prepare(&table.insert_of(fields.keys())).unwrap();
        insert.raw_bind_parameter(1, example.id).unwrap();
        for (at, value) in fields.values().enumerate() {
            insert.raw_bind_parameter(at + 3, value).unwrap();
        }
        insert.raw_execute().unwrap();
        let back: Example = conn
            .query_row("SELECT *, 1 AS unknown FROM example", [], |row| {
                Ok(from_row(row, &Seal::open_to_all()).unwrap())
            })
            .unwrap();
        assert_eq!(back, example);
    }
}
