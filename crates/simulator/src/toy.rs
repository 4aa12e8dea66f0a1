//! A made-up clinic in ten tables: one for each way in which concurrent edits meet. The
//! older program lacks the last table and the last column of the first.

use kernel::{Migration, Record, RowId, Rule, TableSpec, Timestamp, Value};
use serde::{Deserialize, Serialize};

use crate::claims::ClaimOrder;
use crate::effects::{Effect, EffectIntent};

/// Stands in every text that the clinic writes, and in no byte that leaves a desk.
pub const CANARY: &str = "qZ7wTx0nVb3kLr9d";

/// Fields, one of them cautious; a printed number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Patient {
    pub id: RowId,
    pub name: String,
    pub phone: String,
    pub allergy: String,
    pub series: String,
    pub number: i64,
    pub village: Option<String>,
}

/// The same, as a program knows it that is one migration behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OlderPatient {
    pub id: RowId,
    pub name: String,
    pub phone: String,
    pub allergy: String,
    pub series: String,
    pub number: i64,
}

/// A fact. Those of one import carry its name and how many they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reading {
    pub id: RowId,
    pub patient: RowId,
    pub value: i64,
    pub batch: Option<RowId>,
    pub batch_size: i64,
}

/// Frozen once it is issued; its number is printed then.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invoice {
    pub id: RowId,
    pub patient: RowId,
    pub total: i64,
    pub series: Option<String>,
    pub number: Option<i64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Payment {
    pub id: RowId,
    pub invoice: RowId,
    pub amount: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Movement {
    pub id: RowId,
    pub item: i64,
    pub quantity: i64,
}

/// A claim on a bed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stay {
    pub id: RowId,
    pub bed: i64,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
    pub claimed_at: Timestamp,
}

/// Two patients are one person, until the edge is ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    pub id: RowId,
    pub one: RowId,
    pub other: RowId,
}

/// Its bytes are a blob, which may be here or nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Photo {
    pub id: RowId,
    pub patient: RowId,
    /// The blob's name, in hex.
    pub blob: String,
}

/// Shut wherever its key was not given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    pub id: RowId,
    pub patient: RowId,
    pub text: String,
}

/// Only the newer program has these.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Referral {
    pub id: RowId,
    pub patient: RowId,
    pub words: String,
}

macro_rules! record {
    ($name:ident, $table:literal, $rule:expr) => {
        impl Record for $name {
            const TABLE: &'static str = $table;
            const RULE: Rule = $rule;

            fn id(&self) -> RowId {
                self.id
            }
        }
    };
}

record!(Reading, "reading", Rule::Facts);
record!(Invoice, "invoice", Rule::Document);
record!(Payment, "payment", Rule::Facts);
record!(Movement, "movement", Rule::Facts);
record!(Stay, "stay", Rule::Fields);
record!(Link, "link", Rule::Facts);
record!(Photo, "photo", Rule::Facts);
record!(Referral, "referral", Rule::Facts);

impl Record for Note {
    const TABLE: &'static str = "note";
    const RULE: Rule = Rule::Facts;
    const SEALED: &'static [&'static str] = &["text"];
    const IS_SENSITIVE: bool = true;

    fn id(&self) -> RowId {
        self.id
    }
}

/// The longer the words, the more cautious.
fn most_cautious(values: &[Value]) -> usize {
    let weight = |value: &Value| match value {
        Value::Text(text) => text.len(),
        _ => 0,
    };
    let all = values.iter().enumerate().map(|(at, value)| (weight(value), at));
    all.max().map_or(0, |(_, at)| at)
}

impl Record for Patient {
    const TABLE: &'static str = "patient";
    const RULE: Rule = Rule::Fields;
    const CAUTIOUS: &'static [&'static str] = &["allergy"];

    fn id(&self) -> RowId {
        self.id
    }

    fn shown(_: &str, values: &[Value]) -> usize {
        most_cautious(values)
    }
}

impl Record for OlderPatient {
    const TABLE: &'static str = "patient";
    const RULE: Rule = Rule::Fields;
    const CAUTIOUS: &'static [&'static str] = &["allergy"];

    fn id(&self) -> RowId {
        self.id
    }

    fn shown(_: &str, values: &[Value]) -> usize {
        most_cautious(values)
    }
}

