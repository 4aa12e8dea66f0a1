//! A desk among others in a process of its own: it does what its standard input says, line by
//! line, and says on its standard output what the core has acknowledged; nothing else.
#![allow(clippy::indexing_slicing, reason = "a panic is how a test fails")]

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use clinic::desk::{Desk, DeskOptions, NoHub};
use kernel::{Error, Result, SystemClock};
use serde_json::{Value, json};
use tests::{Tray, ask, patient_form, text};
use vault::{KdfChoice, Keeping, Place};
use wire::HttpWire;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder"));
    let desk = Arc::new(Desk::new(DeskOptions {
        folder,
        clock: Arc::new(SystemClock::default()),
        outside: Arc::new(Tray::default()),
        secrets: Arc::new(|place: &Place, keeping: Keeping| place.secret_store(keeping).into()),
        kdf: KdfChoice::Floor,
        wire: Arc::new(HttpWire::new().expect("a runtime")),
        hub: NoHub::shared(),
    }));
    keep_in_step(&desk);
    let mut clerk = Clerk { desk, session: None };
    for line in std::io::stdin().lock().lines().map_while(std::result::Result::ok) {
        match clerk.hear(&line) {
            Ok(answer) => say(&format!("ok {answer}")),
            Err(error) => say(&format!("no {} {:?}", error.message, error.cause)),
        }
    }
    // Closed in peace: nothing is written any more when this process is gone.
    let desk = Arc::downgrade(&clerk.desk);
    drop(clerk);
    while desk.strong_count() > 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// As the program does it.
fn keep_in_step(desk: &Arc<Desk>) {
    let (weak, bell): (Weak<Desk>, _) = (Arc::downgrade(desk), desk.bell());
    std::thread::spawn(move || {
        while let Some(desk) = weak.upgrade() {
            let wait = desk.sync().unwrap_or_else(|error| {
                eprintln!("sync: {} {:?}", error.message, error.cause);
                500
            });
            drop(desk);
            bell.rest(Duration::from_millis(wait.unsigned_abs()));
        }
    });
}

fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe: whoever listened has gone.
    let _ = writeln!(out, "{words}").and_then(|()| out.flush());
}

struct Clerk {
    desk: Arc<Desk>,
    session: Option<String>,
}

impl Clerk {
    /// `call ROUTE JSON`, or `work ROUNDS`.
    fn hear(&mut self, line: &str) -> Result<Value> {
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        match words[..] {
            ["call", route, args] => {
                let args = serde_json::from_str(args).map_err(Error::internal)?;
                let answer = self.call(route, args)?;
                let token = ["/token", "/session/token"].into_iter();
                let token = token.filter_map(|at| answer.pointer(at)?.as_str()).next();
                if let Some(token) = token {
                    self.session = Some(token.to_owned());
                }
                Ok(answer)
            }
            ["work", rounds] => {
                let doctors = self.call("settings.doctors", json!({}))?;
                for _ in 0..rounds.parse().map_err(Error::internal)? {
                    self.work(&doctors[0]["id"])?;
                }
                Ok(Value::Null)
            }
            _ => Err(Error::internal("call or work")),
        }
    }

    fn call(&self, route: &str, args: Value) -> Result<Value> {
        ask(&self.desk, route, args, self.session.as_deref())
    }

    /// One patient from the door to the receipt.
    fn work(&self, doctor: &Value) -> Result<()> {
        let form = patient_form("Zebrunissa Begum");
        let args = json!({ "form": form, "is_not_duplicate": true });
        let patient = text(&self.call("patients.register", args)?, "/id");
        say(&format!("patient {patient}"));
        let args = json!({ "patient_id": patient, "doctor_id": doctor,
                           "priority": "normal", "reason": "fever" });
        let token = text(&self.call("queue.give", args)?, "/id");
        say(&format!("token {token}"));
        let args = json!({ "patient_id": patient, "doctor_id": doctor, "token_id": token });
        let visit = text(&self.call("visits.begin", args)?, "/id");
        say(&format!("visit {visit}"));
        let bill = self.call(
            "billing.issue",
            json!({
                "patient_id": patient, "visit_id": visit, "discount_paise": 0,
                "discount_reason": "", "buyer": null, "lines": [line()],
                "payments": [{ "method": "cash", "amount_paise": 20_000, "reference": "" }],
            }),
        )?;
        say(&format!("bill {} {}", text(&bill, "/id"), text(&bill, "/printed_number")));
        Ok(())
    }
}

fn line() -> Value {
    json!({ "service_id": null, "doctor_id": null, "description": "Dressing", "sac": "999312",
            "quantity": 1, "price_paise": 20_000, "discount_paise": 0, "tax_class": "exempt" })
}
