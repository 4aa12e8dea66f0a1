//! Seals of one desk taken apart, as a snapshot holds them: what belongs together lies
//! together, table by table and column by column, and numbers are differences. What does not
//! come out byte for byte is kept as it is.

use std::collections::{BTreeMap, HashMap};

use kernel::{Hlc, Kind, Op, RowId, Value};
use sync::{DeskNo, Error, Hash, Header, KeyId, LogId, Opened, Opens, Stream};

use super::bytes::{Input, Read, put, put_bytes, width, zagzig, zigzag};
use super::ids::{self, Id};

const VERSION: u64 = 1;
pub const OPS_MAX: usize = 131_072;
pub const SEALS_MAX: usize = 65_536;
/// All ops together, as their desks signed them.
pub const OPS_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Texts that a column remembers.
const TEXT_MAX: usize = 256;
const TEXTS_MAX: usize = 65_536;

const NULL: u8 = 0;
const INT: u8 = 1;
const INT_AFTER: u8 = 2;
const INT_AT: u8 = 3;
const TEXT: u8 = 4;
const TEXT_AGAIN: u8 = 5;
const ID: u8 = 6;
const BYTES: u8 = 7;

/// Ops of one kind of one table with the same fields.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Shape {
    kind: u8,
    table: String,
    fields: Vec<u64>,
}

#[derive(Default)]
struct Column {
    tags: Vec<u8>,
    ints: Vec<u8>,
    ids: ids::Column,
    lengths: Vec<u8>,
    text: Vec<u8>,
    last: i64,
    texts: HashMap<String, u64>,
}

#[derive(Default)]
struct Columns {
    row: ids::Column,
    fields: Vec<Column>,
}

fn kind_no(kind: Kind) -> u8 {
    match kind {
        Kind::Insert => 1,
        Kind::Change => 2,
        Kind::Freeze => 3,
    }
}

fn ms(hlc: Hlc) -> i64 {
    (hlc.0 >> 16).cast_signed()
}

impl Column {
    fn put(&mut self, ids: &mut ids::Writer, op: &Op, value: &Value) {
        match value {
            Value::Null => self.tags.push(NULL),
            Value::Int(number) => {
                let ways = [
                    (INT, zigzag(*number)),
                    (INT_AFTER, zigzag(number.wrapping_sub(self.last))),
                    (INT_AT, zigzag(number.wrapping_sub(ms(op.hlc)))),
                ];
                let best = ways.into_iter().min_by_key(|(_, coded)| width(*coded));
                let (tag, coded) = best.unwrap_or((INT, zigzag(*number)));
                self.tags.push(tag);
                put(&mut self.ints, coded);
                self.last = *number;
            }
            Value::Text(text) => match self.texts.get(text) {
                Some(at) => {
                    self.tags.push(TEXT_AGAIN);
                    put(&mut self.lengths, *at);
                }
                None => {
                    self.tags.push(TEXT);
                    put(&mut self.lengths, text.len() as u64);
                    self.text.extend(text.as_bytes());
                    if text.len() <= TEXT_MAX && self.texts.len() < TEXTS_MAX {
                        self.texts.insert(text.clone(), self.texts.len() as u64);
                    }
                }
            },
            Value::Bytes(bytes) => match Id::try_from(bytes.as_slice()) {
                Ok(id) => {
                    self.tags.push(ID);
                    ids.put(&mut self.ids, id, &op.user.0);
                }
                Err(_) => {
                    self.tags.push(BYTES);
                    put(&mut self.lengths, bytes.len() as u64);
                    self.text.extend(bytes);
                }
            },
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        for part in
            [&self.tags, &self.ints, &self.ids.codes, &self.ids.numbers, &self.lengths, &self.text]
        {
            put_bytes(out, part);
        }
    }
}

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

/// The number of each thing in the order in which they were first seen.
fn number_of<T: Clone + Eq + std::hash::Hash>(
    known: &mut HashMap<T, u64>,
    thing: &T,
) -> (u64, bool) {
    if let Some(at) = known.get(thing) {
        return (*at, false);
    }
    let at = known.len() as u64;
    known.insert(thing.clone(), at);
    (at, true)
}

/// A seal taken apart, with its name.
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
        let (log, is_new) = number_of(&mut logs, &header.log);
        if is_new {
            log_names.extend(header.log.0.to_be_bytes());
        }
        let (key, is_new) = number_of(&mut keys, &opened.key_id.0);
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
    write_ops(&mut out, ops);
    // What nothing shortens comes last.
    put_bytes(&mut out, salts);
    put_bytes(&mut out, signatures);
    out
}

