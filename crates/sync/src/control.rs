//! The control log: who belongs to the clinic, which keys are current, who numbers. It is
//! clear, linear, signed by a desk that may administer, and holds no name and no patient.
//! Each record is hashed to the one before it; a server appends by compare-and-swap.

use std::collections::{BTreeMap, BTreeSet};

use cbor::Cbor;
use ed25519_dalek::{Signature, VerifyingKey};

use crate::code::{Fields, list, map};
use crate::header::keyed;
use crate::ids::{int, small};
use crate::{ClinicId, DeskNo, Error, Hash, LogId, Places, Result, Signer, Stream, Wrapped};

const HASH_CONTEXT: &str = "vaidya sync 1 control record";
const SIGN_CONTEXT: &str = "vaidya sync 1 control signature";
pub const RECORD_BYTES_MAX: usize = 64 * 1024;
pub const DESKS_MAX: u16 = 1_000;

/// A desk as the clinic knows it. What people call it is data of the main stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub desk: DeskNo,
    /// Ed25519: proves its seals.
    pub key: [u8; 32],
    /// X25519: keys are wrapped to it.
    pub exchange: [u8; 32],
    pub may_administer: bool,
}

/// The last seal of one branch of a desk that is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tip {
    pub stream: Stream,
    pub no: u64,
    pub hash: Hash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// The first desk founds the clinic; stands first and never again.
    Found(Member),
    Enrol(Member),
    /// Its seals count up to these; later ones wait for `Adopt`.
    Revoke {
        desk: DeskNo,
        cut: Vec<Tip>,
    },
    /// A new key of a stream, shut for each desk that is to read it.
    Epoch {
        stream: Stream,
        epoch: u32,
        commitment: Hash,
        wrapped: Vec<Wrapped>,
    },
    /// Earlier keys for a desk that came later.
    Share {
        wrapped: Vec<Wrapped>,
    },
    /// Who numbers bundles: the server with this key, in this term.
    Sequencer {
        term: u64,
        server: [u8; 32],
    },
    /// Every desk must have this version. One that has not goes on working, and says so.
    SchemaFloor {
        schema: u32,
    },
    /// The seals of a branch, though its desk was revoked before them.
    Adopt {
        desk: DeskNo,
        seal: Hash,
    },
    /// The clock of whoever wrote this log was ahead by so much: ops with stamps that cannot be
    /// count as written so much earlier.
    ClockFix {
        log: LogId,
        back_ms: i64,
    },
    /// These ops are taken away wherever they are. Nothing tells what was in them or whose they
    /// were; who asked for it, and why, stands in the access log of the desk that signed.
    Redact {
        basis: Basis,
        removed: BTreeMap<Hash, Places>,
    },
    /// Of a newer version: kept, hashed, passed on, without effect here.
    Unknown {
        kind: u64,
        body: Cbor,
    },
}

/// On what ground ops are taken away; a number, so that a later one is no other record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Basis(pub u32);

impl Basis {
    /// The person asked for it.
    pub const REQUEST: Basis = Basis(1);
    /// The time for which it had to be kept is over.
    pub const TERM: Basis = Basis(2);
    /// A court or an authority ordered it.
    pub const ORDER: Basis = Basis(3);
    /// It should never have been written down: another person's, or nobody's.
    pub const MISTAKE: Basis = Basis(4);
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub n: u64,
    pub before: Hash,
    pub by: DeskNo,
    /// When its desk believed to write it, in milliseconds since 1970; decides nothing.
    pub at: i64,
    pub act: Act,
}

impl Member {
    fn to_cbor(&self) -> Cbor {
        map([
            (1, self.desk.to_cbor()),
            (2, Cbor::Bytes(self.key.to_vec())),
            (3, Cbor::Bytes(self.exchange.to_vec())),
            (4, int(self.may_administer.into())),
        ])
    }

    fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let member = Self {
            desk: DeskNo::from_cbor(fields.need(1)?)?,
            key: Hash::from_cbor(fields.need(2)?)?.0,
            exchange: Hash::from_cbor(fields.need(3)?)?.0,
            may_administer: small::<u8>(fields.need(4)?)? == 1,
        };
        fields.end()?;
        if member.desk.0 == 0 || member.desk.0 > DESKS_MAX {
            return Err(Error::Control("a desk number out of range"));
        }
        Ok(member)
    }
}

impl Tip {
    pub fn to_cbor(&self) -> Cbor {
        map([(1, self.stream.to_cbor()), (2, int(self.no)), (3, self.hash.to_cbor())])
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let tip = Self {
            stream: Stream::from_cbor(fields.need(1)?)?,
            no: small(fields.need(2)?)?,
            hash: Hash::from_cbor(fields.need(3)?)?,
        };
        fields.end()?;
        Ok(tip)
    }
}

