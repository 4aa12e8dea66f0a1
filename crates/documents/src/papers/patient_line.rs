use serde::{Deserialize, Serialize};

use crate::text::isolate;

/// The patient as a paper names them. Plain strings, already written the way the
/// clinic writes them; empty ones are not printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatientLine {
    pub name: String,
    pub reg_no: String,
    /// "34 y / F".
    pub age_sex: String,
    pub phone: String,
    pub address: String,
    /// "S/o Ram Prasad"; printed as it is.
    pub guardian: String,
    pub weight: String,
    /// Masked ABHA number, when the patient has one.
    pub abha: String,
}

impl PatientLine {
    /// Everything about the patient on one or two lines below the name.
    pub(crate) fn details(&self) -> String {
        let labelled = [
            ("", &self.guardian),
            ("", &self.address),
            ("Phone\u{A0}", &self.phone),
            ("Weight\u{A0}", &self.weight),
            ("ABHA\u{A0}", &self.abha),
        ];
        let written: Vec<String> = labelled
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(label, value)| format!("{label}{}", isolate(value)))
            .collect();
        written.join("  ·  ")
    }

    pub(crate) fn name_and_age(&self) -> String {
        if self.age_sex.is_empty() {
            isolate(&self.name)
        } else {
            format!("{}   {}", isolate(&self.name), isolate(&self.age_sex))
        }
    }
}
