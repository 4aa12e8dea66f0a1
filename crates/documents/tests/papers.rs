//! Each paper as a file: whole, embedded, repeatable, small, scannable.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod common;
mod fixture;

use common::{Scratch, run, run_text};
use documents::{
    Language, Pdf, Sheet, appointment_slip, bill, day_close, day_list, discharge_summary,
    fluid_chart, form_sheet, handover, medicine_chart, observation_chart, patient_card,
    prescription, receipt, recovery_sheet, register, statement, token_slip, wristband,
};
use fixture::{leaving, ward};

fn all() -> Vec<(&'static str, Pdf)> {
    vec![
        ("a5", prescription(&fixture::prescription(Language::Ur), Sheet::A5).unwrap()),
        ("a4", prescription(&fixture::prescription(Language::Ta), Sheet::A4).unwrap()),
        ("bill", bill(&fixture::bill(), Sheet::A5).unwrap()),
        ("invoice", bill(&fixture::tax_invoice(40), Sheet::A4).unwrap()),
        ("receipt", receipt(&fixture::receipt(Sheet::Roll80, Language::Te)).unwrap()),
        ("narrow", receipt(&fixture::receipt(Sheet::Roll58, Language::Kn)).unwrap()),
        ("card", patient_card(&fixture::card()).unwrap()),
        ("form", form_sheet(&fixture::form(Language::Hi), Sheet::A4).unwrap()),
        ("statement", statement(&fixture::statement(60), Sheet::A5).unwrap()),
        ("band", wristband(&fixture::wristband(), Sheet::Band25x200).unwrap()),
        ("label", wristband(&fixture::wristband(), Sheet::Label70x35).unwrap()),
        ("token", token_slip(&fixture::token(Language::Bn)).unwrap()),
        ("slip", appointment_slip(&fixture::appointment(Sheet::Roll80, Language::Mr)).unwrap()),
        ("slip a5", appointment_slip(&fixture::appointment(Sheet::A5, Language::Pa)).unwrap()),
        ("close", day_close(&fixture::day_close("Asha", Language::Hi), Sheet::A5).unwrap()),
        ("close 80", day_close(&fixture::day_close("Asha", Language::En), Sheet::Roll80).unwrap()),
        ("day", day_list(&fixture::day_list(70)).unwrap()),
        ("observations", observation_chart(&ward::observation_chart("Asha", 40)).unwrap()),
        ("medicines", medicine_chart(&ward::medicine_chart("Ceftriaxone 1 g", 9)).unwrap()),
        ("fluids", fluid_chart(&ward::fluid_chart("NS", 20)).unwrap()),
        ("handover", handover(&ward::handover("Asha Devi", 12)).unwrap()),
        ("discharge", discharge_summary(&leaving::summary(Language::Ta)).unwrap()),
        ("register", register(&leaving::register(60)).unwrap()),
        ("recovery", recovery_sheet(&fixture::recovery(Language::Gu)).unwrap()),
    ]
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    for ((name, once), (_, again)) in all().into_iter().zip(all()) {
        assert!(once.bytes == again.bytes, "{name} differs");
    }
}

#[test]
fn another_process_gives_the_same_bytes() {
    const SWITCH: &str = "DOCUMENTS_WRITE_TO";
    let bytes = prescription(&fixture::prescription(Language::Ml), Sheet::A5).unwrap().bytes;
    if let Ok(path) = std::env::var(SWITCH) {
        std::fs::write(path, &bytes).unwrap();
        return;
    }
    let file = Scratch::new("other.pdf", &[]);
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "another_process_gives_the_same_bytes"])
        .env(SWITCH, file.path())
        .status()
        .unwrap();
    assert!(status.success());
    assert!(std::fs::read(&file.0).unwrap() == bytes);
}

#[test]
fn every_file_is_sound_and_every_font_is_embedded_subset_and_mapped() {
    for (name, pdf) in all() {
        let file = Scratch::new("paper.pdf", &pdf.bytes);
        let report = run_text("qpdf", "qpdf", &["--check", file.path()]);
        assert!(report.contains("No syntax or stream encoding errors"), "{name}: {report}");
        let fonts = run_text("poppler-utils", "pdffonts", &[file.path()]);
        assert!(fonts.lines().count() > 2, "{name} has no fonts");
        for font in fonts.lines().skip(2) {
            assert!(font.contains("yes yes yes"), "{name}: {font}");
        }
        assert_eq!(
            lopdf::Document::load_mem(&pdf.bytes).unwrap().get_pages().len(),
            pdf.page_count()
        );
    }
}

