use std::collections::BTreeSet;

use kernel::{
    Command, Day, Error, Permission, Query, Read, Record, Result, RowId, Rule, Timestamp, Tx, What,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Correction, entries, not_in_future, span};
use crate::patients::{Patient, Sex};
use crate::permissions::{REGISTERS_VIEW, REGISTERS_WRITE};
use crate::wards::Admission;
use crate::{forms, numbers};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Normal,
    Assisted,
    Caesarean,
    Breech,
}

/// What is reported to the registrar within 21 days (Registration of Births and Deaths Act
/// 1969, section 8; Form 1 asks for these).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BirthEntry {
    pub id: RowId,
    pub series: String,
    pub number: i64,
    /// The mother's admission.
    pub admission_id: Option<RowId>,
    pub mother_id: Option<RowId>,
    pub child_id: Option<RowId>,
    pub born_at: Timestamp,
    pub sex: Sex,
    pub is_live: bool,
    pub weight_g: Option<u16>,
    pub gestation_weeks: Option<u8>,
    /// 1 for the mother's first child.
    pub birth_order: u8,
    pub delivery: Delivery,
    pub child_name: String,
    pub mother_name: String,
    pub father_name: String,
    pub address: String,
    pub attended_by: String,
    pub note: String,
    pub by: String,
    pub noted_at: Timestamp,
    pub corrects: Option<RowId>,
    pub correction_reason: String,
}

