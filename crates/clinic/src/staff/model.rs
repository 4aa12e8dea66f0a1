use kernel::{Day, Error, Read, Record, Result, RowId, Rule, Timestamp};
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
    /// The last day on which a temporary person may sign in.
    pub until: Option<Day>,
}

impl Record for Staff {
    const TABLE: &'static str = "staff";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Staff {
    /// Whether the person may come in on this day.
    pub fn may_come(&self, day: Day) -> bool {
        self.is_active && self.until.is_none_or(|until| day <= until)
    }

    pub fn is_owner(&self) -> bool {
        self.roles.iter().any(|role| role == "owner")
    }

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
    pub until: Option<Day>,
    pub doctor_id: Option<RowId>,
    pub last_sign_in: Option<Timestamp>,
    pub has_second_factor: bool,
    /// How the person gets in on this computer; told by the vault.
    #[serde(default)]
    pub has_password: bool,
    #[serde(default)]
    pub has_pin: bool,
    #[serde(default)]
    pub reset_until: Option<Timestamp>,
}

pub fn staff_by_user(read: &Read<'_>, user: &str) -> Result<Option<Staff>> {
    let user = user.trim().to_lowercase();
    read.one("SELECT * FROM staff WHERE user = ?1 AND ended IS NULL ORDER BY id LIMIT 1", [user])
}
