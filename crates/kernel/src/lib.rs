//! One door and one write path.
//!
//! Every operation of the product is a [`Command`] or a [`Query`] in one table of
//! [`Route`]s; the [`Door`] checks session and permission, runs it and keeps the access
//! log. A command writes only through [`Tx`], which turns each change into an [`Op`] and
//! lets one reducer apply it to the rows. The kernel knows no medicine, draws no window
//! and never talks to a network.

mod access;
mod at_once;
mod body;
#[doc(hidden)]
pub mod broken;
mod catalog;
mod chain;
mod checkpoint;
mod clock;
mod clock_fix;
mod clock_guard;
mod door;
mod drafts;
mod error;
mod fingerprint;
mod here;
mod host;
mod id;
mod log_file;
mod memory;
mod migrate;
mod money;
mod op;
mod read;
mod record;
mod redact;
mod reduce;
mod register;
mod restored;
mod route;
mod row;
mod seal;
mod session;
mod stamp;
mod tx;
mod value;
pub mod verify;
mod views;

pub use ::cbor::Cbor;
pub use access::{Access, AccessEntry, PROGRAM_ROUTE, UNLOGGED_ROUTE, What};
pub use body::Body;
pub use catalog::{Catalog, Rule, TableSpec};
pub use chain::{Digest, Head, bytes_of_code, from_hex, hex};
pub use checkpoint::{Checkpoint, checkpoints, key_name};
pub use clock::{Clock, Day, Hlc, ManualClock, SystemClock, Timestamp, Zone};
pub use clock_fix::believed;
pub use clock_guard::{ClockGuard, TRUST_CLOCK_ROUTE};
pub use door::{Door, Log, Opening};
pub use drafts::{DropDraft, KeepDraft, TakeDraft, TakenDraft};
pub use error::{Code, Error, Result};
pub use fingerprint::{Fingerprint, fingerprint, table_sums};
pub use host::{Host, NoHost, OnlySeal, Printer, Protection, WayIn, Written};
pub use id::{Mint, Random, RowId, SeededRandom, SystemRandom};
pub use log_file::{read_log_file, write_log_file};
pub use memory::Memory;
pub use migrate::{Migration, migrate};
pub use money::{MONEY_MAX, Money};
pub use op::{Kind, Op};
pub use read::Read;
pub use record::Record;
pub use redact::Gone;
pub use reduce::{Received, Reducer, rebuild, receive, state};
pub use register::{conflicts, live};
pub use restored::open_restored_log;
pub use route::{Command, Nothing, Query, Route, RouteKind, Types};
pub use seal::{Once, Seal};
pub use session::{Permission, Session};
pub use stamp::{Stamp, writer_of};
pub use tx::Tx;
pub use value::Value;

/// Doors for the fuzz targets alone.
#[cfg(fuzzing)]
pub mod fuzzing {
    pub const LOG_FORMAT: &[u8] = crate::log_file::FORMAT;
}
