//! The promises of a copy, through the crate's public door and on real files.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod hostile;
mod support;
mod targets;
mod whole;
