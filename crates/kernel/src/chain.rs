//! The chain of the access log: what one entry binds, and how it is bound to the one before
//! it. Writer and verifier use the same functions, and nothing else makes a link.

use std::fmt::Write as _;

use crate::{Error, Result};
use cbor::head;

/// One BLAKE3 digest.
pub type Digest = [u8; 32];

const LINK_CONTEXT: &str = "vaidya access log 1 link";
const OPS_CONTEXT: &str = "vaidya access log 1 ops";

/// Without I, L, O and U: read aloud and typed from paper.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_BYTES: usize = 5;

/// How far the log has come. The first link has the number 0 and is made of the id of the
/// clinic's first log of ops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub n: u64,
    pub hash: Digest,
}

impl Head {
    /// Eight characters (40 bits) for a paper: what a person can compare and type.
    pub fn code(&self) -> String {
        let bits =
            self.hash.iter().take(CODE_BYTES).fold(0u64, |all, byte| all << 8 | u64::from(*byte));
        let letter = |at: u32| {
            let five = usize::try_from(bits >> (5 * at) & 31).unwrap_or_default();
            LETTERS.get(five).copied().unwrap_or(b'0') as char
        };
        (0..8).rev().map(letter).collect()
    }

    pub fn hex(&self) -> String {
        hex(&self.hash)
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let is_even = text.len().is_multiple_of(2) && text.is_ascii();
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    is_even.then(|| (0..text.len()).step_by(2).map(pair).collect::<Option<_>>()).flatten()
}

/// Turns the eight characters of a paper back into the bytes that begin the digest.
pub fn bytes_of_code(code: &str) -> Result<Vec<u8>> {
    let wrong = || Error::invalid("code", "errors-audit-code");
    let mut bits = 0u64;
    let mut count = 0;
    for letter in code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let at = LETTERS.iter().position(|known| char::from(*known) == letter).ok_or_else(wrong)?;
        bits = bits << 5 | at as u64;
        count += 1;
    }
    match count {
        8 => Ok(bits.to_be_bytes().into_iter().skip(8 - CODE_BYTES).collect()),
        _ => Err(wrong()),
    }
}

/// What an entry says about the ops of its transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    pub log_id: u64,
    /// The last op that belongs to the entry; the first follows the last one bound before.
    pub to: u64,
    pub hash: Digest,
}

/// One row of the log as it is linked. Texts are bytes: a damaged row need not be UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub n: i64,
    pub at: i64,
    pub user: &'a [u8],
    pub session: i64,
    pub what: &'a [u8],
    pub route: &'a [u8],
    pub subject: Option<&'a [u8]>,
    pub outcome: &'a [u8],
    pub detail: &'a [u8],
    pub ops: Option<Bound>,
}

const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const NULL: u8 = 0xf6;

fn int(out: &mut Vec<u8>, number: i64) {
    match number < 0 {
        false => head(out, 0, number.cast_unsigned()),
        true => head(out, 1, !number.cast_unsigned()),
    }
}

fn string(out: &mut Vec<u8>, major: u8, bytes: &[u8]) {
    head(out, major, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

impl Line<'_> {
    /// Deterministic CBOR, the same bytes as an array of the kernel's own.
    pub fn encode(&self, out: &mut Vec<u8>) {
        head(out, ARRAY, if self.ops.is_some() { 12 } else { 9 });
        int(out, self.n);
        int(out, self.at);
        string(out, BYTES, self.user);
        int(out, self.session);
        string(out, TEXT, self.what);
        string(out, TEXT, self.route);
        match self.subject {
            Some(subject) => string(out, BYTES, subject),
            None => out.push(NULL),
        }
        string(out, TEXT, self.outcome);
        string(out, TEXT, self.detail);
        if let Some(ops) = &self.ops {
            int(out, ops.log_id.cast_signed());
            int(out, ops.to.cast_signed());
            string(out, BYTES, &ops.hash);
        }
    }
}

/// The two keys of a clinic's chain. They are no secret: they keep one clinic's links and
/// ops from being taken for another's.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    link: Digest,
}

impl Keys {
    pub fn of(log_id: u64) -> Self {
        Self { link: blake3::derive_key(LINK_CONTEXT, &log_id.to_be_bytes()) }
    }

