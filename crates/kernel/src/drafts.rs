//! Text that somebody is still typing. It is kept as it is typed, belongs to one person on
//! one desk, is no op, and goes when the form is saved.

use rusqlite::params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Command, Error, Nothing, Permission, Query, Read, Result, Timestamp, Tx};

const KEY_LENGTH_MAX: usize = 200;
const BODY_BYTES_MAX: usize = 1 << 20;

#[derive(Deserialize, TS)]
pub struct KeepDraft {
    pub key: String,
    pub body: String,
}

impl Command for KeepDraft {
    type Output = Nothing;
    const ROUTE: &'static str = "drafts.keep";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        if self.key.len() > KEY_LENGTH_MAX || self.body.len() > BODY_BYTES_MAX {
            return Err(Error::invalid("body", "errors-too-large"));
        }
        let body = tx.sealed_here(&self.key, tx.session().user, &self.body)?;
        tx.conn()
            .prepare_cached(
                "INSERT INTO draft (user, key, body, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET body = excluded.body, at = excluded.at",
            )?
            .execute(params![tx.session().user, self.key, body, tx.now()])?;
        Ok(Nothing {})
    }
}

#[derive(Deserialize, TS)]
pub struct TakeDraft {
    pub key: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TakenDraft {
    pub body: Option<String>,
    pub at: Option<Timestamp>,
}

impl Query for TakeDraft {
    type Output = TakenDraft;
    const ROUTE: &'static str = "drafts.take";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, read: &Read<'_>) -> Result<TakenDraft> {
        let sql = "SELECT body, at FROM draft WHERE user = ?1 AND key = ?2 LIMIT 1";
        let user = read.session().user;
        let mut statement = read.conn().prepare_cached(sql)?;
        let mut rows = statement.query(params![user, self.key])?;
        let Some(row) = rows.next()? else { return Ok(TakenDraft { body: None, at: None }) };
        let body: String = row.get(0)?;
        let body = read.seal().open(&self.key, user, &body)?.into_owned();
        Ok(TakenDraft { body: Some(body), at: Some(Timestamp(row.get(1)?)) })
    }
}

#[derive(Deserialize, TS)]
pub struct DropDraft {
    pub key: String,
}

impl Command for DropDraft {
    type Output = Nothing;
    const ROUTE: &'static str = "drafts.drop";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        tx.conn()
            .prepare_cached("DELETE FROM draft WHERE user = ?1 AND key = ?2")?
            .execute(params![tx.session().user, self.key])?;
        Ok(Nothing {})
    }
}
