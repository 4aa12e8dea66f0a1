//! Requests are answered: who may ask what, and what becomes of it. Nothing in here reads a
//! clock, draws a number or opens a seal, and no bytes make it panic.

mod admin;
mod away;
mod blob;
mod control;
mod gather;
mod log;
mod put;
mod redact;
mod self_test;
mod snapshot;
mod sql;
mod tree;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use ed25519_dalek::SigningKey;
use sync::control::Act;
use sync::{
    BUNDLE_BYTES_MAX, ClinicId, Control, DeskNo, Error, Greeting, Hash, Heads, Page, Refusal,
    Reply, Request, Why,
};

pub use admin::{ClinicInfo, DeskInfo, NewInvite};
use admin::{LastSeen, ListClinics, ReadNews, Saw, SetQuota};
use control::{Extend, Founding, IsThere, ReadControl, ReadHeads};
use gather::Gather;

use crate::store::{self, Bodies, Store};

const PROTOCOL: u32 = 1;
/// Folded control logs that are remembered; a log is read again where it is not.
const CONTROLS_MAX: usize = 16_384;
/// How often a request is tried while others extend the control log.
const TRIES: usize = 16;
const RETRY_MS: u32 = 1_000;
const RECORDS_MAX: usize = 4_096;

#[derive(Clone)]
pub struct Config {
    /// Signs receipts.
    pub key: SigningKey,
    /// The store's own, or what a simulation says it is.
    pub incarnation: u64,
    /// Of a clinic for which nobody has set another.
    pub quota_bytes: u64,
}

pub struct Service<S> {
    store: S,
    /// None: blobs are refused.
    bodies: Option<Bodies>,
    config: Config,
    server: [u8; 32],
    controls: Mutex<HashMap<ClinicId, Arc<Control>>>,
    gather: Arc<Gather>,
    /// Bodies beside the store that were not as they had been put.
    lost: AtomicU64,
    turns: Mutex<HashMap<ClinicId, Arc<Turn>>>,
}

/// Held by the one of a clinic's blobs that is at a shared database.
type Turn = tokio::sync::Mutex<()>;

/// Turns that are remembered, used or not.
const TURNS_MAX: usize = 1_024;

enum Stop {
    Refused(Why),
    Store(store::Error),
}

impl From<Why> for Stop {
    fn from(why: Why) -> Self {
        Stop::Refused(why)
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Stop::Store(error)
    }
}

/// What is wrong with bytes, in the words of the wire.
fn refused(error: Error) -> Why {
    match error {
        Error::Newer => Why::Newer,
        Error::TooLarge => Why::TooLarge,
        Error::Junk(_)
        | Error::Signature
        | Error::Sealed
        | Error::KeyUnknown
        | Error::Commitment
        | Error::Control(_) => Why::Junk,
    }
}

impl<S: Store> Service<S> {
    pub fn new(store: S, config: Config) -> Self {
        let server = config.key.verifying_key().to_bytes();
        let (controls, turns) = Default::default();
        let gather = Gather::new(store.writes_at_once());
        let lost = AtomicU64::new(0);
        Self { store, bodies: None, config, server, controls, gather, lost, turns }
    }

    /// Takes blobs as well, and may move bodies of old bundles.
    #[must_use]
    pub fn with_bodies(mut self, bodies: Bodies) -> Self {
        self.bodies = Some(bodies);
        self
    }

    pub fn store(&self) -> &S {
        &self.store
    }

    /// The key by which a desk knows this server.
    pub fn server(&self) -> [u8; 32] {
        self.server
    }

    pub fn key(&self) -> &SigningKey {
        &self.config.key
    }

    /// `by`: who the carrier has proven to be asking.
    pub async fn answer(
        &self,
        clinic: ClinicId,
        by: DeskNo,
        request: Request,
        now_ms: i64,
    ) -> Reply {
        match self.try_answer(clinic, by, request, now_ms).await {
            Ok(reply) => reply,
            Err(stop) => Reply::Refused(refusal(stop)),
        }
    }

