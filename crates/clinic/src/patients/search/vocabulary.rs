//! What is kept in memory: every word with its keys, and the blocks by which patients are
//! numbered. Filled from the database, brought up to date at each use, and added to inside
//! the transaction that indexes a patient.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Error, Read, Result, RowId};

use super::slips::Shape;
use super::sound::{sound, spelling};

/// So many ids share a block; the rest of the id is the block's head.
const BLOCK_BITS: u32 = 10;

/// One use in so many is written to the database, and counts for all of them.
pub const USED_STEP: u32 = 16;

#[derive(Default)]
pub struct Word {
    pub text: Box<str>,
    pub spelling: Box<str>,
    pub sound: Box<str>,
    /// An estimate of how many patients have the word.
    pub used: u32,
}

impl Word {
    fn new(text: &str, used: u32) -> Self {
        let spelling = spelling(text);
        Self { sound: sound(&spelling).into(), spelling: spelling.into(), text: text.into(), used }
    }
}

/// Word ids begin at 1; word 0 is the phone numbers.
#[derive(Default)]
pub struct Words {
    words: Vec<Word>,
    /// Of text and spelling, side by side for the one question that looks at all words.
    shapes: Vec<[Shape; 2]>,
    by_text: Vec<u32>,
    by_sound: Vec<u32>,
    heads: Vec<[u8; 16]>,
    numbers: HashMap<[u8; 16], u32>,
}

#[derive(Default)]
pub struct Vocabulary(RwLock<Words>);

impl Vocabulary {
    pub fn of(read: &Read<'_>) -> Result<Arc<Self>> {
        let kept = read.memory().of(|| Ok(Vocabulary::default()))?;
        kept.catch_up(read)?;
        Ok(kept)
    }

    pub fn words(&self) -> impl Deref<Target = Words> + '_ {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Words) -> T) -> T {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in what was indexed since, by another connection or another process.
    fn catch_up(&self, read: &Read<'_>) -> Result<()> {
        let last = |sql: &str| -> Result<usize> {
            let mut statement = read.conn().prepare_cached(sql)?;
            let last: Option<i64> = statement.query_row([], |row| row.get(0))?;
            Ok(usize::try_from(last.unwrap_or(0)).unwrap_or(0))
        };
        let words = last("SELECT max(id) FROM search_word")?;
        let blocks = last("SELECT max(no) + 1 FROM search_block")?;
        let (known_words, known_blocks) = {
            let known = self.words();
            (known.words.len(), known.heads.len())
        };
        if words > known_words || blocks > known_blocks {
            self.load(read)?;
        }
        Ok(())
    }

    fn load(&self, read: &Read<'_>) -> Result<()> {
        let conn = read.conn();
        let from = self.words().words.len() as i64;
        let mut statement = conn
            .prepare_cached("SELECT id, text, used FROM search_word WHERE id > ?1 ORDER BY id")?;
        let mut rows = statement.query([from])?;
        let mut new = Vec::new();
        while let Some(row) = rows.next()? {
            let text = row.get_ref(1)?.as_str().map_err(Error::internal)?;
            new.push((row.get::<_, u32>(0)? as usize, Word::new(text, row.get(2)?)));
        }
        let from = self.words().heads.len() as i64;
        let mut statement =
            conn.prepare_cached("SELECT no, head FROM search_block WHERE no >= ?1 ORDER BY no")?;
        let heads: Vec<(u32, [u8; 16])> = statement
            .query_map([from], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<std::result::Result<_, _>>()?;
        self.change(|words| {
            words.take_words(new);
            for (no, head) in heads {
                words.take_block(no as usize, head);
            }
        });
        Ok(())
    }

    /// The word's id, new if it was not known. Counts one more use.
    pub fn use_word(&self, read: &Read<'_>, text: &str, number: u32) -> Result<u32> {
        let conn = read.conn();
        let Some(id) = self.words().find(text) else {
            let id = self.words().words.len() + 1;
            conn.prepare_cached("INSERT INTO search_word (id, text, used) VALUES (?1, ?2, 1)")?
                .execute(rusqlite::params![id as i64, text])?;
            self.change(|words| words.take_words(vec![(id, Word::new(text, 1))]));
            return u32::try_from(id).map_err(Error::internal);
        };
        if (number ^ id).wrapping_mul(0x9e37_79b1) >> 28 == 0 {
            conn.prepare_cached("UPDATE search_word SET used = used + ?2 WHERE id = ?1")?
                .execute([id, USED_STEP])?;
            self.change(|words| {
                if let Some(word) = words.words.get_mut(id as usize - 1) {
                    word.used += USED_STEP;
                }
            });
        }
        Ok(id)
    }

    /// The number of a patient in the index.
    pub fn number(&self, read: &Read<'_>, id: RowId) -> Result<u32> {
        if let Some(number) = self.words().number(id) {
            return Ok(number);
        }
        let (head, _) = split(id);
        let no = self.words().heads.len();
        read.conn()
            .prepare_cached("INSERT INTO search_block (no, head) VALUES (?1, ?2)")?
            .execute(rusqlite::params![no as i64, &head[..]])?;
        self.change(|words| words.take_block(no, head));
        self.words().number(id).ok_or_else(|| Error::internal("the search index is full"))
    }
}

impl Words {
    pub fn word(&self, id: u32) -> Option<&Word> {
        self.words.get((id as usize).checked_sub(1)?)
    }

