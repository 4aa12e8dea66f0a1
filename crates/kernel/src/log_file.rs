//! The access log as a file that proves itself: a line that names the format, then a
//! sequence of deterministic CBOR arrays. Entries hold the very bytes that are linked, so
//! that a reader needs neither this program nor its database. The last item signs it all.
//!
//! `[0, origin, first, link before it, made at]`, then for each entry
//! `[1, entry, link]`, after some of them `[2, n, at, link, desk key, signature]`, and at the
//! end `[3, n, link, at, digest of all before, desk key, signature]`.

use std::io::Write;

use cbor::{Junk, Reader};
use rusqlite::Connection;

use crate::access::origin;
use crate::chain::{Bound, Digest, Head, Keys, Line};
use crate::checkpoint::Checkpoint;
use crate::verify::{Anchor, Entries, Facts, Fault, Report, Verifier};
use crate::{Cbor, Error, Host, Result, Timestamp};

pub(crate) const FORMAT: &[u8] = b"vaidya access log 1\n";

fn refused() -> Error {
    Error::invalid("file", "errors-audit-file")
}

fn broken_write(cause: std::io::Error) -> Error {
    Error::internal(cause)
}

struct Out<'a, W: Write> {
    to: &'a mut W,
    hasher: blake3::Hasher,
}

impl<W: Write> Out<'_, W> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        self.to.write_all(bytes).map_err(broken_write)
    }

    fn item(&mut self, items: Vec<Cbor>) -> Result<()> {
        self.put(&Cbor::Array(items).encode())
    }
}

fn int(number: u64) -> Cbor {
    Cbor::Int(number.cast_signed())
}

fn bytes(bytes: &[u8]) -> Cbor {
    Cbor::Bytes(bytes.to_vec())
}

fn signed(head: &Head, digest: &Digest, at: i64) -> Vec<u8> {
    let (link, digest) = (head.hex(), crate::hex(digest));
    format!("vaidya access log file 1\n{}\n{link}\n{at}\n{digest}\n", head.n).into_bytes()
}

/// Writes the log from its first entry to its newest. The file is complete only with its
/// last item. Answers the head that it ends with.
pub fn write_log_file(
    conn: &Connection,
    host: &dyn Host,
    now: Timestamp,
    to: &mut impl Write,
) -> Result<Head> {
    let origin = origin(conn)?.unwrap_or_default();
    let mut head = Keys::of(origin).first();
    let mut out = Out { to, hasher: blake3::Hasher::new() };
    out.put(FORMAT)?;
    out.item(vec![Cbor::Int(0), int(origin), int(1), bytes(&head.hash), Cbor::Int(now.0)])?;
    let mut points = crate::checkpoints(conn)?.into_iter().peekable();
    Entries::of(conn)?.each(|entry, link| {
        head = Head { n: entry.n.cast_unsigned(), hash: link.try_into().unwrap_or_default() };
        let mut line = Vec::new();
        entry.encode(&mut line);
        out.item(vec![Cbor::Int(1), Cbor::Bytes(line), bytes(link)])?;
        while let Some(point) = points.next_if(|point| point.head.n <= head.n) {
            out.item(vec![
                Cbor::Int(2),
                int(point.head.n),
                Cbor::Int(point.at),
                bytes(&point.head.hash),
                bytes(&point.desk_key),
                bytes(&point.signature),
            ])?;
        }
        Ok(())
    })?;
    let digest: Digest = out.hasher.finalize().into();
    let message = signed(&head, &digest, now.0);
    let (key, signature) = match (host.desk_key(), host.sign(&message)) {
        (Ok(key), Ok(signature)) => (key.to_vec(), signature.to_vec()),
        _ => (Vec::new(), Vec::new()),
    };
    out.item(vec![
        Cbor::Int(3),
        int(head.n),
        bytes(&head.hash),
        Cbor::Int(now.0),
        bytes(&digest),
        Cbor::Bytes(key),
        Cbor::Bytes(signature),
    ])?;
    Ok(head)
}

