//! The one door: finds the route, checks the session's permission, runs it in a
//! transaction of its own and keeps the access log. Nothing else opens a transaction.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, params};

use crate::read::Surroundings;
use crate::route::Run;
use crate::{
    Access, Catalog, Clock, Code, Command, Error, Hlc, Host, Memory, Migration, Mint, Op,
    Permission, Query, Read, Result, Route, RowId, Seal, Session, TableSpec, Timestamp, Tx, What,
    Zone, migrate,
};

type Json = serde_json::Value;

/// How long a request is remembered: longer than anybody waits before a second click.
const REQUEST_MS: i64 = 24 * 3600 * 1000;

/// The log that this desk writes, and the code that heads its numbers.
#[derive(Clone, Debug)]
pub struct Log {
    pub id: i64,
    pub log_id: u64,
    pub desk: String,
}

/// What a door is opened with.
pub struct Opening<'a> {
    pub writer: Connection,
    /// Read-only connections to the same database; none for a database in memory.
    pub readers: Vec<Connection>,
    pub migrations: &'a [Migration],
    pub tables: &'a [TableSpec],
    pub routes: Vec<Route>,
    pub clock: Arc<dyn Clock>,
    pub host: Arc<dyn Host>,
    pub mint: Mint,
    pub zone: Zone,
}

/// What the writer alone holds: ids, the logical clock and its place in the log.
pub struct Pen {
    pub mint: Mint,
    pub hlc: Hlc,
    pub n: u64,
    pub log: Log,
}

struct Writer {
    conn: Connection,
    pen: Pen,
}

pub struct Door {
    writer: Mutex<Writer>,
    readers: Mutex<Vec<Connection>>,
    catalog: Catalog,
    around: Surroundings,
    routes: BTreeMap<&'static str, Route>,
}

impl Door {
    pub fn open(opening: Opening<'_>) -> Result<Self> {
        let Opening { mut writer, readers, migrations, tables, routes, clock, host, .. } = opening;
        let mut mint = opening.mint;
        let seal = host.seal();
        for conn in readers.iter().chain([&writer]) {
            teach_to_open(conn, seal.clone())?;
        }
        migrate(&mut writer, migrations)?;
        let catalog = Catalog::read(&writer, tables)?;
        let log = this_log(&writer, &mut mint, clock.now().0)?;
        let (n, hlc) = last_written(&writer, log.id)?;
        writer.execute("DELETE FROM request WHERE at < ?1", [clock.now().0 - REQUEST_MS])?;
        Ok(Self {
            writer: Mutex::new(Writer {
                conn: writer,
                pen: Pen { mint, hlc, n, log: log.clone() },
            }),
            readers: Mutex::new(readers),
            catalog,
            around: Surroundings {
                clock,
                host,
                memory: Memory::default(),
                zone: RwLock::new(opening.zone),
                log,
                seal,
            },
            routes: routes.into_iter().map(|route| (route.name, route)).collect(),
        })
    }

    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.values()
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub fn set_zone(&self, zone: Zone) {
        *self.around.zone.write().unwrap_or_else(PoisonError::into_inner) = zone;
    }

    /// By name and JSON: the window, the browser and the command line. A repeated
    /// `request` is answered as it was the first time and has no second effect.
    pub fn call(
        &self,
        session: &Session,
        route: &str,
        args: Json,
        request: Option<RowId>,
    ) -> Result<Json> {
        let found = self
            .routes
            .get(route)
            .ok_or_else(|| Error::new(Code::NoSuch, "errors-no-such-route").with("route", route))?;
        self.check(session, found.name, found.permission)?;
        match found.run {
            Run::Open => Err(Error::internal("an open route is answered in front of the door")),
            Run::Query(run, logged) => {
                let (answer, subject) = self.read(session, |read| run(read, args))?;
                self.log_query(session, found.name, logged, subject)?;
                Ok(answer)
            }
            Run::Command(run) => self.write(session, |tx| {
                if let Some(reply) = replied(tx, request, found.name)? {
                    return Ok(reply);
                }
                let (answer, subject) = run(tx, args)?;
                log_command(tx, found.name, subject)?;
                remember(tx, request, found.name, &answer)?;
                Ok(answer)
            }),
        }
    }

