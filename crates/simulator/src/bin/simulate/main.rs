//! `simulate [SEEDS] [--from N] [--threads N]`: the long form, on all processors. What is done
//! is written down now and then, and the same run goes on from there. `simulate --one SEED
//! [--without GUARD]`: one seed with every word. Both take `--small` and options (`clones=2`)
//! that are to be otherwise than the seed has them.

mod paper;
mod progress;

use std::io::Write;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use progress::{Found, Progress};
use simulator::{Guard, Knobs, Options, Size, run};

/// So often it is said and written down how far a run is.
const TOLD: Duration = Duration::from_secs(10);
/// Fewer are a try, and no paper speaks of them.
const SEEDS_MIN: u64 = 1_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match number(&arguments, "--one") {
        Some(seed) => one(seed, &arguments),
        None => match many(&arguments) {
            Ok(is_well) => code(is_well),
            Err(words) => {
                eprintln!("{words}");
                ExitCode::FAILURE
            }
        },
    }
}

fn number(arguments: &[String], after: &str) -> Option<u64> {
    let at = arguments.iter().position(|argument| argument == after)?;
    arguments.get(at + 1)?.parse().ok()
}

fn one(seed: u64, arguments: &[String]) -> ExitCode {
    let without = arguments.iter().position(|argument| argument == "--without");
    let guard = without.and_then(|at| arguments.get(at + 1)).cloned();
    let knobs =
        guard.map_or(Knobs::default(), |name| Knobs::without(Guard::Product(String::leak(name))));
    let options = options(seed, arguments);
    println!("{options:#?}");
    let report = run(options, knobs, true);
    println!("{report}{:#?}", report.violations);
    code(report.violations.is_empty())
}

/// Whether nothing was found.
fn many(arguments: &[String]) -> Result<bool, String> {
    let seeds = arguments.first().and_then(|first| first.parse().ok()).unwrap_or(1_000);
    let from = number(arguments, "--from").unwrap_or(0);
    let processors = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let threads = number(arguments, "--threads").unwrap_or(processors).max(1);
    let own = arguments.iter().filter(|it| it.contains('=') || *it == "--small");
    let own: Vec<String> = own.cloned().collect();
    let is_plain = own.is_empty() && from == 0;
    let begun = Progress::begun(seeds, from, own)?;
    if begun.count() > 0 {
        println!("{} of {seeds} seeds were done before", begun.count());
    }
    let (before, skipped) = (begun.core_seconds, begun.count());
    let (next, all, began) = (AtomicU64::new(from), Mutex::new(begun), Instant::now());
    let lock = || all.lock().unwrap_or_else(PoisonError::into_inner);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + seeds {
                return;
            }
            if lock().has(seed) {
                continue;
            }
            let report = run(options(seed, arguments), Knobs::default(), false);
            let found = report.violations.first().map(|first| Found {
                seed,
                invariant: first.invariant.to_owned(),
                words: first.words.clone(),
            });
            if let Some(Found { invariant, words, .. }) = &found {
                println!("seed {seed}: {invariant}: {words}");
            }
            lock().add(seed, &report, found);
        }
    };
    let is_over = AtomicBool::new(false);
    let write_down = || -> Result<(), String> {
        let elapsed = began.elapsed().as_secs_f64();
        let mut progress = lock();
        progress.core_seconds = before + elapsed * threads as f64;
        progress.keep()?;
        let rate = (progress.count() - skipped) as f64 / elapsed.max(0.001);
        let (count, found) = (progress.count(), progress.found.len());
        print!("\r{count} of {seeds} seeds, {rate:.2} a second, {found} found something ");
        std::io::stdout().flush().map_err(|error| error.to_string())
    };
    std::thread::scope(|scope| {
        let teller = scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                std::thread::park_timeout(TOLD);
                if let Err(words) = write_down() {
                    eprintln!("\nhow far it is could not be written down: {words}");
                }
            }
        });
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().for_each(|worker| drop(worker.join()));
        is_over.store(true, Ordering::Relaxed);
        teller.thread().unpark();
    });
    let mut progress = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    progress.core_seconds = before + began.elapsed().as_secs_f64() * threads as f64;
    // A world that panicked ended its thread, and what it was about is not done.
    if progress.count() < seeds {
        return Err(format!("\nonly {} of {seeds} seeds were done", progress.count()));
    }
    println!("\n{}", progress.report);
    let rate = seeds as f64 * 3_600.0 / progress.core_seconds.max(0.001);
    println!("{seeds} seeds from {from}, {rate:.0} a core-hour");
    println!("{} seeds found something", progress.found.len());
    if is_plain && seeds >= SEEDS_MIN {
        paper::write(&progress, threads)?;
        println!("{} says so", paper::PAPER);
    }
    progress.forget();
    Ok(progress.found.is_empty())
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

fn code(is_well: bool) -> ExitCode {
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
