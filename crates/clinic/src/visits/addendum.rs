use kernel::{Command, Error, Nothing, Permission, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Visit;
use crate::forms;
use crate::permissions::VISITS_WRITE;

/// What was added to a signed visit, dated and named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Addendum {
    pub id: RowId,
    pub visit_id: RowId,
    pub text: String,
    pub at: Timestamp,
    pub by: String,
}

impl Record for Addendum {
    const TABLE: &'static str = "addendum";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Deserialize, TS)]
pub struct AddAddendum {
    pub visit_id: RowId,
    pub text: String,
}

impl Command for AddAddendum {
    type Output = Nothing;
    const ROUTE: &'static str = "visits.add_addendum";
    const PERMISSION: Permission = VISITS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let visit: Visit = tx.get(self.visit_id)?;
        if !visit.is_signed() {
            return Err(Error::conflict("errors-visit-open"));
        }
        let text = forms::long_text("text", &self.text)?;
        forms::required("text", &text)?;
        let (id, at, by) = (tx.new_id(), tx.now(), tx.session().name.clone());
        tx.insert(&Addendum { id, visit_id: visit.id, text, at, by })?;
        Ok(Nothing {})
    }
}
