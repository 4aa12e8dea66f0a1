//! In which order the clinic's server numbered the seals. A desk learns it while it pulls: it
//! knows every bundle up to where it is, so no place that it learns later is before one that
//! it knows. The first place of a seal stays, whatever another numbering says of it later.

use kernel::broken::is_removed;
use kernel::{Error, Result};
use rusqlite::{Connection, OptionalExtension, params};
use sync::{Cursor, Hash, Stream};

/// Where an op stands: the numbering, as this desk met them, the bundle, the seal in it and the
/// op in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub numbering: u64,
    pub seq: u64,
    pub within: u64,
    pub op: u64,
}

impl Place {
    /// It came with a snapshot: nobody here knows in which order.
    pub fn is_of_snapshot(self) -> bool {
        self == OF_SNAPSHOT
    }
}

/// What came with a snapshot: before all that was numbered since.
const OF_SNAPSHOT: Place = Place { numbering: 0, seq: 0, within: 0, op: 0 };

/// The numbering in which this bundle follows the one before; a new one where it does not: a
/// store that was made anew or put back, a clinic that moved.
pub fn numbering(conn: &Connection, stream: Stream, place: Cursor) -> Result<i64> {
    let incarnation = place.incarnation.cast_signed();
    let last: Option<(i64, i64, i64)> = conn
        .prepare_cached(
            "SELECT id, incarnation, seq FROM numbering WHERE stream = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([stream.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let seq = place.seq.cast_signed();
    match last {
        Some((id, of, before)) if of == incarnation && before.checked_add(1) == Some(seq) => {
            conn.prepare_cached("UPDATE numbering SET seq = ?2 WHERE id = ?1")?
                .execute([id, seq])?;
            Ok(id)
        }
        _ => {
            conn.prepare_cached(
                "INSERT INTO numbering (stream, incarnation, seq) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![stream.0, incarnation, seq])?;
            Ok(conn.last_insert_rowid())
        }
    }
}

/// The seals of a bundle at their places, and that the remote of this bit has them.
pub fn number(
    conn: &Connection,
    bit: i64,
    stream: Stream,
    place: Cursor,
    seals: &[Hash],
) -> Result<()> {
    let numbering = numbering(conn, stream, place)?;
    let sql = match is_removed("a first place stays") {
        false => {
            "UPDATE seal SET held = held | ?2, numbering = coalesce(numbering, ?3),
                 seq = coalesce(seq, ?4), within = coalesce(within, ?5)
             WHERE hash = ?1"
        }
        true => {
            "UPDATE seal SET held = held | ?2, numbering = ?3, seq = ?4, within = ?5
             WHERE hash = ?1"
        }
    };
    let mut statement = conn.prepare_cached(sql)?;
    for (within, hash) in seals.iter().enumerate() {
        let within = i64::try_from(within).map_err(Error::internal)?;
        statement.execute(params![hash.0, bit, numbering, place.seq.cast_signed(), within])?;
    }
    Ok(())
}

/// All pieces of a snapshot are here, which holds every bundle up to this place.
pub fn snapshot_came(conn: &Connection, stream: Stream, place: Cursor, own: u16) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO numbering (stream, incarnation, seq, snapshot_to, own_desk)
         SELECT ?1, ?2, ?3, coalesce(max(id), 0), ?4 FROM seal WHERE stream = ?1",
    )?
    .execute(params![
        stream.0,
        place.incarnation.cast_signed(),
        place.seq.cast_signed(),
        own
    ])?;
    Ok(())
}

