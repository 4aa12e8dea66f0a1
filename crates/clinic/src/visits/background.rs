use kernel::{Command, Nothing, Permission, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;
use crate::patients::Patient;
use crate::permissions::VISITS_WRITE;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackgroundKind {
    Past,
    Family,
    Social,
    Surgical,
    Immunisation,
}

impl BackgroundKind {
    fn name(self) -> &'static str {
        match self {
            BackgroundKind::Past => "past",
            BackgroundKind::Family => "family",
            BackgroundKind::Social => "social",
            BackgroundKind::Surgical => "surgical",
            BackgroundKind::Immunisation => "immunisation",
        }
    }
}

/// What was before: one text of each kind for a patient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Background {
    pub id: RowId,
    pub patient_id: RowId,
    pub kind: BackgroundKind,
    pub text: String,
}

impl Record for Background {
    const TABLE: &'static str = "background";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

pub fn background(read: &Read<'_>, patient: RowId) -> Result<Vec<Background>> {
    read.all(
        "SELECT * FROM background WHERE patient_id = ?1 AND text <> '' AND ended IS NULL
         ORDER BY kind, id LIMIT 100",
        [patient],
    )
}

#[derive(Deserialize, TS)]
pub struct SetBackground {
    pub patient_id: RowId,
    pub kind: BackgroundKind,
    pub text: String,
}

impl Command for SetBackground {
    type Output = Nothing;
    const ROUTE: &'static str = "visits.set_background";
    const PERMISSION: Permission = VISITS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        tx.get::<Patient>(self.patient_id)?;
        let text = forms::long_text("text", &self.text)?;
        let known: Option<Background> = tx.one(
            "SELECT * FROM background WHERE patient_id = ?1 AND kind = ?2 ORDER BY id LIMIT 1",
            rusqlite::params![self.patient_id, self.kind.name()],
        )?;
        match known {
            Some(known) => tx.change(&Background { text, ..known })?,
            None => {
                let (id, patient_id, kind) = (tx.new_id(), self.patient_id, self.kind);
                tx.insert(&Background { id, patient_id, kind, text })?;
            }
        }
        Ok(Nothing {})
    }
}
