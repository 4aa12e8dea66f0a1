//! The history of a record: what its ops say, in order.

use std::collections::BTreeMap;

use kernel::{Body, Error, Kind, Money, Op, Read, Record, Result, RowId, Timestamp, Value};
use serde::Serialize;
use ts_rs::TS;

use crate::api;

#[derive(Debug, Serialize, TS)]
pub struct HistoryItem {
    pub at: Timestamp,
    pub user: String,
    pub field: String,
    pub before: String,
    pub after: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Made,
    Changed,
    /// Written for the last time: issued or signed.
    Frozen,
    Ended,
    Restored,
}

/// How the window writes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ShownAs {
    Text,
    Paise,
    Moment,
    Day,
    Number,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FieldChange {
    pub field: String,
    pub shown_as: ShownAs,
    /// Absent where nothing stood.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// One op of a record.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RecordChange {
    pub at: Timestamp,
    pub user: String,
    pub kind: ChangeKind,
    pub fields: Vec<FieldChange>,
}

/// Every change of a row, oldest first; the first values of an insert are not changes.
pub fn of<R: Record>(read: &Read<'_>, row: RowId) -> Result<Vec<HistoryItem>> {
    let changes = changes(read, R::TABLE, row, |_| Ok(None))?;
    let later = changes.into_iter().filter(|change| change.kind != ChangeKind::Made);
    let items = later.flat_map(|change| {
        let (at, user) = (change.at, change.user);
        change.fields.into_iter().map(move |field| HistoryItem {
            at,
            user: user.clone(),
            field: field.field,
            before: field.before.unwrap_or_default(),
            after: field.after.unwrap_or_default(),
        })
    });
    Ok(items.collect())
}

/// Fields that hold the key of something else: no history shows them.
const KEYS: [&str; 1] = ["blob_key"];

/// Every op of a row, oldest first. `name` gives words to the ids of other rows.
pub fn changes(
    read: &Read<'_>,
    table: &str,
    row: RowId,
    mut name: impl FnMut(RowId) -> Result<Option<String>>,
) -> Result<Vec<RecordChange>> {
    let columns = columns(read, table)?;
    let mut known: BTreeMap<u64, Value> = BTreeMap::new();
    let mut changes = Vec::new();
    for op in ops(read, table, row)? {
        let is_made = op.kind == Kind::Insert && known.is_empty();
        let mut kind = match op.kind {
            Kind::Insert if is_made => ChangeKind::Made,
            Kind::Insert | Kind::Change => ChangeKind::Changed,
            Kind::Freeze => ChangeKind::Frozen,
        };
        let mut fields = Vec::new();
        for (number, value) in op.fields {
            let value = opened(read, table, columns.get(&number), op.row, value)?;
            let before = known.insert(number, value.clone()).unwrap_or(Value::Null);
            let Some(field) = columns.get(&number) else { continue };
            if before == value || KEYS.contains(&field.as_str()) {
                continue;
            }
            if field == "ended" {
                kind = match value {
                    Value::Null => ChangeKind::Restored,
                    _ => ChangeKind::Ended,
                };
                continue;
            }
            fields.push(FieldChange {
                field: field.clone(),
                shown_as: shown_as(field, &value, &before),
                before: words(before, &mut name)?,
                after: words(value, &mut name)?,
            });
        }
        let user = user_name(read, op.user)?;
        changes.push(RecordChange { at: Timestamp(op.hlc.ms()), user, kind, fields });
    }
    Ok(changes)
}

