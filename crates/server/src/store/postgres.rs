//! PostgreSQL, and what speaks like it. A transaction may be refused for another's sake
//! (40001, 40P01), and a commit may happen though its reply is lost: either way the work is
//! run again, on whichever connection is alive.
//!
//! The connection is not encrypted: the database is to be on this computer or in a network
//! that carries nothing else. What it stores is sealed in any case.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool::managed::QueueMode;
use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Metrics, Object, Pool, RecyclingMethod,
    Runtime,
};
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::schema::{Settle, for_postgres};
use super::{Error, Result, Row, Store, Tx, Value, Work};

const CONNECTIONS_MAX: usize = 32;
const TRIES: u32 = 40;
const PAUSE_MS_MAX: u64 = 200;
const CONNECT: Duration = Duration::from_secs(5);
const WAIT: Duration = Duration::from_secs(10);
const WORK: Duration = Duration::from_secs(30);
/// For a work that can be cut into smaller ones.
const MANY_TRIES: u32 = 6;
const MANY_WORK: Duration = Duration::from_secs(3);
/// While one waits for the disk, another is worked on. With more, fewer go together.
const WRITES_AT_ONCE: usize = 2;

/// What a test lets happen to a transaction that is about to be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strike {
    Serialization,
    Deadlock,
    /// The connection is gone before the commit.
    Cut,
    /// The commit happened and nobody hears of it.
    LostReply,
}

type Mischief = Box<dyn Fn() -> Option<Strike> + Send + Sync>;

pub struct PostgresStore {
    pool: Pool,
    incarnation: u64,
    mischief: Option<Mischief>,
}

enum Failed {
    /// Another try may succeed.
    Again(Error),
    For(Error),
}

impl PostgresStore {
    /// `address` as PostgreSQL writes it: `postgres://user@host/database` or `host=… user=…`.
    pub async fn open(address: &str, incarnation: u64) -> Result<Self> {
        let unclear = |_| Error::Storage("the address of the database is not understood".into());
        let mut config: tokio_postgres::Config = address.parse().map_err(unclear)?;
        config.connect_timeout(CONNECT).application_name("vaidya-server");
        let recycling_method = RecyclingMethod::Fast;
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method });
        let builder = Pool::builder(manager).max_size(CONNECTIONS_MAX).runtime(Runtime::Tokio1);
        let builder = builder.wait_timeout(Some(WAIT)).create_timeout(Some(CONNECT));
        // The one that was used last knows its statements.
        let builder = builder.queue_mode(QueueMode::Lifo).post_create(Hook::async_fn(plan_once));
        let pool = builder.build().map_err(|error| Error::Storage(error.to_string()))?;
        let mut store = Self { pool, incarnation, mischief: None };
        store.make_tables().await?;
        store.incarnation = store.write(Settle { incarnation }).await?;
        Ok(store)
    }

    pub fn incarnation(&self) -> u64 {
        self.incarnation
    }

    /// For tests: asked before each commit.
    #[must_use]
    pub fn with_mischief(mut self, mischief: Mischief) -> Self {
        self.mischief = Some(mischief);
        self
    }

    /// Two nodes may start at once, and then the catalogue refuses one of them in many ways:
    /// whatever is said is asked again, for a moment.
    async fn make_tables(&self) -> Result<()> {
        for sql in for_postgres() {
            for attempt in 0.. {
                let made = match self.client().await {
                    Ok(client) => client.batch_execute(&sql).await.map_err(|why| failed(&why)),
                    Err(why) => Err(why),
                };
                match made {
                    Ok(()) => break,
                    Err(_) if attempt < TRIES / 2 => pause(attempt).await,
                    Err(why) => return Err(why.into_error()),
                }
            }
        }
        Ok(())
    }

    async fn client(&self) -> std::result::Result<Object, Failed> {
        self.pool.get().await.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(error) => failed(&error),
            other => Failed::For(Error::Storage(other.to_string())),
        })
    }

    async fn write_once<W: Work>(&self, work: &W) -> std::result::Result<W::Out, Failed> {
        let mut tx = PostgresTx::on(self.client().await?);
        tx.control("BEGIN").await?;
        let outcome = work.run(&mut tx).await;
        let outcome = match outcome {
            Ok(out) => out,
            Err(error) => {
                let failed = tx.failed(error);
                tx.control("ROLLBACK").await?;
                tx.finish();
                return Err(failed);
            }
        };
        let strike = self.mischief.as_ref().and_then(|mischief| mischief());
        if let Some(strike @ (Strike::Serialization | Strike::Deadlock)) = strike {
            tx.raise(strike).await?;
        }
        if strike == Some(Strike::Cut) {
            return Err(Failed::Again(Error::Storage("cut".into())));
        }
        // Lost on the way, this may or may not have happened: the work finds out.
        tx.control("COMMIT").await?;
        if strike == Some(Strike::LostReply) {
            return Err(Failed::Again(Error::Storage("lost".into())));
        }
        tx.finish();
        Ok(outcome)
    }

    async fn read_once<W: Work>(&self, work: &W) -> std::result::Result<W::Out, Failed> {
        let mut tx = PostgresTx::on(self.client().await?);
        match work.run(&mut tx).await {
            Ok(out) => {
                tx.finish();
                Ok(out)
            }
            Err(error) => Err(tx.failed(error)),
        }
    }

    async fn persist<W: Work>(&self, work: &W, is_write: bool) -> Result<W::Out> {
        let (tries, limit) = match work.is_many() {
            true => (MANY_TRIES, MANY_WORK),
            false => (TRIES, WORK),
        };
        let mut attempt = 0;
        loop {
            let slow = |_| Err(Failed::For(Error::Storage("it took too long".into())));
            let once = async {
                match is_write {
                    true => self.write_once(work).await,
                    false => self.read_once(work).await,
                }
            };
            match tokio::time::timeout(limit, once).await.unwrap_or_else(slow) {
                Ok(out) => return Ok(out),
                Err(Failed::Again(error)) if attempt == tries => return Err(error),
                Err(Failed::Again(_)) => pause(attempt).await,
                Err(Failed::For(error)) => return Err(error),
            }
            attempt += 1;
        }
    }
}

