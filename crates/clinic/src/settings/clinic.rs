use kernel::{Command, Permission, Query, Read, Result, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{CLINIC_ID, Clinic, ClinicForm, ClinicView};
use super::pictures::has_picture;
use crate::forms::fill;
use crate::permissions::{SETTINGS_MANAGE, SETTINGS_VIEW};

pub fn clinic(read: &Read<'_>) -> Result<Clinic> {
    read.get(CLINIC_ID)
}

fn view(read: &Read<'_>) -> Result<ClinicView> {
    Ok(ClinicView { clinic: clinic(read)?, has_logo: has_picture(read, CLINIC_ID)? })
}

#[derive(Deserialize, TS)]
pub struct ShowClinic {}

impl Query for ShowClinic {
    type Output = ClinicView;
    const ROUTE: &'static str = "settings.clinic";
    const PERMISSION: Permission = SETTINGS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<ClinicView> {
        view(read)
    }
}

#[derive(Deserialize, TS)]
pub struct ChangeClinic {
    pub form: ClinicForm,
}

impl Command for ChangeClinic {
    type Output = ClinicView;
    const ROUTE: &'static str = "settings.change_clinic";
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<ClinicView> {
        let form = self.form.checked()?;
        let after: Clinic = fill(&clinic(tx)?, &form)?;
        tx.change(&after)?;
        tx.set_zone(after.zone());
        view(tx)
    }
}
