//! What each figure does as a clinic grows from a thousand patients to a million.

use std::path::Path;
use std::time::Instant;

use ::backup::{Link, Watch, Writer, write_full};
use clinic::chart::ShowSummary;
use clinic::patients::{FindPatients, OpenPatient};
use kernel::{RowId, Session};

use crate::Any;
use crate::chart::{Curve, chart};
use crate::clinic_file::ClinicFile;
use crate::million;
use crate::people::{Dice, Person, mistyped, people};
use crate::row::{Row, median, percentile};
use crate::sized;
use crate::visits::visit;

/// `--keep` brings it to the papers.
pub const CHART: &str = "target/growth.svg";
const VISITS_EACH: usize = 10;
/// A million people are seen once each.
const VISITS_MAX: usize = 1_000_000;
const VISITS_A_COMMIT: usize = 100;
/// A thousand visits a day.
const COMMIT_MS: i64 = 8_640_000;
const OPENED: usize = 40;
const SEARCHES: usize = 300;
const RUNS: usize = 5;

fn sizes() -> Vec<usize> {
    match sized(1, 0) {
        0 => vec![200, 1_000, 3_000],
        _ => vec![1_000, 10_000, 100_000, 1_000_000],
    }
}

#[derive(Clone, Copy)]
struct At {
    patients: usize,
    visits: usize,
    bytes: f64,
    /// Milliseconds.
    search: f64,
    search_p99: f64,
    open: f64,
    save: f64,
    backup: f64,
    start: f64,
}

fn text<E: std::fmt::Display>(error: E) -> String {
    error.to_string()
}

fn visits(file: &ClinicFile, patients: &[RowId], count: usize) -> Any<()> {
    for chunk in patients.iter().cycle().take(count).collect::<Vec<_>>().chunks(VISITS_A_COMMIT) {
        file.clock.advance_ms(COMMIT_MS);
        let write = |tx: &mut kernel::Tx<'_>| {
            chunk.iter().try_for_each(|id| visit(tx, **id, file.doctor_id))
        };
        file.door.write(&Session::program(), write).map_err(text)?;
    }
    Ok(())
}

fn timed<T>(times: &mut Vec<f64>, work: impl FnOnce() -> Any<T>) -> Any<T> {
    let begun = Instant::now();
    let done = work()?;
    times.push(begun.elapsed().as_secs_f64() * 1e3);
    Ok(done)
}

/// What a desk types of a person: a beginning, the name, its typo, an end of the phone.
fn typed(person: &Person, at: usize, dice: &mut Dice) -> String {
    match at % 4 {
        0 => person.given.chars().take(3).collect(),
        1 => format!("{} {}", person.given, person.family),
        2 => format!("{} {}", mistyped(&person.given, dice), person.family),
        _ => person.phone.chars().skip(5).collect(),
    }
}

fn copied(file: &ClinicFile, root: &Path) -> Any<()> {
    let writer = Writer::begin(&file.vault, "A", "bench", 0)?;
    let prove = |manifest: &mut _| Link::of(&file.vault).prove(manifest);
    let mut went = |_| true;
    write_full(writer, root, 1, None, prove, &mut Watch(&mut went))?;
    Ok(())
}

