//! What is shut in a seal: its ops, and the salts under which the header commits to them. Each
//! op has a commitment of its own, so that one can be taken away and the others still be proven.
//!
//! Packed it is `kind | u24 length | zstd | zeros`. A whole body unfolds to `salt | folded ops`.
//! A redacted one unfolds to `u16 count | a bit for each place, 1 where the op is gone | for each
//! place the commitment of what is gone or the salt of what is there | folded ops, if any`: the
//! salt of the whole would give away those of the ops that are gone, and is not in it.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::fold::{self, Input, Unfold};
use crate::header::keyed;
use crate::seal::OPS_MAX;
use crate::{ClinicId, Error, Hash, Places, Result};

/// What a body may unfold to.
pub const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
pub const SALT: usize = 16;

const COMMITMENT: usize = 32;
const LEVEL: i32 = 9;
const COMMIT_CONTEXT: &str = "vaidya sync 1 commitment";
/// In the kind of a packed body, beside the number of its dictionary.
const REDACTED: u8 = 1 << 7;

type Salt = [u8; SALT];

pub enum Body<'a> {
    Whole { salt: Salt, ops: Cow<'a, [Vec<u8>]> },
    Redacted(Vec<Leaf>),
}

/// One place of a redacted body.
pub enum Leaf {
    Op { salt: Salt, op: Vec<u8> },
    Gone([u8; COMMITMENT]),
}

/// Ops of a seal that stand beside one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The place of the first, counted from 0.
    pub from: u32,
    pub ops: Vec<Vec<u8>>,
}

impl Run {
    /// The ops with their places.
    pub fn places(&self) -> impl Iterator<Item = (u32, &[u8])> {
        (self.from..).zip(self.ops.iter().map(Vec::as_slice))
    }

    /// What is left of some runs without these places.
    pub fn without(runs: Vec<Self>, places: &Places) -> Vec<Self> {
        if !runs.iter().any(|run| run.places().any(|(at, _)| places.contains(at))) {
            return runs;
        }
        let all = runs.into_iter().flat_map(|run| (run.from..).zip(run.ops));
        collect(all.filter(|(at, _)| !places.contains(*at)))
    }
}

fn collect(ops: impl Iterator<Item = (u32, Vec<u8>)>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut next = None;
    for (at, op) in ops {
        match runs.last_mut() {
            Some(run) if next == Some(at) => run.ops.push(op),
            _ => runs.push(Run { from: at, ops: vec![op] }),
        }
        next = at.checked_add(1);
    }
    runs
}

impl Leaf {
    fn commitment(&self) -> [u8; COMMITMENT] {
        match self {
            Leaf::Op { salt, op } => commitment(salt, op),
            Leaf::Gone(commitment) => *commitment,
        }
    }
}

impl<'a> Body<'a> {
    /// How many ops were signed.
    pub fn count(&self) -> Result<u32> {
        let count = match self {
            Body::Whole { ops, .. } => ops.len(),
            Body::Redacted(leaves) => leaves.len(),
        };
        u32::try_from(count).map_err(|_| Error::TooLarge)
    }

    /// What the header commits to: each op under a salt of its own.
    pub fn root(&self) -> Hash {
        let mut all = blake3::Hasher::new_derive_key(COMMIT_CONTEXT);
        match self {
            Body::Whole { salt, ops } => {
                for (at, op) in ops.iter().enumerate() {
                    all.update(&commitment(&salt_of(salt, at), op));
                }
            }
            Body::Redacted(leaves) => {
                for leaf in leaves {
                    all.update(&leaf.commitment());
                }
            }
        }
        Hash(all.finalize().into())
    }

    /// Whether the op of one of these places is in it.
    pub fn has_any(&self, places: &Places) -> bool {
        let is_op = |at: u32| {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            match self {
                Body::Whole { ops, .. } => at < ops.len(),
                Body::Redacted(leaves) => matches!(leaves.get(at), Some(Leaf::Op { .. })),
            }
        };
        places.iter().any(is_op)
    }

