//! What a power cut, a failing disk and a damaged file leave behind. Each test has a short
//! form, which runs with all others, and a long one: `cargo xtask assure`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod cable;
mod copies;
mod damage;
mod desks;
mod disk;
mod full;
mod kills;
mod member_process;
#[cfg(target_os = "linux")]
mod memory;
mod migrations;
mod oracle;
mod server_process;

/// How often a test repeats itself: the short form, or what was asked for.
fn times(name: &str, short: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}
