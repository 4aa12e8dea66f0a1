//! Who is acting. A session is made at sign-in and carries all that a permission check
//! needs, so that no caller is ever trusted.

use std::collections::BTreeSet;

use crate::{Code, Error, Result, RowId};

/// The name of one thing that a role may do, such as `patients.edit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission(pub &'static str);

impl Permission {
    /// For what everybody who is signed in may do.
    pub const ANYONE: Permission = Permission("");
}

#[derive(Clone, Debug)]
pub struct Session {
    pub id: u64,
    pub user: RowId,
    pub name: String,
    pub roles: Vec<String>,
    pub permissions: BTreeSet<String>,
    /// The doctor that this person is, if one.
    pub doctor: Option<RowId>,
    /// Until then, on the monotonic clock, the person has just typed the password (and the
    /// second factor, where there is one). 0: not lately.
    pub confirmed_until: i64,
}

impl Session {
    /// The program itself: set-up, migrations, the demo generator.
    pub fn program() -> Self {
        Self {
            id: 0,
            user: RowId::NONE,
            name: "Vaidya".into(),
            roles: Vec::new(),
            permissions: BTreeSet::new(),
            doctor: None,
            confirmed_until: 0,
        }
    }

    pub fn is_program(&self) -> bool {
        self.user == RowId::NONE
    }

    pub fn may(&self, permission: Permission) -> bool {
        permission == Permission::ANYONE
            || self.is_program()
            || self.permissions.contains(permission.0)
    }

    pub fn check(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            return Ok(());
        }
        Err(Error::new(Code::Forbidden, "errors-forbidden").with("permission", permission.0))
    }

    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }
}
