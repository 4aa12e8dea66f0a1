//! The shipped list of common diagnoses, found by code, by name or by the words that
//! patients and clerks use.

use std::sync::OnceLock;

use kernel::{Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::VISITS_VIEW;

/// Columns: code, name, search words, chapter.
const ICD10: &str = include_str!("../../data/icd10.tsv");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct KnownDiagnosis {
    pub code: &'static str,
    pub name: &'static str,
    pub chapter: &'static str,
}

struct Entry {
    known: KnownDiagnosis,
    words: String,
    search: &'static str,
}

fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| ICD10.lines().skip(1).filter_map(entry).collect())
}

fn entry(line: &'static str) -> Option<Entry> {
    let mut columns = line.split('\t');
    let (code, name) = (columns.next()?, columns.next()?);
    let search = columns.next().unwrap_or_default();
    let chapter = columns.next().unwrap_or_default();
    let words = format!("{code} {name} {search}").to_lowercase();
    Some(Entry { known: KnownDiagnosis { code, name, chapter }, words, search })
}

#[derive(Deserialize, TS)]
pub struct FindDiagnosis {
    pub text: String,
    pub limit: u16,
}

impl Query for FindDiagnosis {
    type Output = Vec<KnownDiagnosis>;
    const ROUTE: &'static str = "visits.find_diagnosis";
    const PERMISSION: Permission = VISITS_VIEW;

    fn run(self, _: &Read<'_>) -> Result<Vec<KnownDiagnosis>> {
        Ok(find(&self.text, usize::from(self.limit.min(50))))
    }
}

/// Every typed word must begin some word of the entry; the code and the name's own
/// beginning come first, short names before long ones.
fn find(text: &str, limit: usize) -> Vec<KnownDiagnosis> {
    let text = text.trim().to_lowercase();
    let typed: Vec<&str> = text.split_whitespace().collect();
    if typed.is_empty() {
        return Vec::new();
    }
    let meets = |entry: &&Entry| {
        typed.iter().all(|word| {
            entry
                .words
                .split(|letter: char| !letter.is_alphanumeric() && letter != '.')
                .any(|known| known.starts_with(word))
        })
    };
    let rank = |entry: &Entry| {
        let name = entry.known.name.to_lowercase();
        let is_code = entry.known.code.to_lowercase().starts_with(&text);
        // The search words of an entry stand in the order of their likelihood.
        let place = entry.search.split(' ').position(|word| word.to_lowercase() == text);
        let place = place.unwrap_or(usize::MAX);
        (!is_code, !name.starts_with(&text), place, entry.known.name.len())
    };
    let mut found: Vec<&Entry> = entries().iter().filter(meets).collect();
    found.sort_by_key(|entry| rank(entry));
    found.into_iter().take(limit).map(|entry| entry.known.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnosis_is_found_by_code_by_word_and_by_what_patients_say() {
        assert_eq!(find("a01.0", 5).first().map(|found| found.code), Some("A01.0"));
        assert!(find("typh fev", 5).iter().any(|found| found.code == "A01.0"));
        assert_eq!(find("bukhar", 5).first().map(|found| found.code), Some("R50.9"));
        assert!(find("   ", 5).is_empty());
        assert!(find("zzzz", 5).is_empty());
    }
}
