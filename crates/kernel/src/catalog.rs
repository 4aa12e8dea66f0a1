//! The tables that ops may write: their merge rules, declared beside each struct, and
//! their columns, read from the database. A column's number is its name in an op.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::{Error, Kind, Op, Read, Result, RowId, Seal, Value};

/// Pure, order-free rules by which concurrent edits meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Rows are facts: inserted once, never changed; a correction is a new fact.
    Facts,
    /// Each field keeps its last write; what lost stays in the history.
    Fields,
    /// As `Fields` until frozen (issued, signed), then unchangeable.
    Document,
}

#[derive(Clone, Copy)]
pub struct TableSpec {
    pub name: &'static str,
    pub rule: Rule,
    pub cautious: &'static [&'static str],
    pub sealed: &'static [&'static str],
    pub is_sensitive: bool,
    pub shown: fn(&str, &[Value]) -> usize,
    pub project: fn(&Read<'_>, RowId) -> Result<()>,
}

/// Every table of ops ends in these two columns of the kernel's own.
pub const ENDED: &str = "ended";
pub const STAMP: &str = "stamp";

/// What a column holds, as its table declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    kind: Holds,
    is_needed: bool,
    has_default: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Int,
    Text,
    Bytes,
    Any,
}

impl Shape {
    fn fits(self, value: &Value) -> bool {
        match (value, self.kind) {
            (Value::Null, _) => !self.is_needed,
            (Value::Int(_), Holds::Int) | (Value::Text(_), Holds::Text) => true,
            (Value::Bytes(_), Holds::Bytes) => true,
            (_, kind) => kind == Holds::Any,
        }
    }
}

pub struct Table {
    pub spec: TableSpec,
    /// Column names by number, without `id` and `stamp`.
    pub columns: BTreeMap<u64, String>,
    pub numbers: BTreeMap<String, u64>,
    /// Columns that hold ids.
    pub blobs: BTreeSet<u64>,
    shapes: BTreeMap<u64, Shape>,
    /// Columns that every insert gives.
    needed: Vec<u64>,
    pub insert: String,
    pub select: String,
}

impl Table {
    pub fn number(&self, column: &str) -> Result<u64> {
        self.numbers.get(column).copied().ok_or_else(|| {
            Error::internal(format_args!("table {} has no column {column}", self.spec.name))
        })
    }

    /// Whether the columns may hold what an op would write: a question to the op alone, so
    /// that its answer is the same wherever and whenever the op arrives.
    pub fn fits(&self, op: &Op) -> bool {
        let fits = |(number, value): (&u64, &Value)| {
            self.shapes.get(number).is_none_or(|shape| shape.fits(value))
        };
        let is_given = |number: &u64| op.fields.contains_key(number);
        op.fields.iter().all(fits) && (op.kind != Kind::Insert || self.needed.iter().all(is_given))
    }

    pub fn insert_of<'a>(&self, numbers: impl Iterator<Item = &'a u64>) -> String {
        insert(self.spec.name, numbers.filter_map(|number| self.columns.get(number)))
    }

    /// A value of an op or a row, opened where its column is sealed.
    pub fn opened(&self, seal: &Seal, number: u64, row: RowId, value: Value) -> Result<Value> {
        match (self.sealed(number), value) {
            (Some(name), Value::Text(text)) => {
                Ok(Value::Text(seal.open(name, row, &text)?.into_owned()))
            }
            (_, value) => Ok(value),
        }
    }

    pub fn sealed(&self, number: u64) -> Option<&str> {
        let name = self.columns.get(&number)?;
        self.spec.sealed.contains(&name.as_str()).then_some(name)
    }

    pub fn is_cautious(&self, number: u64) -> bool {
        self.columns.get(&number).is_some_and(|name| self.spec.cautious.contains(&name.as_str()))
    }
}

pub struct Catalog {
    tables: BTreeMap<&'static str, Table>,
}

impl Catalog {
    pub fn read(conn: &Connection, specs: &[TableSpec]) -> Result<Self> {
        let mut tables = BTreeMap::new();
        for spec in specs {
            tables.insert(spec.name, table(conn, *spec)?);
        }
        Ok(Self { tables })
    }

    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }
}

fn table(conn: &Connection, spec: TableSpec) -> Result<Table> {
    let mut statement = conn.prepare(
        "SELECT cid, name, type, \"notnull\", dflt_value IS NOT NULL
         FROM pragma_table_info(?1) ORDER BY cid",
    )?;
    let columns: Vec<(u64, String, Shape)> = statement
        .query_map([spec.name], |row| {
            let kind = match row.get::<_, String>(2)?.as_str() {
                "INTEGER" | "INT" => Holds::Int,
                "TEXT" => Holds::Text,
                "BLOB" => Holds::Bytes,
                _ => Holds::Any,
            };
            let shape = Shape { kind, is_needed: row.get(3)?, has_default: row.get(4)? };
            Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?, shape))
        })?
        .collect::<std::result::Result<_, _>>()?;
    for needed in ["id", ENDED, STAMP].iter().chain(spec.cautious).chain(spec.sealed) {
        if !columns.iter().any(|(_, name, _)| name == needed) {
            return Err(Error::internal(format_args!("table {} lacks {needed}", spec.name)));
        }
    }
    let is_blob = |shape: &Shape| shape.kind == Holds::Bytes;
    let blobs = columns.iter().filter(|(.., shape)| is_blob(shape)).map(|(number, ..)| *number);
    let blobs = blobs.collect();
    let own = columns.iter().filter(|(_, name, _)| name != "id" && name != STAMP);
    let shapes: BTreeMap<u64, Shape> = own.map(|(number, _, shape)| (*number, *shape)).collect();
    let is_needed = |shape: &Shape| shape.is_needed && !shape.has_default;
    let needed = shapes.iter().filter(|(_, shape)| is_needed(shape)).map(|(number, _)| *number);
    let needed = needed.collect();
    let columns: BTreeMap<u64, String> = columns
        .into_iter()
        .filter(|(_, name, _)| name != "id" && name != STAMP)
        .map(|(number, name, _)| (number, name))
        .collect();
    let names: Vec<&str> = columns.values().map(String::as_str).collect();
    Ok(Table {
        insert: insert(spec.name, columns.values()),
        select: format!("SELECT stamp, {} FROM {} WHERE id = ?1", names.join(", "), spec.name),
        numbers: columns.iter().map(|(number, name)| (name.clone(), *number)).collect(),
        columns,
        blobs,
        shapes,
        needed,
        spec,
    })
}

fn insert<'a>(table: &str, columns: impl Iterator<Item = &'a String>) -> String {
    let (mut names, mut marks) = (String::new(), String::new());
    for name in columns {
        names.push_str(", ");
        names.push_str(name);
        marks.push_str(", ?");
    }
    format!("INSERT INTO {table} (id, stamp{names}) VALUES (?1, ?2{marks}) ON CONFLICT DO NOTHING")
}