/// Where the op stands that has this number in this log; none while no server numbered it. A
/// numbering that began after a snapshot had come puts what was in that nowhere else.
pub fn place_of(conn: &Connection, log: u64, n: u64) -> Result<Option<Place>> {
    let mut statement = conn.prepare_cached(
        "SELECT numbering, seq, within, ?2 - first,
             (SELECT min(met.id) FROM numbering AS met WHERE met.stream = seal.stream
                 AND met.snapshot_to >= seal.id AND met.own_desk <> seal.desk)
         FROM seal
         WHERE log = ?1 AND first <= ?2 AND first > ?2 - ?3 AND first + ops > ?2
             AND state <> 'loose'",
    )?;
    let ops_max = i64::try_from(sync::OPS_MAX).map_err(Error::internal)?;
    let mut rows = statement.query([log.cast_signed(), n.cast_signed(), ops_max])?;
    let mut first: Option<Place> = None;
    while let Some(row) = rows.next()? {
        let number = |at: usize| row.get::<_, Option<i64>>(at).map(|n| n.map(i64::cast_unsigned));
        let snapshot = number(4)?;
        let numbered = match (number(0)?, number(1)?, number(2)?, number(3)?) {
            (Some(numbering), Some(seq), Some(within), Some(op)) => {
                Some(Place { numbering, seq, within, op })
            }
            _ => None,
        };
        let place = match (numbered, snapshot) {
            (Some(place), Some(snapshot)) if place.numbering > snapshot => Some(OF_SNAPSHOT),
            (None, Some(_)) => Some(OF_SNAPSHOT),
            (place, _) => place,
        };
        // Of two copies of one log, the one that was numbered first.
        first = [first, place].into_iter().flatten().min();
    }
    Ok(first)
}

/// What is known of where an op stands that this desk wrote in its present log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnPlace {
    /// The server has not numbered it, as far as is known here.
    Unnumbered,
    /// Another database may have written under the same number.
    Doubtful,
    At(Place),
}

/// Unlike `place_of`, which takes the earlier of two copies of a log, it is beyond doubt: this
/// desk's own seal is the only one that holds the op, and nobody else wrote in its log.
pub fn own_place_of(conn: &Connection, own_log: i64, log: u64, n: u64) -> Result<OwnPlace> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM log WHERE stamped = ?1),
             EXISTS (SELECT 1 FROM sealed WHERE log = ?4 AND up_to >= ?2),
             (SELECT count(*) FROM seal WHERE log = ?1 AND first <= ?2 AND first > ?2 - ?3
                  AND first + ops > ?2),
             (SELECT count(*) FROM seal WHERE log = ?1 AND first <= ?2 AND first > ?2 - ?3
                  AND first + ops > ?2 AND state = 'applied')",
    )?;
    let ops_max = i64::try_from(sync::OPS_MAX).map_err(Error::internal)?;
    let of = params![log.cast_signed(), n.cast_signed(), ops_max, own_log];
    let (is_alone, is_sealed, seals, applied): (bool, bool, i64, i64) =
        statement.query_row(of, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    match (is_alone, is_sealed, seals, applied) {
        (true, false, 0, _) => Ok(OwnPlace::Unnumbered),
        (true, true, 1, 1) => {
            let place = place_of(conn, log, n)?;
            Ok(place.map_or(OwnPlace::Unnumbered, OwnPlace::At))
        }
        _ => Ok(OwnPlace::Doubtful),
    }
}

/// The incarnation of the store that gave this place.
pub fn store_of(conn: &Connection, place: Place) -> Result<Option<u64>> {
    let sql = "SELECT incarnation FROM numbering WHERE id = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let store: Option<i64> =
        statement.query_row([place.numbering.cast_signed()], |row| row.get(0)).optional()?;
    Ok(store.map(i64::cast_unsigned))
}

/// The incarnation of the store whose numbers are followed now.
pub fn last_store(conn: &Connection, stream: Stream) -> Result<Option<u64>> {
    let sql = "SELECT incarnation FROM numbering WHERE stream = ?1 ORDER BY id DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let store: Option<i64> = statement.query_row([stream.0], |row| row.get(0)).optional()?;
    Ok(store.map(i64::cast_unsigned))
}

/// Something that was numbered before `then` has no effect here: its key or its parent has not
/// come, or it came after `first` and was put aside.
pub fn has_unread(conn: &Connection, stream: Stream, first: Place, then: Place) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM seal WHERE state <> 'applied' AND stream = ?1
             AND (numbering, seq, within) < (?2, ?3, ?4)
             AND (state <> 'aside' OR (numbering, seq, within) > (?5, ?6, ?7)))",
    )?;
    let parts = |place: Place| [place.numbering, place.seq, place.within].map(u64::cast_signed);
    let ([numbering, seq, within], [from, from_seq, from_within]) = (parts(then), parts(first));
    let between = params![stream.0, numbering, seq, within, from, from_seq, from_within];
    Ok(statement.query_row(between, |row| row.get(0))?)
}
