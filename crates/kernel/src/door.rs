//! The one door: finds the route, checks the session's permission, runs it in a
//! transaction of its own and keeps the access log. Nothing else opens a transaction.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension, params};

use crate::access::{Chain, PROGRAM_ROUTE, UNLOGGED_ROUTE};
use crate::body::{self, Forgets};
use crate::broken;
use crate::chain::Fold;
use crate::read::Surroundings;
use crate::route::Run;
use crate::views::Views;
use crate::{
    Access, Body, Catalog, Clock, ClockGuard, Code, Command, Error, Hlc, Host, Memory, Migration,
    Mint, Op, Permission, Query, Read, Result, Route, RowId, Seal, Session, TableSpec, Timestamp,
    Tx, What, Zone, checkpoint, migrate, open_restored_log, redact, reduce,
};

type Json = serde_json::Value;

/// How long a request is remembered: longer than anybody waits before a second click.
const REQUEST_MS: i64 = 24 * 3600 * 1000;

/// A visit with its bill asks and writes some ninety; of the sixteen that are kept otherwise
/// each throws out the next.
const STATEMENTS_KEPT: usize = 256;

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
    pub chain: Chain,
}

impl Pen {
    /// Nothing of the log before is left to be bound: every transaction binds its own.
    fn begin(&mut self, log: Log) {
        self.chain.ops = Fold::of(log.log_id);
        (self.n, self.log) = (0, log);
    }
}

struct Writer {
    conn: Connection,
    pen: Pen,
}

pub struct Door {
    // Closed first: only the last connection to close, if it may write, clears the journal.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Writer>,
    catalog: Catalog,
    around: Surroundings,
    routes: BTreeMap<&'static str, Route>,
    views: Views,
    refusals: AtomicU64,
    _forgets: Forgets,
}

impl Door {
    pub fn open(opening: Opening<'_>) -> Result<Self> {
        let Opening { mut writer, readers, migrations, tables, routes, clock, host, .. } = opening;
        let mut mint = opening.mint;
        let seal = host.seal();
        for conn in readers.iter().chain([&writer]) {
            teach_to_open(conn, seal.clone())?;
            conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        }
        migrate(&mut writer, migrations)?;
        body::lay_dictionary(&writer)?;
        let catalog = Catalog::read(&writer, tables)?;
        let log = this_log(&writer, &mut mint, clock.now().0)?;
        let (n, hlc) = last_written(&writer, log.id, clock.now())?;
        writer.execute("DELETE FROM request WHERE at < ?1", [clock.now().0 - REQUEST_MS])?;
        let (chain, is_unlogged) = Chain::open(&mut writer, &log, n, clock.monotonic())?;
        let mut pen = Pen { mint, hlc, n, log: log.clone(), chain };
        if !pen.chain.ops.is_empty() {
            let route = if is_unlogged { UNLOGGED_ROUTE } else { PROGRAM_ROUTE };
            let entry = Access { what: What::Command, route, subject: None, detail: "" };
            entry.write(&writer, &mut pen, &Session::program(), clock.now())?;
        }
        let guard = ClockGuard::open(&writer, clock.as_ref())?;
        let door = Self {
            writer: Mutex::new(Writer { conn: writer, pen }),
            readers: Mutex::new(readers),
            catalog,
            around: Surroundings {
                clock,
                host,
                memory: Memory::default(),
                guard,
                zone: RwLock::new(opening.zone),
                log: RwLock::new(log),
                seal,
            },
            routes: routes.into_iter().map(|route| (route.name, route)).collect(),
            views: Views::default(),
            refusals: AtomicU64::new(0),
            _forgets: Forgets,
        };
        door.apply_upgraded()?;
        Ok(door)
    }

    /// Other desks may have a newer program: what they wrote waits for this one's upgrade.
    fn apply_upgraded(&self) -> Result<()> {
        let session = Session::program();
        let sql = "SELECT 1 FROM parked WHERE why IN ('table', 'column') LIMIT 1";
        let is_waiting = self.writer().conn.query_row(sql, [], |_| Ok(())).optional()?.is_some();
        match is_waiting {
            true => self.write(&session, |tx| reduce::apply_upgraded(tx, &self.catalog)),
            false => Ok(()),
        }
    }

