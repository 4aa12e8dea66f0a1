//! Counts for whoever keeps the server running. No clinic is named in them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const BUCKETS: [f64; 8] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];

#[derive(Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
    times: [AtomicU64; BUCKETS.len()],
    time_us: AtomicU64,
    count: AtomicU64,
    pub bytes_in: AtomicU64,
    pub bytes_out: AtomicU64,
    pub connections: AtomicI64,
}

impl Metrics {
    pub fn answered(&self, kind: &'static str, outcome: &'static str, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.entry((kind, outcome)).or_default() += 1;
        drop(requests);
        let seconds = took.as_secs_f64();
        for (bound, count) in BUCKETS.iter().zip(&self.times) {
            if seconds <= *bound {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.time_us.fetch_add(us, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    /// Prometheus' text format, version 0.0.4.
    pub fn text(&self, waiting: usize, lost: u64) -> String {
        let mut out = String::new();
        let head = |name: &str, kind: &str, help: &str| {
            format!("# HELP vaidya_{name} {help}\n# TYPE vaidya_{name} {kind}\n")
        };
        out += &head("requests_total", "counter", "Requests by kind and outcome.");
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((kind, outcome), count) in requests.iter() {
            let labels = format!("kind=\"{kind}\",outcome=\"{outcome}\"");
            let _ = writeln!(out, "vaidya_requests_total{{{labels}}} {count}");
        }
        drop(requests);
        out += &head("request_seconds", "histogram", "Time from body to reply.");
        let name = "vaidya_request_seconds";
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        for (bound, count) in BUCKETS.iter().zip(&self.times) {
            let _ = writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {}", read(count));
        }
        let count = read(&self.count);
        let sum = Duration::from_micros(read(&self.time_us)).as_secs_f64();
        let _ = writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(out, "{name}_sum {sum}\n{name}_count {count}");
        let bytes = [("bytes_in", &self.bytes_in), ("bytes_out", &self.bytes_out)];
        for (name, count) in bytes {
            let name = format!("{name}_total");
            out += &head(&name, "counter", "Bytes of frames.");
            let _ = writeln!(out, "vaidya_{name} {}", read(count));
        }
        out += &head("bodies_lost_total", "counter", "Bodies of bundles not as they were put.");
        let _ = writeln!(out, "vaidya_bodies_lost_total {lost}");
        let connections = self.connections.load(Ordering::Relaxed);
        for (name, count) in [("connections", connections), ("waiting_desks", waiting as i64)] {
            out += &head(name, "gauge", "Now.");
            let _ = writeln!(out, "vaidya_{name} {count}");
        }
        out
    }
}
