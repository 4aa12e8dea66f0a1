//! Ops of one log lie close to one another: what belongs together is put together, table by
//! table and column by column, and numbers are differences. What does not come out byte for
//! byte is kept as it is. Unfolding proves nothing: commitments do.

mod bytes;
mod columns;
mod ids;
mod op;

use std::collections::HashMap;
use std::hash::Hash;

pub use bytes::{Input, put, put_bytes, zagzig, zigzag};
use columns::{Column, ReadColumn};
use ids::Id;
use op::{Name, Op};

use crate::{Error, Result};

/// The number of each thing in the order in which they were first seen, and whether that is now.
pub fn number_of<T: Eq + Hash>(known: &mut HashMap<T, u64>, thing: T) -> (u64, bool) {
    let next = known.len() as u64;
    let at = *known.entry(thing).or_insert(next);
    (at, at == next)
}

#[derive(Default)]
struct Columns {
    row: ids::Column,
    fields: Vec<Column>,
}

pub fn fold<'a>(out: &mut Vec<u8>, ops: impl Iterator<Item = &'a [u8]>) {
    let mut shapes: HashMap<(Name<'a>, Vec<u64>), u64> = HashMap::new();
    let mut names = Vec::new();
    let mut columns: Vec<Columns> = Vec::new();
    let mut authors = HashMap::new();
    let (mut author_names, mut author_of) = (Vec::new(), Vec::new());
    let (mut shape_of, mut times, mut as_is) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ids, mut time) = (ids::Writer::default(), 0u64);
    for body in ops {
        let Some(op) = Op::read(body) else {
            put(&mut shape_of, 0);
            put_bytes(&mut as_is, body);
            continue;
        };
        let fields: Vec<u64> = op.fields.iter().map(|(field, _)| *field).collect();
        let (at, is_new) = number_of(&mut shapes, (op.name, fields));
        if is_new {
            names.push(op.name.kind);
            put_bytes(&mut names, op.name.table.as_bytes());
            put(&mut names, op.fields.len() as u64);
            let mut least = 0;
            for (field, _) in &op.fields {
                put(&mut names, field - least);
                least = field + 1;
            }
            let fields = op.fields.iter().map(|_| Column::default()).collect();
            columns.push(Columns { row: ids::Column::default(), fields });
        }
        put(&mut shape_of, at + 1);
        put(&mut times, zigzag(op.time.wrapping_sub(time).cast_signed()));
        time = op.time;
        let (author, is_new) = number_of(&mut authors, (op.user, op.session));
        if is_new {
            author_names.extend(op.user);
            author_names.extend(op.session.to_be_bytes());
        }
        put(&mut author_of, author);
        let place = usize::try_from(at).unwrap_or(usize::MAX);
        let Some(columns) = columns.get_mut(place) else { continue };
        ids.put(&mut columns.row, op.row, &op.user);
        for (column, (_, value)) in columns.fields.iter_mut().zip(&op.fields) {
            column.put(&mut ids, time, &op.user, *value);
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

struct Shape<'a> {
    name: Name<'a>,
    row: ids::ReadColumn<'a>,
    fields: Vec<ReadColumn<'a>>,
}

/// Ops, one after the other, as they were.
pub struct Unfold<'a> {
    shapes: Vec<Shape<'a>>,
    authors: Vec<(Id, u64)>,
    shape_of: Input<'a>,
    times: Input<'a>,
    author_of: Input<'a>,
    as_is: Input<'a>,
    ids: ids::Reader,
    time: u64,
    /// How many bytes of ops there may be yet.
    left: usize,
}

impl<'a> Unfold<'a> {
    pub fn of(input: &mut Input<'a>, bytes_max: usize) -> Result<Self> {
        let count = input.count(input.0.len())?;
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
            let kind = names.byte()?;
            let table = std::str::from_utf8(names.bytes()?).map_err(|_| Error::Junk("a name"))?;
            let length = names.count(names.0.len())?;
            let codes = columns::Bytes::Each(input.input()?);
            let row = ids::ReadColumn { codes, numbers: input.input()?, last: None };
            let (mut least, mut fields) = (0u64, Vec::new());
            for _ in 0..length {
                let after = |number: u64| least.checked_add(number).filter(|it| it >> 62 == 0);
                let field = after(names.number()?).ok_or(Error::Junk("a field of no number"))?;
                least = field + 1;
                fields.push(ReadColumn::of(field, input)?);
            }
            shapes.push(Shape { name: Name { kind, table }, row, fields });
        }
        let (ids, time, left) = (ids::Reader::default(), 0, bytes_max);
        Ok(Self { shapes, authors, shape_of, times, author_of, as_is, ids, time, left })
    }

    pub fn is_over(&self) -> bool {
        self.shape_of.is_empty()
    }

    pub fn op(&mut self) -> Result<Vec<u8>> {
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
                let mut body = Vec::with_capacity(256);
                op::begin(&mut body, shape.name, &row, shape.fields.len());
                for column in &mut shape.fields {
                    column.write(&mut body, &mut self.ids, self.time, &user)?;
                    // A text named again and again could grow beyond all bounds.
                    if body.len() > self.left {
                        return Err(Error::TooLarge);
                    }
                }
                op::end(&mut body, self.time, &user, session);
                body
            }
        };
        self.left = self.left.checked_sub(body.len() + 1).ok_or(Error::TooLarge)?;
        Ok(body)
    }
}

#[cfg(test)]
mod tests;