impl Act {
    fn to_cbor(&self) -> (u64, Cbor) {
        match self {
            Act::Found(member) => (1, member.to_cbor()),
            Act::Enrol(member) => (2, member.to_cbor()),
            Act::Revoke { desk, cut } => {
                (3, map([(1, desk.to_cbor())].into_iter().chain(list(2, cut, Tip::to_cbor))))
            }
            Act::Epoch { stream, epoch, commitment, wrapped } => {
                let fields =
                    [(1, stream.to_cbor()), (2, int((*epoch).into())), (3, commitment.to_cbor())];
                (4, map(fields.into_iter().chain(list(4, wrapped, Wrapped::to_cbor))))
            }
            Act::Share { wrapped } => (5, map(list(1, wrapped, Wrapped::to_cbor))),
            Act::Sequencer { term, server } => {
                (6, map([(1, int(*term)), (2, Cbor::Bytes(server.to_vec()))]))
            }
            Act::SchemaFloor { schema } => (7, map([(1, int((*schema).into()))])),
            Act::Adopt { desk, seal } => (8, map([(1, desk.to_cbor()), (2, seal.to_cbor())])),
            Act::ClockFix { log, back_ms } => {
                (9, map([(1, log.to_cbor()), (2, Cbor::Int(*back_ms))]))
            }
            Act::Redact { basis, removed } => {
                let removed: Vec<(&Hash, &Places)> = removed.iter().collect();
                let removed = list(2, &removed, |(seal, places)| {
                    map([(1, seal.to_cbor()), (2, places.to_cbor())])
                });
                (10, map([(1, int(basis.0.into()))].into_iter().chain(removed)))
            }
            Act::Unknown { kind, body } => (*kind, body.clone()),
        }
    }

    fn from_cbor(kind: u64, body: Cbor) -> Result<Self> {
        let mut fields = match kind {
            1 => return Ok(Act::Found(Member::from_cbor(body)?)),
            2 => return Ok(Act::Enrol(Member::from_cbor(body)?)),
            3..=10 => Fields::of(body)?,
            _ => return Ok(Act::Unknown { kind, body }),
        };
        let act = match kind {
            3 => Act::Revoke {
                desk: DeskNo::from_cbor(fields.need(1)?)?,
                cut: fields.each(2, Tip::from_cbor)?,
            },
            4 => Act::Epoch {
                stream: Stream::from_cbor(fields.need(1)?)?,
                epoch: small(fields.need(2)?)?,
                commitment: Hash::from_cbor(fields.need(3)?)?,
                wrapped: fields.each(4, Wrapped::from_cbor)?,
            },
            5 => Act::Share { wrapped: fields.each(1, Wrapped::from_cbor)? },
            6 => Act::Sequencer {
                term: small(fields.need(1)?)?,
                server: Hash::from_cbor(fields.need(2)?)?.0,
            },
            7 => Act::SchemaFloor { schema: small(fields.need(1)?)? },
            9 => Act::ClockFix {
                log: LogId::from_cbor(fields.need(1)?)?,
                back_ms: fields.need(2)?.into_int()?,
            },
            10 => Act::Redact {
                basis: Basis(small(fields.need(1)?)?),
                removed: removed(fields.each(2, named_places)?)?,
            },
            _ => Act::Adopt {
                desk: DeskNo::from_cbor(fields.need(1)?)?,
                seal: Hash::from_cbor(fields.need(2)?)?,
            },
        };
        fields.end()?;
        Ok(act)
    }
}

fn named_places(value: Cbor) -> Result<(Hash, Places)> {
    let mut fields = Fields::of(value)?;
    let named = (Hash::from_cbor(fields.need(1)?)?, Places::from_cbor(fields.need(2)?)?);
    fields.end()?;
    Ok(named)
}

/// In rising order, each seal once.
fn removed(named: Vec<(Hash, Places)>) -> Result<BTreeMap<Hash, Places>> {
    if named.is_empty() || !named.is_sorted_by(|one, other| one.0 < other.0) {
        return Err(Error::Junk("what is removed in another form"));
    }
    Ok(named.into_iter().collect())
}

impl Record {
    /// `record | signature`, both in one CBOR array.
    pub fn sign(&self, clinic: ClinicId, signer: &dyn Signer) -> Result<Vec<u8>> {
        let body = self.encode();
        let signature = signer.sign(&keyed(SIGN_CONTEXT, clinic, &body))?;
        let bytes = Cbor::Array(vec![Cbor::Bytes(body), Cbor::Bytes(signature.to_vec())]).encode();
        if bytes.len() > RECORD_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        Ok(bytes)
    }

