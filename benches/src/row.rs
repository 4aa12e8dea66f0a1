//! One measured figure beside its budget.

use serde_json::{Value, json};

pub struct Row {
    pub id: &'static str,
    pub what: String,
    pub result: f64,
    pub unit: &'static str,
    /// At most, or at least when `is_least`; none for a limit that is only told.
    pub budget: Option<f64>,
    pub is_least: bool,
    pub beside: String,
}

impl Row {
    pub fn most(
        id: &'static str,
        what: impl Into<String>,
        result: f64,
        unit: &'static str,
    ) -> Self {
        let (budget, is_least, beside) = (None, false, String::new());
        Self { id, what: what.into(), result, unit, budget, is_least, beside }
    }

    pub fn at_most(self, budget: f64) -> Self {
        Self { budget: Some(budget), is_least: false, ..self }
    }

    pub fn at_least(self, budget: f64) -> Self {
        Self { budget: Some(budget), is_least: true, ..self }
    }

    pub fn beside(self, beside: impl Into<String>) -> Self {
        Self { beside: beside.into(), ..self }
    }

    fn verdict(&self) -> &'static str {
        match (self.budget, self.is_least) {
            (None, _) => "told",
            (Some(budget), false) if self.result <= budget => "pass",
            (Some(budget), true) if self.result >= budget => "pass",
            _ => "miss",
        }
    }

    pub fn json(&self) -> Value {
        json!({ "id": self.id, "what": self.what, "result": self.result, "unit": self.unit,
                "budget": self.budget, "verdict": self.verdict(), "beside": self.beside })
    }
}

fn figure(value: f64) -> String {
    match value.abs() {
        0.0 => "0".into(),
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| id | what | result | budget | | beside it in the same run |\n|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let budget = row.budget.map_or("–".into(), |budget| {
            format!("{} {} {}", if row.is_least { "≥" } else { "≤" }, figure(budget), row.unit)
        });
        text.push_str(&format!(
            "| {} | {} | {} {} | {} | {} | {} |\n",
            row.id,
            row.what,
            figure(row.result),
            row.unit,
            budget,
            row.verdict(),
            row.beside
        ));
    }
    text
}

/// Nanoseconds that this thread has been on a processor.
pub fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}

pub fn percentile(times: &mut [f64], part: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len().saturating_sub(1) * part / 100).copied().unwrap_or(0.0)
}

pub fn median(mut times: Vec<f64>) -> f64 {
    percentile(&mut times, 50)
}