fn write_ops<'a>(out: &mut Vec<u8>, ops: impl Iterator<Item = &'a Vec<u8>>) {
    let mut shapes: HashMap<Shape, u64> = HashMap::new();
    let mut names = Vec::new();
    let mut columns: Vec<Columns> = Vec::new();
    let mut authors = HashMap::new();
    let (mut author_names, mut author_of) = (Vec::new(), Vec::new());
    let (mut shape_of, mut times, mut as_is) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ids, mut time) = (ids::Writer::default(), 0u64);
    for body in ops {
        let Some(op) = plain(body) else {
            put(&mut shape_of, 0);
            put_bytes(&mut as_is, body);
            continue;
        };
        let fields: Vec<u64> = op.fields.keys().copied().collect();
        let shape = Shape { kind: kind_no(op.kind), table: op.table.clone(), fields };
        let (at, is_new) = number_of(&mut shapes, &shape);
        if is_new {
            names.push(shape.kind);
            put_bytes(&mut names, shape.table.as_bytes());
            put(&mut names, shape.fields.len() as u64);
            shape.fields.iter().for_each(|field| put(&mut names, *field));
            let fields = shape.fields.iter().map(|_| Column::default()).collect();
            columns.push(Columns { row: ids::Column::default(), fields });
        }
        put(&mut shape_of, at + 1);
        put(&mut times, zigzag(op.hlc.0.wrapping_sub(time).cast_signed()));
        time = op.hlc.0;
        let (author, is_new) = number_of(&mut authors, &(op.user.0, op.session));
        if is_new {
            author_names.extend(op.user.0);
            author_names.extend(op.session.to_be_bytes());
        }
        put(&mut author_of, author);
        let place = usize::try_from(at).unwrap_or(usize::MAX);
        let Some(columns) = columns.get_mut(place) else { continue };
        ids.put(&mut columns.row, op.row.0, &op.user.0);
        for (column, value) in columns.fields.iter_mut().zip(op.fields.values()) {
            column.put(&mut ids, &op, value);
        }
    }
    put(out, columns.len() as u64);
    for part in [&names, &author_names, &shape_of, &times, &author_of, &as_is] {
        put_bytes(out, part);
    }
    for columns in &columns {
        put_bytes(out, &columns.row.codes);
        put_bytes(out, &columns.row.numbers);
        columns.fields.iter().for_each(|column| column.write(out));
    }
}

/// An op that comes out of its columns as it went in.
fn plain(body: &[u8]) -> Option<Op> {
    let op = Op::decode(body).ok()?;
    let is_plain = op.replaces.is_empty() && op.unknown.is_empty();
    (is_plain && op.encode().ok().as_deref() == Some(body)).then_some(op)
}

struct ReadColumn<'a> {
    field: u64,
    tags: Input<'a>,
    ints: Input<'a>,
    ids: ids::ReadColumn<'a>,
    lengths: Input<'a>,
    text: Input<'a>,
    last: i64,
    texts: Vec<&'a str>,
}

impl<'a> ReadColumn<'a> {
    fn of(field: u64, input: &mut Input<'a>) -> Read<Self> {
        let (tags, ints) = (input.input()?, input.input()?);
        let ids = ids::ReadColumn { codes: input.input()?, numbers: input.input()?, last: None };
        let (lengths, text) = (input.input()?, input.input()?);
        Ok(Self { field, tags, ints, ids, lengths, text, last: 0, texts: Vec::new() })
    }

    fn value(&mut self, ids: &mut ids::Reader, op: &Op) -> Read<Value> {
        let junk = || Error::Junk("a value of no kind");
        let tag = self.tags.byte()?;
        Ok(match tag {
            NULL => Value::Null,
            INT | INT_AFTER | INT_AT => {
                let coded = zagzig(self.ints.number()?);
                self.last = match tag {
                    INT => coded,
                    INT_AFTER => coded.wrapping_add(self.last),
                    _ => coded.wrapping_add(ms(op.hlc)),
                };
                Value::Int(self.last)
            }
            TEXT => {
                let length = self.lengths.count(self.text.0.len())?;
                let text = std::str::from_utf8(self.text.take(length)?).map_err(|_| junk())?;
                if text.len() <= TEXT_MAX && self.texts.len() < TEXTS_MAX {
                    self.texts.push(text);
                }
                Value::Text(text.to_owned())
            }
            TEXT_AGAIN => {
                let at = usize::try_from(self.lengths.number()?).map_err(|_| junk())?;
                Value::Text((*self.texts.get(at).ok_or_else(junk)?).to_owned())
            }
            ID => Value::Bytes(ids.id(&mut self.ids, &op.user.0)?.to_vec()),
            BYTES => {
                let length = self.lengths.count(self.text.0.len())?;
                Value::Bytes(self.text.take(length)?.to_vec())
            }
            _ => return Err(junk()),
        })
    }
}

