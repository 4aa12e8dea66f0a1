use kernel::{Command, Error, Permission, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::link::{OnePerson, linked};
use super::model::Patient;
use crate::permissions::PATIENTS_LINK;

/// Two records that look like one person's and are not. Ending it takes the word back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatientApart {
    pub id: RowId,
    /// The smaller id of the two.
    pub one_id: RowId,
    pub other_id: RowId,
}

impl Record for PatientApart {
    const TABLE: &'static str = "patient_apart";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// What was said of a pair, by all desks that said it.
fn said(read: &Read<'_>, one: RowId, other: RowId) -> Result<Vec<RowId>> {
    read.values(
        "SELECT id FROM patient_apart WHERE one_id = ?1 AND other_id = ?2 AND ended IS NULL
         ORDER BY id LIMIT 100",
        [one.min(other), one.max(other)],
    )
}

pub fn are_apart(read: &Read<'_>, one: RowId, other: RowId) -> Result<bool> {
    Ok(!said(read, one, other)?.is_empty())
}

/// Remembers that two records are of different people.
#[derive(Deserialize, TS)]
pub struct NotSamePerson {
    pub one: RowId,
    pub other: RowId,
}

impl Command for NotSamePerson {
    type Output = OnePerson;
    const ROUTE: &'static str = "patients.not_same";
    const PERMISSION: Permission = PATIENTS_LINK;

    fn run(self, tx: &mut Tx<'_>) -> Result<OnePerson> {
        if self.one == self.other {
            return Err(Error::invalid("other", "errors-link-itself"));
        }
        tx.get::<Patient>(self.one)?;
        tx.get::<Patient>(self.other)?;
        if linked(tx, self.one)?.contains(&self.other) {
            return Err(Error::conflict("errors-linked-already"));
        }
        if !are_apart(tx, self.one, self.other)? {
            let id = tx.new_id();
            let (one_id, other_id) = (self.one.min(self.other), self.one.max(self.other));
            tx.insert(&PatientApart { id, one_id, other_id })?;
        }
        Ok(OnePerson { patient_id: self.one })
    }

    fn subject(done: &OnePerson) -> Option<RowId> {
        Some(done.patient_id)
    }
}

/// Takes it back: they may be one person after all.
#[derive(Deserialize, TS)]
pub struct MaybeSamePerson {
    pub one: RowId,
    pub other: RowId,
}

impl Command for MaybeSamePerson {
    type Output = OnePerson;
    const ROUTE: &'static str = "patients.maybe_same";
    const PERMISSION: Permission = PATIENTS_LINK;

    fn run(self, tx: &mut Tx<'_>) -> Result<OnePerson> {
        for id in said(tx, self.one, self.other)? {
            tx.end::<PatientApart>(id)?;
        }
        Ok(OnePerson { patient_id: self.one })
    }

    fn subject(done: &OnePerson) -> Option<RowId> {
        Some(done.patient_id)
    }
}
