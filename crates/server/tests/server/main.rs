//! The server as desks meet it: honest ones, careless ones and malicious ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod binary;
mod blob;
mod client;
mod cluster;
mod fixture;
mod http;
mod redact;
mod rounds;
mod service;
mod snapshot;
mod together;
mod trace;
