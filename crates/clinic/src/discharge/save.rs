use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::model::{Discharge, DischargeForm};
use super::open::{DischargeSheet, of_admission, sheet};
use super::propose::propose;
use crate::permissions::DISCHARGE_WRITE;
use crate::wards::Admission;

/// Keeps the summary as far as it is written.
#[derive(Deserialize, TS)]
pub struct SaveDischarge {
    pub admission_id: RowId,
    pub form: DischargeForm,
}

impl Command for SaveDischarge {
    type Output = DischargeSheet;
    const ROUTE: &'static str = "discharge.save";
    const PERMISSION: Permission = DISCHARGE_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<DischargeSheet> {
        save(tx, self.admission_id, self.form)?;
        sheet(tx, self.admission_id)
    }

    fn subject(sheet: &DischargeSheet) -> Option<RowId> {
        Some(sheet.discharge.patient_id)
    }
}

pub fn save(tx: &mut Tx<'_>, admission_id: RowId, form: DischargeForm) -> Result<Discharge> {
    let admission: Admission = tx.get(admission_id)?;
    let kept = of_admission(tx, admission_id)?;
    if kept.as_ref().is_some_and(Discharge::is_signed) {
        return Err(Error::frozen("errors-discharge-signed"));
    }
    match kept {
        Some(kept) => {
            let after = form.into(kept, || tx.new_id())?;
            tx.change(&after)?;
            Ok(after)
        }
        None => {
            let begun = Discharge { id: tx.new_id(), ..propose(tx, &admission)? };
            let after = form.into(begun, || tx.new_id())?;
            tx.insert(&after)?;
            Ok(after)
        }
    }
}
