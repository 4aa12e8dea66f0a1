//! Phone numbers, found by any part of three digits or more. All numbers are kept in memory
//! as packed decimal digits (a dozen megabytes for a million patients), loaded on the first
//! question; a part is looked for in all of them.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Read, Result};
use rusqlite::OptionalExtension;

use super::postings::{Entry, entries, put, tail};

pub const PART_MIN: usize = 3;
const DIGITS_MAX: usize = 15;
/// The word under which phone numbers are kept.
const PHONES: u32 = 0;

/// The last digits of what is written as a phone number.
pub fn digits(text: &str) -> String {
    let all: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    all.iter().skip(all.len().saturating_sub(DIGITS_MAX)).collect()
}

fn packed(digits: &str) -> u64 {
    digits.bytes().fold(0, |packed, digit| packed << 4 | u64::from(digit & 15))
}

struct Chunk {
    bytes: usize,
    packed: Vec<u64>,
    /// Patient numbers and how many digits there are.
    whose: Vec<(u32, u8)>,
    longest: u8,
}

impl Chunk {
    fn new(first: u32, body: &[u8]) -> Self {
        let mut chunk =
            Self { bytes: body.len(), packed: Vec::new(), whose: Vec::new(), longest: 0 };
        for entry in entries(first, body) {
            let (packed, count) = unpacked(&entry);
            chunk.packed.push(packed);
            chunk.whose.push((entry.number, count));
            chunk.longest = chunk.longest.max(count);
        }
        chunk
    }

    /// Whether a part may be in any of the numbers. Most have it nowhere, and the places
    /// where it could begin are few enough to be written out for the machine.
    fn holds(&self, length: usize, mask: u64, wanted: u64) -> bool {
        match usize::from(self.longest).saturating_sub(length) {
            0 => self.is_at::<1>(mask, wanted),
            1 => self.is_at::<2>(mask, wanted),
            2 => self.is_at::<3>(mask, wanted),
            3 => self.is_at::<4>(mask, wanted),
            4 => self.is_at::<5>(mask, wanted),
            5 => self.is_at::<6>(mask, wanted),
            6 => self.is_at::<7>(mask, wanted),
            7 => self.is_at::<8>(mask, wanted),
            _ => self.is_at::<13>(mask, wanted),
        }
    }

    fn is_at<const PLACES: usize>(&self, mask: u64, wanted: u64) -> bool {
        self.packed.iter().fold(false, |any, packed| {
            (0..PLACES).fold(any, |any, by| any | ((packed >> (4 * by)) & mask == wanted))
        })
    }
}

/// The first four bits say how many digits follow.
fn unpacked(entry: &Entry<'_>) -> (u64, u8) {
    let whole = entry.rest().iter().fold(0, |whole, byte| whole << 8 | u64::from(*byte));
    (whole & (u64::MAX >> 4), (whole >> 60) as u8)
}

#[derive(Default)]
pub struct Phones(RwLock<BTreeMap<u32, Chunk>>);

impl Phones {
    pub fn put(read: &Read<'_>, number: u32, phones: &[String]) -> Result<()> {
        let tails: Vec<Vec<u8>> = phones
            .iter()
            .map(|phone| {
                let whole = (phone.len() as u64) << 60 | packed(phone);
                let pairs: Vec<u16> = (0..4).rev().map(|at| (whole >> (16 * at)) as u16).collect();
                tail(true, &pairs, &[])
            })
            .collect();
        put(read, PHONES, number, &tails)?;
        if let Some(kept) = read.memory().kept::<Phones>() {
            let mut statement = read.conn().prepare_cached(
                "SELECT first, body FROM search_posting WHERE word = ?1 AND first <= ?2
                 ORDER BY first DESC LIMIT 1",
            )?;
            let row: Option<(u32, Vec<u8>)> = statement
                .query_row([PHONES, number], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let mut chunks = kept.0.write().unwrap_or_else(PoisonError::into_inner);
            chunks.remove(&number);
            if let Some((first, body)) = row {
                chunks.insert(first, Chunk::new(first, &body));
            }
        }
        Ok(())
    }

    fn of(read: &Read<'_>) -> Result<Arc<Self>> {
        let kept = read.memory().of(|| Ok(Phones::default()))?;
        let last = {
            let chunks = kept.0.read().unwrap_or_else(PoisonError::into_inner);
            chunks.last_key_value().map(|(first, chunk)| (*first, chunk.bytes))
        };
        // Another process may have registered somebody: that makes the last row longer.
        let (from, known) = last.unwrap_or((0, 0));
        let mut statement = read.conn().prepare_cached(
            "SELECT first, body FROM search_posting WHERE word = ?1 AND first >= ?2
             ORDER BY first",
        )?;
        let mut rows = statement.query([PHONES, from])?;
        let mut new = Vec::new();
        while let Some(row) = rows.next()? {
            let (first, body): (u32, Vec<u8>) = (row.get(0)?, row.get(1)?);
            if first > from || body.len() != known {
                new.push((first, Chunk::new(first, &body)));
            }
        }
        if !new.is_empty() {
            kept.0.write().unwrap_or_else(PoisonError::into_inner).extend(new);
        }
        Ok(kept)
    }

    /// Patients with this part in a phone: at its end, at its beginning, in the middle;
    /// newest first in each, and no more of each than asked for.
    pub fn with_part(read: &Read<'_>, part: &str, limit: usize) -> Result<Vec<u32>> {
        if !(PART_MIN..=DIGITS_MAX).contains(&part.len()) {
            return Ok(Vec::new());
        }
        let kept = Self::of(read)?;
        let chunks = kept.0.read().unwrap_or_else(PoisonError::into_inner);
        let (wanted, mask) = (packed(part), (1u64 << (4 * part.len())) - 1);
        let (mut last, mut first, mut middle) = (Vec::new(), Vec::new(), Vec::new());
        for chunk in chunks.values().rev() {
            if last.len() >= limit {
                break;
            }
            if !chunk.holds(part.len(), mask, wanted) {
                continue;
            }
            for (packed, (number, count)) in chunk.packed.iter().zip(&chunk.whose).rev() {
                let Some(shifts) = usize::from(*count).checked_sub(part.len()) else { continue };
                if packed & mask == wanted {
                    last.push(*number);
                } else if packed >> (4 * shifts) == wanted {
                    first.push(*number);
                } else if middle.len() < limit {
                    let is_inside = (1..shifts)
                        .fold(false, |is, by| is | ((packed >> (4 * by)) & mask == wanted));
                    if is_inside {
                        middle.push(*number);
                    }
                }
            }
        }
        let mut seen = HashSet::new();
        let found = [last, first, middle];
        let found = found.into_iter().flat_map(|found| found.into_iter().take(limit));
        Ok(found.filter(|number| seen.insert(*number)).collect())
    }
}
