use kernel::{Error, Read, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;
use crate::permissions::ROLES;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staff {
    pub id: RowId,
    /// What the person types to sign in: lower case, never reused.
    pub user: String,
    pub name: String,
    pub phone: String,
    pub roles: Vec<String>,
    pub is_active: bool,
}

impl Record for Staff {
    const TABLE: &'static str = "staff";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Staff {
    pub fn checked(self) -> Result<Self> {
        let user = self.user.trim().to_lowercase();
        let is_plain =
            user.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.');
        if !(2..=32).contains(&user.len()) || !is_plain {
            return Err(Error::invalid("user", "errors-user-name"));
        }
        if self.roles.is_empty() {
            return Err(Error::invalid("roles", "errors-required"));
        }
        if let Some(role) = self.roles.iter().find(|role| !ROLES.contains(&role.as_str())) {
            return Err(Error::invalid("roles", "errors-unknown-choice").with("choice", role));
        }
        Ok(Self {
            user,
            name: forms::required("name", &self.name)?,
            phone: forms::phone("phone", &self.phone)?,
            ..self
        })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StaffView {
    pub id: RowId,
    pub user: String,
    pub name: String,
    pub phone: String,
    pub roles: Vec<String>,
    pub is_active: bool,
    pub doctor_id: Option<RowId>,
    pub last_sign_in: Option<Timestamp>,
}

pub fn staff_by_user(read: &Read<'_>, user: &str) -> Result<Option<Staff>> {
    let user = user.trim().to_lowercase();
    read.one("SELECT * FROM staff WHERE user = ?1 AND ended IS NULL ORDER BY id LIMIT 1", [user])
}
