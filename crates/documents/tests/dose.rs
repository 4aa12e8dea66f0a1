//! A dose as it is stored, as the patient reads it and as the doctor writes it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod common;
mod fixture;

use documents::Language;
use documents::dose::{Amount, Dose, DoseUnit, Food, When, sentence, short};
use fixture::{dose, slots};

#[test]
fn the_stored_form_is_stable() {
    let stored = serde_json::json!({
        "unit": "tablet",
        "when": {"kind": "slots", "morning": 4, "afternoon": 0, "evening": 0, "night": 6},
        "food": "after",
        "days": 5,
        "site": null,
        "extra": ["full_course"],
    });
    let read: Dose = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), stored);
    for dose in common::every_dose() {
        let text = serde_json::to_string(&dose).unwrap();
        assert_eq!(serde_json::from_str::<Dose>(&text).unwrap(), dose);
    }
}

#[test]
fn a_patient_reads_whole_phrases_with_western_digits() {
    let twice = dose(DoseUnit::Tablet, slots(4, 0, 0, 4), Food::After, Some(5));
    assert_eq!(sentence(Language::Hi, &twice), "1 गोली – सुबह और रात – खाने के बाद – 5 दिन तक");
    assert_eq!(
        sentence(Language::En, &twice),
        "1 tablet – morning and night – after food – for 5 days"
    );
    let uneven = dose(DoseUnit::Ml, slots(10, 0, 0, 20), Food::None, Some(1));
    assert_eq!(sentence(Language::En, &uneven), "morning 2.5 ml, night 5 ml – for 1 day");
    for language in Language::ALL {
        for dose in common::every_dose() {
            let text = sentence(language, &dose);
            assert!(!text.contains("papers-"), "{text}");
            assert!(
                text.chars().all(|c| !c.is_numeric() || c.is_ascii_digit() || "½¼¾".contains(c))
            );
        }
    }
}

#[test]
fn a_doctor_reads_the_pattern() {
    let pattern = |when| short(&dose(DoseUnit::Tablet, when, Food::None, None));
    let one = Amount::whole(1);
    assert_eq!(pattern(slots(4, 0, 0, 4)), "1-0-1");
    assert_eq!(pattern(slots(2, 0, 0, 2)), "½-0-½");
    assert_eq!(pattern(slots(4, 4, 4, 4)), "1-1-1-1");
    assert_eq!(pattern(When::EveryHours { amount: one, hours: 6 }), "1 every 6 h");
    let needed = When::AsNeeded { amount: one, reason: None, max_per_day: None };
    assert_eq!(pattern(needed), "1 SOS");
}