    pub fn first(&self) -> Head {
        Head { n: 0, hash: self.link }
    }

    pub fn link(&self, before: &Digest, line: &[u8]) -> Digest {
        let mut hasher = blake3::Hasher::new_keyed(&self.link);
        hasher.update(before).update(line);
        hasher.finalize().into()
    }
}

/// Ops of one log, folded in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fold {
    key: Digest,
    hash: Option<Digest>,
}

impl Fold {
    pub fn of(log_id: u64) -> Self {
        Self { key: blake3::derive_key(OPS_CONTEXT, &log_id.to_be_bytes()), hash: None }
    }

    pub fn add(&mut self, n: u64, body: &[u8]) {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&self.hash.unwrap_or_default()).update(&n.to_be_bytes()).update(body);
        self.hash = Some(hasher.finalize().into());
    }

    /// What the ops since the last time came to; zeros before the first.
    pub fn state(&self) -> Digest {
        self.hash.unwrap_or_default()
    }

    /// Goes past an op that is no more, by what lay before and after it. Where what came before
    /// is something else it goes nowhere, and nothing that is bound fits any more.
    pub fn pass(&mut self, (before, after): &(Digest, Digest)) {
        if self.state() == *before {
            self.hash = Some(*after);
        }
    }

    /// What was folded since the last time, if anything.
    pub fn take(&mut self) -> Option<Digest> {
        self.hash.take()
    }

    pub fn is_empty(&self) -> bool {
        self.hash.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cbor;

    fn line() -> Line<'static> {
        Line {
            n: 812,
            at: 1_795_321_800_000,
            user: &[7; 16],
            session: -3,
            what: b"command",
            route: b"billing.issue",
            subject: Some(&[9; 16]),
            outcome: b"done",
            detail: b"",
            ops: Some(Bound { log_id: u64::MAX, to: 40, hash: [1; 32] }),
        }
    }

    #[test]
    fn a_line_has_the_bytes_of_the_kernels_own_cbor() {
        for line in [line(), Line { subject: None, ops: None, ..line() }] {
            let text = |bytes: &[u8]| Cbor::Text(String::from_utf8(bytes.to_vec()).unwrap());
            let mut whole = vec![
                Cbor::Int(line.n),
                Cbor::Int(line.at),
                Cbor::Bytes(line.user.to_vec()),
                Cbor::Int(line.session),
                text(line.what),
                text(line.route),
                line.subject.map_or(Cbor::Null, |subject| Cbor::Bytes(subject.to_vec())),
                text(line.outcome),
                text(line.detail),
            ];
            if let Some(ops) = line.ops {
                whole.push(Cbor::Int(ops.log_id.cast_signed()));
                whole.push(Cbor::Int(ops.to.cast_signed()));
                whole.push(Cbor::Bytes(ops.hash.to_vec()));
            }
            let mut bytes = Vec::new();
            line.encode(&mut bytes);
            assert_eq!(bytes, Cbor::Array(whole).encode());
        }
    }

    #[test]
    fn the_code_of_a_paper_is_the_beginning_of_the_link() {
        let head = Head { n: 5, hash: Keys::of(77).first().hash };
        let bytes = bytes_of_code(&head.code().to_lowercase()).unwrap();
        assert_eq!(bytes, head.hash[..CODE_BYTES]);
        assert_eq!(head.code().len(), 8);
        assert!(bytes_of_code("ABCD-EFG").is_err() && bytes_of_code("ABCD-EFG*").is_err());
        assert_eq!(from_hex(&head.hex()).unwrap(), head.hash);
        assert!(from_hex("0g").is_none() && from_hex("012").is_none());
    }

    #[test]
    fn each_log_has_links_of_its_own() {
        let (one, other) = (Keys::of(1), Keys::of(2));
        assert_ne!(one.first(), other.first());
        assert_ne!(one.link(&[0; 32], b"line"), other.link(&[0; 32], b"line"));
        let (mut ops, mut swapped) = (Fold::of(1), Fold::of(1));
        ops.add(1, b"a");
        ops.add(2, b"b");
        swapped.add(1, b"b");
        swapped.add(2, b"a");
        assert_ne!(ops.take(), swapped.take());
        assert!(ops.is_empty() && ops.take().is_none());
    }
}
