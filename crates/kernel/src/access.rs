//! The access log: who did, saw, printed or was refused what. It names routes and row
//! ids, never values.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{Result, RowId, Session, Timestamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Command,
    View,
    Print,
    Export,
    SignIn,
    SignOut,
    Lock,
    Refused,
}

impl What {
    pub fn name(self) -> &'static str {
        match self {
            What::Command => "command",
            What::View => "view",
            What::Print => "print",
            What::Export => "export",
            What::SignIn => "sign_in",
            What::SignOut => "sign_out",
            What::Lock => "lock",
            What::Refused => "refused",
        }
    }
}

/// One entry to be written.
pub struct Access<'a> {
    pub what: What,
    pub route: &'a str,
    pub subject: Option<RowId>,
    pub detail: &'a str,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct AccessEntry {
    pub n: i64,
    pub at: Timestamp,
    pub user: RowId,
    pub what: What,
    pub route: String,
    pub subject: Option<RowId>,
    pub outcome: String,
    pub detail: String,
}

impl Access<'_> {
    pub fn write(&self, conn: &Connection, session: &Session, at: Timestamp) -> Result<()> {
        let outcome = if self.what == What::Refused { "refused" } else { "done" };
        conn.prepare_cached(
            "INSERT INTO access (at, user, session, what, route, subject, outcome, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            at,
            session.user,
            session.id.cast_signed(),
            self.what.name(),
            self.route,
            self.subject,
            outcome,
            self.detail
        ])?;
        Ok(())
    }
}
