//! A desk that has everything makes a snapshot for the ones to come, a window of it at each
//! look, beside its work. Desks that begin at once make the same pieces, which are sent once;
//! the server takes the first that is whole, and the others see that and rest.

use ::sync::{Manifest, Remote, Reply, Request, Stream};
use kernel::{Random, Result, Session, SystemRandom};
use replica::{Plan, Share};
use serde::Serialize;
use ts_rs::TS;

use super::round::RemoteRow;
use super::{Desk, Opened};

/// Without these nobody can sign in or work; they come before all else.
const FIRST: &[&str] = &[
    "staff",
    "second_factor",
    "role_permission",
    "clinic",
    "doctor",
    "device",
    "service",
    "tax_rate",
    "schedule",
    "ward",
    "ward_class",
    "ward_hours",
    "ward_rules",
    "room",
    "room_tax",
    "bed",
    "tariff",
];
/// Fewer changes come as fast one bundle after the other.
const OPS_MIN: u64 = 500;
/// A snapshot is made anew when the clinic has grown by one part in so many.
const GROWTH: u64 = 8;
const LOOK_MS: i64 = 60_000;
/// Desks that see at once that one is due wait for different times.
const SPREAD_MS: u64 = 90_000;

/// How much of the clinic's records is here, while they come.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct Arriving {
    #[ts(type = "number")]
    pub changes: u64,
    #[ts(type = "number")]
    pub changes_all: u64,
    #[ts(type = "number")]
    pub bytes: u64,
    #[ts(type = "number")]
    pub bytes_all: u64,
    /// People and settings are here: the desk can be worked at.
    pub is_usable: bool,
}

impl From<Share> for Arriving {
    fn from(share: Share) -> Self {
        let Share { ops, ops_all, bytes, bytes_all, is_usable } = share;
        Self { changes: ops, changes_all: ops_all, bytes, bytes_all, is_usable }
    }
}

pub(super) fn arriving(opened: &Opened) -> Result<Option<Arriving>> {
    let share = |read: &kernel::Read<'_>| replica::share(read, Stream::MAIN);
    Ok(opened.door.read(&Session::program(), share)?.map(Arriving::from))
}

/// Where this desk is with the snapshot of one remote.
pub(super) enum Making {
    /// Looks again at this time, of the desk's own clock.
    Watch {
        at: i64,
    },
    /// One was due: it is asked once more whether another desk was faster.
    Due {
        at: i64,
    },
    Make {
        plan: Box<Plan>,
        at: usize,
    },
}

impl Desk {
    /// A slice of the work. Called when everything is level with the remote.
    pub(super) fn snapshot_slice(&self, row: &RemoteRow) -> Result<()> {
        let now = self.now();
        // What goes wrong in here is tried again another time.
        let rest = Making::Watch { at: now + LOOK_MS };
        let known = self.sync.inner().making.insert(row.id, rest);
        let making = match known.unwrap_or(Making::Watch { at: now }) {
            Making::Watch { at } if now < at => Some(Making::Watch { at }),
            Making::Due { at } if now < at => Some(Making::Due { at }),
            Making::Watch { .. } => Some(match self.is_due(row)? {
                true => Making::Due { at: now + drawn() },
                false => Making::Watch { at: now + LOOK_MS },
            }),
            Making::Due { .. } => match self.is_due(row)? {
                true => self.begin_making(row)?,
                false => None,
            },
            Making::Make { plan, at } => self.make_one(row, plan, at)?,
        };
        let making = making.unwrap_or(Making::Watch { at: now + LOOK_MS });
        self.sync.inner().making.insert(row.id, making);
        Ok(())
    }

    pub(super) fn is_making(&self, row: &RemoteRow) -> bool {
        matches!(self.sync.inner().making.get(&row.id), Some(Making::Make { .. }))
    }

    fn is_due(&self, row: &RemoteRow) -> Result<bool> {
        let Some(opened) = self.slot().clone() else { return Ok(false) };
        let ops = opened.door.read(&Session::program(), |read| Plan::ops(read, Stream::MAIN))?;
        drop(opened);
        if ops < OPS_MIN {
            return Ok(false);
        }
        match self.ask_as_desk(row, &Request::Snapshot { stream: Stream::MAIN })? {
            Some(Reply::Snapshot { manifest }) => {
                let there = manifest.and_then(|bytes| Manifest::decode(&bytes).ok());
                let there = there.map_or(0, |manifest| manifest.ops());
                Ok(ops.saturating_sub(there) >= OPS_MIN.max(there / GROWTH))
            }
            _ => Ok(false),
        }
    }

    fn begin_making(&self, row: &RemoteRow) -> Result<Option<Making>> {
        let Some(opened) = self.slot().clone() else { return Ok(None) };
        let replica = self.replica(&opened)?;
        let plan = replica.plan_snapshot(Remote(row.id), Stream::MAIN);
        self.put_back(replica);
        Ok(plan?.map(|plan| Making::Make { plan: Box::new(plan), at: 0 }))
    }

    /// One window made and sent, or all of them published.
    fn make_one(&self, row: &RemoteRow, plan: Box<Plan>, at: usize) -> Result<Option<Making>> {
        let Some(opened) = self.slot().clone() else { return Ok(None) };
        let replica = self.replica(&opened)?;
        if at >= plan.windows.len() {
            let manifest = replica.sign_snapshot(&plan, FIRST, self.options.clock.now().0);
            self.put_back(replica);
            drop(opened);
            let manifest = manifest?.encode();
            self.ask_as_desk(row, &Request::Publish { manifest })?;
            return Ok(None);
        }
        let made = replica.make_pieces(&plan, at, FIRST, false);
        self.put_back(replica);
        drop(opened);
        let (stream, redacted_n, mut made) = (plan.stream, plan.redacted_n, made?);
        let hashes = made.iter().map(|made| made.piece.hash).collect();
        let lacks = self.ask_as_desk(row, &Request::Lacks { stream, hashes })?;
        let Some(Reply::Lacks { hashes }) = lacks else { return Ok(None) };
        let is_lacking = |made: &replica::Made| hashes.contains(&made.piece.hash);
        if made.iter().any(|made| is_lacking(made) && made.bytes.is_none()) {
            // Made before, for a server that has lost it.
            let Some(opened) = self.slot().clone() else { return Ok(None) };
            let replica = self.replica(&opened)?;
            let anew = replica.make_pieces(&plan, at, FIRST, true);
            self.put_back(replica);
            made = anew?;
        }
        for piece in made.into_iter().filter_map(|made| made.bytes) {
            let request = Request::KeepPiece { stream, piece, redacted_n };
            let kept = self.ask_as_desk(row, &request)?;
            if kept != Some(Reply::Kept) {
                return Ok(None);
            }
        }
        Ok(Some(Making::Make { plan, at: at + 1 }))
    }

    /// None: nothing came back, or a refusal. It is tried again another time.
    fn ask_as_desk(&self, row: &RemoteRow, request: &Request) -> Result<Option<Reply>> {
        let Some(opened) = self.slot().clone() else { return Ok(None) };
        let replica = self.replica(&opened)?;
        let desk = replica.desk();
        self.put_back(replica);
        drop(opened);
        let Some(desk) = desk else { return Ok(None) };
        let reply = self.ask_wire(row, desk, request).ok();
        Ok(reply.filter(|reply| !matches!(reply, Reply::Refused(_))))
    }
}

fn drawn() -> i64 {
    let mut random = [0; 8];
    SystemRandom.fill(&mut random);
    (u64::from_be_bytes(random) % SPREAD_MS).cast_signed()
}
