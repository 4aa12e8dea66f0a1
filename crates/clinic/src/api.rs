//! The one table of routes, tables and migrations: what the window, the command line, the
//! role matrix and the TypeScript exporter read.

use kernel::{Migration, Route, TableSpec};

use crate::papers::{ListPrinters, PaperRoute, PrintPaper, SavePaper};
use crate::{
    billing, chart, desk, home, patients, prescriptions, queue, settings, staff, visits, wards,
};

const COMMON: &[Route] = &[
    Route::command::<kernel::KeepDraft>(),
    Route::query::<kernel::TakeDraft>(),
    Route::command::<kernel::DropDraft>(),
    Route::command::<PrintPaper>(),
    Route::command::<SavePaper>(),
    Route::query::<ListPrinters>(),
];

/// Slices in the order in which they may use each other: a slice knows those above it.
const SLICES: &[&[Route]] = &[
    desk::ROUTES,
    COMMON,
    settings::ROUTES,
    staff::ROUTES,
    patients::ROUTES,
    queue::ROUTES,
    visits::ROUTES,
    prescriptions::ROUTES,
    billing::ROUTES,
    chart::ROUTES,
    wards::ROUTES,
    home::ROUTES,
];

pub fn routes() -> Vec<Route> {
    SLICES.iter().flat_map(|routes| routes.iter().copied()).collect()
}

pub const PAPERS: &[PaperRoute] = &[
    PaperRoute::of::<desk::RecoverySheet>(),
    PaperRoute::of::<patients::PatientCard>(),
    PaperRoute::of::<queue::TokenSlip>(),
    PaperRoute::of::<prescriptions::PrescriptionPaper>(),
    PaperRoute::of::<billing::InvoicePaper>(),
    PaperRoute::of::<billing::ReceiptPaper>(),
    PaperRoute::of::<wards::AdmissionSheet>(),
    PaperRoute::of::<wards::ConsentPaper>(),
    PaperRoute::of::<wards::WristbandPaper>(),
    PaperRoute::of::<wards::InterimStatement>(),
    PaperRoute::of::<wards::DepositReceipt>(),
];

pub const TABLES: &[TableSpec] = &[
    TableSpec::of::<settings::Clinic>(),
    TableSpec::of::<settings::Doctor>(),
    TableSpec::of::<settings::Picture>(),
    TableSpec::of::<staff::Staff>(),
    staff::PERMISSION_SPEC,
    TableSpec::of::<patients::Patient>(),
    TableSpec::of::<patients::PatientLink>(),
    TableSpec::of::<queue::Token>(),
    TableSpec::of::<visits::Visit>(),
    TableSpec::of::<visits::Vitals>(),
    TableSpec::of::<visits::Addendum>(),
    TableSpec::of::<visits::Allergy>(),
    TableSpec::of::<visits::Problem>(),
    TableSpec::of::<visits::Background>(),
    TableSpec::of::<prescriptions::Prescription>(),
    TableSpec::of::<prescriptions::Favourite>(),
    TableSpec::of::<billing::Service>(),
    TableSpec::of::<billing::TaxRate>(),
    TableSpec::of::<billing::Invoice>(),
    TableSpec::of::<billing::Payment>(),
    TableSpec::of::<billing::CreditNote>(),
    TableSpec::of::<billing::Deposit>(),
    TableSpec::of::<billing::SetOff>(),
    TableSpec::of::<wards::WardClass>(),
    TableSpec::of::<wards::Tariff>(),
    TableSpec::of::<wards::Ward>(),
    TableSpec::of::<wards::Room>(),
    TableSpec::of::<wards::Bed>(),
    TableSpec::of::<wards::Admission>(),
    TableSpec::of::<wards::BedStay>(),
    TableSpec::of::<wards::PatientLeave>(),
    TableSpec::of::<wards::WardRules>(),
    TableSpec::of::<wards::RoomTax>(),
    TableSpec::of::<wards::WardPackage>(),
    TableSpec::of::<wards::WardCharge>(),
    TableSpec::of::<wards::WardBill>(),
];

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            sql: include_str!(concat!("../../../migrations/", $name, ".sql")),
        }),*]
    };
}

pub const MIGRATIONS: &[Migration] = migrations![
    "0001_ledger",
    "0002_settings",
    "0003_staff",
    "0004_patients",
    "0005_queue",
    "0006_visits",
    "0007_prescriptions",
    "0008_billing",
    "0009_patient_search",
    "0012_wards",
    "0013_ward_money",
];
