//! Measures what BENCH.md budgets and prints one table: `cargo xtask bench [NAME]`. Release
//! build only; nothing here decides whether a test passes.

mod backup;
mod clinic_file;
mod explorer;
mod keys;
mod log;
mod papers;
mod peers;
mod people;
mod row;
mod samples;
mod search;
mod server;
mod snapshot;
mod sync;
mod visits;
mod window;

use row::Row;

pub type Any<T> = Result<T, Box<dyn std::error::Error>>;

type Measure = fn() -> Any<Vec<Row>>;

/// The window and its keys need Xvfb and the built program.
const BENCHES: [(&str, Measure); 12] = [
    ("search", search::rows),
    ("visits", visits::rows),
    ("papers", papers::rows),
    ("backup", backup::rows),
    ("verify", log::rows),
    ("explorer", explorer::rows),
    ("sync", sync::rows),
    ("peers", peers::rows),
    ("server", server::rows),
    ("snapshot", snapshot::rows),
    ("window", window::rows),
    ("keys", keys::rows),
];

fn main() -> Any<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [samples, folder] = &wanted[..]
        && samples == "samples"
    {
        return samples::write(std::path::Path::new(folder));
    }
    let mut rows = Vec::new();
    for (name, measure) in BENCHES {
        if wanted.is_empty() || wanted.iter().any(|one| one == name) {
            eprintln!("{name} …");
            rows.extend(measure()?);
        }
    }
    print!("{}", row::table(&rows));
    let json = serde_json::to_string_pretty(&rows.iter().map(Row::json).collect::<Vec<_>>())?;
    std::fs::write("target/bench.json", json)?;
    Ok(())
}
