//! One SQLite file. What it holds is sealed already, so the file itself is plain. One thread
//! writes; puts that wait while it commits are committed together, by one flush to the disk.

use std::fs::OpenOptions;
use std::path::Path;
use std::pin::pin;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use tokio::sync::oneshot;

use super::schema::{Settle, for_sqlite};
use super::{Error, Result, Row, Store, Tx, Value, Work};

/// Works in one commit: more would make the first of them wait.
const GROUP_MAX: usize = 256;
const READERS: usize = 4;
const BUSY: Duration = Duration::from_secs(10);
const STATEMENTS_KEPT: usize = 128;
/// 16 MB, if there are as many: hashes of seals fall anywhere in their index, and what is not
/// kept is read again.
const WRITER_PAGES: &str = "PRAGMA cache_size = -16384";

pub struct SqliteStore {
    incarnation: u64,
    way: Way,
}

enum Way {
    /// In the caller's own thread: futures of this store never wait.
    Here(Mutex<Connection>),
    Threads {
        writer: Sender<Box<dyn Job>>,
        reader: Sender<Box<dyn Job>>,
    },
}

impl SqliteStore {
    /// For simulations and tests.
    pub fn in_memory(incarnation: u64) -> Result<Self> {
        let mut connection = Connection::open_in_memory().map_err(storage)?;
        let incarnation = prepare(&mut connection, incarnation)?;
        Ok(Self { incarnation, way: Way::Here(Mutex::new(connection)) })
    }

    /// `incarnation`: what the store is called if it has to be made.
    pub fn open(path: &Path, incarnation: u64) -> Result<Self> {
        for_us_alone(path)?;
        let mut connection = Connection::open(path).map_err(storage)?;
        let settings = ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", WRITER_PAGES];
        for pragma in settings {
            connection.execute_batch(pragma).map_err(storage)?;
        }
        let incarnation = prepare(&mut connection, incarnation)?;
        let (writer, works) = mpsc::channel();
        spawn("store-writer", move || write_all(&mut connection, &works))?;
        let (reader, works) = mpsc::channel();
        let works = Arc::new(Mutex::new(works));
        for _ in 0..READERS {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let mut connection = Connection::open_with_flags(path, flags).map_err(storage)?;
            set_up(&connection)?;
            let works = works.clone();
            spawn("store-reader", move || read_all(&mut connection, &works))?;
        }
        Ok(Self { incarnation, way: Way::Threads { writer, reader } })
    }

    pub fn incarnation(&self) -> u64 {
        self.incarnation
    }

    /// The database itself, of a store in memory: a simulator copies and damages it.
    pub fn with_connection<T>(&self, use_it: impl FnOnce(&mut Connection) -> T) -> Option<T> {
        match &self.way {
            Way::Here(connection) => Some(use_it(&mut lock(connection))),
            Way::Threads { .. } => None,
        }
    }

    /// A whole copy of the file at this moment, while others go on writing.
    pub fn back_up(path: &Path, to: &Path) -> Result<()> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let connection = connection.map_err(storage)?;
        connection.busy_timeout(BUSY).map_err(storage)?;
        let part = to.with_extension("part");
        let _ = std::fs::remove_file(&part);
        for_us_alone(&part)?;
        let target = part.to_str().ok_or_else(|| Error::Storage("a name not in UTF-8".into()))?;
        connection.execute("VACUUM INTO ?1", [target]).map_err(storage)?;
        let copy = Connection::open(&part).map_err(storage)?;
        let check = copy.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
        if check.map_err(storage)? != "ok" {
            return Err(Error::Damaged("the copy, or what it was copied from"));
        }
        drop(copy);
        let io = |error: std::io::Error| Error::Storage(error.to_string());
        std::fs::File::open(&part).and_then(|file| file.sync_all()).map_err(io)?;
        std::fs::rename(&part, to).map_err(io)?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::File::open(folder.unwrap_or(Path::new("."))).map_err(io)?;
        folder.sync_all().map_err(io)
    }
}

/// Makes the file, if there is none, so that nobody else may read it. What SQLite puts beside
/// it gets the same rights.
fn for_us_alone(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| Error::Storage(error.to_string()))
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    let thread = thread::Builder::new().name(name.to_owned()).spawn(work);
    thread.map(drop).map_err(|error| Error::Storage(error.to_string()))
}

