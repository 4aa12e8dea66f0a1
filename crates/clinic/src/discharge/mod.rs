//! How a stay ends: the summary built from the record, signed and then immutable, the bed
//! freed in the same step, and the registers of births, deaths and medico-legal cases.

mod addendum;
mod model;
mod open;
mod paper;
mod propose;
pub mod registers;
mod save;
mod sign;

use kernel::Route;

pub use addendum::{AddDischargeAddendum, DischargeAddendum};
pub use model::{
    AgainstAdvice, CauseOfDeath, Death, Discharge, DischargeForm, DischargeStatus, Transfer,
};
pub use open::{DischargeSheet, OpenDischarge, of_admission};
pub use paper::DischargePaper;
pub use save::SaveDischarge;
pub use sign::SignDischarge;

pub const ROUTES: &[Route] = &[
    Route::query::<OpenDischarge>(),
    Route::command::<SaveDischarge>(),
    Route::command::<SignDischarge>(),
    Route::command::<AddDischargeAddendum>(),
    Route::query::<DischargePaper>(),
    Route::query::<registers::ListBirths>(),
    Route::query::<registers::ProposeBirth>(),
    Route::command::<registers::RecordBirth>(),
    Route::query::<registers::ListDeaths>(),
    Route::command::<registers::RecordDeath>(),
    Route::query::<registers::ListMlc>(),
    Route::command::<registers::RecordMlc>(),
    Route::query::<registers::RegisterPaper>(),
];