/// Every statement goes by a key: what its values are changes nothing about how it is best done.
/// A database that does not know the setting goes on without it.
fn plan_once<'a>(
    client: &'a mut ClientWrapper,
    _: &Metrics,
) -> Pin<Box<dyn Future<Output = std::result::Result<(), HookError>> + Send + 'a>> {
    Box::pin(async move {
        let _ = client.batch_execute("SET plan_cache_mode = force_generic_plan").await;
        Ok(())
    })
}

impl Failed {
    fn into_error(self) -> Error {
        match self {
            Failed::Again(error) | Failed::For(error) => error,
        }
    }
}

/// The database's message without its detail, which may quote a row.
fn failed(error: &tokio_postgres::Error) -> Failed {
    let Some(database) = error.as_db_error() else {
        // Not said by the database: the connection is gone.
        let is_gone = error.is_closed() || std::error::Error::source(error).is_some();
        let why = Error::Storage(error.to_string());
        return if is_gone { Failed::Again(why) } else { Failed::For(why) };
    };
    let why = Error::Storage(format!("{} ({})", database.message(), database.code().code()));
    let again = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        // Two found the same clinic: the second finds the first's.
        SqlState::UNIQUE_VIOLATION,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
    ];
    match again.contains(database.code()) || database.code().code().starts_with("08") {
        true => Failed::Again(why),
        false => Failed::For(why),
    }
}

/// Longer each time, and never in step with whoever was in the way.
async fn pause(attempt: u32) {
    let most = PAUSE_MS_MAX.min(2u64.saturating_pow(attempt.min(16)));
    let mut drawn = [0; 2];
    let _ = getrandom::fill(&mut drawn);
    let share = u64::from(u16::from_be_bytes(drawn)) * most / u64::from(u16::MAX);
    tokio::time::sleep(Duration::from_millis(share)).await;
}

/// A connection; dropped before it is finished, it is closed, and what was begun with it.
struct PostgresTx {
    client: Option<Object>,
    /// What the database said last, if another try may help.
    is_again: AtomicBool,
}

impl PostgresTx {
    fn on(client: Object) -> Self {
        Self { client: Some(client), is_again: AtomicBool::new(false) }
    }

    fn finish(mut self) {
        drop(self.client.take());
    }

    fn client(&self) -> Result<&Object> {
        self.client.as_ref().ok_or(Error::Damaged("a transaction after its end"))
    }

    async fn control(&self, sql: &str) -> std::result::Result<(), Failed> {
        let client = self.client().map_err(Failed::For)?;
        client.batch_execute(sql).await.map_err(|error| failed(&error))
    }