fn set_up(connection: &Connection) -> Result<()> {
    connection.busy_timeout(BUSY).map_err(storage)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(())
}

fn prepare(connection: &mut Connection, incarnation: u64) -> Result<u64> {
    set_up(connection)?;
    connection.execute_batch("BEGIN IMMEDIATE").map_err(storage)?;
    for statement in for_sqlite() {
        connection.execute_batch(&statement).map_err(storage)?;
    }
    let incarnation = at_once(Settle { incarnation }.run(&mut SqliteTx { connection }))?;
    connection.execute_batch("COMMIT").map_err(storage)?;
    Ok(incarnation)
}

/// The message alone: it holds no value that was bound.
fn storage(error: rusqlite::Error) -> Error {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => {
            Error::Storage(message.unwrap_or_else(|| code.to_string()))
        }
        other => Error::Storage(other.to_string()),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// SQLite never waits for anything outside of the call.
fn at_once<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Err(Error::Damaged("a work that waits for something else")),
    }
}

struct SqliteTx<'a> {
    connection: &'a mut Connection,
}

fn spelt(sql: &str) -> String {
    sql.trim_end().trim_end_matches("FOR UPDATE").replace('$', "?")
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value(value: ValueRef<'_>) -> Result<Value> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Blob(bytes) => Ok(Value::Blob(bytes.to_vec())),
        ValueRef::Real(_) | ValueRef::Text(_) => Err(Error::Damaged("neither number nor bytes")),
    }
}

impl Tx for SqliteTx<'_> {
    async fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        let mut statement = self.connection.prepare_cached(&spelt(sql)).map_err(storage)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(values)).map_err(storage)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(storage)? {
            let values = (0..columns).map(|at| value(row.get_ref(at).map_err(storage)?));
            found.push(Row(values.collect::<Result<_>>()?));
        }
        Ok(found)
    }

    async fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        let mut statement = self.connection.prepare_cached(&spelt(sql)).map_err(storage)?;
        let count = statement.execute(params_from_iter(values)).map_err(storage)?;
        Ok(count as u64)
    }
}

/// A work with somebody who waits for it.
trait Job: Send {
    fn run(&mut self, connection: &mut Connection) -> bool;
    fn fail(&mut self, why: &Error);
    fn tell(self: Box<Self>);
}

struct Asked<W: Work> {
    work: W,
    outcome: Result<W::Out>,
    reply: oneshot::Sender<Result<W::Out>>,
}

impl<W: Work> Job for Asked<W> {
    fn run(&mut self, connection: &mut Connection) -> bool {
        self.outcome = at_once(self.work.run(&mut SqliteTx { connection }));
        self.outcome.is_ok()
    }

    fn fail(&mut self, why: &Error) {
        if self.outcome.is_ok() {
            self.outcome = Err(why.clone());
        }
    }

    fn tell(self: Box<Self>) {
        // Whoever went away has no use for the answer.
        let _ = self.reply.send(self.outcome);
    }
}

fn write_all(connection: &mut Connection, works: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = works.recv() {
        let mut group = vec![first];
        group.extend(works.try_iter().take(GROUP_MAX - 1));
        write_group(connection, &mut group);
        group.into_iter().for_each(Job::tell);
    }
}

fn write_group(connection: &mut Connection, group: &mut [Box<dyn Job>]) {
    let mut written = (|| {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(storage)?;
        for job in group.iter_mut() {
            connection.execute_batch("SAVEPOINT job").map_err(storage)?;
            let end = match job.run(connection) {
                true => "RELEASE job",
                false => "ROLLBACK TO job; RELEASE job",
            };
            // A full disk ends the whole transaction: then this fails, and all with it.
            connection.execute_batch(end).map_err(storage)?;
        }
        connection.execute_batch("COMMIT").map_err(storage)
    })();
    if !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
        written = written.and(Err(Error::Storage("the transaction did not end".into())));
    }
    if let Err(why) = written {
        group.iter_mut().for_each(|job| job.fail(&why));
    }
}

fn read_all(connection: &mut Connection, works: &Mutex<Receiver<Box<dyn Job>>>) {
    loop {
        let next = lock(works).recv();
        let Ok(mut job) = next else { return };
        // One snapshot for all of its statements.
        match connection.execute_batch("BEGIN").map_err(storage) {
            Ok(()) => {
                job.run(connection);
                let _ = connection.execute_batch("COMMIT");
            }
            Err(why) => job.fail(&why),
        }
        job.tell();
    }
}