    /// Bytes in, bytes out.
    pub async fn answer_frame(
        &self,
        clinic: ClinicId,
        by: DeskNo,
        frame: &[u8],
        now_ms: i64,
    ) -> Vec<u8> {
        let reply = match Request::decode(frame) {
            Ok(request) => self.answer(clinic, by, request, now_ms).await,
            Err(error) => Reply::Refused(Refusal::of(refused(error))),
        };
        reply.encode()
    }

    /// Takes the control log of a clinic that is not here yet. Its records prove themselves,
    /// so nobody else need; `invite` is the hash of an invitation, where one is wanted.
    pub async fn found(
        &self,
        clinic: ClinicId,
        records: Vec<Vec<u8>>,
        invite: Option<[u8; 32]>,
        now_ms: i64,
    ) -> Reply {
        let founding = Founding { quota_bytes: self.config.quota_bytes, invite };
        match self.extend(clinic, Hash::NONE, records, founding, now_ms).await {
            Ok(reply) => reply,
            Err(stop) => Reply::Refused(refusal(stop)),
        }
    }

    async fn try_answer(
        &self,
        clinic: ClinicId,
        by: DeskNo,
        request: Request,
        now_ms: i64,
    ) -> Result<Reply, Stop> {
        if request == Request::Greet {
            let known = self.controls_of(clinic, true).await?;
            if let Some(control) = &known {
                self.admit(clinic, control, by).await.or_else(|stop| match stop {
                    // A desk that is to be enrolled may see whom it talks to.
                    Stop::Refused(Why::NotEnrolled) => Ok(()),
                    other => Err(other),
                })?;
            }
            let (n, head) = known.map_or((0, Hash::NONE), |control| (control.n, control.head));
            return Ok(Reply::Greeting(self.greeting(n, head, now_ms)));
        }
        if let Request::Extend { head: Hash::NONE, records } = request {
            if let Some(control) = self.controls_of(clinic, false).await? {
                self.admit(clinic, &control, by).await?;
            }
            let founding = Founding { quota_bytes: self.config.quota_bytes, invite: None };
            return self.extend(clinic, Hash::NONE, records, founding, now_ms).await;
        }
        for attempt in 0..TRIES {
            let control = self.controls_of(clinic, attempt > 0).await?.ok_or(Why::NoSuch)?;
            self.admit(clinic, &control, by).await?;
            if let Some(reply) = self.attempt(&control, by, request.clone(), now_ms).await? {
                return Ok(reply);
            }
        }
        Err(Why::Busy.into())
    }

    /// Whether a desk is a live one of the clinic; before it is refused, by the newest log.
    async fn admit(&self, clinic: ClinicId, control: &Control, by: DeskNo) -> Result<(), Stop> {
        match why_not(control, by) {
            None => Ok(()),
            Some(Why::Revoked) => Err(Why::Revoked.into()),
            Some(why) => match self.controls_of(clinic, true).await? {
                Some(newest) => why_not(&newest, by).map_or(Ok(()), |why| Err(why.into())),
                None => Err(why.into()),
            },
        }
    }