fn at(patients: usize) -> Any<At> {
    let mut dice = Dice(2026);
    let (file, people) = match million::left(patients)? {
        Some(left) => left,
        None => {
            let file = ClinicFile::new()?;
            let people = people(&file.door, &file.clock, 0, patients, &mut dice)?;
            (file, people)
        }
    };
    let ids: Vec<RowId> = people.iter().map(|person| person.id).collect();
    let count = (patients * VISITS_EACH).min(sized(VISITS_MAX, 400));
    // The same people are opened at each size, with as many visits.
    let (known, others) = ids.split_at(OPENED.min(ids.len()));
    visits(&file, known, known.len() * VISITS_EACH)?;
    visits(&file, others, count.saturating_sub(known.len() * VISITS_EACH))?;

    let program = Session::program();
    let (mut start, mut search, mut open, mut save, mut backup) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let ask = |text: String| -> Any<()> {
        let found = file.door.query(&program, FindPatients { text, limit: 20 });
        std::hint::black_box(found.map_err(|error| error.to_string())?);
        Ok(())
    };
    // The index comes into memory once.
    ask("ra".into())?;
    ask("98765".into())?;
    for at in 0..SEARCHES {
        let question = typed(dice.any(&people), at, &mut dice);
        timed(&mut search, || ask(question))?;
    }
    for id in known.iter().cycle().take(known.len() * RUNS) {
        timed(&mut open, || {
            let found = file.door.query(&program, OpenPatient { id: *id }).map_err(text)?;
            let summary = file.door.query(&program, ShowSummary { patient_id: *id });
            std::hint::black_box((found, summary.map_err(text)?));
            Ok(())
        })?;
    }
    for id in others.iter().rev().take(100) {
        file.clock.advance_ms(60_000);
        timed(&mut save, || {
            let done = file.door.write(&program, |tx| visit(tx, *id, file.doctor_id));
            Ok(done.map_err(text)?)
        })?;
    }
    for _ in 0..RUNS {
        let root = tempfile::tempdir()?;
        timed(&mut backup, || copied(&file, root.path()))?;
    }
    let bytes = file.bytes()? as f64;
    let mut file = file;
    for _ in 0..RUNS {
        let begun = Instant::now();
        file = file.reopened()?;
        start.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(At {
        patients,
        visits: count,
        bytes,
        search_p99: percentile(&mut search, 99),
        search: median(search),
        open: median(open),
        save: median(save),
        backup: median(backup),
        start: median(start),
    })
}

/// By which power of the other something grows.
fn power(from: (f64, f64), to: (f64, f64)) -> f64 {
    (to.1 / from.1).ln() / (to.0 / from.0).ln()
}

/// What is measured, its colour in the chart, and where it stands.
type Figure = (&'static str, &'static str, fn(&At) -> f64);

pub fn rows() -> Any<Vec<Row>> {
    let mut all = Vec::new();
    for patients in sizes() {
        all.push(at(patients)?);
        eprintln!("grow: {patients} patients");
    }
    let (Some(first), Some(last)) = (all.first().copied(), all.last().copied()) else {
        return Err("no sizes".into());
    };
    let figures: [Figure; 6] = [
        ("search keystroke, median", "#0b7a6a", |at| at.search),
        ("search keystroke, p99", "#5ab6a7", |at| at.search_p99),
        ("open a patient of 10 visits", "#3156c4", |at| at.open),
        ("save a visit", "#b05a12", |at| at.save),
        ("full backup, read back", "#8a2d72", |at| at.backup),
        ("open the database", "#555555", |at| at.start),
    ];
    let mut rows = Vec::new();
    for (what, _, of) in &figures {
        for at in &all {
            let what = format!("{what}: {} patients, {} visits", at.patients, at.visits);
            rows.push(
                Row::most("B-GROW", what, of(at), "ms")
                    .beside(format!("{:.0} MB of database", at.bytes / 1e6)),
            );
        }
    }
    let people = last.patients as f64 / first.patients as f64;
    for (what, _, of) in figures.iter().filter(|(what, ..)| !what.contains("backup")) {
        let grown = of(&last) / of(&first);
        let row = Row::most("B-GROW", format!("{what}: growth"), grown, "×").beside(format!(
            "with {people:.0} times the patients it takes {grown:.1} times as long"
        ));
        let is_flat = what.contains("search") || what.contains("open a patient");
        rows.push(if is_flat { row.at_most(2.0) } else { row });
    }
    // Of the two largest clinics one has as many visits and other patients: hardly more bytes.
    let grown = power((first.bytes, first.backup), (last.bytes, last.backup));
    rows.push(
        Row::most("B-GROW", "full backup: power of the bytes", grown, "× in exponent")
            .at_most(1.1)
            .beside(format!(
                "1 is linear: {:.0} MB in {:.0} ms, {:.0} MB in {:.0} ms",
                first.bytes / 1e6,
                first.backup,
                last.bytes / 1e6,
                last.backup
            )),
    );
    let curves: Vec<Curve> = figures
        .iter()
        .map(|(name, colour, of)| Curve {
            name,
            colour,
            points: all.iter().map(|at| (at.patients as f64, of(at))).collect(),
        })
        .collect();
    std::fs::write(CHART, chart(&curves))?;
    Ok(rows)
}
