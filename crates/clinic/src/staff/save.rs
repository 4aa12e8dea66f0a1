use kernel::{Command, Day, Error, Nothing, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Staff, staff_by_user};
use super::passwords::OwnWords;
use crate::permissions::STAFF_MANAGE;

/// Writes the row; the caller has given the person a way into the vault.
pub fn new_staff(tx: &mut Tx<'_>, staff: Staff) -> Result<Staff> {
    let staff = staff.checked()?;
    if staff_by_user(tx, &staff.user)?.is_some() {
        return Err(Error::invalid("user", "errors-user-taken"));
    }
    tx.insert(&staff)?;
    Ok(staff)
}

#[derive(Deserialize, TS)]
pub struct AddStaff {
    pub user: String,
    pub name: String,
    pub phone: String,
    pub roles: Vec<String>,
    /// Empty: the person comes in by a one-time code and chooses an own one.
    pub password: String,
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<Day>,
}

impl Command for AddStaff {
    type Output = RowId;
    const ROUTE: &'static str = "staff.add";
    const PERMISSION: Permission = STAFF_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<RowId> {
        let staff = Staff {
            id: tx.new_id(),
            user: self.user,
            name: self.name,
            phone: self.phone,
            roles: self.roles,
            is_active: true,
            until: still_to_come(tx, self.until)?,
        };
        if staff.is_owner() {
            tx.need_confirmation()?;
        }
        let staff = new_staff(tx, staff)?;
        // Last, so that a refused row leaves no slot; a slot without a row opens nothing.
        match self.password.is_empty() {
            // An earlier person of that name must not come in instead.
            true => tx.host().remove_slot(&staff.user)?,
            false => {
                OwnWords::of(tx, &staff.user)?.check(&self.password)?;
                tx.host().add_slot(&staff.user, &self.password)?;
            }
        }
        Ok(staff.id)
    }

    fn subject(id: &RowId) -> Option<RowId> {
        Some(*id)
    }
}

#[derive(Deserialize, TS)]
pub struct ChangeStaff {
    pub id: RowId,
    pub name: String,
    pub phone: String,
    pub roles: Vec<String>,
    #[serde(default)]
    #[ts(optional)]
    pub until: Option<Day>,
}

impl Command for ChangeStaff {
    type Output = RowId;
    const ROUTE: &'static str = "staff.change";
    const PERMISSION: Permission = STAFF_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<RowId> {
        let before: Staff = tx.get(self.id)?;
        let (was_owner, roles, until) = (before.is_owner(), before.roles.clone(), before.until);
        let (name, phone) = (self.name, self.phone);
        let after = Staff { name, phone, roles: self.roles, until: self.until, ..before };
        let after = after.checked()?;
        if after.until != until {
            still_to_come(tx, after.until)?;
        }
        if after.roles != roles || after.until != until {
            tx.need_confirmation()?;
        }
        if was_owner && !(after.is_owner() && after.until.is_none()) {
            keep_an_owner(tx, after.id)?;
        }
        tx.change(&after)?;
        Ok(after.id)
    }

    fn subject(id: &RowId) -> Option<RowId> {
        Some(*id)
    }
}

#[derive(Deserialize, TS)]
pub struct EndStaff {
    pub id: RowId,
    pub reason: String,
}

impl Command for EndStaff {
    type Output = Nothing;
    const ROUTE: &'static str = "staff.end";
    const PERMISSION: Permission = STAFF_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let before: Staff = tx.get(self.id)?;
        if before.id == tx.session().user {
            return Err(Error::conflict("errors-not-yourself"));
        }
        keep_an_owner(tx, self.id)?;
        crate::forms::required("reason", &self.reason)?;
        tx.need_confirmation()?;
        let user = before.user.clone();
        tx.change(&Staff { is_active: false, ..before })?;
        tx.note(kernel::What::Command, "staff.end", self.id, self.reason.trim())?;
        tx.host().remove_slot(&user)?;
        Ok(Nothing {})
    }
}

/// A last day that is over would lock the person out at once: that is what ending is for.
fn still_to_come(tx: &Tx<'_>, until: Option<Day>) -> Result<Option<Day>> {
    match until {
        Some(day) if day < tx.today() => Err(Error::invalid("until", "errors-until-over")),
        other => Ok(other),
    }
}

/// Refuses to leave the clinic without somebody who can manage it.
fn keep_an_owner(tx: &Tx<'_>, without: RowId) -> Result<()> {
    let others: Vec<Staff> = tx.all(
        "SELECT * FROM staff WHERE is_active = 1 AND ended IS NULL AND id <> ?1
         ORDER BY id LIMIT 1000",
        [without],
    )?;
    if others.iter().any(|staff| staff.is_owner() && staff.until.is_none()) {
        Ok(())
    } else {
        Err(Error::conflict("errors-last-owner"))
    }
}
