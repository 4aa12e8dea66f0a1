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
        let status = self.status.map(|status| match status {
            VisitStatus::Open => "open",
            VisitStatus::Signed => "signed",
        });
        let found: Vec<Found> = read.all(
            "SELECT visit.id AS visit_id, visit.patient_id, patient.name AS patient_name,
                 patient.reg_no, doctor.name AS doctor_name, visit.day, visit.status,
                 visit.diagnoses
             FROM visit LEFT JOIN patient ON patient.id = visit.patient_id
                 LEFT JOIN doctor ON doctor.id = visit.doctor_id
             WHERE (?1 IS NULL OR visit.day = ?1) AND (?2 IS NULL OR visit.doctor_id = ?2)
                 AND (?3 IS NULL OR visit.patient_id = ?3)
                 AND (?4 IS NULL OR visit.status = ?4) AND visit.ended IS NULL
             ORDER BY visit.started_at DESC, visit.id LIMIT 500",
            rusqlite::params![
                self.day.map(|day| day.to_string()),
                self.doctor_id,
                self.patient_id,
                status
            ],
        )?;
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
