//! The papers themselves, one file each; and the parts they share.

pub mod appointment_slip;
pub mod bill;
mod bill_foot;
pub mod day_close;
pub mod day_list;
pub mod discharge_summary;
pub mod fluid_chart;
pub mod form_sheet;
pub mod handover;
pub mod letterhead;
mod marks;
pub mod medicine_chart;
pub mod observation_chart;
pub mod patient_card;
pub mod patient_line;
pub mod prescription;
mod prescription_lines;
pub mod receipt;
pub mod recovery_sheet;
pub mod register;
pub mod statement;
pub mod token_slip;
pub mod ward_sheet;
pub mod wristband;
