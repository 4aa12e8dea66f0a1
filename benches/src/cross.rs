//! Budgets that are a ratio to a peer of another part of the same run.

use crate::row::{Row, figure};

/// The budget's id, how our row begins, how the peer's does, and at least how many times it.
const RATIOS: [(&str, &str, &str, f64); 2] = [
    ("B-APPLY", "remote ops taken in", "PouchDB", 20.0),
    ("B-WRITE", "commits a second", "PouchDB", 2.0),
];

pub fn rows(all: &[&Row]) -> Vec<Row> {
    let of = |id: &str, begins: &str| {
        all.iter().find(|row| row.id == id && row.what.starts_with(begins))
    };
    let ratio =
        |(id, ours, theirs, least): (&'static str, &str, &str, f64)| {
            let (own, peer) = (of(id, ours), of(id, theirs));
            let what = format!("ours against {theirs}: {ours}");
            match (own, peer) {
                (Some(own), Some(peer)) => Some(
                    Row::most(id, what, own.result / peer.result, "×")
                        .at_least(least)
                        .beside(format!("{} against {}", figure(own.result), figure(peer.result))),
                ),
                // Only one of the two parts was asked for.
                _ => None,
            }
        };
    RATIOS.into_iter().filter_map(ratio).collect()
}
