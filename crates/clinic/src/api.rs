//! The one table of routes, tables and migrations: what the window, the command line, the
//! role matrix and the TypeScript exporter read.

use kernel::{Migration, Route, TableSpec};

use crate::papers::{ListPrinters, PaperRoute, PrintPaper, SavePaper};
use crate::{
    appointments, audit, backup, billing, chart, confidential, desk, discharge, home, nursing,
    outbox, patients, prescriptions, queue, rounds, security, settings, staff, visits, wards,
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
    security::ROUTES,
    backup::ROUTES,
    audit::ROUTES,
    patients::ROUTES,
    queue::ROUTES,
    visits::ROUTES,
    prescriptions::ROUTES,
    billing::ROUTES,
    chart::ROUTES,
    wards::ROUTES,
    rounds::ROUTES,
    nursing::ROUTES,
    discharge::ROUTES,
    confidential::ROUTES,
    appointments::ROUTES,
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
    PaperRoute::of::<billing::DayClosePaper>(),
    PaperRoute::of::<nursing::ChartPaper>(),
    PaperRoute::of::<nursing::MedicinesPaper>(),
    PaperRoute::of::<nursing::FluidPaper>(),
    PaperRoute::of::<nursing::HandoverPaper>(),
    PaperRoute::of::<discharge::DischargePaper>(),
    PaperRoute::of::<discharge::registers::RegisterPaper>(),
    PaperRoute::of::<wards::AdmissionSheet>(),
    PaperRoute::of::<wards::ConsentPaper>(),
    PaperRoute::of::<wards::WristbandPaper>(),
    PaperRoute::of::<wards::InterimStatement>(),
    PaperRoute::of::<wards::DepositReceipt>(),
    PaperRoute::of::<nursing::ChartPaper>(),
    PaperRoute::of::<nursing::MedicinesPaper>(),
    PaperRoute::of::<nursing::FluidPaper>(),
    PaperRoute::of::<nursing::HandoverPaper>(),
    PaperRoute::of::<appointments::AppointmentSlip>(),
    PaperRoute::of::<appointments::DayPaper>(),
];

pub const TABLES: &[TableSpec] = &[
    TableSpec::of::<settings::Clinic>(),
    TableSpec::of::<settings::Doctor>(),
    TableSpec::of::<settings::Picture>(),
    TableSpec::of::<staff::Staff>(),
    staff::PERMISSION_SPEC,
    TableSpec::of::<staff::SecondFactor>(),
    TableSpec::of::<security::Device>(),
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
    TableSpec::of::<rounds::WardHours>(),
    TableSpec::of::<rounds::RoundNote>(),
    TableSpec::of::<rounds::RoundAddendum>(),
    TableSpec::of::<rounds::WardOrder>(),
    TableSpec::of::<rounds::OrderStop>(),
    TableSpec::of::<rounds::CounterSign>(),
    TableSpec::of::<nursing::Observation>(),
    TableSpec::of::<nursing::AlarmAnswer>(),
    TableSpec::of::<nursing::FluidEntry>(),
    TableSpec::of::<nursing::DoseEvent>(),
    TableSpec::of::<nursing::NursingNote>(),
    TableSpec::of::<discharge::Discharge>(),
    TableSpec::of::<discharge::DischargeAddendum>(),
    TableSpec::of::<discharge::registers::BirthEntry>(),
    TableSpec::of::<discharge::registers::DeathEntry>(),
    TableSpec::of::<discharge::registers::MlcEntry>(),
    TableSpec::of::<confidential::ConfidentialNote>(),
    TableSpec::of::<confidential::GlassBreak>(),
    TableSpec::of::<patients::Consent>(),
    TableSpec::of::<outbox::Message>(),
    TableSpec::of::<appointments::Schedule>(),
    TableSpec::of::<appointments::Leave>(),
    TableSpec::of::<appointments::Appointment>(),
    TableSpec::of::<appointments::Series>(),
    TableSpec::of::<appointments::Move>(),
    TableSpec::of::<appointments::WaitingWish>(),
    TableSpec::of::<appointments::Lateness>(),
];

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            sql: include_str!(concat!("../../../migrations/", $name, ".sql")),
        }),*]
    };
}

/// In the order in which they were first shipped; new ones come last.
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
    "0014_rounds",
    "0015_nursing",
    "0016_discharge",
    "0017_registers",
    "0010_appointments",
    "0011_outbox",
    "0018_backup",
    "0019_provable_log",
    "0020_locks",
    "0021_sealed_fields",
    "0022_confidential",
    "0023_sync",
    "0024_devices",
];
