//! Patients by words of their names, guardians and villages, in any order. Each typed word
//! stands for a group of known words; the rarest group drives, and the others are looked
//! for beside it in the same row of the index.

use std::cmp::Reverse;
use std::collections::HashSet;

use kernel::{Error, Read, Result};

use super::index::Found;
use super::phones::{PART_MIN, Phones, digits};
use super::postings::{Entry, entries};
use super::slips::{Shape, Typed, forgiven};
use super::sound::{sound, spelling};
use super::vocabulary::Words;

/// How far a known word is from a typed one, best first. A word that is the guardian's or
/// the village is one worse than the same word of the name.
mod far {
    pub const EXACT: u8 = 0;
    pub const RESPELLED: u8 = 2;
    pub const PREFIX: u8 = 4;
    /// The same sound, one letter of spelling apart.
    pub const SOUND: u8 = 6;
    /// One slip; two are six worse.
    pub const SLIP: u8 = 8;
    pub const SOUND_FAR: u8 = 10;
    pub const SOUND_PREFIX: u8 = 12;
    pub const NOT: u8 = u8::MAX;
}

/// How much is forgiven; the next is asked only while little was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ear {
    Spelling,
    Sound,
    Slips,
}

/// Bounds of one question: rows of the index and patients in them.
const ROWS_MAX: usize = 400;
const ROWS_ENOUGH: usize = 120;
const ENTRIES_MAX: usize = 8_000;
/// A part of a phone beside a name stands for at most so many patients.
const PHONES_MAX: usize = 5_000;

/// One typed word, and the known words that it may stand for, by id.
pub struct Wanted {
    group: Vec<(u32, u8)>,
    /// How far, by the low half of a word's id.
    far: Vec<u8>,
    used: u64,
    part: String,
    phones: HashSet<u32>,
}

impl Wanted {
    pub fn new(
        read: &Read<'_>,
        words: &Words,
        text: &str,
        is_last: bool,
        ear: Ear,
        may_be_phone: bool,
    ) -> Result<Self> {
        let mut group = group(words, text, is_last, ear);
        group.sort_unstable();
        let mut far = vec![far::NOT; 1 << 16];
        let mut used = 0;
        for (id, how_far) in &group {
            if let Some(slot) = far.get_mut(usize::from(*id as u16)) {
                *slot = (*slot).min(*how_far);
            }
            used += words.word(*id).map_or(0, |word| u64::from(word.used));
        }
        let is_part = may_be_phone
            && text.len() >= PART_MIN
            && text.bytes().all(|letter| letter.is_ascii_digit());
        let part = if is_part { digits(text) } else { String::new() };
        let phones = Phones::with_part(read, &part, PHONES_MAX)?.into_iter().collect();
        Ok(Self { group, far, used, part, phones })
    }

    fn is_hopeless(&self) -> bool {
        self.group.is_empty() && self.phones.is_empty()
    }

    fn how_far(&self, word: u16) -> u8 {
        self.far.get(usize::from(word)).copied().unwrap_or(far::NOT)
    }

    /// How far an entry of a word's postings is from this typed word.
    fn beside(&self, own: u32, entry: &Entry<'_>) -> u8 {
        let own = self.how_far(own as u16).saturating_add(u8::from(!entry.is_name()));
        let others = entry
            .others()
            .map(|(word, is_name)| self.how_far(word).saturating_add(u8::from(!is_name)));
        let best = others.fold(own, u8::min);
        if best == far::NOT && self.phones.contains(&entry.number) { far::EXACT } else { best }
    }

    /// The same, of the patient's row: where a word of the name meets, of another word, or
    /// none.
    pub fn meets(&self, words: &Words, found: &Found) -> Option<Met> {
        let has = |texts: &[String]| {
            texts.iter().filter_map(|text| words.find(text)).any(|id| self.holds(id))
        };
        let has_part = || found.phones.iter().any(|phone| phone.contains(&self.part));
        if has(&found.names) {
            Some(Met::Name)
        } else if has(&found.others) {
            Some(Met::Other)
        } else {
            (!self.part.is_empty() && has_part()).then_some(Met::Phone)
        }
    }