    /// Typed: tests, the demo generator, one command that needs another.
    pub fn command<C: Command>(&self, session: &Session, command: C) -> Result<C::Output> {
        self.check(session, C::ROUTE, C::PERMISSION)?;
        self.write(session, |tx| {
            let output = command.run(tx)?;
            log_command(tx, C::ROUTE, C::subject(&output))?;
            Ok(output)
        })
    }

    pub fn query<Q: Query>(&self, session: &Session, query: Q) -> Result<Q::Output> {
        self.check(session, Q::ROUTE, Q::PERMISSION)?;
        let subject = query.subject();
        let output = self.read(session, |read| query.run(read))?;
        self.log_query(session, Q::ROUTE, Q::LOGGED, subject)?;
        Ok(output)
    }

    /// The wall clock, or the time of the newest op where that is later: a clock that was
    /// set back makes nothing valid again.
    pub fn latest(&self) -> Timestamp {
        let newest = self.writer().pen.hlc.ms();
        Timestamp(newest.max(self.around.clock.now().0))
    }

    pub fn note(&self, session: &Session, what: What, route: &str, detail: &str) -> Result<()> {
        let writer = self.writer();
        let entry = Access { what, route, subject: None, detail };
        entry.write(&writer.conn, session, self.around.clock.now())
    }

    /// One transaction: all of it, or nothing.
    pub fn write<T>(
        &self,
        session: &Session,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut writer = self.writer();
        let Writer { conn, pen } = &mut *writer;
        let (hlc, n) = (pen.hlc, pen.n);
        conn.execute_batch("BEGIN IMMEDIATE")?;
        let read = Read::new(conn, &self.around, session);
        let done = work(&mut Tx::new(read, &self.catalog, pen))
            .and_then(|output| Ok(conn.execute_batch("COMMIT").map(|()| output)?));
        if done.is_err() {
            pen.n = n;
            pen.hlc = hlc;
            self.around.memory.clear();
            if !conn.is_autocommit() {
                conn.execute_batch("ROLLBACK")?;
            }
        }
        done
    }

