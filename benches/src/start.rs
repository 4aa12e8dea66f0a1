//! From a closed program to an open clinic, in the core: signing in with its key derivation
//! as people have it, and what the home screen asks for.

use std::sync::Arc;
use std::time::Instant;

use kernel::SystemClock;
use serde_json::{Value, json};
use tests::PASSWORD;
use vault::{KdfChoice, MemorySecret, SecretStore};

use crate::Any;
use crate::desks::desk;
use crate::row::{Row, median, process_cpu_ms};

const RUNS: usize = 7;
/// What the first screen after sign-in asks.
const HOME: [&str; 5] =
    ["desk.status", "desk.sync", "settings.clinic", "home.today", "inbox.count"];

pub fn rows() -> Any<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let secrets: Arc<dyn SecretStore> = Arc::new(MemorySecret::new());
    let open = || {
        let clock = Arc::new(SystemClock::default());
        desk(folder.path(), clock, secrets.clone(), KdfChoice::Calibrated)
    };
    let first = open()?;
    tests::ask(&first, "desk.set_up", tests::set_up(), None).map_err(|e| e.to_string())?;
    drop(first);
    let (mut times, mut work, mut homes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let desk = open()?;
        let (began, cpu) = (Instant::now(), process_cpu_ms().0);
        let given = json!({ "user": "meera", "password": PASSWORD });
        let session =
            tests::ask(&desk, "desk.sign_in", given, None).map_err(|error| error.to_string())?;
        let token = session.get("token").and_then(Value::as_str).ok_or("no session")?;
        let since = Instant::now();
        for route in HOME {
            let asked = tests::ask(&desk, route, json!({}), Some(token));
            asked.map_err(|error| format!("{route}: {error}"))?;
        }
        homes.push(since.elapsed().as_secs_f64() * 1e3);
        times.push(began.elapsed().as_secs_f64());
        work.push(process_cpu_ms().0 - cpu);
    }
    Ok(vec![
        Row::most(
            "B-START",
            "sign-in to what home asks, with key derivation: core",
            median(times),
            "s",
        )
        .at_most(1.5)
        .beside(format!(
            "{:.0} ms of CPU, {:.1} ms of it home's {} questions; painting not in it",
            median(work),
            median(homes),
            HOME.len()
        )),
    ])
}
