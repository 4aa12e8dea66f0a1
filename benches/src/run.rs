//! One part at a time, each in a process of its own: what one breaks or forgets, the others do
//! not feel, and what was measured before it is on the disk already.

use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::Any;
use crate::kept::Part;
use crate::row::Row;

const LONGEST: Duration = Duration::from_secs(90 * 60);
/// The house from nothing, with all its tests.
const LONGEST_COLD: Duration = Duration::from_secs(120 * 60);

/// The first line that a program says, or nothing where there is no such program.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.unwrap_or_default().lines().next().unwrap_or_default().trim().to_owned()
}

/// Of which source; with a sign where more than the papers was changed since.
pub fn commit() -> String {
    let changed = said("git", &["status", "--porcelain", "--", ".", ":!docs"]);
    let sign = if changed.is_empty() { "" } else { "+" };
    said("git", &["rev-parse", "--short", "HEAD"]) + sign
}

fn now() -> String {
    said("date", &["-u", "+%-d %B %Y, %H:%M UTC"])
}

fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or(0.0)
}

fn line_of(file: &str, begins: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(begins)).unwrap_or_default();
    line.trim_start_matches([':', '=', ' ', '\t']).trim_matches('"').trim().to_owned()
}

/// The machine, and each program that is measured or measures.
pub fn with() -> BTreeMap<String, String> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory_kb: f64 =
        line_of("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0.0);
    let machine = format!(
        "{cores} cores of {}, {:.0} GB of memory, Linux {}",
        line_of("/proc/cpuinfo", "model name\t"),
        memory_kb / 1e6,
        said("uname", &["-r"])
    );
    let sqlcipher = rusqlite::Connection::open_in_memory()
        .and_then(|of| of.query_row("PRAGMA cipher_version", [], |row| row.get(0)));
    let webkit = ["-W", "-f", "${Version}", "libwebkit2gtk-4.1-0"];
    [
        ("machine", machine),
        ("system", line_of("/etc/os-release", "PRETTY_NAME")),
        ("rustc", said("rustc", &["--version"])),
        ("SQLCipher", sqlcipher.unwrap_or_default()),
        ("WebKitGTK", said("dpkg-query", &webkit)),
        ("Node", said("node", &["--version"])),
        ("Chromium", said("chromium", &["--version"])),
        ("PostgreSQL", said("psql", &["--version"])),
        ("restic", said("restic", &["version"])),
        ("borg", said("borg", &["--version"])),
        ("age", said("age", &["--version"])),
        ("Python", said("python3", &["--version"])),
    ]
    .into_iter()
    .filter(|(_, version)| !version.is_empty())
    .map(|(name, version)| (name.to_owned(), version))
    .collect()
}

/// A process and all that it started, the youngest first.
fn family(pid: u32) -> Vec<u32> {
    let file = format!("/proc/{pid}/task/{pid}/children");
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let children = text.split_whitespace().filter_map(|child| child.parse().ok());
    children.flat_map(family).chain([pid]).collect()
}

fn ended(mut child: Child, longest: Duration) -> Result<(), String> {
    let began = Instant::now();
    loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(format!("it stopped ({status}); its words stand above")),
            None if began.elapsed() < longest => std::thread::sleep(Duration::from_millis(100)),
            None => break,
        }
    }
    for pid in family(child.id()) {
        if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
    let _ = child.wait();
    Err(format!("it took more than {} minutes", longest.as_secs() / 60))
}

fn rows_of(name: &str) -> Result<Vec<Row>, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let file = std::env::temp_dir().join(format!("vaidya-bench-{}.json", std::process::id()));
    let own = std::env::current_exe().map_err(|error| told(&error))?;
    let mut child = Command::new(own);
    child.arg("--part").arg(name).arg(&file);
    let longest = if name == "cold" { LONGEST_COLD } else { LONGEST };
    let done = child.spawn().map_err(|error| told(&error)).and_then(|of| ended(of, longest));
    let text = done.and_then(|()| std::fs::read(&file).map_err(|error| told(&error)));
    let _ = std::fs::remove_file(&file);
    let all: Value = serde_json::from_slice(&text?).map_err(|error| told(&error))?;
    if let Some(why) = all.get("failed").and_then(Value::as_str) {
        return Err(why.to_owned());
    }
    let rows = all.get("rows").and_then(Value::as_array).into_iter().flatten();
    Ok(rows.filter_map(Row::from_json).collect())
}

/// A part that fails leaves a row for each of its budgets that says why.
pub fn part(name: &str, ids: &[&str], commit: &str) -> Part {
    let (load, began) = (load(), Instant::now());
    let (rows, failed) = match rows_of(name) {
        Ok(rows) => (rows, String::new()),
        Err(why) => {
            let row = |id: &&str| Row::not_run(id, format!("part {name}"), why.trim());
            (ids.iter().map(row).collect(), why.trim().to_owned())
        }
    };
    let (name, commit) = (name.to_owned(), commit.to_owned());
    let seconds = began.elapsed().as_secs_f64();
    Part { name, commit, at: now(), load, seconds, failed, rows }
}

/// What a child answers with.
pub fn answer(file: &str, rows: Any<Vec<Row>>) -> Any<()> {
    let answer = match rows {
        Ok(rows) => {
            serde_json::json!({ "rows": rows.iter().map(Row::json).collect::<Vec<_>>() })
        }
        Err(why) => serde_json::json!({ "failed": why.to_string() }),
    };
    Ok(std::fs::write(file, answer.to_string())?)
}

/// Ratios between parts of one run.
pub fn ratios(rows: Vec<Row>, commit: &str) -> Part {
    let (name, commit) = ("ratios".to_owned(), commit.to_owned());
    Part { name, commit, at: now(), load: load(), seconds: 0.0, failed: String::new(), rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_long_ends_with_all_that_it_started() {
        let child = Command::new("sh").args(["-c", "sleep 61 & sleep 62"]).spawn().unwrap();
        let pid = child.id();
        std::thread::sleep(Duration::from_millis(200));
        let all = family(pid);
        assert!(all.len() > 1);
        assert!(ended(child, Duration::ZERO).unwrap_err().contains("minutes"));
        let is_there = |pid: &u32| {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status"));
            status.is_ok_and(|status| !status.contains("State:\tZ"))
        };
        std::thread::sleep(Duration::from_millis(200));
        assert!(!all.iter().any(is_there));
    }

    #[test]
    fn what_stops_by_itself_is_told() {
        let child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
        assert!(ended(child, Duration::from_secs(9)).unwrap_err().contains('3'));
    }
}
