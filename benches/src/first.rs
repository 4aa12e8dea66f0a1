//! A new desk joins a large clinic over a long, narrow line: the real server, two real desks,
//! and the line's bytes, delay and rate.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Clock, Door, Host, ManualClock, Session, SystemClock, Timestamp};
use serde_json::{Value, json};
use vault::Vault;

use crate::Any;
use crate::clinic_file;
use crate::desks::{Computer, InStep, doctor, is_level, let_in, ops, until, until_looking};
use crate::line::{Line, NEAR, Shape};
use crate::people::{Dice, people};
use crate::row::{Row, or_why};
use crate::serving::Server;
use crate::sized;
use crate::visits::visit;
use crate::window::Running;

const BITS: f64 = 2e6;
const ROUND_TRIP: Duration = Duration::from_millis(150);
/// A patient is one change, a visit with its bill thirteen.
const VISITS_OF_TEN: usize = 5;
/// The clinic is as large as this time allows.
const FILLING: Duration = Duration::from_secs(300);
/// Its replicator goes document by document.
const DOCUMENTS: usize = 5_000;
/// More often than a window, which looks whenever a piece has come.
const LOOK: Duration = Duration::from_millis(100);
const DAY_MS: i64 = 86_400_000;

fn changes_wanted() -> i64 {
    sized(1_000_000, 20_000) as i64
}

/// Patients and visits until there are enough, or the time is over.
fn fill(vault: &Vault, host: Arc<dyn Host>, clock: &Arc<ManualClock>) -> Any<i64> {
    let door = clinic_file::open(
        vault.open_database()?,
        vec![vault.open_reader()?],
        clinic::api::TABLES,
        clock.clone(),
        host,
    )?;
    let (doctor_id, mut dice) = (doctor(&door)?, Dice(2026));
    let (began, mut from) = (Instant::now(), 0);
    while ops(vault)? < changes_wanted() && began.elapsed() < FILLING {
        let made = people_from(&door, clock, from, &mut dice)?;
        from += made.len();
        let program = Session::program();
        for chunk in made.chunks(10) {
            let done = door.write(&program, |tx| {
                chunk.iter().take(VISITS_OF_TEN).try_for_each(|id| visit(tx, *id, doctor_id))
            });
            done.map_err(|error| error.to_string())?;
        }
    }
    ops(vault)
}

fn people_from(
    door: &Door,
    clock: &ManualClock,
    from: usize,
    dice: &mut Dice,
) -> Any<Vec<kernel::RowId>> {
    Ok(people(door, clock, from, 2_000, dice)?.into_iter().map(|person| person.id).collect())
}

/// The first desk seals, sends, and makes a snapshot beside its work; its clock is made to
/// run, as it waits by the minute.
fn send_all(one: &Computer, clock: &ManualClock) -> Any<()> {
    let (began, mut quiet) = (Instant::now(), 0);
    while quiet < 8 {
        clock.advance_ms(60_000);
        one.call("desk.touch", json!({}))?;
        let wait = one.desk.sync().map_err(|error| error.to_string())?;
        let is_quiet = wait > 20 && is_level(one)?;
        quiet = if is_quiet { quiet + 1 } else { 0 };
        if began.elapsed() > Duration::from_secs(400) {
            return Err("sending took more than 400 s".into());
        }
    }
    Ok(())
}