const TABLES: &str = "
CREATE TABLE here (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE patient (id BLOB PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL,
    allergy TEXT NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL, ended INTEGER,
    stamp BLOB NOT NULL) STRICT;
CREATE TABLE reading (id BLOB PRIMARY KEY, patient BLOB NOT NULL, value INTEGER NOT NULL,
    batch BLOB, batch_size INTEGER NOT NULL, ended INTEGER, stamp BLOB NOT NULL) STRICT;
CREATE TABLE invoice (id BLOB PRIMARY KEY, patient BLOB NOT NULL, total INTEGER NOT NULL,
    series TEXT, number INTEGER, ended INTEGER, stamp BLOB NOT NULL) STRICT;
CREATE TABLE payment (id BLOB PRIMARY KEY, invoice BLOB NOT NULL, amount INTEGER NOT NULL,
    ended INTEGER, stamp BLOB NOT NULL) STRICT;
CREATE TABLE movement (id BLOB PRIMARY KEY, item INTEGER NOT NULL, quantity INTEGER NOT NULL,
    ended INTEGER, stamp BLOB NOT NULL) STRICT;
CREATE TABLE stay (id BLOB PRIMARY KEY, bed INTEGER NOT NULL, from_at INTEGER NOT NULL,
    until_at INTEGER, claimed_at INTEGER NOT NULL, ended INTEGER, stamp BLOB NOT NULL) STRICT;
CREATE TABLE photo (id BLOB PRIMARY KEY, patient BLOB NOT NULL, blob TEXT NOT NULL,
    ended INTEGER, stamp BLOB NOT NULL) STRICT;
CREATE TABLE blob (id TEXT PRIMARY KEY, bytes BLOB NOT NULL, held INTEGER NOT NULL) STRICT;
CREATE TABLE note (id BLOB PRIMARY KEY, patient BLOB NOT NULL, text TEXT NOT NULL,
    ended INTEGER, stamp BLOB NOT NULL) STRICT;
CREATE TABLE link (id BLOB PRIMARY KEY, one BLOB NOT NULL, other BLOB NOT NULL, ended INTEGER,
    stamp BLOB NOT NULL) STRICT;
";

const LATER: &str = "
ALTER TABLE patient ADD COLUMN village TEXT;
CREATE TABLE referral (id BLOB PRIMARY KEY, patient BLOB NOT NULL, words TEXT NOT NULL,
    ended INTEGER, stamp BLOB NOT NULL) STRICT;
";

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "ledger", sql: include_str!("../../../migrations/0001_ledger.sql") },
    Migration { name: "place", sql: include_str!("../../../migrations/0035_op_place.sql") },
    Migration { name: "chain", sql: include_str!("../../../migrations/0019_provable_log.sql") },
    Migration { name: "sync", sql: include_str!("../../../migrations/0023_sync.sql") },
    Migration { name: "snapshot", sql: include_str!("../../../migrations/0027_snapshot.sql") },
    Migration { name: "digest", sql: include_str!("../../../migrations/0030_state_digest.sql") },
    Migration { name: "clocks", sql: include_str!("../../../migrations/0031_clock_fix.sql") },
    Migration { name: "order", sql: include_str!("../../../migrations/0034_seal_order.sql") },
    Migration { name: "redaction", sql: include_str!("../../../migrations/0036_redaction.sql") },
    Migration { name: "claims", sql: include_str!("../../../migrations/0037_claim_order.sql") },
    Migration { name: "effects", sql: include_str!("../../../migrations/0038_effects.sql") },
    Migration { name: "toy", sql: TABLES },
    Migration { name: "later", sql: LATER },
];

pub fn migrations(is_older: bool) -> &'static [Migration] {
    let (older, _) = MIGRATIONS.split_at(MIGRATIONS.len() - 1);
    if is_older { older } else { MIGRATIONS }
}

pub fn schema(is_older: bool) -> u32 {
    u32::try_from(migrations(is_older).len()).unwrap_or_default()
}

const COMMON: [TableSpec; 11] = [
    TableSpec::of::<Reading>(),
    TableSpec::of::<Invoice>(),
    TableSpec::of::<Payment>(),
    TableSpec::of::<Movement>(),
    TableSpec::of::<Stay>(),
    TableSpec::of::<Link>(),
    TableSpec::of::<Photo>(),
    TableSpec::of::<Note>(),
    TableSpec::of::<ClaimOrder>(),
    TableSpec::of::<Effect>(),
    TableSpec::of::<EffectIntent>(),
];

pub fn tables(is_older: bool) -> Vec<TableSpec> {
    let mut tables = COMMON.to_vec();
    match is_older {
        true => tables.push(TableSpec::of::<OlderPatient>()),
        false => tables.extend([TableSpec::of::<Patient>(), TableSpec::of::<Referral>()]),
    }
    tables
}
