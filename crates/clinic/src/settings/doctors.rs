use kernel::{Command, Permission, Query, Read, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Doctor, DoctorForm, DoctorView};
use super::pictures::has_picture;
use crate::forms::fill;
use crate::permissions::{SETTINGS_MANAGE, SETTINGS_VIEW};

pub fn doctor(read: &Read<'_>, id: RowId) -> Result<Doctor> {
    read.get(id)
}

#[derive(Deserialize, TS)]
pub struct ListDoctors {}

impl Query for ListDoctors {
    type Output = Vec<DoctorView>;
    const ROUTE: &'static str = "settings.doctors";
    const PERMISSION: Permission = SETTINGS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<Vec<DoctorView>> {
        let doctors: Vec<Doctor> = read.all(
            "SELECT * FROM doctor WHERE ended IS NULL ORDER BY is_active DESC, name, id LIMIT 1000",
            [],
        )?;
        let view = |doctor: Doctor| {
            Ok(DoctorView { has_signature: has_picture(read, doctor.id)?, doctor })
        };
        doctors.into_iter().map(view).collect()
    }
}

#[derive(Deserialize, TS)]
pub struct SaveDoctor {
    /// Absent for a new doctor.
    pub id: Option<RowId>,
    pub form: DoctorForm,
}

impl Command for SaveDoctor {
    type Output = Doctor;
    const ROUTE: &'static str = "settings.save_doctor";
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Doctor> {
        let form = self.form.checked()?;
        match self.id {
            Some(id) => {
                let after = fill(&doctor(tx, id)?, &form)?;
                tx.change(&after)?;
                Ok(after)
            }
            None => {
                let after = new_doctor(tx.new_id(), form);
                tx.insert(&after)?;
                Ok(after)
            }
        }
    }

    fn subject(doctor: &Doctor) -> Option<RowId> {
        Some(doctor.id)
    }
}

fn new_doctor(id: RowId, form: DoctorForm) -> Doctor {
    Doctor {
        id,
        staff_id: form.staff_id,
        name: form.name,
        qualification: form.qualification,
        registration_no: form.registration_no,
        council: form.council,
        specialty: form.specialty,
        phone: form.phone,
        fee_paise: form.fee_paise,
        follow_up_fee_paise: form.follow_up_fee_paise,
        room: form.room,
        is_active: form.is_active,
    }
}
