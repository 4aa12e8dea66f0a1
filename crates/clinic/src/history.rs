//! The history of a record: what its ops say, in order.

use std::collections::BTreeMap;

use kernel::{Error, Op, Read, Record, Result, RowId, Timestamp, Value};
use serde::Serialize;
use ts_rs::TS;

#[derive(Debug, Serialize, TS)]
pub struct HistoryItem {
    pub at: Timestamp,
    pub user: String,
    pub field: String,
    pub before: String,
    pub after: String,
}

/// Every change of a row, oldest first; the first values of an insert are not changes.
pub fn of<R: Record>(read: &Read<'_>, row: RowId) -> Result<Vec<HistoryItem>> {
    let names = columns::<R>(read)?;
    let mut statement = read.conn().prepare_cached(
        "SELECT op.body FROM op_row JOIN op ON op.log = op_row.log AND op.n = op_row.n
         WHERE op_row.row = ?1 ORDER BY op_row.log, op_row.n LIMIT 10000",
    )?;
    let bodies = statement.query_map([row], |row| row.get::<_, Vec<u8>>(0))?;
    let mut ops = bodies.map(|body| Op::decode(&body?)).collect::<Result<Vec<_>>>()?;
    ops.retain(|op| op.table == R::TABLE);
    ops.sort_by_key(|op| op.hlc);
    let mut known: BTreeMap<u64, Value> = BTreeMap::new();
    let mut items = Vec::new();
    for op in ops {
        let user = user_name(read, op.user)?;
        for (number, value) in op.fields {
            let value = opened::<R>(read, names.get(&number), op.row, value)?;
            let before = known.insert(number, value.clone());
            let (Some(before), Some(field)) = (before, names.get(&number)) else { continue };
            if before != value {
                items.push(HistoryItem {
                    at: Timestamp(op.hlc.ms()),
                    user: user.clone(),
                    field: field.clone(),
                    before: words(&before),
                    after: words(&value),
                });
            }
        }
    }
    Ok(items)
}

fn opened<R: Record>(
    read: &Read<'_>,
    column: Option<&String>,
    row: RowId,
    value: Value,
) -> Result<Value> {
    match (column, value) {
        (Some(name), Value::Text(text)) if R::SEALED.contains(&name.as_str()) => {
            Ok(Value::Text(read.seal().open(name, row, &text)?.into_owned()))
        }
        (_, value) => Ok(value),
    }
}

fn columns<R: Record>(read: &Read<'_>) -> Result<BTreeMap<u64, String>> {
    let mut statement =
        read.conn().prepare_cached("SELECT cid, name FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows = statement
        .query_map([R::TABLE], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?)))?;
    rows.collect::<std::result::Result<_, _>>().map_err(Error::from)
}

fn user_name(read: &Read<'_>, user: RowId) -> Result<String> {
    Ok(read.value("SELECT name FROM staff WHERE id = ?1 LIMIT 1", [user])?.unwrap_or_default())
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => {
            RowId::from_slice(bytes).map(|id| id.to_string()).unwrap_or_default()
        }
    }
}
