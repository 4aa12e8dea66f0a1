use documents::{Language, Section};
use kernel::{Error, Permission, Query, Read, Result, RowId, Timestamp, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{CauseOfDeath, Discharge};
use super::open::{addenda, of_admission};
use super::propose::propose;
use crate::papers::{Drawn, Paper, PaperQuery, prints};
use crate::patients::{Patient, patient_line};
use crate::permissions::DISCHARGE_VIEW;
use crate::prescriptions::{drug, printed_doctor};
use crate::settings::letterhead;
use crate::visits::allergies;
use crate::wards::{Inpatient, Outcome, inpatient};

/// What the patient, or those who stay behind, go home with. A draft says that it is one.
#[derive(Deserialize, TS)]
pub struct DischargePaper {
    pub admission_id: RowId,
    pub language: Option<String>,
}

impl Query for DischargePaper {
    type Output = Paper;
    const ROUTE: &'static str = "discharge.paper";
    const PERMISSION: Permission = DISCHARGE_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for DischargePaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let stay = inpatient(read, read.get(self.admission_id)?)?;
        let summary = match of_admission(read, self.admission_id)? {
            Some(kept) => kept,
            None => propose(read, &stay.admission)?,
        };
        let patient: Patient = read.get(summary.patient_id)?;
        let code = self.language.as_deref().unwrap_or(&summary.language);
        let language = Language::from_code(code)
            .ok_or_else(|| Error::invalid("language", "errors-unknown-choice"))?;
        let paper = compose(read, &stay, &summary, &patient, language)?;
        let pdf = documents::discharge_summary(&paper).map_err(Error::internal)?;
        let name = format!("discharge-{}", stay.admission.printed_number);
        Ok(Drawn { title: patient.name, name, pdf, subject: self.admission_id })
    }
}

fn title(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Recovered | Outcome::Improved => "Discharge Summary",
        Outcome::AgainstAdvice => "Discharge Against Medical Advice",
        Outcome::Absconded => "Summary: Left Without Being Discharged",
        Outcome::TransferredOut => "Transfer Summary",
        Outcome::Died => "Death Summary",
    }
}

fn compose(
    read: &Read<'_>,
    stay: &Inpatient,
    summary: &Discharge,
    patient: &Patient,
    language: Language,
) -> Result<documents::DischargeSummary> {
    let shown = |at: Timestamp| at.local(read.zone()).format("%d-%b-%Y %H:%M").to_string();
    let place = stay.place.as_ref();
    let place = place.map(|place| format!("{}, bed {}", place.ward, place.bed)).unwrap_or_default();
    let left = match summary.outcome {
        Outcome::Died => "Died",
        Outcome::TransferredOut => "Transferred",
        Outcome::Absconded => "Found gone",
        _ => "Discharged",
    };
    let left_at = summary.death.as_ref().map(|death| death.died_at).or(summary.left_at);
    let facts = [
        ("Patient no.", patient.reg_no.clone()),
        ("Admission", stay.admission.printed_number.clone()),
        ("Summary no.", summary.printed_number()),
        ("Admitted", shown(stay.admission.admitted_at)),
        (left, left_at.map(shown).unwrap_or_default()),
        ("Ward", place),
        ("MLC", stay.admission.mlc_number.clone()),
    ];
    let printed = prints(read, DischargePaper::ROUTE, summary.admission_id)?;
    let added = addenda(read, summary.id)?;
    let is_home = !matches!(summary.outcome, Outcome::Died);
    Ok(documents::DischargeSummary {
        letterhead: letterhead(read)?,
        title: title(summary.outcome).into(),
        doctor: printed_doctor(read, summary.doctor_id, summary.is_signed())?,
        patient: patient_line(read, patient),
        facts: facts.into_iter().map(|(label, value)| (label.to_owned(), value)).collect(),
        allergies: allergies(read, patient.id)?.into_iter().map(|known| known.substance).collect(),
        sections: sections(summary),
        lines: if is_home { summary.lines.iter().map(drug).collect() } else { Vec::new() },
        advice: if is_home { summary.advice.clone() } else { String::new() },
        danger_signs: if is_home { summary.danger_signs.clone() } else { String::new() },
        follow_up: summary.follow_up_on.map(|day| day.format("%d-%b-%Y").to_string()),
        statements: statements(summary),
        signers: signers(summary),
        addenda: added
            .into_iter()
            .map(|added| format!("{} ({}): {}", shown(added.at), added.by, added.text))
            .collect(),
        language,
        copy_mark: (summary.is_signed() && printed > 0).then(|| format!("Reprint {printed}")),
        draft: !summary.is_signed(),
    })
}

fn section(title: &str, text: impl Into<String>) -> Section {
    Section { title: title.into(), text: text.into() }
}

fn sections(summary: &Discharge) -> Vec<Section> {
    let diagnoses = summary.diagnoses.iter().enumerate().map(|(at, known)| {
        let code = match known.code.is_empty() {
            true => String::new(),
            false => format!(" ({})", known.code),
        };
        format!("{}. {}{code}", at + 1, known.name)
    });
    let mut all = vec![
        section("Diagnosis", diagnoses.collect::<Vec<_>>().join("\n")),
        section("Presenting complaint", &summary.complaint),
        section("History", &summary.history),
        section("On examination", &summary.examination),
        section("Course in hospital", &summary.course),
        section("Investigations", &summary.investigations),
        section("Procedures", &summary.procedures),
        section("Condition at the end of the stay", &summary.condition),
    ];
    if let Some(transfer) = &summary.transfer {
        all.push(section("Transferred to", &transfer.to));
        all.push(section("Reason for transfer", &transfer.reason));
        all.push(section("Transport and escort", &transfer.escort));
    }
    if let Some(death) = &summary.death {
        all.push(section("Cause of death", cause_lines(&death.cause).join("\n")));
        all.push(section("Body handed over to", &death.body_given_to));
    }
    all
}

/// As Form 4 words them: (a) due to (b) due to (c), and part II.
pub fn cause_lines(cause: &CauseOfDeath) -> Vec<String> {
    let lines = [
        ("I (a) Immediate cause", &cause.immediate),
        ("I (b) Antecedent cause, due to", &cause.antecedent),
        ("I (c) Underlying cause, due to", &cause.underlying),
        ("II Other significant conditions", &cause.other),
    ];
    let told = lines.into_iter().filter(|(_, text)| !text.trim().is_empty());
    told.map(|(label, text)| format!("{label}: {text}")).collect()
}

fn statements(summary: &Discharge) -> Vec<Section> {
    let Some(said) = &summary.against_advice else { return Vec::new() };
    let declared = "I take the patient home of my own will, against the advice of the doctors. \
                    The risks were explained to me in a language that I understand. The \
                    hospital and its staff are not responsible for what follows from this.";
    vec![
        section("Reason for leaving", &said.reason),
        section("Risks that were explained", &said.risks),
        section("Declaration", declared),
    ]
}

fn signers(summary: &Discharge) -> Vec<String> {
    let Some(said) = &summary.against_advice else { return Vec::new() };
    let relation = match said.relation.is_empty() {
        true => String::new(),
        false => format!(" ({})", said.relation),
    };
    vec![format!("{}{relation}", said.signed_by)]
}
