//! The desk among others: it seals what was written here, talks with the clinic's server or
//! hub, and takes in what the others wrote. All of it beside the work at the desk: no lock of
//! the desk is held while a wire is waited for.

mod ahead;
mod bell;
mod blobs;
mod carried;
mod clocks;
mod devices;
mod file;
mod home;
mod hub;
mod join;
mod line;
mod meet;
mod order;
mod restricted;
mod round;
mod server;
mod snapshot;
mod successor;
mod view;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use ::sync::{ClinicId, Cursor, Exchange, Ledger, Stream};
use kernel::{Door, Error, Result};
use replica::{Kept, Party, Replica};

pub use bell::Bell;
pub use carried::DocumentsHere;
pub use clocks::FixClock;
pub use file::{ExportChanges, ExportedChanges, ImportChanges, ImportedChanges};
pub use home::SyncHome;
pub use hub::{Hub, HubAt, HubFault, HubNear, HubState, HubView, NoHub, SeenDesk, TurnHub};
pub use join::{BeginJoin, FinishJoin, JoinDone, JoinView};
pub use line::{Heard, Line, NoWire, Welcome, Wire, WireFault};
pub use meet::{LetIn, MeetStep, MeetView};
pub use restricted::DeviceReads;
pub use server::{AdoptChanges, RevokeDevice, SyncServer};
pub use snapshot::Arriving;
pub use successor::{FollowHub, Successor};
pub use view::{AskWhere, News, PauseSync, RecordPlace, RemoteView, SyncState, SyncView};

use super::errors::of_vault;
use super::{Desk, Opened};
use crate::api;

/// An open clinic's door, held for one look at it.
pub(super) struct Held(pub Arc<Opened>);

impl std::ops::Deref for Held {
    type Target = Door;

    fn deref(&self) -> &Door {
        &self.0.door
    }
}

/// What the sync remembers while the clinic is open.
#[derive(Default)]
pub(super) struct Running {
    pub bell: Arc<Bell>,
    inner: Mutex<Inner>,
    /// One round at a time.
    round: Mutex<()>,
    /// One file on a stick at a time.
    stick: Mutex<()>,
}

#[derive(Default)]
struct Inner {
    clinic: [u8; 16],
    kept: Option<Kept>,
    exchanges: BTreeMap<u8, Exchange>,
    /// Pieces that came while those before them were taken in.
    ahead: BTreeMap<u8, ahead::Ahead>,
    is_nudged: bool,
    /// When each remote was asked last, and when its row last said so.
    asked: BTreeMap<u8, i64>,
    /// Before this moment a remote that could not be listened to is left alone.
    deaf: BTreeMap<u8, i64>,
    told: BTreeMap<u8, i64>,
    faults: BTreeMap<u8, &'static str>,
    meeting: Option<meet::Meeting>,
    joining: Option<join::Joining>,
    /// Where another speaks as the clinic's hub, and its key.
    successor: Option<(String, [u8; 32])>,
    /// Before this moment no hub that is gone is looked for.
    look_at: i64,
    /// This desk's version, as the others know it, is the true one.
    is_version_told: bool,
    /// What was told last of a computer that is let in, while its records come.
    entering: Option<JoinView>,
    making: BTreeMap<u8, snapshot::Making>,
    blobs: BTreeMap<u8, blobs::Queue>,
    /// When claims were last looked through, and how far the remote's numbers were known then.
    ordered: BTreeMap<u8, (i64, Cursor)>,
    /// How far the control log was when keys for this computer were last looked for.
    learned_n: u64,
    /// What waits for a clock to be set right, and when that was looked for.
    far: Option<((u64, u64), Vec<view::FarView>)>,
}

impl Running {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The clinic was closed: its keys must go.
    pub fn forget(&self) {
        self.bell.forget();
        let mut inner = self.inner();
        let (joining, entering) = (inner.joining.take(), inner.entering.take());
        *inner = Inner { joining, entering, ..Inner::default() };
    }
}

/// Long work does not hold the clinic: whoever locks it waits for nothing, and its keys go.
fn still(opened: &Weak<Opened>) -> Result<Arc<Opened>> {
    opened.upgrade().ok_or_else(Desk::signed_out)
}

fn clinic_of(opened: &Opened) -> ClinicId {
    ClinicId(opened.vault().clinic_id())
}

impl Desk {
    /// The replica of the open clinic, for as long as it is needed; `put_back` afterwards.
    fn replica(&self, opened: &Arc<Opened>) -> Result<Replica<Held>> {
        let clinic = clinic_of(opened);
        let held = Held(opened.clone());
        let kept = {
            let mut inner = self.sync.inner();
            if inner.clinic != clinic.0 {
                (inner.clinic, inner.kept) = (clinic.0, None);
                inner.exchanges.clear();
                inner.ahead.clear();
            }
            inner.kept.take()
        };
        if let Some(kept) = kept {
            return Ok(Replica::resume(held, kept));
        }
        let (exchange, key) = {
            let vault = opened.vault();
            (vault.exchange_key().map_err(of_vault)?, vault.desk_key().map_err(of_vault)?)
        };
        let party = Party {
            clinic,
            exchange,
            key,
            streams: vec![Stream::MAIN],
            schema: u32::try_from(api::MIGRATIONS.len()).map_err(Error::internal)?,
        };
        Replica::open(held, party)
    }

    /// The same, where this computer may change the list of computers.
    fn administering(&self, opened: &Arc<Opened>) -> Result<Replica<Held>> {
        let replica = self.replica(opened)?;
        let own = replica.desk().and_then(|desk| replica.control().desk(desk));
        if own.is_some_and(|own| own.member.may_administer) {
            return Ok(replica);
        }
        self.put_back(replica);
        Err(Error::conflict("errors-sync-no-administrator"))
    }

    fn put_back(&self, replica: Replica<Held>) {
        // Whoever changed the control log puts the replica back: on the line or from a stick.
        self.learn_keys(&replica);
        let clinic = replica.party().clinic;
        let kept = replica.into_kept();
        let mut inner = self.sync.inner();
        if inner.clinic == clinic.0 {
            inner.kept = Some(kept);
        }
    }
}

/// The letters that head a desk's printed numbers: one for the first twenty-six.
pub fn code_of(no: u16) -> String {
    const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let letter = |at: u16| char::from(*LETTERS.get(usize::from(at % 26)).unwrap_or(&b'A'));
    let at = no.saturating_sub(1);
    match at < 26 {
        true => letter(at).into(),
        // Three letters, the first two of them Z: no restored desk draws these.
        false => format!("{}{}{}", 'Y', letter((at - 26) / 26), letter((at - 26) % 26)),
    }
}
