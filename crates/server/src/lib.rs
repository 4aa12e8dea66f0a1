//! Stores and forwards sealed bundles that it cannot read.
//!
//! A [`Service`] answers requests: pure rules over a [`Store`], with clock, key and name of the
//! store given from outside, so that a simulator drives it as well as a socket does. `http` puts
//! it behind a router, which the desktop can run inside itself as the clinic's hub.

#[cfg(feature = "http")]
pub mod http;
mod service;
pub mod store;

pub use service::{ClinicInfo, Config, DeskInfo, NewInvite, Service};
pub use store::{Bodies, SqliteStore, Store};
#[cfg(feature = "postgres")]
pub use store::{PostgresStore, Strike};