async fn ask<W: Work>(to: &Sender<Box<dyn Job>>, work: W) -> Result<W::Out> {
    let gone = || Error::Storage("its thread has ended".into());
    let (reply, answer) = oneshot::channel();
    let unrun = Err(Error::Storage("it was not run".into()));
    to.send(Box::new(Asked { work, outcome: unrun, reply })).map_err(|_| gone())?;
    answer.await.map_err(|_| gone())?
}

fn here<W: Work>(connection: &Mutex<Connection>, begin: &str, work: &W) -> Result<W::Out> {
    let mut connection = lock(connection);
    connection.execute_batch(begin).map_err(storage)?;
    let outcome = at_once(work.run(&mut SqliteTx { connection: &mut connection }));
    let outcome = match outcome {
        Ok(out) => connection.execute_batch("COMMIT").map_err(storage).map(|()| out),
        Err(error) => Err(error),
    };
    if !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    outcome
}

impl Store for SqliteStore {
    async fn read<W: Work>(&self, work: W) -> Result<W::Out> {
        match &self.way {
            Way::Here(connection) => here(connection, "BEGIN", &work),
            Way::Threads { reader, .. } => ask(reader, work).await,
        }
    }

    async fn write<W: Work>(&self, work: W) -> Result<W::Out> {
        match &self.way {
            Way::Here(connection) => here(connection, "BEGIN IMMEDIATE", &work),
            Way::Threads { writer, .. } => ask(writer, work).await,
        }
    }

    fn is_shared(&self) -> bool {
        false
    }

    /// The writer takes the next while the first is answered.
    fn writes_at_once(&self) -> usize {
        match &self.way {
            Way::Here(_) => 1,
            Way::Threads { .. } => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values;

    /// Writes this many bytes, then fails or not.
    struct Write {
        id: u8,
        bytes: usize,
        is_wrong: bool,
    }

    impl Work for Write {
        type Out = ();

        async fn run<T: Tx>(&self, tx: &mut T) -> Result<()> {
            let sql = "INSERT INTO control (clinic_id, n, hash, body) VALUES ($1, 1, $1, $2)";
            tx.run(sql, &values![&[self.id][..], &vec![1; self.bytes][..]]).await?;
            if self.is_wrong { Err(Error::Damaged("wrong")) } else { Ok(()) }
        }
    }

    type Reply = oneshot::Receiver<Result<()>>;

    fn asked(id: u8, bytes: usize, is_wrong: bool) -> (Box<dyn Job>, Reply) {
        let (reply, answer) = oneshot::channel();
        let outcome = Err(Error::Storage("not run".into()));
        let work = Write { id, bytes, is_wrong };
        (Box::new(Asked { work, outcome, reply }), answer)
    }

    fn written(connection: &mut Connection, works: Vec<(Box<dyn Job>, Reply)>) -> Vec<bool> {
        let (mut group, answers): (Vec<_>, Vec<_>) = works.into_iter().unzip();
        write_group(connection, &mut group);
        group.into_iter().for_each(Job::tell);
        assert!(connection.is_autocommit());
        answers.into_iter().map(|mut answer| answer.try_recv().unwrap().is_ok()).collect()
    }

    fn kept(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM control", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn of_a_group_those_are_kept_that_did_not_fail() {
        let mut connection = Connection::open_in_memory().unwrap();
        prepare(&mut connection, 1).unwrap();
        let works = vec![asked(1, 9, false), asked(2, 9, true), asked(3, 9, false)];
        assert_eq!(written(&mut connection, works), [true, false, true]);
        assert_eq!(kept(&connection), 2);
    }

    #[test]
    fn on_a_full_disk_nobody_is_told_that_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = Connection::open(folder.path().join("store")).unwrap();
        prepare(&mut connection, 1).unwrap();
        connection.execute_batch("PRAGMA max_page_count = 60").unwrap();
        let works = vec![asked(1, 9, false), asked(2, 1 << 20, false), asked(3, 9, false)];
        let told = written(&mut connection, works);
        let count = told.iter().filter(|is_kept| **is_kept).count();
        assert_eq!(kept(&connection), count as i64);
        assert!(!told[1]);
        assert_eq!(written(&mut connection, vec![asked(4, 9, false)]), [true], "and goes on");
    }
}
