//! A supervisor at the counter: what the person who bills may not do alone, a colleague who
//! may allows on the spot, by their own PIN or password. It needs no other desk and no line.

use kernel::{Error, Permission, Result, Tx, What};
use serde::Deserialize;
use ts_rs::TS;

use crate::staff::{allowed, staff_by_user};

#[derive(Clone, Deserialize, TS)]
pub struct Approval {
    /// The supervisor's user name.
    pub user: String,
    /// Their PIN or password.
    pub secret: String,
}

/// Passes when the session itself may do it, or somebody who may has just said so.
pub fn check_approved(
    tx: &mut Tx<'_>,
    needs: Permission,
    approval: Option<&Approval>,
    refusal: impl FnOnce() -> Error,
) -> Result<()> {
    if tx.session().may(needs) {
        return Ok(());
    }
    let Some(approval) = approval else { return Err(refusal()) };
    let not_right = || Error::invalid("approval.user", "errors-approval-user");
    let staff = staff_by_user(tx, &approval.user)?.ok_or_else(not_right)?;
    if !staff.may_come(tx.today()) || !allowed(tx, &staff.roles)?.contains(needs.0) {
        return Err(not_right().about(staff.id));
    }
    tx.host().verify(&staff.user, &approval.secret).map_err(|mut error| {
        error.field = Some("approval.secret".into());
        error.about(staff.id)
    })?;
    tx.note(What::Command, "billing.approve", staff.id, needs.0)
}
