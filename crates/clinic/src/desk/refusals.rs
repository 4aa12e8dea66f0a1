//! Refusals in front of the door: wrong passwords, calls without a session, a locked
//! screen. Those that come while the clinic is closed cannot be written yet; they are kept
//! and told when it opens.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use kernel::{Access, Code, Error, Result, RowId, Session, What};

use super::{Desk, Envelope, Opened};
use crate::staff::staff_by_user;

const KEPT: usize = 64;

/// Times that a route was refused with the same words, and when last.
type Refused = BTreeMap<(String, String), (u32, i64)>;

pub struct TurnedAway {
    kept: Mutex<Refused>,
    /// Wrong tries of programs before this one, by the file that outlives them. Those at an open
    /// clinic are in its log already: told twice is better than never.
    earlier: AtomicU32,
}

impl TurnedAway {
    pub fn after(earlier: u32) -> Self {
        Self { kept: Mutex::default(), earlier: AtomicU32::new(earlier) }
    }
}

pub struct Asked {
    /// Not held: a call that closes the clinic waits until nobody holds it.
    opened: Weak<Opened>,
    refusals: u64,
    route: String,
    session: Option<String>,
    /// The name that was given at sign-in; never written as it was typed.
    user: Option<String>,
}

fn is_refusal(error: &Error) -> bool {
    error.is_refusal()
        || matches!(error.code, Code::SignedOut | Code::Locked)
        || error.message == "errors-no-such-route"
}

impl Desk {
    pub(super) fn asked(&self, envelope: &Envelope) -> Asked {
        let opened = self.slot().clone();
        let user = envelope.args.get("user").and_then(|user| user.as_str());
        Asked {
            refusals: opened.as_ref().map_or(0, |opened| opened.door.refusals()),
            opened: opened.as_ref().map(Arc::downgrade).unwrap_or_default(),
            route: envelope.route.clone(),
            session: envelope.session.clone(),
            user: user.map(str::to_owned),
        }
    }

    /// Must never fail a call: a full disk still lets people read.
    pub(super) fn tell<T>(&self, asked: Asked, answer: &Result<T>) {
        let now = self.slot().clone();
        if let Some(opened) = &now {
            let _ = self.tell_kept(opened);
        }
        let Err(error) = answer else { return };
        if !is_refusal(error) {
            return;
        }
        match asked.opened.upgrade().or(now) {
            Some(opened) => {
                let _ = asked.write(&opened, error);
            }
            None => self.keep(&asked.route, error),
        }
    }

    fn keep(&self, route: &str, error: &Error) {
        // Without a clinic there is nothing that could have been seen.
        if !error.is_refusal() {
            return;
        }
        let mut kept = self.turned_away.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (route.to_owned(), error.message.to_string());
        if kept.len() < KEPT || kept.contains_key(&key) {
            let (times, at) = kept.entry(key).or_default();
            *times += 1;
            *at = self.options.clock.now().0;
        }
    }

    /// Into the clinic's own log: whoever goes through the demo erases nothing by it.
    pub(super) fn tell_kept(&self, opened: &Opened) -> Result<()> {
        if opened.is_demo {
            return Ok(());
        }
        let earlier = self.turned_away.earlier.load(Ordering::SeqCst);
        if earlier > 0 {
            let detail = format!("wrong tries before this start times={earlier}");
            opened.door.note(&Session::program(), What::Refused, "desk.sign_in", &detail)?;
            self.turned_away.earlier.fetch_sub(earlier, Ordering::SeqCst);
        }
        let kept = {
            let mut kept = self.turned_away.kept.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *kept)
        };
        for ((route, message), (times, at)) in kept {
            let detail = format!("{message} times={times} last={at}");
            opened.door.note(&Session::program(), What::Refused, &route, &detail)?;
        }
        Ok(())
    }
}

impl Asked {
    fn write(&self, opened: &Opened, error: &Error) -> Result<()> {
        if opened.door.refusals() > self.refusals {
            return Ok(());
        }
        let token = self.session.as_deref();
        let session = opened.held(token).map_or_else(|_| Session::program(), |held| held.0);
        if !error.is_refusal() {
            return opened.door.turn_away(&session, &self.route, &error.message);
        }
        let subject = self.somebody(opened);
        let (what, route, detail) = (What::Refused, &self.route, &error.message);
        opened.door.log(&session, &Access { what, route, subject, detail })
    }

    /// Whose name was given, if it is somebody's.
    fn somebody(&self, opened: &Opened) -> Option<RowId> {
        let user = self.user.as_deref()?;
        let found = opened.door.read(&Session::program(), |read| staff_by_user(read, user));
        found.ok().flatten().map(|staff| staff.id)
    }
}
