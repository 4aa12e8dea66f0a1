use kernel::{
    Command, Error, Permission, Read, Record, Result, RowId, Stamp, Timestamp, Tx, Value,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::computers::Computers;
use super::model::{HeldValue, InboxItem, Thing};
use super::writers::{Place, chosen_between, writer};
use crate::history::user_name;
use crate::patients::{Matched, Patient, row};
use crate::permissions::PATIENTS_EDIT;

/// Fields of patients that hold several values.
pub fn fields(read: &Read<'_>, computers: &Computers<'_>) -> Result<Vec<InboxItem>> {
    let mut items = Vec::new();
    for (table, id, field) in kernel::conflicts(read.conn())? {
        // The only table with such fields; a test says when another gets some.
        if table != Patient::TABLE {
            continue;
        }
        let Some(patient) = row(read, id, Matched::Recent)? else { continue };
        let place = Place { row: id, field: &field };
        let live = kernel::live(read.conn(), Patient::TABLE, id, &field)?;
        let shown = shown(read, place)?;
        let mut values: Vec<HeldValue> = Vec::new();
        for (stamp, value) in &live {
            let text = text(value);
            if values.iter().any(|held| held.value == text) {
                continue;
            }
            let written = writer(read, place, *stamp, value)?;
            values.push(HeldValue {
                key: key_of(*stamp),
                is_shown: shown == text,
                value: text,
                by: user_name(read, written.user)?,
                computer: computers.of_log(written.stamp.log)?,
                at: Timestamp(written.stamp.hlc.ms()),
            });
        }
        values.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));
        items.push(InboxItem {
            key: format!("field {id} {field}"),
            at: values.iter().map(|held| held.at).max(),
            thing: Thing::Field { patient, seen: keys_of(&live), field, values },
        });
    }
    Ok(items)
}

fn shown(read: &Read<'_>, place: Place<'_>) -> Result<String> {
    // The name comes from the kernel's own table of cautious fields.
    let sql = format!("SELECT {} FROM patient WHERE id = ?1 LIMIT 1", place.field);
    let mut statement = read.conn().prepare_cached(&sql)?;
    let value = statement.query_row([place.row], |row| Ok(Value::from_sql(row.get_ref(0)?)))??;
    Ok(text(&value))
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Null | Value::Bytes(_) => String::new(),
    }
}

fn key_of(stamp: Stamp) -> String {
    format!("{:x}-{:x}-{:x}", stamp.hlc.0, stamp.log, stamp.n)
}

fn keys_of(live: &[(Stamp, Value)]) -> Vec<String> {
    live.iter().map(|(stamp, _)| key_of(*stamp)).collect()
}

fn cautious(field: &str) -> Result<()> {
    match Patient::CAUTIOUS.contains(&field) {
        true => Ok(()),
        false => Err(Error::invalid("field", "errors-unknown-choice")),
    }
}

fn changed() -> Error {
    Error::conflict("errors-inbox-changed")
}

/// Whose field it was, for the access log.
#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct Settled {
    pub patient_id: RowId,
}

/// Says which of several values is right.
#[derive(Deserialize, TS)]
pub struct ChooseValue {
    pub patient_id: RowId,
    pub field: String,
    pub chosen: String,
    /// Every value that the person was shown: one that came meanwhile is not overruled
    /// unseen.
    pub seen: Vec<String>,
}

impl Command for ChooseValue {
    type Output = Settled;
    const ROUTE: &'static str = "inbox.choose";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Settled> {
        cautious(&self.field)?;
        tx.get::<Patient>(self.patient_id)?;
        let live = kernel::live(tx.conn(), Patient::TABLE, self.patient_id, &self.field)?;
        let is_seen = live.len() > 1 && keys_of(&live) == self.seen;
        let chosen = live.into_iter().find(|(stamp, _)| key_of(*stamp) == self.chosen);
        let (true, Some((_, value))) = (is_seen, chosen) else { return Err(changed()) };
        tx.settle::<Patient>(self.patient_id, &self.field, &[value])?;
        Ok(Settled { patient_id: self.patient_id })
    }

    fn subject(settled: &Settled) -> Option<RowId> {
        Some(settled.patient_id)
    }
}

/// Takes an answer back: the values that it chose between stand side by side again.
#[derive(Deserialize, TS)]
pub struct AskAgain {
    pub patient_id: RowId,
    pub field: String,
}

impl Command for AskAgain {
    type Output = Settled;
    const ROUTE: &'static str = "inbox.ask_again";
    const PERMISSION: Permission = PATIENTS_EDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Settled> {
        cautious(&self.field)?;
        tx.get::<Patient>(self.patient_id)?;
        let place = Place { row: self.patient_id, field: &self.field };
        let live = kernel::live(tx.conn(), Patient::TABLE, self.patient_id, &self.field)?;
        let [(answer, _)] = live[..] else { return Err(changed()) };
        let values = chosen_between(tx, place, answer)?;
        if values.len() < 2 {
            return Err(changed());
        }
        tx.settle::<Patient>(self.patient_id, &self.field, &values)?;
        Ok(Settled { patient_id: self.patient_id })
    }

    fn subject(settled: &Settled) -> Option<RowId> {
        Some(settled.patient_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever makes a field of another table cautious gives it a place here.
    #[test]
    fn every_field_that_keeps_several_values_can_be_settled_here() {
        let cautious = crate::api::TABLES.iter().filter(|table| !table.cautious.is_empty());
        let tables: Vec<&str> = cautious.map(|table| table.name).collect();
        assert_eq!(tables, [Patient::TABLE]);
    }
}
