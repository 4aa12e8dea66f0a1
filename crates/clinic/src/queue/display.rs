//! The page for the television in the waiting room: token numbers and who is late, never the
//! name of a patient.

use kernel::{Permission, Query, Read, Result, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::settings::clinic;

const NEXT_SHOWN: usize = 6;

#[derive(Deserialize, TS)]
pub struct ShowDisplay {}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DisplayDoctor {
    pub doctor_name: String,
    pub room: String,
    pub now_serving: Option<String>,
    pub next: Vec<String>,
    /// As the desk told the patients; none when not late.
    #[ts(type = "number | null")]
    pub late_minutes: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DisplayView {
    pub clinic_name: String,
    pub now: Timestamp,
    pub doctors: Vec<DisplayDoctor>,
}

impl Query for ShowDisplay {
    type Output = DisplayView;
    const ROUTE: &'static str = "queue.display";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, read: &Read<'_>) -> Result<DisplayView> {
        display(read)
    }
}

#[derive(Deserialize)]
struct Found {
    doctor_id: RowId,
    label: String,
    is_called: bool,
}

#[derive(Deserialize)]
struct Seeing {
    id: RowId,
    name: String,
    room: String,
    late_minutes: Option<i64>,
}

/// Whom somebody waits for today, and who said that they come later: it is then that people
/// look up at the screen.
const DOCTORS: &str = "
SELECT doctor.id, doctor.name, doctor.room,
    (SELECT minutes FROM lateness WHERE doctor_id = doctor.id AND day = ?1 AND minutes > 0
         AND ended IS NULL ORDER BY at DESC, id LIMIT 1) AS late_minutes
FROM doctor
WHERE late_minutes IS NOT NULL OR EXISTS (
    SELECT 1 FROM token WHERE token.doctor_id = doctor.id AND token.day = ?1
        AND token.ended IS NULL AND token.stage IN ('waiting', 'with_doctor'))
ORDER BY doctor.name, doctor.id LIMIT 200";

const TOKENS: &str = "
SELECT token.doctor_id,
    substr(token.series, 1, instr(token.series, '/') - 1) || token.number AS label,
    (token.stage = 'with_doctor' OR token.called_at IS NOT NULL) AS is_called
FROM token
WHERE token.day = ?1 AND token.ended IS NULL AND token.stage IN ('waiting', 'with_doctor')
ORDER BY token.doctor_id, is_called DESC, (token.stage = 'with_doctor') ASC,
    token.called_at DESC,
    CASE token.priority WHEN 'emergency' THEN 0 WHEN 'normal' THEN 2 ELSE 1 END,
    token.given_at, token.id
LIMIT 2000";

pub fn display(read: &Read<'_>) -> Result<DisplayView> {
    let today = read.today().to_string();
    let tokens: Vec<Found> = read.all(TOKENS, [&today])?;
    let seeing: Vec<Seeing> = read.all(DOCTORS, [&today])?;
    let of_doctor = |doctor: Seeing| {
        let own = || tokens.iter().filter(|token| token.doctor_id == doctor.id);
        let waiting = own().filter(|token| !token.is_called).take(NEXT_SHOWN);
        DisplayDoctor {
            now_serving: own().find(|token| token.is_called).map(|token| token.label.clone()),
            next: waiting.map(|token| token.label.clone()).collect(),
            doctor_name: doctor.name,
            room: doctor.room,
            late_minutes: doctor.late_minutes,
        }
    };
    let doctors = seeing.into_iter().map(of_doctor).collect();
    Ok(DisplayView { clinic_name: clinic(read)?.name, now: read.now(), doctors })
}
