//! The page for the television in the waiting room: token numbers, never a name.

use kernel::{Permission, Query, Read, Result, Timestamp};
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
    doctor_name: String,
    room: String,
    label: String,
    is_called: bool,
}

const TOKENS: &str = "
SELECT doctor.name AS doctor_name, doctor.room,
    substr(token.series, 1, instr(token.series, '/') - 1) || token.number AS label,
    (token.stage = 'with_doctor' OR token.called_at IS NOT NULL) AS is_called
FROM token JOIN doctor ON doctor.id = token.doctor_id
WHERE token.day = ?1 AND token.ended IS NULL AND token.stage IN ('waiting', 'with_doctor')
ORDER BY doctor.name, doctor.id, is_called DESC, (token.stage = 'with_doctor') ASC,
    token.called_at DESC,
    CASE token.priority WHEN 'emergency' THEN 0 WHEN 'normal' THEN 2 ELSE 1 END,
    token.given_at, token.id
LIMIT 2000";

pub fn display(read: &Read<'_>) -> Result<DisplayView> {
    let mut doctors: Vec<DisplayDoctor> = Vec::new();
    let found: Vec<Found> = read.all(TOKENS, [read.today().to_string()])?;
    for token in found {
        let is_new = doctors
            .last()
            .is_none_or(|last| last.doctor_name != token.doctor_name || last.room != token.room);
        if is_new {
            doctors.push(DisplayDoctor {
                doctor_name: token.doctor_name,
                room: token.room,
                now_serving: None,
                next: Vec::new(),
            });
        }
        let Some(doctor) = doctors.last_mut() else { continue };
        match (token.is_called, &doctor.now_serving) {
            (true, None) => doctor.now_serving = Some(token.label),
            (true, Some(_)) => {}
            (false, _) if doctor.next.len() < NEXT_SHOWN => doctor.next.push(token.label),
            (false, _) => {}
        }
    }
    Ok(DisplayView { clinic_name: clinic(read)?.name, now: read.now(), doctors })
}
