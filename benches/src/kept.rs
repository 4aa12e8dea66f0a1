//! What was measured, part by part, with the commit that each part is of. A run writes it to
//! `target` after each part; `--keep` puts it into the papers as well.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::Any;
use crate::row::{Row, figure};

pub const KEPT: &str = "docs/benchmarks.json";
/// By how much a ratio may be worse before it is told: machines differ, and so do moments.
const WORSE: f64 = 1.25;

#[derive(Clone)]
pub struct Part {
    pub name: String,
    pub commit: String,
    /// When it was over.
    pub at: String,
    /// How busy the machine was before it: the load of the last minute.
    pub load: f64,
    pub seconds: f64,
    /// Why the last try came to nothing; the rows are then of an earlier one.
    pub failed: String,
    pub rows: Vec<Row>,
}

impl Part {
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty() && self.rows.iter().all(|row| !row.result.is_nan())
    }

    /// One row a line, so that a difference between two runs can be read.
    fn json(&self) -> String {
        let about = json!({ "commit": self.commit, "at": self.at, "load": self.load,
                            "seconds": self.seconds, "failed": self.failed });
        let about = about.to_string();
        let rows: Vec<String> = self.rows.iter().map(|row| format!("  {}", row.json())).collect();
        let open = about.trim_end_matches('}');
        format!("{}: {open},\"rows\":[\n{}\n]}}", json!(self.name), rows.join(",\n"))
    }

    fn from_json(name: &str, of: &Value) -> Option<Self> {
        let text = |name: &str| Some(of.get(name)?.as_str()?.to_owned());
        Some(Self {
            name: name.to_owned(),
            commit: text("commit")?,
            at: text("at")?,
            load: of.get("load")?.as_f64()?,
            seconds: of.get("seconds")?.as_f64()?,
            failed: text("failed")?,
            rows: of.get("rows")?.as_array()?.iter().filter_map(Row::from_json).collect(),
        })
    }
}

#[derive(Default, Clone)]
pub struct Kept {
    /// What the last run was made with, by what it is called.
    pub with: BTreeMap<String, String>,
    pub parts: Vec<Part>,
}

impl Kept {
    pub fn read(path: &Path) -> Any<Self> {
        let text = match std::fs::read_to_string(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            text => text?,
        };
        let all: Value = serde_json::from_str(&text)?;
        let with = all.get("with").and_then(Value::as_object).into_iter().flatten();
        let with = with.filter_map(|(name, of)| Some((name.clone(), of.as_str()?.to_owned())));
        let parts = all.get("parts").and_then(Value::as_object).into_iter().flatten();
        let parts = parts.filter_map(|(name, of)| Part::from_json(name, of)).collect();
        Ok(Self { with: with.collect(), parts })
    }

    /// The old file stays until the new one is whole.
    pub fn write(&self, path: &Path) -> Any<()> {
        let parts: Vec<String> = self.parts.iter().map(Part::json).collect();
        let with = serde_json::to_string(&self.with)?;
        let text = format!("{{\"with\": {with},\n\"parts\": {{\n{}\n}}}}\n", parts.join(",\n"));
        let new = path.with_extension("new");
        std::fs::write(&new, text)?;
        Ok(std::fs::rename(new, path)?)
    }

    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Takes the place of what was there by its name. What came to nothing leaves the rows of
    /// an earlier try as they were, and is told.
    pub fn put(&mut self, new: Part) {
        match self.parts.iter_mut().find(|part| part.name == new.name) {
            Some(old)
                if !new.failed.is_empty() && old.rows.iter().any(|row| !row.result.is_nan()) =>
            {
                old.failed = new.failed;
            }
            Some(old) => *old = new,
            None => self.parts.push(new),
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.parts.iter().flat_map(|part| &part.rows)
    }
}

type Comparable = BTreeMap<String, (f64, bool)>;

/// What a run on one machine can tell of a run on another: ratios of one run, sizes, shares.
fn comparable<'a>(rows: impl Iterator<Item = &'a Row>) -> Comparable {
    let one = |row: &Row| {
        let (what, value) = row.comparable()?;
        Some((format!("{} {what}", row.id), (value, row.is_least)))
    };
    rows.filter_map(one).collect()
}

