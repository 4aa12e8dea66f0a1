//! Measures what BENCH.md budgets and prints one table: `cargo xtask bench [NAME…]`. Release
//! build only; nothing here decides whether a test passes.

mod backup;
mod backup_peers;
mod chart;
mod clinic_file;
mod cold;
mod cross;
mod days;
mod demo;
mod desks;
mod disk;
mod explorer;
mod first;
mod grow;
mod hms;
mod kept;
mod keys;
#[cfg(feature = "krilla")]
mod krilla;
mod line;
mod log;
mod memory;
mod million;
mod paper_peers;
mod papers;
mod peers;
mod people;
mod report;
mod row;
mod run;
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

use std::path::Path;
use std::time::Instant;

use kept::{Kept, Part};
use row::Row;

pub type Any<T> = Result<T, Box<dyn std::error::Error>>;

type Measure = fn() -> Any<Vec<Row>>;

/// Each part, the budgets that it answers for, and how. The window and its keys need Xvfb and
/// the built program.
const PARTS: [(&str, &[&str], Measure); 21] = [
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
    ("keys", &["B-KEY", "B-OPEN", "B-START", "B-MEM"], keys::rows),
    ("hms", &["B-HMS"], hms::rows),
    ("simulate", &["B-SIM"], scale::simulated),
    ("grow", &["B-GROW"], grow::rows),
    ("cold", &["B-SIZE"], cold::rows),
];

/// The house from nothing takes longer than all others together.
const ONLY_BY_NAME: [&str; 1] = ["cold"];

/// `BENCH_SMALL=1` tries a part out: its figures mean nothing.
pub fn sized(full: usize, small: usize) -> usize {
    if std::env::var_os("BENCH_SMALL").is_some() { small } else { full }
}

/// As one part of a run, in a process of its own.
fn child(name: &str, file: &str) -> Any<()> {
    let found = PARTS.iter().find(|(known, ..)| *known == name);
    let (.., measure) = found.ok_or("no such part")?;
    run::answer(file, measure())
}

fn order() -> Vec<&'static str> {
    PARTS.iter().map(|(name, ..)| *name).chain(["ratios"]).collect()
}

/// What the flags ask for, and where a run stands.
struct Run {
    commit: String,
    /// This run alone, to go on with where it was stopped.
    own: Kept,
    own_file: &'static str,
    /// With what was kept before it.
    kept: Option<Kept>,
}

impl Run {
    fn took(&mut self, part: Part) -> Any<()> {
        self.own.put(part.clone());
        self.own.write(Path::new(self.own_file))?;
        let Some(kept) = &mut self.kept else { return Ok(()) };
        if part.name == "grow" && part.failed.is_empty() {
            std::fs::copy(grow::CHART, "docs/growth.svg")?;
        }
        kept.put(part);
        kept.write(Path::new(kept::KEPT))?;
        report::write(kept, &order())
    }

    fn is_done(&self, name: &str) -> bool {
        // What was changed without a commit may have been changed again.
        let is_of_commit = !self.commit.ends_with('+');
        let part = self.own.part(name).filter(|_| is_of_commit);
        part.is_some_and(|part| part.is_whole() && part.commit == self.commit)
    }
}

fn main() -> Any<()> {
    let (flags, wanted): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let has = |flag: &str| flags.iter().any(|one| one == flag);
    match &wanted[..] {
        [samples, folder] if samples == "samples" => return samples::write(Path::new(folder)),
        [folder] if has("--core-memory") => return memory::print_core(folder),
        [name, file] if has("--part") => return child(name, file),
        _ => {}
    }
    let is_known = |name: &String| PARTS.iter().any(|(known, ..)| known == name);
    if let Some(unknown) = wanted.iter().find(|name| !is_known(name)) {
        let names: Vec<&str> = PARTS.iter().map(|(name, ..)| *name).collect();
        return Err(format!("no part is called {unknown}: {}", names.join(" ")).into());
    }
    let is_small = sized(0, 1) == 1;
    if is_small && (has("--keep") || has("--check")) {
        return Err("figures of a small size are worth nothing: without BENCH_SMALL".into());
    }
    let own_file = if is_small { "target/bench-small.json" } else { "target/bench.json" };
    let own = if has("--resume") { Kept::read(Path::new(own_file))? } else { Kept::default() };
    let before = Kept::read(Path::new(kept::KEPT))?;
    let mut run = Run {
        commit: run::commit(),
        own: Kept { with: run::with(), ..own },
        own_file,
        kept: has("--keep").then(|| Kept { with: run::with(), ..before.clone() }),
    };
    if !has("--resume") {
        million::forget();
    }
    let began = Instant::now();
    let is_asked = |name: &str| match wanted.is_empty() {
        true => !ONLY_BY_NAME.contains(&name),
        false => wanted.iter().any(|one| one == name),
    };
    let asked: Vec<_> = PARTS.iter().filter(|(name, ..)| is_asked(name)).collect();
    for (at, (name, ids, _)) in asked.iter().enumerate() {
        let of = format!("{} of {}, {:.0} s", at + 1, asked.len(), began.elapsed().as_secs_f64());
        if has("--resume") && run.is_done(name) {
            eprintln!("[{of}] {name}: done before");
            // A stop between two files leaves the second to be written.
            let done = run.own.part(name).cloned();
            done.map_or(Ok(()), |part| run.took(part))?;
            continue;
        }
        eprintln!("[{of}] {name} …");
        let part = run::part(name, ids, &run.commit);
        match part.failed.as_str() {
            "" => eprintln!("{name}: {:.0} s", part.seconds),
            why => eprintln!("{name}: {:.0} s, came to nothing: {why}", part.seconds),
        }
        run.took(part)?;
    }
    let own: Vec<&Row> = run.own.rows().collect();
    let ratios = cross::rows(&own);
    if !ratios.is_empty() {
        run.took(run::ratios(ratios, &run.commit))?;
    }
    million::forget();
    println!("{} {:.0} s.", report::printed(&run.own, &order()), began.elapsed().as_secs_f64());
    if has("--check") {
        kept::check(&before, &run.own)?;
    }
    Ok(())
}
