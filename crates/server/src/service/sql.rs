//! Statements over several rows at once, in few shapes, so that a database need not learn a
//! new one for every count.

use std::collections::HashMap;

use sync::{ClinicId, DeskNo, Hash, Stream};

use crate::store::{Result, Tx, Value, one};
use crate::values;

const SHAPES: [usize; 4] = [64, 16, 4, 1];

/// Cuts a list into pieces whose lengths are all shapes.
pub fn pieces<T>(mut items: &[T]) -> Vec<&[T]> {
    let mut pieces = Vec::new();
    while !items.is_empty() {
        let shape = SHAPES.into_iter().find(|shape| *shape <= items.len()).unwrap_or(1);
        let (piece, rest) = items.split_at(shape);
        pieces.push(piece);
        items = rest;
    }
    pieces
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

/// The bytes of those of the seals that are there.
pub async fn bodies<T: Tx>(
    tx: &mut T,
    clinic: ClinicId,
    hashes: &[Hash],
) -> Result<HashMap<Hash, Vec<u8>>> {
    let mut found = HashMap::new();
    for piece in pieces(hashes) {
        let sql = format!(
            "SELECT s.hash, substr(b.body, CAST(s.start + 1 AS INTEGER), CAST(s.length AS INTEGER))
             FROM seal s JOIN bundle b ON b.clinic_id = s.clinic_id
             AND b.stream = s.stream AND b.seq = s.seq
             WHERE s.clinic_id = $1 AND s.hash IN ({})",
            list(piece.len())
        );
        let keys = piece.iter().map(|hash| Value::from(*hash));
        let values: Vec<Value> = [Value::from(clinic)].into_iter().chain(keys).collect();
        for mut row in tx.rows(&sql, &values).await? {
            found.insert(row.hash(0)?, row.blob(1)?);
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

/// Takes the clinic for this transaction: whoever else wants to write to it waits, so that
/// numbers are committed in their order.
pub async fn account<T: Tx>(tx: &mut T, clinic: ClinicId) -> Result<Option<Account>> {
    let sql = "SELECT control_n, control_head, control_bytes, quota_bytes, used_bytes
               FROM clinic WHERE clinic_id = $1 FOR UPDATE";
    let Some(mut row) = one(tx, sql, &values![clinic]).await? else { return Ok(None) };
    Ok(Some(Account {
        control_n: row.count(0)?,
        control_head: row.hash(1)?,
        control_bytes: row.count(2)?,
        quota_bytes: row.count(3)?,
        used_bytes: row.count(4)?,
    }))
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
        }
        assert_eq!(list(2), "$2, $3");
        assert_eq!(rows(2, 2), "($1, $2), ($3, $4)");
    }
}
