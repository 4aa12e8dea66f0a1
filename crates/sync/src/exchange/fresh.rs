//! How a desk that is new gets the clinic's history: from a snapshot, where there is one, and
//! what lies beyond it as everybody does.

use super::{Done, Exchange, Ledger, Lot, Notice, Phase};
use crate::{Manifest, Missing, Reply, Request};

/// Whether a reply answers what a new desk asks.
pub fn is_fresh(reply: &Reply) -> bool {
    matches!(reply, Reply::Snapshot { .. } | Reply::Pieces { .. } | Reply::Seals { .. })
}

impl Exchange {
    /// None: the phase has moved on.
    pub(super) fn ask_fresh<L: Ledger>(
        &mut self,
        ledger: &L,
        at: usize,
    ) -> Result<Option<Request>, L::Error> {
        let Some(stream) = self.stream(at) else {
            self.phase = match self.is_reconciled {
                true => Phase::Pull { at: 0 },
                false => Phase::Leaves { at: 0 },
            };
            return Ok(None);
        };
        let lot = match self.plain.contains(&stream) {
            true => Lot::Nothing,
            false => ledger.lot(self.remote, stream)?,
        };
        let bytes_max = self.pace.bytes_max;
        Ok(Some(match lot {
            Lot::Nothing => {
                self.phase = Phase::Fresh { at: at + 1 };
                return Ok(None);
            }
            Lot::Manifest => Request::Snapshot { stream },
            Lot::Pieces(hashes) => Request::Pieces { stream, hashes, bytes_max },
            Lot::Rest(have) => Request::Missing(Missing { stream, have, bytes_max }),
        }))
    }

    pub(super) fn fresh<L: Ledger>(&mut self, ledger: &mut L, at: usize, reply: Reply) -> Done<L> {
        let Some(stream) = self.stream(at) else { return Ok(Vec::new()) };
        match reply {
            Reply::Snapshot { manifest } => {
                let counts = self.numbers(ledger);
                let begun = match manifest.filter(|bytes| self.is_of_this_store(bytes)) {
                    Some(manifest) => ledger.begin_snapshot(self.remote, &manifest, counts)?,
                    None => false,
                };
                if !begun {
                    ledger.drop_snapshot(stream)?;
                    self.plain.insert(stream);
                }
                Ok(Vec::new())
            }
            Reply::Pieces { pieces } => {
                let Lot::Pieces(asked) = ledger.lot(self.remote, stream)? else {
                    return Ok(Vec::new());
                };
                let mut notices = Vec::new();
                let mut is_good = !pieces.is_empty();
                for (hash, piece) in asked.iter().zip(&pieces) {
                    let took = match crate::Piece::hash(self.clinic, piece) == *hash {
                        true => ledger.take_piece(stream, piece)?,
                        false => super::Took { bad: 1, ..Default::default() },
                    };
                    is_good &= took.bad == 0;
                    notices.push(Notice::Took { stream, took, bytes: piece.len() });
                    if !is_good {
                        break;
                    }
                }
                // What was proven stays; what is left comes with its bundles.
                if !is_good {
                    ledger.drop_snapshot(stream)?;
                    self.plain.insert(stream);
                }
                Ok(notices)
            }
            Reply::Seals { bundle, is_last } => {
                let took = ledger.take(&bundle)?;
                if is_last || took.applied + took.waiting + took.aside == 0 {
                    ledger.end_snapshot(self.remote, stream)?;
                    self.is_reconciled = false;
                }
                Ok(vec![Notice::Took { stream, took, bytes: bundle.len() }])
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Its place in the numbering is worth nothing in another store.
    fn is_of_this_store(&self, manifest: &[u8]) -> bool {
        let incarnation = self.greeting.as_ref().map(|greeting| greeting.incarnation);
        Manifest::decode(manifest)
            .is_ok_and(|manifest| Some(manifest.cursor.incarnation) == incarnation)
    }
}
