//! From a key pressed to the frame painted after it, in the real window. A release build
//! cannot be driven by design, so this is the debug build of the shell.

use std::process::Command;

use serde_json::Value;

use crate::Any;
use crate::row::Row;

pub fn rows() -> Any<Vec<Row>> {
    let output = Command::new("node").arg("tests/browser/keys.mjs").output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let screens: Vec<Value> = serde_json::from_slice(&output.stdout)?;
    let row = |screen: &Value| {
        let figure = |name: &str| screen.get(name).and_then(Value::as_f64).unwrap_or(f64::MAX);
        let what = screen.get("what").and_then(Value::as_str).unwrap_or_default();
        Row::most("B-KEY", format!("{what}, p95"), figure("p95"), "ms")
            .at_most(50.0)
            .beside(format!("median {:.0} ms; debug shell, Xvfb", figure("p50")))
    };
    Ok(screens.iter().map(row).collect())
}
