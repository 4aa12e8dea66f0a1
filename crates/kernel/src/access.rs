//! The access log: who did, saw, printed or was refused what. It names routes and row
//! ids, never values. Every entry is a link of one chain, and nothing writes here but the
//! door and the transaction.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::chain::{Bound, Digest, Fold, Head, Keys, Line};
use crate::door::{Log, Pen};
use crate::{Body, Error, Result, RowId, Session, Timestamp};

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
    Backup,
    Restore,
    /// A way into the vault was given, changed or taken.
    Key,
    /// The computer's clock was moved, or a person said that it is right.
    Clock,
    /// The program began or ended.
    Start,
}

impl What {
    pub const ALL: [What; 13] = [
        What::Command,
        What::View,
        What::Print,
        What::Export,
        What::SignIn,
        What::SignOut,
        What::Lock,
        What::Refused,
        What::Backup,
        What::Restore,
        What::Key,
        What::Clock,
        What::Start,
    ];

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
            What::Backup => "backup",
            What::Restore => "restore",
            What::Key => "key",
            What::Clock => "clock",
            What::Start => "start",
        }
    }
}

/// Stands beside changes for which no command wrote an entry: the program itself.
pub const PROGRAM_ROUTE: &str = "program";
/// Stands beside ops that were found in the database and that no entry had bound.
pub const UNLOGGED_ROUTE: &str = "program.unlogged";

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

/// Where the chain of this desk stands. Small and copied, so that a rollback restores it.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    keys: Keys,
    /// The log that the chain began with; a restored clinic goes on with the same chain.
    pub(crate) origin: u64,
    pub(crate) head: Head,
    /// Ops of this desk that no entry has bound yet.
    pub(crate) ops: Fold,
    /// The last entry that the desk signed, and when (monotonic).
    pub(crate) signed: u64,
    pub(crate) signed_ms: i64,
}

impl Access<'_> {
    pub(crate) fn write(
        &self,
        conn: &Connection,
        pen: &mut Pen,
        session: &Session,
        at: Timestamp,
    ) -> Result<()> {
        let outcome = if self.what == What::Refused { "refused" } else { "done" };
        let mut after = pen.chain;
        let hash = after.ops.take();
        let ops = hash.map(|hash| Bound { log_id: pen.log.log_id, to: pen.n, hash });
        let n = after.head.n + 1;
        let line = Line {
            n: n.cast_signed(),
            at: at.0,
            user: &session.user.0,
            session: session.id.cast_signed(),
            what: self.what.name().as_bytes(),
            route: self.route.as_bytes(),
            subject: self.subject.as_ref().map(|subject| &subject.0[..]),
            outcome: outcome.as_bytes(),
            detail: self.detail.as_bytes(),
            ops,
        };
        let mut bytes = Vec::with_capacity(192);
        line.encode(&mut bytes);
        after.head = Head { n, hash: after.keys.link(&after.head.hash, &bytes) };
        conn.prepare_cached(
            "INSERT INTO access (n, at, user, session, what, route, subject, outcome, detail,
                 ops_log, ops_to, link)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            line.n,
            at,
            session.user,
            line.session,
            self.what.name(),
            self.route,
            self.subject,
            outcome,
            self.detail,
            ops.map(|_| pen.log.id),
            ops.map(|ops| ops.to.cast_signed()),
            after.head.hash
        ])?;
        pen.chain = after;
        Ok(())
    }
}

/// The id of the log that the chain began with.
pub(crate) fn origin(conn: &Connection) -> Result<Option<u64>> {
    let sql = "SELECT log_id FROM log WHERE reason <> 'remote' ORDER BY id LIMIT 1";
    let id: Option<i64> = conn.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(id.map(i64::cast_unsigned))
}

/// The newest entry, or the first link of an empty log.
pub(crate) fn head(conn: &Connection) -> Result<Head> {
    let sql = "SELECT n, link FROM access ORDER BY n DESC LIMIT 1";
    let last = conn
        .query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<Digest>>(1)?)))
        .optional()?;
    match last {
        // A missing link is a broken one: what follows is chained to nothing, and the
        // verifier names the entry.
        Some((n, link)) => Ok(Head { n: n.cast_unsigned(), hash: link.unwrap_or_default() }),
        None => Ok(Keys::of(origin(conn)?.unwrap_or_default()).first()),
    }
}

