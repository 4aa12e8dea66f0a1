//! One measured figure beside its budget.

use serde_json::{Value, json};

#[derive(Clone)]
pub struct Row {
    pub id: String,
    pub what: String,
    /// Not a number where nothing was measured; `beside` then says why.
    pub result: f64,
    pub unit: String,
    /// At most, or at least when `is_least`; none for a limit that is only told.
    pub budget: Option<f64>,
    pub is_least: bool,
    pub beside: String,
    /// How often the peer's figure of the same run goes into this one, and whose it is.
    pub ratio: Option<(String, f64)>,
}

/// A fault in one line, without where on this machine it was.
fn told(why: &str) -> String {
    let here = std::env::current_dir().unwrap_or_default().display().to_string();
    let line = why.lines().find(|line| line.contains("Error")).or_else(|| why.lines().next());
    line.unwrap_or_default().trim().replace(&format!("{here}/"), "").chars().take(200).collect()
}

impl Row {
    pub fn most(id: &str, what: impl Into<String>, result: f64, unit: &str) -> Self {
        let (id, unit) = (id.to_owned(), unit.to_owned());
        let (budget, is_least, beside) = (None, false, String::new());
        Self { id, what: what.into(), result, unit, budget, is_least, beside, ratio: None }
    }

    pub fn not_run(id: &str, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self::most(id, what, f64::NAN, "").beside(told(&why.into()))
    }

    pub fn at_most(self, budget: f64) -> Self {
        Self { budget: Some(budget), is_least: false, ..self }
    }

    pub fn at_least(self, budget: f64) -> Self {
        Self { budget: Some(budget), is_least: true, ..self }
    }

    /// Told without a budget; more of it is better.
    pub fn more(self) -> Self {
        Self { is_least: true, ..self }
    }

    pub fn beside(self, beside: impl Into<String>) -> Self {
        Self { beside: beside.into(), ..self }
    }

    /// The same figure of a peer or of a limit, measured in the same run.
    pub fn against(self, peer: &str, theirs: f64) -> Self {
        let (ratio, unit) = (self.result / theirs, &self.unit);
        let told = format!("{peer}: {} {unit}, so {} ×", figure(theirs), figure(ratio));
        let beside = match self.beside.is_empty() {
            true => told,
            false => format!("{told}; {}", self.beside),
        };
        Self { ratio: Some((peer.to_owned(), ratio)), beside, ..self }
    }

    pub fn verdict(&self) -> &'static str {
        match (self.budget, self.is_least) {
            _ if self.result.is_nan() => "not run",
            (None, _) => "told",
            (Some(budget), false) if self.result <= budget => "pass",
            (Some(budget), true) if self.result >= budget => "pass",
            _ => "miss",
        }
    }

    /// What may be compared with another run on another machine: never seconds.
    pub fn comparable(&self) -> Option<(String, f64)> {
        let is_one = matches!(self.unit.as_str(), "%" | "bytes" | "of the database" | "of theirs")
            || self.unit.starts_with('×');
        let (name, value) = match &self.ratio {
            Some((peer, ratio)) => (format!("{}, against {peer}", self.what), *ratio),
            None if is_one => (self.what.clone(), self.result),
            None => return None,
        };
        value.is_finite().then_some((name, value))
    }

    pub fn json(&self) -> Value {
        let ratio = self.ratio.as_ref();
        let ratio = ratio.map(|(peer, times)| json!({ "peer": peer, "times": times }));
        json!({ "id": self.id, "what": self.what, "result": self.result, "unit": self.unit,
                "budget": self.budget, "is_least": self.is_least, "verdict": self.verdict(),
                "beside": self.beside, "ratio": ratio })
    }

    pub fn from_json(of: &Value) -> Option<Self> {
        let text = |name: &str| Some(of.get(name)?.as_str()?.to_owned());
        let ratio = |ratio: &Value| {
            let peer = ratio.get("peer")?.as_str()?.to_owned();
            Some((peer, ratio.get("times")?.as_f64().unwrap_or(f64::NAN)))
        };
        Some(Self {
            id: text("id")?,
            what: text("what")?,
            result: of.get("result").and_then(Value::as_f64).unwrap_or(f64::NAN),
            unit: text("unit")?,
            budget: of.get("budget").and_then(Value::as_f64),
            is_least: of.get("is_least")?.as_bool()?,
            beside: text("beside")?,
            ratio: of.get("ratio").and_then(ratio),
        })
    }
}

/// The rows, or one that says why there are none.
pub fn or_why(id: &str, what: &str, rows: crate::Any<Vec<Row>>) -> Vec<Row> {
    rows.unwrap_or_else(|why| vec![Row::not_run(id, what, why.to_string())])
}

pub fn figure(value: f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        ..0.1 => format!("{value:.4}"),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

pub const HEAD: &str =
    "| id | what | result | budget | | beside it in the same run |\n|---|---|---|---|---|---|\n";

/// One line each, without the table's head.
pub fn lines(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let budget = row.budget.map_or("–".into(), |budget| {
            format!("{} {} {}", if row.is_least { "≥" } else { "≤" }, figure(budget), row.unit)
        });
        let result = match row.result.is_nan() {
            true => "–".into(),
            false => format!("{} {}", figure(row.result), row.unit),
        };
        let beside = row.beside.replace(['\n', '|'], " ");
        let (id, what, verdict) = (&row.id, &row.what, row.verdict());
        text.push_str(&format!("| {id} | {what} | {result} | {budget} | {verdict} | {beside} |\n"));
    }
    text
}

/// Nanoseconds that this thread has been on a processor.
pub fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}

/// Milliseconds that all threads of this process were on a processor, in steps of ten; and
/// those of the processes that it has started and waited for.
pub fn process_cpu_ms() -> (f64, f64) {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: Vec<f64> = fields.skip(11).take(4).filter_map(|text| text.parse().ok()).collect();
    let sum = |of: &[f64]| of.iter().sum::<f64>() * 10.0;
    ticks.split_at_checked(2).map_or((0.0, 0.0), |(own, others)| (sum(own), sum(others)))
}

pub fn percentile(times: &mut [f64], part: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len().saturating_sub(1) * part / 100).copied().unwrap_or(0.0)
}

pub fn median(mut times: Vec<f64>) -> f64 {
    percentile(&mut times, 50)
}
