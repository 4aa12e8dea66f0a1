//! The first screen: what needs attention now, for whoever is looking.

use kernel::{Day, Money, Permission, Query, Read, Result, Route, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::appointments::{AppointmentRow, Status, day_rows, to_move};
use crate::backup::{BackupState, backup_state};
use crate::billing::day_summary;
use crate::permissions::{
    APPOINTMENTS_VIEW, BILLING_VIEW, PATIENTS_VIEW, QUEUE_VIEW, VISITS_VIEW, WARDS_VIEW,
};
use crate::queue::{Board, BoardRow, Stage};
use crate::wards::{BedCounts, bed_counts};

const NEXT_SHOWN: usize = 8;

pub const ROUTES: &[Route] = &[Route::query::<ShowHome>()];

#[derive(Deserialize, TS)]
pub struct ShowHome {}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct UnsignedVisit {
    pub visit_id: RowId,
    pub patient_id: RowId,
    pub patient_name: String,
    pub started_at: Timestamp,
}

/// Empty where the person may not see it.
#[derive(Clone, Debug, Serialize, TS)]
pub struct HomeView {
    pub day: Day,
    pub waiting: i64,
    pub with_doctor: i64,
    pub billing: i64,
    pub done: i64,
    pub my_waiting: i64,
    pub registered: i64,
    pub unsigned: Vec<UnsignedVisit>,
    pub collected_paise: Option<Money>,
    pub dues_paise: Option<Money>,
    pub bills: Option<i64>,
    pub next_tokens: Vec<BoardRow>,
    /// None in a clinic without wards.
    pub beds: Option<BedCounts>,
    /// Of the day, or of the doctor who looks.
    pub appointments: Option<i64>,
    pub next_appointments: Vec<AppointmentRow>,
    pub backup: BackupState,
    /// Booked, but the hours are gone, the doctor is away, or the slot is another's.
    pub to_move: i64,
}

impl Query for ShowHome {
    type Output = HomeView;
    const ROUTE: &'static str = "home.today";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, read: &Read<'_>) -> Result<HomeView> {
        let session = read.session();
        let day = read.today();
        let board = match session.may(QUEUE_VIEW) {
            true => Board { day: None, doctor_id: None }.run(read)?,
            false => Vec::new(),
        };
        let count =
            |wanted: &dyn Fn(&&BoardRow) -> bool| board.iter().filter(wanted).count() as i64;
        let money = match session.may(BILLING_VIEW) {
            true => Some(day_summary(read, day)?),
            false => None,
        };
        let booked = match session.may(APPOINTMENTS_VIEW) {
            true => Some(day_rows(read, day, session.doctor)?),
            false => None,
        };
        let is_mine = |row: &&BoardRow| session.doctor.is_none_or(|doctor| row.doctor_id == doctor);
        Ok(HomeView {
            day,
            backup: backup_state(read)?,
            waiting: count(&|row| row.stage == Stage::Waiting),
            with_doctor: count(&|row| row.stage == Stage::WithDoctor),
            billing: count(&|row| row.stage == Stage::Billing),
            done: count(&|row| row.stage == Stage::Done),
            my_waiting: count(&|row| row.stage == Stage::Waiting && is_mine(row)),
            registered: registered(read)?,
            unsigned: unsigned(read)?,
            collected_paise: money.as_ref().map(|money| money.total_paise),
            dues_paise: money.as_ref().map(|money| money.dues_paise),
            bills: money.as_ref().map(|money| money.bills),
            next_tokens: board
                .iter()
                .filter(|row| !row.stage.is_over() && is_mine(row))
                .take(NEXT_SHOWN)
                .cloned()
                .collect(),
            beds: match session.may(WARDS_VIEW) {
                true => bed_counts(read)?,
                false => None,
            },
            to_move: match booked {
                Some(_) => i64::try_from(to_move(read)?.len()).unwrap_or(i64::MAX),
                None => 0,
            },
            appointments: booked.as_ref().map(|rows| {
                rows.iter().filter(|row| row.status != Status::Cancelled).count() as i64
            }),
            next_appointments: booked
                .unwrap_or_default()
                .into_iter()
                .filter(|row| row.status == Status::Booked)
                .take(NEXT_SHOWN)
                .collect(),
        })
    }
}

fn registered(read: &Read<'_>) -> Result<i64> {
    if !read.session().may(PATIENTS_VIEW) {
        return Ok(0);
    }
    let zone = read.zone();
    let midnight = read.today().and_hms_opt(0, 0, 0).and_then(|midnight| {
        midnight.and_local_timezone(zone).earliest().map(|start| start.timestamp_millis())
    });
    let sql = "SELECT count(*) FROM patient WHERE registered_at >= ?1";
    Ok(read.value(sql, [midnight.unwrap_or(0)])?.unwrap_or(0))
}

fn unsigned(read: &Read<'_>) -> Result<Vec<UnsignedVisit>> {
    let Some(doctor) = read.session().doctor.filter(|_| read.session().may(VISITS_VIEW)) else {
        return Ok(Vec::new());
    };
    read.all(
        "SELECT visit.id AS visit_id, visit.patient_id, patient.name AS patient_name,
             visit.started_at
         FROM visit JOIN patient ON patient.id = visit.patient_id
         WHERE visit.doctor_id = ?1 AND visit.status = 'open' AND visit.ended IS NULL
         ORDER BY visit.started_at DESC LIMIT 20",
        [doctor],
    )
}
