use kernel::{Permission, Query, Read, Result, RowId};
use serde::Deserialize;
use ts_rs::TS;

use super::blind::{self, By};
use super::find::{Matched, PatientRow, rows};
use crate::forms;
use crate::permissions::PATIENTS_VIEW;

/// Everybody behind one phone: normal, never an error.
#[derive(Deserialize, TS)]
pub struct Household {
    pub phone: String,
    pub except: Option<RowId>,
}

impl Query for Household {
    type Output = Vec<PatientRow>;
    const ROUTE: &'static str = "patients.household";
    const PERMISSION: Permission = PATIENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<PatientRow>> {
        let Ok(phone) = forms::phone("phone", &self.phone) else { return Ok(Vec::new()) };
        if phone.is_empty() {
            return Ok(Vec::new());
        }
        rows(
            read,
            "WHERE id IN (SELECT patient_id FROM patient_blind WHERE token = ?1)
                 AND opened(phone, 'phone', id) = ?3 AND id IS NOT ?2 AND ended IS NULL
             ORDER BY birth_date LIMIT 50",
            rusqlite::params![blind::token(read, By::Phone, &phone), self.except, phone],
            Matched::Phone,
        )
    }
}
