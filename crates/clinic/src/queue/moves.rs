use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Priority, Stage, Token, TokenView};
use crate::permissions::QUEUE_MANAGE;
use crate::settings::Doctor;

/// Moves a token and notes when. A token can always be moved back.
pub fn set_stage(tx: &mut Tx<'_>, token: Token, stage: Stage) -> Result<Token> {
    let now = tx.now();
    let mut after = Token { stage, ..token };
    match stage {
        Stage::WithNurse | Stage::WithDoctor => {
            after.called_at = after.called_at.or(Some(now));
            after.started_at = after.started_at.or(Some(now));
            after.done_at = None;
        }
        Stage::Done | Stage::Left => after.done_at = Some(now),
        Stage::Waiting => (after.called_at, after.done_at) = (None, None),
        Stage::Billing | Stage::Skipped => after.done_at = None,
    }
    tx.change(&after)?;
    Ok(after)
}

/// Calls a waiting patient, or one who was skipped, in.
#[derive(Deserialize, TS)]
pub struct CallToken {
    pub token_id: RowId,
}

impl Command for CallToken {
    type Output = TokenView;
    const ROUTE: &'static str = "queue.call";
    const PERMISSION: Permission = QUEUE_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<TokenView> {
        let token: Token = tx.get(self.token_id)?;
        call(tx, token)
    }
}

fn call(tx: &mut Tx<'_>, token: Token) -> Result<TokenView> {
    if token.stage.is_over() {
        return Err(Error::conflict("errors-token-over"));
    }
    let stage = if token.stage == Stage::Skipped { Stage::Waiting } else { token.stage };
    let after = Token { called_at: Some(tx.now()), stage, ..token };
    tx.change(&after)?;
    Ok(after.into())
}

/// Calls whoever is next for a doctor; none when nobody waits.
#[derive(Deserialize, TS)]
pub struct CallNext {
    pub doctor_id: RowId,
}

impl Command for CallNext {
    type Output = Option<TokenView>;
    const ROUTE: &'static str = "queue.call_next";
    const PERMISSION: Permission = QUEUE_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Option<TokenView>> {
        let next: Option<Token> = tx.one(
            "SELECT * FROM token WHERE day = ?1 AND doctor_id = ?2 AND stage = 'waiting'
                 AND called_at IS NULL AND ended IS NULL
             ORDER BY CASE priority WHEN 'emergency' THEN 0 WHEN 'normal' THEN 2 ELSE 1 END,
                 given_at, id LIMIT 1",
            rusqlite::params![tx.today().to_string(), self.doctor_id],
        )?;
        next.map(|token| call(tx, token)).transpose()
    }
}

#[derive(Deserialize, TS)]
pub struct MoveToken {
    pub token_id: RowId,
    pub stage: Stage,
}

impl Command for MoveToken {
    type Output = TokenView;
    const ROUTE: &'static str = "queue.move";
    const PERMISSION: Permission = QUEUE_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<TokenView> {
        let token: Token = tx.get(self.token_id)?;
        Ok(set_stage(tx, token, self.stage)?.into())
    }
}

#[derive(Deserialize, TS)]
pub struct TransferToken {
    pub token_id: RowId,
    pub doctor_id: RowId,
}

impl Command for TransferToken {
    type Output = TokenView;
    const ROUTE: &'static str = "queue.transfer";
    const PERMISSION: Permission = QUEUE_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<TokenView> {
        let token: Token = tx.get(self.token_id)?;
        let doctor: Doctor = tx.get(self.doctor_id)?;
        if !doctor.is_active {
            return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
        }
        if token.stage.is_over() {
            return Err(Error::conflict("errors-token-over"));
        }
        let stage = Stage::Waiting;
        let after = Token { doctor_id: doctor.id, stage, called_at: None, ..token };
        tx.change(&after)?;
        Ok(after.into())
    }
}

#[derive(Deserialize, TS)]
pub struct SetPriority {
    pub token_id: RowId,
    pub priority: Priority,
}

impl Command for SetPriority {
    type Output = TokenView;
    const ROUTE: &'static str = "queue.set_priority";
    const PERMISSION: Permission = QUEUE_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<TokenView> {
        let after = Token { priority: self.priority, ..tx.get(self.token_id)? };
        tx.change(&after)?;
        Ok(after.into())
    }
}
