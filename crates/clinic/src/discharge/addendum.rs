use kernel::{Command, Error, Nothing, Permission, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Discharge;
use crate::forms;
use crate::permissions::DISCHARGE_WRITE;

/// What was added to a signed summary, dated and named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DischargeAddendum {
    pub id: RowId,
    pub discharge_id: RowId,
    pub text: String,
    pub at: Timestamp,
    pub by: String,
}

impl Record for DischargeAddendum {
    const TABLE: &'static str = "discharge_addendum";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Deserialize, TS)]
pub struct AddDischargeAddendum {
    pub discharge_id: RowId,
    pub text: String,
}

impl Command for AddDischargeAddendum {
    type Output = Nothing;
    const ROUTE: &'static str = "discharge.add_addendum";
    const PERMISSION: Permission = DISCHARGE_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let discharge: Discharge = tx.get(self.discharge_id)?;
        if !discharge.is_signed() {
            return Err(Error::conflict("errors-discharge-open"));
        }
        let text = forms::long_text("text", &self.text)?;
        forms::required("text", &text)?;
        let (id, at, by) = (tx.new_id(), tx.now(), tx.session().name.clone());
        tx.insert(&DischargeAddendum { id, discharge_id: discharge.id, text, at, by })?;
        Ok(Nothing {})
    }
}
