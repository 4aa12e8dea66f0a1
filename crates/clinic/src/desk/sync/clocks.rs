//! Clocks that were far ahead, and the version that every computer must have: what an owner
//! says of them to all computers.

use std::sync::Arc;

use ::sync::{Ledger, LogId};
use kernel::{Error, Nothing, Result, Session, Timestamp, What};
use serde::Deserialize;
use ts_rs::TS;

use super::round::remotes;
use super::view::{FarView, called};
use super::{Desk, Opened};

/// Whose changes are to count as written now.
#[derive(Deserialize, TS)]
pub struct FixClock {
    pub no: u16,
}

impl Desk {
    /// Looked for only where something waits that could be of it.
    pub(super) fn far_view(&self, opened: &Arc<Opened>) -> Result<Vec<FarView>> {
        let program = Session::program();
        let waits = opened.door.read(&program, replica::waits_for_sense)?;
        let known = self.sync.inner().far.clone();
        if let Some((then, far)) = known
            && then == waits
        {
            return Ok(far);
        }
        let found = match waits.0 {
            0 => Vec::new(),
            _ => {
                let replica = self.replica(opened)?;
                let found = replica.far_stamps();
                self.put_back(replica);
                found?
            }
        };
        let far = opened.door.read(&program, |read| {
            let mut far: Vec<FarView> = Vec::new();
            for of in &found {
                let (no, year) = (of.desk.0, year_of(of.latest));
                match far.iter_mut().find(|known| known.no == no) {
                    Some(known) => {
                        known.changes += of.ops;
                        known.year = known.year.max(year);
                    }
                    None => {
                        let name = called(read, no)?;
                        far.push(FarView { no, name, changes: of.ops, year });
                    }
                }
            }
            Ok(far)
        })?;
        self.sync.inner().far = Some((waits, far.clone()));
        Ok(far)
    }

    /// Lets changes that name a time which cannot be count as if the newest was written now.
    pub(in crate::desk) fn fix_clock(
        &self,
        token: Option<&str>,
        given: FixClock,
    ) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.fix_clock")?;
        self.between_rounds(|| {
            let row = opened.door.read(&session, remotes)?.into_iter().next();
            let row = row.ok_or_else(|| Error::conflict("errors-sync-no-server"))?;
            let replica = self.administering(&opened)?;
            let far = replica.far_stamps();
            self.put_back(replica);
            let far: Vec<_> = far?.into_iter().filter(|far| far.desk.0 == given.no).collect();
            if far.is_empty() {
                return Err(Error::conflict("errors-inbox-changed"));
            }
            for far in far {
                self.fix_log(&opened, &row, far.log, far.latest)?;
            }
            let detail = format!("{}", given.no);
            opened.door.note(&session, What::Key, "desk.fix_clock", &detail)?;
            opened.refresh_sessions()?;
            self.nudge();
            Ok(Nothing {})
        })
    }

    fn fix_log(
        &self,
        opened: &Arc<Opened>,
        row: &super::round::RemoteRow,
        log: LogId,
        latest: Timestamp,
    ) -> Result<()> {
        let now = self.options.clock.now().0;
        let replica = self.administering(opened)?;
        let head = replica.control().head;
        let records = replica.fix_clock(log, latest.0.saturating_sub(now), now);
        self.put_back(replica);
        self.extend(opened, row, head, &records?)
    }

    /// From now on every computer must have this one's version.
    pub(in crate::desk) fn require_version(&self, token: Option<&str>) -> Result<Nothing> {
        let (opened, session) = self.sync_owner(token, "desk.require_version")?;
        self.between_rounds(|| {
            let row = opened.door.read(&session, remotes)?.into_iter().next();
            let row = row.ok_or_else(|| Error::conflict("errors-sync-no-server"))?;
            let replica = self.administering(&opened)?;
            let (head, floor) = (replica.control().head, replica.control().schema_floor);
            let is_there = floor >= replica.party().schema;
            let records = replica.require_schema(self.options.clock.now().0);
            self.put_back(replica);
            if is_there {
                return Ok(Nothing {});
            }
            let records = records?.map_err(|behind| {
                let named = |no: &u16| {
                    let name = opened.door.read(&session, |read| called(read, *no));
                    name.ok().filter(|name| !name.is_empty()).unwrap_or_else(|| no.to_string())
                };
                let names: Vec<String> = behind.iter().map(named).collect();
                Error::conflict("errors-sync-not-all-updated").with("names", names.join(", "))
            })?;
            self.extend(&opened, &row, head, &records)?;
            opened.door.note(&session, What::Key, "desk.require_version", "")?;
            self.nudge();
            Ok(Nothing {})
        })
    }
}

fn year_of(at: Timestamp) -> i32 {
    use chrono::Datelike;
    at.utc().year()
}
