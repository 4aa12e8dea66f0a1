use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::Token;
use crate::papers::{Drawn, Paper, PaperQuery};
use crate::patients::{Patient, patient_line, print_language};
use crate::permissions::QUEUE_VIEW;
use crate::settings::{Doctor, clinic, letterhead};

/// The slip with the number, for the roll printer.
#[derive(Deserialize, TS)]
pub struct TokenSlip {
    pub token_id: RowId,
}

impl Query for TokenSlip {
    type Output = Paper;
    const ROUTE: &'static str = "queue.slip";
    const PERMISSION: Permission = QUEUE_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Paper> {
        self.draw(read)?.shown()
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.token_id)
    }
}

impl PaperQuery for TokenSlip {
    fn draw(&self, read: &Read<'_>) -> Result<Drawn> {
        let token: Token = read.get(self.token_id)?;
        let patient: Patient = read.get(token.patient_id)?;
        let doctor: Doctor = read.get(token.doctor_id)?;
        let clinic = clinic(read)?;
        let given = token.given_at.local(clinic.zone());
        let pdf = documents::token_slip(&documents::TokenSlip {
            sheet: crate::papers::sheet(&clinic.roll),
            letterhead: letterhead(read)?,
            token: token.label(),
            patient: patient_line(read, &patient),
            doctor: doctor.name,
            room: doctor.room,
            date: given.format("%d-%b-%Y %H:%M").to_string(),
            language: print_language(&patient, &clinic.print_language),
        })
        .map_err(Error::internal)?;
        let name = format!("token-{}-{}", token.day, token.label());
        Ok(Drawn { title: token.label(), name, pdf, subject: self.token_id })
    }
}
