//! Who might already be registered: the same or a like-sounding name with the same sex and
//! a near age, or the same phone with a like first name. A shared phone alone is a family.

use kernel::{Day, Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::blind::{self, By};
use super::find::{Matched, PatientRow, row, rows};
use super::model::{PatientForm, Sex};
use super::search;
use crate::age::{self, Age};
use crate::forms;
use crate::permissions::PATIENTS_VIEW;

const CANDIDATES: usize = 20;
const SHOWN_MAX: usize = 5;
/// Two people said to be this many years apart may be one whose age was guessed.
const AGE_SLACK_YEARS: u32 = 3;

#[derive(Serialize, TS)]
pub struct Duplicate {
    pub row: PatientRow,
    /// Message ids of the reasons.
    pub why: Vec<&'static str>,
}

/// Asked while the form is being filled; anything may still be missing.
#[derive(Deserialize, TS)]
pub struct FindDuplicates {
    pub name: String,
    pub sex: Option<Sex>,
    pub birth_date: Option<Day>,
    pub age_years: Option<u32>,
    pub phone: String,
}

impl Query for FindDuplicates {
    type Output = Vec<Duplicate>;
    const ROUTE: &'static str = "patients.duplicates";
    const PERMISSION: Permission = PATIENTS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<Duplicate>> {
        let today = read.today();
        let age = self.age_years.map(|years| Age { years, ..Age::default() });
        let birth = match (self.birth_date, age) {
            (Some(birth), _) => Some(birth),
            (None, Some(age)) => age.birth_date(today).ok(),
            (None, None) => None,
        };
        let phone = forms::phone("phone", &self.phone).unwrap_or_default();
        candidates(read, &self.name, self.sex, birth, &phone)
    }
}

/// Those that stop a registration until somebody has looked.
pub fn likely(read: &Read<'_>, form: &PatientForm, birth: Day) -> Result<Vec<Duplicate>> {
    candidates(read, &form.name, form.sex, Some(birth), &form.phone)
}

fn candidates(
    read: &Read<'_>,
    name: &str,
    sex: Option<Sex>,
    birth: Option<Day>,
    phone: &str,
) -> Result<Vec<Duplicate>> {
    if name.trim().chars().count() < 3 {
        return Ok(Vec::new());
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut known = Vec::new();
    if !phone.is_empty() {
        let tail = "WHERE id IN (SELECT patient_id FROM patient_blind WHERE token = ?1)
                        AND opened(phone, 'phone', id) = ?2 AND ended IS NULL
                    ORDER BY registered_at DESC LIMIT 20";
        let token = blind::token(read, By::Phone, phone);
        known.extend(rows(read, tail, rusqlite::params![token, phone], Matched::Phone)?);
    }
    for (id, _) in search::find(read, name, CANDIDATES)? {
        known.extend(row(read, id, Matched::Name)?);
    }
    known.retain(|row| seen.insert(row.id));
    let mut found: Vec<Duplicate> = known
        .into_iter()
        .filter_map(|row| {
            let why = reasons(&row, name, sex, birth, phone);
            (!why.is_empty()).then_some(Duplicate { row, why })
        })
        .collect();
    found.sort_by_key(|duplicate| std::cmp::Reverse(duplicate.why.len()));
    found.truncate(SHOWN_MAX);
    Ok(found)
}

fn reasons(
    row: &PatientRow,
    name: &str,
    sex: Option<Sex>,
    birth: Option<Day>,
    phone: &str,
) -> Vec<&'static str> {
    let has_like_name = search::is_like(&row.name, name);
    let has_same_phone = !phone.is_empty() && row.phone == phone;
    let has_other_sex = sex.is_some_and(|sex| sex != row.sex);
    let apart = birth.map(|birth| {
        let (early, late) = (birth.min(row.birth_date), birth.max(row.birth_date));
        age::years(early, late)
    });
    let is_near_age = apart.is_some_and(|years| years <= AGE_SLACK_YEARS);
    let is_same_person = has_like_name && !has_other_sex && (is_near_age || has_same_phone);
    if !is_same_person {
        return Vec::new();
    }
    let mut why = vec!["duplicate-name"];
    if has_same_phone {
        why.push("duplicate-phone");
    }
    if birth == Some(row.birth_date) {
        why.push("duplicate-birth-date");
    } else if is_near_age {
        why.push("duplicate-age");
    }
    why
}
