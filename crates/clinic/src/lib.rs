//! The product: one folder per slice, each with its model, its commands and its queries.
//! A slice uses only slices declared above it.

mod age;
pub mod claims;
mod distance;
pub mod effects;
mod forms;
mod history;
mod numbers;
pub mod outbox;
pub mod papers;
pub mod permissions;

pub mod settings;
pub mod staff;

pub mod audit;
pub mod backup;
pub mod security;

pub mod patients;

pub mod queue;

pub mod visits;

pub mod attachments;

pub mod prescriptions;

pub mod billing;

pub mod chart;

pub mod wards;

pub mod rounds;

pub mod nursing;

pub mod appointments;
pub mod discharge;

pub mod confidential;

pub mod inbox;

pub mod home;

pub mod demo;

pub mod desk;

pub mod api;
pub mod typescript;

pub use age::Age;
pub use history::{ChangeKind, FieldChange, HistoryItem, RecordChange, ShownAs};
