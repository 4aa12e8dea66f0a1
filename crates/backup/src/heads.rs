//! How far the logs of a database have come.

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::hex::Hex;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Heads {
    pub logs: Vec<LogHead>,
    pub access_head: Option<AccessHead>,
    /// The last entry of the access log, linked or not.
    pub access: i64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogHead {
    pub log: Hex<8>,
    pub desk: String,
    pub n: u64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessHead {
    pub n: u64,
    pub hash: Hex<32>,
}

impl Heads {
    pub fn of(&self, log: Hex<8>) -> u64 {
        self.logs.iter().find(|head| head.log == log).map_or(0, |head| head.n)
    }

    /// Whether nothing is missing between these heads and what was written after `after`.
    pub fn reach(&self, after: &Heads) -> bool {
        after.logs.iter().all(|head| head.n <= self.of(head.log)) && after.access <= self.access
    }
}

pub fn heads_of(db: &Connection) -> Result<Heads> {
    // A copy of an older program is asked as it is: its ops had an index of their own.
    let sql = "SELECT count(*) > 0 FROM pragma_table_xinfo('op') WHERE name = 'id'";
    let newest = match db.query_row(sql, [], |row| row.get(0))? {
        true => {
            "SELECT max(op.id) & 4294967295 FROM op
             WHERE op.id > log.id << 32 AND op.id < (log.id + 1) << 32"
        }
        false => "SELECT max(op.n) FROM op WHERE op.log = log.id",
    };
    let sql = format!("SELECT log_id, desk, coalesce(({newest}), 0) FROM log ORDER BY id");
    let mut statement = db.prepare(&sql)?;
    let rows = statement.query_map([], |row| {
        Ok(LogHead {
            log: Hex(row.get::<_, i64>(0)?.to_be_bytes()),
            desk: row.get(1)?,
            n: row.get::<_, i64>(2)?.unsigned_abs(),
        })
    })?;
    let logs = rows.collect::<std::result::Result<_, _>>()?;
    let access =
        db.query_row("SELECT coalesce(max(n), 0) FROM access", [], |row| row.get::<_, i64>(0))?;
    Ok(Heads { logs, access_head: access_head(db)?, access })
}

/// The newest link of the access log, where its entries are linked.
fn access_head(db: &Connection) -> Result<Option<AccessHead>> {
    let is_linked: bool = db.query_row(
        "SELECT count(*) > 0 FROM pragma_table_info('access') WHERE name = 'link'",
        [],
        |row| row.get(0),
    )?;
    if !is_linked {
        return Ok(None);
    }
    let sql = "SELECT n, link FROM access ORDER BY n DESC LIMIT 1";
    let head = db.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).optional()?;
    let head: Option<(i64, Option<Vec<u8>>)> = head;
    Ok(head.and_then(|(n, link)| {
        let hash = Hex(link?.try_into().ok()?);
        Some(AccessHead { n: n.unsigned_abs(), hash })
    }))
}
