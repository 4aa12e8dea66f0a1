//! The nurse's charts: observations and their early warning score, what went in and came
//! out, the medicines that were given, notes and the handover. Facts alone; nothing that was
//! charted is ever changed, and no dose is given against its order.

mod alarm;
mod as_needed;
mod chart;
mod chart_paper;
mod doses;
mod fluid;
mod fluid_paper;
mod give;
mod handover_paper;
mod medicines_paper;
mod model;
mod news2;
mod note;
mod observe;
mod paper_who;
mod scoring;
mod second_check;
mod totals;
mod ward;

use kernel::Route;

pub use alarm::AnswerAlarm;
pub use chart::{ChartSheet, MedicinesSheet, OpenChart, OpenMedicines, ShiftNow};
pub use chart_paper::ChartPaper;
pub use doses::{CellState, DoseCell, DoseRow, given_doses, record};
pub use fluid::{CorrectFluid, FluidForm, FluidView, RecordFluid};
pub use fluid_paper::FluidPaper;
pub use give::{CorrectDose, RecordDose, answer};
pub use handover_paper::HandoverPaper;
pub use medicines_paper::MedicinesPaper;
pub use model::{
    AlarmAnswer, DoseEvent, DoseOutcome, FluidEntry, FluidKind, NursingNote, Observation,
};
pub use news2::{Band, Consciousness, Measured, News2, NotValid, Parameter, SpO2Scale, news2};
pub use note::{CorrectNursingNote, NursingNoteView, WriteNursingNote};
pub use observe::{
    CheckObservation, CheckedObservation, CorrectObservation, ObservationForm, RecordObservation,
};
pub use scoring::{ObservationView, observations, open_alarms};
pub use second_check::{ListWitnesses, Witness};
pub use totals::{DaySum, ShiftSum, Sum, shift_of, ward_day};
pub use ward::{DueDose, NursingRow, NursingSheet, NursingWard, OpenWard};

pub const ROUTES: &[Route] = &[
    Route::query::<OpenWard>(),
    Route::query::<OpenChart>(),
    Route::query::<CheckObservation>(),
    Route::command::<RecordObservation>(),
    Route::command::<CorrectObservation>(),
    Route::command::<AnswerAlarm>(),
    Route::command::<RecordFluid>(),
    Route::command::<CorrectFluid>(),
    Route::query::<OpenMedicines>(),
    Route::command::<RecordDose>(),
    Route::command::<CorrectDose>(),
    Route::query::<ListWitnesses>(),
    Route::command::<WriteNursingNote>(),
    Route::command::<CorrectNursingNote>(),
    Route::query::<ChartPaper>(),
    Route::query::<MedicinesPaper>(),
    Route::query::<FluidPaper>(),
    Route::query::<HandoverPaper>(),
];
