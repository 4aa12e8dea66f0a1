//! Pieces come in any order, so a seal of one is applied before its parent is here. When all
//! have come, each must stand on its desk's first: what does not waits, without effect, as it
//! would had it come alone.

use kernel::Result;
use kernel::broken::is_removed;
use rusqlite::{Connection, params};
use sync::{Hash, Stream};

use crate::take::first_of;
use crate::{Door, Replica, broken, seals};

impl<D: Door> Replica<D> {
    pub(crate) fn settle(&mut self, stream: Stream) -> Result<()> {
        if is_removed("a snapshot stands on firsts") {
            return Ok(());
        }
        let clinic = self.party.clinic;
        for hash in self.read(|read| unfounded(read.conn(), stream))? {
            self.write(|tx| {
                let Some(seal) = seals::read(tx.conn(), clinic, hash)? else { return Ok(()) };
                if seals::state_of(tx.conn(), hash)?.as_deref() == Some("applied") {
                    for run in seal.open(clinic, &self.ring).map_err(broken)? {
                        tx.take_out(seal.header.log.0, first_of(&seal, &run), &run.ops)?;
                    }
                }
                seals::unplace(tx.conn(), &seal)
            })?;
        }
        // Those that have a parent, and not a second time for those that are of no chain.
        self.retry()
    }
}

/// Placed seals that no chain leads to, latest first.
fn unfounded(conn: &Connection, stream: Stream) -> Result<Vec<Hash>> {
    let mut statement = conn.prepare(
        "WITH RECURSIVE good (hash, desk, no) AS (
             SELECT hash, desk, no FROM seal
             WHERE stream = ?1 AND parent = ?2 AND state <> 'loose'
             UNION SELECT s.hash, s.desk, s.no FROM seal s JOIN good ON s.parent = good.hash
             WHERE s.stream = ?1 AND s.desk = good.desk AND s.no = good.no + 1
                 AND s.state <> 'loose')
         SELECT hash FROM seal WHERE stream = ?1 AND state <> 'loose'
             AND hash NOT IN (SELECT hash FROM good)
         ORDER BY no DESC",
    )?;
    let rows = statement.query_map(params![stream.0, Hash::NONE.0], |row| row.get(0).map(Hash))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
