//! One desk's talk with one remote: a server, a hub, another desk. A round greets, brings
//! the control log up to date, pulls what is new there, pushes what is new here. The caller
//! owns the wire and the clock: it sends what [`Exchange::next`] answers and hands back what
//! came, or that nothing did.

mod fresh;
mod pull;
mod push;
mod redact;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use self::fresh::is_fresh;
use self::push::Sent;
use self::redact::Redacting;
pub use self::words::{Notice, Nudge, Pace, Step, fit};
use crate::broken::is_removed;
use crate::{
    Bundle, ClinicId, Control, Cursor, Greeting, Hash, Leaf, Refusal, Reply, Request, Stream, Why,
};

/// The remotes of a desk, numbered by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Remote(pub u8);

/// What came of the seals of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Took {
    pub applied: u32,
    pub known: u32,
    /// Kept until a parent, a key or a desk is known.
    pub waiting: u32,
    /// Kept and shown, without effect: beyond the cut of a revoked desk, or not to be opened.
    pub aside: u32,
    /// Not signed by whom they name, or not seals at all: dropped.
    pub bad: u32,
    /// Second children of one parent.
    pub forks: Vec<Hash>,
}

/// What a desk that is new wants next of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lot {
    Nothing,
    Manifest,
    Pieces(Vec<Hash>),
    /// All pieces are here: what the remote has beyond these seals.
    Rest(Vec<Leaf>),
}

/// What a desk keeps of the clinic: its seals, the control log, and how far each remote is.
pub trait Ledger {
    type Error: From<crate::Error>;

    fn control(&self) -> &Control;
    fn records_after(&self, n: u64) -> Result<Vec<Vec<u8>>, Self::Error>;
    /// The hash of the log after its record `n`, if it is that long here.
    fn control_head_at(&self, n: u64) -> Result<Option<Hash>, Self::Error>;
    /// Takes in the records that follow. What waited for a desk or a key is tried again.
    fn admit(&mut self, records: &[Vec<u8>]) -> Result<(), Self::Error>;
    fn leaves(&self, stream: Stream) -> Result<Vec<Leaf>, Self::Error>;
    /// Seals that the remote is not known to have, parents first.
    fn unsent(
        &self,
        remote: Remote,
        stream: Stream,
        bytes_max: usize,
    ) -> Result<Bundle, Self::Error>;
    /// The remote has these.
    fn held(&mut self, remote: Remote, seals: &[Hash]) -> Result<(), Self::Error>;
    /// The remote does not keep these: `unsent` leaves them out until something may have
    /// changed, a desk that was let in or a remote that is asked anew what it has.
    fn not_kept(&mut self, remote: Remote, seals: &[Hash]) -> Result<(), Self::Error>;
    /// The remote has these and all before them, and nothing else.
    fn held_up_to(
        &mut self,
        remote: Remote,
        stream: Stream,
        leaves: &[Leaf],
    ) -> Result<(), Self::Error>;
    fn place(&self, remote: Remote, stream: Stream) -> Result<Cursor, Self::Error>;
    fn set_place(
        &mut self,
        remote: Remote,
        stream: Stream,
        place: Cursor,
    ) -> Result<(), Self::Error>;
    /// The remote has these: the bundle that ends at this place of its numbering. `counts`
    /// where its numbers put the clinic's claims in order.
    fn numbered(
        &mut self,
        remote: Remote,
        stream: Stream,
        place: Cursor,
        seals: &[Hash],
        counts: bool,
    ) -> Result<(), Self::Error>;
    /// Takes seals in, in one transaction for each; those that are here already are skipped.
    fn take(&mut self, bundle: &[u8]) -> Result<Took, Self::Error>;
    /// Whether this desk brings other bodies for what was redacted.
    fn brings_redacted(&self) -> bool {
        false
    }
    /// Those of these seals that are here and were redacted, as much as fits.
    fn redacted(&self, _seals: &[Hash], _bytes_max: usize) -> Result<Bundle, Self::Error> {
        Ok(Bundle::default())
    }
    /// A parent is missing for something that waits here.
    fn has_gaps(&self, stream: Stream) -> Result<bool, Self::Error>;

