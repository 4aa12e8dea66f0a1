//! The server as desks meet it: honest ones, careless ones and malicious ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod away;
mod binary;
mod blob;
mod client;
mod cluster;
mod fixture;
mod gather;
mod http;
mod redact;
mod rounds;
mod s3;
mod service;
mod snapshot;
mod together;
mod trace;
