//! Phone numbers, found by any part of three digits or more. All of them are kept in memory
//! as packed decimal digits (20 MB for a million patients), loaded on the first question.
//! A part is looked for in all of them; the pairs of neighbouring digits, as bits, tell of
//! nearly every number that it cannot hold the part.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Read, Result};
use rusqlite::OptionalExtension;

use super::postings::{Entry, PHONES, entries, opened, put, tail};

pub const PART_MIN: usize = 3;
const DIGITS_MAX: usize = 15;
/// Numbers that are ruled out together.
const RUN: usize = 64;

/// The last digits of what is written as a phone number.
pub fn digits(text: &str) -> String {
    let all: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    all.iter().skip(all.len().saturating_sub(DIGITS_MAX)).collect()
}

fn packed(digits: &str) -> u64 {
    digits.bytes().fold(0, |packed, digit| packed << 4 | u64::from(digit & 15))
}

/// The pairs of neighbouring digits, each as one of 32 bits.
fn pairs(packed: u64, count: usize) -> u32 {
    (1..count).fold(0, |pairs, at| {
        let pair = (packed >> (4 * (at - 1))) as u32 & 0xff;
        pairs | 1 << (pair.wrapping_mul(0x9e37_79b1) >> 27)
    })
}

/// All numbers, side by side, in the order of their patients.
#[derive(Default)]
struct Book {
    pairs: Vec<u32>,
    packed: Vec<u64>,
    /// Patient numbers and how many digits there are.
    whose: Vec<(u32, u8)>,
    /// The last row of the index that was read, and its length.
    last: (u32, usize),
}

impl Book {
    /// Takes in the patients of a row, in place of what was known of them and after.
    fn take_row(&mut self, first: u32, body: &[u8]) {
        let from = self.whose.partition_point(|(number, _)| *number < first);
        self.pairs.truncate(from);
        self.packed.truncate(from);
        self.whose.truncate(from);
        for entry in entries(first, body) {
            let (packed, count) = unpacked(&entry);
            self.pairs.push(pairs(packed, usize::from(count)));
            self.packed.push(packed);
            self.whose.push((entry.number, count));
        }
    }

    fn set(&mut self, number: u32, phones: &[String]) {
        let from = self.whose.partition_point(|(known, _)| *known < number);
        let to = self.whose.partition_point(|(known, _)| *known <= number);
        let all = || phones.iter().map(|phone| (packed(phone), phone.len()));
        self.pairs.splice(from..to, all().map(|(packed, count)| pairs(packed, count)));
        self.packed.splice(from..to, all().map(|(packed, _)| packed));
        self.whose.splice(from..to, all().map(|(_, count)| (number, count as u8)));
    }

    /// Patients with a part at the end, the beginning and in the middle, newest first.
    fn with_part(&self, part: &str, limit: usize) -> [Vec<u32>; 3] {
        let (wanted, mask) = (packed(part), (1u64 << (4 * part.len())) - 1);
        let needed = pairs(wanted, part.len());
        let (mut last, mut first, mut middle) = (Vec::new(), Vec::new(), Vec::new());
        let runs = self.pairs.chunks(RUN).zip(self.packed.chunks(RUN)).zip(self.whose.chunks(RUN));
        for ((pairs, packed), whose) in runs.rev() {
            if last.len() >= limit {
                break;
            }
            // No early end: the machine takes several at a time.
            if !pairs.iter().fold(false, |any, pairs| any | (pairs & needed == needed)) {
                continue;
            }
            let numbers = pairs.iter().zip(packed).zip(whose).rev();
            for ((_, packed), (number, count)) in
                numbers.filter(|((pairs, _), _)| *pairs & needed == needed)
            {
                let Some(shifts) = usize::from(*count).checked_sub(part.len()) else { continue };
                let mut inside = (1..shifts).map(|by| packed >> (4 * by));
                if packed & mask == wanted {
                    last.push(*number);
                } else if packed >> (4 * shifts) == wanted {
                    first.push(*number);
                } else if middle.len() < limit && inside.any(|rest| rest & mask == wanted) {
                    middle.push(*number);
                }
            }
        }
        [last, first, middle]
    }
}

/// The first four bits say how many digits follow.
fn unpacked(entry: &Entry<'_>) -> (u64, u8) {
    let whole = entry.rest().iter().fold(0, |whole, byte| whole << 8 | u64::from(*byte));
    (whole & (u64::MAX >> 4), (whole >> 60) as u8)
}

#[derive(Default)]
pub struct Phones(RwLock<Book>);

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
            let last = read
                .conn()
                .prepare_cached(
                    "SELECT first, length(body) FROM search_posting WHERE word = ?1
                     ORDER BY first DESC LIMIT 1",
                )?
                .query_row([PHONES], |row| Ok((row.get(0)?, row.get::<_, u32>(1)? as usize)))
                .optional()?;
            let mut book = kept.0.write().unwrap_or_else(PoisonError::into_inner);
            book.set(number, phones);
            book.last = last.unwrap_or_default();
        }
        Ok(())
    }

    fn of(read: &Read<'_>) -> Result<Arc<Self>> {
        let kept = read.memory().of(|| Ok(Phones::default()))?;
        // Another process may have registered somebody: that makes the last row longer.
        let (from, known) = kept.0.read().unwrap_or_else(PoisonError::into_inner).last;
        let mut statement = read.conn().prepare_cached(
            "SELECT first, body FROM search_posting WHERE word = ?1 AND first >= ?2
             ORDER BY first",
        )?;
        let mut rows = statement.query([PHONES, from])?;
        while let Some(row) = rows.next()? {
            let first: u32 = row.get(0)?;
            let body: Vec<u8> = row.get(1)?;
            let length = body.len();
            if first > from || length > known {
                let body = opened(read, PHONES, first, body)?;
                let mut book = kept.0.write().unwrap_or_else(PoisonError::into_inner);
                book.take_row(first, &body);
                book.last = (first, length);
            }
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
        let found = kept.0.read().unwrap_or_else(PoisonError::into_inner).with_part(part, limit);
        let mut seen = HashSet::new();
        let found = found.into_iter().flat_map(|found| found.into_iter().take(limit));
        Ok(found.filter(|number| seen.insert(*number)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_part_is_found_where_the_text_has_it(
            phones in proptest::collection::vec("[0-3]{7,15}", 0..200), part in "[0-3]{3,9}",
        ) {
            let mut book = Book::default();
            for (number, phone) in (0..).zip(&phones) {
                book.set(number, std::slice::from_ref(phone));
            }
            let mut found = book.with_part(&part, 1000).concat();
            found.sort_unstable();
            let has = |number: &u32| phones[*number as usize].contains(&part);
            let wanted: Vec<u32> = (0..phones.len() as u32).filter(has).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