    pub fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.values()
    }

    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Goes on in a new log, under a new code: another database has this desk's past, and
    /// wrote on. `taken` are codes that are in use elsewhere.
    pub fn open_log(&self, taken: &[String]) -> Result<Log> {
        let mut writer = self.writer();
        let Writer { conn, pen } = &mut *writer;
        let tx = conn.transaction()?;
        let log = open_restored_log(&tx, &mut pen.mint, self.around.clock.now(), taken)?;
        tx.commit()?;
        pen.begin(log.clone());
        self.around.set_log(log.clone());
        Ok(log)
    }

    /// Gives a desk that has written nothing the code that the clinic has for it.
    pub fn take_code(&self, code: &str) -> Result<()> {
        let mut writer = self.writer();
        let Writer { conn, pen } = &mut *writer;
        let sql = "UPDATE log SET desk = ?1
                   WHERE id = ?2 AND NOT EXISTS
                       (SELECT 1 FROM op WHERE id > ?2 << 32 AND id < (?2 + 1) << 32)";
        if conn.execute(sql, params![code, pen.log.id])? == 0 {
            return Err(Error::internal("a desk that has written keeps its code"));
        }
        pen.log.desk = code.to_owned();
        self.around.set_log(pen.log.clone());
        Ok(())
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
                let done = self.read(session, |read| run(read, args));
                let (answer, subject) = self.refusal(session, found.name, done)?;
                self.log_query(session, found.name, logged, subject)?;
                Ok(answer)
            }
            Run::Command(run, before) => {
                self.log_before(session, found.name, before)?;
                let done = self.write(session, |tx| {
                    if let Some(reply) = replied(tx, request, found.name)? {
                        return Ok(reply);
                    }
                    let (answer, subject) = run(tx, args)?;
                    if before.is_none() {
                        log_command(tx, found.name, subject)?;
                    }
                    remember(tx, request, found.name, &answer)?;
                    Ok(answer)
                });
                self.refusal(session, found.name, done)
            }
        }
    }

    pub fn is_command(&self, route: &str) -> bool {
        self.routes.get(route).is_some_and(|found| matches!(found.run, Run::Command(..)))
    }

    /// Typed: tests, the demo generator, one command that needs another.
    pub fn command<C: Command>(&self, session: &Session, command: C) -> Result<C::Output> {
        self.check(session, C::ROUTE, C::PERMISSION)?;
        self.log_before(session, C::ROUTE, C::BEFORE)?;
        let done = self.write(session, |tx| {
            let output = command.run(tx)?;
            if C::BEFORE.is_none() {
                log_command(tx, C::ROUTE, C::subject(&output))?;
            }
            Ok(output)
        });
        self.refusal(session, C::ROUTE, done)
    }

    pub fn query<Q: Query>(&self, session: &Session, query: Q) -> Result<Q::Output> {
        self.check(session, Q::ROUTE, Q::PERMISSION)?;
        let subject = query.subject();
        let done = self.read(session, |read| query.run(read));
        let output = self.refusal(session, Q::ROUTE, done)?;
        self.log_query(session, Q::ROUTE, Q::LOGGED, subject)?;
        Ok(output)
    }

    /// The wall clock, or the time of the newest op where that is later: a clock that was
    /// set back makes nothing valid again.
    pub fn latest(&self) -> Timestamp {
        let newest = self.writer().pen.hlc.ms();
        Timestamp(newest.max(self.around.clock.now().0))
    }

    /// An entry in a transaction of its own.
    pub fn log(&self, session: &Session, entry: &Access<'_>) -> Result<()> {
        self.entry(session, entry)
    }

    /// A refusal in front of the door. A screen that asks again by itself is told of once
    /// in five minutes.
    pub fn turn_away(&self, session: &Session, route: &str, detail: &str) -> Result<()> {
        let route = match self.routes.get(route) {
            Some(route) => route.name,
            None => "?",
        };
        let (asked, now) = (format!("{route} {detail}"), self.around.clock.monotonic());
        if self.views.is_known(session, &asked, None, now) {
            return Ok(());
        }
        self.note(session, What::Refused, route, detail)?;
        self.views.keep(session, &asked, None, now);
        Ok(())
    }

    /// How many refusals this door has written.
    pub fn refusals(&self) -> u64 {
        self.refusals.load(Ordering::Relaxed)
    }

    pub fn note(&self, session: &Session, what: What, route: &str, detail: &str) -> Result<()> {
        self.entry(session, &Access { what, route, subject: None, detail })
    }

    /// The program began: what it is, and by which key this desk signs from now on.
    pub fn begin(&self, version: &str) -> Result<()> {
        let key = self.around.host.desk_key().ok().map(|key| checkpoint::key_name(&key));
        let named = key.as_ref().map(|key| format!(" key={key}")).unwrap_or_default();
        let detail = format!("{version} log={:016x}{named}", self.around.log().log_id);
        let program = Session::program();
        self.note(&program, What::Start, "desk.start", &detail)?;
        let mut writer = self.writer();
        let Writer { conn, pen } = &mut *writer;
        // A desk that never signed this log signs at once: whose it is must be told.
        match checkpoint::last_key(conn)? == key {
            true => Ok(()),
            false => checkpoint::sign(conn, pen, &self.around),
        }
    }

    /// The program ends, as far as it is told.
    pub fn end(&self) -> Result<()> {
        self.note(&Session::program(), What::Start, "desk.stop", "")?;
        self.checkpoint()
    }

    /// Writes into the log that the clock was moved, if it was. Answers by how much it is
    /// not believed now, in milliseconds: behind if negative.
    pub fn look_at_clock(&self) -> Result<Option<i64>> {
        if let Some(moved_ms) = self.around.guard.notice(self.around.clock.as_ref()) {
            let detail = format!("{} s", moved_ms / 1_000);
            let (what, route) = (What::Clock, "desk.clock");
            let entry = Access { what, route, subject: None, detail: &detail };
            self.entry(&Session::program(), &entry)?;
        }
        Ok(self.around.guard.off_ms())
    }

    /// The desk signs the log as far as it has come: at a lock, a close, the day's close.
    pub fn checkpoint(&self) -> Result<()> {
        let mut writer = self.writer();
        let Writer { conn, pen } = &mut *writer;
        checkpoint::sign(conn, pen, &self.around)
    }

    /// One transaction: all of it, or nothing.
    pub fn write<T>(
        &self,
        session: &Session,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut writer = self.writer();
        let Writer { conn, pen } = &mut *writer;
        let (hlc, n, chain) = (pen.hlc, pen.n, pen.chain);
        if !broken::is_removed("all or nothing") {
            conn.execute_batch("BEGIN IMMEDIATE")?;
        }
        let read = Read::new(conn, &self.around, session);
        let done = work(&mut Tx::new(read, &self.catalog, pen))
            .and_then(|output| self.bind(conn, pen, session).map(|()| output))
            .and_then(|output| match broken::is_removed("all or nothing") {
                true => Ok(output),
                false => Ok(conn.execute_batch("COMMIT").map(|()| output)?),
            });
        if done.is_err() {
            pen.n = n;
            pen.hlc = hlc;
            pen.chain = chain;
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
        self.look_at_clock()?;
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
        let now = self.around.clock.monotonic();
        if what == What::View && self.views.is_known(session, route, subject, now) {
            return Ok(());
        }
        self.entry(session, &Access { what, route, subject, detail: "" })?;
        if what == What::View {
            self.views.keep(session, route, subject, now);
        }
        Ok(())
    }

    fn entry(&self, session: &Session, entry: &Access<'_>) -> Result<()> {
        let mut writer = self.writer();
        let Writer { conn, pen } = &mut *writer;
        entry.write(conn, pen, session, self.around.clock.now())?;
        if entry.what == What::Refused {
            self.refusals.fetch_add(1, Ordering::Relaxed);
        }
        // Nobody waits at a lock, and what was done before it is finished.
        let is_rest = matches!(entry.what, What::Lock | What::SignOut);
        if is_rest || checkpoint::is_due(pen, self.around.clock.monotonic()) {
            checkpoint::sign(conn, pen, &self.around)?;
        }
        Ok(())
    }

    /// Nothing is committed that no entry answers for.
    fn bind(&self, conn: &Connection, pen: &mut Pen, session: &Session) -> Result<()> {
        if !pen.chain.ops.is_empty() {
            let (what, route) = (What::Command, PROGRAM_ROUTE);
            let entry = Access { what, route, subject: None, detail: "" };
            entry.write(conn, pen, session, self.around.clock.now())?;
        }
        if checkpoint::is_due(pen, self.around.clock.monotonic()) {
            checkpoint::sign(conn, pen, &self.around)?;
        }
        Ok(())
    }

    /// What leaves the program is in the log before it leaves.
    fn log_before(&self, session: &Session, route: &str, before: Option<What>) -> Result<()> {
        match before {
            Some(what) => self.note(session, what, route, "begins"),
            None => Ok(()),
        }
    }

    /// A refusal that was found inside a call: its transaction is gone, its entry stays.
    fn refusal<T>(&self, session: &Session, route: &str, done: Result<T>) -> Result<T> {
        if let Err(error) = &done
            && error.is_refusal()
        {
            let (what, subject, detail) = (What::Refused, error.about, &error.message);
            self.entry(session, &Access { what, route, subject, detail })?;
        }
        done
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // A panic inside a transaction left it open and the pen ahead of the database: both
        // are set back before anybody writes again.
        self.writer.lock().unwrap_or_else(|poisoned| {
            let mut writer = poisoned.into_inner();
            if !writer.conn.is_autocommit() {
                let _ = writer.conn.execute_batch("ROLLBACK");
            }
            self.around.memory.clear();
            let Writer { conn, pen } = &mut *writer;
            let mono_ms = self.around.clock.monotonic();
            if let Ok((n, hlc)) = last_written(conn, pen.log.id, self.around.clock.now())
                && let Ok((chain, _)) = Chain::open(conn, &pen.log, n, mono_ms)
            {
                (pen.n, pen.hlc, pen.chain) = (n, hlc, chain);
                self.writer.clear_poison();
            }
            writer
        })
    }
}

