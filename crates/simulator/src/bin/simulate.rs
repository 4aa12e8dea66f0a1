//! `simulate [SEEDS] [--from N] [--one SEED]`: the long form, and one seed with every word.

use std::time::Instant;

use simulator::{Knobs, Options, Report, run};

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |after: &str| {
        let at = arguments.iter().position(|argument| argument == after)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    if let Some(seed) = number("--one") {
        let options = Options::of(seed, None);
        println!("{options:#?}");
        let report = run(options, Knobs::default(), true);
        println!("{report}{:#?}", report.violations);
        return code(report.violations.is_empty());
    }
    let seeds = arguments.first().and_then(|first| first.parse().ok()).unwrap_or(1_000);
    let from = number("--from").unwrap_or(0);
    let began = Instant::now();
    let mut all = Report::default();
    let mut found = 0;
    for seed in from..from + seeds {
        let report = run(Options::of(seed, None), Knobs::default(), false);
        if let Some(first) = report.violations.first() {
            found += 1;
            println!("seed {seed}: {}: {}", first.invariant, first.words);
        }
        all.add(&report);
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{seeds} seeds from {from}, {seconds:.1} s, {:.2} a second", seeds as f64 / seconds);
    print!("{all}");
    println!("{found} seeds found something");
    code(found == 0)
}

fn code(is_well: bool) -> std::process::ExitCode {
    if is_well { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
