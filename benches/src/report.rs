//! The table of a run, as it stands in the papers between two marks.

use std::path::Path;

use crate::Any;
use crate::kept::{Kept, Part};
use crate::row::{HEAD, Row, figure, lines};

pub const PAPER: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- what cargo xtask bench --keep wrote: begin -->\n";
const END: &str = "<!-- end -->\n";

/// The commit that most parts are of; the others say theirs.
fn of_most(parts: &[&Part]) -> String {
    let count = |commit: &str| parts.iter().filter(|part| part.commit == commit).count();
    let most = parts.iter().max_by_key(|part| count(&part.commit));
    most.map_or(String::new(), |part| part.commit.clone())
}

fn count(rows: &[&Row]) -> String {
    let of = |verdict: &str| rows.iter().filter(|row| row.verdict() == verdict).count();
    format!(
        "{} rows: {} pass, {} miss, {} told, {} not run",
        rows.len(),
        of("pass"),
        of("miss"),
        of("told"),
        of("not run")
    )
}

/// How each figure grew with the clinic, in one sentence.
fn growth(kept: &Kept) -> String {
    let Some(part) = kept.part("grow").filter(|part| part.failed.is_empty()) else {
        return String::new();
    };
    let grown: Vec<String> = part
        .rows
        .iter()
        .filter_map(|row| {
            let what = row.what.strip_suffix(": growth")?;
            Some(format!("{what} {} ×", figure(row.result)))
        })
        .collect();
    let backup = part.rows.iter().find(|row| row.unit == "× in exponent");
    let backup = backup.map_or(String::new(), |row| {
        format!("; a full backup grows with the {} power of its bytes", figure(row.result))
    });
    format!(
        "From the smallest clinic to the largest, a thousand times the patients, each takes so \
         much longer: {}{backup}.\n\n![Time by the size of the clinic](growth.svg)\n\n",
        grown.join(", ")
    )
}

/// All of it, in the order of the parts.
pub fn text(kept: &Kept, order: &[&str]) -> String {
    let parts: Vec<&Part> = order.iter().filter_map(|name| kept.part(name)).collect();
    let commit = of_most(&parts);
    let rows: Vec<&Row> = parts.iter().flat_map(|part| &part.rows).collect();
    let with = kept.with.iter().filter(|(name, _)| name.as_str() != "machine");
    let with: Vec<String> = with
        .map(|(name, version)| match version.to_lowercase().contains(&name.to_lowercase()) {
            true => version.clone(),
            false => format!("{name} {version}"),
        })
        .collect();
    let last = parts.iter().rfind(|part| part.commit == commit).map_or("", |part| &part.at);
    let mut text = format!(
        "`cargo xtask bench --keep` of {commit}, {last}. {}. {}.\n\n{}.\n\n{HEAD}",
        kept.with.get("machine").map_or("", String::as_str),
        with.join("; "),
        count(&rows)
    );
    for part in &parts {
        let mut rows = part.rows.clone();
        if part.commit != commit {
            for row in &mut rows {
                let day = part.at.split(',').next().unwrap_or_default();
                row.what = format!("{} ({}, {day})", row.what, part.commit);
            }
        }
        text.push_str(&lines(&rows));
    }
    text.push('\n');
    text.push_str(&growth(kept));
    let took: Vec<String> = parts
        .iter()
        .filter(|part| part.seconds >= 0.5)
        .map(|part| format!("{} {:.0} s ({})", part.name, part.seconds, figure(part.load)))
        .collect();
    let busiest = "in brackets the load of the machine in the minute before";
    text.push_str(&format!("What each part took, {busiest}: {}.\n", took.join(", ")));
    for part in parts.iter().filter(|part| !part.failed.is_empty()) {
        text.push_str(&format!("\nPart `{}` came to nothing: {}.\n", part.name, part.failed));
    }
    text
}

/// What stands between the marks, anew; the rest is people's own.
fn replaced(paper: &str, by: &str) -> Any<String> {
    let marked = paper.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some(format!("{before}{BEGIN}\n{by}\n{END}{after}"))
    });
    Ok(marked.ok_or_else(|| format!("{PAPER} has no place for the table: {BEGIN}"))?)
}

pub fn write(kept: &Kept, order: &[&str]) -> Any<()> {
    let paper = std::fs::read_to_string(PAPER)?;
    let new = Path::new(PAPER).with_extension("new");
    std::fs::write(&new, replaced(&paper, &text(kept, order))?)?;
    Ok(std::fs::rename(new, PAPER)?)
}

/// As it is printed at the end of a run.
pub fn printed(kept: &Kept, order: &[&str]) -> String {
    let parts = order.iter().filter_map(|name| kept.part(name));
    let rows: Vec<Row> = parts.flat_map(|part| part.rows.clone()).collect();
    format!("{HEAD}{}\n{}.", lines(&rows), count(&rows.iter().collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_written_anew() {
        let paper = format!("Before\n{BEGIN}old\n{END}After\n");
        let once = replaced(&paper, "new").unwrap();
        assert_eq!(once, format!("Before\n{BEGIN}\nnew\n{END}After\n"));
        assert_eq!(replaced(&once, "new").unwrap(), once);
        assert!(replaced("no place", "new").is_err());
    }

    #[test]
    fn rows_of_another_commit_say_so() {
        let part = |name: &str, commit: &str| Part {
            name: name.into(),
            commit: commit.into(),
            at: "3 May 2026, 10:00 UTC".into(),
            load: 0.0,
            seconds: 2.0,
            failed: String::new(),
            rows: vec![Row::most("B-A", name, 3.0, "ms")],
        };
        let mut kept = Kept::default();
        kept.put(part("one", "aaa"));
        kept.put(part("two", "bbb"));
        kept.put(part("three", "bbb"));
        let text = text(&kept, &["one", "two", "three"]);
        assert!(text.contains("| B-A | one (aaa, 3 May 2026) | 3.00 ms |"), "{text}");
        assert!(text.contains("| B-A | two | 3.00 ms |"), "{text}");
    }
}
