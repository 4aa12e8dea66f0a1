//! Bodies of postings. One entry is one patient who has the word: three bytes of distance
//! from the row's first number, a head, and two bytes for each of the patient's other
//! words (the low half of its id: what is found is checked against the patient's row).
//! Bit 7 of the head says that the row's own word is of the name, bits 4 to 6 count the
//! other words of the name, which come first, and bits 0 to 3 those of guardian and village.

use std::borrow::Cow;

use kernel::{Once, Read, Result};
use rusqlite::{OptionalExtension, params};

/// The word under which phone numbers are kept.
pub const PHONES: u32 = 0;
const DISTANCE_MAX: u32 = 0xff_ffff;
/// A full body begins a new row; bodies stay within one page of the index.
const BODY_FULL: usize = 600;

pub const NAMES_MAX: usize = 7;
pub const OTHERS_MAX: usize = 15;

#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub number: u32,
    head: u8,
    rest: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Entry<'a> {
    pub fn is_name(&self) -> bool {
        self.head & 0x80 != 0
    }

    /// The other words, each with whether it is of the name.
    pub fn others(&self) -> impl Iterator<Item = (u16, bool)> + 'a {
        let names = usize::from(self.head >> 4 & 7);
        let pairs = self.rest.as_chunks::<2>().0.iter().enumerate();
        pairs.map(move |(at, pair)| (u16::from_be_bytes(*pair), at < names))
    }

    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

/// The entries of a body, oldest first. Bytes that make no entry end it.
pub fn entries(first: u32, body: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let mut left = body;
    std::iter::from_fn(move || {
        let [a, b, c, head, ..] = *left else { return None };
        let length = 2 * usize::from((head >> 4 & 7) + (head & 15));
        let (whole, after) = left.split_at_checked(4 + length)?;
        left = after;
        let number = first.checked_add(u32::from_be_bytes([0, a, b, c]))?;
        Some(Entry { number, head, rest: whole.get(4..)?, whole })
    })
}

/// What an entry says after its distance.
pub fn tail(is_name: bool, names: &[u16], others: &[u16]) -> Vec<u8> {
    let (names, others) = (names.iter().take(NAMES_MAX), others.iter().take(OTHERS_MAX));
    let mut tail = vec![u8::from(is_name) << 7 | (names.len() as u8) << 4 | others.len() as u8];
    tail.extend(names.chain(others).flat_map(|word| word.to_be_bytes()));
    tail
}

/// Puts a patient's entries into a word's postings in place of those there are; none
/// removes the patient. Writes nothing where nothing changes.
pub fn put(read: &Read<'_>, word: u32, number: u32, tails: &[Vec<u8>]) -> Result<()> {
    let conn = read.conn();
    let row: Option<(u32, Vec<u8>)> = conn
        .prepare_cached(
            "SELECT first, body FROM search_posting WHERE word = ?1 AND first <= ?2
             ORDER BY first DESC LIMIT 1",
        )?
        .query_row([word, number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let row = row.filter(|(first, _)| number - first <= DISTANCE_MAX);
    let Some((first, body)) = row else {
        return if tails.is_empty() { Ok(()) } else { begin(read, word, number, &new(tails)) };
    };
    let body = opened(read, word, first, body)?;
    let is_newest = entries(first, &body).all(|entry| entry.number < number);
    if is_newest && tails.is_empty() {
        return Ok(());
    }
    if is_newest && body.len() >= BODY_FULL {
        return begin(read, word, number, &new(tails));
    }
    let distance = number - first;
    let mut after = Vec::with_capacity(body.len() + 64);
    for entry in entries(first, &body).filter(|entry| entry.number < number) {
        after.extend_from_slice(entry.whole);
    }
    for tail in tails {
        after.extend_from_slice(distance.to_be_bytes().get(1..).unwrap_or_default());
        after.extend_from_slice(tail);
    }
    for entry in entries(first, &body).filter(|entry| entry.number > number) {
        after.extend_from_slice(entry.whole);
    }
    if after == body { Ok(()) } else { write(read, word, first, &after) }
}

/// The bodies of the phones are sealed like the cells that they come from.
pub fn opened(read: &Read<'_>, word: u32, first: u32, body: Vec<u8>) -> Result<Vec<u8>> {
    if word == PHONES { read.seal().open_bytes(&bound(first), &body) } else { Ok(body) }
}

fn shut<'a>(read: &Read<'_>, word: u32, first: u32, body: &'a [u8]) -> Result<Cow<'a, [u8]>> {
    match word {
        PHONES => read.seal().seal_bytes(&bound(first), body, Once::random()?).map(Cow::Owned),
        _ => Ok(Cow::Borrowed(body)),
    }
}

fn bound(first: u32) -> Vec<u8> {
    [b"search posting".as_slice(), &first.to_be_bytes()].concat()
}

fn new(tails: &[Vec<u8>]) -> Vec<u8> {
    tails.iter().flat_map(|tail| [0, 0, 0].iter().chain(tail).copied()).collect()
}

fn begin(read: &Read<'_>, word: u32, first: u32, body: &[u8]) -> Result<()> {
    // A body that is full may begin at this very number: its row is written over.
    read.conn()
        .prepare_cached(
            "INSERT INTO search_posting (word, first, body) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET body = excluded.body",
        )?
        .execute(params![word, first, shut(read, word, first, body)?])?;
    Ok(())
}

/// In place of a row that is there.
fn write(read: &Read<'_>, word: u32, first: u32, body: &[u8]) -> Result<()> {
    let conn = read.conn();
    if body.is_empty() {
        conn.prepare_cached("DELETE FROM search_posting WHERE word = ?1 AND first = ?2")?
            .execute([word, first])?;
    } else {
        conn.prepare_cached("UPDATE search_posting SET body = ?3 WHERE word = ?1 AND first = ?2")?
            .execute(params![word, first, shut(read, word, first, body)?])?;
    }
    Ok(())
}
