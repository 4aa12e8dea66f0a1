//! Prescriptions: found by any name, dosed in a few keys, told in the patient's language,
//! frozen when signed.

mod dose_text;
mod drugs;
mod favourites;
mod model;
mod open;
mod paper;
mod quantity;
mod save;
mod speak;

use kernel::Route;

pub use drugs::{DrugRow, FindDrug, class_of};
pub use favourites::{DropFavourite, KeepFavourite, ListFavourites};
pub use model::{Favourite, Line, Prescription, PrescriptionStatus};
pub use open::{LastPrescription, OpenPrescription, of_visit};
pub use paper::PrescriptionPaper;
pub use quantity::{QuantityOf, quantity};
pub use save::{SavePrescription, sign};
pub use speak::{ReadDose, SpeakDose};

pub const ROUTES: &[Route] = &[
    Route::query::<FindDrug>(),
    Route::query::<ReadDose>(),
    Route::query::<SpeakDose>(),
    Route::query::<QuantityOf>(),
    Route::query::<OpenPrescription>(),
    Route::query::<LastPrescription>(),
    Route::command::<SavePrescription>(),
    Route::query::<ListFavourites>(),
    Route::command::<KeepFavourite>(),
    Route::command::<DropFavourite>(),
    Route::query::<PrescriptionPaper>(),
];
