//! Ops whose stamps name a time that cannot be: they wait in their seals until an owner says
//! by how much the clock was ahead.

use std::collections::BTreeMap;

use kernel::{Op, Read, Result, Timestamp, believed};
use sync::{DeskNo, LogId, Ring, Seal};

use crate::seals::{self, State};
use crate::{Door, Replica};

/// Enough for people to see what it is; those after them are in the same logs.
const SEALS_MAX: usize = 200;

/// Ops of one log that wait for their clock to be set right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Far {
    pub desk: DeskNo,
    pub log: LogId,
    pub ops: u64,
    /// The latest of their times.
    pub latest: Timestamp,
}

impl<D: Door> Replica<D> {
    /// Gives what owners said of clocks its effect here, each once.
    pub(crate) fn keep_clock_fixes(&mut self) -> Result<()> {
        if self.control.clock_fixes.is_empty() {
            return Ok(());
        }
        let sql = "SELECT count(*) FROM clock_fix";
        let kept = self.read(|read| Ok(read.value::<i64>(sql, [])?.unwrap_or(0)))?;
        let fixes: Vec<(u64, (LogId, i64))> = (1..).zip(self.control.clock_fixes.clone()).collect();
        for (n, (log, back_ms)) in fixes {
            if n > kept.cast_unsigned() {
                self.write(|tx| tx.fix_clock(n, log.0, back_ms))?;
            }
        }
        Ok(())
    }

    /// What waits for a clock to be set right, log by log.
    pub fn far_stamps(&self) -> Result<Vec<Far>> {
        self.read(|read| far_stamps(read, self.party.clinic, &self.ring))
    }
}

fn far_stamps(read: &Read<'_>, clinic: sync::ClinicId, ring: &Ring) -> Result<Vec<Far>> {
    let conn = read.conn();
    let mut found: BTreeMap<(DeskNo, u64), Far> = BTreeMap::new();
    for hash in seals::in_state(conn, State::AppliedBut)?.into_iter().take(SEALS_MAX) {
        let Some(seal) = seals::read(conn, clinic, hash)? else { continue };
        let Seal { header, .. } = &seal;
        let Ok(runs) = seal.open(clinic, ring) else { continue };
        let bodies = runs.iter().flat_map(|run| &run.ops);
        for op in bodies.filter_map(|op| Op::decode(op).ok()) {
            if believed(conn, header.log.0, op.hlc)?.is_some() {
                continue;
            }
            let (desk, log) = (header.desk, header.log);
            let none = Far { desk, log, ops: 0, latest: Timestamp(0) };
            let far = found.entry((desk, log.0)).or_insert(none);
            far.ops += 1;
            far.latest = far.latest.max(Timestamp(op.hlc.ms()));
        }
    }
    Ok(found.into_values().collect())
}
