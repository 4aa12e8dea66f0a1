//! What wakes the sync, and whoever waits for what it brings: something was written here, a
//! remote has news, something of another desk was taken in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::sync::Heads;

use super::line::WireFault;

/// What is saved in one go goes in one seal.
const TOGETHER: Duration = Duration::from_millis(25);

#[derive(Default)]
pub struct Bell {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Default)]
struct State {
    is_rung: bool,
    is_written: bool,
    news: u64,
    count: u64,
    listening: BTreeMap<u8, Listening>,
    heard: BTreeMap<u8, Heads>,
    /// Remotes that could not be listened to.
    cut: BTreeSet<u8>,
}

/// One remote is asked to speak up; which asking it is, so that a late answer is known as one.
struct Listening {
    address: String,
    which: u64,
}

impl Bell {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.rung.notify_all();
    }

    /// The next look does not wait.
    pub fn ring(&self) {
        self.change(|state| state.is_rung = true);
    }

    pub fn written(&self) {
        self.change(|state| (state.is_rung, state.is_written) = (true, true));
    }

    /// Somebody waits for a look.
    pub fn is_rung(&self) -> bool {
        self.state().is_rung
    }

    /// Until it rings, or for so long.
    pub fn rest(&self, most: Duration) {
        let is_quiet = |state: &mut State| !state.is_rung;
        let rested = self.rung.wait_timeout_while(self.state(), most, is_quiet);
        let (mut state, _) = rested.unwrap_or_else(PoisonError::into_inner);
        state.is_rung = false;
        let is_written = std::mem::take(&mut state.is_written);
        drop(state);
        if is_written {
            std::thread::sleep(TOGETHER);
        }
    }

    /// Something of another desk was taken in.
    pub fn news_came(&self) {
        self.change(|state| state.news += 1);
    }

    pub fn news(&self) -> u64 {
        self.state().news
    }

    /// The count of news as soon as it is another one, or after so long.
    pub fn news_after(&self, known: u64, most: Duration) -> u64 {
        let is_known = |state: &mut State| state.news == known;
        let waited = self.rung.wait_timeout_while(self.state(), most, is_known);
        waited.unwrap_or_else(PoisonError::into_inner).0.news
    }

    pub fn is_listening(&self, remote: u8, address: &str) -> bool {
        let state = self.state();
        state.listening.get(&remote).is_some_and(|listening| listening.address == address)
    }

    /// None where this remote is listened to already.
    pub fn listen(&self, remote: u8, address: &str) -> Option<u64> {
        let mut state = self.state();
        let open = state.listening.get(&remote);
        if open.is_some_and(|listening| listening.address == address) {
            return None;
        }
        state.count += 1;
        let which = state.count;
        state.listening.insert(remote, Listening { address: address.into(), which });
        Some(which)
    }

    /// It spoke, or the line to it broke: both are looked into.
    pub fn heard(&self, remote: u8, which: u64, heads: Result<Heads, WireFault>) {
        self.change(|state| {
            if state.listening.get(&remote).is_none_or(|listening| listening.which != which) {
                return;
            }
            state.listening.remove(&remote);
            match heads {
                Ok(heads) => {
                    state.heard.insert(remote, heads);
                }
                Err(_) => {
                    state.cut.insert(remote);
                }
            }
            state.is_rung = true;
        });
    }

    pub fn take_heard(&self, remote: u8) -> Option<Heads> {
        self.state().heard.remove(&remote)
    }

    /// Whether the last listening was cut: the next one waits, or nobody would rest.
    pub fn take_cut(&self, remote: u8) -> bool {
        self.state().cut.remove(&remote)
    }

    /// The clinic was closed: nobody is listened to.
    pub fn forget(&self) {
        let mut state = self.state();
        state.listening.clear();
        state.heard.clear();
        state.cut.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use ::sync::Stream;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    fn heads(seq: u64) -> Result<Heads, WireFault> {
        Ok(Heads([(Stream::MAIN, seq)].into()))
    }

    fn rings(bell: &Bell) -> bool {
        let began = Instant::now();
        bell.rest(Duration::from_millis(80));
        began.elapsed() < Duration::from_millis(80)
    }

    #[test]
    fn what_rang_before_is_not_slept_over() {
        let bell = Bell::default();
        assert!(!rings(&bell));
        bell.ring();
        assert!(rings(&bell));
        assert!(!rings(&bell), "once");
        bell.written();
        bell.written();
        assert!(rings(&bell));
        assert!(!rings(&bell), "together");
    }

    #[test]
    fn whoever_waits_for_news_is_woken() {
        let bell = Arc::new(Bell::default());
        let other = bell.clone();
        let waits = std::thread::spawn(move || other.news_after(0, LONG));
        bell.news_came();
        assert_eq!(waits.join().unwrap(), 1);
        assert_eq!(bell.news_after(0, LONG), 1, "it came before");
        assert_eq!(bell.news_after(1, Duration::ZERO), 1);
    }

    #[test]
    fn a_late_answer_of_another_asking_says_nothing() {
        let bell = Bell::default();
        let first = bell.listen(1, "old").unwrap();
        assert_eq!(bell.listen(1, "old"), None, "one at a time");
        let second = bell.listen(1, "new").unwrap();
        assert!(bell.is_listening(1, "new") && !bell.is_listening(1, "old"));
        bell.heard(1, first, heads(4));
        assert!(bell.is_listening(1, "new") && bell.take_heard(1).is_none());
        bell.heard(1, second, heads(5));
        assert!(!bell.is_listening(1, "new"));
        assert_eq!(bell.take_heard(1), heads(5).ok());
        let third = bell.listen(1, "new").unwrap();
        bell.heard(1, third, Err(WireFault::Away));
        assert!(bell.take_heard(1).is_none() && rings(&bell), "a cut is looked into");
        let fourth = bell.listen(1, "new").unwrap();
        bell.forget();
        bell.heard(1, fourth, heads(6));
        assert!(bell.take_heard(1).is_none(), "of a clinic that was closed");
    }
}
