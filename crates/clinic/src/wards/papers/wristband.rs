use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use crate::papers::{Drawn, Paper, PaperQuery};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::WARDS_VIEW;
use crate::settings::clinic;
use crate::visits::allergies;
use crate::wards::inpatients::inpatient;
use crate::wards::model::Admission;
use crate::wards::rules::ward_rules;

/// The band around the wrist. Its code is the admission's id, which the nurse scans before
/// a medicine is given.
#[derive(Deserialize, TS)]
pub struct WristbandPaper {
    pub admission_id: RowId,
    /// `25x200` or `70x35`; the ward's own when absent.
    pub size: Option<String>,
}

impl Query for WristbandPaper {
    type Output = Paper;
    const ROUTE: &'static str = "wards.wristband";
    const PERMISSION: Permission = WARDS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

impl PaperQuery for WristbandPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let admission: Admission = read.get(self.admission_id)?;
        let patient: Patient = read.get(admission.patient_id)?;
        let mother = admission.mother_id.map(|id| read.find::<Admission>(id)).transpose()?;
        let clinic = clinic(read)?;
        let rules = ward_rules(read)?;
        let whole = inpatient(read, admission)?;
        let known = allergies(read, patient.id)?;
        let paper = documents::Wristband {
            clinic_name: clinic.name,
            patient: patient_line(read, &patient),
            admission_number: whole.admission.printed_number.clone(),
            admitted: whole.admission.day.format("%d-%b-%Y").to_string(),
            doctor: whole.doctor_name,
            blood_group: patient.blood_group.clone(),
            allergies: known.into_iter().map(|allergy| allergy.substance).collect(),
            mother: mother.flatten().map(|one| one.printed_number).unwrap_or_default(),
            qr_text: qr_text(self.admission_id),
            language: print_language(&patient, &clinic.print_language),
        };
        let size = self.size.as_deref().unwrap_or(&rules.wristband);
        let sheet = match size {
            "70x35" => documents::Sheet::Label70x35,
            _ => documents::Sheet::Band25x200,
        };
        let pdf = documents::wristband(&paper, sheet).map_err(Error::internal)?;
        let number = whole.admission.printed_number;
        let name = format!("wristband-{number}");
        Ok(Drawn { title: number, name, pdf, subject: self.admission_id })
    }
}

/// What the code says: the id of the admission, no word about the patient.
fn qr_text(admission_id: RowId) -> String {
    format!("vaidya:a:{admission_id}")
}
