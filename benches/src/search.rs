//! The patient search at a million patients, asked as a desk types.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use clinic::patients::{FindPatients, PatientRow};
use kernel::{RowId, Session};

use crate::Any;
use crate::clinic_file::ClinicFile;
use crate::million;
use crate::people::{Dice, Person, mistyped, people, respelled};
use crate::row::{Row, cpu_ns, percentile};
use crate::search_peers::{self, Question};
use crate::sized;

const PATIENTS: usize = 1_000_000;
const QUESTIONS: usize = 300;

type Ask = fn(&Person, &mut Dice) -> String;

fn head(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

fn part(text: &str, from: usize, length: usize) -> String {
    text.chars().skip(from).take(length).collect()
}

/// What is typed, the share that must be found (none where a beginning means many).
const CLASSES: [(&str, Option<u32>, Ask); 17] = [
    ("1 letter", None, |p, _| head(&p.given, 1)),
    ("2 letters", None, |p, _| head(&p.given, 2)),
    ("3 letters", None, |p, _| head(&p.given, 3)),
    ("5 letters", None, |p, _| head(&p.given, 5)),
    ("given name", None, |p, _| p.given.clone()),
    ("begun: ram k", None, |p, _| format!("{} {}", head(&p.given, 3), head(&p.family, 1))),
    ("exact", Some(99), |p, _| format!("{} {}", p.given, p.family)),
    ("swapped", Some(99), |p, _| format!("{} {}", p.family, p.given)),
    ("variant", Some(97), |p, d| format!("{} {}", respelled(&p.given, d), p.family)),
    ("one typo", Some(92), |p, d| format!("{} {}", mistyped(&p.given, d), p.family)),
    ("name village", Some(99), |p, _| format!("{} {} {}", p.given, p.family, p.village)),
    ("given village", None, |p, _| format!("{} {}", p.given, p.village)),
    ("script", Some(95), |p, _| p.local.clone()),
    ("phone last 5", Some(100), |p, _| part(&p.phone, 5, 5)),
    ("phone first 6", Some(100), |p, _| head(&p.phone, 6)),
    ("phone middle 5", None, |p, _| part(&p.phone, 3, 5)),
    ("registration", Some(100), |p, _| p.reg_no.clone()),
];

/// Who bears each name, whatever its spelling.
struct Namesakes(HashMap<String, HashSet<RowId>>);

impl Namesakes {
    /// In the first 10, or the first 20 where 10 share the name; a namesake where 20 do.
    /// Of a part of a phone, among the 20: at a million patients ten share five digits.
    fn are_shown(&self, person: &Person, rows: &[PatientRow], class: &str) -> bool {
        let Some(bearers) = self.0.get(&person.known_as) else { return false };
        if class.starts_with("phone") {
            return rows.iter().any(|row| row.id == person.id);
        }
        let seen = rows.iter().take(if bearers.len() >= 10 { 20 } else { 10 });
        let are_many = bearers.len() >= 20;
        seen.into_iter().any(|row| row.id == person.id || (are_many && bearers.contains(&row.id)))
    }
}

/// `BENCH_PATIENTS` makes a smaller clinic, for trying.
fn count() -> usize {
    std::env::var("BENCH_PATIENTS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(sized(PATIENTS, 5_000))
}

pub fn rows() -> Any<Vec<Row>> {
    let count = count();
    let without = {
        // The same patients without their index, to know what it costs.
        let mut bare = clinic::api::TABLES.to_vec();
        for table in bare.iter_mut().filter(|table| table.name == "patient") {
            table.project = |_, _| Ok(());
        }
        let file = ClinicFile::with_tables(&bare)?;
        let begun = cpu_ns();
        people(&file.door, &file.clock, 0, count, &mut Dice(2026))?;
        (cpu_ns() - begun) as f64 / count as f64
    };
    let file = million::begin()?;
    let mut dice = Dice(2026);
    let begun = cpu_ns();
    let people = people(&file.door, &file.clock, 0, count, &mut dice)?;
    let with = (cpu_ns() - begun) as f64 / count as f64;
    let bytes: i64 = file.connection()?.query_row(
        "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search_%'",
        [],
        |row| row.get(0),
    )?;
    let file = file.reopened()?;
    let at = format!("{count} patients");
    let mut rows = vec![
        Row::most("B-INDEX", format!("registering with the index, {at}, CPU"), with / 1e3, "µs")
            .beside(format!("{:.0} µs without index", without / 1e3)),
        Row::most("B-INDEX", "index alone, one registration", (with - without) / 1e3, "µs")
            .at_most(50.0),
        Row::most("B-INDEX", format!("size, {at}"), bytes as f64 / 1e6, "MB")
            .at_most(60.0 * count as f64 / 1e6),
    ];
    let ask = |text: &str, times: u32| -> Any<(Vec<PatientRow>, f64)> {
        // Other work on the machine interrupts: of equal questions the fastest counts.
        let mut fastest = (Vec::new(), f64::MAX);
        for _ in 0..times {
            let begun = Instant::now();
            let query = FindPatients { text: text.to_owned(), limit: 20 };
            let rows = file.door.query(&Session::program(), query);
            let rows = rows.map_err(|error| error.to_string())?;
            fastest = (rows, (begun.elapsed().as_nanos() as f64 / 1e6).min(fastest.1));
        }
        Ok(fastest)
    };
    let loaded = ask("ra", 1)?.1;
    rows.push(Row::most("B-INDEX", "load at the first question", loaded, "ms").at_most(100.0));
    ask("98765", 1)?;
    let mut namesakes = Namesakes(HashMap::new());
    for person in &people {
        namesakes.0.entry(person.known_as.clone()).or_default().insert(person.id);
    }
    let mut worst = ("", 0.0f64);
    let (mut recalls, mut questions) = (Vec::new(), Vec::new());
    for (class, wanted, question) in CLASSES {
        let (mut times, mut shown) = (Vec::new(), 0usize);
        while times.len() < QUESTIONS {
            let person = dice.any(&people);
            let text = question(person, &mut dice);
            if text.trim().is_empty() {
                continue;
            }
            let (found, ms) = ask(&text, 3)?;
            times.push(ms);
            if times.len() <= search_peers::QUESTIONS {
                questions.push(Question { class, text, wanted: person.id });
            }
            shown += usize::from(namesakes.are_shown(person, &found, class));
        }
        let (p50, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
        if p99 > worst.1 {
            worst = (class, p99);
        }
        let kept = format!("p50 {p50:.2} ms, p99 {p99:.2} ms");
        if let Some(wanted) = wanted {
            let share = shown as f64 * 100.0 / QUESTIONS as f64;
            let row = Row::most("B-RECALL", class, share, "%");
            recalls.push(row.at_least(f64::from(wanted)).beside(kept));
        } else {
            recalls.push(Row::most("B-SEARCH", class, p99, "ms p99").at_most(3.0).beside(kept));
        }
    }
    let what = format!("a keystroke with its 20 rows, worst kind ({}), best of 3", worst.0);
    rows.push(Row::most("B-SEARCH", what, worst.1, "ms p99").at_most(3.0));
    rows.extend(recalls);
    // Its memory is for the peers now, its file for the part that comes to so many.
    drop(file);
    million::leave(&people)?;
    rows.extend(search_peers::rows(&people, &questions, worst.1));
    Ok(rows)
}
