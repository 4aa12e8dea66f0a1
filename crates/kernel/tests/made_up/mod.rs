//! Tables of no clinic, one for each rule by which edits meet.

use kernel::{Migration, Record, RowId, Rule, TableSpec};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: RowId,
    pub name: String,
    pub sex: String,
    pub village: Option<String>,
}

impl Record for Person {
    const TABLE: &'static str = "person";
    const RULE: Rule = Rule::Fields;
    const CAUTIOUS: &'static [&'static str] = &["sex"];

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub id: RowId,
    pub text: String,
    pub signed: i64,
}

impl Record for Paper {
    const TABLE: &'static str = "paper";
    const RULE: Rule = Rule::Document;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub id: RowId,
    pub value: i64,
}

impl Record for Reading {
    const TABLE: &'static str = "reading";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "ledger", sql: include_str!("../../../../migrations/0001_ledger.sql") },
    Migration { name: "place", sql: include_str!("../../../../migrations/0035_op_place.sql") },
    Migration { name: "chain", sql: include_str!("../../../../migrations/0019_provable_log.sql") },
    Migration { name: "sync", sql: include_str!("../../../../migrations/0023_sync.sql") },
    Migration {
        name: "example",
        sql: "CREATE TABLE person (id BLOB PRIMARY KEY, name TEXT NOT NULL, sex TEXT NOT NULL,
                  village TEXT, ended INTEGER, stamp BLOB NOT NULL) STRICT, WITHOUT ROWID;
              CREATE TABLE paper (id BLOB PRIMARY KEY, text TEXT NOT NULL, signed INTEGER NOT NULL,
                  ended INTEGER, stamp BLOB NOT NULL) STRICT, WITHOUT ROWID;
              CREATE TABLE reading (id BLOB PRIMARY KEY, value INTEGER NOT NULL,
                  ended INTEGER, stamp BLOB NOT NULL) STRICT, WITHOUT ROWID;",
    },
];

pub const TABLES: &[TableSpec] =
    &[TableSpec::of::<Person>(), TableSpec::of::<Paper>(), TableSpec::of::<Reading>()];