    fn lot(&self, _remote: Remote, _stream: Stream) -> Result<Lot, Self::Error> {
        Ok(Lot::Nothing)
    }
    /// Pieces of this snapshot are fetched from now on; false where it is not to be believed.
    /// `counts` as in `numbered`.
    fn begin_snapshot(
        &mut self,
        _remote: Remote,
        _manifest: &[u8],
        _counts: bool,
    ) -> Result<bool, Self::Error> {
        Ok(false)
    }
    fn take_piece(&mut self, _stream: Stream, _piece: &[u8]) -> Result<Took, Self::Error> {
        Ok(Took::default())
    }
    /// Everything that the remote had is here.
    fn end_snapshot(&mut self, _remote: Remote, _stream: Stream) -> Result<(), Self::Error> {
        Ok(())
    }
    /// Another has taken the place of the snapshot: its manifest is wanted, and what came
    /// stays. False where none was begun.
    fn renew_snapshot(&mut self, _stream: Stream) -> Result<bool, Self::Error> {
        Ok(false)
    }
    /// What is left comes bundle by bundle.
    fn drop_snapshot(&mut self, _stream: Stream) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Greet,
    GetControl,
    GiveControl { head: Hash },
    Redact { at: usize },
    Fresh { at: usize },
    Leaves { at: usize },
    Pull { at: usize },
    Fill { at: usize },
    Push { at: usize },
    Rest { until: i64 },
}

pub struct Exchange {
    clinic: ClinicId,
    remote: Remote,
    /// The key that the remote was paired with.
    pinned: Option<[u8; 32]>,
    streams: Vec<Stream>,
    pace: Pace,
    phase: Phase,
    greeting: Option<Greeting>,
    failures: u32,
    /// Refusals since the last whole round that made it begin again.
    setbacks: u32,
    /// What was put last.
    sent: Sent,
    /// Seals that the remote does not keep, and why: others go on without them.
    not_kept: BTreeMap<Hash, Why>,
    redacting: Redacting,
    /// A store that was told everything of ours since it was made.
    is_reconciled: bool,
    /// Streams that come bundle by bundle: there is no snapshot, or none to be believed.
    plain: BTreeSet<Stream>,
    /// How often a piece was not there.
    renewals: u32,
}

const SETBACKS_MAX: u32 = 3;

type Done<L> = Result<Vec<Notice>, <L as Ledger>::Error>;

impl Exchange {
    pub fn new(
        clinic: ClinicId,
        remote: Remote,
        pinned: Option<[u8; 32]>,
        streams: Vec<Stream>,
        pace: Pace,
    ) -> Self {
        Self {
            clinic,
            remote,
            pinned,
            streams,
            pace,
            phase: Phase::Greet,
            greeting: None,
            failures: 0,
            setbacks: 0,
            sent: Sent::default(),
            not_kept: BTreeMap::new(),
            redacting: Redacting::default(),
            is_reconciled: false,
            plain: BTreeSet::new(),
            renewals: 0,
        }
    }

    /// The rest is over. Who the remote is was said when it greeted, and its answers prove it.
    pub fn nudge(&mut self, why: Nudge) {
        if !matches!(self.phase, Phase::Rest { .. }) || self.failures > 0 {
            return;
        }
        self.phase = match why {
            Nudge::Sealed if self.greeting.is_some() => Phase::Push { at: 0 },
            Nudge::News if self.greeting.is_some() => Phase::Pull { at: 0 },
            _ => Phase::Greet,
        };
    }

    /// It rests, and the last round ended well.
    pub fn is_level(&self) -> bool {
        matches!(self.phase, Phase::Rest { .. }) && self.failures == 0
    }

    /// What the remote told last about itself.
    pub fn greeting(&self) -> Option<&Greeting> {
        self.greeting.as_ref()
    }