    fn holds(&self, id: u32) -> bool {
        self.group.binary_search_by_key(&id, |(known, _)| *known).is_ok()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Met {
    Name,
    Other,
    Phone,
}

fn group(words: &Words, text: &str, is_last: bool, ear: Ear) -> Vec<(u32, u8)> {
    let spelling = spelling(text);
    let key = sound(&spelling);
    let mut group: Vec<(u32, u8)> = Vec::new();
    for (id, word) in words.beginning(text) {
        group.push((id, if &*word.text == text { far::EXACT } else { far::PREFIX }));
    }
    // A number is meant as it was typed.
    if text.bytes().all(|letter| letter.is_ascii_digit()) {
        return group;
    }
    // One consonant sounds like thousands of words: only the same sound is meant.
    let is_short = key.chars().count() < 2;
    let typed = Typed::new(&spelling);
    for (id, word) in words.sounding(&key) {
        if word.text.starts_with(text) {
            continue;
        }
        let is_same = *word.sound == *key;
        if !is_same && (is_short || ear < Ear::Sound) {
            break;
        }
        if *word.spelling == *spelling {
            group.push((id, far::RESPELLED));
        } else if ear >= Ear::Sound {
            let is_near = || typed.as_ref().is_some_and(|typed| typed.slips(&word.spelling).0 <= 1);
            let far = match is_same {
                true if is_near() => far::SOUND,
                true => far::SOUND_FAR,
                false => far::SOUND_PREFIX,
            };
            group.push((id, far));
        }
    }
    if ear == Ear::Slips {
        slipped(words, text, &spelling, &key, is_last, &mut group);
    }
    group
}

fn slipped(
    words: &Words,
    text: &str,
    spelling: &str,
    key: &str,
    is_last: bool,
    group: &mut Vec<(u32, u8)>,
) {
    let (Some(as_typed), Some(as_spelled)) = (Typed::new(text), Typed::new(spelling)) else {
        return;
    };
    let most = forgiven(as_typed.length);
    if most == 0 {
        return;
    }
    let shapes = [Shape::of(text), Shape::of(spelling)];
    let best = |typed: &Typed, known: &str| {
        let (whole, beginning) = typed.slips(known);
        let is_beginning = is_last && typed.length >= 4 && beginning <= most as usize;
        if whole <= most as usize { Some(whole) } else { is_beginning.then_some(beginning + 1) }
    };
    for (id, known) in words.shapes() {
        let may = |at: usize| match (shapes.get(at), known.get(at)) {
            (Some(typed), Some(known)) => typed.may_be(*known, most, is_last),
            _ => false,
        };
        let (by_text, by_spelling) = (may(0), may(1));
        if !by_text && !by_spelling {
            continue;
        }
        let Some(word) = words.word(id) else { continue };
        let slips = by_text.then(|| best(&as_typed, &word.text)).flatten();
        let other = by_spelling.then(|| best(&as_spelled, &word.spelling)).flatten();
        let Some(slips) = slips.into_iter().chain(other).min() else { continue };
        let is_heard = word.sound.starts_with(key) && (key.len() > 1 || *word.sound == *key);
        if !is_heard && !word.text.starts_with(text) && *word.spelling != *spelling {
            group.push((id, if slips <= 1 { far::SLIP } else { far::SLIP + 6 }));
        }
    }
}

/// Patients who meet every word, the nearest first, and among equals the newest.
pub fn nearest(
    read: &Read<'_>,
    words: &Words,
    wanted: &[Wanted],
    limit: usize,
) -> Result<Vec<u32>> {
    let driver = wanted.iter().filter(|word| !word.group.is_empty()).min_by_key(|word| word.used);
    let Some(driver) = driver.filter(|_| !wanted.iter().any(Wanted::is_hopeless)) else {
        return Ok(Vec::new());
    };
    let others: Vec<&Wanted> = wanted.iter().filter(|word| !std::ptr::eq(*word, driver)).collect();
    let used = |id: u32| words.word(id).map_or(0, |word| word.used);
    let mut order = driver.group.clone();
    order.sort_by_key(|(id, how_far)| (*how_far, Reverse(used(*id))));
    let mut statement = read.conn().prepare_cached(
        "SELECT first, body FROM search_posting WHERE word = ?1 ORDER BY first DESC",
    )?;
    let mut hits: Vec<(u16, Reverse<u32>)> = Vec::new();
    let mut better = [0usize; 256];
    let (mut rows_read, mut entries_read) = (0, 0);
    'words: for (id, how_far) in order {
        // Whoever comes now is no nearer than this.
        let nearer: usize = better.iter().take(usize::from(how_far)).sum();
        if nearer >= limit || (rows_read >= ROWS_ENOUGH && hits.len() >= limit) {
            break;
        }
        let mut perfect = 0;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            rows_read += 1;
            let body = row.get_ref(1)?.as_blob().map_err(Error::internal)?;
            let bundle: Vec<Entry<'_>> = entries(row.get(0)?, body).collect();
            entries_read += bundle.len();
            for entry in bundle.iter().rev() {
                let own = u16::from(how_far) + u16::from(!entry.is_name());
                let rank = others.iter().try_fold(own, |sum, word| {
                    let beside = word.beside(id, entry);
                    (beside != far::NOT).then_some(sum + u16::from(beside))
                });
                let Some(rank) = rank else { continue };
                hits.push((rank, Reverse(entry.number)));
                perfect += usize::from(rank == u16::from(how_far));
                if let Some(count) = better.get_mut(usize::from(rank)) {
                    *count += 1;
                }
            }
            if rows_read >= ROWS_MAX || entries_read >= ENTRIES_MAX {
                break 'words;
            }
            if perfect >= limit {
                break;
            }
        }
    }
    hits.sort_unstable();
    let mut seen = HashSet::new();
    Ok(hits.into_iter().map(|(_, number)| number.0).filter(|n| seen.insert(*n)).collect())
}
