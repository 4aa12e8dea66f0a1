//! What the provable log costs to prove, beside BLAKE3 alone over the same bytes.

use std::time::Instant;

use kernel::verify::verify;
use kernel::{Session, Timestamp, What, read_log_file, write_log_file};

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::row::{Row, cpu_ns, median};

const ENTRIES: u64 = 1_000_000;
const RUNS: usize = 5;

/// A million entries as a desk writes them: views and refusals, in one clinic file.
fn filled() -> Any<ClinicFile> {
    let file = ClinicFile::new()?;
    let id = file.doctor_id;
    for _ in 0..ENTRIES / 10_000 {
        file.door
            .write(&Session::program(), |tx| {
                (0..10_000).try_for_each(|_| tx.note(What::View, "patients.open", id, ""))
            })
            .map_err(|error| error.to_string())?;
    }
    Ok(file)
}

pub fn rows() -> Any<Vec<Row>> {
    let file = filled()?;
    let conn = file.connection()?;
    let (mut live, mut reader) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (began, cpu) = (Instant::now(), cpu_ns());
        let report = verify(&conn, Vec::new(), Vec::new()).map_err(|error| error.to_string())?;
        if !report.is_whole() {
            return Err("the log of the bench is broken".into());
        }
        live.push(report.entries as f64 / began.elapsed().as_secs_f64());
        reader.push((cpu_ns() - cpu) as f64 / 1e3 / report.entries as f64);
    }
    let mut bytes = Vec::new();
    write_log_file(&conn, &kernel::NoHost, Timestamp(0), &mut bytes)
        .map_err(|error| error.to_string())?;
    let mut alone = Vec::new();
    let mut hashed = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        let report =
            read_log_file(&bytes, Vec::new(), Vec::new()).map_err(|error| error.to_string())?;
        alone.push(report.entries as f64 / began.elapsed().as_secs_f64());
        let began = Instant::now();
        let digest = blake3::hash(&bytes);
        std::hint::black_box(digest);
        hashed.push(ENTRIES as f64 / began.elapsed().as_secs_f64());
    }
    let each = bytes.len() as f64 / ENTRIES as f64;
    Ok(vec![
        Row::most(
            "B-VERIFY",
            "the log of an open clinic, from its first link",
            median(live),
            "entries/s",
        )
        .at_least(1_000_000.0)
        .beside(format!("{:.2} µs of CPU an entry in the thread that reads", median(reader))),
        Row::most("B-VERIFY", "the same log as a file alone", median(alone), "entries/s")
            .at_least(1_000_000.0)
            .beside(format!("{each:.0} bytes an entry"))
            .against("BLAKE3 alone over the file", median(hashed)),
    ])
}
