use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Priority, Stage, Token, TokenView};
use crate::patients::Patient;
use crate::permissions::QUEUE_MANAGE;
use crate::settings::Doctor;
use crate::{forms, numbers};

#[derive(Deserialize, TS)]
pub struct GiveToken {
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub priority: Priority,
    pub reason: String,
}

impl Command for GiveToken {
    type Output = TokenView;
    const ROUTE: &'static str = "queue.give";
    const PERMISSION: Permission = QUEUE_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<TokenView> {
        tx.get::<Patient>(self.patient_id)?;
        let doctor: Doctor = tx.get(self.doctor_id)?;
        if !doctor.is_active {
            return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
        }
        let today = tx.today();
        let waiting: Option<RowId> = tx.value(
            "SELECT id FROM token WHERE patient_id = ?1 AND day = ?2 AND doctor_id = ?3
                 AND stage NOT IN ('done', 'left') AND ended IS NULL ORDER BY id LIMIT 1",
            rusqlite::params![self.patient_id, today.to_string(), self.doctor_id],
        )?;
        if waiting.is_some() {
            return Err(Error::conflict("errors-already-waiting"));
        }
        let series = format!("{}/{today}", tx.desk());
        let token = Token {
            id: tx.new_id(),
            patient_id: self.patient_id,
            doctor_id: self.doctor_id,
            day: today,
            number: numbers::next_of_day::<Token>(tx, today, &series)?,
            series,
            priority: self.priority,
            stage: Stage::Waiting,
            reason: forms::optional("reason", &self.reason)?,
            given_at: tx.now(),
            called_at: None,
            started_at: None,
            done_at: None,
        };
        tx.insert(&token)?;
        Ok(token.into())
    }

    fn subject(token: &TokenView) -> Option<RowId> {
        Some(token.token.patient_id)
    }
}
