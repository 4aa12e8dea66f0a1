//! Records of the control log that this desk signs. Where a server keeps the log, it must
//! have taken a record before this desk counts on it: two desks may administer at once.

use kernel::broken::is_removed;
use kernel::{Error, Random, Result};
use sync::control::{Act, Member};
use sync::{DeskNo, Hash, LogId, Stream, StreamKey, Wrapped, exchange_public, wrap};
use zeroize::Zeroizing;

use crate::outbox::ByHost;
use crate::{Door, Replica, broken};

impl<D: Door> Replica<D> {
    /// This desk as a member with a number.
    pub fn member(&self, desk: DeskNo, may_administer: bool) -> Member {
        let exchange = exchange_public(&self.party.exchange);
        Member { desk, key: self.party.key, exchange, may_administer }
    }

    /// Founds the clinic's sync with this desk as the first and a first key of each stream.
    pub fn found(&mut self, at: i64, random: &mut dyn Random) -> Result<()> {
        if self.control.n > 0 {
            return Ok(());
        }
        let me = self.member(DeskNo(1), true);
        let record = self.signed(vec![(DeskNo(1), Act::Found(me))], at)?;
        self.admit_all(&record)?;
        for stream in self.party.streams.clone() {
            let records = self.rotate(stream, at, random)?;
            self.admit_all(&records)?;
        }
        Ok(())
    }

    /// A new desk, and every key so far for it, but those of what only some may read.
    pub fn enrol(&self, member: Member, at: i64, random: &mut dyn Random) -> Result<Vec<Vec<u8>>> {
        let for_all = |(stream, _, _): &(Stream, u32, &StreamKey)| !stream.is_for_some();
        let wrapped = self
            .ring
            .keys()
            .filter(for_all)
            .map(|key| self.wrapped((member.desk, &member.exchange), key, random))
            .collect::<Result<Vec<_>>>()?;
        let me = self.me()?;
        self.signed(vec![(me, Act::Enrol(member)), (me, Act::Share { wrapped })], at)
    }

    /// Sends a desk away. Its seals count as far as they are known here; new keys begin.
    pub fn revoke(&self, desk: DeskNo, at: i64, random: &mut dyn Random) -> Result<Vec<Vec<u8>>> {
        let me = self.me()?;
        let cut = self.read(|read| {
            let streams = self.party.streams.iter();
            let of = |stream: &Stream| crate::tips(read.conn(), *stream, desk);
            Ok(streams.map(of).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
        })?;
        let mut acts = vec![(me, Act::Revoke { desk, cut })];
        for stream in &self.party.streams {
            acts.push((me, self.epoch(*stream, Some(desk), random)?));
        }
        acts.extend(self.epoch_without(desk, random)?.map(|act| (me, act)));
        self.signed(acts, at)
    }

    /// A new key of a stream, for every desk that was not sent away.
    pub fn rotate(&self, stream: Stream, at: i64, random: &mut dyn Random) -> Result<Vec<Vec<u8>>> {
        let act = self.epoch(stream, None, random)?;
        self.signed(vec![(self.me()?, act)], at)
    }

    /// Gives the seals of a branch of a revoked desk their effect after all.
    pub fn adopt(&self, desk: DeskNo, seal: Hash, at: i64) -> Result<Vec<Vec<u8>>> {
        self.signed(vec![(self.me()?, Act::Adopt { desk, seal })], at)
    }

    /// From now on every desk must have this program's version. Not before each of them has
    /// told, in a seal, that it has: nobody is surprised by it. Answers those that have not.
    pub fn require_schema(&self, at: i64) -> Result<std::result::Result<Vec<Vec<u8>>, Vec<u16>>> {
        let schema = self.party.schema;
        let told = self.read(|read| crate::seals::schemas(read.conn(), self.party.clinic))?;
        let live = self.control.desks.values().filter(|desk| desk.cut.is_none());
        let is_behind = |no: &DeskNo| told.get(no).is_none_or(|told| *told < schema);
        let behind: Vec<u16> =
            live.map(|desk| desk.member.desk).filter(is_behind).map(|no| no.0).collect();
        if !behind.is_empty() && !is_removed("a floor waits for all") {
            return Ok(Err(behind));
        }
        self.signed(vec![(self.me()?, Act::SchemaFloor { schema })], at).map(Ok)
    }

    /// Ops of this log with stamps that cannot be count as written so much earlier.
    pub fn fix_clock(&self, log: LogId, back_ms: i64, at: i64) -> Result<Vec<Vec<u8>>> {
        self.signed(vec![(self.me()?, Act::ClockFix { log, back_ms })], at)
    }

    /// From now on the server with this key numbers.
    pub fn name_server(&self, server: [u8; 32], at: i64) -> Result<Vec<Vec<u8>>> {
        let term = self.control.term + 1;
        self.signed(vec![(self.me()?, Act::Sequencer { term, server })], at)
    }

    pub(crate) fn epoch(
        &self,
        stream: Stream,
        without: Option<DeskNo>,
        random: &mut dyn Random,
    ) -> Result<Act> {
        let epoch = self.control.epoch(stream).map_or(0, |epoch| epoch.epoch) + 1;
        let mut secret = Zeroizing::new([0; 32]);
        random.fill(&mut secret[..]);
        let key = StreamKey::new(secret);
        let readers = self.control.readers(stream);
        let is_for_some = stream.is_for_some() && !is_removed("what is shut is for some");
        let may_read = |desk: &DeskNo| !is_for_some || readers.contains(desk);
        let without = without.filter(|_| !is_removed("who is taken out gets no new key"));
        let desks = self.control.desks.values().filter(|desk| desk.cut.is_none());
        let desks = desks.map(|desk| &desk.member);
        let desks = desks.filter(|desk| Some(desk.desk) != without && may_read(&desk.desk));
        let wrapped = desks
            .map(|desk| self.wrapped((desk.desk, &desk.exchange), (stream, epoch, &key), random))
            .collect::<Result<Vec<_>>>()?;
        Ok(Act::Epoch { stream, epoch, commitment: key.commitment(), wrapped })
    }

    pub(crate) fn wrapped(
        &self,
        to: (DeskNo, &[u8; 32]),
        what: (Stream, u32, &StreamKey),
        random: &mut dyn Random,
    ) -> Result<Wrapped> {
        let mut seed = Zeroizing::new([0; 32]);
        random.fill(&mut seed[..]);
        wrap(self.party.clinic, to, what, seed).map_err(broken)
    }

    pub(crate) fn me(&self) -> Result<DeskNo> {
        self.desk().ok_or_else(|| Error::conflict("errors-sync-not-enrolled"))
    }

    /// Records that follow the log as it is here, each signed; none is admitted yet.
    pub(crate) fn signed(&self, acts: Vec<(DeskNo, Act)>, at: i64) -> Result<Vec<Vec<u8>>> {
        let mut control = self.control.clone();
        self.read(|read| {
            let signer = ByHost(read.host());
            let mut records = Vec::new();
            for (by, act) in acts {
                let record = control.record(by, at, act);
                let bytes = record.sign(self.party.clinic, &signer).map_err(broken)?;
                control.admit(&bytes).map_err(refused)?;
                records.push(bytes);
            }
            Ok(records)
        })
    }
}

fn refused(error: sync::Error) -> Error {
    let mut refused = Error::conflict("errors-sync-control");
    refused.cause = Some(error.to_string());
    refused
}
