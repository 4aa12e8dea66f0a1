//! What a run on one machine can tell of a run on another: ratios of one run, sizes and
//! shares. `docs/benchmarks.json` keeps those of the code that landed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::Any;
use crate::row::{Row, figure};

const KEPT: &str = "docs/benchmarks.json";
/// By how much a ratio may be worse before it is told: machines differ, and so do moments.
const WORSE: f64 = 1.25;

type Kept = BTreeMap<String, (f64, bool)>;

fn read() -> Any<Kept> {
    let text = match std::fs::read_to_string(KEPT) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Kept::new()),
        text => text?,
    };
    let all: BTreeMap<String, Value> = serde_json::from_str(&text)?;
    let one = |of: &Value| {
        let value = of.get("value").and_then(Value::as_f64)?;
        Some((value, of.get("more_is_better").and_then(Value::as_bool)?))
    };
    Ok(all.into_iter().filter_map(|(name, of)| Some((name, one(&of)?))).collect())
}

fn comparable(rows: &[Row]) -> Kept {
    let one = |row: &Row| {
        let (what, value) = row.comparable()?;
        Some((format!("{} {what}", row.id), (value, row.is_least)))
    };
    rows.iter().filter_map(one).collect()
}

/// Those of this run take the place of what was kept under their names.
pub fn keep(rows: &[Row]) -> Any<()> {
    let mut all = read()?;
    all.extend(comparable(rows));
    let one = |(name, (value, is_least)): (String, (f64, bool))| {
        (name, json!({ "value": value, "more_is_better": is_least }))
    };
    let all: BTreeMap<String, Value> = all.into_iter().map(one).collect();
    Ok(std::fs::write(KEPT, serde_json::to_string_pretty(&all)? + "\n")?)
}

/// A sentence for each that got worse.
fn worse(before: &Kept, now: &Kept) -> Vec<String> {
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
pub fn check(rows: &[Row]) -> Any<()> {
    let (before, now) = (read()?, comparable(rows));
    let count = now.keys().filter(|name| before.contains_key(*name)).count();
    let told = worse(&before, &now);
    eprintln!("{count} ratios compared with {KEPT}, {} of them new here", now.len() - count);
    match told.is_empty() {
        true => Ok(()),
        false => Err(format!("worse than what is kept:\n{}", told.join("\n")).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(value: f64, is_least: bool) -> Kept {
        BTreeMap::from([("B-X".to_owned(), (value, is_least))])
    }

    #[test]
    fn a_quarter_worse_is_told_either_way_and_better_is_not() {
        assert!(worse(&kept(1.0, false), &kept(1.24, false)).is_empty());
        assert_eq!(worse(&kept(1.0, false), &kept(1.26, false)).len(), 1);
        assert!(worse(&kept(1.0, false), &kept(0.2, false)).is_empty());
        assert_eq!(worse(&kept(1.0, true), &kept(0.7, true)).len(), 1);
        assert!(worse(&kept(1.0, true), &kept(3.0, true)).is_empty());
        assert!(worse(&Kept::new(), &kept(3.0, true)).is_empty());
    }

    #[test]
    fn seconds_are_not_kept() {
        let rows = [
            Row::most("B-A", "a time", 3.0, "ms"),
            Row::most("B-B", "a time", 3.0, "ms").against("a peer", 6.0),
            Row::most("B-C", "a share", 0.2, "of the database"),
            Row::not_run("B-D", "nothing", "why").against("a peer", 6.0),
        ];
        let found = comparable(&rows);
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["B-B a time, against a peer", "B-C a share"]);
    }
}
