//! What a long run came to, between two marks of `docs/assurance.md`.

use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use kernel::Timestamp;

use crate::progress::Progress;

pub const PAPER: &str = "docs/assurance.md";
const BEGIN: &str = "<!-- what cargo xtask simulate wrote: begin -->\n";
const END: &str = "<!-- end -->\n";

/// `1234567` as `1,234,567`.
fn figure(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn commit() -> String {
    let said = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.ok().filter(|said| !said.is_empty()).unwrap_or_else(|| "an unknown commit".into())
}

fn today() -> String {
    let ms = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let zone = "UTC".parse().expect("a zone");
    Timestamp(i64::try_from(ms).unwrap_or_default()).day(zone).to_string()
}

fn counts<'a>(all: impl Iterator<Item = (&'a str, u64)>) -> String {
    let each: Vec<String> = all.map(|(of, count)| format!("{of} {}", figure(count))).collect();
    each.join(", ")
}

fn text(progress: &Progress, threads: u64, commit: &str, day: &str) -> String {
    let report = &progress.report;
    let hours = progress.core_seconds / 3_600.0;
    let rate = progress.seeds as f64 / progress.core_seconds.max(0.001);
    let mut text = format!(
        "`cargo xtask simulate {}` of {commit}, {day}: {} clinics, {} events, {} ops, {} seals; \
         {:.1} core-hours, {:.2} seeds a second on {threads} threads, {} a core-hour. {} seeds \
         found something.\n\nFaults: {}.\n\nChecks: {}.\n",
        progress.seeds,
        figure(progress.seeds),
        figure(report.events),
        figure(report.ops),
        figure(report.seals),
        hours,
        rate * threads as f64,
        figure((rate * 3_600.0) as u64),
        figure(progress.found.len() as u64),
        counts(report.faults.iter().map(|(of, count)| (&**of, *count))),
        counts(report.checks.iter().map(|(of, count)| (&**of, *count))),
    );
    for found in &progress.found {
        text.push_str(&format!("\n- seed {}: {}: {}", found.seed, found.invariant, found.words));
    }
    if !progress.found.is_empty() {
        text.push('\n');
    }
    text
}

/// What stands between the marks, anew; the rest is people's own.
fn replaced(paper: &str, by: &str) -> Option<String> {
    let (before, rest) = paper.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{by}\n{END}{after}"))
}

pub fn write(progress: &Progress, threads: u64) -> Result<(), String> {
    let words = |error: std::io::Error| format!("{PAPER}: {error}");
    let paper = std::fs::read_to_string(PAPER).map_err(words)?;
    let by = text(progress, threads, &commit(), &today());
    let paper = replaced(&paper, &by)
        .ok_or_else(|| format!("{PAPER} has no place for what was found: {BEGIN}"))?;
    let new = Path::new(PAPER).with_extension("new");
    std::fs::write(&new, paper).and_then(|()| std::fs::rename(&new, PAPER)).map_err(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_written_anew() {
        let paper = format!("Before\n{BEGIN}old\n{END}After\n");
        let once = replaced(&paper, "new").expect("a place for it");
        assert_eq!(once, format!("Before\n{BEGIN}\nnew\n{END}After\n"));
        assert_eq!(replaced(&once, "new").as_ref(), Some(&once));
        assert_eq!(replaced("Before\nAfter\n", "new"), None);
    }

    #[test]
    fn figures_are_read_in_thousands() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(figure), ["0", "999", "1,000", "1,234,567"]);
    }
}
