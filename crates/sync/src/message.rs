//! What a desk asks of a server, a hub or a file, and what it is answered. Progress is a set
//! of hashes and every request may be repeated.

use cbor::Cbor;

use crate::code::{Fields, list, map};
use crate::header::keyed;
use crate::ids::{flag, int, small};
use crate::{ClinicId, DeskNo, Error, Hash, KeptBlob, NotKept, Refusal, Result, Signer, Stream};

pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
const CHECKPOINT_CONTEXT: &str = "vaidya sync 1 checkpoint";
const RUN_CONTEXT: &str = "vaidya sync 1 run of bundles";

/// The newest seal of one branch of a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leaf {
    pub desk: DeskNo,
    pub no: u64,
    pub hash: Hash,
}

/// A place in a server's numbering; worth nothing to a server with another history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Drawn when the server's store is made anew.
    pub incarnation: u64,
    pub seq: u64,
    /// Every bundle up to `seq`, folded.
    pub run: Hash,
}

impl Cursor {
    /// The place after one more bundle.
    pub fn after(self, clinic: ClinicId, bundle: Hash) -> Self {
        let bytes = [&self.seq.to_be_bytes()[..], &self.run.0, &bundle.0].concat();
        let run = Hash(keyed(RUN_CONTEXT, clinic, &bytes));
        Self { incarnation: self.incarnation, seq: self.seq + 1, run }
    }
}

/// What a server tells about itself to anyone who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// Ed25519: signs receipts.
    pub server: [u8; 32],
    pub incarnation: u64,
    /// Milliseconds since 1970.
    pub now: i64,
    pub control_n: u64,
    pub control_head: Hash,
    /// The newest protocol that it speaks, and the oldest.
    pub newest: u32,
    pub oldest: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Greet,
    /// Control records after this one.
    Control {
        after: u64,
    },
    /// Appends records if `head` is the last.
    Extend {
        head: Hash,
        records: Vec<Vec<u8>>,
    },
    /// The newest seals that are there.
    Leaves {
        stream: Stream,
    },
    Put {
        stream: Stream,
        bundle: Vec<u8>,
    },
    /// Bundles after a cursor, in the server's order.
    Log {
        stream: Stream,
        cursor: Cursor,
        bytes_max: u32,
    },
    /// Seals that a replica with these leaves does not have, parents first.
    Missing(Missing),
    /// The newest snapshot that is there.
    Snapshot {
        stream: Stream,
    },
    /// Pieces of it, as many from the first on as fit.
    Pieces {
        stream: Stream,
        hashes: Vec<Hash>,
        bytes_max: u32,
    },
    /// Which of these pieces are not there.
    Lacks {
        stream: Stream,
        hashes: Vec<Hash>,
    },
    /// A piece that was made when everything up to this record of the control log was taken
    /// away: an older one is refused as `ControlMoved`.
    KeepPiece {
        stream: Stream,
        piece: Vec<u8>,
        redacted_n: u64,
    },
    /// All pieces of a newer snapshot are there: it takes the place of the one before.
    Publish {
        manifest: Vec<u8>,
    },
    /// How much of these blobs is there, in this order; at most `BLOB_IDS_MAX`. A server that is
    /// older than blobs, or was given no place for them, refuses this and the next two as `Newer`.
    BlobState {
        ids: Vec<Hash>,
    },
    /// Part `part` of a blob whose ciphertext is `length` bytes long: in order from 0, any of
    /// them again. `Junk`: not as long as it must be, or the last of a whole that is not what
    /// the id says, and then the server has dropped them all.
    BlobPut {
        id: Hash,
        length: u32,
        part: u32,
        bytes: Vec<u8>,
    },
    /// One part, and the length of the whole. `NoSuch`: the blob is not there, or not whole.
    BlobGet {
        id: Hash,
        part: u32,
    },
    /// Seals that are there and of which the control log takes something away that nobody has
    /// replaced yet; as many as an answer holds. It is answered by `Lacks`.
    Unredacted {
        stream: Stream,
    },
    /// Other bodies for such seals, from a desk that may administer; the old ones are no more.
    Replace {
        stream: Stream,
        bundle: Vec<u8>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub stream: Stream,
    pub have: Vec<Leaf>,
    pub bytes_max: u32,
}

