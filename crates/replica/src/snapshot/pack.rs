//! Seals of one desk taken apart, as a snapshot holds them: what belongs together lies
//! together, table by table and column by column, and numbers are differences. What does not
//! come out byte for byte is kept as it is.

use std::collections::HashMap;

use sync::fold::{self, Input, Unfold, number_of, put, put_bytes, zagzig, zigzag};
use sync::{DeskNo, Error, Hash, Header, KeyId, LogId, Opened, Opens, Result, Stream};

const VERSION: u64 = 1;
pub const OPS_MAX: usize = 131_072;
pub const SEALS_MAX: usize = 65_536;
/// All ops together, as their desks signed them.
pub const OPS_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Columns of the seals themselves.
#[derive(Default)]
struct Heads {
    logs: Vec<u8>,
    numbers: Vec<u8>,
    parents: Vec<u8>,
    kinds: Vec<u8>,
    salts: Vec<u8>,
    signatures: Vec<u8>,
}

pub struct Named {
    pub hash: Hash,
    pub opened: Opened,
}

pub fn write(stream: Stream, desk: DeskNo, seals: &[Named]) -> Vec<u8> {
    let mut heads = Heads::default();
    let mut logs = HashMap::new();
    let (mut log_names, mut keys, mut key_names) = (Vec::new(), HashMap::new(), Vec::new());
    let mut expected: HashMap<u64, u64> = HashMap::new();
    let (mut no, mut before) = (0u64, Hash::NONE);
    for Named { hash, opened } in seals {
        let header = &opened.header;
        let (log, is_new) = number_of(&mut logs, header.log);
        if is_new {
            log_names.extend(header.log.0.to_be_bytes());
        }
        let (key, is_new) = number_of(&mut keys, opened.key_id.0);
        if is_new {
            key_names.extend(opened.key_id.0);
        }
        put(&mut heads.logs, log);
        put(&mut heads.numbers, zigzag(header.no.wrapping_sub(no).cast_signed()));
        let first = expected.get(&header.log.0).copied().unwrap_or(1);
        put(&mut heads.numbers, zigzag(header.first.wrapping_sub(first).cast_signed()));
        put(&mut heads.numbers, opened.ops.len() as u64);
        expected.insert(header.log.0, header.first.wrapping_add(opened.ops.len() as u64));
        match header.parent {
            parent if parent == before => heads.kinds.push(0),
            parent => {
                heads.kinds.push(1);
                heads.parents.extend(parent.0);
            }
        }
        heads.kinds.push(match header.opens {
            None => 0,
            Some(Opens::First) => 1,
            Some(Opens::Restored) => 2,
        });
        put(&mut heads.kinds, header.schema.into());
        put(&mut heads.kinds, key);
        heads.salts.extend(opened.salt);
        heads.signatures.extend(opened.signature);
        (no, before) = (header.no, *hash);
    }
    let ops = seals.iter().flat_map(|seal| &seal.opened.ops);
    let mut out = Vec::new();
    put(&mut out, VERSION);
    put(&mut out, stream.0.into());
    put(&mut out, desk.0.into());
    put(&mut out, seals.len() as u64);
    let Heads { logs, numbers, parents, kinds, salts, signatures } = &heads;
    for part in [&log_names, &key_names, logs, numbers, parents, kinds] {
        put_bytes(&mut out, part);
    }
    fold::fold(&mut out, ops.map(Vec::as_slice));
    // What nothing shortens comes last.
    put_bytes(&mut out, salts);
    put_bytes(&mut out, signatures);
    out
}

/// A seal out of a piece. Nothing of it is proven.
#[derive(Debug, PartialEq, Eq)]
pub struct Loose {
    /// It follows the one before it in the piece, whose name is worked out first.
    pub is_next: bool,
    pub opened: Opened,
}

/// The seals of a piece, as they can be put together again.
pub fn read(bytes: &[u8]) -> Result<Vec<Loose>> {
    let mut input = Input(bytes);
    if input.number()? != VERSION {
        return Err(Error::Newer);
    }
    let small = |number: u64| u16::try_from(number).map_err(|_| Error::TooLarge);
    let stream = Stream(u8::try_from(input.number()?).map_err(|_| Error::TooLarge)?);
    let desk = DeskNo(small(input.number()?)?);
    let count = input.count(SEALS_MAX)?;
    let (log_names, key_names) = (input.bytes()?, input.bytes()?);
    let (mut logs, mut numbers) = (input.input()?, input.input()?);
    let (mut parents, mut kinds) = (input.input()?, input.input()?);
    let mut ops = Unfold::of(&mut input, OPS_BYTES_MAX)?;
    let (mut salts, mut signatures) = (input.input()?, input.input()?);
    let mut expected: HashMap<u64, u64> = HashMap::new();
    let (mut no, mut seals, mut ops_left) = (0u64, Vec::new(), OPS_MAX);
    for _ in 0..count {
        let log = u64::from_be_bytes(named(log_names, logs.number()?)?);
        no = no.wrapping_add(zagzig(numbers.number()?).cast_unsigned());
        let first = expected.get(&log).copied().unwrap_or(1);
        let first = first.wrapping_add(zagzig(numbers.number()?).cast_unsigned());
        let length = numbers.count(ops_left.min(sync::OPS_MAX))?;
        ops_left -= length;
        expected.insert(log, first.wrapping_add(length as u64));
        let is_next = kinds.byte()? == 0;
        let parent = if is_next { Hash::NONE } else { Hash(parents.fixed()?) };
        let opens = match kinds.byte()? {
            0 => None,
            1 => Some(Opens::First),
            2 => Some(Opens::Restored),
            _ => return Err(Error::Newer),
        };
        let schema = u32::try_from(kinds.number()?).map_err(|_| Error::TooLarge)?;
        let key_id = KeyId(named(key_names, kinds.number()?)?);
        let header = Header {
            stream,
            desk,
            log: LogId(log),
            no,
            parent,
            first,
            ops: u32::try_from(length).map_err(|_| Error::TooLarge)?,
            root: Hash::NONE,
            schema,
            opens,
            witness: None,
        };
        let ops = (0..length).map(|_| ops.op()).collect::<Result<_>>()?;
        let (salt, signature) = (salts.fixed()?, signatures.fixed()?);
        seals.push(Loose { is_next, opened: Opened { header, signature, key_id, salt, ops } });
    }
    Ok(seals)
}

fn named(names: &[u8], at: u64) -> Result<[u8; 8]> {
    let junk = || Error::Junk("a name that is not there");
    let at = usize::try_from(at).ok().and_then(|at| at.checked_mul(8)).ok_or_else(junk)?;
    names.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or_else(junk)
}
