//! Statements over several rows at once, in few shapes, so that a database need not learn a
//! new one for every count.

use std::collections::HashMap;

use sync::{ClinicId, DeskNo, Hash, Stream};

use crate::store::{Result, Row, Statement, Tx, Value, one};
use crate::values;

const SHAPES: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

/// Cuts a count into shapes.
fn shapes(mut count: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let shape = SHAPES.into_iter().find(|shape| *shape <= count)?;
        count -= shape;
        Some(shape)
    })
}

/// Cuts a list into pieces whose lengths are all shapes.
pub fn pieces<T>(mut items: &[T]) -> Vec<&[T]> {
    let shapes = shapes(items.len());
    let piece = |shape| {
        let (piece, rest) = items.split_at_checked(shape).unwrap_or((items, &[]));
        items = rest;
        piece
    };
    shapes.map(piece).collect()
}

/// Statements that insert these rows: what stands before `VALUES`, and what after them.
pub fn inserts<const N: usize>(
    before: &str,
    values: Vec<[Value; N]>,
    after: &str,
) -> Vec<Statement> {
    let (lengths, mut values) = (shapes(values.len()), values.into_iter());
    let statement = |length| {
        let sql = format!("INSERT INTO {before} VALUES {}{after}", rows(length, N));
        (sql, values.by_ref().take(length).flatten().collect())
    };
    lengths.map(statement).collect()
}

/// Keys of one statement each, in the shapes that there are: the last key is asked for as often
/// as it takes, and answers once.
fn filled<T: Clone>(keys: &[T]) -> impl Iterator<Item = Vec<T>> {
    const MOST: usize = SHAPES[0];
    keys.chunks(MOST).map(|keys| {
        let mut keys = keys.to_vec();
        if let Some(last) = keys.last().cloned() {
            keys.resize(keys.len().next_power_of_two(), last);
        }
        keys
    })
}

/// Statements that ask for the rows with these keys: what stands before `WHERE`, the columns of
/// a key, and what stands after.
pub fn ask_keys<const N: usize>(
    before: &str,
    columns: [&str; N],
    keys: &[[Value; N]],
    after: &str,
) -> Vec<Statement> {
    let statement = |keys: Vec<[Value; N]>| {
        let key = |row: usize| {
            let column = |(at, column): (usize, &&str)| format!("{column} = ${}", row * N + at + 1);
            let all: Vec<String> = columns.iter().enumerate().map(column).collect();
            format!("({})", all.join(" AND "))
        };
        // Each key is looked up by itself, whatever else its columns have in common.
        let all: Vec<String> = (0..keys.len()).map(key).collect();
        let sql = format!("{before} WHERE {}{after}", all.join(" OR "));
        (sql, keys.into_iter().flatten().collect())
    };
    filled(keys).map(statement).collect()
}

/// `$2, $3, …`: as many as there are items, behind the clinic.
pub fn list(count: usize) -> String {
    let places: Vec<String> = (0..count).map(|at| format!("${}", at + 2)).collect();
    places.join(", ")
}

/// `($1, $2), ($3, $4), …`
pub fn rows(count: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..count).map(row).collect::<Vec<_>>().join(", ")
}

/// Where a seal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub stream: Stream,
    pub desk: DeskNo,
    pub branch: usize,
    pub no: u64,
}

/// Those of the seals that are there.
pub async fn places<T: Tx>(
    tx: &mut T,
    clinic: ClinicId,
    hashes: &[Hash],
) -> Result<HashMap<Hash, Place>> {
    let mut found = HashMap::new();
    for piece in pieces(hashes) {
        let sql = format!(
            "SELECT hash, stream, desk, branch, no FROM seal
             WHERE clinic_id = $1 AND hash IN ({})",
            list(piece.len())
        );
        let keys = piece.iter().map(|hash| Value::from(*hash));
        let values: Vec<Value> = [Value::from(clinic)].into_iter().chain(keys).collect();
        for mut row in tx.rows(&sql, &values).await? {
            let place = Place {
                stream: row.stream(1)?,
                desk: row.desk(2)?,
                branch: usize::try_from(row.count(3)?).unwrap_or(usize::MAX),
                no: row.count(4)?,
            };
            found.insert(row.hash(0)?, place);
        }
    }
    Ok(found)
}

