//! Notes of two computers that have never met, for ten minutes, by a word that a person
//! carries from one to the other. A note is sealed or public by design; none is overwritten.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

pub const NOTE_BYTES_MAX: usize = 64 * 1024;
pub const NOTES: std::ops::RangeInclusive<u8> = 1..=4;
const WORD: usize = 8;
const MEETINGS_MAX: usize = 1_000;
const LIFE_MS: i64 = 15 * 60 * 1_000;

#[derive(Default)]
pub struct Meetings(Mutex<HashMap<String, Meeting>>);

struct Meeting {
    until: i64,
    notes: HashMap<u8, Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Kept,
    /// Somebody left this note already.
    Taken,
    Full,
    Junk,
}

pub fn is_word(word: &str) -> bool {
    word.len() == WORD && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Meetings {
    pub fn leave(&self, word: &str, number: u8, note: Vec<u8>, now_ms: i64) -> Left {
        if !is_word(word) || !NOTES.contains(&number) || note.len() > NOTE_BYTES_MAX {
            return Left::Junk;
        }
        let mut meetings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meetings.retain(|_, meeting| meeting.until > now_ms);
        if !meetings.contains_key(word) && meetings.len() >= MEETINGS_MAX {
            return Left::Full;
        }
        let new = || Meeting { until: now_ms + LIFE_MS, notes: HashMap::new() };
        let meeting = meetings.entry(word.to_owned()).or_insert_with(new);
        match meeting.notes.get(&number) {
            // Sent again, because the answer was lost.
            Some(known) if *known == note => Left::Kept,
            Some(_) => Left::Taken,
            None => {
                meeting.notes.insert(number, note);
                Left::Kept
            }
        }
    }

    pub fn fetch(&self, word: &str, number: u8, now_ms: i64) -> Option<Vec<u8>> {
        let meetings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let meeting = meetings.get(word).filter(|meeting| meeting.until > now_ms)?;
        meeting.notes.get(&number).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_kept_once_and_not_for_long() {
        let meetings = Meetings::default();
        assert_eq!(meetings.leave("ABCD2345", 1, vec![1], 0), Left::Kept);
        assert_eq!(meetings.leave("ABCD2345", 1, vec![1], 0), Left::Kept, "the same again");
        assert_eq!(meetings.leave("ABCD2345", 1, vec![2], 0), Left::Taken);
        assert_eq!(meetings.fetch("ABCD2345", 1, 5), Some(vec![1]));
        assert_eq!(meetings.fetch("ABCD2346", 1, 5), None);
        assert_eq!(meetings.fetch("ABCD2345", 1, LIFE_MS), None);
        assert_eq!(meetings.leave("../etc/x", 1, vec![1], 0), Left::Junk);
        assert_eq!(meetings.leave("ABCD2345", 9, vec![1], 0), Left::Junk);
        assert_eq!(meetings.leave("ABCD2345", 2, vec![0; NOTE_BYTES_MAX + 1], 0), Left::Junk);
    }

    #[test]
    fn a_flood_of_meetings_ends_at_a_thousand() {
        let meetings = Meetings::default();
        for number in 0..MEETINGS_MAX {
            assert_eq!(meetings.leave(&format!("{number:08}"), 1, vec![1], 0), Left::Kept);
        }
        assert_eq!(meetings.leave("ABCD2345", 1, vec![1], 0), Left::Full);
        assert_eq!(meetings.leave("ABCD2345", 1, vec![1], LIFE_MS), Left::Kept);
    }
}