/// A sentence for each that got worse.
fn worse(before: &Comparable, now: &Comparable) -> Vec<String> {
    let mut told = Vec::new();
    for (name, (value, is_least)) in now {
        let Some((kept, _)) = before.get(name) else { continue };
        let times = if *is_least { kept / value } else { value / kept };
        if times > WORSE || !times.is_finite() {
            let (kept, value) = (figure(*kept), figure(*value));
            told.push(format!("{name}: {kept} before, {value} now, {times:.2} × worse"));
        }
    }
    told
}

/// Fails where a ratio got worse; seconds are never compared.
pub fn check(before: &Kept, now: &Kept) -> Any<()> {
    let (before, now) = (comparable(before.rows()), comparable(now.rows()));
    let count = now.keys().filter(|name| before.contains_key(*name)).count();
    let told = worse(&before, &now);
    eprintln!("{count} ratios compared with {KEPT}, {} new here", now.len() - count);
    match told.is_empty() {
        true => Ok(()),
        false => Err(format!("worse than what is kept:\n{}", told.join("\n")).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(value: f64, is_least: bool) -> Comparable {
        BTreeMap::from([("B-X".to_owned(), (value, is_least))])
    }

    fn part(name: &str, failed: &str, rows: Vec<Row>) -> Part {
        let text = |text: &str| text.to_owned();
        let (name, commit, at, failed) = (text(name), text("abc"), text("now"), text(failed));
        Part { name, commit, at, load: 0.1, seconds: 2.0, failed, rows }
    }

    #[test]
    fn a_quarter_worse_is_told_either_way_and_better_is_not() {
        assert!(worse(&kept(1.0, false), &kept(1.24, false)).is_empty());
        assert_eq!(worse(&kept(1.0, false), &kept(1.26, false)).len(), 1);
        assert!(worse(&kept(1.0, false), &kept(0.2, false)).is_empty());
        assert_eq!(worse(&kept(1.0, true), &kept(0.7, true)).len(), 1);
        assert!(worse(&kept(1.0, true), &kept(3.0, true)).is_empty());
        assert!(worse(&Comparable::new(), &kept(3.0, true)).is_empty());
    }

    #[test]
    fn seconds_are_not_compared() {
        let rows = [
            Row::most("B-A", "a time", 3.0, "ms"),
            Row::most("B-B", "a time", 3.0, "ms").against("a peer", 6.0),
            Row::most("B-C", "a share", 0.2, "of the database"),
            Row::not_run("B-D", "nothing", "why").against("a peer", 6.0),
        ];
        let found = comparable(rows.iter());
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["B-B a time, against a peer", "B-C a share"]);
    }

    #[test]
    fn what_is_written_is_read_again_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.json");
        let rows = vec![
            Row::most("B-A", "a \"time\"", 3.25, "ms").at_most(4.0).against("a peer", 6.0),
            Row::not_run("B-D", "nothing", "why"),
        ];
        let mut kept = Kept::default();
        kept.with.insert("rustc".into(), "1.95".into());
        kept.put(part("one", "", rows));
        kept.put(part("two", "it broke", Vec::new()));
        kept.write(&path).unwrap();
        let again = Kept::read(&path).unwrap();
        again.write(&path.with_extension("again")).unwrap();
        let bytes = |path: &Path| std::fs::read_to_string(path).unwrap();
        assert_eq!(bytes(&path), bytes(&path.with_extension("again")));
        assert!(again.rows().nth(1).unwrap().result.is_nan());
        assert_eq!(again.parts.len(), 2);
    }

    #[test]
    fn a_part_that_fails_takes_nothing_away() {
        let mut kept = Kept::default();
        kept.put(part("one", "", vec![Row::most("B-A", "a time", 3.0, "ms")]));
        kept.put(part("one", "it broke", vec![Row::not_run("B-A", "part one", "it broke")]));
        assert_eq!(kept.part("one").unwrap().rows[0].result, 3.0);
        assert!(!kept.part("one").unwrap().is_whole());
        kept.put(part("one", "", vec![Row::most("B-A", "a time", 2.0, "ms")]));
        assert_eq!(kept.part("one").unwrap().rows[0].result, 2.0);
        assert!(kept.part("one").unwrap().is_whole());
    }
}
