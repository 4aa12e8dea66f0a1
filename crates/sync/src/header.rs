//! The clear part of a seal: who sealed what after what. Signature and chain cover it and
//! the commitments in it, never the ciphertext: a body may be sealed anew or taken away.

use cbor::Cbor;

use crate::code::{Fields, map};
use crate::ids::{int, small};
use crate::{ClinicId, DeskNo, Error, Hash, LogId, Result, Stream, Witness};

const VERSION: u64 = 1;
const HASH_CONTEXT: &str = "vaidya sync 1 seal";
const SIGN_CONTEXT: &str = "vaidya sync 1 signature";

/// Keys of the map.
const V: u64 = 1;
const STREAM: u64 = 2;
const DESK: u64 = 3;
const LOG: u64 = 4;
const NO: u64 = 5;
const PARENT: u64 = 6;
const FIRST: u64 = 7;
const OPS: u64 = 8;
const ROOT: u64 = 9;
const SCHEMA: u64 = 10;
const OPENS: u64 = 11;
/// A reader that does not know it passes it by.
const WITNESS: u64 = 64;

/// Longer than any header can be.
pub const HEADER_BYTES_MAX: usize = 512;

/// Why a log begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// The desk's first.
    First,
    /// The database came back from a copy, or the desk found itself behind its witness.
    Restored,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub stream: Stream,
    pub desk: DeskNo,
    pub log: LogId,
    /// Counts the desk's seals in this stream from 1: one more than the parent's.
    pub no: u64,
    /// The desk's seal before this one, in whichever of its logs.
    pub parent: Hash,
    /// The number of the first op in its log.
    pub first: u64,
    pub ops: u32,
    /// Commits to every op, each with a salt of its own.
    pub root: Hash,
    /// The number of migrations that the writer had.
    pub schema: u32,
    /// Told by the first seal of a log.
    pub opens: Option<Opens>,
    /// What the desk's rows came to when it last looked.
    pub witness: Option<Witness>,
}

impl Header {
    pub fn encode(&self) -> Vec<u8> {
        let opens = self.opens.map(|opens| {
            let why = match opens {
                Opens::First => 1,
                Opens::Restored => 2,
            };
            (OPENS, int(why))
        });
        let entries = [
            (V, int(VERSION)),
            (STREAM, self.stream.to_cbor()),
            (DESK, self.desk.to_cbor()),
            (LOG, self.log.to_cbor()),
            (NO, int(self.no)),
            (PARENT, self.parent.to_cbor()),
            (FIRST, int(self.first)),
            (OPS, int(self.ops.into())),
            (ROOT, self.root.to_cbor()),
            (SCHEMA, int(self.schema.into())),
        ];
        let witness = self.witness.as_ref().map(|witness| (WITNESS, witness.to_cbor()));
        map(entries.into_iter().chain(opens).chain(witness)).encode()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > HEADER_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        let mut fields = Fields::of(Cbor::decode(bytes)?)?;
        if small::<u64>(fields.need(V)?)? != VERSION {
            return Err(Error::Newer);
        }
        let header = Self {
            stream: Stream::from_cbor(fields.need(STREAM)?)?,
            desk: DeskNo::from_cbor(fields.need(DESK)?)?,
            log: LogId::from_cbor(fields.need(LOG)?)?,
            no: small(fields.need(NO)?)?,
            parent: Hash::from_cbor(fields.need(PARENT)?)?,
            first: small(fields.need(FIRST)?)?,
            ops: small(fields.need(OPS)?)?,
            root: Hash::from_cbor(fields.need(ROOT)?)?,
            schema: small(fields.need(SCHEMA)?)?,
            opens: match fields.may(OPENS).map(small::<u64>).transpose()? {
                None => None,
                Some(1) => Some(Opens::First),
                Some(2) => Some(Opens::Restored),
                Some(_) => return Err(Error::Newer),
            },
            witness: fields.may(WITNESS).and_then(Witness::from_cbor),
        };
        fields.end()?;
        if header.no == 0 || header.first == 0 || (header.no == 1) != (header.parent == Hash::NONE)
        {
            return Err(Error::Junk("a seal that follows nothing"));
        }
        Ok(header)
    }

    /// The seal's name. The clinic is hashed in: a seal of one clinic is none of another.
    pub fn hash(clinic: ClinicId, encoded: &[u8]) -> Hash {
        Hash(keyed(HASH_CONTEXT, clinic, encoded))
    }

    /// What the desk signs.
    pub fn to_sign(clinic: ClinicId, encoded: &[u8]) -> [u8; 32] {
        keyed(SIGN_CONTEXT, clinic, encoded)
    }
}

pub fn keyed(context: &str, clinic: ClinicId, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    hasher.update(&clinic.0).update(bytes);
    hasher.finalize().into()
}
