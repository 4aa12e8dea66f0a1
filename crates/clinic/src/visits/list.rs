use kernel::{Day, Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{Diagnosis, VisitStatus};
use crate::permissions::VISITS_VIEW;

#[derive(Deserialize, TS)]
pub struct ListVisits {
    pub day: Option<Day>,
    pub doctor_id: Option<RowId>,
    pub patient_id: Option<RowId>,
    pub status: Option<VisitStatus>,
}

#[derive(Serialize, TS)]
pub struct VisitRow {
    pub visit_id: RowId,
    pub patient_id: RowId,
    pub patient_name: String,
    pub reg_no: String,
    pub doctor_name: String,
    pub day: Day,
    pub status: VisitStatus,
    pub diagnosis: String,
}

#[derive(Deserialize)]
struct Found {
    visit_id: RowId,
    patient_id: RowId,
    patient_name: Option<String>,
    reg_no: Option<String>,
    doctor_name: Option<String>,
    day: Day,
    status: VisitStatus,
    diagnoses: Vec<Diagnosis>,
}

impl Query for ListVisits {
    type Output = Vec<VisitRow>;
    const ROUTE: &'static str = "visits.list";
    const PERMISSION: Permission = VISITS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<VisitRow>> {
        // Said only where it narrows: a question that allows for both has no use of an index.
        let day = if self.day.is_some() { "visit.day = ?1" } else { "?1 IS NULL" };
        let doctor = if self.doctor_id.is_some() { "visit.doctor_id = ?2" } else { "?2 IS NULL" };
        let patient =
            if self.patient_id.is_some() { "visit.patient_id = ?3" } else { "?3 IS NULL" };
        let status = match self.status {
            None => "1",
            Some(VisitStatus::Open) => "visit.status = 'open'",
            Some(VisitStatus::Signed) => "visit.status = 'signed'",
        };
        // With nothing to begin at, along the days from the newest on, until there are enough.
        let along = match (self.day, self.patient_id, self.status) {
            (None, None, None | Some(VisitStatus::Signed)) => "INDEXED BY visit_by_day",
            _ => "",
        };
        let sql = format!(
            "SELECT visit.id AS visit_id, visit.patient_id, patient.name AS patient_name,
                 patient.reg_no, doctor.name AS doctor_name, visit.day, visit.status,
                 visit.diagnoses
             FROM visit {along} LEFT JOIN patient ON patient.id = visit.patient_id
                 LEFT JOIN doctor ON doctor.id = visit.doctor_id
             WHERE {day} AND {doctor} AND {patient} AND {status} AND visit.ended IS NULL
             ORDER BY visit.day DESC, visit.started_at DESC, visit.id LIMIT 500"
        );
        let day = self.day.map(|day| day.to_string());
        let params = rusqlite::params![day, self.doctor_id, self.patient_id];
        let found: Vec<Found> = read.all(&sql, params)?;
        Ok(found.into_iter().map(row).collect())
    }

    fn subject(&self) -> Option<RowId> {
        self.patient_id
    }
}

fn row(found: Found) -> VisitRow {
    let names: Vec<String> = found.diagnoses.into_iter().map(|known| known.name).collect();
    VisitRow {
        visit_id: found.visit_id,
        patient_id: found.patient_id,
        patient_name: found.patient_name.unwrap_or_default(),
        reg_no: found.reg_no.unwrap_or_default(),
        doctor_name: found.doctor_name.unwrap_or_default(),
        day: found.day,
        status: found.status,
        diagnosis: names.join(", "),
    }
}
