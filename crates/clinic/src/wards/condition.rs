use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::board::stay_in;
use super::places::{Bed, Condition};
use crate::forms;
use crate::permissions::WARDS_ADMIT;

/// Says of a bed that it is clean, being cleaned, reserved for somebody or blocked.
#[derive(Deserialize, TS)]
pub struct SetBedCondition {
    pub bed_id: RowId,
    pub condition: Condition,
    /// Why it is blocked, for whom it is reserved.
    pub note: String,
}

impl Command for SetBedCondition {
    type Output = Bed;
    const ROUTE: &'static str = "wards.set_condition";
    const PERMISSION: Permission = WARDS_ADMIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Bed> {
        let bed: Bed = tx.get(self.bed_id)?;
        if self.condition != Condition::Ready && stay_in(tx, bed.id)?.is_some() {
            return Err(Error::invalid("bed_id", "errors-bed-taken").with("bed", bed.label));
        }
        let note = match self.condition {
            Condition::Reserved | Condition::Blocked => forms::required("note", &self.note)?,
            Condition::Ready | Condition::Cleaning => String::new(),
        };
        let condition_since = tx.now();
        let after = Bed { condition: self.condition, note, condition_since, ..bed };
        tx.change(&after)?;
        Ok(after)
    }

    fn subject(bed: &Bed) -> Option<RowId> {
        Some(bed.id)
    }
}
