//! Which tables a statement goes through from one end to the other, by the plan for it.

use rusqlite::Connection;

const ASKS: [&str; 5] = ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"];

/// Tables of few rows, however long a clinic lasts: what it is, who works there, its rooms and
/// prices, its computers and where copies of its records are.
const SMALL: [&str; 36] = [
    "backup_plan",
    "backup_target",
    "bed",
    "clinic",
    "clock_fix",
    "control",
    "device",
    "dictionary",
    "differing",
    "doctor",
    "draft",
    "favourite",
    "here",
    "leave",
    "log",
    "numbering",
    "picture",
    "redaction",
    "remote",
    "remote_place",
    "role_permission",
    "room",
    "room_tax",
    "schedule",
    "seal_tip",
    "sealed",
    "second_factor",
    "service",
    "snapshot",
    "staff",
    "sync_home",
    "tariff",
    "tax_rate",
    "ward",
    "ward_class",
    "ward_package",
];
/// Tables of one row.
const SINGLE: [&str; 2] = ["ward_hours", "ward_rules"];
/// Indexes that hold only what is not done yet.
const OPEN: [&str; 7] = [
    "admission_open",
    "bed_stay_open",
    "glass_break_open",
    "seal_not_applied",
    "seal_without_ops",
    "visit_open",
    "waiting_wish_open",
];

/// On one line, so that it can be named.
pub fn flat(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The steps that read a whole table that grows; none for what only shapes the database.
pub fn whole_tables(db: &Connection, sql: &str) -> Vec<String> {
    if !ASKS.iter().any(|start| sql.trim_start().starts_with(start)) {
        return Vec::new();
    }
    let mut plan = match db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) {
        Ok(plan) => plan,
        // Its tables are gone again.
        Err(_) if is_migration(sql) => return Vec::new(),
        Err(error) => panic!("{error}: {sql}"),
    };
    let steps = plan.raw_query().mapped(|row| row.get::<_, String>(3));
    let steps = steps.collect::<rusqlite::Result<Vec<_>>>().unwrap();
    let tables = tables(db);
    steps.into_iter().filter(|step| grows(step, sql, &tables)).collect()
}

fn is_migration(sql: &str) -> bool {
    clinic::api::MIGRATIONS.iter().any(|migration| migration.sql.contains(sql.trim()))
}

fn tables(db: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let mut all = db.prepare(sql).unwrap();
    all.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// `SCAN`, and three sorts of `SEARCH` that read as much: for a smallest or largest value with
/// nothing to begin at, by an index made for this once, by each value of an index's first column.
fn grows(step: &str, sql: &str, tables: &[String]) -> bool {
    let is_bounded = step.contains('(') && !step.contains("AUTOMATIC") && !step.contains("(ANY(");
    let reads_all = match step.split(' ').next() {
        Some("SCAN") => true,
        Some("SEARCH") => !is_bounded,
        _ => false,
    };
    if !reads_all {
        return false;
    }
    let words: Vec<&str> = step.split(' ').collect();
    if OPEN.iter().any(|index| words.contains(index)) {
        return false;
    }
    let Some(table) = words.get(1).and_then(|name| table_of(name, sql, tables)) else {
        return false;
    };
    !SMALL.contains(&table) && !SINGLE.contains(&table)
}

/// A plan names a table as the statement does; none for what is no table.
fn table_of<'a>(name: &str, sql: &str, tables: &'a [String]) -> Option<&'a str> {
    let known = |name: &str| tables.iter().find(|table| *table == name).map(String::as_str);
    if let Some(table) = known(name) {
        return Some(table);
    }
    let words: Vec<&str> =
        sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
    words.windows(3).find_map(|three| match three {
        [table, "AS", alias] if *alias == name => known(table),
        [_, table, alias] if *alias == name => known(table),
        _ => None,
    })
}