    /// What to ask now. Asked again before an answer, it says the same.
    pub fn next<L: Ledger>(&mut self, now: i64, ledger: &L) -> Result<Step, L::Error> {
        loop {
            let ask = match self.phase {
                Phase::Rest { until } if now < until => return Ok(Step::Wait { until }),
                Phase::Rest { .. } => {
                    self.phase = Phase::Greet;
                    continue;
                }
                Phase::Greet => Request::Greet,
                Phase::GetControl => Request::Control { after: ledger.control().n },
                Phase::GiveControl { head } => {
                    let there = self.greeting.as_ref().map_or(0, |greeting| greeting.control_n);
                    Request::Extend { head, records: fit(ledger.records_after(there)?) }
                }
                Phase::Redact { at } => match self.ask_redact(ledger, at)? {
                    Some(request) => request,
                    None => continue,
                },
                Phase::Fresh { at } => match self.ask_fresh(ledger, at)? {
                    Some(request) => request,
                    None => continue,
                },
                Phase::Leaves { at } => match self.stream(at) {
                    Some(stream) => Request::Leaves { stream },
                    None => {
                        self.is_reconciled = true;
                        self.phase = Phase::Pull { at: 0 };
                        continue;
                    }
                },
                Phase::Pull { at } => match self.stream(at) {
                    Some(stream) => {
                        let cursor = self.cursor(ledger, stream)?;
                        Request::Log { stream, cursor, bytes_max: self.pace.bytes_max }
                    }
                    None => {
                        self.phase = Phase::Fill { at: 0 };
                        continue;
                    }
                },
                Phase::Fill { at } => match self.stream(at) {
                    Some(stream) if ledger.has_gaps(stream)? => {
                        let (have, bytes_max) = (ledger.leaves(stream)?, self.pace.bytes_max);
                        Request::Missing(crate::Missing { stream, have, bytes_max })
                    }
                    Some(_) => {
                        self.phase = Phase::Fill { at: at + 1 };
                        continue;
                    }
                    None => {
                        self.phase = Phase::Push { at: 0 };
                        continue;
                    }
                },
                Phase::Push { at } => match self.stream(at) {
                    Some(stream) => {
                        let most = usize::try_from(self.pace.bytes_max).unwrap_or(usize::MAX);
                        let bundle = ledger.unsent(self.remote, stream, most)?;
                        if bundle.is_empty() {
                            self.phase = Phase::Push { at: at + 1 };
                            continue;
                        }
                        self.sent = Sent::of(self.clinic, &bundle)?;
                        Request::Put { stream, bundle: bundle.bytes }
                    }
                    None => {
                        self.phase = Phase::Rest { until: now + self.pace.rest_ms };
                        self.setbacks = 0;
                        continue;
                    }
                },
            };
            return Ok(Step::Ask(ask));
        }
    }

