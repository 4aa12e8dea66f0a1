//! From a key pressed to the frame painted after it, in the real window, and what the window
//! then holds. A release build cannot be driven by design, so this is the debug build of the
//! shell.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::Any;
use crate::memory::core_after_an_hour;
use crate::row::Row;
use crate::{demo, sized, visits};

const HOUR: &str = "core and webview, after an hour's work";

/// What a script saw in a window of this program.
fn seen(script: &str, program: &str, data: &Path) -> Any<Value> {
    let output = Command::new("node")
        .arg(format!("tests/browser/{script}"))
        .env("VAIDYA", std::env::current_dir()?.join(program))
        .env("VAIDYA_KEYS", data)
        .env("VAIDYA_OPENED", demo::REGULAR)
        .output()?;
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout)?),
        false => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

fn figure(of: &Value, name: &str) -> Any<f64> {
    Ok(of.get(name).and_then(Value::as_f64).ok_or_else(|| format!("no {name}"))?)
}

pub fn rows() -> Any<Vec<Row>> {
    let folder = tempfile::tempdir()?;
    demo::make(folder.path())?;
    let seen_ours = seen("keys.mjs", "target/debug/vaidya", folder.path())?;
    let empty = tempfile::tempdir()?;
    let limit = seen("empty-keys.mjs", "target/debug/examples/empty", empty.path());
    let limit = limit.and_then(|limit| figure(&limit, "p95"));
    let screens = seen_ours.get("screens").and_then(Value::as_array).ok_or("no screens")?;
    let mut rows = Vec::new();
    for screen in screens {
        let what = screen.get("what").and_then(Value::as_str).unwrap_or_default();
        let what = format!("{what}, {} patients, p95", sized(demo::PATIENTS, 2_000));
        if let Some(why) = screen.get("failed").and_then(Value::as_str) {
            rows.push(Row::not_run("B-KEY", what, why));
            continue;
        }
        let median = figure(screen, "p50")?;
        let row = Row::most("B-KEY", what, figure(screen, "p95")?, "ms")
            .at_most(50.0)
            .beside(format!("median {median:.0} ms; debug shell, Xvfb"));
        rows.push(match &limit {
            Ok(limit) => row.against("an empty input in such a window", *limit),
            Err(_) => row,
        });
    }
    if let Err(why) = limit {
        let what = "an empty input in such a window";
        rows.push(Row::not_run("B-KEY", what, why.to_string()));
    }
    let what = format!("patient with {} visits: Enter to painted", visits::VISITS);
    rows.push(match seen_ours.pointer("/opened/failed").and_then(Value::as_str) {
        Some(why) => Row::not_run("B-OPEN", what, why),
        None => {
            let opened = seen_ours.get("opened").ok_or("nothing was opened")?;
            let p95 = figure(opened, "p95")?;
            Row::most("B-OPEN", what, figure(opened, "p50")?, "ms").at_most(80.0).beside(format!(
                "p95 {p95:.0} ms; {} patients; debug shell, Xvfb",
                demo::patients()
            ))
        }
    });
    let home = figure(&seen_ours, "home_ms")? / 1e3;
    rows.push(
        Row::most("B-START", "demo opened, to home painted, with key derivation: wall", home, "s")
            .at_most(1.5)
            .beside(format!("{} patients; debug shell, Xvfb", demo::patients())),
    );
    let (core, told) = core_after_an_hour(folder.path())?;
    rows.push(
        Row::most("B-MEM", "core alone, after an hour's work", core, "MB")
            .at_most(80.0)
            .beside(told.clone()),
    );
    let window = figure(&seen_ours, "webview_mb")?;
    rows.push(Row::most("B-MEM", HOUR, core + window, "MB").at_most(350.0).beside(format!(
        "{told}; {window:.0} MB of it the webview's processes after all keys above, of the debug \
         shell, which alone can be driven"
    )));
    Ok(rows)
}
