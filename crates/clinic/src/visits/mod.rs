//! The consultation: what was complained of, measured, found, decided and advised.

mod addendum;
mod background;
mod begin;
mod diagnosis;
mod list;
mod model;
mod problems;
mod save;
mod vitals;
mod vitals_rules;

use kernel::Route;

pub use addendum::{AddAddendum, Addendum};
pub use background::{Background, BackgroundKind, SetBackground, background};
pub use begin::{BeginVisit, of_token};
pub use diagnosis::{FindDiagnosis, KnownDiagnosis};
pub use list::{ListVisits, VisitRow};
pub use model::{
    Certainty, Diagnosis, DiagnosisForm, DiagnosisKind, Order, OrderForm, OrderKind, Visit,
    VisitKind, VisitStatus,
};
pub use problems::{
    AddAllergy, AddProblem, Allergy, EndAllergy, EndProblem, Problem, Severity, allergies, problems,
};
pub use save::SaveVisit;
pub use vitals::{
    CheckVitals, CorrectVitals, RecordVitals, ShowTrend, Vitals, VitalsForm, VitalsView, of_visit,
    trend,
};
pub use vitals_rules::{Flag, FlagLevel};

pub const ROUTES: &[Route] = &[
    Route::command::<BeginVisit>(),
    Route::command::<SaveVisit>(),
    Route::command::<AddAddendum>(),
    Route::query::<ListVisits>(),
    Route::command::<RecordVitals>(),
    Route::command::<CorrectVitals>(),
    Route::query::<CheckVitals>(),
    Route::query::<ShowTrend>(),
    Route::query::<FindDiagnosis>(),
    Route::command::<AddAllergy>(),
    Route::command::<EndAllergy>(),
    Route::command::<AddProblem>(),
    Route::command::<EndProblem>(),
    Route::command::<SetBackground>(),
];