    /// What came back; `None` where nothing did. `random` spreads the desks that wait.
    pub fn answer<L: Ledger>(
        &mut self,
        now: i64,
        random: u64,
        ledger: &mut L,
        reply: Option<Reply>,
    ) -> Done<L> {
        let Some(reply) = reply else {
            self.rest(now, random, 0);
            return Ok(vec![Notice::Lost]);
        };
        let phase = self.phase;
        let notices = match (phase, reply) {
            (_, Reply::Refused(refusal)) => return self.refused(now, random, ledger, refusal),
            (Phase::Greet, Reply::Greeting(greeting)) => {
                self.greeted(now, random, ledger, greeting)?
            }
            (Phase::GetControl, Reply::Control { records }) => {
                self.got_control(now, random, ledger, &records)?
            }
            (Phase::GiveControl { .. }, Reply::Control { .. }) => {
                self.redacting.ask_again();
                self.phase = Phase::Greet;
                Vec::new()
            }
            (Phase::Redact { at }, Reply::Lacks { hashes }) => {
                self.lacks_redacted(ledger, at, hashes);
                Vec::new()
            }
            (Phase::Redact { .. }, Reply::Kept) => {
                self.replaced();
                Vec::new()
            }
            (Phase::Fresh { at }, reply) if is_fresh(&reply) => self.fresh(ledger, at, reply)?,
            (Phase::Leaves { at }, Reply::Leaves { leaves }) => {
                self.not_kept.clear();
                if let Some(stream) = self.stream(at) {
                    ledger.held_up_to(self.remote, stream, &leaves)?;
                }
                self.phase = Phase::Leaves { at: at + 1 };
                Vec::new()
            }
            (Phase::Pull { at }, Reply::Page(page)) => {
                self.pulled(now, random, ledger, at, &page)?
            }
            (Phase::Fill { at }, Reply::Seals { bundle, is_last }) => {
                self.filled(ledger, at, &bundle, is_last)?
            }
            (Phase::Push { at }, Reply::Put { ack, forks, not_kept }) => {
                self.pushed(now, random, ledger, (at, &ack), (forks, &not_kept))?
            }
            // An answer to something else: as good as none.
            _ => {
                self.rest(now, random, 0);
                return Ok(vec![Notice::Lost]);
            }
        };
        // Whatever was answered, the remote is there.
        let is_there = !matches!(self.phase, Phase::Rest { .. });
        if is_there && !is_removed("an answer ends the waiting") {
            self.failures = 0;
        }
        let is_level = matches!(phase, Phase::Push { .. }) || matches!(phase, Phase::Pull { .. });
        Ok(match is_level && self.is_done(ledger)? {
            true => {
                self.phase = Phase::Rest { until: now + self.pace.rest_ms };
                self.setbacks = 0;
                notices.into_iter().chain([self.level()]).collect()
            }
            false => notices,
        })
    }

    fn stream(&self, at: usize) -> Option<Stream> {
        self.streams.get(at).copied()
    }

    fn cursor<L: Ledger>(&self, ledger: &L, stream: Stream) -> Result<Cursor, L::Error> {
        let place = ledger.place(self.remote, stream)?;
        let incarnation = self.greeting.as_ref().map_or(0, |greeting| greeting.incarnation);
        Ok(match place.incarnation == incarnation {
            true => place,
            false => Cursor { incarnation, ..Cursor::default() },
        })
    }