/// A server's receipt: everything up to this cursor is kept durably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ack {
    pub stream: Stream,
    pub term: u64,
    pub cursor: Cursor,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Zeros where no term has made this server the clinic's.
    pub signature: [u8; 64],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Bundles in order, and the place after the last of them.
    pub bundles: Vec<Vec<u8>>,
    pub cursor: Cursor,
    pub is_last: bool,
    /// Bundles, by their places in the page, that are not what was numbered any more, for
    /// something was taken away of their seals; and the ids that they had.
    pub replaced: Vec<(u32, Hash)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    Greeting(Greeting),
    Control {
        records: Vec<Vec<u8>>,
    },
    Leaves {
        leaves: Vec<Leaf>,
    },
    /// The others of the bundle are kept.
    Put {
        ack: Ack,
        forks: Vec<Hash>,
        not_kept: Vec<NotKept>,
    },
    Page(Page),
    Seals {
        bundle: Vec<u8>,
        is_last: bool,
    },
    Refused(Refusal),
    Snapshot {
        manifest: Option<Vec<u8>>,
    },
    Pieces {
        pieces: Vec<Vec<u8>>,
    },
    Lacks {
        hashes: Vec<Hash>,
    },
    Kept,
    BlobState {
        kept: Vec<KeptBlob>,
    },
    BlobPart {
        length: u32,
        bytes: Vec<u8>,
    },
}

impl Leaf {
    pub fn to_cbor(&self) -> Cbor {
        map([(1, self.desk.to_cbor()), (2, int(self.no)), (3, self.hash.to_cbor())])
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let leaf = Self {
            desk: DeskNo::from_cbor(fields.need(1)?)?,
            no: small(fields.need(2)?)?,
            hash: Hash::from_cbor(fields.need(3)?)?,
        };
        fields.end()?;
        Ok(leaf)
    }
}

impl Cursor {
    pub fn to_cbor(self) -> Cbor {
        map([(1, int(self.incarnation)), (2, int(self.seq)), (3, self.run.to_cbor())])
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let cursor = Self {
            incarnation: fields.need(1)?.into_int()?.cast_unsigned(),
            seq: small(fields.need(2)?)?,
            run: Hash::from_cbor(fields.need(3)?)?,
        };
        fields.end()?;
        Ok(cursor)
    }
}

impl Greeting {
    pub(crate) fn to_cbor(&self) -> Cbor {
        map([
            (1, Cbor::Bytes(self.server.to_vec())),
            (2, int(self.incarnation)),
            (3, Cbor::Int(self.now)),
            (4, int(self.control_n)),
            (5, self.control_head.to_cbor()),
            (6, int(self.newest.into())),
            (7, int(self.oldest.into())),
        ])
    }

    pub(crate) fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let greeting = Self {
            server: Hash::from_cbor(fields.need(1)?)?.0,
            incarnation: fields.need(2)?.into_int()?.cast_unsigned(),
            now: fields.need(3)?.into_int()?,
            control_n: small(fields.need(4)?)?,
            control_head: Hash::from_cbor(fields.need(5)?)?,
            newest: small(fields.need(6)?)?,
            oldest: small(fields.need(7)?)?,
        };
        fields.end()?;
        Ok(greeting)
    }
}

impl Ack {
    pub fn sign(mut self, clinic: ClinicId, signer: &dyn Signer) -> Result<Self> {
        self.signature = signer.sign(&self.to_sign(clinic))?;
        Ok(self)
    }

