//! Puts that come while one is on its way go together, and none of them suffers for another.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use server::store::{Error, Result, Work};
use server::{Service, SqliteStore, Store};
use sync::{ClinicId, DeskNo, Reply, Request, Why};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::fixture::*;

/// Lets a write through when it is told to.
struct Gated {
    store: SqliteStore,
    gate: Semaphore,
    /// Of each write, whether it was of many.
    writes: Mutex<Vec<bool>>,
    fails_many: AtomicBool,
}

impl Store for Gated {
    async fn read<W: Work>(&self, work: W) -> Result<W::Out> {
        self.store.read(work).await
    }

    async fn write<W: Work>(&self, work: W) -> Result<W::Out> {
        self.writes.lock().unwrap().push(work.is_many());
        self.gate.acquire().await.unwrap().forget();
        match work.is_many() && self.fails_many.load(Ordering::SeqCst) {
            true => Err(Error::Storage("one of them is poison".into())),
            false => self.store.write(work).await,
        }
    }

    fn is_shared(&self) -> bool {
        false
    }
}

const OPEN: usize = 10_000;
const OTHER: ClinicId = ClinicId([8; 16]);

struct House {
    service: Arc<Service<Arc<Gated>>>,
    store: Arc<Gated>,
}

impl House {
    /// Two clinics, and the gate is shut.
    async fn new() -> Self {
        let store = SqliteStore::in_memory(INCARNATION).unwrap();
        let (gate, writes, fails_many) = (Semaphore::new(2), Mutex::default(), false.into());
        let store = Arc::new(Gated { store, gate, writes, fails_many });
        let service = Arc::new(Service::new(store.clone(), config()));
        for id in [CLINIC, OTHER] {
            service.found(id, Clinic::of(id, 9).records, None, 1).await;
        }
        store.writes.lock().unwrap().clear();
        Self { service, store }
    }

    /// It is at the gate, or waits for one that is.
    async fn bring(&self, clinic: ClinicId, by: u16, request: Request) -> JoinHandle<Reply> {
        let service = self.service.clone();
        let task = async move { service.answer(clinic, DeskNo(by), request, 1).await };
        let task = tokio::spawn(task);
        settle().await;
        task
    }

    fn open(&self) {
        self.store.gate.add_permits(OPEN);
    }

    fn writes(&self) -> Vec<bool> {
        self.store.writes.lock().unwrap().clone()
    }
}

/// Everybody goes as far as there is a way.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

fn alone<F: Future>(test: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(test)
}

fn desk(clinic: ClinicId, no: u16) -> Desk {
    Desk { clinic, ..Desk::new(no) }
}

async fn seq(task: JoinHandle<Reply>) -> u64 {
    kept(task.await.unwrap()).0.seq
}

#[test]
fn those_who_wait_go_together_in_the_order_in_which_they_came() {
    alone(async {
        let house = House::new().await;
        let first = house.bring(CLINIC, 1, put(&desk(CLINIC, 1).some(1))).await;
        let mut waiting = vec![];
        for no in 2..=9 {
            waiting.push(house.bring(CLINIC, no, put(&desk(CLINIC, no).some(1))).await);
            waiting.push(house.bring(OTHER, no, put(&desk(OTHER, no).some(1))).await);
        }
        house.open();
        assert_eq!(seq(first).await, 1);
        let mut seqs = vec![];
        for task in waiting {
            seqs.push(seq(task).await);
        }
        let wanted: Vec<u64> = (1..=8).flat_map(|no| [no + 1, no]).collect();
        assert_eq!(seqs, wanted);
        assert_eq!(house.writes(), [false, true], "one alone, and then all at once");
    });
}