    pub fn without(self, places: &Places) -> Body<'static> {
        let leaves = match self {
            Body::Whole { salt, ops } => {
                let with_salt = |(at, op)| Leaf::Op { salt: salt_of(&salt, at), op };
                ops.into_owned().into_iter().enumerate().map(with_salt).collect()
            }
            Body::Redacted(leaves) => leaves,
        };
        let redact = |(at, leaf): (u32, Leaf)| match places.contains(at) {
            true => Leaf::Gone(leaf.commitment()),
            false => leaf,
        };
        Body::Redacted((0..).zip(leaves).map(redact).collect())
    }

    pub fn into_runs(self) -> Vec<Run> {
        match self {
            Body::Whole { ops, .. } => vec![Run { from: 0, ops: ops.into_owned() }],
            Body::Redacted(leaves) => {
                collect((0..).zip(leaves).filter_map(|(at, leaf)| match leaf {
                    Leaf::Op { op, .. } => Some((at, op)),
                    Leaf::Gone(_) => None,
                }))
            }
        }
    }

    /// Ready to be shut.
    pub fn pack(&self) -> Result<Vec<u8>> {
        padded(&self.packed()?)
    }

    fn packed(&self) -> Result<Packed> {
        let mut plain = Zeroizing::new(Vec::new());
        let (form, size) = match self {
            Body::Whole { salt, ops } => {
                plain.extend(salt);
                fold::fold(&mut plain, ops.iter().map(Vec::as_slice));
                (0, ops.iter().map(|op| op.len() + 1).sum())
            }
            Body::Redacted(leaves) => (REDACTED, write_redacted(&mut plain, leaves)?),
        };
        if plain.len().max(size) > BODY_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        if let Some(bytes) = dense::FOLD.pack(&plain) {
            return Ok(Packed { kind: form | dense::FOLD.number, bytes });
        }
        let bytes = zstd::bulk::compress(&plain, LEVEL).map_err(|_| Error::TooLarge)?;
        Ok(Packed { kind: form, bytes })
    }

    pub fn unpack(padded: &[u8]) -> Result<Body<'static>> {
        let (length, rest) = padded.split_first_chunk::<4>().ok_or(Error::Junk("no body"))?;
        let [kind, length @ ..] = *length;
        let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        let packed = rest.get(..length).ok_or(Error::Junk("a body cut short"))?;
        let plain = match kind & !REDACTED {
            0 => zstd::bulk::decompress(packed, BODY_BYTES_MAX).map_err(|_| dense::Error::Junk),
            known if known == dense::FOLD.number => dense::FOLD.unpack(packed, BODY_BYTES_MAX),
            _ => Err(dense::Error::Newer),
        };
        let plain = Zeroizing::new(plain.map_err(|error| match error {
            dense::Error::Newer => Error::Newer,
            dense::Error::Junk => Error::Junk("not zstd, or too much of it"),
        })?);
        if kind & REDACTED != 0 {
            return read_redacted(&plain).map(Body::Redacted);
        }
        let (salt, rest) = plain.split_first_chunk::<SALT>().ok_or(Error::Junk("no salt"))?;
        let mut unfold = Unfold::of(&mut Input(rest), BODY_BYTES_MAX)?;
        let mut ops = Vec::new();
        while !unfold.is_over() {
            if ops.len() == OPS_MAX {
                return Err(Error::TooLarge);
            }
            ops.push(unfold.op()?);
        }
        Ok(Body::Whole { salt: *salt, ops: ops.into() })
    }
}

/// Answers how many bytes the ops have.
fn write_redacted(out: &mut Vec<u8>, leaves: &[Leaf]) -> Result<usize> {
    if leaves.len() > OPS_MAX {
        return Err(Error::TooLarge);
    }
    out.extend(u16::try_from(leaves.len()).map_err(|_| Error::TooLarge)?.to_be_bytes());
    for eight in leaves.chunks(8) {
        let bit = |(at, leaf): (usize, &Leaf)| u8::from(matches!(leaf, Leaf::Gone(_))) << at;
        out.push(eight.iter().enumerate().map(bit).fold(0, |bits, bit| bits | bit));
    }
    let mut ops = Vec::new();
    for leaf in leaves {
        match leaf {
            Leaf::Op { salt, op } => {
                out.extend(salt);
                ops.push(op.as_slice());
            }
            Leaf::Gone(commitment) => out.extend(commitment),
        }
    }
    if !ops.is_empty() {
        fold::fold(out, ops.iter().copied());
    }
    Ok(ops.iter().map(|op| op.len() + 1).sum())
}

