//! The keys that this desk may read with, unwrapped from the control log.

use kernel::Result;
use sync::control::Act;
use sync::{Record, Ring, unwrap};

use crate::{Door, Replica, broken, control};

impl<D: Door> Replica<D> {
    /// A key that does not open, or is not the one that the log commits to, is left out:
    /// what is sealed under it waits.
    pub(crate) fn read_ring(&self) -> Result<Ring> {
        let mut ring = Ring::default();
        let Some(me) = self.desk() else { return Ok(ring) };
        let records = self.read(|read| control::after(read.conn(), 0))?;
        for body in records {
            let record = Record::parse(&body).map_err(broken)?;
            let (Act::Epoch { wrapped, .. } | Act::Share { wrapped }) = record.act else {
                continue;
            };
            for wrapped in wrapped.into_iter().filter(|wrapped| wrapped.desk == me) {
                let known = self.control.epochs.get(&wrapped.stream);
                let commitment = known.and_then(|epochs| epochs.get(&wrapped.epoch));
                let opened = unwrap(self.party.clinic, &wrapped, &self.party.exchange);
                if let Ok(key) = opened
                    && commitment == Some(&key.commitment())
                {
                    ring.add(wrapped.stream, wrapped.epoch, key);
                }
            }
        }
        Ok(ring)
    }
}
