use documents::Language;
use documents::dose::{Dose, sentence, short};
use kernel::{Error, Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::dose_text;
use super::quantity::{quantity, unit_name};
use crate::permissions::PRESCRIPTIONS_VIEW;

/// What the doctor typed, understood.
#[derive(Deserialize, TS)]
pub struct ReadDose {
    pub text: String,
    pub form: String,
    pub language: String,
}

#[derive(Debug, Serialize, TS)]
pub struct UnderstoodDose {
    pub dose: Dose,
    pub short: String,
    pub sentence: String,
    pub quantity: Option<u32>,
    pub quantity_unit: String,
}

fn language(code: &str) -> Result<Language> {
    Language::from_code(code).ok_or_else(|| Error::invalid("language", "errors-unknown-choice"))
}

fn understood(dose: Dose, language: Language) -> UnderstoodDose {
    UnderstoodDose {
        short: short(&dose),
        sentence: sentence(language, &dose),
        quantity: quantity(&dose),
        quantity_unit: unit_name(dose.unit).to_owned(),
        dose,
    }
}

impl Query for ReadDose {
    type Output = UnderstoodDose;
    const ROUTE: &'static str = "prescriptions.read_dose";
    const PERMISSION: Permission = PRESCRIPTIONS_VIEW;

    fn run(self, _: &Read<'_>) -> Result<UnderstoodDose> {
        let text: String = self.text.chars().take(200).collect();
        Ok(understood(dose_text::read(&text, &self.form)?, language(&self.language)?))
    }
}

/// A dose in the patient's words.
#[derive(Deserialize, TS)]
pub struct SpeakDose {
    pub dose: Dose,
    pub language: String,
}

impl Query for SpeakDose {
    type Output = UnderstoodDose;
    const ROUTE: &'static str = "prescriptions.speak";
    const PERMISSION: Permission = PRESCRIPTIONS_VIEW;

    fn run(self, _: &Read<'_>) -> Result<UnderstoodDose> {
        let language = language(&self.language)?;
        Ok(understood(self.dose, language))
    }
}
