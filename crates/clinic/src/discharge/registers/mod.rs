//! Births, deaths and medico-legal cases, each a numbered series of its own. An entry is
//! never changed: a correction is a new entry, with its own number, that names the old one.

mod births;
mod deaths;
mod mlc;
mod paper;
mod propose_birth;

use kernel::{Day, Error, Read, Record, Result, RowId, Timestamp, Tx};

pub use births::{BirthEntry, BirthForm, BirthRow, Delivery, ListBirths, RecordBirth};
pub use deaths::{DeathEntry, DeathForm, DeathRow, ListDeaths, RecordDeath, enter_death};
pub use mlc::{ListMlc, MlcEntry, MlcForm, MlcNature, MlcRow, RecordMlc};
pub use paper::{Register, RegisterPaper};
pub use propose_birth::{ProposeBirth, ProposedBirth};

use crate::forms;
use crate::rounds::at_minute;

/// As many lines as a page of a screen and a paper hold.
const ENTRIES_MAX: i64 = 2000;
/// Clocks of two desks may differ by as much.
const AHEAD_MS: i64 = 5 * 60_000;

/// The moments of a span of days, both ends within.
fn span(read: &Read<'_>, from: Day, until: Day) -> Result<[Timestamp; 2]> {
    if until < from {
        return Err(Error::invalid("until", "errors-until-before-from"));
    }
    let start = |day: Day| at_minute(day, 0, read.zone());
    Ok([start(from), start(until.succ_opt().unwrap_or(until))])
}

fn not_in_future(read: &Read<'_>, field: &str, at: Timestamp) -> Result<Timestamp> {
    match at.0 > read.now().0 + AHEAD_MS {
        true => Err(Error::invalid(field, "errors-in-future")),
        false => Ok(at),
    }
}

/// Which entry this one corrects, and why; an entry is corrected once.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
pub struct Correction {
    pub corrects: Option<RowId>,
    pub reason: String,
}

impl Correction {
    fn checked<R: Record>(self, tx: &Tx<'_>) -> Result<(Option<RowId>, String)> {
        let Some(wrong) = self.corrects else { return Ok((None, String::new())) };
        tx.get::<R>(wrong)?;
        let sql = format!("SELECT id FROM {} WHERE corrects = ?1 LIMIT 1", R::TABLE);
        let known: Option<RowId> = tx.value(&sql, [wrong])?;
        match known {
            Some(_) => Err(Error::conflict("errors-corrected-already")),
            None => Ok((Some(wrong), forms::required("correction.reason", &self.reason)?)),
        }
    }
}

/// Rows of one register between two moments, each with whether a later one corrects it.
fn entries<R>(read: &Read<'_>, time: &str, [from, until]: [Timestamp; 2]) -> Result<Vec<(R, bool)>>
where
    R: Record,
{
    let table = R::TABLE;
    let sql = format!(
        "SELECT * FROM {table} WHERE {time} >= ?1 AND {time} < ?2 AND ended IS NULL
         ORDER BY {time}, id LIMIT {ENTRIES_MAX}"
    );
    let found: Vec<R> = read.all(&sql, [from, until])?;
    let sql = format!("SELECT corrects FROM {table} WHERE corrects IS NOT NULL ORDER BY corrects");
    let wrong: Vec<RowId> = read.values(&sql, [])?;
    let with_state = |entry: R| {
        let is_current = !wrong.contains(&entry.id());
        (entry, is_current)
    };
    Ok(found.into_iter().map(with_state).collect())
}
