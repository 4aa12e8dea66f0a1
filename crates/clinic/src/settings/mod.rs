//! The clinic, its doctors, its letterhead: what the papers and the other slices ask.

mod clinic;
mod doctors;
mod gstin;
mod model;
mod pictures;
mod states;

use kernel::Route;

pub use clinic::{ChangeClinic, ShowClinic, clinic};
pub use doctors::{ListDoctors, SaveDoctor, doctor};
pub use gstin::{Gstin, check_gstin};
pub use model::{
    CLINIC_ID, Clinic, ClinicForm, ClinicView, Doctor, DoctorForm, DoctorView, Picture,
};
pub use pictures::{SetPicture, ShowPicture, letterhead, picture};
pub use states::{STATES, state_name};

pub const ROUTES: &[Route] = &[
    Route::query::<ShowClinic>(),
    Route::command::<ChangeClinic>(),
    Route::query::<ListDoctors>(),
    Route::command::<SaveDoctor>(),
    Route::query::<ShowPicture>(),
    Route::command::<SetPicture>(),
    Route::query::<states::ListStates>(),
];
