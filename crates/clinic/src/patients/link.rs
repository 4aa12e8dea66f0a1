use std::collections::BTreeSet;

use kernel::{Command, Error, Permission, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::Patient;
use crate::forms;
use crate::permissions::PATIENTS_LINK;

/// Two records of one person. Their visits keep their own patient; ending the link undoes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PatientLink {
    pub id: RowId,
    pub keep_id: RowId,
    pub other_id: RowId,
    pub reason: String,
}

impl Record for PatientLink {
    const TABLE: &'static str = "patient_link";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// Every record of the person that this one is a record of, itself first.
pub fn linked(read: &Read<'_>, id: RowId) -> Result<Vec<RowId>> {
    let mut known = BTreeSet::from([id]);
    let mut all = vec![id];
    let mut at = 0;
    while let Some(one) = all.get(at).copied() {
        let next: Vec<RowId> = read.values(
            "SELECT CASE WHEN keep_id = ?1 THEN other_id ELSE keep_id END FROM patient_link
             WHERE (keep_id = ?1 OR other_id = ?1) AND ended IS NULL ORDER BY id LIMIT 100",
            [one],
        )?;
        all.extend(next.into_iter().filter(|next| known.insert(*next)));
        at += 1;
    }
    Ok(all)
}

/// Whose record it was about, for the access log.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct OnePerson {
    pub patient_id: RowId,
}

#[derive(Deserialize, TS)]
pub struct LinkPatients {
    pub keep: RowId,
    pub other: RowId,
    pub reason: String,
}

impl Command for LinkPatients {
    type Output = OnePerson;
    const ROUTE: &'static str = "patients.link";
    const PERMISSION: Permission = PATIENTS_LINK;

    fn run(self, tx: &mut Tx<'_>) -> Result<OnePerson> {
        if self.keep == self.other {
            return Err(Error::invalid("other", "errors-link-itself"));
        }
        tx.get::<Patient>(self.keep)?;
        tx.get::<Patient>(self.other)?;
        if linked(tx, self.keep)?.contains(&self.other) {
            return Ok(OnePerson { patient_id: self.keep });
        }
        let reason = forms::required("reason", &self.reason)?;
        let id = tx.new_id();
        tx.insert(&PatientLink { id, keep_id: self.keep, other_id: self.other, reason })?;
        Ok(OnePerson { patient_id: self.keep })
    }

    fn subject(done: &OnePerson) -> Option<RowId> {
        Some(done.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct UnlinkPatients {
    pub keep: RowId,
    pub other: RowId,
}

impl Command for UnlinkPatients {
    type Output = OnePerson;
    const ROUTE: &'static str = "patients.unlink";
    const PERMISSION: Permission = PATIENTS_LINK;

    fn run(self, tx: &mut Tx<'_>) -> Result<OnePerson> {
        let links: Vec<RowId> = tx.values(
            "SELECT id FROM patient_link WHERE ended IS NULL
                 AND ((keep_id = ?1 AND other_id = ?2) OR (keep_id = ?2 AND other_id = ?1))
             ORDER BY id LIMIT 100",
            [self.keep, self.other],
        )?;
        for link in links {
            tx.end::<PatientLink>(link)?;
        }
        Ok(OnePerson { patient_id: self.keep })
    }

    fn subject(done: &OnePerson) -> Option<RowId> {
        Some(done.patient_id)
    }
}