fn ops(read: &Read<'_>, table: &str, row: RowId) -> Result<Vec<Op>> {
    let mut statement = read.conn().prepare_cached(
        "SELECT op.body FROM op_row JOIN op ON op.id = op_row.log << 32 | op_row.n
         WHERE op_row.row = ?1 ORDER BY op_row.log, op_row.n LIMIT 10000",
    )?;
    let bodies = statement.query_map([row], |row| row.get::<_, Body<'static>>(0))?;
    let mut ops = bodies.map(|body| Op::decode(&body?)).collect::<Result<Vec<_>>>()?;
    ops.retain(|op| op.table == table);
    ops.sort_by_key(|op| op.hlc);
    Ok(ops)
}

fn opened(
    read: &Read<'_>,
    table: &str,
    column: Option<&String>,
    row: RowId,
    value: Value,
) -> Result<Value> {
    let spec = api::TABLES.iter().find(|spec| spec.name == table);
    let is_sealed = |name: &String| spec.is_some_and(|spec| spec.sealed.contains(&name.as_str()));
    match (column, value) {
        (Some(name), Value::Text(text)) if is_sealed(name) => {
            Ok(Value::Text(read.seal().open(name, row, &text)?.into_owned()))
        }
        (_, value) => Ok(value),
    }
}

fn columns(read: &Read<'_>, table: &str) -> Result<BTreeMap<u64, String>> {
    let mut statement =
        read.conn().prepare_cached("SELECT cid, name FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows = statement
        .query_map([table], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?)))?;
    rows.collect::<std::result::Result<_, _>>().map_err(Error::from)
}

pub(crate) fn user_name(read: &Read<'_>, user: RowId) -> Result<String> {
    Ok(read.value("SELECT name FROM staff WHERE id = ?1 LIMIT 1", [user])?.unwrap_or_default())
}

fn shown_as(field: &str, value: &Value, before: &Value) -> ShownAs {
    let is_number = matches!(value, Value::Int(_)) || matches!(before, Value::Int(_));
    match (is_number, field) {
        (true, field) if field.ends_with("_paise") => ShownAs::Paise,
        (true, field) if field.ends_with("_at") || field == "at" => ShownAs::Moment,
        (true, _) => ShownAs::Number,
        (false, field) if field.ends_with("_on") || field == "day" || field.ends_with("_date") => {
            ShownAs::Day
        }
        (false, _) => ShownAs::Text,
    }
}

/// A picture or a page of text is told by its beginning.
const LETTERS_MAX: usize = 2_000;

fn words(
    value: Value,
    name: &mut impl FnMut(RowId) -> Result<Option<String>>,
) -> Result<Option<String>> {
    Ok(match value {
        Value::Null => None,
        Value::Text(text) if text.is_empty() => None,
        Value::Int(number) => Some(number.to_string()),
        Value::Text(text) => match serde_json::from_str::<serde_json::Value>(&text) {
            Ok(json) if json.is_array() || json.is_object() => {
                let lines = flat(&json);
                (!lines.is_empty()).then_some(lines)
            }
            _ => Some(beginning(text)),
        },
        Value::Bytes(bytes) => match RowId::from_slice(&bytes) {
            Ok(id) => Some(name(id)?.unwrap_or_else(|| id.to_string())),
            Err(_) => Some(format!("{} B", bytes.len())),
        },
    })
}

fn beginning(text: String) -> String {
    match text.char_indices().nth(LETTERS_MAX) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// A list kept in one field: an element a line, what is empty left out.
fn flat(json: &serde_json::Value) -> String {
    use serde_json::Value as Json;
    match json {
        Json::Null => String::new(),
        Json::Bool(is) => is.to_string(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        Json::Array(items) => {
            let lines = items.iter().map(flat).filter(|line| !line.is_empty());
            beginning(lines.collect::<Vec<_>>().join("\n"))
        }
        Json::Object(fields) => {
            let parts = fields.iter().filter_map(|(key, value)| {
                let paise = key.strip_suffix("_paise").zip(value.as_i64());
                let (key, text) = match paise {
                    Some((_, 0)) => return None,
                    Some((key, paise)) => (key, Money(paise).to_string()),
                    None => (key.as_str(), flat(value).replace('\n', "; ")),
                };
                // Ids say nothing to a reader; what they stand for is beside them.
                let is_id = key == "id" || key.ends_with("_id");
                let says = !is_id && !text.is_empty() && text != "false" && text != "0";
                says.then(|| format!("{}: {text}", key.replace('_', " ")))
            });
            parts.collect::<Vec<_>>().join(", ")
        }
    }
}
