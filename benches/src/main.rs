//! Measures what BENCH.md budgets and prints one table: `cargo xtask bench [NAME…]`. Release
//! build only; nothing here decides whether a test passes.

mod backup;
mod backup_peers;
mod chart;
mod clinic_file;
mod cross;
mod days;
mod desks;
mod disk;
mod explorer;
mod first;
mod grow;
mod hms;
mod kept;
mod keys;
mod line;
mod log;
mod paper_peers;
mod papers;
mod peers;
mod people;
mod row;
mod samples;
mod scale;
mod search;
mod search_peers;
mod seen;
mod server;
mod serving;
mod snapshot;
mod start;
mod sync;
mod visits;
mod window;

use std::time::Instant;

use row::Row;

pub type Any<T> = Result<T, Box<dyn std::error::Error>>;

type Measure = fn() -> Any<Vec<Row>>;

/// Each part, the budgets that it answers for, and how. The window and its keys need Xvfb and
/// the built program.
const PARTS: [(&str, &[&str], Measure); 20] = [
    ("start", &["B-START"], start::rows),
    ("window", &["B-START", "B-MEM", "B-SIZE"], window::rows),
    ("search", &["B-INDEX", "B-SEARCH", "B-RECALL"], search::rows),
    ("visits", &["B-OPEN", "B-SAVE", "B-DISK", "B-WRITE"], visits::rows),
    ("sync", &["B-BYTES", "B-APPLY"], sync::rows),
    ("peers", &["B-BYTES", "B-APPLY", "B-WRITE"], peers::rows),
    ("snapshot", &["B-BYTES", "B-APPLY"], snapshot::rows),
    ("first", &["B-FIRST"], first::rows),
    ("seen", &["B-SEEN"], seen::rows),
    ("server", &["B-SERVER", "B-SCALE"], server::rows),
    ("idle", &["B-SCALE"], scale::idle),
    ("backup", &["B-BACKUP", "B-RESTORE"], backup::rows),
    ("verify", &["B-VERIFY"], log::rows),
    ("explorer", &[], explorer::rows),
    ("papers", &["B-PDF"], papers::rows),
    ("paper-peers", &["B-PDF"], paper_peers::rows),
    ("keys", &["B-KEY"], keys::rows),
    ("hms", &["B-HMS"], hms::rows),
    ("simulate", &["B-SIM"], scale::simulated),
    ("grow", &["B-GROW"], grow::rows),
];

/// `BENCH_SMALL=1` tries a part out: its figures mean nothing.
pub fn sized(full: usize, small: usize) -> usize {
    if std::env::var_os("BENCH_SMALL").is_some() { small } else { full }
}

/// A part that fails leaves a row for each of its budgets that says why.
fn measured(name: &str, ids: &[&'static str], measure: Measure) -> Vec<Row> {
    let why = match std::panic::catch_unwind(measure) {
        Ok(Ok(rows)) => return rows,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it stopped; what it said stands above".into(),
    };
    ids.iter().map(|id| Row::not_run(id, format!("part {name}"), why.trim())).collect()
}

fn main() -> Any<()> {
    let (flags, wanted): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    if let [samples, folder] = &wanted[..]
        && samples == "samples"
    {
        return samples::write(std::path::Path::new(folder));
    }
    let is_known = |name: &String| PARTS.iter().any(|(known, ..)| known == name);
    if let Some(unknown) = wanted.iter().find(|name| !is_known(name)) {
        let names: Vec<&str> = PARTS.iter().map(|(name, ..)| *name).collect();
        return Err(format!("no part is called {unknown}: {}", names.join(" ")).into());
    }
    let (began, mut rows, mut took) = (Instant::now(), Vec::new(), Vec::new());
    for (name, ids, measure) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|one| one == name) {
            eprintln!("{name} …");
            let since = Instant::now();
            rows.extend(measured(name, ids, measure));
            let seconds = since.elapsed().as_secs_f64();
            eprintln!("{name}: {seconds:.0} s");
            took.push(format!("{name} {seconds:.0}"));
            // What was measured outlives a bench that is stopped.
            write(&rows)?;
        }
    }
    rows.extend(cross::rows(&rows));
    write(&rows)?;
    print!("{}", row::table(&rows));
    let count = |verdict: &str| rows.iter().filter(|row| row.verdict() == verdict).count();
    println!(
        "\n{} rows: {} pass, {} miss, {} told, {} not run. {:.0} s in all: {}.",
        rows.len(),
        count("pass"),
        count("miss"),
        count("told"),
        count("not run"),
        began.elapsed().as_secs_f64(),
        took.join(", ")
    );
    if flags.iter().any(|flag| flag == "--keep") {
        kept::keep(&rows)?;
    }
    if flags.iter().any(|flag| flag == "--check") {
        kept::check(&rows)?;
    }
    Ok(())
}

fn write(rows: &[Row]) -> Any<()> {
    let json = serde_json::to_string_pretty(&rows.iter().map(Row::json).collect::<Vec<_>>())?;
    Ok(std::fs::write("target/bench.json", json)?)
}
