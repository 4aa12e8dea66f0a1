use kernel::{Day, Error, Read, Record, Result, RowId, Rule, Timestamp, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{search, twins};
use crate::age::{Age, checked_birth_date};
use crate::forms;
use crate::settings::STATES;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Female,
    Male,
    Other,
}

/// A registered person. Texts are empty when nothing is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Patient {
    pub id: RowId,
    pub reg_no: String,
    pub name: String,
    pub name_local: String,
    pub sex: Sex,
    pub birth_date: Day,
    pub is_birth_estimated: bool,
    pub phone: String,
    pub phone_other: String,
    pub guardian_name: String,
    pub guardian_relation: String,
    pub address: String,
    pub village: String,
    pub district: String,
    pub state_code: String,
    pub pin: String,
    pub language: String,
    pub email: String,
    pub blood_group: String,
    pub marital_status: String,
    pub occupation: String,
    pub kin_name: String,
    pub kin_relation: String,
    pub kin_phone: String,
    pub abha_number: String,
    pub abha_address: String,
    /// Never the whole number.
    pub aadhaar_last4: String,
    pub scheme_name: String,
    pub scheme_id: String,
    pub referred_by: String,
    pub note: String,
    pub registered_at: Timestamp,
    pub series: String,
    pub number: i64,
}

impl Record for Patient {
    const TABLE: &'static str = "patient";
    const RULE: Rule = Rule::Fields;
    const CAUTIOUS: &'static [&'static str] = &["sex", "birth_date", "blood_group"];
    const SEALED: &'static [&'static str] =
        &["phone", "phone_other", "kin_phone", "abha_number", "abha_address", "aadhaar_last4"];

    fn id(&self) -> RowId {
        self.id
    }

    /// A blood group that two desks disagree on is not known.
    fn shown(field: &str, values: &[Value]) -> usize {
        let unknown = values.iter().position(|value| *value == Value::Text(String::new()));
        match field {
            "blood_group" => unknown.unwrap_or(values.len().saturating_sub(1)),
            _ => values.len().saturating_sub(1),
        }
    }

    fn project(read: &Read<'_>, row: RowId) -> Result<()> {
        search::index(read, row)?;
        twins::notice(read, row)
    }
}

/// What the registration form holds: a birth date or an age, one of both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct PatientForm {
    pub name: String,
    pub name_local: String,
    pub sex: Option<Sex>,
    pub birth_date: Option<Day>,
    pub age: Option<Age>,
    pub phone: String,
    pub phone_other: String,
    pub guardian_name: String,
    pub guardian_relation: String,
    pub address: String,
    pub village: String,
    pub district: String,
    pub state_code: String,
    pub pin: String,
    pub language: String,
    pub email: String,
    pub blood_group: String,
    pub marital_status: String,
    pub occupation: String,
    pub kin_name: String,
    pub kin_relation: String,
    pub kin_phone: String,
    pub abha_number: String,
    pub abha_address: String,
    pub aadhaar_last4: String,
    pub scheme_name: String,
    pub scheme_id: String,
    pub referred_by: String,
    pub note: String,
}

const BLOOD_GROUPS: &[&str] = &["", "A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"];

impl PatientForm {
    /// The birth date and whether it is an estimate from an age.
    pub fn birth(&self, today: Day) -> Result<(Day, bool)> {
        match (self.birth_date, self.age) {
            (Some(birth), _) => Ok((checked_birth_date("birth_date", birth, today)?, false)),
            (None, Some(age)) => Ok((age.birth_date(today)?, true)),
            (None, None) => Err(Error::invalid("age", "errors-age-or-birth")),
        }
    }

    pub fn checked(self) -> Result<Self> {
        if self.sex.is_none() {
            return Err(Error::invalid("sex", "errors-required"));
        }
        if !BLOOD_GROUPS.contains(&self.blood_group.as_str()) {
            return Err(Error::invalid("blood_group", "errors-unknown-choice"));
        }
        if !self.state_code.is_empty() && !STATES.iter().any(|(code, _)| *code == self.state_code) {
            return Err(Error::invalid("state_code", "errors-unknown-choice"));
        }
        let line = |field: &str, text: &String| forms::optional(field, text);
        Ok(Self {
            name: forms::required("name", &self.name)?,
            name_local: line("name_local", &self.name_local)?,
            phone: forms::phone("phone", &self.phone)?,
            phone_other: forms::phone("phone_other", &self.phone_other)?,
            guardian_name: line("guardian_name", &self.guardian_name)?,
            guardian_relation: line("guardian_relation", &self.guardian_relation)?,
            address: line("address", &self.address)?,
            village: line("village", &self.village)?,
            district: line("district", &self.district)?,
            pin: forms::pin("pin", &self.pin)?,
            email: forms::email("email", &self.email)?,
            marital_status: line("marital_status", &self.marital_status)?,
            occupation: line("occupation", &self.occupation)?,
            kin_name: line("kin_name", &self.kin_name)?,
            kin_relation: line("kin_relation", &self.kin_relation)?,
            kin_phone: forms::phone("kin_phone", &self.kin_phone)?,
            abha_number: abha_number(&self.abha_number)?,
            abha_address: line("abha_address", &self.abha_address)?,
            aadhaar_last4: last4(&self.aadhaar_last4)?,
            scheme_name: line("scheme_name", &self.scheme_name)?,
            scheme_id: line("scheme_id", &self.scheme_id)?,
            referred_by: line("referred_by", &self.referred_by)?,
            note: forms::long_text("note", &self.note)?,
            ..self
        })
    }
}

fn last4(text: &str) -> Result<String> {
    let text = text.trim();
    let is_last4 = text.len() == 4 && text.chars().all(|letter| letter.is_ascii_digit());
    if text.is_empty() || is_last4 {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid("aadhaar_last4", "errors-aadhaar-last4"))
    }
}

fn abha_number(text: &str) -> Result<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_abha = digits.len() == 14 && digits.chars().all(|letter| letter.is_ascii_digit());
    if digits.is_empty() || is_abha {
        Ok(digits)
    } else {
        Err(Error::invalid("abha_number", "errors-abha-number"))
    }
}
