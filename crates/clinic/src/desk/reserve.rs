//! A full disk at the desk: the reserve beside the records is given up, the call that failed
//! is made once more, and people are told for as long as the reserve is missing.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::{Code, Command, Error, Result, Session, What};

use super::opened::Opened;
use super::{Desk, Envelope};
use crate::attachments::AddAttachment;

const FULL: [&str; 2] = ["errors-disk-full", "errors-vault-disk-full"];
/// Tried no more often: where the system does not say how much is free, each try fills the
/// disk for a moment.
const TRY_EVERY_MS: i64 = 10 * 60_000;
const ROUTE: &str = "desk.reserve";

/// When it may be laid again, in monotonic milliseconds.
#[derive(Default)]
pub(super) struct Reserve(AtomicI64);

impl Desk {
    /// What failed left nothing behind, so it can be done again as a person would do it.
    pub(super) fn answered_with_room(&self, envelope: Envelope) -> Result<serde_json::Value> {
        // The room is for what is typed: a photo would eat it up, and lies on its own disk still.
        if envelope.route == AddAttachment::ROUTE {
            return self.answered(envelope);
        }
        let again = envelope.clone();
        let answer = self.answered(envelope);
        match &answer {
            Err(error) if self.makes_room(error) => self.answered(again),
            _ => answer,
        }
    }

    /// Whether the disk was full and has room now.
    pub(super) fn makes_room(&self, error: &Error) -> bool {
        let place = self.clinic_place();
        let is_full =
            FULL.contains(&&*error.message) || (error.code == Code::Storage && place.is_full());
        if !is_full {
            return false;
        }
        self.reserve.0.store(self.now() + TRY_EVERY_MS, Ordering::SeqCst);
        let was_given_up = place.give_up_ballast();
        if was_given_up && let Some(opened) = self.slot().clone() {
            note(&opened, "given up");
        }
        // Another call may have given it up at the same moment.
        was_given_up || !place.is_full()
    }

    /// Called every few seconds: the disk may have been tidied up.
    pub(super) fn lay_reserve(&self, opened: &Opened) {
        let place = self.clinic_place();
        let now = self.now();
        if place.has_ballast() || now < self.reserve.0.load(Ordering::SeqCst) {
            return;
        }
        self.reserve.0.store(now + TRY_EVERY_MS, Ordering::SeqCst);
        if place.lay_ballast(&opened.lock).unwrap_or(false) {
            note(opened, "laid again");
        }
    }

    /// Somebody leaves or locks: that must hold on a full disk too, noted or not.
    pub(super) fn note_leaving(&self, opened: &Opened, session: &Session, what: What, route: &str) {
        let noted = opened.door.note(session, what, route, "");
        if let Err(error) = noted
            && self.makes_room(&error)
        {
            let _ = opened.door.note(session, what, route, "");
        }
    }
}

/// The disk may be full again already; the desk says so by itself.
fn note(opened: &Opened, words: &str) {
    let _ = opened.door.note(&Session::program(), What::Command, ROUTE, words);
}
