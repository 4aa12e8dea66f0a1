//! How long a paper takes, once the fonts are read:
//! `cargo run --release -p documents --example time`

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use std::time::Instant;

use documents::{Language, Sheet, bill, prescription, receipt};

fn main() {
    let small = fixture::small_prescription();
    let urdu = fixture::prescription(Language::Ur);
    let invoice = fixture::tax_invoice(120);
    let slip = fixture::receipt(Sheet::Roll80, Language::Ta);
    time("prescription, three scripts", || prescription(&small, Sheet::A4).map(|pdf| pdf.bytes));
    time("prescription, Urdu", || prescription(&urdu, Sheet::A5).map(|pdf| pdf.bytes));
    time("invoice of 120 rows", || bill(&invoice, Sheet::A4).map(|pdf| pdf.bytes));
    time("receipt", || receipt(&slip).map(|pdf| pdf.bytes));
    time("receipt as thermal dots", || receipt(&slip)?.escpos(576));
}

fn time(name: &str, make: impl Fn() -> documents::Result<Vec<u8>>) {
    const ROUNDS: u32 = 20;
    let first = Instant::now();
    let bytes = make().expect("the fixture is a valid paper");
    let first = first.elapsed();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(make().expect("the fixture is a valid paper"));
    }
    println!(
        "{name}: {} bytes, first {first:.1?}, then {:.1?}",
        bytes.len(),
        start.elapsed() / ROUNDS
    );
}
