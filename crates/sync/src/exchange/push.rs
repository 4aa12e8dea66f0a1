//! What is here goes to the remote. A seal that it does not keep is left out from then on, and
//! told to people: whoever made it keeps nothing else from going.

use super::{Done, Exchange, Ledger, Notice, Phase};
use crate::{Ack, Bundle, ClinicId, Hash, NotKept, Result, Why};

/// A bundle that was put: its seals, each with its parent, and its id.
#[derive(Default)]
pub(super) struct Sent {
    seals: Vec<(Hash, Hash)>,
    id: Hash,
}

impl Sent {
    pub fn of(clinic: ClinicId, bundle: &Bundle) -> Result<Self> {
        let seals = Bundle::seals(clinic, &bundle.bytes)?;
        let seals = seals.iter().map(|seal| (seal.hash, seal.header.parent)).collect();
        Ok(Self { seals, id: Bundle::id(clinic, &bundle.bytes) })
    }
}

impl Exchange {
    pub(super) fn pushed<L: Ledger>(
        &mut self,
        now: i64,
        random: u64,
        ledger: &mut L,
        (at, ack): (usize, &Ack),
        (forks, not_kept): (Vec<Hash>, &[NotKept]),
    ) -> Done<L> {
        let Some(stream) = self.stream(at) else { return Ok(Vec::new()) };
        let mut notices = Vec::new();
        let control = ledger.control();
        if let Some(server) = control.server
            && ack.term == control.term
            && !ack.is_signed_by(self.clinic, &server)
        {
            notices.push(Notice::BadReceipt);
        }
        let sent = std::mem::take(&mut self.sent);
        let (kept, has_gap) = self.kept(&sent, not_kept);
        let place = self.cursor(ledger, stream)?.after(self.clinic, sent.id);
        let counts = self.numbers(ledger);
        // Nobody put anything meanwhile: what was put need not come back. Else, and where a
        // number that counts is not well signed, it comes back with what is before it, and has
        // its place then.
        let is_believed = notices.is_empty() || !counts;
        match place == ack.cursor && not_kept.is_empty() && is_believed {
            true => ledger.numbered(self.remote, stream, place, &kept, counts)?,
            false => ledger.held(self.remote, &kept)?,
        }
        notices.push(Notice::Sent { stream, seals: kept.len(), bytes: 0 });
        if !forks.is_empty() {
            notices.push(Notice::Forked { seals: forks });
        }
        self.phase = Phase::Push { at };
        if !not_kept.is_empty() {
            let all: Vec<Hash> = self.not_kept.keys().copied().collect();
            ledger.not_kept(self.remote, &all)?;
            notices.push(self.left());
        }
        if has_gap {
            // It has less than was believed: begin with what it says it has.
            self.is_reconciled = false;
            self.begin_again(now, random);
        }
        Ok(notices)
    }

    /// Those that the remote keeps, and whether it lacks what should be there. What follows one
    /// that it does not keep lacks its parent for ever.
    fn kept(&mut self, sent: &Sent, not_kept: &[NotKept]) -> (Vec<Hash>, bool) {
        let (mut kept, mut has_gap) = (Vec::new(), false);
        for (no, (hash, parent)) in (0u32..).zip(&sent.seals) {
            match not_kept.iter().find(|named| named.no == no) {
                None => kept.push(*hash),
                Some(NotKept { why: Why::Gap, .. }) if !self.not_kept.contains_key(parent) => {
                    has_gap = true;
                }
                Some(NotKept { why, .. }) => {
                    self.not_kept.insert(*hash, *why);
                }
            }
        }
        (kept, has_gap)
    }

    fn left(&self) -> Notice {
        let seals = self.not_kept.iter().map(|(hash, why)| (*hash, *why));
        Notice::NotKept { seals: seals.collect() }
    }

    /// All that can be there is there: said as long as it is not everything.
    pub(super) fn level(&self) -> Notice {
        match self.not_kept.is_empty() {
            true => Notice::Level { at: self.greeting.as_ref().map_or(0, |greeting| greeting.now) },
            false => self.left(),
        }
    }
}
