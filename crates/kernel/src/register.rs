//! Fields whose concurrent values are all kept (birth date, sex, blood group): a write
//! names the writes it has seen, and those alone are replaced. While only the insert wrote
//! a field nothing is stored here.

use rusqlite::{Connection, params};

use crate::catalog::Table;
use crate::{Error, Hlc, Result, RowId, Stamp, Value};

pub struct Register<'a> {
    conn: &'a Connection,
    table: &'a Table,
    row: RowId,
    column: &'a str,
}

impl<'a> Register<'a> {
    /// The register of one field; on the first second write the insert's own value moves in.
    pub fn open(
        conn: &'a Connection,
        table: &'a Table,
        row: RowId,
        column: &'a str,
        insert: Stamp,
    ) -> Result<Self> {
        let register = Self { conn, table, row, column };
        if register.is_empty()? {
            let sql = format!("SELECT {column} FROM {} WHERE id = ?1", table.spec.name);
            let value =
                conn.query_row(&sql, [row], |row| Ok(Value::from_sql(row.get_ref(0)?)))??;
            register.keep(insert, &value)?;
        }
        Ok(register)
    }

    fn is_empty(&self) -> Result<bool> {
        let sql = "SELECT NOT EXISTS
                   (SELECT 1 FROM register_write WHERE tbl = ?1 AND row = ?2 AND field = ?3)";
        let key = params![self.table.spec.name, self.row, self.column];
        Ok(self.conn.prepare_cached(sql)?.query_row(key, |row| row.get(0))?)
    }

    fn keep(&self, stamp: Stamp, value: &Value) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO register_write VALUES (?1,?2,?3,?4,?5,?6,?7)")?
            .execute(params![
                self.table.spec.name,
                self.row,
                self.column,
                stamp.hlc.0.cast_signed(),
                stamp.log.cast_signed(),
                stamp.n.cast_signed(),
                value
            ])?;
        Ok(())
    }

    /// Records a write and answers what the row shows now.
    pub fn write(&self, stamp: Stamp, value: Value, seen: &[Stamp]) -> Result<Value> {
        self.keep(stamp, &value)?;
        for seen in seen {
            self.conn
                .prepare_cached(
                    "INSERT OR IGNORE INTO register_replaced VALUES (?1,?2,?3,?4,?5,?6)",
                )?
                .execute(params![
                    self.table.spec.name,
                    self.row,
                    self.column,
                    seen.hlc.0.cast_signed(),
                    seen.log.cast_signed(),
                    seen.n.cast_signed()
                ])?;
        }
        let live = live(self.conn, self.table.spec.name, self.row, self.column)?;
        let values: Vec<Value> = live.into_iter().map(|(_, value)| value).collect();
        let shown = (self.table.spec.shown)(self.column, &values);
        values.get(shown).cloned().ok_or_else(|| Error::internal("a register without a value"))
    }
}

/// The writes that no other has replaced, oldest first. Empty when only the insert wrote.
pub fn live(
    conn: &Connection,
    table: &str,
    row: RowId,
    column: &str,
) -> Result<Vec<(Stamp, Value)>> {
    let mut statement = conn.prepare_cached(
        "SELECT hlc, log, n, value FROM register_write w
         WHERE tbl = ?1 AND row = ?2 AND field = ?3 AND NOT EXISTS (
             SELECT 1 FROM register_replaced r
             WHERE r.tbl = w.tbl AND r.row = w.row AND r.field = w.field
               AND r.hlc = w.hlc AND r.log = w.log AND r.n = w.n)",
    )?;
    let mut rows = statement.query(params![table, row, column])?;
    let mut live = Vec::new();
    while let Some(row) = rows.next()? {
        let part = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
        let stamp = Stamp { hlc: Hlc(part(0)?), log: part(1)?, n: part(2)? };
        live.push((stamp, Value::from_sql(row.get_ref(3)?)?));
    }
    live.sort();
    Ok(live)
}

/// Fields that hold more than one value now: table, row, field.
pub fn conflicts(conn: &Connection) -> Result<Vec<(String, RowId, String)>> {
    let mut statement = conn.prepare(
        "SELECT tbl, row, field FROM register_write w
         WHERE NOT EXISTS (
             SELECT 1 FROM register_replaced r
             WHERE r.tbl = w.tbl AND r.row = w.row AND r.field = w.field
               AND r.hlc = w.hlc AND r.log = w.log AND r.n = w.n)
         GROUP BY tbl, row, field HAVING count(DISTINCT value) > 1
         ORDER BY tbl, row, field",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}