    pub fn hash(clinic: ClinicId, bytes: &[u8]) -> Hash {
        Hash(keyed(HASH_CONTEXT, clinic, bytes))
    }

    /// Reads a record that was admitted before.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        Self::decode(&Self::parts(bytes)?.0)
    }

    /// Body and signature.
    fn parts(bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
        if bytes.len() > RECORD_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let parts: Vec<Cbor> = Cbor::decode(bytes)?.into_array()?;
        let [body, signature] =
            <[Cbor; 2]>::try_from(parts).map_err(|_| Error::Junk("record and signature"))?;
        Ok((body.into_bytes()?, signature.into_bytes()?))
    }

    fn encode(&self) -> Vec<u8> {
        let (kind, body) = self.act.to_cbor();
        map([
            (1, int(self.n)),
            (2, self.before.to_cbor()),
            (3, self.by.to_cbor()),
            (4, Cbor::Int(self.at)),
            (5, int(kind)),
            (6, body),
        ])
        .encode()
    }

    fn decode(bytes: &[u8]) -> Result<Self> {
        let mut fields = Fields::of(Cbor::decode(bytes)?)?;
        let kind = small(fields.need(5)?)?;
        let record = Self {
            n: small(fields.need(1)?)?,
            before: Hash::from_cbor(fields.need(2)?)?,
            by: DeskNo::from_cbor(fields.need(3)?)?,
            at: fields.need(4)?.into_int()?,
            act: Act::from_cbor(kind, fields.need(6)?)?,
        };
        fields.end()?;
        Ok(record)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    pub member: Member,
    pub cut: Option<Vec<Tip>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch {
    pub epoch: u32,
    pub commitment: Hash,
}

/// The control log as far as it is known, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    pub clinic: ClinicId,
    pub n: u64,
    pub head: Hash,
    pub desks: BTreeMap<DeskNo, Desk>,
    pub epochs: BTreeMap<Stream, BTreeMap<u32, Hash>>,
    /// To which desks the newest key of a stream was given.
    pub given: BTreeMap<Stream, BTreeSet<DeskNo>>,
    pub term: u64,
    /// The key that signs checkpoints in this term.
    pub server: Option<[u8; 32]>,
    pub schema_floor: u32,
    pub adopted: BTreeSet<Hash>,
    /// Logs and by how much their clock was ahead, in the order of the records.
    pub clock_fixes: Vec<(LogId, i64)>,
    /// What was taken away of which seals.
    pub redacted: BTreeMap<Hash, Places>,
    /// The last record that took something away; 0 where none did.
    pub redacted_n: u64,
    /// Who founded the clinic: a log that begins otherwise is another clinic's.
    pub founder: Option<[u8; 32]>,
}

impl Control {
    pub fn new(clinic: ClinicId) -> Self {
        Self {
            clinic,
            n: 0,
            head: Hash::NONE,
            desks: BTreeMap::new(),
            epochs: BTreeMap::new(),
            given: BTreeMap::new(),
            term: 0,
            server: None,
            schema_floor: 0,
            adopted: BTreeSet::new(),
            clock_fixes: Vec::new(),
            redacted: BTreeMap::new(),
            redacted_n: 0,
            founder: None,
        }
    }

    pub fn desk(&self, desk: DeskNo) -> Option<&Desk> {
        self.desks.get(&desk)
    }

    pub fn by_key(&self, key: &[u8; 32]) -> Option<&Desk> {
        self.desks.values().find(|desk| desk.member.key == *key)
    }

    /// The epoch under which a stream is to be sealed now.
    pub fn epoch(&self, stream: Stream) -> Option<Epoch> {
        let (epoch, commitment) = self.epochs.get(&stream)?.last_key_value()?;
        Some(Epoch { epoch: *epoch, commitment: *commitment })
    }

    /// Desks that belong to the clinic and have the newest key of a stream.
    pub fn readers(&self, stream: Stream) -> BTreeSet<DeskNo> {
        let is_live = |no: &&DeskNo| self.desk(**no).is_some_and(|desk| desk.cut.is_none());
        self.given.get(&stream).into_iter().flatten().filter(is_live).copied().collect()
    }

    pub fn next_desk(&self) -> DeskNo {
        DeskNo(self.desks.last_key_value().map_or(0, |(desk, _)| desk.0) + 1)
    }

    /// The record that would come next.
    pub fn record(&self, by: DeskNo, at: i64, act: Act) -> Record {
        Record { n: self.n + 1, before: self.head, by, at, act }
    }

