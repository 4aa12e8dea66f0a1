//! Medicines whose wrong dose kills: a second person checks each one before it is given.
//! The shipped list follows the ISMP list of high-alert medications in acute care settings
//! (2024) and IPSG 3; the clinic adds to it and takes out of it.

use std::sync::OnceLock;

use serde::Serialize;
use ts_rs::TS;

use super::hours::WardHours;

/// Columns: group, words of which one stands in the name of the medicine.
const LIST: &str = include_str!("../../data/high_risk.tsv");

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HighRisk {
    pub group: &'static str,
    pub words: Vec<&'static str>,
}

pub fn shipped() -> &'static [HighRisk] {
    static ALL: OnceLock<Vec<HighRisk>> = OnceLock::new();
    ALL.get_or_init(|| {
        let rows = LIST.lines().skip(1).filter_map(|line| line.split_once('\t'));
        rows.map(|(group, words)| HighRisk { group, words: words.split(';').collect() }).collect()
    })
}

/// Whether a medicine takes a second check in this clinic: whether a word of the list
/// stands in its name, as a whole word.
pub fn is_high_risk(name: &str, hours: &WardHours) -> bool {
    let name = plain(name);
    let stands = |word: &str| {
        let word = plain(word);
        word.len() > 2 && name.contains(&word)
    };
    if hours.high_risk_added.iter().any(|word| stands(word)) {
        return true;
    }
    if hours.high_risk_removed.iter().any(|word| stands(word)) {
        return false;
    }
    shipped().iter().flat_map(|row| &row.words).any(|word| stands(word))
}

/// Small letters and single spaces, with one before and after.
fn plain(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).fold(" ".to_owned(), |all, word| all + word + " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn insulin_heparin_potassium_opioids_digoxin_and_chemotherapy_take_two() {
        let hours = WardHours::default();
        for name in [
            "Insulin (regular)",
            "Heparin",
            "Enoxaparin",
            "Potassium chloride",
            "Morphine",
            "Fentanyl",
            "Digoxin",
            "Methotrexate",
            "Vincristine",
            "Noradrenaline",
        ] {
            assert!(is_high_risk(name, &hours), "{name}");
        }
        for name in ["Paracetamol", "Amoxicillin", "Heparinoid", "Ceftriaxone"] {
            assert!(!is_high_risk(name, &hours), "{name}");
        }
    }

    #[test]
    fn the_clinic_corrects_the_list() {
        let hours = WardHours {
            high_risk_added: vec!["ceftriaxone".into()],
            high_risk_removed: vec!["digoxin".into()],
            ..WardHours::default()
        };
        assert!(is_high_risk("Ceftriaxone 1 g", &hours));
        assert!(!is_high_risk("Digoxin", &hours));
        assert!(is_high_risk("Heparin", &hours));
    }
}