impl Chain {
    /// Reads where the chain stands. Entries from before there was a chain are linked now,
    /// once; `n` is the last op of this desk's log.
    /// Answers also whether ops lie there that a running program would have bound.
    pub(crate) fn open(
        conn: &mut Connection,
        log: &Log,
        n: u64,
        mono_ms: i64,
    ) -> Result<(Self, bool)> {
        let origin = origin(conn)?.unwrap_or(log.log_id);
        let keys = Keys::of(origin);
        let is_old = is_unchained(conn)?;
        if is_old {
            link_old_entries(conn, &keys)?;
        }
        let signed: Option<i64> =
            conn.query_row("SELECT max(n) FROM checkpoint", [], |row| row.get(0))?;
        let mut chain = Self {
            keys,
            origin,
            head: head(conn)?,
            ops: Fold::of(log.log_id),
            signed: signed.unwrap_or_default().cast_unsigned(),
            signed_ms: mono_ms,
        };
        chain.fold_unbound(conn, log, n)?;
        let is_unlogged = !is_old && !chain.ops.is_empty();
        Ok((chain, is_unlogged))
    }

    fn fold_unbound(&mut self, conn: &Connection, log: &Log, n: u64) -> Result<()> {
        if n == 0 {
            return Ok(());
        }
        let sql = "SELECT ops_to FROM access WHERE ops_log = ?1 ORDER BY n DESC LIMIT 1";
        let bound: Option<i64> = conn.query_row(sql, [log.id], |row| row.get(0)).optional()?;
        let sql = "SELECT n, body FROM op
                   WHERE id > (?1 << 32 | ?2) AND id < (?1 + 1) << 32 ORDER BY id";
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query(params![log.id, bound.unwrap_or_default()])?;
        while let Some(row) = rows.next()? {
            // One that is spoiled is found by the verifier; it keeps nobody out of the records.
            let body = row.get_ref(1)?.as_blob().map_err(Error::internal)?;
            self.ops.add(row.get::<_, i64>(0)?.cast_unsigned(), &Body::as_found(body));
        }
        Ok(())
    }
}

/// Whether this is a database of a program that kept no chain: entries, and not one link.
fn is_unchained(conn: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM access)
                   AND NOT EXISTS (SELECT 1 FROM access
                       WHERE link IS NOT NULL OR ops_to IS NOT NULL)
                   AND NOT EXISTS (SELECT 1 FROM checkpoint)";
    Ok(conn.query_row(sql, [], |row| row.get(0))?)
}

fn link_old_entries(conn: &mut Connection, keys: &Keys) -> Result<()> {
    let tx = conn.transaction()?;
    {
        let mut entries = tx.prepare(
            "SELECT n, at, user, session, what, route, subject, outcome, detail
             FROM access ORDER BY n",
        )?;
        let mut linked = tx.prepare("UPDATE access SET link = ?2 WHERE n = ?1")?;
        let mut rows = entries.query([])?;
        let mut before = keys.first().hash;
        let mut bytes = Vec::new();
        while let Some(row) = rows.next()? {
            let line = Line {
                n: row.get(0)?,
                at: row.get(1)?,
                user: row.get_ref(2)?.as_bytes().map_err(Error::internal)?,
                session: row.get(3)?,
                what: row.get_ref(4)?.as_bytes().map_err(Error::internal)?,
                route: row.get_ref(5)?.as_bytes().map_err(Error::internal)?,
                subject: row.get_ref(6)?.as_bytes_or_null().map_err(Error::internal)?,
                outcome: row.get_ref(7)?.as_bytes().map_err(Error::internal)?,
                detail: row.get_ref(8)?.as_bytes().map_err(Error::internal)?,
                ops: None,
            };
            bytes.clear();
            line.encode(&mut bytes);
            before = keys.link(&before, &bytes);
            linked.execute(params![line.n, before])?;
        }
    }
    tx.commit()?;
    Ok(())
}