    pub fn is_signed_by(&self, clinic: ClinicId, server: &[u8; 32]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&self.signature);
        ed25519_dalek::VerifyingKey::from_bytes(server)
            .is_ok_and(|key| key.verify_strict(&self.to_sign(clinic), &signature).is_ok())
    }

    fn to_sign(&self, clinic: ClinicId) -> [u8; 32] {
        keyed(CHECKPOINT_CONTEXT, clinic, &map(self.fields()).encode())
    }

    fn fields(&self) -> [(u64, Cbor); 4] {
        [
            (1, self.stream.to_cbor()),
            (2, int(self.term)),
            (3, self.cursor.to_cbor()),
            (4, Cbor::Int(self.at)),
        ]
    }

    pub fn to_cbor(&self) -> Cbor {
        map(self.fields().into_iter().chain([(5, Cbor::Bytes(self.signature.to_vec()))]))
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let signature = |bytes: Vec<u8>| {
            <[u8; 64]>::try_from(bytes).map_err(|_| Error::Junk("a signature of other length"))
        };
        let ack = Self {
            stream: Stream::from_cbor(fields.need(1)?)?,
            term: small(fields.need(2)?)?,
            cursor: Cursor::from_cbor(fields.need(3)?)?,
            at: fields.need(4)?.into_int()?,
            signature: signature(fields.need(5)?.into_bytes()?)?,
        };
        fields.end()?;
        Ok(ack)
    }
}

fn blobs(key: u64, blobs: &[Vec<u8>]) -> Option<(u64, Cbor)> {
    list(key, blobs, |bytes| Cbor::Bytes(bytes.clone()))
}

fn names(key: u64, hashes: &[Hash]) -> Option<(u64, Cbor)> {
    list(key, hashes, |hash| hash.to_cbor())
}

fn blob(value: Cbor) -> Result<Vec<u8>> {
    Ok(value.into_bytes()?)
}

fn replaced(value: Cbor) -> Result<(u32, Hash)> {
    let parts = <[Cbor; 2]>::try_from(value.into_array()?);
    let [at, id] = parts.map_err(|_| Error::Junk("a bundle and its id"))?;
    Ok((small(at)?, Hash::from_cbor(id)?))
}

/// `[kind, body]`
fn frame(kind: u64, body: Cbor) -> Vec<u8> {
    Cbor::Array(vec![int(kind), body]).encode()
}

fn unframe(bytes: &[u8]) -> Result<(u64, Cbor)> {
    if bytes.len() > FRAME_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    let parts = Cbor::decode(bytes)?.into_array()?;
    let [kind, body] = <[Cbor; 2]>::try_from(parts).map_err(|_| Error::Junk("not a frame"))?;
    Ok((small(kind)?, body))
}

