//! A whole desk works with names that nobody else has, locks its vault and holds still, so that
//! somebody can look into its memory before and after.

use crate::{PASSWORDS, ask, bill_line, patient_form, text};
use std::sync::mpsc::channel;

use clinic::desk::Desk;
use kernel::Result;
use serde_json::{Value, json};

/// What the parent looks for; all of it is made up.
pub const PIN: &str = "27056190";
pub const NAME: &str = "Zebrunissa Quokkabai";
pub const PHONE: &str = "91234567";
pub const NOTE: &str = "Xylometazoline allergy whispered";
pub const COMPLAINT: &str = "Borborygmus since Ekadashi";
pub const DRESSING: &str = "Wagtail dressing";
pub const PATIENTS: usize = 20;

/// Waits for the parent, which has looked.
fn hear() {
    let mut line = String::new();
    let _ = std::io::stdin().read_line(&mut line);
}

/// Calls come from two threads, as from a window: each keeps what it left on its stack.
pub fn hold(desk: &Desk, stick: &str, say: fn(&str)) -> Result<()> {
    let (ask_there, asked) = channel::<(String, Value, String)>();
    let (answer, answers) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for (route, args, session) in asked {
                let _ = answer.send(ask(desk, &route, args, Some(&session)));
            }
        });
        let there = move |route: &str, args: Value, session: &str| {
            let _ = ask_there.send((route.to_owned(), args, session.to_owned()));
            answers.recv().expect("the other thread answers")
        };
        work(desk, &there, stick, say)
    })
}

type There<'a> = &'a dyn Fn(&str, Value, &str) -> Result<Value>;

fn work(desk: &Desk, there: There<'_>, stick: &str, say: fn(&str)) -> Result<()> {
    // Typed by somebody: copies on the heap, as a window's call would make them.
    let (typed, pin) = (PASSWORDS[0].to_owned(), PIN.to_owned());
    let given = json!({ "user": "meera", "password": typed });
    let session = text(&ask(desk, "desk.sign_in", given, None)?, "/token");
    let call = |route: &str, args: Value| there(route, args, &session);
    let here = |route: &str, args: Value| ask(desk, route, args, Some(&session));
    let mut patients = Vec::new();
    for number in 0..PATIENTS {
        let mut form = patient_form(&format!("{NAME} {}", letters(number)));
        form["phone"] = json!(format!("{PHONE}{number:02}"));
        form["note"] = json!(format!("{NOTE} {}", letters(number)));
        let args = json!({ "form": form, "is_not_duplicate": true });
        patients.push(call("patients.register", args)?["id"].clone());
    }
    for search in [&format!("{PHONE}07"), "zebrunisa quokabai", ""] {
        call("patients.find", json!({ "text": search, "limit": 50 }))?;
        here("patients.find", json!({ "text": search, "limit": 50 }))?;
    }
    let doctor = call("settings.doctors", json!({}))?[0]["id"].clone();
    let patient = &patients[7];
    let args = json!({ "patient_id": patient, "doctor_id": doctor, "token_id": null });
    let visit = call("visits.begin", args)?["id"].clone();
    call("drafts.keep", json!({ "key": "visit/1/complaint", "body": COMPLAINT }))?;
    let save = json!({
        "visit_id": visit, "complaint": COMPLAINT, "history": "", "examination": "",
        "advice": NOTE, "plan_note": "", "follow_up_on": null, "diagnoses": [], "orders": [],
    });
    call("visits.save", save)?;
    let bill = json!({
        "patient_id": patient, "visit_id": null, "discount_paise": 0, "discount_reason": "",
        "buyer": null, "lines": [bill_line(DRESSING)],
        "payments": [{ "method": "cash", "amount_paise": 20_000, "reference": "" }],
    });
    call("billing.issue", bill)?;
    call("desk.set_pin", json!({ "pin": pin }))?;
    call("desk.lock", json!({}))?;
    here("desk.switch", json!({ "user": "meera", "pin": pin }))?;
    call("chart.sign", json!({ "visit_id": visit }))?;
    let args = json!({ "visit_id": visit, "sheet": "a5", "language": "hi" });
    here("prescriptions.paper", args.clone())?;
    let paper = json!({ "route": "prescriptions.paper", "args": args });
    call("papers.print", json!({ "paper": paper, "printer": "tray", "copies": 1 }))?;
    let target = json!({ "name": "Blue stick", "path": stick });
    let target = call("backup.add_target", target)?;
    for kind in ["full", "ops", "drill"] {
        call("desk.backup_run", json!({ "target_id": target, "kind": kind }))?;
        desk.finish_job();
    }
    let reader = call("patients.find", json!({ "text": "", "limit": 50 }))?;
    say("open");
    hear();
    drop((typed, pin, reader, patients));
    here("desk.lock_vault", json!({}))?;
    drop(session);
    say("locked");
    hear();
    Ok(())
}

/// Names take no digits.
fn letters(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    [letter(number / 26), letter(number)].iter().collect()
}
