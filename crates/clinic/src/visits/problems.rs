//! Allergies and problems that outlive a visit. Two desks that both note one keep both;
//! ending one is a choice with a reason.

use kernel::{Command, Day, Nothing, Permission, Read, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;
use crate::patients::{Patient, linked};
use crate::permissions::{VISITS_WRITE, VITALS_RECORD};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Mild,
    Moderate,
    Severe,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Allergy {
    pub id: RowId,
    pub patient_id: RowId,
    pub substance: String,
    pub reaction: String,
    pub severity: Severity,
    pub noted_at: Timestamp,
    pub end_reason: String,
}

impl Record for Allergy {
    const TABLE: &'static str = "allergy";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Problem {
    pub id: RowId,
    pub patient_id: RowId,
    pub code: String,
    pub name: String,
    pub since: Option<Day>,
    pub end_reason: String,
}

impl Record for Problem {
    const TABLE: &'static str = "problem";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

/// Current allergies of a person, over all linked records.
pub fn allergies(read: &Read<'_>, patient: RowId) -> Result<Vec<Allergy>> {
    let mut found: Vec<Allergy> = Vec::new();
    for id in linked(read, patient)? {
        let sql = "SELECT * FROM allergy WHERE patient_id = ?1 AND ended IS NULL
                   ORDER BY noted_at, id LIMIT 200";
        found.extend(read.all::<Allergy>(sql, [id])?);
    }
    Ok(found)
}

pub fn problems(read: &Read<'_>, patient: RowId) -> Result<Vec<Problem>> {
    let mut found: Vec<Problem> = Vec::new();
    for id in linked(read, patient)? {
        let sql = "SELECT * FROM problem WHERE patient_id = ?1 AND ended IS NULL
                   ORDER BY name, id LIMIT 200";
        found.extend(read.all::<Problem>(sql, [id])?);
    }
    Ok(found)
}

#[derive(Deserialize, TS)]
pub struct AddAllergy {
    pub patient_id: RowId,
    pub substance: String,
    pub reaction: String,
    pub severity: Severity,
}

impl Command for AddAllergy {
    type Output = Allergy;
    const ROUTE: &'static str = "visits.add_allergy";
    const PERMISSION: Permission = VITALS_RECORD;

    fn run(self, tx: &mut Tx<'_>) -> Result<Allergy> {
        tx.get::<Patient>(self.patient_id)?;
        let allergy = Allergy {
            id: tx.new_id(),
            patient_id: self.patient_id,
            substance: forms::required("substance", &self.substance)?,
            reaction: forms::optional("reaction", &self.reaction)?,
            severity: self.severity,
            noted_at: tx.now(),
            end_reason: String::new(),
        };
        tx.insert(&allergy)?;
        Ok(allergy)
    }

    fn subject(allergy: &Allergy) -> Option<RowId> {
        Some(allergy.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct EndAllergy {
    pub id: RowId,
    pub reason: String,
}

impl Command for EndAllergy {
    type Output = Nothing;
    const ROUTE: &'static str = "visits.end_allergy";
    const PERMISSION: Permission = VISITS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let end_reason = forms::required("reason", &self.reason)?;
        let allergy = Allergy { end_reason, ..tx.get(self.id)? };
        tx.change(&allergy)?;
        tx.end::<Allergy>(self.id)?;
        Ok(Nothing {})
    }
}

#[derive(Deserialize, TS)]
pub struct AddProblem {
    pub patient_id: RowId,
    pub code: String,
    pub name: String,
    pub since: Option<Day>,
}

impl Command for AddProblem {
    type Output = Problem;
    const ROUTE: &'static str = "visits.add_problem";
    const PERMISSION: Permission = VISITS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Problem> {
        tx.get::<Patient>(self.patient_id)?;
        let problem = Problem {
            id: tx.new_id(),
            patient_id: self.patient_id,
            code: forms::optional("code", &self.code)?,
            name: forms::required("name", &self.name)?,
            since: self.since,
            end_reason: String::new(),
        };
        tx.insert(&problem)?;
        Ok(problem)
    }

    fn subject(problem: &Problem) -> Option<RowId> {
        Some(problem.patient_id)
    }
}

#[derive(Deserialize, TS)]
pub struct EndProblem {
    pub id: RowId,
    pub reason: String,
}

impl Command for EndProblem {
    type Output = Nothing;
    const ROUTE: &'static str = "visits.end_problem";
    const PERMISSION: Permission = VISITS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Nothing> {
        let end_reason = forms::required("reason", &self.reason)?;
        let problem = Problem { end_reason, ..tx.get(self.id)? };
        tx.change(&problem)?;
        tx.end::<Problem>(self.id)?;
        Ok(Nothing {})
    }
}
