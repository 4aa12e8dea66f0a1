//! The clinic's own row, its doctors and the pictures on its papers.

use chrono_tz::Tz;
use kernel::{Error, Money, Record, Result, RowId, Rule};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::gstin::check_gstin;
use super::states::STATES;
use crate::forms;

/// The clinic has one row, with the same id on every desk.
pub const CLINIC_ID: RowId = RowId(*b"the clinic's row");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Clinic {
    pub id: RowId,
    pub name: String,
    pub tagline: String,
    pub address: String,
    pub place: String,
    pub district: String,
    pub state_code: String,
    pub pin: String,
    pub phone: String,
    pub email: String,
    pub website: String,
    pub gstin: String,
    pub registration_no: String,
    pub upi_id: String,
    pub upi_name: String,
    pub letterhead_blank_mm: Option<u16>,
    pub paper_prescription: String,
    pub paper_bill: String,
    pub roll: String,
    pub language: String,
    pub print_language: String,
    pub time_zone: String,
    pub registration_format: String,
    pub idle_minutes: u16,
    pub follow_up_days: u16,
    pub discount_limit_percent: u16,
    pub round_to_paise: Money,
}

impl Record for Clinic {
    const TABLE: &'static str = "clinic";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Clinic {
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::Asia__Kolkata)
    }

    pub fn is_registered_for_gst(&self) -> bool {
        !self.gstin.is_empty()
    }
}

/// What the settings page changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ClinicForm {
    pub name: String,
    pub tagline: String,
    pub address: String,
    pub place: String,
    pub district: String,
    pub state_code: String,
    pub pin: String,
    pub phone: String,
    pub email: String,
    pub website: String,
    pub gstin: String,
    pub registration_no: String,
    pub upi_id: String,
    pub upi_name: String,
    pub letterhead_blank_mm: Option<u16>,
    pub paper_prescription: String,
    pub paper_bill: String,
    pub roll: String,
    pub language: String,
    pub print_language: String,
    pub time_zone: String,
    pub registration_format: String,
    pub idle_minutes: u16,
    pub follow_up_days: u16,
    pub discount_limit_percent: u16,
    pub round_to_paise: Money,
}

impl Default for ClinicForm {
    fn default() -> Self {
        let empty = String::new;
        Self {
            name: empty(),
            tagline: empty(),
            address: empty(),
            place: empty(),
            district: empty(),
            state_code: empty(),
            pin: empty(),
            phone: empty(),
            email: empty(),
            website: empty(),
            gstin: empty(),
            registration_no: empty(),
            upi_id: empty(),
            upi_name: empty(),
            letterhead_blank_mm: None,
            paper_prescription: "a5".into(),
            paper_bill: "a5".into(),
            roll: "roll80".into(),
            language: "en".into(),
            print_language: "en".into(),
            time_zone: "Asia/Kolkata".into(),
            registration_format: "{desk}-{n:6}".into(),
            idle_minutes: 30,
            follow_up_days: 7,
            discount_limit_percent: 20,
            round_to_paise: Money(100),
        }
    }
}

