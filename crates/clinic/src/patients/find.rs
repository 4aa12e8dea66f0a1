use kernel::{Day, Permission, Query, Read, Result, RowId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Sex;
use super::search;
use crate::age;
use crate::permissions::PATIENTS_VIEW;

const ROWS_MAX: u16 = 100;

/// What a search met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    Name,
    Phone,
    RegNo,
    Abha,
    Aadhaar,
    Village,
    Recent,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PatientRow {
    pub id: RowId,
    pub reg_no: String,
    pub name: String,
    pub name_local: String,
    pub sex: Sex,
    pub age: String,
    pub birth_date: Day,
    pub phone: String,
    pub village: String,
    pub guardian_name: String,
    pub last_visit: Option<Day>,
    pub matched: Matched,
}

#[derive(Deserialize)]
struct Found {
    id: RowId,
    reg_no: String,
    name: String,
    name_local: String,
    sex: Sex,
    birth_date: Day,
    phone: String,
    village: String,
    guardian_name: String,
    last_visit: Option<Day>,
}

pub fn row_sql(tail: &str) -> String {
    format!(
        "SELECT id, reg_no, name, name_local, sex, birth_date, phone, village, guardian_name,
             (SELECT max(day) FROM token WHERE token.patient_id = patient.id) AS last_visit
         FROM patient {tail}"
    )
}

/// The row of one patient as lists show it.
pub fn row(read: &Read<'_>, id: RowId, matched: Matched) -> Result<Option<PatientRow>> {
    let found: Option<Found> =
        read.one(&row_sql("WHERE id = ?1 AND ended IS NULL LIMIT 1"), [id])?;
    Ok(found.map(|found| shown(found, read.today(), matched)))
}

pub fn rows(
    read: &Read<'_>,
    tail: &str,
    params: impl rusqlite::Params,
    matched: Matched,
) -> Result<Vec<PatientRow>> {
    let found: Vec<Found> = read.all(&row_sql(tail), params)?;
    let today = read.today();
    Ok(found.into_iter().map(|found| shown(found, today, matched)).collect())
}

fn shown(found: Found, today: Day, matched: Matched) -> PatientRow {
    PatientRow {
        age: age::text(found.birth_date, today),
        id: found.id,
        reg_no: found.reg_no,
        name: found.name,
        name_local: found.name_local,
        sex: found.sex,
        birth_date: found.birth_date,
        phone: found.phone,
        village: found.village,
        guardian_name: found.guardian_name,
        last_visit: found.last_visit,
        matched,
    }
}

/// As somebody types: names in any order and spelling, part of a phone, a registration
/// number, a village. An empty text gives the newest patients.
#[derive(Deserialize, TS)]
pub struct FindPatients {
    pub text: String,
    pub limit: u16,
}

impl Query for FindPatients {
    type Output = Vec<PatientRow>;
    const ROUTE: &'static str = "patients.find";
    const PERMISSION: Permission = PATIENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<PatientRow>> {
        let limit = self.limit.min(ROWS_MAX);
        let text: String = self.text.chars().take(200).collect();
        if text.trim().is_empty() {
            let tail = "WHERE ended IS NULL ORDER BY registered_at DESC, id DESC LIMIT ?1";
            return rows(read, tail, [limit], Matched::Recent);
        }
        let mut found = Vec::new();
        for (id, matched) in search::find(read, &text, usize::from(limit))? {
            found.extend(row(read, id, matched)?);
        }
        Ok(found)
    }
}