fn log_command(tx: &mut Tx<'_>, route: &'static str, subject: Option<RowId>) -> Result<()> {
    if route.starts_with("drafts.") {
        return Ok(());
    }
    tx.log(&Access { what: What::Command, route, subject, detail: "" })
}

fn replied(tx: &Tx<'_>, request: Option<RowId>, route: &str) -> Result<Option<Json>> {
    let Some(request) = request else { return Ok(None) };
    let sql = "SELECT reply FROM request WHERE id = ?1 AND route = ?2";
    let mut statement = tx.conn().prepare_cached(sql)?;
    let reply: Option<String> =
        statement.query_row(params![request, route], |row| row.get(0)).optional()?;
    let Some(reply) = reply else { return Ok(None) };
    Ok(serde_json::from_str(&tx.seal().open("reply", request, &reply)?)?)
}

fn remember(tx: &mut Tx<'_>, request: Option<RowId>, route: &str, answer: &Json) -> Result<()> {
    let Some(request) = request else { return Ok(()) };
    let text = tx.sealed_here("reply", request, &answer.to_string())?;
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

/// Where this log stands, and the latest stamp that this desk wrote in any of its own: a new
/// log of an old database must not write before them, whatever the computer's clock says.
fn last_written(conn: &Connection, log: i64, now: Timestamp) -> Result<(u64, Hlc)> {
    let mut statement = conn.prepare("SELECT id FROM log WHERE reason <> 'remote' ORDER BY id")?;
    let logs = statement.query_map([], |row| row.get::<_, i64>(0))?;
    let logs = logs.collect::<std::result::Result<Vec<_>, _>>()?;
    let (mut written, mut hlc) = (0, Hlc::default());
    // The latest that this desk's own clock ever said: setting it back makes nothing earlier.
    let sql = "SELECT max(at) FROM (SELECT at FROM access ORDER BY n DESC LIMIT 1000)";
    let said: Option<i64> = conn.query_row(sql, [], |row| row.get(0))?;
    let now = Timestamp(now.0.max(said.unwrap_or(now.0)));
    let mut statement = conn.prepare(
        "SELECT n, body FROM op WHERE id > ?1 << 32 AND id < (?1 + 1) << 32
         ORDER BY id DESC LIMIT 1000",
    )?;
    for id in logs {
        let mut rows = statement.query([id])?;
        let (mut last, mut believed) = (None, None);
        while let Some(row) = rows.next()? {
            let op = Op::decode(&row.get::<_, Body<'static>>(1)?)?;
            let n = row.get::<_, i64>(0)?.cast_unsigned();
            let (newest, _) = *last.get_or_insert((op.hlc, n));
            if op.hlc.is_near(now) || newest.is_near(now) {
                believed = Some(op.hlc);
                break;
            }
        }
        if id == log {
            // No number comes twice, also where its op is no more.
            written = redact::last_gone(conn, log)?.max(last.map_or(0, |(_, n)| n));
        }
        let Some((newest, _)) = last else { continue };
        // Where no stamp is near the clock, the clock is the one that is wrong.
        hlc = hlc.max(believed.unwrap_or(newest));
    }
    Ok((written, hlc))
}
