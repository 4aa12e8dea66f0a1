use chrono::Days;
use kernel::{Day, Error, Read, Result, RowId, What};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which entries; what is absent or empty does not narrow.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AuditFilter {
    pub person_id: Option<RowId>,
    /// The patient, and every record that belongs to them.
    pub patient_id: Option<RowId>,
    pub what: Option<What>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub only_refused: bool,
    /// Routes that begin so: `billing.`, or one whole.
    pub route: String,
}

const ROUTE_LENGTH_MAX: usize = 60;

/// `AND …` for the entries of `access`, and what is bound to it.
pub struct Narrowed {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Narrowed {
    fn and(&mut self, condition: &str, value: Value) {
        self.values.push(value);
        let mark = format!("?{}", self.values.len());
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace("?", &mark));
    }
}

impl AuditFilter {
    pub fn narrow(&self, read: &Read<'_>) -> Result<Narrowed> {
        let mut narrowed = Narrowed { sql: String::new(), values: Vec::new() };
        if let Some(person) = self.person_id {
            narrowed.and("access.user = ?", Value::Blob(person.0.to_vec()));
        }
        if let Some(patient) = self.patient_id {
            let rows = rows_of_patient(read)?;
            let condition = format!("access.subject IN ({rows})");
            narrowed.and(&condition, Value::Blob(patient.0.to_vec()));
        }
        if let Some(what) = self.what {
            narrowed.and("access.what = ?", Value::Text(what.name().into()));
        }
        if self.only_refused {
            narrowed.and("access.outcome = ?", Value::Text("refused".into()));
        }
        let route = self.route.trim();
        if !route.is_empty() {
            if route.len() > ROUTE_LENGTH_MAX {
                return Err(
                    Error::invalid("route", "errors-too-long").with("max", ROUTE_LENGTH_MAX)
                );
            }
            narrowed.and("substr(access.route, 1, length(?)) = ?", Value::Text(route.into()));
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            return Err(Error::invalid("to", "errors-audit-days"));
        }
        if let Some(from) = self.from {
            narrowed.and("access.at >= ?", Value::Integer(begin(read, from)));
        }
        if let Some(to) = self.to {
            let after = to.checked_add_days(Days::new(1)).unwrap_or(to);
            narrowed.and("access.at < ?", Value::Integer(begin(read, after)));
        }
        Ok(narrowed)
    }
}

/// The first moment of a day of the clinic, in milliseconds.
fn begin(read: &Read<'_>, day: Day) -> i64 {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let local = midnight.and_local_timezone(read.zone()).earliest();
    local.map_or_else(|| midnight.and_utc().timestamp_millis(), |at| at.timestamp_millis())
}

/// Ids of everything that names a patient, or an admission or a visit of theirs. `?` stands
/// for the patient.
fn rows_of_patient(read: &Read<'_>) -> Result<String> {
    let tables = read.values::<String>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name LIMIT 1000",
        [],
    )?;
    let mut parts = vec!["SELECT ?".to_owned()];
    for table in tables {
        let columns = super::about::columns(read, &table)?;
        let has = |name: &str| columns.iter().any(|column| column == name);
        if !has("id") || !has("stamp") {
            continue;
        }
        let sql = "SELECT name FROM pragma_table_info(?1) WHERE \"notnull\" = 1
                   ORDER BY cid LIMIT 1000";
        let sure: Vec<String> = read.values(sql, [&table])?;
        let of = |name: &str, whole: &str| {
            format!(
                "SELECT id FROM {table} WHERE {name} IN
                     (SELECT id FROM {whole} WHERE patient_id = ?)"
            )
        };
        // What always belongs to a stay or a bill has an index of those and none of patients.
        parts.extend(if sure.iter().any(|column| column == "admission_id") {
            Some(of("admission_id", "admission"))
        } else if sure.iter().any(|column| column == "invoice_id") {
            Some(of("invoice_id", "invoice"))
        } else if has("patient_id") {
            Some(format!("SELECT id FROM {table} WHERE patient_id = ?"))
        } else if has("admission_id") {
            Some(of("admission_id", "admission"))
        } else if has("visit_id") {
            Some(of("visit_id", "visit"))
        } else {
            None
        });
    }
    Ok(parts.join(" UNION ALL "))
}