impl Record for BirthEntry {
    const TABLE: &'static str = "birth_entry";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

impl BirthEntry {
    /// `A-B/2026/17`.
    pub fn printed(&self) -> String {
        format!("{}/{}", self.series, self.number)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BirthForm {
    pub admission_id: Option<RowId>,
    pub mother_id: Option<RowId>,
    pub child_id: Option<RowId>,
    pub born_at: Timestamp,
    pub sex: Sex,
    pub is_live: bool,
    pub weight_g: Option<u16>,
    pub gestation_weeks: Option<u8>,
    pub birth_order: u8,
    pub delivery: Delivery,
    pub child_name: String,
    /// The mother's own record is used where there is one.
    pub mother_name: String,
    pub father_name: String,
    pub address: String,
    pub attended_by: String,
    pub note: String,
}

#[derive(Deserialize, TS)]
pub struct RecordBirth {
    pub form: BirthForm,
    pub correction: Correction,
}

fn within(field: &str, value: i64, min: i64, max: i64) -> Result<()> {
    match (min..=max).contains(&value) {
        true => Ok(()),
        false => {
            Err(Error::invalid(field, "errors-out-of-range").with("min", min).with("max", max))
        }
    }
}

impl Command for RecordBirth {
    type Output = BirthEntry;
    const ROUTE: &'static str = "registers.record_birth";
    const PERMISSION: Permission = REGISTERS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<BirthEntry> {
        let form = self.form;
        let (corrects, correction_reason) = self.correction.checked::<BirthEntry>(tx)?;
        if let Some(child_id) = form.child_id {
            tx.get::<Patient>(child_id)?;
            let known = entry_of(tx, child_id)?.filter(|known| Some(known.id) != corrects);
            if let Some(known) = known {
                return Err(Error::conflict("errors-birth-entered").with("number", known.printed()));
            }
        }
        let admission: Option<Admission> = form.admission_id.map(|id| tx.get(id)).transpose()?;
        let mother_id = admission.as_ref().map(|one| one.patient_id).or(form.mother_id);
        let mother: Option<Patient> = mother_id.map(|id| tx.get(id)).transpose()?;
        if let Some(weight) = form.weight_g {
            within("weight_g", i64::from(weight), 200, 8000)?;
        }
        if let Some(weeks) = form.gestation_weeks {
            within("gestation_weeks", i64::from(weeks), 16, 46)?;
        }
        within("birth_order", i64::from(form.birth_order), 1, 20)?;
        let own = |typed: &str, known: Option<String>| {
            known.filter(|_| typed.trim().is_empty()).unwrap_or_else(|| typed.to_owned())
        };
        let mother_name = own(&form.mother_name, mother.as_ref().map(|one| one.name.clone()));
        let home = mother.as_ref().map(home);
        let series = format!("{}-B/{}", tx.desk(), form.born_at.day(tx.zone()).format("%Y"));
        let entry = BirthEntry {
            id: tx.new_id(),
            number: numbers::next::<BirthEntry>(tx, &series)?,
            series,
            admission_id: form.admission_id,
            mother_id,
            child_id: form.child_id,
            born_at: not_in_future(tx, "born_at", form.born_at)?,
            sex: form.sex,
            is_live: form.is_live,
            weight_g: form.weight_g,
            gestation_weeks: form.gestation_weeks,
            birth_order: form.birth_order,
            delivery: form.delivery,
            child_name: forms::optional("child_name", &form.child_name)?,
            mother_name: forms::required("mother_name", &mother_name)?,
            father_name: forms::optional("father_name", &form.father_name)?,
            address: forms::optional("address", &own(&form.address, home))?,
            attended_by: forms::required("attended_by", &form.attended_by)?,
            note: forms::optional("note", &form.note)?,
            by: tx.session().name.clone(),
            noted_at: tx.now(),
            corrects,
            correction_reason,
        };
        tx.insert(&entry)?;
        Ok(entry)
    }

    fn subject(entry: &BirthEntry) -> Option<RowId> {
        entry.mother_id
    }
}

/// The entry of a baby that no other corrects. Of two that desks made while they could not see
/// each other the earlier one is the entry.
pub fn entry_of(read: &Read<'_>, child_id: RowId) -> Result<Option<BirthEntry>> {
    read.one(
        "SELECT * FROM birth_entry AS entry WHERE child_id = ?1 AND ended IS NULL
             AND NOT EXISTS (SELECT 1 FROM birth_entry WHERE corrects = entry.id)
         ORDER BY noted_at, id LIMIT 1",
        [child_id],
    )
}

/// Entries of a baby that has an earlier one.
pub fn second_entries(read: &Read<'_>) -> Result<BTreeSet<RowId>> {
    #[derive(Deserialize)]
    struct Of {
        id: RowId,
        child_id: RowId,
    }
    let all: Vec<Of> = read.all(
        "SELECT id, child_id FROM birth_entry AS entry WHERE child_id IS NOT NULL
             AND ended IS NULL
             AND NOT EXISTS (SELECT 1 FROM birth_entry WHERE corrects = entry.id)
         ORDER BY noted_at, id",
        [],
    )?;
    let mut known = BTreeSet::new();
    let seconds = all.into_iter().filter(|entry| !known.insert(entry.child_id));
    Ok(seconds.map(|entry| entry.id).collect())
}

pub fn home(mother: &Patient) -> String {
    let parts = [mother.address.as_str(), mother.village.as_str(), mother.district.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

#[derive(Debug, Serialize, TS)]
pub struct BirthRow {
    #[serde(flatten)]
    pub entry: BirthEntry,
    /// False once another entry corrects it.
    pub is_current: bool,
    /// Another entry of the same baby, made earlier, is the one that counts.
    pub is_second: bool,
}

#[derive(Deserialize, TS)]
pub struct ListBirths {
    pub from: Day,
    pub until: Day,
}

impl Query for ListBirths {
    type Output = Vec<BirthRow>;
    const ROUTE: &'static str = "registers.births";
    const PERMISSION: Permission = REGISTERS_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<Vec<BirthRow>> {
        let found = entries::<BirthEntry>(read, "born_at", span(read, self.from, self.until)?)?;
        let seconds = second_entries(read)?;
        let row = |(entry, is_current): (BirthEntry, bool)| BirthRow {
            is_second: seconds.contains(&entry.id),
            is_current,
            entry,
        };
        Ok(found.into_iter().map(row).collect())
    }
}
