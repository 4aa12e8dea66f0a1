//! Notes that must not be read by everybody who may see the chart: HIV, mental health,
//! violence. The patient's own doctors read them; anybody else breaks the glass, with a
//! reason, for an hour, and an administrator looks at it afterwards.

mod glass;
mod model;
mod notes;
#[cfg(test)]
mod tests;

use kernel::Route;

pub use glass::{BreakGlass, ListBreaks, ReviewBreak};
pub use model::{ConfidentialNote, GlassBreak, Topic};
pub use notes::{Confidential, ListConfidential, WriteConfidential};

pub const ROUTES: &[Route] = &[
    Route::query::<ListConfidential>(),
    Route::command::<WriteConfidential>(),
    Route::command::<BreakGlass>(),
    Route::query::<ListBreaks>(),
    Route::command::<ReviewBreak>(),
];
