//! The patient's chart: everything that the slices know of one person, on one screen, and
//! the signature that closes a visit with all its papers.

mod sign;
mod summary;
mod visit;

use kernel::Route;

pub use sign::SignVisit;
pub use summary::{Medicine, PatientSummary, ShowSummary, TimelineItem, TimelineKind, summary};
pub use visit::{OpenVisit, VisitSheet, visit_sheet};

pub const ROUTES: &[Route] =
    &[Route::query::<OpenVisit>(), Route::query::<ShowSummary>(), Route::command::<SignVisit>()];
