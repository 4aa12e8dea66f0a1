//! What a row id of the log stands for, in words: the log itself keeps ids alone.

use std::collections::HashMap;

use kernel::{Body, Op, Read, Result, RowId};
use rusqlite::OptionalExtension;
use serde::Serialize;
use ts_rs::TS;

use crate::permissions::PATIENTS_VIEW;

/// A record that an entry names.
#[derive(Clone, Debug, Default, Serialize, TS)]
pub struct About {
    /// The table, whose words the window knows.
    pub table: String,
    /// Its number or name, where it has one.
    pub label: String,
    pub patient_id: Option<RowId>,
    /// Empty for whoever may not see patients.
    pub patient: String,
}

const LABELS: [&str; 4] = ["printed_number", "name", "title", "user"];

pub fn columns(read: &Read<'_>, table: &str) -> Result<Vec<String>> {
    let sql = "SELECT name FROM pragma_table_info(?1) ORDER BY cid LIMIT 1000";
    read.values(sql, [table])
}

/// Looks each thing up once.
#[derive(Default)]
pub struct Names {
    columns: HashMap<String, Vec<String>>,
    about: HashMap<RowId, Option<About>>,
    people: HashMap<RowId, String>,
}

impl Names {
    pub fn person(&mut self, read: &Read<'_>, id: RowId) -> Result<String> {
        if let Some(name) = self.people.get(&id) {
            return Ok(name.clone());
        }
        let sql = "SELECT name FROM staff WHERE id = ?1 LIMIT 1";
        let name: String = read.value(sql, [id])?.unwrap_or_default();
        self.people.insert(id, name.clone());
        Ok(name)
    }

    pub fn about(&mut self, read: &Read<'_>, id: RowId) -> Result<Option<About>> {
        if let Some(about) = self.about.get(&id) {
            return Ok(about.clone());
        }
        let about = match table_of(read, id)? {
            Some(table) => Some(self.read(read, table, id)?),
            None => None,
        };
        self.about.insert(id, about.clone());
        Ok(about)
    }

    fn columns(&mut self, read: &Read<'_>, table: &str) -> Result<Vec<String>> {
        if let Some(columns) = self.columns.get(table) {
            return Ok(columns.clone());
        }
        let found = columns(read, table)?;
        self.columns.insert(table.to_owned(), found.clone());
        Ok(found)
    }

    fn read(&mut self, read: &Read<'_>, table: String, id: RowId) -> Result<About> {
        let columns = self.columns(read, &table)?;
        let has = |name: &str| columns.iter().any(|column| column == name);
        let is_patient = table == "patient";
        let patient_id = match (is_patient, has("patient_id"), has("admission_id")) {
            (true, ..) => Some(id),
            (_, true, _) => {
                let sql = format!("SELECT patient_id FROM {table} WHERE id = ?1 LIMIT 1");
                read.value::<Option<RowId>>(&sql, [id])?.flatten()
            }
            (.., true) => {
                let sql = format!(
                    "SELECT patient_id FROM admission
                     WHERE id = (SELECT admission_id FROM {table} WHERE id = ?1) LIMIT 1"
                );
                read.value(&sql, [id])?
            }
            _ => None,
        };
        let may_see = read.session().may(PATIENTS_VIEW);
        let patient = match patient_id.filter(|_| may_see) {
            Some(patient) => read
                .value("SELECT name FROM patient WHERE id = ?1 LIMIT 1", [patient])?
                .unwrap_or_default(),
            None => String::new(),
        };
        let label = LABELS.iter().find(|label| has(label) && !is_patient);
        let label = match label {
            Some(label) => {
                let sql = format!("SELECT {label} FROM {table} WHERE id = ?1 LIMIT 1");
                read.value::<Option<String>>(&sql, [id])?.flatten().unwrap_or_default()
            }
            None => String::new(),
        };
        Ok(About { table, label, patient_id, patient })
    }
}

/// The table of a row, by the first op that wrote it.
fn table_of(read: &Read<'_>, id: RowId) -> Result<Option<String>> {
    let body: Option<Body<'static>> = read
        .conn()
        .prepare_cached(
            "SELECT op.body FROM op_row JOIN op ON op.id = op_row.log << 32 | op_row.n
             WHERE op_row.row = ?1 ORDER BY op_row.log, op_row.n LIMIT 1",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let table = body.map(|body| Op::decode(&body)).transpose()?.map(|op| op.table);
    // An op of a newer program may name a table that this one does not have.
    Ok(table.filter(|table| crate::api::TABLES.iter().any(|known| known.name == table)))
}
