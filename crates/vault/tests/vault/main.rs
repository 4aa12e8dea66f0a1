//! The promises of the vault, through its public door only. Each unlock costs a
//! real Argon2id run at the floor, so tests share a sealed clinic where they can.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test helpers may panic")]

mod database;
mod fields;
mod image;
mod journals;
mod keyring_states;
mod opening;
mod support;
mod tampering;
mod two_processes;