#[test]
fn each_has_the_answer_that_it_would_have_had_alone() {
    alone(async {
        let house = House::new().await;
        let mut one = desk(CLINIC, 1);
        let seals = one.some(1);
        house.store.gate.add_permits(1);
        let once = house.service.answer(CLINIC, DeskNo(1), put(&seals), 1).await;
        house.store.writes.lock().unwrap().clear();

        let first = house.bring(OTHER, 1, put(&desk(OTHER, 1).some(1))).await;
        let mut two = desk(CLINIC, 2);
        let fine = house.bring(CLINIC, 2, put(&two.some(1))).await;
        let mut bad = desk(CLINIC, 3).some(2);
        bad[0].bytes[150] ^= 1;
        let bad = house.bring(CLINIC, 3, put(&bad)).await;
        let again = house.bring(CLINIC, 1, put(&seals)).await;
        let behind = house.bring(CLINIC, 1, put(&one.some(1))).await;
        let more = two.some(1);
        let (next, same) =
            (house.bring(CLINIC, 2, put(&more)).await, house.bring(CLINIC, 2, put(&more)).await);
        let large = vec![vec![7; 400_000]; 2];
        let large = desk(OTHER, 2).seal(&large.concat());
        let is_large = house.bring(OTHER, 2, put(&[large])).await;
        house.open();
        assert_eq!(seq(first).await, 1);
        assert_eq!(seq(fine).await, 2);
        assert_eq!(not_kept(bad.await.unwrap()), (2, vec![(0, Why::Junk), (1, Why::Gap)]));
        assert_eq!(again.await.unwrap(), once, "what was put before");
        assert_eq!((seq(behind).await, seq(next).await, seq(same).await), (3, 4, 4));
        assert_eq!(seq(is_large).await, 2);
        assert_eq!(house.writes()[..2], [false, true]);
    });
}

#[test]
fn a_clinic_without_room_is_refused_and_no_other() {
    alone(async {
        let house = House::new().await;
        house.store.gate.add_permits(1);
        house.service.set_quota(CLINIC, 1_000).await.unwrap();
        let first = house.bring(OTHER, 1, put(&desk(OTHER, 1).some(1))).await;
        let bring = async |no: u16| house.bring(CLINIC, no, put(&desk(CLINIC, no).some(2))).await;
        let (fits, none) = (bring(2).await, bring(3).await);
        let other = house.bring(OTHER, 2, put(&desk(OTHER, 2).some(1))).await;
        house.open();
        assert_eq!((seq(first).await, seq(fits).await, seq(other).await), (1, 1, 2));
        assert_eq!(why(none.await.unwrap()), Why::Quota, "after those before it, not before them");
    });
}

#[test]
fn where_many_fail_each_is_tried_alone() {
    alone(async {
        let house = House::new().await;
        house.store.fails_many.store(true, Ordering::SeqCst);
        let first = house.bring(CLINIC, 1, put(&desk(CLINIC, 1).some(1))).await;
        let mut waiting = vec![];
        for no in 2..=5 {
            waiting.push(house.bring(CLINIC, no, put(&desk(CLINIC, no).some(1))).await);
        }
        house.open();
        assert_eq!(seq(first).await, 1);
        for (task, wanted) in waiting.into_iter().zip(2..) {
            assert_eq!(seq(task).await, wanted);
        }
        assert!(house.writes()[1], "together first");
    });
}

#[test]
fn whoever_goes_away_leaves_the_others_on_their_way() {
    alone(async {
        let house = House::new().await;
        let first = house.bring(CLINIC, 1, put(&desk(CLINIC, 1).some(1))).await;
        let mut waiting = vec![];
        for no in 2..=6 {
            waiting.push(house.bring(CLINIC, no, put(&desk(CLINIC, no).some(1))).await);
        }
        first.abort();
        settle().await;
        assert_eq!(house.writes(), [false, true], "another took them along");
        waiting.remove(0).abort();
        waiting.remove(2).abort();
        settle().await;
        house.open();
        for (task, wanted) in waiting.into_iter().zip(1..) {
            assert_eq!(seq(task).await, wanted);
        }
        let last = house.bring(CLINIC, 7, put(&desk(CLINIC, 7).some(1))).await;
        assert_eq!(seq(last).await, 4, "and the way is free");
    });
}
