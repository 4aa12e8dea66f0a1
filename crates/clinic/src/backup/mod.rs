//! Copies of the clinic: where they go, when, what became of them, and how they stand. The
//! desk makes them, because they need the open vault; here are the rules and the facts.

mod history;
mod model;
mod questions;
mod record;
mod retention;
mod rolled;
mod state;
mod targets;
pub mod timetable;

use kernel::Route;

pub use history::{BackupView, RunView, ShowBackups, TargetView};
pub use model::{Cause, Plan, Run, RunKind, Target};
pub use questions::QUESTIONS;
pub use record::{
    Ended, Onward, damaged_numbers, facts, is_here, keep_restored, keep_run, last_full,
    move_target, onward, plan, previous, target, targets, trust_clock, trusted_number,
};
pub use retention::keep_list;
pub use rolled::{RolledBack, keep_rolled_back, not_as_seen, rolled_back};
pub use state::{BackupHealth, BackupState, ShowState, backup_state};
pub use targets::{AddTarget, ChangePlan, EndTarget, folder, of_backup};

pub const ROUTES: &[Route] = &[
    Route::query::<ShowState>(),
    Route::query::<ShowBackups>(),
    Route::command::<AddTarget>(),
    Route::command::<EndTarget>(),
    Route::command::<ChangePlan>(),
];
