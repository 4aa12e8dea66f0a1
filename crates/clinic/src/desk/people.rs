//! Who has typed a password here since the program started, and their PINs. A PIN stands for
//! such a password for twelve hours; all of it lives in memory and goes with the vault.

use std::collections::BTreeMap;

use kernel::{Result, RowId};
use serde::Serialize;
use ts_rs::TS;
use vault::{PinAnswer, Pins};

use super::errors::of_vault;
use super::lock::PASSWORD_MS;
use crate::staff::Staff;

struct Known {
    user: String,
    name: String,
    password_ms: i64,
}

pub struct People {
    pins: Pins,
    known: BTreeMap<RowId, Known>,
    /// When somebody last typed a password, whoever it was and whether still here.
    last_password_ms: i64,
}

/// Before sign-in a name and nothing more: neither role nor phone.
#[derive(Serialize, TS)]
pub struct KnownPerson {
    pub user: String,
    pub name: String,
}

impl People {
    pub fn new(pins: Pins, now: i64) -> People {
        People { pins, known: BTreeMap::new(), last_password_ms: now }
    }

    pub fn typed_password(&mut self, staff: &Staff, now: i64) {
        let (user, name) = (staff.user.clone(), staff.name.clone());
        self.known.insert(staff.id, Known { user, name, password_ms: now });
        self.last_password_ms = self.last_password_ms.max(now);
    }

    pub fn last_password_ms(&self) -> i64 {
        self.last_password_ms
    }

    fn id_of(&self, user: &str) -> Option<RowId> {
        let user = user.trim().to_lowercase();
        self.known.iter().find(|(_, known)| known.user == user).map(|(id, _)| *id)
    }

    /// Answers the person as well, because a name is all that was typed.
    pub fn check(&mut self, user: &str, pin: &str, now: i64) -> Result<(PinAnswer, RowId)> {
        let Some(id) = self.id_of(user) else { return Ok((PinAnswer::Unknown, RowId::NONE)) };
        let is_fresh = |known: &Known| now - known.password_ms <= PASSWORD_MS;
        if !self.known.get(&id).is_some_and(is_fresh) {
            self.forget(id);
            return Ok((PinAnswer::Unknown, id));
        }
        Ok((self.pins.check(id.0, pin).map_err(of_vault)?, id))
    }

    /// False when the password was not typed in this run or too long ago.
    pub fn set_pin(&mut self, id: RowId, pin: &str, now: i64) -> Result<bool> {
        let known = self.known.get(&id);
        if known.is_none_or(|known| now - known.password_ms > PASSWORD_MS) {
            return Ok(false);
        }
        self.pins.set(id.0, pin).map_err(of_vault)?;
        Ok(true)
    }

    pub fn drop_pin(&mut self, id: RowId) {
        self.pins.forget(id.0);
    }

    pub fn has_pin(&self, id: RowId) -> bool {
        self.pins.has(id.0)
    }

    pub fn user_has_pin(&self, user: &str) -> bool {
        self.id_of(user).is_some_and(|id| self.has_pin(id))
    }

    /// Who has left, or signed out for the day.
    pub fn forget(&mut self, id: RowId) {
        self.pins.forget(id.0);
        self.known.remove(&id);
    }

    pub fn ids(&self) -> Vec<RowId> {
        self.known.keys().copied().collect()
    }

    pub fn with_pins(&self, now: i64) -> Vec<KnownPerson> {
        let may =
            |id: &RowId, known: &Known| self.has_pin(*id) && now - known.password_ms <= PASSWORD_MS;
        let may = self.known.iter().filter(|(id, known)| may(id, known));
        let mut people: Vec<KnownPerson> = may
            .map(|(_, known)| KnownPerson { user: known.user.clone(), name: known.name.clone() })
            .collect();
        people.sort_by(|one, other| one.name.cmp(&other.name));
        people
    }
}
