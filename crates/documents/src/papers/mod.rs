//! The papers themselves, one file each; and the parts they share.

pub mod bill;
mod bill_foot;
pub mod form_sheet;
pub mod letterhead;
mod marks;
pub mod patient_card;
pub mod patient_line;
pub mod prescription;
mod prescription_lines;
pub mod receipt;
pub mod recovery_sheet;
pub mod statement;
pub mod token_slip;
pub mod wristband;