/// Proves a file alone. An error means that it is no such file; everything else is in the
/// report.
pub fn read_log_file(file: &[u8], known: Vec<Digest>, anchors: Vec<Anchor>) -> Result<Report> {
    let rest = file.strip_prefix(FORMAT).ok_or_else(refused)?;
    let mut reader = Reader::new(rest);
    let Beginning { origin, from, before } = beginning(&mut reader).map_err(|_| refused())?;
    let keys = Keys::of(origin);
    let mut verifier = Verifier::new(origin, known.clone(), anchors);
    if from != 1 || before != keys.first().hash {
        verifier.broken(1, Fault::Changed);
    }
    let mut is_ended = false;
    while !reader.rest().is_empty() {
        let done = file.len() - reader.rest().len();
        match item(&mut reader) {
            Ok(Item::Entry(line, link)) => entry(&mut verifier, &keys, line, link),
            Ok(Item::Point(point)) => verifier.checkpoint(&point),
            Ok(Item::End(end)) => {
                let digest: Digest = blake3::hash(file.get(..done).unwrap_or_default()).into();
                let is_last = reader.rest().is_empty();
                is_ended = is_last && end.is_right(&verifier, &digest, &known);
                break;
            }
            Err(_) => break,
        }
    }
    if !is_ended {
        let next = verifier.n() + 1;
        verifier.broken(next, Fault::Cut);
    }
    Ok(verifier.finish())
}

struct Beginning {
    origin: u64,
    from: u64,
    before: Digest,
}

fn beginning(reader: &mut Reader<'_>) -> cbor::Result<Beginning> {
    let shape = (reader.array()?, reader.int()?);
    let origin = reader.int()?.cast_unsigned();
    let from = reader.int()?.cast_unsigned();
    let before = digest(reader)?;
    reader.int()?;
    if shape == (5, 0) { Ok(Beginning { origin, from, before }) } else { Err(STRANGE) }
}

const STRANGE: Junk = Junk("no item of a log");

fn digest(reader: &mut Reader<'_>) -> cbor::Result<Digest> {
    reader.bytes()?.try_into().map_err(|_| STRANGE)
}

enum Item<'a> {
    Entry(&'a [u8], &'a [u8]),
    Point(Checkpoint),
    End(End<'a>),
}

struct End<'a> {
    head: Head,
    at: i64,
    digest: &'a [u8],
    key: &'a [u8],
    signature: &'a [u8],
}

impl End<'_> {
    fn is_right(&self, verifier: &Verifier, digest: &Digest, known: &[Digest]) -> bool {
        let is_signed = match (<Digest>::try_from(self.key), self.signature.try_into()) {
            (Ok(key), Ok(signature)) => {
                let message = signed(&self.head, digest, self.at);
                (known.is_empty() || known.contains(&key))
                    && vault::is_signed(&key, &message, &signature)
            }
            // A tool without a vault cannot sign.
            _ => self.key.is_empty() && self.signature.is_empty() && known.is_empty(),
        };
        is_signed && self.digest == digest && self.head == verifier.head()
    }
}

fn item<'a>(reader: &mut Reader<'a>) -> cbor::Result<Item<'a>> {
    match (reader.array()?, reader.int()?) {
        (3, 1) => Ok(Item::Entry(reader.bytes()?, reader.bytes()?)),
        (6, 2) => {
            let n = reader.int()?.cast_unsigned();
            let at = reader.int()?;
            let head = Head { n, hash: digest(reader)? };
            let desk_key = digest(reader)?;
            let signature = reader.bytes()?.try_into().map_err(|_| STRANGE)?;
            Ok(Item::Point(Checkpoint { head, at, desk_key, signature }))
        }
        (7, 3) => {
            let n = reader.int()?.cast_unsigned();
            Ok(Item::End(End {
                head: Head { n, hash: digest(reader)? },
                at: reader.int()?,
                digest: reader.bytes()?,
                key: reader.bytes()?,
                signature: reader.bytes()?,
            }))
        }
        _ => Err(STRANGE),
    }
}

fn entry(verifier: &mut Verifier, keys: &Keys, bytes: &[u8], link: &[u8]) {
    let expected = verifier.n() + 1;
    match line(bytes) {
        Ok(line) => verifier.entry(keys, &Facts::of(&line), bytes, link),
        Err(_) => verifier.unreadable(expected, link),
    }
}

/// The entry as it was linked: nine items, or twelve where it answers for ops.
fn line(bytes: &[u8]) -> cbor::Result<Line<'_>> {
    let mut reader = Reader::new(bytes);
    let length = reader.array()?;
    let mut line = Line {
        n: reader.int()?,
        at: reader.int()?,
        user: reader.bytes()?,
        session: reader.int()?,
        what: reader.text()?.as_bytes(),
        route: reader.text()?.as_bytes(),
        subject: reader.bytes_or_null()?,
        outcome: reader.text()?.as_bytes(),
        detail: reader.text()?.as_bytes(),
        ops: None,
    };
    if length == 12 {
        line.ops = Some(Bound {
            log_id: reader.int()?.cast_unsigned(),
            to: reader.int()?.cast_unsigned(),
            hash: digest(&mut reader)?,
        });
    }
    match reader.rest().is_empty() && (length == 9 || length == 12) {
        true => Ok(line),
        false => Err(STRANGE),
    }
}
