//! Journeys over the core, by the names that the window uses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod answers;
mod appointments;
mod attachments;
mod backup;
mod blobs;
mod by_hand;
mod confidential;
mod copies;
mod desk;
mod discharge;
mod doors;
mod golden;
mod hostile;
mod hub;
mod inbox;
mod key_acts;
mod keyring;
mod locks;
mod log;
mod matrix;
mod moves;
mod nursing;
mod opd_day;
mod packed;
mod papers;
mod passwords;
mod plain_text;
mod refusals;
mod rounds;
mod stopped;
mod sync;
mod two_desks;
mod wards;
mod ways_in;
mod words;
