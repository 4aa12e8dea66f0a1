//! The access log as a file that proves itself: a line that names the format, then a
//! sequence of deterministic CBOR arrays. Entries hold the very bytes that are linked, so
//! that a reader needs neither this program nor its database. The last item signs it all.
//!
//! `[0, origin, first, link before it, made at]`, then for each entry
//! `[1, entry, link]`, after some of them `[2, n, at, link, desk key, signature]`, and at the
//! end `[3, n, link, at, digest of all before, desk key, signature]`.

use std::io::Write;

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
    let mut rest = file.strip_prefix(FORMAT).ok_or_else(refused)?;
    let (first, after) = item(rest).ok_or_else(refused)?;
    rest = after;
    let (origin, from, before) = match &first[..] {
        [Cbor::Int(0), Cbor::Int(origin), Cbor::Int(from), Cbor::Bytes(before), Cbor::Int(_)] => {
            let before: Digest = before.as_slice().try_into().map_err(|_| refused())?;
            (origin.cast_unsigned(), from.cast_unsigned(), before)
        }
        _ => return Err(refused()),
    };
    let keys = Keys::of(origin);
    let mut verifier = Verifier::new(origin, known.clone(), anchors);
    if from != 1 || before != keys.first().hash {
        verifier.broken(1, Fault::Changed);
    }
    let mut is_ended = false;
    while !rest.is_empty() {
        let done = file.len() - rest.len();
        let Some((items, after)) = item(rest) else { break };
        rest = after;
        match kind(items) {
            Some(Item::Entry(line, link)) => entry(&mut verifier, &keys, &line, &link),
            Some(Item::Point(point)) => verifier.checkpoint(&point),
            Some(Item::End(end)) => {
                let digest: Digest = blake3::hash(file.get(..done).unwrap_or_default()).into();
                is_ended = rest.is_empty() && end.is_right(&verifier, &digest, &known);
                break;
            }
            None => break,
        }
    }
    if !is_ended {
        let next = verifier.n() + 1;
        verifier.broken(next, Fault::Cut);
    }
    Ok(verifier.finish())
}

fn item(rest: &[u8]) -> Option<(Vec<Cbor>, &[u8])> {
    let (value, rest) = Cbor::decode_first(rest).ok()?;
    Some((value.into_array().ok()?, rest))
}

enum Item {
    Entry(Vec<u8>, Vec<u8>),
    Point(Checkpoint),
    End(End),
}

struct End {
    head: Head,
    at: i64,
    digest: Vec<u8>,
    key: Vec<u8>,
    signature: Vec<u8>,
}

impl End {
    fn is_right(&self, verifier: &Verifier, digest: &Digest, known: &[Digest]) -> bool {
        let is_signed = match (<Digest>::try_from(&self.key[..]), self.signature[..].try_into()) {
            (Ok(key), Ok(signature)) => {
                let message = signed(&self.head, digest, self.at);
                (known.is_empty() || known.contains(&key))
                    && vault::is_signed(&key, &message, &signature)
            }
            // A tool without a vault cannot sign.
            _ => self.key.is_empty() && self.signature.is_empty() && known.is_empty(),
        };
        is_signed && self.digest == *digest && self.head == verifier.head()
    }
}

fn kind(items: Vec<Cbor>) -> Option<Item> {
    let mut items = items.into_iter();
    let mut next = || items.next();
    let found = match next()?.into_int().ok()? {
        1 => Item::Entry(next()?.into_bytes().ok()?, next()?.into_bytes().ok()?),
        2 => {
            let n = next()?.into_int().ok()?.cast_unsigned();
            let at = next()?.into_int().ok()?;
            let hash = next()?.into_bytes().ok()?.try_into().ok()?;
            let desk_key = next()?.into_bytes().ok()?.try_into().ok()?;
            let signature = next()?.into_bytes().ok()?.try_into().ok()?;
            Item::Point(Checkpoint { head: Head { n, hash }, at, desk_key, signature })
        }
        3 => {
            let n = next()?.into_int().ok()?.cast_unsigned();
            let hash = next()?.into_bytes().ok()?.try_into().ok()?;
            Item::End(End {
                head: Head { n, hash },
                at: next()?.into_int().ok()?,
                digest: next()?.into_bytes().ok()?,
                key: next()?.into_bytes().ok()?,
                signature: next()?.into_bytes().ok()?,
            })
        }
        _ => return None,
    };
    next().is_none().then_some(found)
}

fn entry(verifier: &mut Verifier, keys: &Keys, bytes: &[u8], link: &[u8]) {
    let expected = verifier.n() + 1;
    let fields = Cbor::decode(bytes).and_then(Cbor::into_array).unwrap_or_default();
    let head = (fields.len() == 9 || fields.len() == 12).then_some(&fields[..]);
    let read = head.and_then(|fields| match fields {
        [
            Cbor::Int(n),
            Cbor::Int(at),
            Cbor::Bytes(user),
            Cbor::Int(session),
            Cbor::Text(what),
            Cbor::Text(route),
            subject @ (Cbor::Null | Cbor::Bytes(_)),
            Cbor::Text(outcome),
            Cbor::Text(detail),
            ops @ ..,
        ] => {
            let ops = match ops {
                [] => None,
                [Cbor::Int(log_id), Cbor::Int(to), Cbor::Bytes(hash)] => Some(Bound {
                    log_id: log_id.cast_unsigned(),
                    to: to.cast_unsigned(),
                    hash: hash.as_slice().try_into().ok()?,
                }),
                _ => return None,
            };
            let subject = match subject {
                Cbor::Bytes(bytes) => Some(&bytes[..]),
                _ => None,
            };
            Some(Line {
                n: *n,
                at: *at,
                user,
                session: *session,
                what: what.as_bytes(),
                route: route.as_bytes(),
                subject,
                outcome: outcome.as_bytes(),
                detail: detail.as_bytes(),
                ops,
            })
        }
        _ => None,
    });
    match read {
        Some(line) => verifier.entry(keys, &Facts::of(&line), bytes, link),
        None => verifier.unreadable(expected, link),
    }
}
