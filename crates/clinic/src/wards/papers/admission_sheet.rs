use documents::{FormSection, FormSheet, Sheet, SignatureLine};
use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::{moment, pair};
use crate::papers::{Drawn, Paper, PaperQuery, prints};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::WARDS_VIEW;
use crate::settings::{Doctor, clinic, letterhead};
use crate::visits::allergies;
use crate::wards::inpatients::{Inpatient, inpatient};
use crate::wards::model::{Admission, AdmissionKind};

/// The first sheet of the file.
#[derive(Deserialize, TS)]
pub struct AdmissionSheet {
    pub admission_id: RowId,
}

impl Query for AdmissionSheet {
    type Output = Paper;
    const ROUTE: &'static str = "wards.admission_sheet";
    const PERMISSION: Permission = WARDS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for AdmissionSheet {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let admission: Admission = read.get(self.admission_id)?;
        let patient: Patient = read.get(admission.patient_id)?;
        let whole = inpatient(read, admission)?;
        let clinic = clinic(read)?;
        let printed = prints(read, AdmissionSheet::ROUTE, self.admission_id)?;
        let stamp = match (whole.admission.is_mlc, whole.admission.mlc_number.as_str()) {
            (false, _) => None,
            (true, "") => Some("MLC".to_owned()),
            (true, number) => Some(format!("MLC {number}")),
        };
        let signed = |who: &str, name: &str| SignatureLine {
            who: who.into(),
            name: name.into(),
            blanks: vec!["Date and time".into()],
        };
        let paper = FormSheet {
            letterhead: letterhead(read)?,
            title: "Admission sheet".into(),
            patient: patient_line(read, &patient),
            facts: vec![
                pair("IPD no.", &whole.admission.printed_number),
                pair("Patient no.", &patient.reg_no),
                pair("Admitted", moment(read, whole.admission.admitted_at)),
                pair("Bed", place(&whole)),
            ],
            sections: sections(read, &whole, &patient)?,
            signatures: vec![
                signed("Admitting doctor", &whole.doctor_name),
                signed("Admitted at the desk by", &whole.admission.admitted_by),
            ],
            stamp,
            copy_mark: (printed > 0).then(|| format!("Copy {printed}")),
            language: print_language(&patient, &clinic.print_language),
        };
        let pdf = documents::form_sheet(&paper, Sheet::A4).map_err(Error::internal)?;
        let number = whole.admission.printed_number;
        let name = format!("admission-{number}");
        Ok(Drawn { title: number, name, pdf, subject: self.admission_id })
    }
}

fn place(whole: &Inpatient) -> String {
    whole.place.as_ref().map(|p| format!("{} · {}", p.bed, p.ward)).unwrap_or_default()
}

pub fn kind_text(kind: AdmissionKind) -> &'static str {
    match kind {
        AdmissionKind::Planned => "Planned",
        AdmissionKind::Emergency => "Emergency",
        AdmissionKind::DayCare => "Day care",
        AdmissionKind::Maternity => "Maternity",
        AdmissionKind::Newborn => "Newborn",
    }
}

fn sections(read: &Read<'_>, whole: &Inpatient, patient: &Patient) -> Result<Vec<FormSection>> {
    let doctor: Option<Doctor> = read.find(whole.admission.doctor_id)?;
    let reg = doctor.map(|doctor| doctor.registration_no).unwrap_or_default();
    let known = allergies(read, patient.id)?;
    let allergy = match known.is_empty() {
        true => "None recorded".to_owned(),
        false => known.iter().map(|a| a.substance.clone()).collect::<Vec<_>>().join(", "),
    };
    let expected = whole.admission.expected_until;
    let mut blanks = vec![
        pair("Kind of admission", kind_text(whole.admission.kind)),
        pair(
            "Expected until",
            expected.map(|d| d.format("%d-%b-%Y").to_string()).unwrap_or_default(),
        ),
        pair("Attending doctor", &whole.doctor_name),
        pair("Doctor's reg. no.", reg),
        pair("Allergies", allergy),
        pair("Blood group", &patient.blood_group),
    ];
    if whole.admission.is_mlc {
        blanks.push(pair("Medico-legal no.", &whole.admission.mlc_number));
        blanks.push(pair("Police informed (station, time)", ""));
    }
    let section = |heading: &str, paragraphs: Vec<String>, blanks: Vec<(String, String)>| {
        FormSection { heading: heading.into(), paragraphs, blanks }
    };
    let relatives = whole.admission.relatives.iter();
    let mut family: Vec<(String, String)> = relatives
        .map(|one| {
            let label = if one.relation.is_empty() { "Relative" } else { one.relation.as_str() };
            pair(label, format!("{}   {}", one.name, one.phone))
        })
        .collect();
    if family.is_empty() {
        family = vec![pair("Name and relation", ""), pair("Phone", "")];
    }
    let mut sections = vec![
        section("Admission", Vec::new(), blanks),
        section("Provisional diagnosis", vec![whole.admission.diagnosis.clone()], Vec::new()),
        section("Relatives", Vec::new(), family),
    ];
    if !whole.admission.note.is_empty() {
        let note = whole.admission.note.lines().map(str::to_owned).collect();
        sections.push(section("Note", note, Vec::new()));
    }
    Ok(sections)
}
