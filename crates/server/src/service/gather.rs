//! Puts that come while others are on their way to the store wait for them together, and then
//! go together. Nobody waits for a clock: whoever finds a way free goes at once, alone if need
//! be. One clinic's puts keep the order in which they came.
//!
//! There is no task of its own for it: one of those who wait takes all of them along. If it
//! goes away on the way, the others begin again; a put may be repeated.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sync::ClinicId;
use tokio::sync::oneshot;

use super::put::{Carried, Carry, Outcome, Put};
use crate::store::{Error, Result, Store};

/// Puts in one transaction, and bytes of their bundles.
const PUTS_MAX: usize = 64;
const BYTES_MAX: usize = 4 << 20;
/// How often somebody begins again whose company went away.
const TRIES: usize = 3;

pub struct Gather {
    state: Mutex<State>,
}

struct State {
    /// In the order in which they came.
    waiting: VecDeque<Waiting>,
    /// Clinics that are on their way.
    busy: BTreeSet<ClinicId>,
    ways_free: usize,
}

struct Waiting {
    put: Arc<Put>,
    tell: oneshot::Sender<Told>,
}

enum Told {
    Outcome(Result<Outcome>),
    /// To take these along; what comes of one's own is told after that.
    Lead(Group, oneshot::Receiver<Told>),
}

/// Those who go together. However it ends, others may go after it.
struct Group {
    gather: Arc<Gather>,
    puts: Vec<Waiting>,
    clinics: BTreeSet<ClinicId>,
    ways: usize,
}

impl Gather {
    pub fn new(ways: usize) -> Arc<Self> {
        let (waiting, busy) = Default::default();
        Arc::new(Self { state: Mutex::new(State { waiting, busy, ways_free: ways }) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub async fn put<S: Store>(self: &Arc<Self>, store: &S, put: Put) -> Result<Outcome> {
        let put = Arc::new(put);
        for _ in 0..TRIES {
            let (tell, mut told) = oneshot::channel();
            self.state().waiting.push_back(Waiting { put: put.clone(), tell });
            if let Some(group) = self.next() {
                group.go(store).await;
            }
            loop {
                match told.await {
                    Ok(Told::Outcome(outcome)) => return outcome,
                    Ok(Told::Lead(group, next)) => {
                        told = next;
                        group.go(store).await;
                    }
                    Err(_) => break,
                }
            }
        }
        Err(Error::Storage("whoever took it along went away".into()))
    }

    /// Those who may go now.
    fn next(self: &Arc<Self>) -> Option<Group> {
        let mut state = self.state();
        if state.ways_free == 0 {
            return None;
        }
        state.waiting.retain(|waiting| !waiting.tell.is_closed());
        let (mut puts, mut stay, mut clinics) = (Vec::new(), VecDeque::new(), BTreeSet::new());
        let (mut bytes, mut passed) = (0, BTreeSet::new());
        for waiting in std::mem::take(&mut state.waiting) {
            let (clinic, length) = (waiting.put.clinic, waiting.put.length());
            let has_room =
                puts.is_empty() || (puts.len() < PUTS_MAX && bytes + length <= BYTES_MAX);
            // What is behind one that stays is not to come before it.
            if !has_room || state.busy.contains(&clinic) || passed.contains(&clinic) {
                passed.insert(clinic);
                stay.push_back(waiting);
            } else {
                bytes += length;
                clinics.insert(clinic);
                puts.push(waiting);
            }
        }
        state.waiting = stay;
        if puts.is_empty() {
            return None;
        }
        state.busy.extend(&clinics);
        state.ways_free -= 1;
        Some(Group { gather: self.clone(), puts, clinics, ways: 1 })
    }

    /// Somebody is chosen to take the others along, as long as anybody may go.
    fn set_off(self: &Arc<Self>) {
        while let Some(group) = self.next() {
            group.hand_over();
        }
    }
}

impl Group {
    /// To the first of them who is still there.
    fn hand_over(mut self) {
        let (tell, told) = oneshot::channel();
        let Some(first) = self.puts.first_mut() else { return };
        let leader = std::mem::replace(&mut first.tell, tell);
        // Nobody there: the group ends, and those in it begin again.
        let _ = leader.send(Told::Lead(self, told));
    }

    async fn go<S: Store>(mut self, store: &S) {
        let puts = self.puts.iter().map(|waiting| waiting.put.clone()).collect();
        let carried = store.write(Carry { puts }).await;
        let waiting = std::mem::take(&mut self.puts);
        let carried = match carried {
            Ok(carried) => carried,
            Err(error) if waiting.len() == 1 => {
                tell_all(waiting, &error);
                return;
            }
            // One of them may be the cause, and is to be that for nobody else.
            Err(_) => each_alone(&waiting),
        };
        let (mut alone, mut behind) = (Vec::new(), Vec::new());
        for (waiting, carried) in waiting.into_iter().zip(carried) {
            match carried {
                Carried::Done(outcome) => {
                    let _ = waiting.tell.send(Told::Outcome(Ok(outcome)));
                }
                Carried::Alone => alone.push(self.without_way(waiting)),
                Carried::Behind => behind.push(waiting),
            }
        }
        let mut state = self.gather.state();
        behind.into_iter().rev().for_each(|waiting| state.waiting.push_front(waiting));
        drop(state);
        drop(self);
        alone.into_iter().for_each(Group::hand_over);
    }

    /// One that goes by itself; its clinic stays on its way until it is there.
    fn without_way(&mut self, waiting: Waiting) -> Group {
        let clinic = waiting.put.clinic;
        self.clinics.remove(&clinic);
        let (gather, clinics) = (self.gather.clone(), BTreeSet::from([clinic]));
        Group { gather, puts: vec![waiting], clinics, ways: 0 }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let mut state = self.gather.state();
        state.ways_free += self.ways;
        state.busy.retain(|clinic| !self.clinics.contains(clinic));
        drop(state);
        self.gather.set_off();
    }
}

fn each_alone(waiting: &[Waiting]) -> Vec<Carried> {
    let mut seen = BTreeSet::new();
    let each = |waiting: &Waiting| match seen.insert(waiting.put.clinic) {
        true => Carried::Alone,
        false => Carried::Behind,
    };
    waiting.iter().map(each).collect()
}

fn tell_all(waiting: Vec<Waiting>, error: &Error) {
    for waiting in waiting {
        let _ = waiting.tell.send(Told::Outcome(Err(error.clone())));
    }
}
