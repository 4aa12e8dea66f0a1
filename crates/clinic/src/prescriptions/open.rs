use kernel::{Permission, Query, Read, Result, RowId, What};
use serde::Deserialize;
use ts_rs::TS;

use super::model::Prescription;
use crate::patients::linked;
use crate::permissions::PRESCRIPTIONS_VIEW;

/// The prescription of a visit, draft or signed.
pub fn of_visit(read: &Read<'_>, visit: RowId) -> Result<Option<Prescription>> {
    read.one(
        "SELECT * FROM prescription WHERE visit_id = ?1 AND ended IS NULL
         ORDER BY status DESC, id LIMIT 1",
        [visit],
    )
}

#[derive(Deserialize, TS)]
pub struct OpenPrescription {
    pub visit_id: RowId,
}

impl Query for OpenPrescription {
    type Output = Option<Prescription>;
    const ROUTE: &'static str = "prescriptions.open";
    const PERMISSION: Permission = PRESCRIPTIONS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Option<Prescription>> {
        of_visit(read, self.visit_id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.visit_id)
    }
}

/// The patient's last signed prescription, to repeat it.
#[derive(Deserialize, TS)]
pub struct LastPrescription {
    pub patient_id: RowId,
}

impl Query for LastPrescription {
    type Output = Option<Prescription>;
    const ROUTE: &'static str = "prescriptions.last";
    const PERMISSION: Permission = PRESCRIPTIONS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Option<Prescription>> {
        let mut last: Option<Prescription> = None;
        for id in linked(read, self.patient_id)? {
            let found: Option<Prescription> = read.one(
                "SELECT * FROM prescription WHERE patient_id = ?1 AND status = 'signed'
                 ORDER BY signed_at DESC, id LIMIT 1",
                [id],
            )?;
            let is_newer = |found: &Prescription| {
                last.as_ref().is_none_or(|last| found.signed_at > last.signed_at)
            };
            last = found.filter(is_newer).or(last);
        }
        Ok(last)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.patient_id)
    }
}
