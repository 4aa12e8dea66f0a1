//! Keeps the index in step with one patient's row.

use std::collections::BTreeSet;

use kernel::{Body, Op, Read, Result, RowId, Value};
use rusqlite::OptionalExtension;

use super::letters::words;
use super::phones::{self, Phones, digits};
use super::postings::{self, put};
use super::vocabulary::Vocabulary;
use crate::patients::blind::{self, By};

/// More words than this of one row are not indexed.
const WORDS_MAX: usize = 24;

/// What a row is found by.
#[derive(Default)]
pub struct Found {
    pub names: Vec<String>,
    pub others: Vec<String>,
    pub phones: Vec<String>,
    /// Phone, ABHA number and address, the end of an Aadhaar: found only whole.
    whole: [String; 4],
}

impl Found {
    /// Of the row as it is now; nothing of a patient that was ended or is not here.
    pub fn read(read: &Read<'_>, id: RowId) -> Result<Option<Self>> {
        let mut statement = read.conn().prepare_cached(
            "SELECT name, name_local, guardian_name, village, opened(phone, 'phone', id),
                 opened(phone_other, 'phone_other', id), opened(kin_phone, 'kin_phone', id),
                 opened(abha_number, 'abha_number', id), opened(abha_address, 'abha_address', id),
                 opened(aadhaar_last4, 'aadhaar_last4', id)
             FROM patient WHERE id = ?1 AND ended IS NULL LIMIT 1",
        )?;
        let texts: Option<[String; 10]> = statement
            .query_row([id], |row| {
                let text = |at: usize| row.get::<_, String>(at);
                let (a, b, c) = (text(0)?, text(1)?, text(2)?);
                let (d, e, f) = (text(3)?, text(4)?, text(5)?);
                Ok([a, b, c, d, e, f, text(6)?, text(7)?, text(8)?, text(9)?])
            })
            .optional()?;
        let Some(texts) = texts else { return Ok(None) };
        let [name, name_local, guardian, village, phone, phone_other, kin, whole @ ..] = texts;
        let mut found = Self::default();
        let mut known = BTreeSet::new();
        let mut distinct = |texts: [&String; 2]| -> Vec<String> {
            let words = texts.into_iter().flat_map(|text| words(text));
            words.filter(|word| known.len() < WORDS_MAX && known.insert(word.clone())).collect()
        };
        found.names = distinct([&name, &name_local]);
        found.others = distinct([&guardian, &village]);
        found.phones = [&phone, &phone_other, &kin].iter().map(|phone| digits(phone)).collect();
        found.phones.retain(|phone| phone.len() >= phones::PART_MIN);
        found.phones.sort();
        found.phones.dedup();
        let [abha, address, aadhaar] = whole;
        found.whole = [phone, abha, address, aadhaar];
        Ok(Some(found))
    }
}

/// Called after every insert and change of a patient, inside the transaction; may be called
/// again for the same row.
pub fn index(read: &Read<'_>, row: RowId) -> Result<()> {
    let vocabulary = Vocabulary::of(read)?;
    let found = Found::read(read, row)?;
    let is_here = found.is_some() || is_here(read, row)?;
    let found = found.unwrap_or_default();
    let number = vocabulary.number(read, row)?;
    let before = before(read, row, is_here, &vocabulary)?;
    let ids = |words: &[String]| -> Result<Vec<u32>> {
        words.iter().map(|word| vocabulary.use_word(read, word, number)).collect()
    };
    let (names, others) = (ids(&found.names)?, ids(&found.others)?);
    for old in before.iter().filter(|old| !names.contains(old) && !others.contains(old)) {
        put(read, *old, number, &[])?;
    }
    let own = names.iter().map(|word| (*word, true));
    for (word, is_name) in own.chain(others.iter().map(|word| (*word, false))) {
        let rest = |words: &[u32]| -> Vec<u16> {
            words.iter().filter(|other| **other != word).map(|other| *other as u16).collect()
        };
        put(read, word, number, &[postings::tail(is_name, &rest(&names), &rest(&others))])?;
    }
    if !is_here {
        forget(read, &before)?;
    }
    Phones::put(read, number, &found.phones)?;
    let [phone, abha, address, aadhaar] = &found.whole;
    let whole = [
        (By::Phone, phone),
        (By::AbhaNumber, abha),
        (By::AbhaAddress, address),
        (By::AadhaarLast4, aadhaar),
    ];
    blind::index(read, row, whole)
}

fn is_here(read: &Read<'_>, row: RowId) -> Result<bool> {
    let sql = "SELECT 1 FROM patient WHERE id = ?1";
    Ok(read.conn().prepare_cached(sql)?.exists([row])?)
}

/// Words that no other patient has are not kept: one may be the name of somebody who is to be
/// forgotten.
fn forget(read: &Read<'_>, words: &BTreeSet<u32>) -> Result<()> {
    let mut forgotten = 0;
    for word in words {
        forgotten += read
            .conn()
            .prepare_cached(
                "UPDATE search_word SET text = '', used = 0
                 WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM search_posting WHERE word = ?1)",
            )?
            .execute([word])?;
    }
    if forgotten > 0 {
        read.memory().clear();
    }
    Ok(())
}

/// The words of every text that the row ever held, as its ops tell: what it may still be
/// found by and should not be. Most rows were only ever written once.
fn before(
    read: &Read<'_>,
    row: RowId,
    is_here: bool,
    vocabulary: &Vocabulary,
) -> Result<BTreeSet<u32>> {
    // Nothing is unpacked for a row that was written once, unless it is taken away.
    let written: i64 = read
        .conn()
        .prepare_cached("SELECT count(*) FROM op_row WHERE row = ?1")?
        .query_row([row], |row| row.get(0))?;
    let mut known = BTreeSet::new();
    if written <= 1 && is_here {
        return Ok(known);
    }
    let mut statement = read.conn().prepare_cached(
        "SELECT op.body FROM op_row JOIN op ON op.id = op_row.log << 32 | op_row.n
         WHERE op_row.row = ?1 ORDER BY op_row.log, op_row.n",
    )?;
    let mut bodies = statement.query([row])?;
    while let Some(found) = bodies.next()? {
        let body: Body<'static> = found.get(0)?;
        for value in Op::decode(&body)?.fields.values() {
            let Value::Text(text) = value else { continue };
            let held = words(text);
            known.extend(held.iter().filter_map(|word| vocabulary.words().find(word)));
        }
    }
    Ok(known)
}
