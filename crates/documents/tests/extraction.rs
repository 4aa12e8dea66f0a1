//! What a reader copies out of a paper is what was printed on it, in the nine
//! Indian scripts. Urdu prints right but no reader gives it back in order.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod common;
mod fixture;

use common::{Scratch, run_text};
use documents::dose::{sentence, short};
use documents::{Language, Prescription, Sheet, prescription};
use unicode_normalization::UnicodeNormalization;

/// Composed, with every run of white space as one space.
fn plain(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Readers put a space or a line end where two pieces stand apart, so pieces are
/// compared without any; pdf.js also drops joiners.
fn squeezed(text: &str) -> String {
    let is_kept = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200C}' | '\u{200D}');
    plain(text).chars().filter(is_kept).collect()
}

/// A prescription with every phrase there is.
fn every_sentence(language: Language) -> Prescription {
    let mut paper = fixture::prescription(language);
    let doses = common::every_dose().into_iter().enumerate();
    paper.lines.extend(
        doses.map(|(nth, dose)| fixture::line("Tab", &format!("Drug {nth}."), "", dose, "")),
    );
    paper
}

fn assert_reads_back(reader: &str, read: impl Fn(&Scratch) -> String) {
    for language in Language::ALL.into_iter().filter(|language| *language != Language::Ur) {
        let paper = every_sentence(language);
        let pdf = prescription(&paper, Sheet::A4).unwrap();
        let text = squeezed(&read(&Scratch::new("paper.pdf", &pdf.bytes)));
        let mut expected = vec![paper.patient.name.clone()];
        for line in &paper.lines {
            expected.push(line.generic.to_uppercase());
            expected.push(sentence(language, &line.dose));
        }
        expected.push(paper.advice.clone());
        let mut from = 0;
        for piece in expected {
            let piece = squeezed(&piece);
            let found = text[from..].find(&piece);
            let found = found.unwrap_or_else(|| {
                panic!("{reader}, {}: {piece} is not in\n{}", language.code(), &text[from..])
            });
            from += found + piece.len();
        }
        for line in &paper.lines {
            let pattern = squeezed(short(&line.dose).split(',').next().unwrap());
            assert!(text.contains(&pattern), "{reader}, {}: {pattern}", language.code());
        }
    }
}

#[test]
fn poppler_reads_every_paper_back() {
    assert_reads_back("pdftotext", |file| {
        run_text("poppler-utils", "pdftotext", &["-raw", file.path(), "-"])
    });
}

/// Without `-raw` poppler guesses words from gaps; a few conjuncts of Bengali and
/// a comma after a Gujarati sign still get a stray space, so this reads the common
/// prescription only.
#[test]
fn whole_words_are_found_in_reading_order_too() {
    for language in Language::ALL.into_iter().filter(|language| *language != Language::Ur) {
        let paper = fixture::prescription(language);
        let file = Scratch::new("paper.pdf", &prescription(&paper, Sheet::A4).unwrap().bytes);
        let text = plain(&run_text("poppler-utils", "pdftotext", &[file.path(), "-"]));
        for line in &paper.lines {
            for word in sentence(language, &line.dose).split_whitespace() {
                let word = plain(word);
                assert!(text.contains(&word), "{}: {word} is not in\n{text}", language.code());
            }
        }
    }
}

#[test]
fn mupdf_reads_every_paper_back() {
    assert_reads_back("mutool", |file| {
        run_text("mupdf-tools", "mutool", &["draw", "-q", "-F", "txt", file.path()])
    });
}

#[test]
fn pdfjs_reads_every_paper_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers");
    let installed = std::path::Path::new(folder).join("node_modules/pdfjs-dist");
    assert!(
        installed.exists(),
        "pdfjs-dist is not installed: run `npm ci` in crates/documents/tests/readers (apt install nodejs npm)"
    );
    let script = format!("{folder}/read.mjs");
    assert_reads_back("pdf.js", |file| run_text("nodejs", "node", &[&script, file.path()]));
}
