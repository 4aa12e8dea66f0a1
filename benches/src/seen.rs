//! A change on one desk seen on another: two real desks, each with its own sync loop as the
//! program runs it, at a hub on one of them and at the real server over a long line.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::SystemClock;
use serde_json::{Value, json};

use crate::Any;
use crate::desks::{Computer, InStep, is_level, let_in, until};
use crate::line::{Line, Shape};
use crate::people::Dice;
use crate::row::{Row, or_why, percentile};
use crate::serving::Server;
use crate::sized;

const AT_HUB: usize = 120;
const AT_SERVER: usize = 40;
/// Changes come at any moment of the desks' rounds.
const APART_MS: usize = 1_100;
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(4);

struct Two {
    one: Computer,
    two: Computer,
}

fn computer(name: &'static str) -> Any<Computer> {
    Computer::new(name, Arc::new(SystemClock::default()))
}

fn id(of: &Value) -> Any<&str> {
    Ok(of.get("id").and_then(Value::as_str).ok_or("no id")?)
}

fn level(two: &Two) -> Any<()> {
    until(PATIENCE, "getting level", || Ok(is_level(&two.one)? && is_level(&two.two)?))
}

fn news(computer: &Computer) -> Any<u64> {
    let view = computer.call("desk.sync", json!({}))?;
    Ok(view.get("news").and_then(Value::as_u64).unwrap_or(0))
}

/// From the press of the button on one desk until the other's core answers with it.
fn seen(two: &Two, write: &dyn Fn() -> Any<(&'static str, Value)>) -> Any<f64> {
    let mut before = news(&two.two)?;
    let pressed = Instant::now();
    let (route, args) = write()?;
    loop {
        let now = news(&two.two)?;
        if now != before && two.two.call(route, args.clone()).is_ok() {
            return Ok(pressed.elapsed().as_secs_f64() * 1e3);
        }
        before = now;
        if pressed.elapsed() > PATIENCE {
            return Err("a change was not seen in a minute".into());
        }
        std::thread::sleep(LOOK);
    }
}

fn register(computer: &Computer, name: &str) -> Any<Value> {
    let args = json!({ "form": tests::patient_form(name), "is_not_duplicate": true });
    computer.call("patients.register", args)
}

fn times(two: &Two, count: usize, is_bill: bool) -> Any<Vec<f64>> {
    let patient = register(&two.one, "Sunita Pawar")?;
    let _in_step = [InStep::of(&two.one), InStep::of(&two.two)];
    level(two)?;
    let (mut dice, mut times) = (Dice(7), Vec::new());
    let registering = || -> Any<(&'static str, Value)> {
        let patient = register(&two.one, "Asha Rao")?;
        Ok(("patients.open", json!({ "id": id(&patient)? })))
    };
    let billing = || -> Any<(&'static str, Value)> {
        let line = json!({ "service_id": null, "doctor_id": null, "description": "Dressing",
            "sac": "999312", "quantity": 1, "price_paise": 20_000, "discount_paise": 0,
            "tax_class": "exempt" });
        let args = json!({ "patient_id": id(&patient)?, "visit_id": null, "discount_paise": 0,
            "discount_reason": "", "buyer": null, "lines": [line],
            "payments": [{ "method": "cash", "amount_paise": 20_000, "reference": "" }] });
        let bill = two.one.call("billing.issue", args)?;
        Ok(("billing.open", json!({ "invoice_id": id(&bill)? })))
    };
    for _ in 0..count {
        std::thread::sleep(Duration::from_millis(dice.roll(APART_MS) as u64));
        times.push(if is_bill { seen(two, &billing)? } else { seen(two, &registering)? });
    }
    Ok(times)
}

fn in_step_while<T>(one: &Computer, work: impl FnOnce() -> Any<T>) -> Any<T> {
    let _in_step = InStep::of(one);
    work()
}

fn at_hub() -> Any<Vec<Row>> {
    let one = Computer::founding("front", Arc::new(SystemClock::default()))?;
    one.confirm()?;
    one.call("desk.turn_hub", json!({ "is_on": true, "name": "front", "is_instead": false }))?;
    let view = one.call("desk.sync", json!({}))?;
    let address = view.pointer("/remote/address").and_then(Value::as_str).ok_or("no hub")?;
    let two = computer("pharmacy")?;
    in_step_while(&one, || let_in(&one, &two, address))?;
    let two = Two { one, two };
    {
        let _steps = [InStep::of(&two.one), InStep::of(&two.two)];
        level(&two)?;
    }
    let mut found = times(&two, sized(AT_HUB, 10), false)?;
    let p50 = percentile(&mut found, 50);
    let what = format!("hub of the house, core to core, {} changes, p99", found.len());
    Ok(vec![
        Row::most("B-SEEN", what, percentile(&mut found, 99), "ms")
            .at_most(300.0)
            .beside(format!("median {p50:.0} ms; TLS on loopback; painting not in it")),
    ])
}

fn at_server() -> Any<Vec<Row>> {
    let server = Server::start()?;
    let shape = Shape { bits_a_second: Some(2e6), round_trip: Duration::from_millis(150) };
    let line = Line::lay(server.at, shape)?;
    let one = Computer::founding("front", Arc::new(SystemClock::default()))?;
    one.connect(&line.at.to_string())?;
    let two = computer("pharmacy")?;
    in_step_while(&one, || {
        until(PATIENCE, "founding", || is_level(&one))?;
        let_in(&one, &two, &line.at.to_string())
    })?;
    let two = Two { one, two };
    {
        let _steps = [InStep::of(&two.one), InStep::of(&two.two)];
        level(&two)?;
    }
    let mut rows = Vec::new();
    for (is_bill, what, budget) in
        [(true, "an invoice", 2_000.0), (false, "a registration", 35_000.0)]
    {
        let mut found = times(&two, sized(AT_SERVER, 5), is_bill)?;
        let p50 = percentile(&mut found, 50);
        let what = format!("server over 2 Mbit/s and 150 ms, {what}, core to core, p99");
        rows.push(
            Row::most("B-SEEN", what, percentile(&mut found, 99), "ms")
                .at_most(budget)
                .beside(format!("median {p50:.0} ms of {} changes", found.len())),
        );
    }
    Ok(rows)
}

pub fn rows() -> Any<Vec<Row>> {
    let mut rows = or_why("B-SEEN", "at a hub of the house", at_hub());
    rows.extend(or_why("B-SEEN", "over the server", at_server()));
    Ok(rows)
}