    /// Takes the next record in, or leaves everything as it was.
    pub fn admit(&mut self, bytes: &[u8]) -> Result<Record> {
        let (body, signature) = Record::parts(bytes)?;
        let record = Record::decode(&body)?;
        if record.n != self.n + 1 || record.before != self.head {
            return Err(Error::Control("it does not follow the last record"));
        }
        self.check_signature(&record, &body, &signature)?;
        let mut next = self.clone();
        next.apply(&record)?;
        next.n = record.n;
        next.head = Record::hash(self.clinic, bytes);
        *self = next;
        Ok(record)
    }

    fn check_signature(&self, record: &Record, body: &[u8], signature: &[u8]) -> Result<()> {
        let key = match &record.act {
            Act::Found(member) if record.n == 1 && member.desk == record.by => member.key,
            _ => {
                let desk = self.desk(record.by).ok_or(Error::Control("signed by no desk"))?;
                if desk.cut.is_some() || !desk.member.may_administer {
                    return Err(Error::Control("signed by a desk that may not"));
                }
                desk.member.key
            }
        };
        let signature = Signature::from_slice(signature).map_err(|_| Error::Signature)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| Error::Signature)?;
        key.verify_strict(&keyed(SIGN_CONTEXT, self.clinic, body), &signature)
            .map_err(|_| Error::Signature)
    }

    fn apply(&mut self, record: &Record) -> Result<()> {
        match &record.act {
            Act::Found(member) if record.n == 1 => {
                if !member.may_administer {
                    return Err(Error::Control("a founder who may not administer"));
                }
                self.founder = Some(member.key);
                self.enrol(member)
            }
            Act::Found(_) => Err(Error::Control("founded twice")),
            _ if record.n == 1 => Err(Error::Control("it begins without a founder")),
            Act::Enrol(member) => self.enrol(member),
            Act::Revoke { desk, cut } => self.revoke(*desk, cut),
            Act::Epoch { stream, epoch, commitment, wrapped } => {
                let epochs = self.epochs.entry(*stream).or_default();
                let last = epochs.last_key_value().map_or(0, |(epoch, _)| *epoch);
                if *epoch != last + 1 {
                    return Err(Error::Control("an epoch out of order"));
                }
                epochs.insert(*epoch, *commitment);
                self.given.insert(*stream, BTreeSet::new());
                self.give(wrapped);
                Ok(())
            }
            Act::Share { wrapped } => {
                self.give(wrapped);
                Ok(())
            }
            Act::Sequencer { term, server } => {
                if *term <= self.term {
                    return Err(Error::Control("a term that has passed"));
                }
                (self.term, self.server) = (*term, Some(*server));
                Ok(())
            }
            Act::SchemaFloor { schema } => {
                self.schema_floor = self.schema_floor.max(*schema);
                Ok(())
            }
            Act::Adopt { desk, seal } => {
                if self.desk(*desk).is_none() {
                    return Err(Error::Control("no such desk"));
                }
                self.adopted.insert(*seal);
                Ok(())
            }
            Act::ClockFix { back_ms: ..=0, .. } => Err(Error::Control("a clock set forward")),
            Act::ClockFix { log, back_ms } => {
                self.clock_fixes.push((*log, *back_ms));
                Ok(())
            }
            Act::Redact { removed, .. } => {
                for (seal, places) in removed {
                    self.redacted.entry(*seal).or_default().add(places);
                }
                self.redacted_n = record.n;
                Ok(())
            }
            Act::Unknown { .. } => Ok(()),
        }
    }

    fn give(&mut self, wrapped: &[Wrapped]) {
        for one in wrapped {
            if self.epoch(one.stream).is_some_and(|newest| newest.epoch == one.epoch) {
                self.given.entry(one.stream).or_default().insert(one.desk);
            }
        }
    }

    fn enrol(&mut self, member: &Member) -> Result<()> {
        let is_known = self.desks.contains_key(&member.desk) || self.by_key(&member.key).is_some();
        if is_known || member.desk != self.next_desk() {
            return Err(Error::Control("a desk that is enrolled already"));
        }
        let desk = Desk { member: member.clone(), cut: None };
        self.desks.insert(member.desk, desk);
        Ok(())
    }

    fn revoke(&mut self, desk: DeskNo, cut: &[Tip]) -> Result<()> {
        let others = self.desks.values().filter(|other| other.member.desk != desk);
        let mut others = others.filter(|other| other.cut.is_none() && other.member.may_administer);
        if others.next().is_none() {
            return Err(Error::Control("the last desk that may administer"));
        }
        let desk = self.desks.get_mut(&desk).ok_or(Error::Control("no such desk"))?;
        if desk.cut.is_some() {
            return Err(Error::Control("revoked already"));
        }
        desk.cut = Some(cut.to_vec());
        Ok(())
    }
}

#[cfg(test)]
#[path = "control_tests.rs"]
mod tests;
