//! Sealed copies of a clinic: streamed from the live database, read back, kept by rule,
//! and restored. Knows pages, ops and files; knows no medicine and draws no window.
//!
//! A backup is two files. `000012.age` is an age file of a zstd frame of a plain SQLite
//! image, so that public tools alone bring it back. `000012.manifest` says what it must
//! contain, and proves who wrote it: age alone would take a copy from anybody who knows
//! the public key. Segments are the same, of the ops since.

mod chain;
mod chunks;
mod error;
mod fat;
mod folder;
#[cfg(fuzzing)]
pub mod fuzzing;
mod give_way;
mod heads;
mod hex;
mod keep;
mod manifest;
mod open;
mod ops;
mod places;
mod questions;
mod seal;
mod write;

pub use chain::segments_of;
pub use error::{Error, Result};
pub use folder::{Folder, Found, MARKER, Marker};
pub use give_way::give_way;
pub use heads::{Heads, LogHead, heads_of};
pub use hex::Hex;
pub use keep::{Day, Going, Kept, to_delete};
pub use manifest::{Answer, Content, Link, Manifest, Seal};
pub use open::{read_back, read_image, read_ops};
pub use ops::{BLOBS, Cell, OpsLine, ROWS, collect, op_count_since};
pub use places::{LikelyPlace, PlaceKind, likely_places};
pub use questions::{Question, answers, same_answers};
pub use write::{Progress, Step, Watch, Writer, write_full, write_ops};
