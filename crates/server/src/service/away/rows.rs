//! What the store says of bodies that lie beside it: such a bundle's own is empty.

use std::collections::{BTreeMap, BTreeSet};

use sync::{ClinicId, Stream};

use crate::service::sql::{account, ask_keys};
use crate::store::{Away, Result, Row, Tx, Value, Work};
use crate::values;

const COLUMNS: &str = "SELECT clinic_id, stream, seq, hash, moved_at FROM away";
const STREAMS_AT_ONCE: i64 = 1_024;
/// Bodies in memory at once: each may have half a megabyte.
const OLD_AT_ONCE: i64 = 16;

fn away(mut row: Row) -> Result<Away> {
    let (clinic, stream, seq) = (row.clinic(0)?, row.stream(1)?, row.count(2)?);
    Ok(Away { clinic, stream, seq, hash: row.hash(3)?, moved_at: row.int(4)? })
}

/// Those of a stream's bundles that are away, of these numbers.
pub async fn away_of<T: Tx>(
    tx: &mut T,
    (clinic, stream): (ClinicId, Stream),
    seqs: BTreeSet<u64>,
) -> Result<BTreeMap<u64, Away>> {
    let keys: Vec<[Value; 3]> = seqs.into_iter().map(|seq| values![clinic, stream, seq]).collect();
    let asked = ask_keys(COLUMNS, ["clinic_id", "stream", "seq"], &keys, "");
    let rows = tx.rows_all(asked).await?.into_iter().flatten();
    rows.map(|row| away(row).map(|away| (away.seq, away))).collect()
}

/// Those after one number and up to another.
pub async fn away_between<T: Tx>(
    tx: &mut T,
    (clinic, stream): (ClinicId, Stream),
    (after, up_to): (u64, u64),
) -> Result<BTreeMap<u64, Away>> {
    let sql = format!(
        "{COLUMNS} WHERE clinic_id = $1 AND stream = $2 AND seq > $3 AND seq <= $4 ORDER BY seq"
    );
    let rows = tx.rows(&sql, &values![clinic, stream, after, up_to]).await?;
    rows.into_iter().map(|row| away(row).map(|away| (away.seq, away))).collect()
}

/// Streams of all clinics, a page at a time.
pub struct ListStreams {
    pub after: Option<(ClinicId, Stream)>,
}

impl Work for ListStreams {
    type Out = Vec<(ClinicId, Stream)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let sql = "SELECT clinic_id, stream FROM stream
                   WHERE clinic_id > $1 OR (clinic_id = $1 AND stream > $2)
                   ORDER BY clinic_id, stream LIMIT $3";
        let clinic = self.after.map_or_else(Vec::new, |(clinic, _)| clinic.0.to_vec());
        let stream = self.after.map_or(Stream(0), |(_, stream)| stream);
        let rows = tx.rows(sql, &values![&clinic[..], stream, STREAMS_AT_ONCE]).await?;
        rows.into_iter().map(|mut row| Ok((row.clinic(0)?, row.stream(1)?))).collect()
    }
}

/// A bundle that is to go.
pub struct Old {
    pub seq: u64,
    pub body: Vec<u8>,
}

/// The next of a stream after the last that went, oldest first.
pub struct FindOld {
    pub clinic: ClinicId,
    pub stream: Stream,
    pub before: i64,
}

impl Work for FindOld {
    type Out = Vec<Old>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let sql = "SELECT seq, body FROM bundle WHERE clinic_id = $1 AND stream = $2
                   AND seq > (SELECT COALESCE(MAX(seq), 0) FROM away
                              WHERE clinic_id = $1 AND stream = $2)
                   AND received_at < $3 ORDER BY seq LIMIT $4";
        let values = values![self.clinic, self.stream, self.before, OLD_AT_ONCE];
        let rows = tx.rows(sql, &values).await?;
        rows.into_iter().map(|mut row| Ok(Old { seq: row.count(0)?, body: row.blob(1)? })).collect()
    }
}

/// Its object is there already. Whether the row still had this body.
pub struct MoveAway {
    pub away: Away,
    pub body: Vec<u8>,
}

impl Work for MoveAway {
    type Out = bool;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<bool> {
        let Away { clinic, stream, seq, hash, moved_at } = self.away;
        if account(tx, clinic).await?.is_none() {
            return Ok(false);
        }
        let sql = "UPDATE bundle SET body = $5
                   WHERE clinic_id = $1 AND stream = $2 AND seq = $3 AND body = $4";
        let values = values![clinic, stream, seq, &self.body[..], Value::Blob(Vec::new())];
        if tx.run(sql, &values).await? == 0 {
            return Ok(false);
        }
        let sql = "INSERT INTO away (clinic_id, stream, seq, hash, moved_at)
                   VALUES ($1, $2, $3, $4, $5)";
        tx.run(sql, &values![clinic, stream, seq, hash, moved_at]).await?;
        Ok(true)
    }
}

/// The row has its body again, if it is still away.
pub struct TakeBack {
    pub away: Away,
    pub body: Vec<u8>,
}

impl Work for TakeBack {
    type Out = ();

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<()> {
        let Away { clinic, stream, seq, moved_at, .. } = self.away;
        if account(tx, clinic).await?.is_none() {
            return Ok(());
        }
        let sql = "DELETE FROM away
                   WHERE clinic_id = $1 AND stream = $2 AND seq = $3 AND moved_at = $4";
        if tx.run(sql, &values![clinic, stream, seq, moved_at]).await? == 1 {
            let sql = "UPDATE bundle SET body = $4
                       WHERE clinic_id = $1 AND stream = $2 AND seq = $3";
            tx.run(sql, &values![clinic, stream, seq, &self.body[..]]).await?;
        }
        Ok(())
    }
}

/// Those of some objects of which a row speaks.
pub struct WhichAreAway {
    pub all: Vec<Away>,
}

impl Work for WhichAreAway {
    type Out = BTreeSet<Away>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let key = |away: &Away| values![away.clinic, away.stream, away.seq];
        let keys: Vec<[Value; 3]> = self.all.iter().map(key).collect();
        let asked = ask_keys(COLUMNS, ["clinic_id", "stream", "seq"], &keys, "");
        tx.rows_all(asked).await?.into_iter().flatten().map(away).collect()
    }
}
