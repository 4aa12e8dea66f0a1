//! Consent forms. The texts are data in English and Hindi, after the list of forms that
//! hospitals keep under NABH; a lawyer of the clinic reads them before they are used.

use documents::{FormSection, FormSheet, Language, Sheet, SignatureLine};
use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{moment, pair};
use crate::forms;
use crate::papers::{Drawn, Paper, PaperQuery, prints};
use crate::patients::{Patient, patient_line};
use crate::permissions::WARDS_VIEW;
use crate::settings::{Doctor, letterhead};
use crate::wards::inpatients::inpatient;
use crate::wards::model::Admission;

const ENGLISH: &str = include_str!("../../../data/consents/en.txt");
const HINDI: &str = include_str!("../../../data/consents/hi.txt");

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    General,
    Procedure,
    Blood,
    HighRisk,
}

impl ConsentKind {
    fn key(self) -> &'static str {
        match self {
            ConsentKind::General => "general",
            ConsentKind::Procedure => "procedure",
            ConsentKind::Blood => "blood",
            ConsentKind::HighRisk => "high_risk",
        }
    }
}

/// A consent form with the patient's data and lines to sign.
#[derive(Deserialize, TS)]
pub struct ConsentPaper {
    pub admission_id: RowId,
    pub kind: ConsentKind,
    /// `en` or `hi`.
    pub language: String,
    /// What is to be done; empty to write by hand.
    pub procedure: String,
}

impl Query for ConsentPaper {
    type Output = Paper;
    const ROUTE: &'static str = "wards.consent";
    const PERMISSION: Permission = WARDS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for ConsentPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let admission: Admission = read.get(self.admission_id)?;
        let patient: Patient = read.get(admission.patient_id)?;
        let doctor: Option<Doctor> = read.find(admission.doctor_id)?;
        let procedure = forms::optional("procedure", &self.procedure)?;
        let (source, language) = match self.language.as_str() {
            "hi" => (HINDI, Language::Hi),
            "en" => (ENGLISH, Language::En),
            _ => return Err(Error::invalid("language", "errors-unknown-choice")),
        };
        let text = Text::of(source, self.kind);
        let whole = inpatient(read, admission)?;
        let place = whole.place.as_ref().map(|p| format!("{} · {}", p.bed, p.ward));
        let printed = prints(read, ConsentPaper::ROUTE, self.admission_id)?;
        let doctor_name = doctor.map(|d| format!("{}, Reg. {}", d.name, d.registration_no));
        let paper = FormSheet {
            letterhead: letterhead(read)?,
            title: text.title.to_owned(),
            patient: patient_line(read, &patient),
            facts: vec![
                pair("IPD no.", &whole.admission.printed_number),
                pair("Patient no.", &patient.reg_no),
                pair("Admitted", moment(read, whole.admission.admitted_at)),
                pair("Bed", place.unwrap_or_default()),
            ],
            sections: text.sections(&procedure, &whole.admission.diagnosis),
            signatures: text.signatures(&patient.name, doctor_name.as_deref().unwrap_or_default()),
            stamp: whole.admission.is_mlc.then(|| "MLC".to_owned()),
            copy_mark: (printed > 0).then(|| format!("Copy {printed}")),
            language,
        };
        let pdf = documents::form_sheet(&paper, Sheet::A4).map_err(Error::internal)?;
        let number = &whole.admission.printed_number;
        let name = format!("consent-{}-{number}", self.kind.key());
        Ok(Drawn { title: text.title.to_owned(), name, pdf, subject: self.admission_id })
    }
}

struct Text<'a> {
    source: &'a str,
    title: &'a str,
    body: Vec<&'a str>,
}

impl<'a> Text<'a> {
    fn of(source: &'a str, kind: ConsentKind) -> Self {
        let head = format!("== {} ", kind.key());
        let mut lines = source.lines().skip_while(|line| !line.starts_with(&head));
        let title = lines.next().and_then(|line| line.strip_prefix(&head)).unwrap_or_default();
        let body = lines.take_while(|line| !line.starts_with("== "));
        Self { source, title, body: body.filter(|line| !line.trim().is_empty()).collect() }
    }

    fn word(&self, key: &str) -> &'a str {
        let head = format!("@{key} ");
        self.source.lines().find_map(|line| line.strip_prefix(&head)).unwrap_or_default()
    }

    /// The text in its order, with the blanks where they stand in it.
    fn sections(&self, procedure: &str, diagnosis: &str) -> Vec<FormSection> {
        let mut sections = vec![FormSection::default()];
        for line in &self.body {
            let Some(last) = sections.last_mut() else { continue };
            match line.strip_prefix("__ ") {
                Some(key) => {
                    let value = match key {
                        "procedure" => procedure,
                        "why" => diagnosis,
                        _ => "",
                    };
                    let blank = pair(self.word(key), value);
                    last.blanks.push(blank);
                    sections.push(FormSection::default());
                }
                None => last.paragraphs.push((*line).to_owned()),
            }
        }
        let blanks = vec![pair(self.word("language"), "")];
        sections.push(FormSection { blanks, ..FormSection::default() });
        sections
    }

    fn signatures(&self, patient: &str, doctor: &str) -> Vec<SignatureLine> {
        let line = |who: &str, name: &str, blanks: &[&str]| SignatureLine {
            who: self.word(who).to_owned(),
            name: name.to_owned(),
            blanks: blanks.iter().map(|key| self.word(key).to_owned()).collect(),
        };
        vec![
            line("signed-patient", patient, &["date-time"]),
            line("signed-relative", "", &["name", "relation"]),
            line("signed-witness", "", &["name", "date-time"]),
            line("signed-interpreter", "", &["name", "date-time"]),
            line("signed-doctor", doctor, &["date-time"]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_form_word_and_blank() {
        let kinds = [
            ConsentKind::General,
            ConsentKind::Procedure,
            ConsentKind::Blood,
            ConsentKind::HighRisk,
        ];
        for kind in kinds {
            let (english, hindi) = (Text::of(ENGLISH, kind), Text::of(HINDI, kind));
            assert!(!english.title.is_empty() && !hindi.title.is_empty());
            let shape = |text: &Text<'_>| -> Vec<String> {
                let mark = |line: &&str| match line.strip_prefix("__ ") {
                    Some(key) => key.to_owned(),
                    None => line.starts_with('•').to_string(),
                };
                text.body.iter().map(mark).collect()
            };
            assert_eq!(shape(&english), shape(&hindi), "{kind:?}");
        }
        for line in ENGLISH.lines().filter_map(|line| line.strip_prefix('@')) {
            let key = line.split(' ').next().unwrap();
            assert!(!Text::of(HINDI, ConsentKind::General).word(key).is_empty(), "{key}");
        }
    }
}
