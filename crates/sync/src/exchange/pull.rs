//! What a remote numbered, in its order, and whose numbers put the clinic's claims in order.

use super::{Done, Exchange, Ledger, Notice, Phase, Remote};
use crate::{Bundle, ClinicId, Control, Hash, Page};

/// Something was taken away of a seal in it.
fn is_redacted(clinic: ClinicId, control: &Control, bundle: &[u8]) -> bool {
    !control.redacted.is_empty()
        && Bundle::seals(clinic, bundle)
            .is_ok_and(|seals| seals.iter().any(|seal| control.redacted.contains_key(&seal.hash)))
}

impl Exchange {
    /// Those of the server that the control log names; where it names none, of the remote that
    /// a desk has first, which is where the clinic meets.
    pub(super) fn numbers<L: Ledger>(&self, ledger: &L) -> bool {
        let key = self.greeting.as_ref().map(|greeting| greeting.server);
        match ledger.control().server {
            Some(server) => key == Some(server),
            None => self.remote == Remote(0),
        }
    }

    pub(super) fn pulled<L: Ledger>(
        &mut self,
        now: i64,
        random: u64,
        ledger: &mut L,
        at: usize,
        page: &Page,
    ) -> Done<L> {
        let Some(stream) = self.stream(at) else { return Ok(Vec::new()) };
        let mut place = self.cursor(ledger, stream)?;
        let id_of = |(at, bundle): (u32, &Vec<u8>)| {
            let before = page.replaced.iter().find(|(of, _)| *of == at).map(|(_, id)| *id);
            // What it was before something was taken away of it, the remote must say; of any
            // other bundle it can say nothing that its bytes do not.
            before
                .filter(|_| is_redacted(self.clinic, ledger.control(), bundle))
                .unwrap_or_else(|| Bundle::id(self.clinic, bundle))
        };
        let ids: Vec<Hash> = (0..).zip(&page.bundles).map(id_of).collect();
        let end = ids.iter().fold(place, |place, id| place.after(self.clinic, *id));
        // Not what stands at the numbers that it names: seals are proven by their desks and
        // taken, the numbers are not.
        let is_true = end == page.cursor;
        let counts = self.numbers(ledger);
        let mut notices = Vec::new();
        for (bundle, id) in page.bundles.iter().zip(ids) {
            let took = ledger.take(bundle)?;
            place = place.after(self.clinic, id);
            if is_true {
                let seals = Bundle::seals(self.clinic, bundle).unwrap_or_default();
                let hashes: Vec<Hash> = seals.iter().map(|seal| seal.hash).collect();
                ledger.numbered(self.remote, stream, place, &hashes, counts)?;
            }
            if !took.forks.is_empty() {
                notices.push(Notice::Forked { seals: took.forks.clone() });
            }
            notices.push(Notice::Took { stream, took, bytes: bundle.len() });
        }
        if !is_true {
            notices.push(Notice::WentBack { stream });
            self.begin_again(now, random);
        } else if page.is_last || page.bundles.is_empty() {
            // A page that is empty and not the last would be asked for for ever.
            self.phase = Phase::Pull { at: at + 1 };
        }
        Ok(notices)
    }
}