    /// `None`: the control log has moved on since it was read.
    async fn attempt(
        &self,
        control: &Arc<Control>,
        by: DeskNo,
        request: Request,
        now_ms: i64,
    ) -> Result<Option<Reply>, Stop> {
        let (clinic, control_n) = (control.clinic, control.n);
        Ok(match request {
            Request::Greet => None,
            Request::Control { after } => {
                let page = self.store.read(ReadControl { clinic, after }).await?;
                let page = page.filter(|page| page.n == control_n);
                page.map(|page| Reply::Control { records: page.records })
            }
            Request::Extend { head, records } => {
                let founding = Founding { quota_bytes: 0, invite: None };
                Some(self.extend(clinic, head, records, founding, now_ms).await?)
            }
            Request::Leaves { stream } => {
                let work = tree::ReadLeaves { clinic, control_n, stream };
                self.store.read(work).await?.map(|leaves| Reply::Leaves { leaves })
            }
            Request::Put { stream, bundle } => {
                self.put(control, by, stream, bundle, now_ms).await?
            }
            Request::Log { stream, cursor, bytes_max } => {
                let (incarnation, bytes_max) = (self.config.incarnation, bytes_max.into());
                let is_redacted = control.redacted_n > 0;
                let work = log::ReadLog {
                    clinic,
                    control_n,
                    incarnation,
                    stream,
                    cursor,
                    bytes_max,
                    is_redacted,
                };
                match self.store.read(work).await? {
                    log::Outcome::Moved => None,
                    log::Outcome::OtherRun => return Err(Why::OtherRun.into()),
                    log::Outcome::Page { bundles, cursor, is_last, replaced } => {
                        let bundles = self.bytes_of(bundles).await?;
                        Some(Reply::Page(Page { bundles, cursor, is_last, replaced }))
                    }
                }
            }
            Request::Missing(missing) => {
                let bytes_max = usize::try_from(missing.bytes_max).unwrap_or(usize::MAX);
                let (stream, have) = (missing.stream, missing.have);
                let bytes_max = bytes_max.min(BUNDLE_BYTES_MAX);
                let work = tree::FindMissing { clinic, control_n, stream, have, bytes_max };
                match self.store.read(work).await? {
                    Some((seals, is_last)) => {
                        Some(Reply::Seals { bundle: self.bundle_of(seals).await?, is_last })
                    }
                    None => None,
                }
            }
            Request::Snapshot { stream } => {
                let of = snapshot::Of { clinic, control_n, stream };
                let found = self.store.read(snapshot::ReadSnapshot(of)).await?;
                found.map(|manifest| Reply::Snapshot { manifest })
            }
            Request::Pieces { stream, hashes, bytes_max } => {
                let (of, bytes_max) =
                    (snapshot::Of { clinic, control_n, stream }, bytes_max.into());
                let work = snapshot::ReadPieces { of, hashes, bytes_max };
                match self.store.read(work).await? {
                    Some(pieces) if pieces.is_empty() => return Err(Why::NoSuch.into()),
                    pieces => pieces.map(|pieces| Reply::Pieces { pieces }),
                }
            }
            Request::Lacks { stream, hashes } => {
                let of = snapshot::Of { clinic, control_n, stream };
                let found = self.store.read(snapshot::FindLacking { of, hashes }).await?;
                found.map(|hashes| Reply::Lacks { hashes })
            }
            Request::KeepPiece { stream, piece, redacted_n } => {
                let of = snapshot::Of { clinic, control_n, stream };
                let is_old = redacted_n < control.redacted_n;
                let work = snapshot::KeepPiece::check(of, piece, is_old)?;
                kept(self.store.write(work).await?)?
            }
            Request::Publish { manifest } => {
                let incarnation = self.config.incarnation;
                let work = snapshot::Publish::check(control, by, incarnation, manifest, now_ms)?;
                kept(self.store.write(work).await?)?
            }
            Request::BlobState { ids } => self.blob_state(control, ids).await?,
            Request::BlobPut { id, length, part, bytes } => {
                let part = blob::Part { id, length, part, bytes };
                self.put_part(control, by, part, now_ms).await?
            }
            Request::BlobGet { id, part } => self.get_part(control, id, part).await?,
            Request::Unredacted { stream } => {
                let of = snapshot::Of { clinic, control_n, stream };
                let found = self.store.read(redact::FindUnredacted(of)).await?;
                found.map(|hashes| Reply::Lacks { hashes })
            }
            Request::Replace { stream, bundle } => {
                let work = redact::Replace::check(control, by, stream, &bundle)?;
                self.replace(work).await?
            }
        })
    }

