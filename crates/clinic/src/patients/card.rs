use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Patient, Sex};
use crate::age;
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::permissions::PATIENTS_VIEW;
use crate::settings::{clinic, letterhead};

/// The card that the patient brings again, with a QR of the registration number.
#[derive(Deserialize, TS)]
pub struct PatientCard {
    pub id: RowId,
}

impl Query for PatientCard {
    type Output = Paper;
    const ROUTE: &'static str = "patients.card";
    const PERMISSION: Permission = PATIENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.id)
    }
}

impl PaperQuery for PatientCard {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let patient: Patient = read.get(self.id)?;
        let clinic = clinic(read)?;
        let registered = patient.registered_at.day(clinic.zone());
        let pdf = documents::patient_card(&documents::PatientCard {
            letterhead: letterhead(read)?,
            patient: patient_line(read, &patient),
            qr_text: patient.reg_no.clone(),
            blood_group: patient.blood_group.clone(),
            issued: registered.format("%d-%b-%Y").to_string(),
            language: print_language(&patient, &clinic.print_language),
            ..Default::default()
        })
        .map_err(Error::internal)?;
        let name = format!("card-{}", patient.reg_no);
        Ok(Drawn { title: patient.name, name, pdf, subject: self.id })
    }
}

/// The patient's own language, or the clinic's.
pub fn print_language(patient: &Patient, fallback: &str) -> documents::Language {
    documents::Language::from_code(&patient.language)
        .or_else(|| documents::Language::from_code(fallback))
        .unwrap_or_default()
}

/// The patient as every paper names them.
pub fn patient_line(read: &Read<'_>, patient: &Patient) -> documents::PatientLine {
    let sex = match patient.sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Other => "O",
    };
    let parts = [&patient.address, &patient.village, &patient.district];
    let address: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    documents::PatientLine {
        name: patient.name.clone(),
        reg_no: patient.reg_no.clone(),
        age_sex: format!("{} / {sex}", age::text(patient.birth_date, read.today())),
        phone: patient.phone.clone(),
        address: address.join(", "),
        guardian: patient.guardian_name.clone(),
        abha: patient.abha_number.clone(),
        ..Default::default()
    }
}