struct ReadShape<'a> {
    kind: Kind,
    table: &'a str,
    row: ids::ReadColumn<'a>,
    fields: Vec<ReadColumn<'a>>,
}

struct Ops<'a> {
    shapes: Vec<ReadShape<'a>>,
    authors: Vec<(Id, u64)>,
    shape_of: Input<'a>,
    times: Input<'a>,
    author_of: Input<'a>,
    as_is: Input<'a>,
    ids: ids::Reader,
    time: u64,
    left: usize,
}

impl<'a> Ops<'a> {
    fn of(input: &mut Input<'a>) -> Read<Self> {
        let count = input.count(OPS_MAX)?;
        let (mut names, mut author_names) = (input.input()?, input.input()?);
        let (shape_of, times) = (input.input()?, input.input()?);
        let (author_of, as_is) = (input.input()?, input.input()?);
        let mut authors = Vec::new();
        while !author_names.is_empty() {
            let user = author_names.fixed()?;
            authors.push((user, u64::from_be_bytes(author_names.fixed()?)));
        }
        let mut shapes = Vec::new();
        for _ in 0..count {
            let kind = match names.byte()? {
                1 => Kind::Insert,
                2 => Kind::Change,
                3 => Kind::Freeze,
                _ => return Err(Error::Junk("an op of no kind")),
            };
            let table = std::str::from_utf8(names.bytes()?).map_err(|_| Error::Junk("a name"))?;
            let fields = names.count(names.0.len())?;
            let row =
                ids::ReadColumn { codes: input.input()?, numbers: input.input()?, last: None };
            let field = |_| ReadColumn::of(names.number()?, input);
            let fields = (0..fields).map(field).collect::<Read<_>>()?;
            shapes.push(ReadShape { kind, table, row, fields });
        }
        let ids = ids::Reader::default();
        let (time, left) = (0, OPS_BYTES_MAX);
        Ok(Self { shapes, authors, shape_of, times, author_of, as_is, ids, time, left })
    }

    fn next(&mut self) -> Read<Vec<u8>> {
        let junk = || Error::Junk("an op of no shape");
        let shape = usize::try_from(self.shape_of.number()?).map_err(|_| junk())?;
        let body = match shape.checked_sub(1) {
            None => self.as_is.bytes()?.to_vec(),
            Some(at) => {
                let shape = self.shapes.get_mut(at).ok_or_else(junk)?;
                self.time = self.time.wrapping_add(zagzig(self.times.number()?).cast_unsigned());
                let author = usize::try_from(self.author_of.number()?).map_err(|_| junk())?;
                let (user, session) = *self.authors.get(author).ok_or_else(junk)?;
                let row = self.ids.id(&mut shape.row, &user)?;
                let mut op = Op {
                    kind: shape.kind,
                    table: shape.table.to_owned(),
                    row: RowId(row),
                    fields: BTreeMap::new(),
                    replaces: BTreeMap::new(),
                    hlc: Hlc(self.time),
                    user: RowId(user),
                    session,
                    unknown: BTreeMap::new(),
                };
                for column in &mut shape.fields {
                    let value = column.value(&mut self.ids, &op)?;
                    op.fields.insert(column.field, value);
                }
                op.encode().map_err(|_| Error::TooLarge)?
            }
        };
        self.left = self.left.checked_sub(body.len() + 1).ok_or(Error::TooLarge)?;
        Ok(body)
    }
}

/// A seal out of a piece. Nothing of it is proven.
#[derive(Debug, PartialEq, Eq)]
pub struct Loose {
    /// It follows the one before it in the piece, whose name is worked out first.
    pub is_next: bool,
    pub opened: Opened,
}

/// The seals of a piece, as they can be put together again.
pub fn read(bytes: &[u8]) -> Read<Vec<Loose>> {
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
    let mut ops = Ops::of(&mut input)?;
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
        };
        let ops = (0..length).map(|_| ops.next()).collect::<Read<_>>()?;
        let (salt, signature) = (salts.fixed()?, signatures.fixed()?);
        seals.push(Loose { is_next, opened: Opened { header, signature, key_id, salt, ops } });
    }
    Ok(seals)
}

fn named(names: &[u8], at: u64) -> Read<[u8; 8]> {
    let junk = || Error::Junk("a name that is not there");
    let at = usize::try_from(at).ok().and_then(|at| at.checked_mul(8)).ok_or_else(junk)?;
    names.get(at..).and_then(|rest| rest.first_chunk()).copied().ok_or_else(junk)
}