    async fn extend(
        &self,
        clinic: ClinicId,
        head: Hash,
        records: Vec<Vec<u8>>,
        founding: Founding,
        now_ms: i64,
    ) -> Result<Reply, Stop> {
        if records.len() > RECORDS_MAX {
            return Err(Why::TooLarge.into());
        }
        for attempt in 0..TRIES {
            let known = self.controls_of(clinic, attempt > 0).await?;
            let mut next = known.map_or_else(|| Control::new(clinic), |known| (*known).clone());
            if next.head != head {
                let work = IsThere { clinic, head, records: records.clone() };
                if attempt > 0 {
                    return match self.store.read(work).await? {
                        true => Ok(Reply::Control { records: Vec::new() }),
                        false => Err(Why::ControlMoved.into()),
                    };
                }
                continue;
            }
            if next.n == 0 && records.is_empty() {
                return Err(Why::NoSuch.into());
            }
            let n = next.n;
            let mut admitted = Vec::with_capacity(records.len());
            let mut redacted = BTreeSet::new();
            for record in &records {
                let act = next.admit(record).map_err(refused)?.act;
                if let Act::Redact { removed, .. } = act {
                    redacted.extend(removed.into_keys());
                }
                admitted.push((next.head, record.clone()));
            }
            let founding = founding.clone();
            let work = Extend { clinic, n, records: admitted, redacted, founding, now_ms };
            match self.store.write(work).await? {
                control::Outcome::Moved => continue,
                control::Outcome::Refused(why) => return Err(why.into()),
                control::Outcome::Done => {
                    self.remember(Arc::new(next));
                    return Ok(Reply::Control { records: Vec::new() });
                }
            }
        }
        Err(Why::Busy.into())
    }

