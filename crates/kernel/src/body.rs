//! The bytes of an op as the table of ops keeps them: packed with a dictionary where that is
//! smaller. Links, seals, signatures and copies are always over the bytes themselves.

use std::borrow::Cow;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, params};

use crate::Result;
use crate::op::OP_BYTES_MAX;

/// A body, read from its cell or to be written into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body<'a>(pub Cow<'a, [u8]>);

impl<'a> Body<'a> {
    pub fn of(bytes: &'a [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }

    /// For who judges what somebody may have altered: a cell that does not come apart stands
    /// for itself, and is no body that was ever linked.
    pub(crate) fn as_found(cell: &[u8]) -> Cow<'_, [u8]> {
        dense::kept(cell, OP_BYTES_MAX).unwrap_or(Cow::Borrowed(cell))
    }
}

/// Beside the bodies lies what unpacks them, so that a copy can be read without this program.
pub(crate) fn lay_dictionary(conn: &Connection) -> Result<()> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'dictionary'";
    if conn.query_row(sql, [], |row| row.get::<_, i64>(0))? == 1 {
        let sql = "INSERT OR IGNORE INTO dictionary (number, bytes) VALUES (?1, ?2)";
        conn.execute(sql, params![dense::OP.number, dense::OP.bytes])?;
    }
    Ok(())
}

/// Nothing of a body is left behind when the records are closed.
pub(crate) struct Forgets;

impl Drop for Forgets {
    fn drop(&mut self) {
        dense::forget();
    }
}

impl FromSql for Body<'static> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let body = dense::kept(value.as_blob()?, OP_BYTES_MAX);
        body.map(|body| Self(Cow::Owned(body.into_owned()))).map_err(FromSqlError::other)
    }
}

impl ToSql for Body<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match dense::keep(&self.0) {
            Cow::Borrowed(bytes) => ToSqlOutput::from(bytes),
            Cow::Owned(bytes) => ToSqlOutput::from(bytes),
        })
    }
}

impl std::ops::Deref for Body<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Body<'_>> for Vec<u8> {
    fn from(body: Body<'_>) -> Self {
        body.0.into_owned()
    }
}
