use kernel::{Permission, Query, Read, Result, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::inpatients::{Inpatient, inpatient};
use super::model::{Admission, PatientLeave};
use crate::permissions::WARDS_VIEW;

/// Where a patient was and is, who is with them, and when they were away.
#[derive(Deserialize, TS)]
pub struct ShowMovements {
    pub admission_id: RowId,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Movement {
    pub stay_id: RowId,
    pub bed_id: RowId,
    pub bed: String,
    pub ward: String,
    pub class_name: String,
    pub from_at: Timestamp,
    pub until_at: Option<Timestamp>,
    pub reason: String,
    pub by: String,
}

#[derive(Debug, Serialize, TS)]
pub struct Movements {
    pub stays: Vec<Movement>,
    pub leaves: Vec<PatientLeave>,
    pub babies: Vec<Inpatient>,
    pub mother: Option<Inpatient>,
}

impl Query for ShowMovements {
    type Output = Movements;
    const ROUTE: &'static str = "wards.movements";
    const PERMISSION: Permission = WARDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Movements> {
        let admission: Admission = read.get(self.admission_id)?;
        let babies: Vec<Admission> = read.all(
            "SELECT * FROM admission WHERE mother_id = ?1 AND ended IS NULL
             ORDER BY admitted_at, id LIMIT 10",
            [admission.id],
        )?;
        let mother: Option<Admission> =
            admission.mother_id.map(|id| read.find(id)).transpose()?.flatten();
        Ok(Movements {
            stays: read.all(
                "SELECT bed_stay.id AS stay_id, bed_stay.bed_id, bed.label AS bed,
                     ward.name AS ward, coalesce(ward_class.name, '') AS class_name,
                     bed_stay.from_at, bed_stay.until_at, bed_stay.reason, bed_stay.by
                 FROM bed_stay JOIN bed ON bed.id = bed_stay.bed_id
                     JOIN room ON room.id = bed.room_id JOIN ward ON ward.id = room.ward_id
                     LEFT JOIN ward_class ON ward_class.id = bed_stay.class_id
                 WHERE bed_stay.admission_id = ?1 AND bed_stay.ended IS NULL
                 ORDER BY bed_stay.from_at, bed_stay.id LIMIT 500",
                [admission.id],
            )?,
            leaves: read.all(
                "SELECT * FROM patient_leave WHERE admission_id = ?1 AND ended IS NULL
                 ORDER BY from_at, id LIMIT 500",
                [admission.id],
            )?,
            babies: babies.into_iter().map(|one| inpatient(read, one)).collect::<Result<_>>()?,
            mother: mother.map(|one| inpatient(read, one)).transpose()?,
        })
    }
}