#[test]
fn papers_stay_small() {
    let one = prescription(&fixture::small_prescription(), Sheet::A4).unwrap();
    assert_eq!(one.page_count(), 1);
    assert!(one.bytes.len() < 70_000, "{} bytes", one.bytes.len());
    for (name, pdf) in all() {
        assert!(pdf.bytes.len() < 150_000, "{name}: {} bytes", pdf.bytes.len());
    }
}

fn scanned(pdf: &Pdf) -> String {
    let file = Scratch::new("paper.pdf", &pdf.bytes);
    run(
        "poppler-utils",
        "pdftoppm",
        &["-r", "150", "-png", "-singlefile", file.path(), &file.beside("page")],
    );
    run_text("zbar-tools", "zbarimg", &["-q", "--raw", &file.beside("page.png")])
}

#[test]
fn codes_scan_from_the_printed_page() {
    let paper = fixture::prescription(Language::Hi);
    let pdf = prescription(&paper, Sheet::A4).unwrap();
    assert_eq!(scanned(&pdf).trim(), paper.qr_text.unwrap());
    assert_eq!(scanned(&bill(&fixture::bill(), Sheet::A5).unwrap()).trim(), fixture::UPI);
    assert_eq!(scanned(&patient_card(&fixture::card()).unwrap()).trim(), fixture::card().qr_text);
    let recovery = fixture::recovery(Language::En);
    let band = fixture::wristband();
    for size in [Sheet::Band25x200, Sheet::Label70x35] {
        assert_eq!(scanned(&wristband(&band, size).unwrap()).trim(), band.qr_text);
    }
    let codes = scanned(&recovery_sheet(&recovery).unwrap());
    let mut codes: Vec<&str> = codes.lines().collect();
    codes.sort_unstable();
    let mut wanted = [recovery.qr_text.as_str(), recovery.backup_key.as_str()];
    wanted.sort_unstable();
    assert_eq!(codes, wanted);
}

#[test]
fn the_payment_code_scans_from_the_thermal_dots() {
    for (sheet, dots) in [(Sheet::Roll80, 576), (Sheet::Roll58, 384)] {
        let pdf = receipt(&fixture::receipt(sheet, Language::Hi)).unwrap();
        let bitmap = pdf.raster_1bit(dots).unwrap();
        assert_eq!(bitmap.width, dots as usize);
        let file = Scratch::new("dots.png", &bitmap.png().unwrap());
        let text = run_text("zbar-tools", "zbarimg", &["-q", "--raw", file.path()]);
        assert_eq!(text.trim(), fixture::UPI);
    }
}

#[test]
fn thermal_bytes_reset_print_and_cut() {
    let pdf = token_slip(&fixture::token(Language::Hi)).unwrap();
    let bytes = pdf.escpos(576).unwrap();
    assert!(bytes.starts_with(&[0x1B, b'@', 0x1D, b'v', b'0', 0, 72, 0]));
    assert!(bytes.ends_with(&[0x1D, b'V', b'B', 0]));
}

#[test]
fn a_draft_is_marked_on_every_page_and_never_signed() {
    let mut paper = fixture::prescription(Language::En);
    paper.lines = (0..5).flat_map(|_| fixture::lines()).collect();
    let signed = prescription(&paper, Sheet::A5).unwrap();
    paper.draft = true;
    let draft = prescription(&paper, Sheet::A5).unwrap();
    let images = |pdf: &Pdf| {
        let file = Scratch::new("paper.pdf", &pdf.bytes);
        run_text("poppler-utils", "pdfimages", &["-list", file.path()]).lines().count()
    };
    assert!(images(&draft) < images(&signed));
    let file = Scratch::new("draft.pdf", &draft.bytes);
    assert!(draft.page_count() > 2);
    for page in 1..=draft.page_count() {
        let page = page.to_string();
        let text =
            run_text("poppler-utils", "pdftotext", &["-f", &page, "-l", &page, file.path(), "-"]);
        assert!(text.contains("DRAFT – not valid"), "page {page}");
        assert!(text.contains("Reg. no. 2009/04/1123"), "page {page}");
        assert!(text.contains(&format!("Page {page} of")), "page {page}");
    }
}

#[test]
fn a_preprinted_pad_keeps_its_head_free_on_every_page() {
    let mut paper = fixture::prescription(Language::En);
    paper.letterhead.blank_top_mm = Some(50);
    let pdf = prescription(&paper, Sheet::A5).unwrap();
    for png in pdf.png_pages(72).unwrap() {
        let decoder = png::Decoder::new(std::io::Cursor::new(png));
        let mut reader = decoder.read_info().unwrap();
        let mut dots = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut dots).unwrap();
        let rows_free = (50.0 / 25.4 * 72.0) as usize;
        let top = &dots[..frame.line_size * rows_free];
        assert!(top.iter().all(|dot| *dot == 0xFF));
    }
}
