//! The papers themselves, one file each; and the parts they share.

pub mod appointment_slip;
pub mod bill;
mod bill_foot;
pub mod day_list;
pub mod letterhead;
mod marks;
pub mod patient_card;
pub mod patient_line;
pub mod prescription;
mod prescription_lines;
pub mod receipt;
pub mod recovery_sheet;
pub mod token_slip;
