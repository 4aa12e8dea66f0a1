use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Visit, VisitKind, VisitStatus};
use crate::patients::Patient;
use crate::permissions::{VISITS_WRITE, VITALS_RECORD};
use crate::queue::{Stage, Token, set_stage};
use crate::settings::Doctor;

/// Opens the visit of a token, or a visit without one. The same token gives the same visit.
#[derive(Deserialize, TS)]
pub struct BeginVisit {
    pub patient_id: RowId,
    pub doctor_id: RowId,
    pub token_id: Option<RowId>,
}

impl Command for BeginVisit {
    type Output = Visit;
    const ROUTE: &'static str = "visits.begin";
    const PERMISSION: Permission = VITALS_RECORD;

    fn run(self, tx: &mut Tx<'_>) -> Result<Visit> {
        let visit = match self.token_id {
            Some(token) => of_token(tx, token)?,
            None => begin(tx, self.patient_id, self.doctor_id, None)?,
        };
        if let Some(token) = visit.token_id {
            take_in(tx, token)?;
        }
        Ok(visit)
    }

    fn subject(visit: &Visit) -> Option<RowId> {
        Some(visit.patient_id)
    }
}

/// The visit of a token, begun if it was not.
pub fn of_token(tx: &mut Tx<'_>, token: RowId) -> Result<Visit> {
    let begun: Option<Visit> =
        tx.one("SELECT * FROM visit WHERE token_id = ?1 ORDER BY started_at, id LIMIT 1", [token])?;
    match begun {
        Some(visit) => Ok(visit),
        None => {
            let token: Token = tx.get(token)?;
            begin(tx, token.patient_id, token.doctor_id, Some(token.id))
        }
    }
}

/// The token follows whoever works with the patient now; it never goes backwards.
fn take_in(tx: &mut Tx<'_>, token: RowId) -> Result<()> {
    let token: Token = tx.get(token)?;
    let stage = match tx.session().may(VISITS_WRITE) {
        true => Stage::WithDoctor,
        false => Stage::WithNurse,
    };
    let may_move = match stage {
        Stage::WithDoctor => {
            matches!(token.stage, Stage::Waiting | Stage::WithNurse | Stage::Skipped)
        }
        _ => matches!(token.stage, Stage::Waiting | Stage::Skipped),
    };
    if may_move {
        set_stage(tx, token, stage)?;
    }
    Ok(())
}

fn begin(
    tx: &mut Tx<'_>,
    patient_id: RowId,
    doctor_id: RowId,
    token_id: Option<RowId>,
) -> Result<Visit> {
    tx.get::<Patient>(patient_id)?;
    let doctor: Doctor = tx.get(doctor_id)?;
    if !doctor.is_active {
        return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
    }
    let before: Option<RowId> = tx.value(
        "SELECT id FROM visit WHERE patient_id = ?1 AND doctor_id = ?2 AND status = 'signed'
         ORDER BY started_at DESC LIMIT 1",
        [patient_id, doctor_id],
    )?;
    let visit = Visit {
        id: tx.new_id(),
        patient_id,
        doctor_id,
        token_id,
        day: tx.today(),
        kind: if before.is_some() { VisitKind::FollowUp } else { VisitKind::New },
        status: VisitStatus::Open,
        started_at: tx.now(),
        signed_at: None,
        signed_by: None,
        complaint: String::new(),
        history: String::new(),
        examination: String::new(),
        advice: String::new(),
        plan_note: String::new(),
        follow_up_on: None,
        diagnoses: Vec::new(),
        orders: Vec::new(),
    };
    tx.insert(&visit)?;
    Ok(visit)
}
