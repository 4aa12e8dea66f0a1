//! The values of one field of one table's ops, one after the other.

use std::collections::HashMap;

use cbor::{Flat, head};

use super::bytes::{Input, put, put_bytes, width, zagzig, zigzag};
use super::ids::{self, Id};
use crate::{Error, Result};

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

/// All values of the column have the one tag that stands there.
const SAME: u8 = 1 << 5;
/// Ids' codes too have but one value.
const SAME_CODE: u8 = 1 << 6;

#[derive(Default)]
pub struct Column {
    tags: Vec<u8>,
    ints: Vec<u8>,
    ids: ids::Column,
    lengths: Vec<u8>,
    text: Vec<u8>,
    last: i64,
    texts: HashMap<String, u64>,
}

/// The milliseconds of an op's time: most times in its fields are close to them.
fn ms(time: u64) -> i64 {
    (time >> 16).cast_signed()
}

fn only(bytes: &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    rest.iter().all(|byte| byte == first).then_some(*first)
}

impl Column {
    pub fn put(&mut self, ids: &mut ids::Writer, time: u64, user: &Id, value: Flat<'_>) {
        match value {
            Flat::Null => self.tags.push(NULL),
            Flat::Int(number) => {
                let ways = [
                    (INT, zigzag(number)),
                    (INT_AFTER, zigzag(number.wrapping_sub(self.last))),
                    (INT_AT, zigzag(number.wrapping_sub(ms(time)))),
                ];
                let best = ways.into_iter().min_by_key(|(_, coded)| width(*coded));
                let (tag, coded) = best.unwrap_or((INT, zigzag(number)));
                self.tags.push(tag);
                put(&mut self.ints, coded);
                self.last = number;
            }
            Flat::Text(text) => match self.texts.get(text) {
                Some(at) => {
                    self.tags.push(TEXT_AGAIN);
                    put(&mut self.lengths, *at);
                }
                None => {
                    self.tags.push(TEXT);
                    put(&mut self.lengths, text.len() as u64);
                    self.text.extend(text.as_bytes());
                    if text.len() <= TEXT_MAX && self.texts.len() < TEXTS_MAX {
                        self.texts.insert(text.to_owned(), self.texts.len() as u64);
                    }
                }
            },
            Flat::Bytes(bytes) => match Id::try_from(bytes) {
                Ok(id) => {
                    self.tags.push(ID);
                    ids.put(&mut self.ids, id, user);
                }
                Err(_) => {
                    self.tags.push(BYTES);
                    put(&mut self.lengths, bytes.len() as u64);
                    self.text.extend(bytes);
                }
            },
        }
    }

    /// A byte that says which parts follow, then those.
    pub fn write(&self, out: &mut Vec<u8>) {
        let parts = [&self.ints, &self.ids.codes, &self.ids.numbers, &self.lengths, &self.text];
        let there = parts.iter().enumerate().filter(|(_, part)| !part.is_empty());
        let mut mask = there.map(|(at, _)| 1 << at).sum::<u8>();
        let (tag, code) = (only(&self.tags), only(&self.ids.codes));
        mask |= if tag.is_some() { SAME } else { 0 };
        mask |= if code.is_some() { SAME_CODE } else { 0 };
        out.push(mask);
        match tag {
            Some(tag) => out.push(tag),
            None => put_bytes(out, &self.tags),
        }
        for (at, part) in parts.into_iter().enumerate() {
            match code {
                Some(code) if at == 1 => out.push(code),
                _ if part.is_empty() => {}
                _ => put_bytes(out, part),
            }
        }
    }
}

/// Bytes of which there may be one for all.
#[derive(Clone, Copy)]
pub enum Bytes<'a> {
    Same(u8),
    Each(Input<'a>),
}

impl Default for Bytes<'_> {
    fn default() -> Self {
        Bytes::Each(Input::default())
    }
}

impl Bytes<'_> {
    pub fn byte(&mut self) -> Result<u8> {
        match self {
            Bytes::Same(byte) => Ok(*byte),
            Bytes::Each(input) => input.byte(),
        }
    }
}

pub struct ReadColumn<'a> {
    field: u64,
    tags: Bytes<'a>,
    ints: Input<'a>,
    ids: ids::ReadColumn<'a>,
    lengths: Input<'a>,
    text: Input<'a>,
    last: i64,
    texts: Vec<&'a str>,
}

impl<'a> ReadColumn<'a> {
    pub fn of(field: u64, input: &mut Input<'a>) -> Result<Self> {
        let mask = input.byte()?;
        let tags = match mask & SAME {
            0 => Bytes::Each(input.input()?),
            _ => Bytes::Same(input.byte()?),
        };
        let part = |input: &mut Input<'a>, at: u8| match mask & 1 << at {
            0 => Ok(Input::default()),
            _ => input.input(),
        };
        let ints = part(input, 0)?;
        let codes = match mask & SAME_CODE {
            0 => Bytes::Each(part(input, 1)?),
            _ => Bytes::Same(input.byte()?),
        };
        let (numbers, lengths) = (part(input, 2)?, part(input, 3)?);
        let text = part(input, 4)?;
        let ids = ids::ReadColumn { codes, numbers, last: None };
        Ok(Self { field, tags, ints, ids, lengths, text, last: 0, texts: Vec::new() })
    }

    /// The next value, as an op holds it.
    pub fn write(
        &mut self,
        out: &mut Vec<u8>,
        ids: &mut ids::Reader,
        time: u64,
        user: &Id,
    ) -> Result<()> {
        let junk = || Error::Junk("a value of no kind");
        head(out, 0, self.field);
        let tag = self.tags.byte()?;
        match tag {
            NULL => Flat::Null.write(out),
            INT | INT_AFTER | INT_AT => {
                let coded = zagzig(self.ints.number()?);
                self.last = match tag {
                    INT => coded,
                    INT_AFTER => coded.wrapping_add(self.last),
                    _ => coded.wrapping_add(ms(time)),
                };
                Flat::Int(self.last).write(out);
            }
            TEXT => {
                let length = self.lengths.count(self.text.0.len())?;
                let text = std::str::from_utf8(self.text.take(length)?).map_err(|_| junk())?;
                if text.len() <= TEXT_MAX && self.texts.len() < TEXTS_MAX {
                    self.texts.push(text);
                }
                Flat::Text(text).write(out);
            }
            TEXT_AGAIN => {
                let at = usize::try_from(self.lengths.number()?).map_err(|_| junk())?;
                Flat::Text(self.texts.get(at).ok_or_else(junk)?).write(out);
            }
            ID => Flat::Bytes(&ids.id(&mut self.ids, user)?).write(out),
            BYTES => {
                let length = self.lengths.count(self.text.0.len())?;
                Flat::Bytes(self.text.take(length)?).write(out);
            }
            _ => return Err(junk()),
        }
        Ok(())
    }
}
