//! What a stay costs: facts are put down, everything else is worked out from them.

mod bed_days;
mod charge;
mod deposit;
mod facts;
mod final_bill;
mod package;
mod room_tax;
mod running;
mod view;

pub use charge::{AddCharges, ChargeForm, ChargeKind, ReverseCharge, WardCharge};
pub use deposit::{GiveBackDeposit, TakeDeposit, receive_deposit};
pub use final_bill::{IssueWardBill, WardBill};
pub use package::{ApplyPackage, ListPackages, PackageTerms, SavePackage, WardPackage};
pub use room_tax::{ListRoomTaxes, RoomTax, SaveRoomTax};
pub use running::BillLine;
pub use view::{ListDues, RunningView, ShowRunningBill, running_view};