    /// Nothing is left to pull, fill or push.
    fn is_done<L: Ledger>(&self, ledger: &L) -> Result<bool, L::Error> {
        let (Phase::Pull { at } | Phase::Push { at } | Phase::Fill { at }) = self.phase else {
            return Ok(false);
        };
        if matches!(self.phase, Phase::Pull { .. }) && at < self.streams.len() {
            return Ok(false);
        }
        for stream in &self.streams {
            if ledger.has_gaps(*stream)? || !ledger.unsent(self.remote, *stream, 1)?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn greeted<L: Ledger>(
        &mut self,
        now: i64,
        random: u64,
        ledger: &L,
        greeting: Greeting,
    ) -> Done<L> {
        if self.pinned.is_some_and(|key| key != greeting.server) {
            self.rest(now, random, 0);
            return Ok(vec![Notice::OtherKey]);
        }
        self.redacting.begin_round();
        let mut notices = Vec::new();
        let known = self.greeting.as_ref().map(|greeting| greeting.incarnation);
        let before = match self.stream(0) {
            Some(stream) => ledger.place(self.remote, stream)?.incarnation,
            None => 0,
        };
        if known.is_some_and(|known| known != greeting.incarnation)
            || (before != 0 && before != greeting.incarnation)
        {
            self.is_reconciled = false;
            notices.push(Notice::NewStore);
        }
        let told = self.greeting.as_ref().map(|greeting| greeting.control_n);
        if !self.not_kept.is_empty() && told != Some(greeting.control_n) {
            // Somebody has told it of desks meanwhile: it may keep what it did not.
            self.is_reconciled = false;
        }
        let control = ledger.control();
        let (there, here) = (greeting.control_n, control.n);
        let head = greeting.control_head;
        let common = ledger.control_head_at(there.min(here))?;
        self.greeting = Some(greeting);
        self.phase = if there > here {
            Phase::GetControl
        } else if common != Some(head) {
            notices.push(Notice::OtherControl);
            self.rest(now, random, 0);
            return Ok(notices);
        } else if there < here {
            Phase::GiveControl { head }
        } else {
            Phase::Redact { at: 0 }
        };
        Ok(notices)
    }

    fn got_control<L: Ledger>(
        &mut self,
        now: i64,
        random: u64,
        ledger: &mut L,
        records: &[Vec<u8>],
    ) -> Done<L> {
        let before = ledger.control().n;
        // One that does not follow is the remote's fault; those before it stay.
        let admitted = ledger.admit(records);
        self.not_kept.clear();
        let n = ledger.control().n;
        if admitted.is_err() || n == before {
            self.rest(now, random, 0);
            return Ok(vec![Notice::OtherControl]);
        }
        let there = self.greeting.as_ref().map_or(0, |greeting| greeting.control_n);
        self.phase = if n < there { Phase::GetControl } else { Phase::Redact { at: 0 } };
        Ok(vec![Notice::ControlGrew { n }])
    }

    fn filled<L: Ledger>(
        &mut self,
        ledger: &mut L,
        at: usize,
        bundle: &[u8],
        is_last: bool,
    ) -> Done<L> {
        let Some(stream) = self.stream(at) else { return Ok(Vec::new()) };
        let took = ledger.take(bundle)?;
        let is_over = is_last || took.applied + took.waiting + took.aside == 0;
        self.phase = Phase::Fill { at: if is_over { at + 1 } else { at } };
        Ok(vec![Notice::Took { stream, took, bytes: bundle.len() }])
    }

    fn refused<L: Ledger>(
        &mut self,
        now: i64,
        random: u64,
        ledger: &mut L,
        refusal: Refusal,
    ) -> Done<L> {
        let mut notices = vec![Notice::Refused(refusal)];
        let incarnation = self.greeting.as_ref().map_or(0, |greeting| greeting.incarnation);
        match (refusal.why, self.phase) {
            (Why::ControlMoved, _) => self.begin_again(now, random),
            (Why::NoSuch | Why::Newer, Phase::Fresh { at }) => {
                // Another snapshot has taken its place, or the remote knows of none.
                if let Some(stream) = self.stream(at)
                    && (self.renewals >= SETBACKS_MAX || !ledger.renew_snapshot(stream)?)
                {
                    ledger.drop_snapshot(stream)?;
                    self.plain.insert(stream);
                }
                self.renewals += 1;
                self.begin_again(now, random);
            }
            (why, Phase::Redact { .. }) if !matches!(why, Why::Busy | Why::RateLimited) => {
                // Of an older version, or with no room: everything else goes on.
                self.is_redacted(ledger);
            }
            (Why::Gap, Phase::Push { .. }) => {
                // It has less than was believed: begin with what it says it has.
                self.is_reconciled = false;
                self.begin_again(now, random);
            }
            (Why::OtherRun, phase) => {
                if let Phase::Pull { at } = phase
                    && let Some(stream) = self.stream(at)
                {
                    notices.push(Notice::WentBack { stream });
                    let start = Cursor { incarnation, ..Cursor::default() };
                    ledger.set_place(self.remote, stream, start)?;
                }
                // The store may be another one than that which greeted.
                self.is_reconciled = false;
                self.redacting.ask_again();
                self.begin_again(now, random);
            }
            _ => self.rest(now, random, refusal.retry_after_ms.into()),
        }
        Ok(notices)
    }

    /// A remote that sends back again and again is left alone for a while.
    fn begin_again(&mut self, now: i64, random: u64) {
        self.setbacks += 1;
        self.phase = Phase::Greet;
        if self.setbacks > SETBACKS_MAX && !is_removed("a setback rests") {
            self.setbacks = 0;
            self.rest(now, random, 0);
        }
    }

    /// Waits longer after each failure, each desk a different time.
    fn rest(&mut self, now: i64, random: u64, least_ms: i64) {
        let most = self.pace.back_off_ms << self.failures.min(16);
        let most = most.clamp(1, self.pace.back_off_max_ms);
        let drawn = i64::try_from(random % most.unsigned_abs()).unwrap_or_default();
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Rest { until: now + least_ms.max(drawn + 1) };
    }
}
