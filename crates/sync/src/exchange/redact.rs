//! What the control log takes away goes from a remote as well: a desk that may administer brings
//! it other bodies for the seals that it names. Every other desk drops what it has by itself.

use std::collections::BTreeSet;

use super::{Exchange, Ledger, Phase};
use crate::{Bundle, Hash, Request};

/// For so many rounds nobody asks whether what was replaced still is: a store may be put back.
const ROUNDS_SURE: u32 = 16;

#[derive(Default)]
pub struct Redacting {
    /// Seals for which the remote is to get other bodies.
    lacks: Vec<Hash>,
    sent: Vec<Hash>,
    /// Those that were brought in this round: a remote that asks for them again gets them in the
    /// next one, and stops nothing meanwhile.
    brought: BTreeSet<Hash>,
    /// The store, and the record up to which it has nothing that is to be taken away.
    done: (u64, u64),
    rounds: u32,
}

impl Redacting {
    pub fn begin_round(&mut self) {
        self.brought.clear();
        self.lacks.clear();
        self.rounds = self.rounds.wrapping_add(1);
        if self.rounds.is_multiple_of(ROUNDS_SURE) {
            self.ask_again();
        }
    }

    pub fn ask_again(&mut self) {
        self.done = (0, 0);
    }
}

impl Exchange {
    /// None: the phase has moved on.
    pub(super) fn ask_redact<L: Ledger>(
        &mut self,
        ledger: &L,
        at: usize,
    ) -> Result<Option<Request>, L::Error> {
        let is_done = self.redacting.done == self.to_redact(ledger);
        let Some(stream) = self.stream(at).filter(|_| !is_done && ledger.brings_redacted()) else {
            self.phase = Phase::Fresh { at: 0 };
            return Ok(None);
        };
        if self.redacting.lacks.is_empty() {
            return Ok(Some(Request::Unredacted { stream }));
        }
        let most = usize::try_from(self.pace.bytes_max).unwrap_or(usize::MAX);
        let bundle = ledger.redacted(&self.redacting.lacks, most)?;
        if bundle.is_empty() {
            // They are not here yet: what is pulled in this round goes in the next one.
            self.phase = Phase::Fresh { at: 0 };
            return Ok(None);
        }
        let seals = Bundle::seals(self.clinic, &bundle.bytes)?;
        self.redacting.sent = seals.iter().map(|seal| seal.hash).collect();
        Ok(Some(Request::Replace { stream, bundle: bundle.bytes }))
    }

    pub(super) fn lacks_redacted<L: Ledger>(&mut self, ledger: &L, at: usize, seals: Vec<Hash>) {
        let is_nothing = seals.is_empty();
        let is_new = |seal: &Hash| !self.redacting.brought.contains(seal);
        self.redacting.lacks = seals.into_iter().filter(is_new).collect();
        if is_nothing && self.stream(at + 1).is_none() {
            self.is_redacted(ledger);
        } else if is_nothing {
            self.phase = Phase::Redact { at: at + 1 };
        } else if self.redacting.lacks.is_empty() {
            self.phase = Phase::Fresh { at: 0 };
        }
    }

    pub(super) fn replaced(&mut self) {
        let sent = std::mem::take(&mut self.redacting.sent);
        self.redacting.lacks.retain(|seal| !sent.contains(seal));
        self.redacting.brought.extend(sent);
    }

    /// Nothing is asked again before the control log or the store is another.
    pub(super) fn is_redacted<L: Ledger>(&mut self, ledger: &L) {
        self.redacting.done = self.to_redact(ledger);
        self.phase = Phase::Fresh { at: 0 };
    }

    fn to_redact<L: Ledger>(&self, ledger: &L) -> (u64, u64) {
        let incarnation = self.greeting.as_ref().map_or(0, |greeting| greeting.incarnation);
        match ledger.control().redacted_n {
            0 => self.redacting.done,
            n => (incarnation, n),
        }
    }
}
