//! Writes every paper of the small clinic into a folder, for looking at:
//! `cargo run -p documents --example samples -- FOLDER`

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use std::path::Path;

use documents::{Language, Pdf, Sheet};

fn main() {
    let folder = std::env::args().nth(1).expect("the folder to write to");
    let folder = Path::new(&folder);
    let save = |name: &str, pdf: documents::Result<Pdf>| {
        let pdf = pdf.expect("the fixture is a valid paper");
        std::fs::write(folder.join(name), &pdf.bytes).expect("the folder can be written to");
        println!("{name}: {} bytes, {} pages", pdf.bytes.len(), pdf.page_count());
    };
    for language in Language::ALL {
        let paper = fixture::prescription(language);
        save(&format!("rx-{}-a5.pdf", language.code()), documents::prescription(&paper, Sheet::A5));
    }
    let mut draft = fixture::prescription(Language::Hi);
    draft.draft = true;
    draft.copy_mark = Some("Reprint 2".into());
    draft.lines = (0..5).flat_map(|_| fixture::lines()).collect();
    save("rx-draft-a4.pdf", documents::prescription(&draft, Sheet::A4));
    save("rx-small-a5.pdf", documents::prescription(&fixture::small_prescription(), Sheet::A5));
    save("rx-hi-a4.pdf", documents::prescription(&fixture::prescription(Language::Hi), Sheet::A4));
    save("bill-a4.pdf", documents::bill(&fixture::bill(), Sheet::A4));
    save("bill-a5.pdf", documents::bill(&fixture::bill(), Sheet::A5));
    save("invoice-a4.pdf", documents::bill(&fixture::tax_invoice(40), Sheet::A4));
    save("invoice-a5.pdf", documents::bill(&fixture::tax_invoice(3), Sheet::A5));
    save("receipt-80.pdf", documents::receipt(&fixture::receipt(Sheet::Roll80, Language::Ta)));
    save("receipt-58.pdf", documents::receipt(&fixture::receipt(Sheet::Roll58, Language::Ur)));
    save("card.pdf", documents::patient_card(&fixture::card()));
    save("token.pdf", documents::token_slip(&fixture::token(Language::Hi)));
    for language in [Language::En, Language::Hi] {
        let name = format!("form-{}.pdf", language.code());
        save(&name, documents::form_sheet(&fixture::form(language), Sheet::A4));
    }
    save("statement-a4.pdf", documents::statement(&fixture::statement(12), Sheet::A4));
    save("statement-a5.pdf", documents::statement(&fixture::statement(60), Sheet::A5));
    save("band.pdf", documents::wristband(&fixture::wristband(), Sheet::Band25x200));
    save("label.pdf", documents::wristband(&fixture::wristband(), Sheet::Label70x35));
    for language in [Language::Hi, Language::Ta, Language::Ur] {
        let code = language.code();
        let slip = |sheet| documents::appointment_slip(&fixture::appointment(sheet, language));
        save(&format!("slip-{code}-80.pdf"), slip(Sheet::Roll80));
        save(&format!("slip-{code}-a5.pdf"), slip(Sheet::A5));
    }
    for (sheet, name) in [(Sheet::A5, "a5"), (Sheet::A4, "a4"), (Sheet::Roll80, "80")] {
        let paper = fixture::day_close("Imran Shaikh", Language::Hi);
        save(&format!("close-{name}.pdf"), documents::day_close(&paper, sheet));
    }
    save("day.pdf", documents::day_list(&fixture::day_list(45)));
    save("day-empty.pdf", documents::day_list(&fixture::day_list(0)));
    use fixture::ward;
    let chart = ward::observation_chart("Asha Devi", 24);
    save("observations.pdf", documents::observation_chart(&chart));
    let record = ward::medicine_chart("Ceftriaxone 1 g", 6);
    save("medicines.pdf", documents::medicine_chart(&record));
    save("fluids.pdf", documents::fluid_chart(&ward::fluid_chart("NS 500 ml", 12)));
    save("handover.pdf", documents::handover(&ward::handover("Asha Devi", 12)));
    for language in [Language::Mr, Language::Ta, Language::Ur] {
        let name = format!("discharge-{}.pdf", language.code());
        save(&name, documents::discharge_summary(&fixture::leaving::summary(language)));
    }
    save("register.pdf", documents::register(&fixture::leaving::register(40)));
    save("recovery.pdf", documents::recovery_sheet(&fixture::recovery(Language::Ta)));
}
