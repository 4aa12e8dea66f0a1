//! Beds and who lies in them: the bed board, admission, movement, the running bill.

mod end_stay;
mod inpatients;
mod model;
mod places;
mod times;

use kernel::Route;

pub use end_stay::end_stay;
pub use inpatients::{
    AdmissionRow, AdmissionView, Inpatient, ListAdmissions, ListInpatients, OpenAdmission, Place,
    admission_of, inpatient, inpatients, last_place_of, open_admission, place_of,
};
pub use model::{Admission, AdmissionKind, BedStay, Outcome, PatientLeave, Relative};
pub use places::{Admits, Bed, BedKind, Condition, Room, Tariff, Ward, WardClass};

pub const ROUTES: &[Route] = &[
    Route::query::<ListInpatients>(),
    Route::query::<OpenAdmission>(),
    Route::query::<ListAdmissions>(),
];
