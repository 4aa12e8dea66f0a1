//! Who wrote a value of a field that keeps several. A person who chose among values wrote
//! none of them: the value stays that of its first writer.

use kernel::{Body, Op, Read, Result, RowId, Stamp, Value};
use rusqlite::params;

/// Choices of choices are followed so far.
const CHOICES_MAX: usize = 16;

/// One field of one patient.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub row: RowId,
    pub field: &'a str,
}

pub struct Written {
    pub stamp: Stamp,
    pub user: RowId,
}

pub fn writer(read: &Read<'_>, place: Place<'_>, stamp: Stamp, value: &Value) -> Result<Written> {
    let mut at = stamp;
    let mut op = op_of(read, place.row, at)?;
    for _ in 0..CHOICES_MAX {
        let Some(earlier) = chosen(read, place, op.as_ref(), value)? else { break };
        at = earlier;
        op = op_of(read, place.row, at)?;
    }
    Ok(Written { stamp: at, user: op.map_or(RowId::NONE, |op| op.user) })
}

/// What a settled field held before: the values that its one write chose between.
pub fn chosen_between(read: &Read<'_>, place: Place<'_>, stamp: Stamp) -> Result<Vec<Value>> {
    let op = op_of(read, place.row, stamp)?;
    let mut values = Vec::new();
    for (_, value) in replaced(read, place, op.as_ref())? {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok(values)
}

/// The write that a choice chose, or put open again; none where the value was typed.
fn chosen(
    read: &Read<'_>,
    place: Place<'_>,
    op: Option<&Op>,
    value: &Value,
) -> Result<Option<Stamp>> {
    let before = replaced(read, place, op)?;
    let same = |held: &[(Stamp, Value)]| {
        held.iter().find(|(_, other)| other == value).map(|(stamp, _)| *stamp)
    };
    if let [(answer, _)] = before[..] {
        let answer = op_of(read, place.row, answer)?;
        let between = replaced(read, place, answer.as_ref())?;
        return Ok(if between.len() > 1 { same(&between) } else { None });
    }
    Ok(same(&before))
}

fn replaced(read: &Read<'_>, place: Place<'_>, op: Option<&Op>) -> Result<Vec<(Stamp, Value)>> {
    let Some(op) = op else { return Ok(Vec::new()) };
    // A change of several such fields at once is no choice between values of one.
    let mut fields = op.replaces.values();
    let (Some(seen), None) = (fields.next(), fields.next()) else { return Ok(Vec::new()) };
    let mut statement = read.conn().prepare_cached(
        "SELECT value FROM register_write WHERE tbl = 'patient' AND row = ?1 AND field = ?2
             AND hlc = ?3 AND log = ?4 AND n = ?5",
    )?;
    let mut found = Vec::new();
    for stamp in seen {
        let (hlc, log, n) = (stamp.hlc.0, stamp.log, stamp.n);
        let key = [hlc, log, n].map(u64::cast_signed);
        let mut rows = statement.query(params![place.row, place.field, key[0], key[1], key[2]])?;
        if let Some(row) = rows.next()? {
            found.push((*stamp, Value::from_sql(row.get_ref(0)?)?));
        }
    }
    Ok(found)
}

fn op_of(read: &Read<'_>, row: RowId, stamp: Stamp) -> Result<Option<Op>> {
    let mut statement = read.conn().prepare_cached(
        "SELECT op.body FROM op_row JOIN op ON op.id = op_row.log << 32 | op_row.n
         JOIN log ON log.id = op.log
         WHERE op_row.row = ?1 AND op_row.n = ?2 AND coalesce(log.stamped, log.log_id) = ?3
         ORDER BY op.log LIMIT 20",
    )?;
    let key = params![row, stamp.n.cast_signed(), stamp.log.cast_signed()];
    let mut rows = statement.query(key)?;
    while let Some(found) = rows.next()? {
        let op = Op::decode(&found.get::<_, Body<'static>>(0)?)?;
        if op.hlc == stamp.hlc {
            return Ok(Some(op));
        }
    }
    Ok(None)
}
