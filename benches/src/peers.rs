//! The same days of work through the peers: `benches/peers/race.mjs` says how.

use std::fmt::Write as _;
use std::process::Command;

use kernel::{Op, Value, hex};
use serde_json::{Value as Json, json};

use crate::Any;
use crate::row::Row;

const FOLDER: &str = "benches/peers";

fn line(body: &[u8]) -> Any<String> {
    let op = Op::decode(body).map_err(|error| error.to_string())?;
    let value = |value: &Value| match value {
        Value::Null => Json::Null,
        Value::Int(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!(hex(bytes)),
    };
    let fields = op.fields.iter().map(|(field, of)| (field.to_string(), value(of)));
    let fields: serde_json::Map<String, Json> = fields.collect();
    Ok(json!([op.kind as u8, op.table, op.row.to_string(), fields]).to_string())
}

pub fn rows() -> Any<Vec<Row>> {
    let ops = crate::sync::days_of_work()?.1;
    let mut lines = String::new();
    for op in &ops {
        writeln!(lines, "{}", line(op)?)?;
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("ops.jsonl");
    std::fs::write(&path, lines)?;
    let script = format!("{FOLDER}/race.mjs");
    let output = Command::new("node").arg(script).arg(&path).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let mut rows = Vec::new();
    for line in String::from_utf8(output.stdout)?.lines() {
        let found: Json = serde_json::from_str(line)?;
        let text = |name: &str| found.get(name).and_then(Json::as_str).unwrap_or_default();
        let peer = format!("{} {}", text("peer"), text("version"));
        if !text("failed").is_empty() {
            return Err(format!("{peer}: {}", text("failed")).into());
        }
        for group in ["1000", "50", "10"] {
            let bytes = found.get("bytes").and_then(|of| of.get(group)).and_then(Json::as_f64);
            let what = format!("{peer}: bytes an op, {group} ops at a time");
            rows.push(Row::most("B-BYTES", what, bytes.unwrap_or(f64::NAN), "bytes"));
        }
        for (name, id, what, unit) in [
            ("record", "B-BYTES", "bytes a record of a whole copy", "bytes"),
            ("apply", "B-APPLY", "taken in by another, CPU", "ops/s"),
            ("put", "B-WRITE", "one document at a time, CPU", "puts/s"),
        ] {
            let Some(result) = found.get(name).and_then(Json::as_f64) else { continue };
            rows.push(Row::most(id, format!("{peer}: {what}"), result, unit));
        }
    }
    Ok(rows)
}