impl Request {
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Request::Greet => frame(1, map([])),
            Request::Control { after } => frame(2, map([(1, int(*after))])),
            Request::Extend { head, records } => {
                frame(3, map([(1, head.to_cbor())].into_iter().chain(blobs(2, records))))
            }
            Request::Leaves { stream } => frame(4, map([(1, stream.to_cbor())])),
            Request::Put { stream, bundle } => {
                frame(5, map([(1, stream.to_cbor()), (2, Cbor::Bytes(bundle.clone()))]))
            }
            Request::Log { stream, cursor, bytes_max } => frame(
                6,
                map([(1, stream.to_cbor()), (2, cursor.to_cbor()), (3, int((*bytes_max).into()))]),
            ),
            Request::Missing(missing) => {
                let fields = [(1, missing.stream.to_cbor()), (2, int(missing.bytes_max.into()))];
                let have = list(3, &missing.have, Leaf::to_cbor);
                frame(7, map(fields.into_iter().chain(have)))
            }
            Request::Snapshot { stream } => frame(8, map([(1, stream.to_cbor())])),
            Request::Pieces { stream, hashes, bytes_max } => {
                let fields = [(1, stream.to_cbor()), (2, int((*bytes_max).into()))];
                frame(9, map(fields.into_iter().chain(names(3, hashes))))
            }
            Request::Lacks { stream, hashes } => {
                frame(10, map([(1, stream.to_cbor())].into_iter().chain(names(2, hashes))))
            }
            Request::KeepPiece { stream, piece, redacted_n } => {
                let fields = [(1, stream.to_cbor()), (2, Cbor::Bytes(piece.clone()))];
                let redacted = (*redacted_n > 0).then(|| (3, int(*redacted_n)));
                frame(11, map(fields.into_iter().chain(redacted)))
            }
            Request::Publish { manifest } => frame(12, map([(1, Cbor::Bytes(manifest.clone()))])),
            Request::BlobState { ids } => frame(13, map(names(1, ids))),
            Request::BlobPut { id, length, part, bytes } => frame(
                14,
                map([
                    (1, id.to_cbor()),
                    (2, int((*length).into())),
                    (3, int((*part).into())),
                    (4, Cbor::Bytes(bytes.clone())),
                ]),
            ),
            Request::BlobGet { id, part } => {
                frame(15, map([(1, id.to_cbor()), (2, int((*part).into()))]))
            }
            Request::Unredacted { stream } => frame(16, map([(1, stream.to_cbor())])),
            Request::Replace { stream, bundle } => {
                frame(17, map([(1, stream.to_cbor()), (2, Cbor::Bytes(bundle.clone()))]))
            }
        }
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let (kind, body) = unframe(bytes)?;
        let mut fields = Fields::of(body)?;
        let request = match kind {
            1 => Request::Greet,
            2 => Request::Control { after: small(fields.need(1)?)? },
            3 => Request::Extend {
                head: Hash::from_cbor(fields.need(1)?)?,
                records: fields.each(2, blob)?,
            },
            4 => Request::Leaves { stream: Stream::from_cbor(fields.need(1)?)? },
            5 => Request::Put {
                stream: Stream::from_cbor(fields.need(1)?)?,
                bundle: blob(fields.need(2)?)?,
            },
            6 => Request::Log {
                stream: Stream::from_cbor(fields.need(1)?)?,
                cursor: Cursor::from_cbor(fields.need(2)?)?,
                bytes_max: small(fields.need(3)?)?,
            },
            7 => Request::Missing(Missing {
                stream: Stream::from_cbor(fields.need(1)?)?,
                bytes_max: small(fields.need(2)?)?,
                have: fields.each(3, Leaf::from_cbor)?,
            }),
            8 => Request::Snapshot { stream: Stream::from_cbor(fields.need(1)?)? },
            9 => Request::Pieces {
                stream: Stream::from_cbor(fields.need(1)?)?,
                bytes_max: small(fields.need(2)?)?,
                hashes: fields.each(3, Hash::from_cbor)?,
            },
            10 => Request::Lacks {
                stream: Stream::from_cbor(fields.need(1)?)?,
                hashes: fields.each(2, Hash::from_cbor)?,
            },
            11 => Request::KeepPiece {
                stream: Stream::from_cbor(fields.need(1)?)?,
                piece: blob(fields.need(2)?)?,
                redacted_n: fields.may(3).map(small).transpose()?.unwrap_or_default(),
            },
            12 => Request::Publish { manifest: blob(fields.need(1)?)? },
            13 => Request::BlobState { ids: fields.each(1, Hash::from_cbor)? },
            14 => Request::BlobPut {
                id: Hash::from_cbor(fields.need(1)?)?,
                length: small(fields.need(2)?)?,
                part: small(fields.need(3)?)?,
                bytes: blob(fields.need(4)?)?,
            },
            15 => Request::BlobGet {
                id: Hash::from_cbor(fields.need(1)?)?,
                part: small(fields.need(2)?)?,
            },
            16 => Request::Unredacted { stream: Stream::from_cbor(fields.need(1)?)? },
            17 => Request::Replace {
                stream: Stream::from_cbor(fields.need(1)?)?,
                bundle: blob(fields.need(2)?)?,
            },
            _ => return Err(Error::Newer),
        };
        fields.end()?;
        Ok(request)
    }
}