    /// One snapshot.
    pub fn read<T>(
        &self,
        session: &Session,
        work: impl FnOnce(&Read<'_>) -> Result<T>,
    ) -> Result<T> {
        let reader = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(conn) = reader else {
            let writer = self.writer();
            return work(&Read::new(&writer.conn, &self.around, session));
        };
        let done = conn.execute_batch("BEGIN").map_err(Error::from).and_then(|()| {
            let done = work(&Read::new(&conn, &self.around, session));
            conn.execute_batch("COMMIT")?;
            done
        });
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        done
    }

    fn check(&self, session: &Session, route: &str, permission: Permission) -> Result<()> {
        let allowed = session.check(permission);
        if allowed.is_err() {
            self.note(session, What::Refused, route, permission.0)?;
        }
        allowed
    }

    fn log_query(
        &self,
        session: &Session,
        route: &str,
        logged: Option<What>,
        subject: Option<RowId>,
    ) -> Result<()> {
        let Some(what) = logged else { return Ok(()) };
        let writer = self.writer();
        let entry = Access { what, route, subject, detail: "" };
        entry.write(&writer.conn, session, self.around.clock.now())
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // A panic inside a transaction left it open; it is rolled back on the next BEGIN's
        // refusal, so the poisoned lock is safe to take once that is done.
        self.writer.lock().unwrap_or_else(|poisoned| {
            let writer = poisoned.into_inner();
            if !writer.conn.is_autocommit() {
                let _ = writer.conn.execute_batch("ROLLBACK");
            }
            self.around.memory.clear();
            writer
        })
    }
}

fn log_command(tx: &Tx<'_>, route: &'static str, subject: Option<RowId>) -> Result<()> {
    if route.starts_with("drafts.") {
        return Ok(());
    }
    let entry = Access { what: What::Command, route, subject, detail: "" };
    entry.write(tx.conn(), tx.session(), tx.now())
}

fn replied(tx: &Tx<'_>, request: Option<RowId>, route: &str) -> Result<Option<Json>> {
    let Some(request) = request else { return Ok(None) };
    let sql = "SELECT reply FROM request WHERE id = ?1 AND route = ?2";
    let reply: Option<String> =
        tx.conn().query_row(sql, params![request, route], |row| row.get(0)).optional()?;
    let Some(reply) = reply else { return Ok(None) };
    Ok(serde_json::from_str(&tx.seal().open("reply", request, &reply)?)?)
}

fn remember(tx: &mut Tx<'_>, request: Option<RowId>, route: &str, answer: &Json) -> Result<()> {
    let Some(request) = request else { return Ok(()) };
    let text = tx.sealed("reply", request, &answer.to_string())?;
    tx.conn()
        .prepare_cached("INSERT INTO request (id, at, route, reply) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![request, tx.now(), route, text])?;
    Ok(())
}

/// `opened(cell, column, row)` for questions that join a sealed cell to another row's id.
fn teach_to_open(conn: &Connection, seal: Arc<Seal>) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    conn.create_scalar_function("opened", 3, flags, move |call| {
        let text: Option<String> = call.get(0)?;
        let (Some(text), Some(row)) = (text, call.get::<Option<RowId>>(2)?) else {
            return Ok(None);
        };
        let column: String = call.get(1)?;
        let opened = seal.open(&column, row, &text);
        opened
            .map(|text| Some(text.into_owned()))
            .map_err(|cause| rusqlite::Error::UserFunctionError(cause.message.into()))
    })?;
    Ok(())
}

fn this_log(conn: &Connection, mint: &mut Mint, now: i64) -> Result<Log> {
    let read = |row: &rusqlite::Row<'_>| {
        let log_id: i64 = row.get(1)?;
        Ok(Log { id: row.get(0)?, log_id: log_id.cast_unsigned(), desk: row.get(2)? })
    };
    let sql = "SELECT id, log_id, desk FROM log WHERE reason <> 'remote' ORDER BY id DESC LIMIT 1";
    if let Some(log) = conn.query_row(sql, [], read).optional()? {
        return Ok(log);
    }
    let log_id = mint.random_u64();
    conn.execute(
        "INSERT INTO log (id, log_id, desk, opened_at, reason) VALUES (1, ?1, 'A', ?2, 'first')",
        params![log_id.cast_signed(), now],
    )?;
    Ok(Log { id: 1, log_id, desk: "A".into() })
}

/// Where this log stands, and the latest stamp of any: a new log of an old database must
/// not write before what it has seen, whatever the computer's clock says.
fn last_written(conn: &Connection, log: i64) -> Result<(u64, Hlc)> {
    let mut statement = conn.prepare("SELECT id FROM log ORDER BY id")?;
    let logs = statement.query_map([], |row| row.get::<_, i64>(0))?;
    let logs = logs.collect::<std::result::Result<Vec<_>, _>>()?;
    let (mut written, mut hlc) = (0, Hlc::default());
    let sql = "SELECT n, body FROM op WHERE log = ?1 ORDER BY n DESC LIMIT 1";
    for id in logs {
        let last: Option<(i64, Vec<u8>)> =
            conn.query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((n, body)) = last else { continue };
        hlc = hlc.max(Op::decode(&body)?.hlc);
        if id == log {
            written = n.cast_unsigned();
        }
    }
    Ok((written, hlc))
}
