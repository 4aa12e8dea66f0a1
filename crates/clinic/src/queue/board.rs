use kernel::{Day, Money, Permission, Query, Read, Result, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{Priority, Stage};
use crate::age;
use crate::patients::Sex;
use crate::permissions::QUEUE_VIEW;

/// The live board of a day: emergencies first, then the elderly and the pregnant, then
/// everybody in the order of coming.
#[derive(Deserialize, TS)]
pub struct Board {
    pub day: Option<Day>,
    pub doctor_id: Option<RowId>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct BoardRow {
    pub id: RowId,
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub day: Day,
    pub number: i64,
    pub label: String,
    pub priority: Priority,
    pub stage: Stage,
    pub reason: String,
    pub given_at: Timestamp,
    pub called_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    pub done_at: Option<Timestamp>,
    pub patient_name: String,
    pub reg_no: String,
    pub sex: Sex,
    pub age: String,
    pub doctor_name: String,
    pub room: String,
    pub visit_id: Option<RowId>,
    #[ts(type = "number")]
    pub waited_minutes: i64,
    pub has_vitals: bool,
    pub bill_due_paise: Money,
}

#[derive(Deserialize)]
struct Found {
    id: RowId,
    patient_id: RowId,
    doctor_id: RowId,
    day: Day,
    series: String,
    number: i64,
    priority: Priority,
    stage: Stage,
    reason: String,
    given_at: Timestamp,
    called_at: Option<Timestamp>,
    started_at: Option<Timestamp>,
    done_at: Option<Timestamp>,
    patient_name: Option<String>,
    reg_no: Option<String>,
    sex: Option<Sex>,
    birth_date: Option<Day>,
    doctor_name: Option<String>,
    room: Option<String>,
    visit_id: Option<RowId>,
    has_vitals: bool,
    bill_due_paise: Option<Money>,
}

const BOARD: &str = "
SELECT token.*, patient.name AS patient_name, patient.reg_no, patient.sex, patient.birth_date,
    doctor.name AS doctor_name, doctor.room,
    visit.id AS visit_id,
    EXISTS (SELECT 1 FROM vitals WHERE vitals.visit_id = visit.id) AS has_vitals,
    (SELECT sum(invoice.total_paise)
         - coalesce(sum((SELECT sum(amount_paise) FROM payment WHERE invoice_id = invoice.id)), 0)
         - coalesce(sum((SELECT sum(amount_paise) FROM credit_note
                         WHERE invoice_id = invoice.id)), 0)
     FROM invoice WHERE invoice.visit_id = visit.id) AS bill_due_paise
FROM token
LEFT JOIN patient ON patient.id = token.patient_id
LEFT JOIN doctor ON doctor.id = token.doctor_id
LEFT JOIN visit ON visit.token_id = token.id
WHERE token.day = ?1 AND (?2 IS NULL OR token.doctor_id = ?2) AND token.ended IS NULL
ORDER BY CASE token.priority WHEN 'emergency' THEN 0 WHEN 'normal' THEN 2 ELSE 1 END,
    token.given_at, token.id
LIMIT 2000";

impl Query for Board {
    type Output = Vec<BoardRow>;
    const ROUTE: &'static str = "queue.board";
    const PERMISSION: Permission = QUEUE_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<BoardRow>> {
        let day = self.day.unwrap_or_else(|| read.today());
        let params = rusqlite::params![day.to_string(), self.doctor_id];
        let found: Vec<Found> = read.all(BOARD, params)?;
        Ok(found.into_iter().map(|found| row(read, found)).collect())
    }
}

/// A token whose patient has not arrived by sync yet is shown without a name.
fn row(read: &Read<'_>, found: Found) -> BoardRow {
    let waited_until = found.started_at.or(found.done_at).unwrap_or_else(|| read.now());
    let desk = found.series.split('/').next().unwrap_or_default();
    BoardRow {
        label: format!("{desk}{}", found.number),
        waited_minutes: waited_until.minutes_since(found.given_at).max(0),
        age: found.birth_date.map(|birth| age::text(birth, read.today())).unwrap_or_default(),
        patient_name: found.patient_name.unwrap_or_default(),
        reg_no: found.reg_no.unwrap_or_default(),
        sex: found.sex.unwrap_or(Sex::Other),
        doctor_name: found.doctor_name.unwrap_or_default(),
        room: found.room.unwrap_or_default(),
        bill_due_paise: found.bill_due_paise.unwrap_or_default(),
        id: found.id,
        patient_id: found.patient_id,
        doctor_id: found.doctor_id,
        day: found.day,
        number: found.number,
        priority: found.priority,
        stage: found.stage,
        reason: found.reason,
        given_at: found.given_at,
        called_at: found.called_at,
        started_at: found.started_at,
        done_at: found.done_at,
        visit_id: found.visit_id,
        has_vitals: found.has_vitals,
    }
}