pub fn rows() -> Any<Vec<Row>> {
    let system = SystemClock::default();
    let clock = Arc::new(ManualClock::at(Timestamp(system.now().0 - 500 * DAY_MS)));
    let one = Computer::founding("front", clock.clone())?;
    let (one, changes) = one.closed(|vault, host| {
        let changes = fill(vault, host, &clock)?;
        let behind = system.now().0 - clock.now().0;
        clock.advance_ms(behind.max(0));
        Ok(changes)
    })?;
    let server = Server::start()?;
    // A newcomer is told the address that the first desk has.
    let line = Line::lay(server.at, NEAR)?;
    one.connect(&line.at.to_string())?;
    let sending = Instant::now();
    send_all(&one, &clock)?;
    let sent = sending.elapsed().as_secs_f64();
    eprintln!("first: {changes} changes sealed, sent and in a snapshot after {sent:.0} s");

    let shape = Shape { bits_a_second: Some(BITS), round_trip: ROUND_TRIP };
    line.become_like(shape);
    let two = Computer::new("pharmacy", Arc::new(SystemClock::default()))?;
    // The first desk works on: it answers the newcomer.
    let before = line.bytes();
    let pressed = let_in(&one, &two, &line.at.to_string())?;
    let in_step = InStep::of(&two);
    // A first session that did not come with the joining comes by signing in.
    until(Duration::from_secs(120), "the first session", || {
        Ok(two.call("desk.sync", json!({})).is_ok() || two.sign_in().is_ok())
    })?;
    let mut usable = None;
    until_looking(LOOK, Duration::from_secs(600), "the first sync", || {
        let view = two.call("desk.sync", json!({}))?;
        let arriving = view.get("arriving").filter(|arriving| !arriving.is_null());
        let is_usable = arriving
            .is_none_or(|share| share.get("is_usable").and_then(Value::as_bool) == Some(true));
        if is_usable && usable.is_none() {
            usable = Some(pressed.elapsed().as_secs_f64());
        }
        is_level(&two)
    })?;
    let complete = pressed.elapsed().as_secs_f64();
    drop(in_step);
    let (_, bytes) = line.bytes();
    let got = (bytes - before.1) as f64;
    let (_two, held) = two.closed(|vault, _| ops(vault))?;
    if held < changes {
        return Err(format!("{held} changes came of {changes}").into());
    }
    let alone = got * 8.0 / BITS;
    let at = format!("{changes} changes, 2 Mbit/s, 150 ms there and back");
    let usable = usable.ok_or("it was never usable")?;
    let mut rows = vec![
        Row::most("B-FIRST", format!("new desk usable, {at}: wall"), usable, "s")
            .at_most(8.0)
            .beside("from the last button of joining, its key derivation in it"),
        Row::most("B-FIRST", format!("new desk complete, {at}: wall"), complete, "s")
            .at_most(50.0)
            .beside(format!("{:.1} MB, {:.1} bytes a change", got / 1e6, got / changes as f64))
            .against("its bytes ÷ the line's rate", alone),
    ];
    rows.extend(or_why(
        "B-FIRST",
        "PouchDB over the same line",
        pouchdb(shape, complete / changes as f64),
    ));
    Ok(rows)
}

/// So many of its documents over such a line, by its own replicator and its own server.
fn pouchdb(shape: Shape, ours_each: f64) -> Any<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    let documents = sized(DOCUMENTS, 300);
    let script = |what: &str| {
        let mut node = Command::new("node");
        node.arg("benches/peers/first.mjs").arg(what).stdin(Stdio::piped()).stdout(Stdio::piped());
        node
    };
    let child = script("serve").arg(folder.path()).arg(documents.to_string()).spawn()?;
    let mut server = Running(child);
    let out = server.0.stdout.take().ok_or("no output")?;
    let mut port = String::new();
    BufReader::new(out).read_line(&mut port)?;
    let port: u16 = port.trim().parse().map_err(|_| "PouchDB's server did not begin")?;
    let line = Line::lay(([127, 0, 0, 1], port).into(), shape)?;
    let address = format!("http://{}/source", line.at);
    let output = script("pull").arg(folder.path()).arg(address).stderr(Stdio::piped()).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let seconds: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    let (_, bytes) = line.bytes();
    let each = seconds / documents as f64;
    Ok(vec![
        Row::most(
            "B-FIRST",
            "ours against PouchDB on such a line: seconds a record",
            ours_each / each,
            "×",
        )
        .beside(format!(
            "{:.1} µs a change against {:.2} ms a document: {documents} documents of a visit \
                 in {seconds:.0} s, {:.0} bytes each; a million would take {:.1} hours",
            ours_each * 1e6,
            each * 1e3,
            bytes as f64 / documents as f64,
            each * 1e6 / 3_600.0
        )),
    ])
}
