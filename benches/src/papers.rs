//! Papers: time and size. The papers are those of the tests of `documents`.

#[path = "../../crates/documents/tests/fixture/mod.rs"]
#[allow(clippy::all, unused, reason = "a fixture of another package")]
pub mod fixture;

use documents::{Language, Pdf, Sheet};

use crate::Any;
use crate::row::{Row, cpu_ns, median};

const RUNS: usize = 40;
const INVOICE_ROWS: usize = 120;

pub fn timed(make: impl Fn() -> Result<Pdf, documents::Error>) -> Any<(f64, usize)> {
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..RUNS {
        let begun = cpu_ns();
        bytes = make()?.bytes.len();
        times.push((cpu_ns() - begun) as f64 / 1e6);
    }
    Ok((median(times), bytes))
}

pub fn rows() -> Any<Vec<Row>> {
    let prescription = fixture::prescription(Language::Hi);
    let (ms, bytes) = timed(|| documents::prescription(&prescription, Sheet::A5))?;
    let invoice = fixture::tax_invoice(INVOICE_ROWS);
    let (invoice_ms, invoice_bytes) = timed(|| documents::bill(&invoice, Sheet::A4))?;
    let kb = |bytes: usize| bytes as f64 / 1e3;
    Ok(vec![
        Row::most("B-PDF", "A5 prescription in Hindi with QR, CPU", ms, "ms").at_most(12.0),
        Row::most("B-PDF", "its size", kb(bytes), "kB").at_most(70.0),
        Row::most("B-PDF", "invoice of 120 rows, CPU", invoice_ms, "ms").at_most(35.0),
        Row::most("B-PDF", "its size", kb(invoice_bytes), "kB").at_most(60.0),
    ])
}