    /// A clinic's parts follow one another in any case: whoever waits, waits here, and not with
    /// a connection in hand that another clinic could use.
    fn turn(&self, clinic: ClinicId) -> Option<Arc<Turn>> {
        if !self.store.is_shared() {
            return None;
        }
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= TURNS_MAX {
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        Some(turns.entry(clinic).or_default().clone())
    }

    fn remembered(&self, clinic: ClinicId) -> Option<Arc<Control>> {
        let controls = self.controls.lock().unwrap_or_else(PoisonError::into_inner);
        controls.get(&clinic).cloned()
    }

    fn remember(&self, control: Arc<Control>) {
        let mut controls = self.controls.lock().unwrap_or_else(PoisonError::into_inner);
        if controls.len() >= CONTROLS_MAX && !controls.contains_key(&control.clinic) {
            controls.clear();
        }
        controls.insert(control.clinic, control);
    }

    fn forget(&self, clinic: ClinicId) {
        let mut controls = self.controls.lock().unwrap_or_else(PoisonError::into_inner);
        controls.remove(&clinic);
    }

    /// The control log, folded: as remembered, or as it is in the store now.
    async fn controls_of(
        &self,
        clinic: ClinicId,
        is_newest: bool,
    ) -> Result<Option<Arc<Control>>, Stop> {
        let known = self.remembered(clinic);
        if known.is_some() && !is_newest {
            return Ok(known);
        }
        let mut known = known;
        loop {
            let after = known.as_ref().map_or(0, |control| control.n);
            let Some(page) = self.store.read(ReadControl { clinic, after }).await? else {
                self.forget(clinic);
                return Ok(None);
            };
            if page.n == after && known.as_ref().is_some_and(|known| known.head == page.head) {
                return Ok(known);
            }
            if page.records.is_empty() {
                // Shorter than what is remembered: the store was set back under us.
                self.forget(clinic);
                known = None;
                continue;
            }
            let mut control = known.map_or_else(|| Control::new(clinic), |known| (*known).clone());
            for record in &page.records {
                if control.admit(record).is_err() {
                    self.forget(clinic);
                    return Err(store::Error::Damaged("a control log that does not hold").into());
                }
            }
            let (is_whole, control) = (control.n >= page.n, Arc::new(control));
            self.remember(control.clone());
            if is_whole {
                return Ok(Some(control));
            }
            known = Some(control);
        }
    }

    fn greeting(&self, control_n: u64, control_head: Hash, now: i64) -> Greeting {
        Greeting {
            server: self.server,
            incarnation: self.config.incarnation,
            now,
            control_n,
            control_head,
            newest: PROTOCOL,
            oldest: PROTOCOL,
        }
    }

    /// What anyone may know who names the clinic.
    pub async fn greet(&self, clinic: ClinicId, now_ms: i64) -> store::Result<Greeting> {
        match self.controls_of(clinic, true).await {
            Ok(Some(control)) => Ok(self.greeting(control.n, control.head, now_ms)),
            Ok(None) | Err(Stop::Refused(_)) => Ok(self.greeting(0, Hash::NONE, now_ms)),
            Err(Stop::Store(error)) => Err(error),
        }
    }

    /// The key that proves a desk, or why it may not come in.
    pub async fn desk_key(&self, clinic: ClinicId, desk: DeskNo) -> Result<[u8; 32], Refusal> {
        let control = self.controls_of(clinic, true).await.map_err(refusal)?;
        let control = control.ok_or(Refusal::of(Why::NoSuch))?;
        match (why_not(&control, desk), control.desk(desk)) {
            (None, Some(desk)) => Ok(desk.member.key),
            (why, _) => Err(Refusal::of(why.unwrap_or(Why::NotEnrolled))),
        }
    }

    pub async fn saw(&self, clinic: ClinicId, desk: DeskNo, at: i64) -> store::Result<()> {
        self.store.write(Saw { clinic, desk, at }).await
    }

    /// How far each stream is, for a live desk.
    pub async fn heads(&self, clinic: ClinicId, by: DeskNo) -> Result<Heads, Refusal> {
        for attempt in 0..TRIES {
            let control = self.controls_of(clinic, attempt > 0).await.map_err(refusal)?;
            let control = control.ok_or(Refusal::of(Why::NoSuch))?;
            self.admit(clinic, &control, by).await.map_err(refusal)?;
            let heads = self.store.read(ReadHeads { clinic, control_n: control.n }).await;
            if let Some(heads) = heads.map_err(|error| refusal(error.into()))? {
                return Ok(heads);
            }
        }
        Err(refusal(Why::Busy.into()))
    }

    pub async fn clinics(&self, after: Option<ClinicId>) -> store::Result<Vec<ClinicInfo>> {
        self.store.read(ListClinics { after }).await
    }

    pub async fn desks(&self, clinic: ClinicId) -> store::Result<Option<Vec<DeskInfo>>> {
        let control = match self.controls_of(clinic, true).await {
            Ok(Some(control)) => control,
            Ok(None) | Err(Stop::Refused(_)) => return Ok(None),
            Err(Stop::Store(error)) => return Err(error),
        };
        let seen: HashMap<_, _> = self.store.read(LastSeen { clinic }).await?.into_iter().collect();
        let desks = control.desks.iter().map(|(no, desk)| DeskInfo {
            desk: *no,
            may_administer: desk.member.may_administer,
            is_revoked: desk.cut.is_some(),
            last_seen: seen.get(no).copied(),
        });
        Ok(Some(desks.collect()))
    }

    pub async fn set_quota(&self, clinic: ClinicId, bytes: u64) -> store::Result<bool> {
        self.store.write(SetQuota { clinic, bytes }).await
    }

    pub async fn invite(&self, invite: NewInvite) -> store::Result<()> {
        self.store.write(invite).await
    }

    /// A number for each clinic that grows with whatever is new there.
    pub async fn news(&self, clinics: Vec<ClinicId>) -> store::Result<Vec<(ClinicId, u64)>> {
        self.store.read(ReadNews { clinics }).await
    }
}

fn kept(outcome: snapshot::Outcome) -> Result<Option<Reply>, Stop> {
    match outcome {
        snapshot::Outcome::Moved => Ok(None),
        snapshot::Outcome::Refused(why) => Err(why.into()),
        snapshot::Outcome::Kept => Ok(Some(Reply::Kept)),
    }
}

fn why_not(control: &Control, by: DeskNo) -> Option<Why> {
    match control.desk(by) {
        None => Some(Why::NotEnrolled),
        Some(desk) if desk.cut.is_some() => Some(Why::Revoked),
        Some(_) => None,
    }
}

fn refusal(stop: Stop) -> Refusal {
    match stop {
        Stop::Refused(Why::Busy) => Refusal { why: Why::Busy, retry_after_ms: RETRY_MS },
        Stop::Refused(why) => Refusal::of(why),
        Stop::Store(error) => {
            tracing::error!(%error, "a request was not met");
            Refusal { why: Why::Busy, retry_after_ms: RETRY_MS }
        }
    }
}
