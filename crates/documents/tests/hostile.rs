//! Whatever people type, a paper comes out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod common;
mod fixture;

use common::{Scratch, run_text};
use documents::{
    Language, Pdf, Sheet, appointment_slip, bill, day_close, day_list, discharge_summary,
    fluid_chart, form_sheet, handover, medicine_chart, observation_chart, patient_card,
    prescription, receipt, register, statement, token_slip, wristband,
};
use fixture::{leaving, ward};
use proptest::prelude::*;

fn assert_sound(pdf: &Pdf) {
    let tree = lopdf::Document::load_mem(&pdf.bytes).expect("a whole file");
    assert_eq!(tree.get_pages().len(), pdf.page_count());
}

/// The text in every place a person can type.
fn print_everywhere(text: &str) -> Vec<Pdf> {
    let mut paper = fixture::prescription(Language::Ur);
    paper.patient.name = text.into();
    paper.patient.address = text.into();
    paper.doctor.name = text.into();
    paper.letterhead.clinic_name = text.into();
    paper.allergies = vec![text.into()];
    paper.complaint = text.into();
    paper.advice = text.into();
    paper.copy_mark = Some(text.into());
    paper.lines.truncate(2);
    for line in &mut paper.lines {
        line.generic = text.into();
        line.total_quantity = text.into();
        line.note = text.into();
    }
    let mut invoice = fixture::tax_invoice(2);
    invoice.patient.name = text.into();
    invoice.title = text.into();
    for line in &mut invoice.lines {
        line.description = text.into();
        line.total = text.into();
    }
    invoice.totals.push((text.into(), text.into()));
    let mut till = fixture::receipt(Sheet::Roll58, Language::Hi);
    till.patient.name = text.into();
    till.lines[0].description = text.into();
    let mut card = fixture::card();
    card.patient.name = text.into();
    let mut token = fixture::token(Language::Hi);
    token.token = text.into();
    let mut form = fixture::form(Language::Hi);
    form.patient.name = text.into();
    form.title = text.into();
    form.sections[0].paragraphs.push(text.into());
    form.sections[0].blanks.push((text.into(), text.into()));
    form.signatures[0].name = text.into();
    let mut account = fixture::statement(2);
    account.patient.name = text.into();
    account.groups[0].heading = text.into();
    account.groups[0].lines[0].description = text.into();
    account.balance.0 = text.into();
    let mut band = fixture::wristband();
    band.patient.name = text.into();
    band.doctor = text.into();
    band.allergies.push(text.into());
    let mut slip = fixture::appointment(Sheet::Roll58, Language::Hi);
    (slip.patient.name, slip.doctor, slip.reason) = (text.into(), text.into(), text.into());
    (slip.time, slip.date) = (text.into(), text.into());
    let mut day = fixture::day_list(2);
    day.doctor = text.into();
    day.lines[0].name = text.into();
    day.lines[1].reason = text.into();
    let mut summary = leaving::summary(Language::Ur);
    summary.patient.name = text.into();
    summary.sections[0].text = text.into();
    summary.facts[0].1 = text.into();
    summary.signers = vec![text.into()];
    let mut births = leaving::register(2);
    births.rows[0].cells[2] = text.into();
    births.rows[1].note = text.into();
    vec![
        discharge_summary(&summary).unwrap(),
        register(&births).unwrap(),
        observation_chart(&ward::observation_chart(text, 3)).unwrap(),
        medicine_chart(&ward::medicine_chart(text, 2)).unwrap(),
        fluid_chart(&ward::fluid_chart(text, 2)).unwrap(),
        handover(&ward::handover(text, 2)).unwrap(),
        form_sheet(&form, Sheet::A4).unwrap(),
        statement(&account, Sheet::A4).unwrap(),
        wristband(&band, Sheet::Band25x200).unwrap(),
        wristband(&band, Sheet::Label70x35).unwrap(),
        appointment_slip(&slip).unwrap(),
        day_close(&fixture::day_close(text, Language::Hi), Sheet::A5).unwrap(),
        day_close(&fixture::day_close(text, Language::En), Sheet::Roll58).unwrap(),
        day_list(&day).unwrap(),
        prescription(&paper, Sheet::A5).unwrap(),
        bill(&invoice, Sheet::A4).unwrap(),
        receipt(&till).unwrap(),
        patient_card(&card).unwrap(),
        token_slip(&token).unwrap(),
    ]
}

#[test]
fn hard_names_print() {
    let long = "Venkatanarasimharajuvaripeta".repeat(360);
    let words = "Sri Lakshmi ".repeat(850);
    let names = [
        "",
        " ",
        "\0\0\u{1b}[31m\u{7f}\u{9b}",
        "😀👨‍👩‍👧‍👦🇮🇳",
        "\u{202E}evil\u{2066}\u{200F}",
        "\u{2069}\u{202C}\u{2069}",
        "漢字 ไทย עברית",
        "\u{0301}\u{0301}\u{094D}\u{093F}",
        "a\u{200B}b\u{AD}c\u{FEFF}",
        "\u{10FFFF}\u{FFFF}\u{E000}",
        "क्ष्म्य\u{200D}ज्ञ\u{200C}ं",
        &long,
        &words,
    ];
    for name in names {
        for pdf in print_everywhere(name) {
            assert_sound(&pdf);
        }
    }
}

#[test]
fn a_character_no_font_has_is_a_box_and_still_copies() {
    let mut paper = fixture::prescription(Language::En);
    paper.patient.name = "漢字 Patel".into();
    let pdf = prescription(&paper, Sheet::A5).unwrap();
    let file = Scratch::new("box.pdf", &pdf.bytes);
    let text = run_text("poppler-utils", "pdftotext", &["-raw", file.path(), "-"]);
    assert!(text.contains("漢字 Patel"), "{text}");
}

#[test]
fn a_long_name_is_cut_with_an_ellipsis_and_long_advice_runs_on() {
    let mut paper = fixture::prescription(Language::En);
    paper.patient.name = "Lakshmi ".repeat(1200);
    paper.advice = (1..=400).map(|nth| format!("Sentence number {nth}. ")).collect();
    let pdf = prescription(&paper, Sheet::A5).unwrap();
    let file = Scratch::new("long.pdf", &pdf.bytes);
    let text = run_text("poppler-utils", "pdftotext", &["-raw", file.path(), "-"]);
    assert!(text.contains('…'));
    assert!(text.replace('\n', " ").contains("Sentence number 400."));
    assert!(pdf.page_count() > 2);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_gives_a_sound_paper(text in "\\PC{0,60}|[\\x00-\\u{10FFFF}]{0,40}|[\u{900}-\u{D7F}\u{600}-\u{6FF}\u{200B}-\u{206F} ]{0,50}") {
        for pdf in print_everywhere(&text) {
            assert_sound(&pdf);
        }
    }
}
