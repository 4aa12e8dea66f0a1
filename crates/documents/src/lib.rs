//! Papers: plain data in, PDF bytes out. Knows no database, no clock and no
//! randomness, so the same data always gives the same bytes. Text that a clinic
//! types may hold anything; no text may panic, break the layout or change on
//! its way to the paper.

pub mod dose;
mod error;
mod fonts;
mod language;
mod layout;
pub mod list;
mod papers;
mod pdf;
mod qr;
mod raster;
mod sheet;
pub mod text;
pub mod words;
mod write;

pub use error::{Error, Result};
pub use fonts::Face;
pub use language::Language;
pub use papers::appointment_slip::{AppointmentSlip, appointment_slip};
pub use papers::bill::{Bill, BillLine, Buyer, Payment, bill};
pub use papers::day_close::{DayClose, DayCloseLine, DayCloseSection, day_close};
pub use papers::day_list::{DayLine, DayList, day_list};
pub use papers::discharge_summary::{DischargeSummary, Section, discharge_summary};
pub use papers::fluid_chart::{FluidChart, FluidDay, FluidRow, FluidTotal, fluid_chart};
pub use papers::form_sheet::{FormSection, FormSheet, SignatureLine, form_sheet};
pub use papers::handover::{Handover, HandoverPatient, handover};
pub use papers::letterhead::Letterhead;
pub use papers::medicine_chart::{DoseMark, MedicineChart, MedicineRow, medicine_chart};
pub use papers::observation_chart::{
    ObservationChart, ObservationColumn, ScoreBand, observation_chart,
};
pub use papers::patient_card::{PatientCard, patient_card};
pub use papers::patient_line::PatientLine;
pub use papers::prescription::{
    Doctor, Prescription, PrescriptionLine, Schedule, prescription, prescription_pages,
};
pub use papers::receipt::{Receipt, receipt};
pub use papers::recovery_sheet::{RecoverySheet, recovery_sheet};
pub use papers::register::{RegisterRow, RegisterSheet, register};
pub use papers::statement::{Statement, StatementGroup, StatementLine, statement};
pub use papers::token_slip::{TokenSlip, token_slip};
pub use papers::ward_sheet::WardPatient;
pub use papers::wristband::{Wristband, wristband};
pub use pdf::Pdf;
pub use qr::{QrModules, qr_modules, qr_png};
pub use raster::Bitmap;
pub use sheet::Sheet;