impl ClinicForm {
    pub fn checked(self) -> Result<Self> {
        let gstin = check_gstin("gstin", &self.gstin)?;
        let known = |field: &str, value: &String, values: &[&str]| {
            let is_known = values.contains(&value.as_str());
            if is_known { Ok(()) } else { Err(Error::invalid(field, "errors-unknown-choice")) }
        };
        known("paper_prescription", &self.paper_prescription, &["a5", "a4"])?;
        known("paper_bill", &self.paper_bill, &["a5", "a4", "roll80", "roll58"])?;
        known("roll", &self.roll, &["roll80", "roll58"])?;
        known("language", &self.language, &["en", "hi"])?;
        if documents::Language::from_code(&self.print_language).is_none() {
            return Err(Error::invalid("print_language", "errors-unknown-choice"));
        }
        if !self.state_code.is_empty() && !STATES.iter().any(|(code, _)| *code == self.state_code) {
            return Err(Error::invalid("state_code", "errors-unknown-choice"));
        }
        if self.time_zone.parse::<Tz>().is_err() {
            return Err(Error::invalid("time_zone", "errors-unknown-choice"));
        }
        if !(5..=60).contains(&self.idle_minutes) {
            return Err(Error::invalid("idle_minutes", "errors-out-of-range")
                .with("min", 5)
                .with("max", 60));
        }
        if self.discount_limit_percent > 100 {
            return Err(Error::invalid("discount_limit_percent", "errors-out-of-range")
                .with("min", 0)
                .with("max", 100));
        }
        crate::numbers::printed(&self.registration_format, "A", Default::default(), 1)?;
        Ok(Self {
            name: forms::required("name", &self.name)?,
            tagline: forms::optional("tagline", &self.tagline)?,
            address: forms::optional("address", &self.address)?,
            place: forms::optional("place", &self.place)?,
            district: forms::optional("district", &self.district)?,
            pin: forms::pin("pin", &self.pin)?,
            phone: forms::phone("phone", &self.phone)?,
            email: forms::email("email", &self.email)?,
            website: forms::optional("website", &self.website)?,
            registration_no: forms::optional("registration_no", &self.registration_no)?,
            upi_id: upi_id(&self.upi_id)?,
            upi_name: forms::optional("upi_name", &self.upi_name)?,
            round_to_paise: forms::amount("round_to_paise", self.round_to_paise)?,
            gstin,
            ..self
        })
    }
}

/// `name@handle`, as the payment apps take it.
fn upi_id(text: &str) -> Result<String> {
    let text = text.trim();
    let plain = |part: &str, extra: &[char]| {
        part.len() >= 2 && part.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(&c))
    };
    let is_upi_id = text
        .split_once('@')
        .is_some_and(|(name, handle)| plain(name, &['.', '-', '_']) && plain(handle, &[]));
    if text.is_empty() || is_upi_id {
        Ok(text.to_owned())
    } else {
        Err(Error::invalid("upi_id", "errors-upi-id"))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ClinicView {
    #[serde(flatten)]
    pub clinic: Clinic,
    pub has_logo: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Doctor {
    pub id: RowId,
    pub staff_id: Option<RowId>,
    pub name: String,
    pub qualification: String,
    pub registration_no: String,
    pub council: String,
    pub specialty: String,
    pub phone: String,
    pub fee_paise: Money,
    pub follow_up_fee_paise: Money,
    pub room: String,
    pub is_active: bool,
}

impl Record for Doctor {
    const TABLE: &'static str = "doctor";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct DoctorForm {
    pub staff_id: Option<RowId>,
    pub name: String,
    pub qualification: String,
    pub registration_no: String,
    pub council: String,
    pub specialty: String,
    pub phone: String,
    pub fee_paise: Money,
    pub follow_up_fee_paise: Money,
    pub room: String,
    pub is_active: bool,
}

impl DoctorForm {
    pub fn checked(self) -> Result<Self> {
        Ok(Self {
            name: forms::required("name", &self.name)?,
            qualification: forms::optional("qualification", &self.qualification)?,
            // The regulations want it on every prescription, certificate and receipt.
            registration_no: forms::required("registration_no", &self.registration_no)?,
            council: forms::optional("council", &self.council)?,
            specialty: forms::optional("specialty", &self.specialty)?,
            phone: forms::phone("phone", &self.phone)?,
            fee_paise: forms::amount("fee_paise", self.fee_paise)?,
            follow_up_fee_paise: forms::amount("follow_up_fee_paise", self.follow_up_fee_paise)?,
            room: forms::optional("room", &self.room)?,
            ..self
        })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DoctorView {
    #[serde(flatten)]
    pub doctor: Doctor,
    pub has_signature: bool,
}

/// A logo or a signature; its id is that of the clinic or the doctor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    pub id: RowId,
    pub png_base64: String,
}

impl Record for Picture {
    const TABLE: &'static str = "picture";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}
