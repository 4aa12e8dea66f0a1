//! `simulate [SEEDS] [--from N]`: the long form. `simulate --one SEED [--small] [NAME=VALUE …]
//! [--without GUARD]`: one seed with every word, and options as a test turns them.

use std::time::Instant;

use simulator::{Guard, Knobs, Options, Report, Size, run};

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |after: &str| {
        let at = arguments.iter().position(|argument| argument == after)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    if let Some(seed) = number("--one") {
        let is_small = arguments.iter().any(|argument| argument == "--small");
        let mut options = Options::of(seed, is_small.then_some(Size::Small));
        for (name, value) in arguments.iter().filter_map(|argument| argument.split_once('=')) {
            let value = value.parse().unwrap_or_default();
            if let Err(words) = options.set(name, value) {
                eprintln!("{words}");
            }
        }
        let without = arguments.iter().position(|argument| argument == "--without");
        let guard = without.and_then(|at| arguments.get(at + 1)).cloned();
        let knobs = guard
            .map_or(Knobs::default(), |name| Knobs::without(Guard::Product(String::leak(name))));
        println!("{options:#?}");
        let report = run(options, knobs, true);
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
