//! A printer that breaks the program: the text of its panic would hold what it was called with.

use clinic::desk::{Desk, Outside};
use kernel::{Printer, Result};
use serde_json::{Value, json};

use crate::{PASSWORDS, ask, patient_form, text};

/// Of a patient, and cut within a letter, which the standard library tells with the whole text.
pub const NAME: &str = "Zebrunissé Quokkabai";

pub struct Jam;

impl Outside for Jam {
    fn printers(&self) -> Result<Vec<Printer>> {
        Ok(Vec::new())
    }

    fn print(&self, printer: &str, _: &[u8], _: u16) -> Result<()> {
        panic!("{}", &printer[..NAME.find('é').unwrap_or(0) + 1]);
    }

    fn print_raw(&self, printer: &str, _: &[u8]) -> Result<()> {
        self.print(printer, &[], 1)
    }

    fn save(&self, file_name: &str, _: &[u8]) -> Result<String> {
        Ok(file_name.to_owned())
    }
}

/// A route panics with a patient's name among its arguments; the desk goes on.
pub fn jam(desk: &Desk, say: fn(&str)) -> Result<()> {
    let given = json!({ "user": "meera", "password": PASSWORDS[0] });
    let session = text(&ask(desk, "desk.sign_in", given, None)?, "/token");
    let call = |route: &str, args: Value| ask(desk, route, args, Some(&session));
    let args = json!({ "form": patient_form(NAME), "is_not_duplicate": true });
    let patient = call("patients.register", args)?["id"].clone();
    let doctor = call("settings.doctors", json!({}))?[0]["id"].clone();
    let args = json!({ "patient_id": patient, "doctor_id": doctor, "token_id": null });
    let visit = call("visits.begin", args)?["id"].clone();
    let save = json!({
        "visit_id": visit, "complaint": "Fever", "history": "", "examination": "",
        "advice": "", "plan_note": "", "follow_up_on": null, "diagnoses": [], "orders": [],
    });
    call("visits.save", save)?;
    call("chart.sign", json!({ "visit_id": visit }))?;
    let args = json!({ "visit_id": visit, "sheet": "a5", "language": "hi" });
    let paper = json!({ "route": "prescriptions.paper", "args": args });
    let print = json!({ "paper": paper, "printer": NAME, "copies": 1 });
    let jammed = std::thread::scope(|scope| {
        let calling = scope.spawn(|| call("papers.print", print).map(drop));
        calling.join()
    });
    say(if jammed.is_err() { "panicked" } else { "went on" });
    call("patients.find", json!({ "text": NAME, "limit": 5 }))?;
    say("alive");
    call("desk.sign_out", json!({})).map(drop)
}
