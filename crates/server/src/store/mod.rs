//! Where bundles are kept. One text of SQL and one piece of logic for every database: a
//! [`Work`] is run in a transaction, by whichever store, as often as it takes. It must come
//! to the same whether it ran once or, because a commit's reply was lost, twice.

mod bodies;
#[cfg(feature = "postgres")]
mod postgres;
mod schema;
mod sqlite;
mod value;

use std::fmt;
use std::sync::Arc;

pub use bodies::{Away, Bodies};
#[cfg(feature = "postgres")]
pub use postgres::{PostgresStore, Strike};
pub use sqlite::SqliteStore;
pub use value::{Row, Value};

pub type Result<T> = std::result::Result<T, Error>;

/// What a store could not do. Never holds what is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The database says no: full, locked, gone. Nothing was kept; again later.
    Storage(String),
    /// What is stored is not what was written.
    Damaged(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Storage(why) => write!(out, "the store: {why}"),
            Error::Damaged(what) => write!(out, "the store is damaged: {what}"),
        }
    }
}

impl std::error::Error for Error {}

pub type Statement = (String, Vec<Value>);

/// An open transaction. Placeholders are `$1`, `$2`, …
pub trait Tx: Send {
    fn rows(
        &mut self,
        sql: &str,
        values: &[Value],
    ) -> impl Future<Output = Result<Vec<Row>>> + Send;

    fn run(&mut self, sql: &str, values: &[Value]) -> impl Future<Output = Result<u64>> + Send;

    /// Questions that do not build on one another; asked all at once where that is faster.
    fn rows_all(
        &mut self,
        questions: Vec<Statement>,
    ) -> impl Future<Output = Result<Vec<Vec<Row>>>> + Send {
        async move {
            let mut answers = Vec::with_capacity(questions.len());
            for (sql, values) in &questions {
                answers.push(self.rows(sql, values).await?);
            }
            Ok(answers)
        }
    }

    /// Statements that do not build on one another; sent all at once where that is faster.
    fn run_all(&mut self, statements: Vec<Statement>) -> impl Future<Output = Result<()>> + Send {
        async move {
            for (sql, values) in &statements {
                self.run(sql, values).await?;
            }
            Ok(())
        }
    }
}

/// What is done in one transaction.
pub trait Work: Send + Sync + 'static {
    type Out: Send + 'static;

    fn run<T: Tx>(&self, tx: &mut T) -> impl Future<Output = Result<Self::Out>> + Send;

    /// Several that could each go alone: rather than wait long for one of them, it is given up.
    fn is_many(&self) -> bool {
        false
    }
}

pub trait Store: Send + Sync + 'static {
    /// Statements each see what is committed; a work that needs more says up to where it reads.
    fn read<W: Work>(&self, work: W) -> impl Future<Output = Result<W::Out>> + Send;

    /// All or nothing, durable once it returns.
    fn write<W: Work>(&self, work: W) -> impl Future<Output = Result<W::Out>> + Send;

    /// Whether other processes put bundles into it as well.
    fn is_shared(&self) -> bool;

    /// How many writes it does best at the same time.
    fn writes_at_once(&self) -> usize {
        1
    }
}

impl<S: Store> Store for Arc<S> {
    async fn read<W: Work>(&self, work: W) -> Result<W::Out> {
        S::read(self, work).await
    }

    async fn write<W: Work>(&self, work: W) -> Result<W::Out> {
        S::write(self, work).await
    }

    fn is_shared(&self) -> bool {
        S::is_shared(self)
    }

    fn writes_at_once(&self) -> usize {
        S::writes_at_once(self)
    }
}

/// At most one row.
pub async fn one<T: Tx>(tx: &mut T, sql: &str, values: &[Value]) -> Result<Option<Row>> {
    let mut rows = tx.rows(sql, values).await?;
    match rows.len() {
        0 | 1 => Ok(rows.pop()),
        _ => Err(Error::Damaged("two rows for one key")),
    }
}
