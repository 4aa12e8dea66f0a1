//! The slip that the patient takes home, and a doctor's list of a day.

use kernel::{Day, Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::lists::day_rows;
use super::model::{Appointment, Status};
use super::slots::minute_of;
use super::view::AppointmentRow;
use crate::papers::{Drawn, Paper, PaperQuery, sheet};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::APPOINTMENTS_VIEW;
use crate::settings::{Doctor, clinic, letterhead};

#[derive(Deserialize, TS)]
pub struct AppointmentSlip {
    pub appointment_id: RowId,
    /// `roll80`, `roll58` or `a5`; none for the clinic's roll.
    pub sheet: Option<String>,
}

impl Query for AppointmentSlip {
    type Output = Paper;
    const ROUTE: &'static str = "appointments.slip";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.appointment_id)
    }
}

impl PaperQuery for AppointmentSlip {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let one: Appointment = read.get(self.appointment_id)?;
        if one.status == Status::Cancelled {
            return Err(Error::conflict("errors-appointment-over"));
        }
        let patient: Patient = read.get(one.patient_id)?;
        let doctor: Doctor = read.get(one.doctor_id)?;
        let clinic = clinic(read)?;
        let chosen = self.sheet.as_deref().unwrap_or(&clinic.roll);
        let pdf = documents::appointment_slip(&documents::AppointmentSlip {
            sheet: sheet(chosen),
            letterhead: letterhead(read)?,
            patient: patient_line(read, &patient),
            doctor: doctor.name,
            specialty: doctor.specialty,
            room: doctor.room,
            place: one.place.clone(),
            date: one.day.format("%d-%b-%Y").to_string(),
            weekday: chrono::Datelike::weekday(&one.day).number_from_monday(),
            time: clock(minute_of(read.zone(), one.starts_at)),
            reason: one.reason.clone(),
            language: print_language(&patient, &clinic.print_language),
        })
        .map_err(Error::internal)?;
        let name = format!("appointment-{}-{}", one.day, patient.reg_no);
        Ok(Drawn { title: patient.name, name, pdf, subject: one.id })
    }
}

/// `5:05 pm`: everybody reads it, and nobody takes 5 for 17.
fn clock(minute: i64) -> String {
    let half = if minute < 720 { "am" } else { "pm" };
    let hour = match minute / 60 % 12 {
        0 => 12,
        hour => hour,
    };
    format!("{hour}:{:02} {half}", minute % 60)
}

/// One doctor's day on A4, for the table or for when the power goes.
#[derive(Deserialize, TS)]
pub struct DayPaper {
    pub doctor_id: RowId,
    pub day: Day,
}

impl Query for DayPaper {
    type Output = Paper;
    const ROUTE: &'static str = "appointments.day_paper";
    const PERMISSION: Permission = APPOINTMENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.doctor_id)
    }
}

impl PaperQuery for DayPaper {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let doctor: Doctor = read.get(self.doctor_id)?;
        let rows = day_rows(read, self.day, Some(self.doctor_id))?;
        let shown = rows.iter().filter(|row| row.status != Status::Cancelled);
        let printed = read.now().local(read.zone()).format("%d-%b-%Y %H:%M").to_string();
        let pdf = documents::day_list(&documents::DayList {
            letterhead: letterhead(read)?,
            doctor: doctor.name.clone(),
            specialty: doctor.specialty,
            date: self.day.format("%A, %d-%b-%Y").to_string(),
            printed,
            lines: shown.map(line).collect(),
        })
        .map_err(Error::internal)?;
        let name = format!("appointments-{}", self.day);
        let title = format!("{} · {}", doctor.name, self.day.format("%d-%b-%Y"));
        Ok(Drawn { title, name, pdf, subject: self.doctor_id })
    }
}

fn line(row: &AppointmentRow) -> documents::DayLine {
    let mark = match (row.status, row.is_overbooked) {
        (Status::NoShow, _) => "Did not come",
        (Status::Arrived, _) => "Arrived",
        (Status::Booked | Status::Cancelled, true) => "Overbooked",
        (Status::Booked | Status::Cancelled, false) => "",
    };
    let sex = match row.sex {
        crate::patients::Sex::Female => "F",
        crate::patients::Sex::Male => "M",
        crate::patients::Sex::Other => "O",
    };
    documents::DayLine {
        time: clock(row.minute),
        minutes: row.minutes.to_string(),
        name: row.patient_name.clone(),
        about: format!("{} / {sex} · {}", row.age, row.reg_no),
        phone: row.phone.clone(),
        reason: row.reason.clone(),
        mark: mark.to_owned(),
    }
}
