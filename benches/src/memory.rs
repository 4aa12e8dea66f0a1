//! What the core holds in memory after as much work as an hour at a desk brings, in a clinic of
//! a hundred thousand patients. An hour is too long for a bench: the same work at full speed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use clinic::demo::DEMO_PASSWORD;
use kernel::SystemClock;
use serde_json::{Value, json};
use vault::{KdfChoice, Keeping, Place};

use crate::Any;
use crate::demo;
use crate::desks::with_secrets;
use crate::people::{Dice, mistyped};
use crate::sized;
use crate::window::memory_kb;

/// One a minute at a busy desk.
const VISITS: usize = 60;
/// Keys in the search box a visit.
const TYPED: usize = 8;
const LOOKS: [&str; 5] =
    ["desk.status", "desk.sync", "home.today", "inbox.count", "settings.clinic"];

struct Work<'a> {
    ask: &'a dyn Fn(&str, Value) -> Any<Value>,
    calls: usize,
}

impl Work<'_> {
    fn ask(&mut self, route: &str, args: Value) -> Any<Value> {
        self.calls += 1;
        (self.ask)(route, args).map_err(|why| format!("{route}: {why}").into())
    }

    fn visit(&mut self, at: usize, doctor: &Value, dice: &mut Dice) -> Any<()> {
        const NAMES: [&str; 6] =
            ["sunita pawar", "ramesh", "9822", "lakshmi iyer", "mohammed", "asha r"];
        for route in LOOKS {
            self.ask(route, json!({}))?;
        }
        for _ in 0..TYPED {
            let name = *dice.any::<&str>(&NAMES);
            let text = mistyped(name, dice);
            let text: String = text.chars().take(2 + dice.roll(9)).collect();
            self.ask("patients.find", json!({ "text": text, "limit": 20 }))?;
        }
        let form = tests::patient_form(&format!("Asha Rao{at}"));
        let made =
            self.ask("patients.register", json!({ "form": form, "is_not_duplicate": true }))?;
        let id = made.get("id").cloned().ok_or("no id")?;
        self.ask("patients.open", json!({ "id": id }))?;
        let begun = json!({ "patient_id": id, "doctor_id": doctor, "token_id": null });
        let visit = self.ask("visits.begin", begun)?;
        let args = json!({ "text": "1-0-1 x 5 pc", "form": "tablet", "language": "en" });
        let read = self.ask("prescriptions.read_dose", args)?;
        let lines: Vec<Value> = (0..5)
            .map(|no| {
                json!({ "drug_id": "", "generic": format!("Drug {no}"), "brand": "",
                    "form": "tablet", "strength": "500 mg", "route": "oral",
                    "dose": read.get("dose"), "quantity": 10, "quantity_unit": "tablet",
                    "note": "", "schedule": "H" })
            })
            .collect();
        let args = json!({ "visit_id": visit.get("id"), "language": "en", "lines": lines });
        self.ask("prescriptions.save", args)?;
        self.ask("chart.summary", json!({ "patient_id": id }))?;
        Ok(())
    }
}

fn visits() -> usize {
    sized(VISITS, 5)
}

fn core(folder: &Path) -> Any<(f64, usize)> {
    let secrets = Arc::new(|place: &Place, of: Keeping| Arc::from(place.secret_store(of)));
    let clock = Arc::new(SystemClock::default());
    let desk = with_secrets(folder, clock, secrets, KdfChoice::Calibrated)?;
    let asked = |route: &str, args: Value, token: Option<&str>| {
        tests::ask(&desk, route, args, token).map_err(|error| format!("{error:?}"))
    };
    asked("desk.open_demo", json!({}), None)?;
    let doctor = json!({ "user": "doctor", "password": DEMO_PASSWORD });
    let signed = asked("desk.sign_in", doctor, None)?;
    let token = signed.get("token").and_then(Value::as_str).ok_or("no session")?.to_owned();
    let doctor = signed.get("doctor_id").cloned().ok_or("no doctor")?;
    let ask = |route: &str, args: Value| Ok(asked(route, args, Some(&token))?);
    let mut work = Work { ask: &ask, calls: 0 };
    let mut dice = Dice(11);
    for at in 0..visits() {
        work.visit(at, &doctor, &mut dice)?;
    }
    let calls = work.calls;
    Ok((memory_kb(std::process::id()) as f64 / 1e3, calls))
}

/// Megabytes of the core, and what it had done. What others left behind is not the core's: it is
/// a process of its own.
pub fn core_after_an_hour(folder: &Path) -> Any<(f64, String)> {
    let own = std::env::current_exe()?;
    let mut child = Command::new(own);
    let output = child.arg("--core-memory").arg(folder).stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8(output.stdout)?;
    let (megabytes, calls) = said.trim().split_once(' ').ok_or("the core did not say")?;
    let told = format!(
        "{} patients; {} visits and {calls} calls, as many as an hour brings, at full speed",
        demo::patients(),
        visits()
    );
    Ok((megabytes.parse()?, told))
}

/// As a process of its own: prints megabytes and calls.
pub fn print_core(folder: &str) -> Any<()> {
    let (megabytes, calls) = core(Path::new(folder))?;
    println!("{megabytes} {calls}");
    Ok(())
}
