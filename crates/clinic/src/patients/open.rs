use kernel::{Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::Patient;
use crate::permissions::PATIENTS_VIEW;

#[derive(Deserialize, TS)]
pub struct OpenPatient {
    pub id: RowId,
}

impl Query for OpenPatient {
    type Output = Patient;
    const ROUTE: &'static str = "patients.open";
    const PERMISSION: Permission = PATIENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Patient> {
        read.get(self.id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.id)
    }
}
