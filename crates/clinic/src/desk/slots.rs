//! Who has left loses the way in on every computer of the clinic, not only on the one where it
//! was said. Whoever comes back gets a one-time code.

use std::sync::PoisonError;

use kernel::{Access, Result, RowId, Session, What};
use serde::Deserialize;

use super::Opened;
use super::errors::of_vault;
use super::host::slot_id;
use crate::staff::Staff;

/// Of one login, for two computers may have given it to two people at once.
#[derive(Deserialize)]
struct Left {
    id: RowId,
    user: String,
}

impl Opened {
    /// A key file that cannot be written now is tried again with the next news, and at the next
    /// start: until then the rows keep the person out.
    pub(super) fn drop_slots_of_who_left(&self) -> Result<()> {
        if self.is_demo {
            return Ok(());
        }
        let program = Session::program();
        let (left, owners) = self.door.read(&program, |read| {
            let left: Vec<Left> = read.all(
                "SELECT id, user FROM staff
                 WHERE is_active = 0 AND NOT EXISTS (SELECT 1 FROM staff AS other
                     WHERE other.user = staff.user AND other.is_active = 1
                     AND other.ended IS NULL)
                 ORDER BY id LIMIT 10000",
                [],
            )?;
            let sql = "SELECT * FROM staff WHERE is_active = 1 AND ended IS NULL ORDER BY id";
            let active: Vec<Staff> = read.all(sql, [])?;
            Ok((left, active.into_iter().filter(Staff::is_owner).collect::<Vec<_>>()))
        })?;
        for gone in left {
            if self.drop_slot(&gone, &owners)? {
                let (what, route, subject) = (What::Key, "desk.slot_removed", Some(gone.id));
                self.door.log(&program, &Access { what, route, subject, detail: "" })?;
            }
        }
        Ok(())
    }

    /// Whether there was one. The clinic's owners must be able to come in here by what is left:
    /// where none of them has a way in, nobody's is taken.
    fn drop_slot(&self, gone: &Left, owners: &[Staff]) -> Result<bool> {
        let vault = self.vault.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = |user: &str| slot_id(vault.clinic_id(), user);
        let has = |user: &str| vault.has_slot(slot(user)).map_err(of_vault);
        let has_code = vault.reset_expires(slot(&gone.user)).map_err(of_vault)?.is_some();
        if !has(&gone.user)? && !has_code {
            return Ok(false);
        }
        for owner in owners {
            if has(&owner.user)? {
                vault.remove_slot(slot(&gone.user)).map_err(of_vault)?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}