    /// The shapes of every word.
    pub fn shapes(&self) -> impl Iterator<Item = (u32, [Shape; 2])> {
        (1..).zip(self.shapes.iter().copied())
    }

    pub fn find(&self, text: &str) -> Option<u32> {
        let at = self.by_text.binary_search_by(|id| self.text(*id).cmp(text)).ok()?;
        self.by_text.get(at).copied()
    }

    /// Those that begin with a text, in alphabetical order.
    pub fn beginning<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (u32, &'a Word)> {
        let from = self.by_text.partition_point(|id| self.text(*id) < text);
        self.from(&self.by_text, from).take_while(move |(_, word)| word.text.starts_with(text))
    }

    /// Those whose sound begins with a key, the same sound first.
    pub fn sounding<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (u32, &'a Word)> {
        let from = self.by_sound.partition_point(|id| self.sound(*id) < key);
        self.from(&self.by_sound, from).take_while(move |(_, word)| word.sound.starts_with(key))
    }

    fn from<'a>(
        &'a self,
        order: &'a [u32],
        from: usize,
    ) -> impl Iterator<Item = (u32, &'a Word)> + 'a {
        order.iter().skip(from).filter_map(|id| Some((*id, self.word(*id)?)))
    }

    fn text(&self, id: u32) -> &str {
        self.word(id).map(|word| &*word.text).unwrap_or_default()
    }

    fn sound(&self, id: u32) -> &str {
        self.word(id).map(|word| &*word.sound).unwrap_or_default()
    }

    fn take_words(&mut self, new: Vec<(usize, Word)>) {
        let is_small = new.len() < 64;
        for (id, word) in new {
            if id <= self.words.len() {
                continue;
            }
            self.words.resize_with(id - 1, Word::default);
            let Ok(number) = u32::try_from(id) else { return };
            let (by_text, by_sound) = if is_small {
                let text = self.by_text.partition_point(|id| self.text(*id) < &*word.text);
                let sound = self.by_sound.partition_point(|id| self.sound(*id) < &*word.sound);
                (text, sound)
            } else {
                (self.by_text.len(), self.by_sound.len())
            };
            self.shapes.resize(id - 1, [Shape::default(); 2]);
            self.shapes.push([Shape::of(&word.text), Shape::of(&word.spelling)]);
            self.words.push(word);
            self.by_text.insert(by_text, number);
            self.by_sound.insert(by_sound, number);
        }
        if !is_small {
            let mut by_text = std::mem::take(&mut self.by_text);
            by_text.sort_by(|one, other| self.text(*one).cmp(self.text(*other)));
            self.by_text = by_text;
            let mut by_sound = std::mem::take(&mut self.by_sound);
            by_sound.sort_by(|one, other| self.sound(*one).cmp(self.sound(*other)));
            self.by_sound = by_sound;
        }
    }

    fn take_block(&mut self, no: usize, head: [u8; 16]) {
        if no < self.heads.len() {
            return;
        }
        self.heads.resize(no, [0xff; 16]);
        self.heads.push(head);
        if let Ok(no) = u32::try_from(no) {
            self.numbers.insert(head, no);
        }
    }

    pub fn number(&self, id: RowId) -> Option<u32> {
        let (head, rest) = split(id);
        let no = *self.numbers.get(&head)?;
        Some(no.checked_mul(1 << BLOCK_BITS)? | rest)
    }

    pub fn id(&self, number: u32) -> Option<RowId> {
        let head = self.heads.get((number >> BLOCK_BITS) as usize)?;
        let rest = u128::from(number & ((1 << BLOCK_BITS) - 1));
        Some(RowId((u128::from_be_bytes(*head) | rest).to_be_bytes()))
    }
}

fn split(id: RowId) -> ([u8; 16], u32) {
    let whole = u128::from_be_bytes(id.0);
    let rest = whole & ((1 << BLOCK_BITS) - 1);
    ((whole - rest).to_be_bytes(), rest as u32)
}
