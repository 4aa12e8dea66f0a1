//! Migrations are a list that only grows. The number of applied ones is kept in
//! `user_version`; a database from a newer program is left alone.

use rusqlite::Connection;

use crate::{Code, Error, Result};

pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

pub fn migrate(conn: &mut Connection, migrations: &[Migration]) -> Result<()> {
    let applied: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let applied = applied as usize;
    if applied > migrations.len() {
        return Err(Error::new(Code::Storage, "errors-newer-database"));
    }
    for (number, migration) in migrations.iter().enumerate().skip(applied) {
        let tx = conn.transaction()?;
        tx.execute_batch(migration.sql).map_err(|cause| {
            let mut error = Error::from(cause);
            error.cause = Some(format!("{}: {}", migration.name, error.cause.unwrap_or_default()));
            error
        })?;
        tx.pragma_update(None, "user_version", number as u32 + 1)?;
        tx.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Migration = Migration { name: "one", sql: "CREATE TABLE a (x) ;" };
    const TWO: Migration =
        Migration { name: "two", sql: "CREATE TABLE b (x); CREATE TABLE a (y);" };

    #[test]
    fn a_failing_migration_leaves_the_database_as_it_was() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, &[ONE]).unwrap();
        assert!(migrate(&mut conn, &[ONE, TWO]).is_err());
        let tables: i64 =
            conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 1);
        migrate(&mut conn, &[ONE]).unwrap();
    }

    #[test]
    fn a_database_from_a_newer_program_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, &[ONE]).unwrap();
        assert_eq!(migrate(&mut conn, &[]).unwrap_err().message, "errors-newer-database");
    }
}
