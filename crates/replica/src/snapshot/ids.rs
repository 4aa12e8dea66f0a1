//! Row ids in about a byte: most are the next of their block, one that was named a moment ago,
//! or whoever wrote the op. Writer and reader remember the same.

use std::collections::HashMap;

use sync::Error;

use super::bytes::{Input, Read, put, zagzig, zigzag};

pub type Id = [u8; 16];

/// How many ids are remembered as named a moment ago.
const RECENT: usize = 200;
const AS_BEFORE: u8 = 250;
const AUTHOR: u8 = 251;
const NEXT: u8 = 252;
const NEAR: u8 = 253;
const BLOCK: u8 = 254;
const NEW_BLOCK: u8 = 255;

fn split(id: &Id) -> (u64, u64) {
    let number = u128::from_be_bytes(*id);
    ((number >> 64) as u64, number as u64)
}

fn join(block: u64, counter: u64) -> Id {
    (u128::from(block) << 64 | u128::from(counter)).to_be_bytes()
}

/// What both sides know of the ids so far.
#[derive(Default)]
struct Known {
    recent: Vec<Id>,
    blocks: Vec<(u64, u64)>,
    by_name: HashMap<u64, usize>,
    current: usize,
}

impl Known {
    fn again(&mut self, at: usize) {
        if let Some(part) = self.recent.get_mut(..=at) {
            part.rotate_right(1);
        }
    }

    fn add(&mut self, id: Id, block: usize, counter: u64) {
        self.current = block;
        if let Some(known) = self.blocks.get_mut(block) {
            known.1 = counter;
        }
        if self.recent.len() == RECENT {
            self.recent.pop();
        }
        self.recent.insert(0, id);
    }

    fn add_block(&mut self, name: u64) -> usize {
        self.blocks.push((name, 0));
        self.by_name.insert(name, self.blocks.len() - 1);
        self.blocks.len() - 1
    }
}

/// One column of ids: codes, numbers of some of them, and what came last in it.
#[derive(Default)]
pub struct Column {
    pub codes: Vec<u8>,
    pub numbers: Vec<u8>,
    last: Option<Id>,
}

#[derive(Default)]
pub struct Writer(Known);

impl Writer {
    pub fn put(&mut self, column: &mut Column, id: Id, author: &Id) {
        let known = &mut self.0;
        let last = column.last.replace(id);
        if last == Some(id) {
            return column.codes.push(AS_BEFORE);
        }
        if id == *author {
            return column.codes.push(AUTHOR);
        }
        let (name, counter) = split(&id);
        let current = known.blocks.get(known.current).copied();
        if current.is_some_and(|(block, last)| block == name && counter == last.wrapping_add(1)) {
            column.codes.push(NEXT);
            return known.add(id, known.current, counter);
        }
        if let Some(at) = known.recent.iter().position(|recent| *recent == id) {
            column.codes.push(at as u8);
            return known.again(at);
        }
        let delta = |last: u64| zigzag(counter.wrapping_sub(last).cast_signed());
        let at = match (current, known.by_name.get(&name).copied()) {
            (Some((block, last)), _) if block == name => {
                column.codes.push(NEAR);
                put(&mut column.numbers, delta(last));
                known.current
            }
            (_, Some(at)) => {
                column.codes.push(BLOCK);
                put(&mut column.numbers, at as u64);
                put(&mut column.numbers, delta(known.blocks.get(at).map_or(0, |block| block.1)));
                at
            }
            _ => {
                column.codes.push(NEW_BLOCK);
                column.numbers.extend(name.to_be_bytes());
                put(&mut column.numbers, delta(0));
                known.add_block(name)
            }
        };
        known.add(id, at, counter);
    }
}

#[derive(Clone, Copy, Default)]
pub struct ReadColumn<'a> {
    pub codes: Input<'a>,
    pub numbers: Input<'a>,
    pub last: Option<Id>,
}

#[derive(Default)]
pub struct Reader(Known);

impl Reader {
    pub fn id(&mut self, column: &mut ReadColumn<'_>, author: &Id) -> Read<Id> {
        let junk = || Error::Junk("an id that is not known");
        let known = &mut self.0;
        let code = column.codes.byte()?;
        let id = match code {
            AS_BEFORE => column.last.ok_or_else(junk)?,
            AUTHOR => *author,
            NEXT | NEAR | BLOCK | NEW_BLOCK => {
                let at = match code {
                    BLOCK => usize::try_from(column.numbers.number()?).map_err(|_| junk())?,
                    NEW_BLOCK => {
                        let name = u64::from_be_bytes(column.numbers.fixed()?);
                        known.add_block(name)
                    }
                    _ => known.current,
                };
                let (name, last) = known.blocks.get(at).copied().ok_or_else(junk)?;
                let counter = match code {
                    NEXT => last.wrapping_add(1),
                    _ => last.wrapping_add(zagzig(column.numbers.number()?).cast_unsigned()),
                };
                let id = join(name, counter);
                known.add(id, at, counter);
                id
            }
            at => {
                let id = *known.recent.get(usize::from(at)).ok_or_else(junk)?;
                known.again(at.into());
                id
            }
        };
        column.last = Some(id);
        Ok(id)
    }
}