    async fn raise(&self, strike: Strike) -> std::result::Result<(), Failed> {
        let code = if strike == Strike::Deadlock { "40P01" } else { "40001" };
        let raise = format!("RAISE EXCEPTION 'struck' USING ERRCODE = '{code}'");
        self.control(&format!("DO $$ BEGIN {raise}; END $$")).await
    }

    fn note(&self, error: &tokio_postgres::Error) -> Error {
        let failed = failed(error);
        self.is_again.store(matches!(failed, Failed::Again(_)), Ordering::Relaxed);
        failed.into_error()
    }

    fn failed(&self, error: Error) -> Failed {
        match self.is_again.load(Ordering::Relaxed) {
            true => Failed::Again(error),
            false => Failed::For(error),
        }
    }
}

impl Drop for PostgresTx {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => number.to_sql(kind, out),
            Value::Blob(bytes) => bytes.as_slice().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::INT8 || *kind == Type::BYTEA
    }

    to_sql_checked!();
}

fn value(row: &tokio_postgres::Row, at: usize, kind: &Type) -> Result<Value> {
    let other = |_| Error::Damaged("neither number nor bytes");
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(at).map_err(other)?.map(Value::Int),
        Type::INT4 => {
            let number = row.try_get::<_, Option<i32>>(at).map_err(other)?;
            number.map(|number| Value::Int(number.into()))
        }
        _ => row.try_get::<_, Option<Vec<u8>>>(at).map_err(other)?.map(Value::Blob),
    };
    Ok(value.unwrap_or(Value::Null))
}

fn read(rows: &[tokio_postgres::Row]) -> Result<Vec<Row>> {
    let one = |row: &tokio_postgres::Row| {
        let columns = row.columns().iter().enumerate();
        columns.map(|(at, column)| value(row, at, column.type_())).collect::<Result<_>>()
    };
    rows.iter().map(|row| one(row).map(Row)).collect()
}

fn bound(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Tx for PostgresTx {
    async fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql).await.map_err(|error| self.note(&error))?;
        let rows = client.query(&statement, &bound(values)).await;
        read(&rows.map_err(|error| self.note(&error))?)
    }

    async fn rows_all(&mut self, questions: Vec<super::Statement>) -> Result<Vec<Vec<Row>>> {
        let client = self.client()?;
        let mut ready = Vec::with_capacity(questions.len());
        for (sql, values) in &questions {
            let statement = client.prepare_cached(sql).await.map_err(|why| self.note(&why))?;
            ready.push((statement, bound(values)));
        }
        let asked = ready.iter().map(|(statement, values)| client.query(statement, values));
        // The first that failed says why; the others failed because it did.
        let answers = futures_util::future::join_all(asked).await;
        let answers = answers.into_iter().collect::<std::result::Result<Vec<_>, _>>();
        answers.map_err(|error| self.note(&error))?.iter().map(|rows| read(rows)).collect()
    }

    async fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql).await.map_err(|error| self.note(&error))?;
        let count = client.execute(&statement, &bound(values)).await;
        count.map_err(|error| self.note(&error))
    }

    async fn run_all(&mut self, statements: Vec<super::Statement>) -> Result<()> {
        let client = self.client()?;
        let mut ready = Vec::with_capacity(statements.len());
        for (sql, values) in &statements {
            let statement = client.prepare_cached(sql).await.map_err(|why| self.note(&why))?;
            ready.push((statement, bound(values)));
        }
        let sent = ready.iter().map(|(statement, values)| client.execute(statement, values));
        let outcomes = futures_util::future::join_all(sent).await;
        let mut errors: Vec<_> = outcomes.into_iter().filter_map(|outcome| outcome.err()).collect();
        // The others failed because one did.
        let is_late = |error: &tokio_postgres::Error| {
            error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION)
        };
        errors.sort_by_key(is_late);
        errors.first().map_or(Ok(()), |error| Err(self.note(error)))
    }
}

impl Store for PostgresStore {
    async fn read<W: Work>(&self, work: W) -> Result<W::Out> {
        self.persist(&work, false).await
    }

    async fn write<W: Work>(&self, work: W) -> Result<W::Out> {
        self.persist(&work, true).await
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn writes_at_once(&self) -> usize {
        WRITES_AT_ONCE
    }
}
