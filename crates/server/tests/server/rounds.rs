//! How often a put asks its database, and for how much: over a network each round is a wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use server::store::{Result, Row, Statement, Tx, Value, Work};
use server::{Service, SqliteStore, Store};
use sync::DeskNo;

use crate::fixture::*;

#[derive(Clone, Default)]
struct Counts {
    rounds: Arc<AtomicUsize>,
    statements: Arc<AtomicUsize>,
}

impl Counts {
    fn add(&self, statements: usize) {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        self.statements.fetch_add(statements, Ordering::Relaxed);
    }

    fn take(&self) -> (usize, usize) {
        (self.rounds.swap(0, Ordering::Relaxed), self.statements.swap(0, Ordering::Relaxed))
    }
}

struct Counted {
    store: SqliteStore,
    counts: Counts,
}

struct CountedWork<W> {
    work: W,
    counts: Counts,
}

struct CountedTx<'a, T> {
    tx: &'a mut T,
    counts: Counts,
}

impl<T: Tx> Tx for CountedTx<'_, T> {
    async fn rows(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>> {
        self.counts.add(1);
        self.tx.rows(sql, values).await
    }

    async fn run(&mut self, sql: &str, values: &[Value]) -> Result<u64> {
        self.counts.add(1);
        self.tx.run(sql, values).await
    }

    async fn rows_all(&mut self, questions: Vec<Statement>) -> Result<Vec<Vec<Row>>> {
        self.counts.add(questions.len());
        self.tx.rows_all(questions).await
    }

    async fn run_all(&mut self, statements: Vec<Statement>) -> Result<()> {
        self.counts.add(statements.len());
        self.tx.run_all(statements).await
    }
}

impl<W: Work> Work for CountedWork<W> {
    type Out = W::Out;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<W::Out> {
        self.work.run(&mut CountedTx { tx, counts: self.counts.clone() }).await
    }
}

impl Store for Counted {
    async fn read<W: Work>(&self, work: W) -> Result<W::Out> {
        self.store.read(work).await
    }

    async fn write<W: Work>(&self, work: W) -> Result<W::Out> {
        self.store.write(CountedWork { work, counts: self.counts.clone() }).await
    }

    fn is_shared(&self) -> bool {
        false
    }
}

#[test]
fn a_put_that_follows_what_is_there_asks_twice() {
    let (store, counts) = (SqliteStore::in_memory(INCARNATION).unwrap(), Counts::default());
    let service = Service::new(Counted { store, counts: counts.clone() }, config());
    now(service.found(CLINIC, Clinic::new(3).records, None, 1));
    counts.take();
    let (mut one, mut two) = (Desk::new(1), Desk::new(2));
    let asked = |by: u16, seals: &[sync::Seal]| {
        kept(now(service.answer(CLINIC, DeskNo(by), put(seals), 1)));
        counts.take()
    };
    let first = one.some(1);
    assert_eq!(asked(1, &first), (2, 9), "a desk's first: whether one more branch has room");
    let next = one.some(4);
    assert_eq!(asked(1, &next), (2, 8), "clinic, tree and end; and five that write");
    kept(now(service.answer(CLINIC, DeskNo(2), put(&two.some(1)), 1)));
    counts.take();
    let both = [one.some(1), two.some(1)].concat();
    assert_eq!(asked(3, &both), (2, 8), "forwarded, of two desks");
    // Whoever repeats or forks is asked more, and nobody else.
    assert_eq!(asked(1, &next), (5, 7));
    let mut restored = Desk { log: 9, ..one.clone() };
    (restored.tip, restored.seals) = (next[1].hash, 3);
    assert_eq!(asked(1, &restored.some(1)), (4, 10));
}
