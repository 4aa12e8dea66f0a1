use documents::Language;
use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Line, Prescription};
use super::open::of_visit;
use crate::papers::{Drawn, Paper, PaperQuery, prints, sheet};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::PRESCRIPTIONS_VIEW;
use crate::settings::{Clinic, Doctor, clinic, letterhead, picture};
use crate::visits::{self, OrderKind, Visit, VitalsView, allergies};

/// The paper that the patient takes to the pharmacy. A draft says that it is one.
#[derive(Deserialize, TS)]
pub struct PrescriptionPaper {
    pub visit_id: RowId,
    /// `a5` or `a4`; the clinic's own when absent.
    pub sheet: Option<String>,
    pub language: Option<String>,
}

impl Query for PrescriptionPaper {
    type Output = Paper;
    const ROUTE: &'static str = "prescriptions.paper";
    const PERMISSION: Permission = PRESCRIPTIONS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.visit_id)
    }
}

impl PaperQuery for PrescriptionPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let visit: Visit = read.get(self.visit_id)?;
        let prescription = of_visit(read, visit.id)?;
        let patient: Patient = read.get(visit.patient_id)?;
        let clinic = clinic(read)?;
        let chosen =
            self.language.as_deref().or(prescription.as_ref().map(|draft| draft.language.as_str()));
        let language = match chosen {
            Some(code) => Language::from_code(code)
                .ok_or_else(|| Error::invalid("language", "errors-unknown-choice"))?,
            None => print_language(&patient, &clinic.print_language),
        };
        let paper = compose(read, &visit, prescription.as_ref(), &patient, &clinic, language)?;
        let name = self.sheet.as_deref().unwrap_or(&clinic.paper_prescription);
        let pdf = documents::prescription(&paper, sheet(name)).map_err(Error::internal)?;
        let name = format!("prescription-{}-{}", patient.reg_no, visit.day);
        Ok(Drawn { title: patient.name, name, pdf, subject: self.visit_id })
    }
}

fn compose(
    read: &Read<'_>,
    visit: &Visit,
    prescription: Option<&Prescription>,
    patient: &Patient,
    clinic: &Clinic,
    language: Language,
) -> Result<documents::Prescription> {
    let vitals = visits::of_visit(read, visit.id)?;
    let latest = vitals.first();
    let mut line = patient_line(read, patient);
    line.weight = latest.and_then(weight).unwrap_or_default();
    let at = visit.signed_at.unwrap_or(visit.started_at).local(clinic.zone());
    let printed = prints(read, PrescriptionPaper::ROUTE, visit.id)?;
    Ok(documents::Prescription {
        letterhead: letterhead(read)?,
        doctor: printed_doctor(read, visit.doctor_id, visit.is_signed())?,
        patient: line,
        allergies: allergies(read, patient.id)?.into_iter().map(|known| known.substance).collect(),
        date: at.format("%d-%b-%Y %H:%M").to_string(),
        visit_no: prescription.map(Prescription::printed_number).unwrap_or_default(),
        consult_mode: String::new(),
        vitals: latest.map(measured).unwrap_or_default(),
        complaint: visit.complaint.clone(),
        diagnosis: visit.diagnoses.iter().map(|known| known.name.clone()).collect(),
        lines: prescription
            .map(|draft| draft.lines.iter().map(drug))
            .into_iter()
            .flatten()
            .collect(),
        tests: visit
            .orders
            .iter()
            .filter(|order| order.kind == OrderKind::Test)
            .map(|order| order.name.clone())
            .collect(),
        advice: visit.advice.clone(),
        follow_up: visit.follow_up_on.map(|day| day.format("%d-%b-%Y").to_string()),
        language,
        copy_mark: (visit.is_signed() && printed > 0).then(|| format!("Reprint {printed}")),
        qr_text: prescription
            .filter(|draft| draft.is_signed())
            .map(|signed| format!("{} {} {}", signed.printed_number(), patient.reg_no, visit.day)),
        draft: !visit.is_signed(),
    })
}

pub fn printed_doctor(read: &Read<'_>, id: RowId, is_signed: bool) -> Result<documents::Doctor> {
    let doctor: Doctor = read.get(id)?;
    Ok(documents::Doctor {
        // A signature belongs to a signed paper alone.
        signature_png: if is_signed { picture(read, doctor.id)? } else { None },
        name: doctor.name,
        qualification: doctor.qualification,
        registration_no: doctor.registration_no,
        council: doctor.council,
        specialty: doctor.specialty,
        phone: doctor.phone,
    })
}

pub fn drug(line: &Line) -> documents::PrescriptionLine {
    let total = match line.quantity {
        0 => String::new(),
        count => format!("{count} {}", line.quantity_unit).trim().to_owned(),
    };
    documents::PrescriptionLine {
        form: line.form.clone(),
        generic: line.generic.clone(),
        brand: Some(line.brand.clone()).filter(|brand| !brand.is_empty()),
        strength: line.strength.clone(),
        dose: line.dose.clone(),
        route: line.route.clone(),
        total_quantity: total,
        note: line.note.clone(),
        schedule: match line.schedule.as_str() {
            "H" => Some(documents::Schedule::H),
            "H1" => Some(documents::Schedule::H1),
            "X" => Some(documents::Schedule::X),
            _ => None,
        },
    }
}

fn weight(view: &VitalsView) -> Option<String> {
    view.vitals.weight_g.map(|grams| format!("{} kg", tenths(grams, 1000)))
}

/// A whole number of small units in big ones, to one decimal where it has one.
fn tenths(value: i64, unit: i64) -> String {
    let tenths = (value * 10 + unit / 2) / unit;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

fn measured(view: &VitalsView) -> Vec<(String, String)> {
    let vitals = &view.vitals;
    let mut shown = Vec::new();
    let mut show = |label: &str, value: Option<String>| {
        shown.extend(value.map(|value| (label.to_owned(), value)));
    };
    let pressure = vitals.systolic.zip(vitals.diastolic);
    show("BP", pressure.map(|(systolic, diastolic)| format!("{systolic}/{diastolic} mmHg")));
    show("Pulse", vitals.pulse.map(|value| format!("{value}/min")));
    show("Temp", vitals.temp_decicelsius.map(|value| format!("{} °C", tenths(value, 10))));
    show("SpO2", vitals.spo2.map(|value| format!("{value}%")));
    show("Resp", vitals.respiration.map(|value| format!("{value}/min")));
    show("Wt", weight(view));
    show("Ht", vitals.height_mm.map(|value| format!("{} cm", tenths(value, 10))));
    show("BMI", view.bmi_tenths.map(|value| tenths(value, 10)));
    show("Glucose", vitals.glucose_mg_dl.map(|value| format!("{value} mg/dL")));
    shown
}
