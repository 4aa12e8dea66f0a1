//! How far a long run is, in a file beside what was built: a run that was stopped goes on
//! there. Another program, or other options, begin anew.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};
use simulator::Report;

const FILE: &str = "target/simulate.json";

/// The first thing that a seed found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    pub seed: u64,
    pub invariant: String,
    pub words: String,
}

#[derive(Serialize, Deserialize)]
pub struct Progress {
    /// The hash of the program that runs.
    program: String,
    pub seeds: u64,
    from: u64,
    options: Vec<String>,
    /// Every seed below this one is done.
    below: u64,
    beyond: BTreeSet<u64>,
    pub core_seconds: f64,
    pub report: Report,
    pub found: Vec<Found>,
}

impl Progress {
    /// As far as the same run came before, or nothing.
    pub fn begun(seeds: u64, from: u64, options: Vec<String>) -> Result<Self, String> {
        let program = std::env::current_exe().and_then(std::fs::read);
        let program =
            program.map_err(|error| format!("the program cannot read itself: {error}"))?;
        let new = Self {
            program: blake3::hash(&program).to_string(),
            seeds,
            from,
            options,
            below: from,
            beyond: BTreeSet::new(),
            core_seconds: 0.0,
            report: Report::default(),
            found: Vec::new(),
        };
        let Ok(text) = std::fs::read_to_string(FILE) else { return Ok(new) };
        // Half a file is a run that nobody can go on with.
        let Ok(kept) = serde_json::from_str::<Self>(&text) else { return Ok(new) };
        Ok(if kept.is_same_run(&new) { kept } else { new })
    }

    fn is_same_run(&self, other: &Self) -> bool {
        let name = |of: &Self| (of.program.clone(), of.seeds, of.from, of.options.clone());
        name(self) == name(other)
    }

    pub fn has(&self, seed: u64) -> bool {
        seed < self.below || self.beyond.contains(&seed)
    }

    pub fn count(&self) -> u64 {
        self.below - self.from + self.beyond.len() as u64
    }

    pub fn add(&mut self, seed: u64, report: &Report, found: Option<Found>) {
        self.report.add(report);
        self.found.extend(found);
        self.beyond.insert(seed);
        while self.beyond.remove(&self.below) {
            self.below += 1;
        }
    }

    pub fn keep(&self) -> Result<(), String> {
        let text = serde_json::to_string(self).map_err(|error| error.to_string())?;
        let new = Path::new(FILE).with_extension("new");
        let folder = new.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&new, text))
            .and_then(|()| std::fs::rename(&new, FILE))
            .map_err(|error| format!("{FILE}: {error}"))
    }

    /// The run is over: the next one begins anew.
    pub fn forget(&self) {
        let _ = std::fs::remove_file(FILE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> Progress {
        Progress::begun(10, 3, vec!["clones=2".into()]).expect("it can read itself")
    }

    #[test]
    fn seeds_that_end_in_any_order_are_each_done_once() {
        let mut progress = new();
        for seed in [4, 6, 3] {
            assert!(!progress.has(seed));
            progress.add(seed, &Report { events: 2, ..Report::default() }, None);
        }
        assert_eq!((progress.count(), progress.below, progress.report.events), (3, 5, 6));
        assert!(progress.has(3) && progress.has(4) && !progress.has(5) && progress.has(6));
    }

    #[test]
    fn what_was_written_down_is_the_same_run_and_no_other() {
        let mut progress = new();
        let mut report = Report { ops: 7, ..Report::default() };
        report.faults.insert("process killed".into(), 3);
        let words = "bed 1 has two holders".to_owned();
        progress.add(4, &report, Some(Found { seed: 4, invariant: "S7".into(), words }));
        let text = serde_json::to_string(&progress).expect("it can be written");
        let kept: Progress = serde_json::from_str(&text).expect("and read");
        assert!(kept.is_same_run(&new()) && kept.has(4) && kept.found.len() == 1);
        assert_eq!(kept.report.faults.get("process killed"), Some(&3));
        assert!(!kept.is_same_run(&Progress { seeds: 11, ..new() }));
        assert!(!kept.is_same_run(&Progress { program: "another".into(), ..new() }));
    }
}