fn read_redacted(plain: &[u8]) -> Result<Vec<Leaf>> {
    let cut = || Error::Junk("a redacted body cut short");
    let (count, rest) = plain.split_first_chunk::<2>().ok_or_else(cut)?;
    let count = usize::from(u16::from_be_bytes(*count));
    if count > OPS_MAX {
        return Err(Error::TooLarge);
    }
    let (bits, mut rest) = rest.split_at_checked(count.div_ceil(8)).ok_or_else(cut)?;
    let is_gone = |at: usize| bits.get(at / 8).is_some_and(|bits| bits >> (at % 8) & 1 == 1);
    if (count..bits.len() * 8).any(is_gone) || !(0..count).any(is_gone) {
        return Err(Error::Junk("a redacted body in another form"));
    }
    let mut leaves = Vec::with_capacity(count);
    for at in 0..count {
        leaves.push(match is_gone(at) {
            true => {
                let (commitment, after) = rest.split_first_chunk().ok_or_else(cut)?;
                rest = after;
                Leaf::Gone(*commitment)
            }
            false => {
                let (salt, after) = rest.split_first_chunk().ok_or_else(cut)?;
                rest = after;
                Leaf::Op { salt: *salt, op: Vec::new() }
            }
        });
    }
    if (0..count).all(is_gone) {
        return if rest.is_empty() { Ok(leaves) } else { Err(cut()) };
    }
    let mut unfold = Unfold::of(&mut Input(rest), BODY_BYTES_MAX)?;
    for leaf in &mut leaves {
        if let Leaf::Op { op, .. } = leaf {
            if unfold.is_over() {
                return Err(cut());
            }
            *op = unfold.op()?;
        }
    }
    if unfold.is_over() { Ok(leaves) } else { Err(Error::Junk("more ops than places")) }
}

pub fn commitment(salt: &Salt, op: &[u8]) -> [u8; COMMITMENT] {
    keyed(COMMIT_CONTEXT, ClinicId(*salt), op)
}

fn salt_of(salt: &Salt, at: usize) -> Salt {
    let hash = keyed(COMMIT_CONTEXT, ClinicId(*salt), &(at as u64).to_be_bytes());
    let mut own = [0; SALT];
    own.iter_mut().zip(hash).for_each(|(own, byte)| *own = byte);
    own
}

/// With which dictionary a body is packed, and the bytes. A dictionary of number 0 is none, and
/// the bytes are a whole frame of zstd; otherwise its first four bytes are left out.
struct Packed {
    kind: u8,
    bytes: Vec<u8>,
}

#[cfg(fuzzing)]
pub fn unpack_any(padded: &[u8]) {
    if let Ok(body) = Body::unpack(padded) {
        let ops: Vec<Vec<u8>> = body.into_runs().into_iter().flat_map(|run| run.ops).collect();
        assert!(ops.len() <= OPS_MAX);
        assert!(ops.iter().map(Vec::len).sum::<usize>() <= BODY_BYTES_MAX);
    }
}

/// Lengths tell what was written: they are rounded up as PADMÉ does, by 12 % at most and by
/// less the longer they are.
fn padded(packed: &Packed) -> Result<Vec<u8>> {
    let [0, length @ ..] =
        u32::try_from(packed.bytes.len()).map_err(|_| Error::TooLarge)?.to_be_bytes()
    else {
        return Err(Error::TooLarge);
    };
    let mut body = vec![packed.kind];
    body.extend(length);
    body.extend(&packed.bytes);
    let size = padme(body.len());
    body.resize(size, 0);
    Ok(body)
}

fn padme(length: usize) -> usize {
    let bits = usize::BITS - length.leading_zeros();
    let kept = usize::BITS - bits.leading_zeros();
    let mask = (1usize << bits.saturating_sub(1 + kept)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
