//! Where the bytes of a clinic's file are.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::Any;
use crate::clinic_file::ClinicFile;

pub type Sizes = BTreeMap<String, f64>;

/// Bytes an op in a table of ops laid out in one way or another, and of the bodies alone.
pub fn op_bytes(file: &ClinicFile, other: &Connection, layout: &str) -> Any<(f64, f64)> {
    other.execute_batch(&format!(
        "CREATE TABLE laid (log INTEGER, n INTEGER, body BLOB, PRIMARY KEY (log, n)) {layout}"
    ))?;
    let source = file.connection()?;
    let mut statement = source.prepare("SELECT log, n, body FROM op ORDER BY log, n")?;
    let mut rows = statement.query([])?;
    other.execute_batch("BEGIN")?;
    let mut insert = other.prepare("INSERT INTO laid VALUES (?1, ?2, ?3)")?;
    while let Some(row) = rows.next()? {
        let (log, n, body): (i64, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        insert.execute(rusqlite::params![log, n, body])?;
    }
    drop(insert);
    other.execute_batch("COMMIT")?;
    let (count, bodies): (f64, f64) =
        other.query_row("SELECT count(*) * 1.0, sum(length(body)) * 1.0 FROM laid", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let sql = "SELECT sum(pgsize) * 1.0 FROM dbstat
               WHERE name IN ('laid', 'sqlite_autoindex_laid_1')";
    let bytes: f64 = other.query_row(sql, [], |row| row.get(0))?;
    other.execute_batch("DROP TABLE laid")?;
    Ok((bytes / count, bodies / count))
}

/// Pages of each table and index, by the table's own word for them.
pub fn bytes_by_table(file: &ClinicFile) -> Any<Sizes> {
    let conn = file.connection()?;
    let mut statement = conn.prepare(
        "SELECT iif(schema.type = 'index', 'indexes of ' || tbl_name, dbstat.name), sum(pgsize)
         FROM dbstat JOIN sqlite_schema AS schema ON schema.name = dbstat.name
         WHERE aggregate = 1 GROUP BY 1 ORDER BY 1",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What grew most, in bytes an op.
pub fn grown(before: &Sizes, after: &Sizes, ops: f64) -> String {
    let mut grown: Vec<(f64, &String)> = after
        .iter()
        .map(|(name, bytes)| ((bytes - before.get(name).unwrap_or(&0.0)) / ops, name))
        .filter(|(each, _)| *each >= 1.0)
        .collect();
    grown.sort_by(|one, other| other.0.total_cmp(&one.0));
    let told: Vec<String> = grown.iter().map(|(each, name)| format!("{name} {each:.0}")).collect();
    told.join(", ")
}

/// Bytes of the file once its journal is written back.
pub fn settled_bytes(file: &ClinicFile) -> Any<f64> {
    file.vault.open_database()?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(file.bytes()? as f64)
}
