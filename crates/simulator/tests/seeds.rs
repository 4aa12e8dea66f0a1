//! The short form: a thousand clinics, most of them small. `cargo xtask simulate` runs any
//! number, and `simulate --one SEED` tells every word of one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use simulator::{Knobs, Options, Report, Size, run};

const SEEDS: u64 = 1_000;

/// A few that take longer, many that do not.
fn options(seed: u64) -> Options {
    let size = if seed.is_multiple_of(25) { Size::Middle } else { Size::Small };
    Options::of(seed, Some(size))
}

#[test]
fn a_thousand_clinics_lose_nothing_and_agree_in_the_end() {
    let seeds = std::env::var("VAIDYA_SEEDS").ok().and_then(|text| text.parse().ok());
    let seeds: u64 = seeds.unwrap_or(SEEDS);
    let next = AtomicU64::new(0);
    let (all, found) = (Mutex::new(Report::default()), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds {
                return;
            }
            let report = run(options(seed), Knobs::default(), false);
            if !report.violations.is_empty() {
                let (options, violations) = (options(seed), &report.violations);
                found.lock().unwrap().push(format!("{options:#?}\n{violations:#?}"));
            }
            all.lock().unwrap().add(&report);
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    println!("{seeds} seeds\n{}", all.into_inner().unwrap());
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "{} of {seeds}:\n{}", found.len(), found.join("\n"));
}

#[test]
fn one_seed_is_one_run() {
    for seed in [3, 11, 29] {
        let once = run(options(seed), Knobs::default(), false);
        let again = run(options(seed), Knobs::default(), false);
        assert_eq!((once.trace, once.events), (again.trace, again.events), "seed {seed}");
        let other = run(options(seed + 1), Knobs::default(), false);
        assert_ne!(once.trace, other.trace);
    }
}
