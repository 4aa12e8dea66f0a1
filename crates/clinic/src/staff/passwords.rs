//! What a new password must not be made of, wherever somebody chooses one.

use kernel::{Error, Read, Result};
use vault::{Keeping, PasswordWeakness, check_password, check_password_beside};

use super::model::{Staff, staff_by_user};
use crate::settings::{CLINIC_ID, Clinic};

/// Whoever guesses tries these first: the login, the person and the clinic.
pub struct OwnWords(Vec<String>);

impl OwnWords {
    /// As far as they are known: on a closed or a new computer some are not.
    pub fn new(user: &str, person: Option<&Staff>, clinic: Option<&Clinic>) -> Self {
        let mut words = vec![user.to_owned()];
        words.extend(person.into_iter().flat_map(|one| [one.name.clone(), one.phone.clone()]));
        let of = |one: &Clinic| [one.name.clone(), one.place.clone(), one.phone.clone()];
        words.extend(clinic.into_iter().flat_map(of));
        Self(words)
    }

    pub fn of(read: &Read<'_>, user: &str) -> Result<Self> {
        let person = staff_by_user(read, user)?;
        Ok(Self::new(user, person.as_ref(), read.find(CLINIC_ID)?.as_ref()))
    }

    pub fn and(mut self, words: &[&str]) -> Self {
        self.0.extend(words.iter().map(|word| (*word).to_owned()));
        self
    }

    /// Where whoever keeps the password sees to its length.
    pub fn check(&self, password: &str) -> Result<()> {
        check_password(password, &self.all()).map_err(of_password)
    }

    pub fn check_beside(&self, keeping: Keeping, password: &str) -> Result<()> {
        check_password_beside(keeping, password, &self.all()).map_err(of_password)
    }

    fn all(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}

pub fn of_password(weakness: PasswordWeakness) -> Error {
    let message = match weakness {
        PasswordWeakness::TooShort => "errors-password-too-short",
        PasswordWeakness::TooShortBesideFile => "errors-password-too-short-file",
        PasswordWeakness::TooLong => "errors-password-too-long",
        PasswordWeakness::Common => "errors-password-common",
        PasswordWeakness::ClinicWord => "errors-password-clinic-word",
        PasswordWeakness::Pattern => "errors-password-pattern",
    };
    Error::invalid("password", message)
}
