//! `simulate [SEEDS] [--from N] [--threads N]`: the long form. `simulate --one SEED [--without
//! GUARD]`: one seed with every word. Both take `--small` and options (`clones=2`) that are to
//! be otherwise than the seed has them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use simulator::{Guard, Knobs, Options, Report, Size, run};

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |after: &str| {
        let at = arguments.iter().position(|argument| argument == after)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    if let Some(seed) = number("--one") {
        let without = arguments.iter().position(|argument| argument == "--without");
        let guard = without.and_then(|at| arguments.get(at + 1)).cloned();
        let knobs = guard
            .map_or(Knobs::default(), |name| Knobs::without(Guard::Product(String::leak(name))));
        let options = options(seed, &arguments);
        println!("{options:#?}");
        let report = run(options, knobs, true);
        println!("{report}{:#?}", report.violations);
        return code(report.violations.is_empty());
    }
    let seeds = arguments.first().and_then(|first| first.parse().ok()).unwrap_or(1_000);
    let from = number("--from").unwrap_or(0);
    let began = Instant::now();
    let next = AtomicU64::new(from);
    let (all, found) = (Mutex::new(Report::default()), AtomicU64::new(0));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + seeds {
                return;
            }
            let report = run(options(seed, &arguments), Knobs::default(), false);
            if let Some(first) = report.violations.first() {
                found.fetch_add(1, Ordering::Relaxed);
                println!("seed {seed}: {}: {}", first.invariant, first.words);
            }
            all.lock().unwrap_or_else(PoisonError::into_inner).add(&report);
        }
    };
    let threads = number("--threads").unwrap_or(1);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let seconds = began.elapsed().as_secs_f64();
    println!("{seeds} seeds from {from}, {seconds:.1} s, {:.2} a second", seeds as f64 / seconds);
    print!("{}", all.into_inner().unwrap_or_else(PoisonError::into_inner));
    let found = found.into_inner();
    println!("{found} seeds found something");
    code(found == 0)
}

/// A seed's own, and what the command line says otherwise.
fn options(seed: u64, arguments: &[String]) -> Options {
    let is_small = arguments.iter().any(|argument| argument == "--small");
    let mut options = Options::of(seed, is_small.then_some(Size::Small));
    for (name, value) in arguments.iter().filter_map(|argument| argument.split_once('=')) {
        if let Err(words) = options.set(name, value.parse().unwrap_or_default()) {
            eprintln!("{words}");
        }
    }
    options
}

fn code(is_well: bool) -> std::process::ExitCode {
    if is_well { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
