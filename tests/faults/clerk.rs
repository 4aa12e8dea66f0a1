//! A desk in a process of its own, for tests that kill it or break its disk. Says on its
//! standard output what it is about to do and what the core has acknowledged; nothing else.
#![allow(clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clinic::desk::{Desk, DeskOptions, NoHub, NoWire, Outside};
use kernel::{Result, SystemClock};
use serde_json::{Value, json};
use tests::hold::hold;
use tests::jam::{Jam, jam};
use tests::{PASSWORDS, Tray, ask, bill_line, patient_form, set_up, text};
use vault::{KdfChoice, Keeping, Place};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder"));
    let act = arguments.next().expect("make, work, jam, hold or copy");
    if act == "jam" {
        // As the program's own main does.
        vault::quiet_panics();
        return told(jam(&desk_with(&folder, Arc::new(Jam)), say));
    }
    if act == "hold" {
        let stick = arguments.next().expect("a folder");
        return told(hold(&desk(&folder), &stick, say));
    }
    if act == "copy" {
        let given: Vec<String> = arguments.collect();
        return told(copy(&folder, &given[0], &given[1], &given[2]));
    }
    let rounds: u32 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(u32::MAX);
    told(match act.as_str() {
        "make" => make(&folder),
        _ => work(&folder, rounds, arguments.next().unwrap_or_default()),
    })
}

fn told(done: Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // What a person would be told.
            eprintln!("refused {} {}", error.message, error.cause.unwrap_or_default());
            ExitCode::from(3)
        }
    }
}

fn desk(folder: &std::path::Path) -> Desk {
    desk_with(folder, Arc::new(Tray::default()))
}

fn desk_with(folder: &std::path::Path, outside: Arc<dyn Outside>) -> Desk {
    Desk::new(DeskOptions {
        folder: folder.to_owned(),
        clock: Arc::new(SystemClock::default()),
        outside,
        secrets: Arc::new(|place: &Place, keeping: Keeping| place.secret_store(keeping).into()),
        kdf: KdfChoice::Floor,
        wire: NoWire::shared(),
        hub: NoHub::shared(),
    })
}

fn make(folder: &std::path::Path) -> Result<()> {
    let mut form = set_up();
    form["keep_secret_in_file"] = json!(true);
    form["password"] = json!(PASSWORDS[0]);
    form["is_doctor"] = json!(true);
    form["registration_no"] = json!("MMC-2011-0457");
    form["qualification"] = json!("MBBS, MD");
    ask(&desk(folder), "desk.set_up", form, None).map(drop)
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe: whoever listened has gone.
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}

fn work(folder: &std::path::Path, rounds: u32, password: String) -> Result<()> {
    let desk = desk(folder);
    let mut at = PASSWORDS.iter().position(|known| *known == password).unwrap_or(0);
    let given = json!({ "user": "meera", "password": PASSWORDS[at] });
    let session = text(&ask(&desk, "desk.sign_in", given, None)?, "/token");
    let call = |route: &str, args: Value| ask(&desk, route, args, Some(&session));
    say("open");
    for round in 0..rounds {
        let mut form = patient_form("Zebrunissa Begum");
        form["phone"] = json!("9123456780");
        let args = json!({ "form": form, "is_not_duplicate": true });
        let patient = text(&call("patients.register", args)?, "/id");
        say(&format!("patient {patient}"));
        let bill = call(
            "billing.issue",
            json!({
                "patient_id": patient, "visit_id": null, "discount_paise": 0,
                "discount_reason": "", "buyer": null, "lines": [bill_line("Dressing")],
                "payments": [{ "method": "cash", "amount_paise": 20_000, "reference": "" }],
            }),
        )?;
        say(&format!("bill {} {}", text(&bill, "/id"), text(&bill, "/printed_number")));
        if round % 4 == 3 {
            let next = 1 - at;
            say(&format!("try {next}"));
            let (old, new) = (PASSWORDS[at], PASSWORDS[next]);
            call("desk.change_password", json!({ "old_password": old, "password": new }))?;
            at = next;
            say(&format!("password {next}"));
        }
    }
    call("desk.sign_out", json!({})).map(drop)
}

/// A copy to a stick, a drill of it or a restore of it, finished or not, and a patient who comes
/// afterwards.
fn copy(folder: &std::path::Path, what: &str, stick: &str, password: &str) -> Result<()> {
    let desk = desk(folder);
    let given = json!({ "user": "meera", "password": password });
    let session = text(&ask(&desk, "desk.sign_in", given, None)?, "/token");
    say("open");
    let call = |route: &str, args: Value| ask(&desk, route, args, Some(&session));
    let target = json!({ "name": "Blue stick", "path": stick });
    // Known already the second time.
    let _ = call("backup.add_target", target);
    let targets = call("backup.show", json!({ "limit": 5 }))?["targets"].clone();
    let target = targets.as_array().into_iter().flatten().find(|target| target["path"] == stick);
    let begun = match what {
        "restore" | "finish" => {
            let choices = call("desk.restore_list", json!({ "folder": stick }))?;
            let args = json!({ "folder": choices[0]["folder"], "number": choices[0]["number"],
                               "until": null, "code": "" });
            call("desk.restore_begin", args)
        }
        kind => {
            let target = target.map(|target| target["id"].clone()).unwrap_or_default();
            call("desk.backup_run", json!({ "target_id": target, "kind": kind }))
        }
    };
    desk.finish_job();
    match begun {
        Ok(_) => {
            let fault = text(&call("desk.job", json!({}))?, "/job/fault");
            say(&format!("job {}", if fault.is_empty() { "done" } else { &fault }));
        }
        Err(error) => say(&format!("job {}", error.message)),
    }
    let mut session = session.clone();
    if what == "finish" {
        let args = json!({ "user": "meera", "password": "", "keep_secret_in_file": true });
        session = text(&call("desk.restore_finish", args)?, "/session/token");
        say("restored");
    }
    let call = |route: &str, args: Value| ask(&desk, route, args, Some(&session));
    let mut form = patient_form("Zebrunissa Begum");
    form["phone"] = json!("9123456780");
    let args = json!({ "form": form, "is_not_duplicate": true });
    say(&format!("patient {}", text(&call("patients.register", args)?, "/id")));
    call("desk.sign_out", json!({})).map(drop)
}
