use kernel::{Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::Patient;
use crate::history::{self, HistoryItem};
use crate::permissions::PATIENTS_VIEW;

/// Who changed what, when, from what to what: read from the ops themselves.
#[derive(Deserialize, TS)]
pub struct PatientHistory {
    pub id: RowId,
}

impl Query for PatientHistory {
    type Output = Vec<HistoryItem>;
    const ROUTE: &'static str = "patients.history";
    const PERMISSION: Permission = PATIENTS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<HistoryItem>> {
        history::of::<Patient>(read, self.id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.id)
    }
}
