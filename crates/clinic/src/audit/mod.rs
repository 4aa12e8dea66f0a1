//! The access log for those who answer for the clinic: who did, saw, printed or was refused
//! what; the history of any record; the proof that nothing was altered; and the log as a
//! file. It reads the log and never writes it; that is the door's.

mod about;
mod counts;
mod csv;
mod export;
mod filter;
mod find;
mod history;
mod verify;

use kernel::Route;

pub use counts::{CountAccess, PersonDay};
pub use export::{ExportLog, ExportedLog, LogFormat};
pub use filter::AuditFilter;
pub use find::{AuditEntry, AuditPage, FindAccess};
pub use history::{RecordHistory, ShowHistory};
pub use verify::{AnchorForm, VerifyLog, VerifyStep};

pub const ROUTES: &[Route] = &[
    Route::query::<FindAccess>(),
    Route::query::<CountAccess>(),
    Route::query::<ShowHistory>(),
    Route::query::<VerifyLog>(),
    Route::command::<ExportLog>(),
];
