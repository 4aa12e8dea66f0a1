use std::collections::{BTreeMap, BTreeSet};

use kernel::{Command, Error, Nothing, Permission, Query, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::{ROLES, STAFF_MANAGE, TABLE, is_shipped};

/// A cell of the permission table that an administrator has changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct RolePermission {
    id: RowId,
    role: String,
    permission: String,
    is_allowed: bool,
}

impl Record for RolePermission {
    const TABLE: &'static str = "role_permission";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

pub const SPEC: kernel::TableSpec = kernel::TableSpec::of::<RolePermission>();

fn changed(read: &Read<'_>) -> Result<Vec<RolePermission>> {
    read.all("SELECT * FROM role_permission WHERE ended IS NULL ORDER BY id LIMIT 10000", [])
}

fn is_allowed(changed: &[RolePermission], role: &str, permission: &str) -> bool {
    changed
        .iter()
        .rfind(|cell| cell.role == role && cell.permission == permission)
        .map_or_else(|| is_shipped(role, permission), |cell| cell.is_allowed)
}

/// Everything that somebody with these roles may do.
pub fn allowed(read: &Read<'_>, roles: &[String]) -> Result<BTreeSet<String>> {
    let changed = changed(read)?;
    let held = |permission: &str| roles.iter().any(|role| is_allowed(&changed, role, permission));
    let held = TABLE.iter().filter(|(permission, _)| held(permission.0));
    Ok(held.map(|(permission, _)| permission.0.to_owned()).collect())
}

#[derive(Deserialize, TS)]
pub struct ListPermissions {}

#[derive(Serialize, TS)]
pub struct PermissionRow {
    pub permission: String,
    pub roles: BTreeMap<String, bool>,
}

impl Query for ListPermissions {
    type Output = Vec<PermissionRow>;
    const ROUTE: &'static str = "staff.permissions";
    const PERMISSION: Permission = STAFF_MANAGE;

    fn run(self, read: &Read<'_>) -> Result<Vec<PermissionRow>> {
        let changed = changed(read)?;
        let row = |permission: &Permission| PermissionRow {
            permission: permission.0.to_owned(),
            roles: ROLES
                .iter()
                .map(|role| ((*role).to_owned(), is_allowed(&changed, role, permission.0)))
                .collect(),
        };
        Ok(TABLE.iter().map(|(permission, _)| row(permission)).collect())
    }
}

#[derive(Deserialize, TS)]
pub struct SetPermission {
    pub role: String,
    pub permission: String,
    pub is_allowed: bool,
}

impl Command for SetPermission {
    type Output = Nothing;
    const ROUTE: &'static str = "staff.set_permission";
    const PERMISSION: Permission = STAFF_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        if !ROLES.contains(&self.role.as_str()) {
            return Err(Error::invalid("role", "errors-unknown-choice"));
        }
        if !TABLE.iter().any(|(permission, _)| permission.0 == self.permission) {
            return Err(Error::invalid("permission", "errors-unknown-choice"));
        }
        tx.need_confirmation()?;
        if self.role == "owner" && self.permission == STAFF_MANAGE.0 && !self.is_allowed {
            return Err(Error::conflict("errors-last-owner"));
        }
        let kept = changed(tx)?;
        let cell =
            kept.into_iter().rfind(|c| c.role == self.role && c.permission == self.permission);
        match cell {
            Some(cell) => tx.change(&RolePermission { is_allowed: self.is_allowed, ..cell })?,
            None => {
                let id = tx.new_id();
                let (role, permission) = (self.role, self.permission);
                tx.insert(&RolePermission { id, role, permission, is_allowed: self.is_allowed })?;
            }
        }
        Ok(Nothing {})
    }
}