/// The bytes of those of the seals that are there, and the number of the bundle that has them;
/// none where its body is away.
pub async fn bodies<T: Tx>(
    tx: &mut T,
    clinic: ClinicId,
    hashes: &[Hash],
) -> Result<HashMap<Hash, (u64, Vec<u8>)>> {
    let mut found = HashMap::new();
    for piece in pieces(hashes) {
        let sql = format!(
            "SELECT s.hash, s.seq,
                    substr(b.body, CAST(s.start + 1 AS INTEGER), CAST(s.length AS INTEGER))
             FROM seal s JOIN bundle b ON b.clinic_id = s.clinic_id
             AND b.stream = s.stream AND b.seq = s.seq
             WHERE s.clinic_id = $1 AND s.hash IN ({})",
            list(piece.len())
        );
        let keys = piece.iter().map(|hash| Value::from(*hash));
        let values: Vec<Value> = [Value::from(clinic)].into_iter().chain(keys).collect();
        for mut row in tx.rows(&sql, &values).await? {
            // A part of nothing is nothing to one database and empty to another.
            let body = row.maybe_blob(2)?.unwrap_or_default();
            found.insert(row.hash(0)?, (row.count(1)?, body));
        }
    }
    Ok(found)
}

/// A clinic's own row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub control_n: u64,
    pub control_head: Hash,
    pub control_bytes: u64,
    pub quota_bytes: u64,
    pub used_bytes: u64,
}

/// Takes the clinics for this transaction: whoever else wants to write to one waits, so that
/// numbers are committed in their order. In the order of their ids: of two who take several
/// neither waits for the other.
pub fn ask_accounts(clinics: &[ClinicId]) -> Vec<Statement> {
    let sql = "SELECT clinic_id, control_n, control_head, control_bytes, quota_bytes, used_bytes
               FROM clinic";
    let statement = |clinics: Vec<ClinicId>| {
        let places: Vec<String> = (1..=clinics.len()).map(|at| format!("${at}")).collect();
        let keys = format!("clinic_id IN ({})", places.join(", "));
        let sql = format!("{sql} WHERE {keys} ORDER BY clinic_id FOR UPDATE");
        (sql, clinics.into_iter().map(Value::from).collect())
    };
    filled(clinics).map(statement).collect()
}

pub fn account_of(row: &mut Row) -> Result<(ClinicId, Account)> {
    let account = Account {
        control_n: row.count(1)?,
        control_head: row.hash(2)?,
        control_bytes: row.count(3)?,
        quota_bytes: row.count(4)?,
        used_bytes: row.count(5)?,
    };
    Ok((row.clinic(0)?, account))
}

pub async fn account<T: Tx>(tx: &mut T, clinic: ClinicId) -> Result<Option<Account>> {
    let found = tx.rows_all(ask_accounts(&[clinic])).await?;
    let row = found.into_iter().flatten().next();
    row.map(|mut row| Ok(account_of(&mut row)?.1)).transpose()
}

/// How long the control log is; nobody waits for anybody.
pub async fn control_n<T: Tx>(tx: &mut T, clinic: ClinicId) -> Result<Option<u64>> {
    let sql = "SELECT control_n FROM clinic WHERE clinic_id = $1";
    one(tx, sql, &values![clinic]).await?.map(|mut row| row.count(0)).transpose()
}

/// The last bundle of a stream.
pub async fn end<T: Tx>(tx: &mut T, clinic: ClinicId, stream: Stream) -> Result<(u64, Hash)> {
    let sql = "SELECT seq, run FROM stream WHERE clinic_id = $1 AND stream = $2";
    match one(tx, sql, &values![clinic, stream]).await? {
        Some(mut row) => Ok((row.count(0)?, row.hash(1)?)),
        None => Ok((0, Hash::NONE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_is_made_of_few_shapes() {
        for count in 0..300 {
            let items: Vec<usize> = (0..count).collect();
            let pieces = pieces(&items);
            assert!(pieces.iter().all(|piece| SHAPES.contains(&piece.len())));
            assert_eq!(pieces.concat(), items);
            let rows: Vec<[Value; 1]> = items.iter().map(|item| values![*item]).collect();
            let asked = ask_keys("SELECT 1 FROM t", ["id"], &rows, "");
            for (keys, (_, bound)) in rows.chunks(64).zip(asked) {
                assert!(bound.len().is_power_of_two() && bound.len() < 2 * keys.len());
                assert!(bound.iter().zip(keys).all(|(bound, key)| *bound == key[0]));
                assert!(
                    bound[keys.len()..].iter().all(|bound| Some(bound) == keys.concat().last())
                );
            }
            let values = rows.concat();
            let bound = inserts("t (id)", rows, "").into_iter().flat_map(|(_, values)| values);
            assert_eq!(bound.collect::<Vec<_>>(), values);
        }
        let keys = [values![1i64, 2i64], values![3i64, 4i64]];
        let ask = ask_keys("SELECT a FROM t", ["a", "b"], &keys, " LIMIT 9");
        let sql = "SELECT a FROM t WHERE (a = $1 AND b = $2) OR (a = $3 AND b = $4) LIMIT 9";
        assert_eq!(ask[0], (sql.to_owned(), keys.concat()));
        assert_eq!(list(2), "$2, $3");
        assert_eq!(rows(2, 2), "($1, $2), ($3, $4)");
    }
}
