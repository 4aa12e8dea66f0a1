//! The search index of patients: a vocabulary in memory, and for each word the patients
//! who have it, each beside their other words, so that several words are checked inside
//! one row of the index. Names meet in Latin letters, by spelling, sound and slips of the
//! finger. What the index finds is read again from the patient's row before it is shown,
//! so that the index can be stale or lossy and still never shows the wrong person.

mod find;
mod index;
mod letters;
mod like;
mod names;
mod phones;
mod postings;
mod registration;
mod scripts;
mod slips;
mod sound;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use find::find;
pub use index::index;
pub use letters::words;
pub use like::is_like;
