//! Patients: registered in seconds, found by anything that is remembered of them.

mod apart;
mod blind;
mod card;
mod change;
mod consent;
mod duplicates;
mod find;
mod history;
mod household;
mod link;
mod model;
mod open;
mod register;
#[cfg(test)]
mod sealed_tests;
pub mod search;
mod twins;

use kernel::Route;

pub use apart::{MaybeSamePerson, NotSamePerson, PatientApart};
pub use card::{PatientCard, patient_line, print_language};
pub use change::ChangePatient;
pub use consent::{Consent, GiveConsent, ListConsents, Purpose, WithdrawConsent};
pub use duplicates::{Duplicate, FindDuplicates};
pub use find::{FindPatients, Matched, PatientRow, row, row_sql};
pub use history::PatientHistory;
pub use household::Household;
pub use link::{LinkPatients, OnePerson, PatientLink, UnlinkPatients, linked};
pub use model::{Patient, PatientForm, Sex};
pub use open::OpenPatient;
pub use register::RegisterPatient;
pub use twins::{Twins, twins};

pub const ROUTES: &[Route] = &[
    Route::command::<RegisterPatient>(),
    Route::command::<ChangePatient>(),
    Route::query::<FindPatients>(),
    Route::query::<FindDuplicates>(),
    Route::query::<OpenPatient>(),
    Route::query::<Household>(),
    Route::command::<LinkPatients>(),
    Route::command::<UnlinkPatients>(),
    Route::command::<NotSamePerson>(),
    Route::command::<MaybeSamePerson>(),
    Route::query::<PatientHistory>(),
    Route::query::<PatientCard>(),
    Route::command::<GiveConsent>(),
    Route::command::<WithdrawConsent>(),
    Route::query::<ListConsents>(),
];
