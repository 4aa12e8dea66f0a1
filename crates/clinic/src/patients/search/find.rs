use kernel::{Read, Result, RowId};

use super::index::Found;
use super::letters::words;
use super::names::{Ear, Met, Wanted, nearest};
use super::phones::{PART_MIN, Phones};
use super::registration::by_number;
use super::vocabulary::{Vocabulary, Words};
use crate::patients::Matched;
use crate::patients::blind::{with_aadhaar, with_abha};

/// More words of a question are not read.
const WORDS_MAX: usize = 8;
const TEXT_MAX: usize = 400;
/// No more of it is ever kept.
const AADHAAR_END: usize = 4;

/// Patients that a typed text may mean, the likeliest first. No text is an error.
pub fn find(read: &Read<'_>, text: &str, limit: usize) -> Result<Vec<(RowId, Matched)>> {
    let text: String = text.chars().take(TEXT_MAX).collect();
    let typed: Vec<String> = words(&text).into_iter().take(WORDS_MAX).collect();
    if typed.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let vocabulary = Vocabulary::of(read)?;
    let known = vocabulary.words();
    let mut shown = Shown { read, limit, rows: Vec::new() };
    for id in with_abha(read, &text, limit)? {
        shown.add(id, Matched::Abha);
    }
    // Digits of any script are digits.
    let plain = typed.join(" ");
    let numbered = by_number(read, &plain, limit)?;
    numbered.exact.iter().for_each(|id| shown.add(*id, Matched::RegNo));
    if let Some(part) = phone_part(&typed) {
        for number in Phones::with_part(read, &part, limit)? {
            if let Some(id) = known.id(number)
                && Found::read(read, id)?
                    .is_some_and(|found| found.phones.iter().any(|phone| phone.contains(&part)))
            {
                shown.add(id, Matched::Phone);
            }
        }
        numbered.suffix.iter().for_each(|id| shown.add(*id, Matched::RegNo));
        if part.len() == AADHAAR_END {
            for id in with_aadhaar(read, &part, limit)? {
                shown.add(id, Matched::Aadhaar);
            }
        }
    }
    let has_letters = plain.bytes().any(|letter| letter.is_ascii_alphabetic());
    let is_known: Vec<bool> = typed.iter().map(|word| known.find(word).is_some()).collect();
    let are_all_known = !is_known.contains(&false);
    // A registration number, unless somebody is really called so.
    if has_letters && !numbered.exact.is_empty() && !are_all_known {
        return Ok(shown.rows);
    }
    let every = |ear: Ear| vec![ear; typed.len()];
    shown.by_words(&known, &typed, &every(Ear::Spelling))?;
    if shown.rows.len() < limit && are_all_known {
        shown.by_words(&known, &typed, &every(Ear::Sound))?;
    } else if shown.rows.len() < limit {
        // A known word was hardly mistyped.
        let ear = |known: &bool| if *known { Ear::Sound } else { Ear::Slips };
        shown.by_words(&known, &typed, &is_known.iter().map(ear).collect::<Vec<_>>())?;
    }
    if shown.rows.is_empty() {
        shown.by_words(&known, &typed, &every(Ear::Slips))?;
    }
    Ok(shown.rows)
}

/// What was typed as one number, however it was spaced, without the country's code.
fn phone_part(typed: &[String]) -> Option<String> {
    let whole = typed.concat();
    let is_number = whole.len() >= PART_MIN && whole.bytes().all(|letter| letter.is_ascii_digit());
    let national = match whole.len() {
        11 => whole.strip_prefix('0'),
        12 => whole.strip_prefix("91"),
        _ => None,
    };
    is_number.then(|| national.unwrap_or(&whole).to_owned())
}

struct Shown<'a> {
    read: &'a Read<'a>,
    limit: usize,
    rows: Vec<(RowId, Matched)>,
}

impl Shown<'_> {
    fn add(&mut self, id: RowId, matched: Matched) {
        if self.rows.len() < self.limit && !self.rows.iter().any(|(known, _)| *known == id) {
            self.rows.push((id, matched));
        }
    }

    /// Adds those who are found when each word is heard so.
    fn by_words(&mut self, known: &Words, typed: &[String], ears: &[Ear]) -> Result<()> {
        let mut wanted = Vec::new();
        // Digits alone were looked for as a phone already.
        let may_be_phone = phone_part(typed).is_none();
        for (at, (word, ear)) in typed.iter().zip(ears).enumerate() {
            let is_last = at + 1 == typed.len();
            wanted.push(Wanted::new(self.read, known, word, is_last, *ear, may_be_phone)?);
        }
        for number in nearest(self.read, known, &wanted, self.limit)? {
            if self.rows.len() >= self.limit {
                break;
            }
            let Some(id) = known.id(number) else { continue };
            if self.rows.iter().any(|(shown, _)| *shown == id) {
                continue;
            }
            let Some(found) = Found::read(self.read, id)? else { continue };
            let met: Option<Vec<Met>> =
                wanted.iter().map(|word| word.meets(known, &found)).collect();
            if let Some(met) = met {
                self.add(id, matched(&met));
            }
        }
        Ok(())
    }
}

fn matched(met: &[Met]) -> Matched {
    if met.contains(&Met::Name) {
        Matched::Name
    } else if met.contains(&Met::Other) {
        Matched::Village
    } else {
        Matched::Phone
    }
}