impl Reply {
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Reply::Greeting(greeting) => frame(1, greeting.to_cbor()),
            Reply::Control { records } => frame(2, map(blobs(1, records))),
            Reply::Leaves { leaves } => frame(3, map(list(1, leaves, Leaf::to_cbor))),
            Reply::Put { ack, forks, not_kept } => {
                let forks = names(2, forks);
                let not_kept = list(3, not_kept, |seal| seal.to_cbor());
                frame(4, map([(1, ack.to_cbor())].into_iter().chain(forks).chain(not_kept)))
            }
            Reply::Page(page) => {
                let fields = [(2, page.cursor.to_cbor()), (3, int(page.is_last.into()))];
                let replaced = list(4, &page.replaced, |(at, id)| {
                    Cbor::Array(vec![int((*at).into()), id.to_cbor()])
                });
                let fields = fields.into_iter().chain(replaced);
                frame(5, map(fields.chain(blobs(1, &page.bundles))))
            }
            Reply::Seals { bundle, is_last } => {
                frame(6, map([(1, Cbor::Bytes(bundle.clone())), (2, int((*is_last).into()))]))
            }
            Reply::Refused(refusal) => frame(7, refusal.to_cbor()),
            Reply::Snapshot { manifest } => {
                let bytes = manifest.as_ref().map(|bytes| (1, Cbor::Bytes(bytes.clone())));
                frame(8, map(bytes))
            }
            Reply::Pieces { pieces } => frame(9, map(blobs(1, pieces))),
            Reply::Lacks { hashes } => frame(10, map(names(1, hashes))),
            Reply::Kept => frame(11, map([])),
            Reply::BlobState { kept } => frame(12, map(list(1, kept, KeptBlob::to_cbor))),
            Reply::BlobPart { length, bytes } => {
                frame(13, map([(1, int((*length).into())), (2, Cbor::Bytes(bytes.clone()))]))
            }
        }
    }

    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let (kind, body) = unframe(bytes)?;
        match kind {
            1 => return Ok(Reply::Greeting(Greeting::from_cbor(body)?)),
            7 => return Ok(Reply::Refused(Refusal::from_cbor(body)?)),
            _ => {}
        }
        let mut fields = Fields::of(body)?;
        let reply = match kind {
            2 => Reply::Control { records: fields.each(1, blob)? },
            3 => Reply::Leaves { leaves: fields.each(1, Leaf::from_cbor)? },
            4 => Reply::Put {
                ack: Ack::from_cbor(fields.need(1)?)?,
                forks: fields.each(2, Hash::from_cbor)?,
                not_kept: fields.each(3, NotKept::from_cbor)?,
            },
            5 => Reply::Page(Page {
                bundles: fields.each(1, blob)?,
                cursor: Cursor::from_cbor(fields.need(2)?)?,
                is_last: flag(fields.need(3)?)?,
                replaced: fields.each(4, replaced)?,
            }),
            6 => Reply::Seals { bundle: blob(fields.need(1)?)?, is_last: flag(fields.need(2)?)? },
            8 => Reply::Snapshot { manifest: fields.may(1).map(blob).transpose()? },
            9 => Reply::Pieces { pieces: fields.each(1, blob)? },
            10 => Reply::Lacks { hashes: fields.each(1, Hash::from_cbor)? },
            11 => Reply::Kept,
            12 => Reply::BlobState { kept: fields.each(1, KeptBlob::from_cbor)? },
            13 => {
                Reply::BlobPart { length: small(fields.need(1)?)?, bytes: blob(fields.need(2)?)? }
            }
            _ => return Err(Error::Newer),
        };
        fields.end()?;
        Ok(reply)
    }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
