//! A whole hospital program beside ours: GNU Health on SQLite by its own JSON-RPC, installed
//! from its package into `target/hms`. Ours is asked through the core, JSON in and JSON out.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Instant;

use kernel::{Clock, ManualClock, SystemClock};
use serde_json::{Value, json};

use crate::Any;
use crate::clinic_file;
use crate::desks::Computer;
use crate::people::{Dice, Person, people};
use crate::row::{Row, median, process_cpu_ms};
use crate::sized;

const FOLDER: &str = "target/hms";
const PACKAGE: &str = "gnuhealth==5.0.6";
const PEOPLE: usize = 100_000;
const REGISTERED: usize = 1_000;
const FINDS: usize = 100;
const PRESCRIPTIONS: usize = 60;

struct Figures {
    register: (f64, f64),
    find: (f64, f64),
    prescribe: (f64, f64),
}

fn ran(output: Output) -> Any<String> {
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout)?),
        false => {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            let last: Vec<&str> = words.lines().rev().take(3).collect();
            Err(last.into_iter().rev().collect::<Vec<_>>().join(" ").into())
        }
    }
}

fn theirs() -> Any<Figures> {
    let venv = Path::new(FOLDER).join("venv");
    if !venv.join("bin/trytond").exists() {
        ran(Command::new("python3").args(["-m", "venv"]).arg(&venv).output()?)?;
        let pip = Command::new(venv.join("bin/pip")).args(["install", "-q", PACKAGE]).output()?;
        ran(pip)?;
    }
    let (people, registered) = (sized(PEOPLE, 2_000), sized(REGISTERED, 60));
    let output = Command::new("python3")
        .args(["benches/peers/hms.py", FOLDER])
        .args([people.to_string(), registered.to_string()])
        .output()?;
    let text = ran(output)?;
    let found: Value = serde_json::from_str(text.lines().last().unwrap_or_default())?;
    let pair = |name: &str| -> Any<(f64, f64)> {
        let of = found.get(name).ok_or("a figure is missing")?;
        let figure = |name: &str| of.get(name).and_then(Value::as_f64).ok_or("no number");
        Ok((figure("ms")?, figure("cpu_ms")?))
    };
    Ok(Figures { register: pair("register")?, find: pair("find")?, prescribe: pair("prescribe")? })
}

/// Median milliseconds, and CPU each.
fn timed(count: usize, mut act: impl FnMut(usize) -> Any<()>) -> Any<(f64, f64)> {
    let (mut times, cpu) = (Vec::new(), process_cpu_ms().0);
    for at in 0..count {
        let began = Instant::now();
        act(at)?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok((median(times), (process_cpu_ms().0 - cpu) / count as f64))
}

fn text_of(value: &Value, at: &str) -> Any<String> {
    Ok(value.pointer(at).and_then(Value::as_str).ok_or("an answer without it")?.to_owned())
}

fn ours() -> Any<Figures> {
    let system = SystemClock::default();
    let clock = Arc::new(ManualClock::at(system.now()));
    let one = Computer::founding("front", clock.clone())?;
    let mut known: Vec<Person> = Vec::new();
    let (one, ()) = one.closed(|vault, host| {
        let (writer, readers) = (vault.open_database()?, vec![vault.open_reader()?]);
        let door = clinic_file::open(writer, readers, clinic::api::TABLES, clock.clone(), host)?;
        known = people(&door, &clock, 0, sized(PEOPLE, 2_000), &mut Dice(2026))?;
        Ok(())
    })?;
    let mut patients = Vec::new();
    let register = timed(sized(REGISTERED, 60), |at| {
        let form = tests::patient_form(&format!("Asha Rao{at}"));
        let args = json!({ "form": form, "is_not_duplicate": true });
        let answer = one.call("patients.register", args)?;
        patients.push(text_of(&answer, "/id")?);
        Ok(())
    })?;
    let mut dice = Dice(7);
    let find = timed(FINDS, |_| {
        let person = dice.any(&known);
        let text = format!("{} {}", person.given, person.family);
        let found = one.call("patients.find", json!({ "text": text, "limit": 20 }))?;
        match found.as_array().is_none_or(Vec::is_empty) && found.to_string().len() < 40 {
            true => Err(format!("{text} was not found").into()),
            false => Ok(()),
        }
    })?;
    let doctors = one.call("settings.doctors", json!({}))?;
    let doctor = text_of(&doctors, "/0/id")?;
    let mut visits = Vec::new();
    for patient in patients.iter().take(PRESCRIPTIONS) {
        let args = json!({ "patient_id": patient, "doctor_id": doctor, "token_id": null });
        visits.push(text_of(&one.call("visits.begin", args)?, "/id")?);
    }
    let args = json!({ "text": "1-0-1 x 5 pc", "form": "tablet", "language": "en" });
    let dose = one.call("prescriptions.read_dose", args)?;
    let dose = dose.get("dose").cloned().unwrap_or_default();
    let prescribe = timed(visits.len(), |at| {
        let lines: Vec<Value> = (0..5)
            .map(|no| {
                json!({ "drug_id": "", "generic": format!("Drug {no}"), "brand": "",
                    "form": "tablet", "strength": "500 mg", "route": "oral", "dose": dose,
                    "quantity": 10, "quantity_unit": "tablet", "note": "", "schedule": "H" })
            })
            .collect();
        let args = json!({ "visit_id": visits.get(at), "language": "en", "lines": lines });
        one.call("prescriptions.save", args)?;
        Ok(())
    })?;
    Ok(Figures { register, find, prescribe })
}

type Task = (&'static str, fn(&Figures) -> (f64, f64));

pub fn rows() -> Any<Vec<Row>> {
    let (ours, theirs) = (ours()?, theirs());
    let at = format!("among {}", sized(PEOPLE, 2_000));
    let mut rows = Vec::new();
    let works: [Task; 3] = [
        ("register a patient", |of| of.register),
        ("find one by name", |of| of.find),
        ("write a prescription of 5 lines", |of| of.prescribe),
    ];
    for (what, of) in works {
        let own = of(&ours);
        let what = format!("{what} {at}: faster than GNU Health 5.0.6");
        rows.push(match &theirs {
            Ok(theirs) => {
                let peer = of(theirs);
                Row::most("B-HMS", what, peer.0 / own.0, "×").at_least(20.0).beside(format!(
                    "median {:.2} ms against {:.1} ms; CPU {:.2} ms against {:.1} ms; ours by \
                     the core, JSON in and out, theirs by JSON-RPC on SQLite",
                    own.0, peer.0, own.1, peer.1
                ))
            }
            Err(why) => {
                let why = format!("ours {:.2} ms; GNU Health did not run: {why}", own.0);
                Row::not_run("B-HMS", what, why)
            }
        });
    }
    Ok(rows)
}
