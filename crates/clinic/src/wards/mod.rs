//! Beds and who lies in them: the bed board, admission, movement, the running bill.

mod admit;
mod board;
mod clashes;
mod condition;
mod end_stay;
mod inpatients;
mod leave;
mod model;
mod money;
mod movements;
mod moves;
mod papers;
mod places;
mod rules;
mod setup;
mod take_bed;
mod times;
#[cfg(test)]
mod two_desks;
#[cfg(test)]
mod two_desks_numbered;

use kernel::Route;

pub use admit::{AdmitNewborn, AdmitPatient, ChangeAdmission, UndoAdmission};
pub use board::{
    BedBoard, BedCounts, BedState, BoardBed, BoardWard, Occupant, ShowBedBoard, bed_counts, board,
};
pub use clashes::{Clash, ClashKind, clashes, untold};
pub use condition::SetBedCondition;
pub use end_stay::end_stay;
pub use inpatients::{
    AdmissionRow, AdmissionView, Inpatient, ListAdmissions, ListInpatients, OpenAdmission, Place,
    admission_of, inpatient, inpatients, last_place_of, open_admission, place_of,
};
pub use leave::{EndPatientLeave, StartLeave};
pub use model::{Admission, AdmissionKind, BedStay, Outcome, PatientLeave, Relative};
pub use money::{
    AddCharges, ApplyPackage, BillLine, ChargeForm, ChargeKind, GiveBackDeposit, IssueWardBill,
    ListDues, ListPackages, ListRoomTaxes, PackageTerms, ReverseCharge, RoomTax, RunningView,
    SavePackage, SaveRoomTax, ShowRunningBill, TakeDeposit, WardBill, WardCharge, WardPackage,
    running_view,
};
pub use movements::{Movement, Movements, ShowMovements};
pub use moves::{KeepStay, SolveBedClash, SwapBeds, TransferPatient};
pub use papers::{
    AdmissionSheet, ConsentKind, ConsentPaper, DepositReceipt, InterimStatement, WristbandPaper,
};
pub use places::{Admits, Bed, BedKind, Condition, Room, Tariff, Ward, WardClass};
pub use rules::{ChangeRule, DayRule, SaveWardRules, ShowWardRules, WardRules};
pub use setup::{AddBeds, SaveBed, SaveRoom, SaveTariff, SaveWard, SaveWardClass, ShowWardSetup};

pub const ROUTES: &[Route] = &[
    Route::query::<ShowBedBoard>(),
    Route::query::<ListInpatients>(),
    Route::query::<ListAdmissions>(),
    Route::query::<OpenAdmission>(),
    Route::query::<ShowMovements>(),
    Route::command::<AdmitPatient>(),
    Route::command::<AdmitNewborn>(),
    Route::command::<ChangeAdmission>(),
    Route::command::<UndoAdmission>(),
    Route::command::<TransferPatient>(),
    Route::command::<SwapBeds>(),
    Route::command::<SolveBedClash>(),
    Route::command::<KeepStay>(),
    Route::command::<StartLeave>(),
    Route::command::<EndPatientLeave>(),
    Route::command::<SetBedCondition>(),
    Route::query::<ShowRunningBill>(),
    Route::query::<ListDues>(),
    Route::command::<AddCharges>(),
    Route::command::<ReverseCharge>(),
    Route::command::<ApplyPackage>(),
    Route::command::<TakeDeposit>(),
    Route::command::<GiveBackDeposit>(),
    Route::command::<IssueWardBill>(),
    Route::query::<AdmissionSheet>(),
    Route::query::<ConsentPaper>(),
    Route::query::<WristbandPaper>(),
    Route::query::<InterimStatement>(),
    Route::query::<DepositReceipt>(),
    Route::query::<ShowWardSetup>(),
    Route::command::<SaveWardClass>(),
    Route::command::<SaveTariff>(),
    Route::command::<SaveWard>(),
    Route::command::<SaveRoom>(),
    Route::command::<SaveBed>(),
    Route::command::<AddBeds>(),
    Route::query::<ShowWardRules>(),
    Route::command::<SaveWardRules>(),
    Route::query::<ListPackages>(),
    Route::command::<SavePackage>(),
    Route::query::<ListRoomTaxes>(),
    Route::command::<SaveRoomTax>(),
];
