//! What the store says where puts are to be kept: asked in one go for all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sync::{ClinicId, Cursor, DeskNo, Stream};

use super::Put;
use crate::service::sql::{Account, account_of, ask_accounts, ask_keys};
use crate::service::tree::{Trees, ask_trees, take_branch};
use crate::store::{Result, Row, Statement, Tx, Value};
use crate::values;

/// A clinic's stream.
pub type Line = (ClinicId, Stream);

/// As puts find it; each that is kept changes it for those after it.
#[derive(Default)]
pub struct Ground {
    pub accounts: BTreeMap<ClinicId, Account>,
    pub ends: BTreeMap<Line, Cursor>,
    pub trees: BTreeMap<Line, Result<Trees>>,
    /// How many branches a stream has; asked where one is to begin.
    pub branches: BTreeMap<Line, u64>,
}

fn ask_lines(before: &str, lines: &BTreeSet<Line>, after: &str) -> Vec<Statement> {
    let keys: Vec<[Value; 2]> = lines.iter().map(|(of, stream)| values![*of, *stream]).collect();
    ask_keys(before, ["clinic_id", "stream"], &keys, after)
}

fn ask_branches(lines: &BTreeSet<Line>) -> Vec<Statement> {
    let sql = "SELECT clinic_id, stream, count(*) FROM branch";
    ask_lines(sql, lines, " GROUP BY clinic_id, stream")
}

impl Ground {
    /// The clinics are taken first, and nothing of theirs is read before.
    pub async fn of<T: Tx>(tx: &mut T, puts: &[Arc<Put>]) -> Result<Self> {
        let clinics: BTreeSet<ClinicId> = puts.iter().map(|put| put.clinic).collect();
        let clinics: Vec<ClinicId> = clinics.into_iter().collect();
        let lines: BTreeSet<Line> = puts.iter().map(|put| (put.clinic, put.stream)).collect();
        let begun = puts.iter().filter(|put| put.begins()).map(|put| (put.clinic, put.stream));
        let desks = |put: &Arc<Put>| {
            let desk = |desk| (put.clinic, put.stream, desk);
            put.desks().into_iter().map(desk).collect::<Vec<(ClinicId, Stream, DeskNo)>>()
        };
        let desks: BTreeSet<_> = puts.iter().flat_map(desks).collect();
        let desks: Vec<_> = desks.into_iter().collect();
        let asked = [
            ask_accounts(&clinics),
            ask_lines("SELECT clinic_id, stream, seq, run FROM stream", &lines, ""),
            ask_trees(&desks),
            ask_branches(&begun.collect()),
        ];
        let counts: Vec<usize> = asked.iter().map(Vec::len).collect();
        let mut answers = tx.rows_all(asked.concat()).await?.into_iter();
        let mut next = counts.into_iter().map(|count| {
            let answers = answers.by_ref().take(count);
            answers.flatten().collect::<Vec<Row>>()
        });
        let mut ground = Self::default();
        for mut row in next.next().unwrap_or_default() {
            let (clinic, account) = account_of(&mut row)?;
            ground.accounts.insert(clinic, account);
        }
        for mut row in next.next().unwrap_or_default() {
            let cursor = Cursor { incarnation: 0, seq: row.count(2)?, run: row.hash(3)? };
            ground.ends.insert((row.clinic(0)?, row.stream(1)?), cursor);
        }
        for row in next.next().unwrap_or_default() {
            take_branch(&mut ground.trees, row)?;
        }
        ground.count(next.next().unwrap_or_default())?;
        Ok(ground)
    }

    fn count(&mut self, rows: Vec<Row>) -> Result<()> {
        for mut row in rows {
            self.branches.insert((row.clinic(0)?, row.stream(1)?), row.count(2)?);
        }
        Ok(())
    }

    /// Asked for one that begins a branch where nobody could know it before.
    pub async fn count_branches<T: Tx>(&mut self, tx: &mut T, line: Line) -> Result<u64> {
        let asked = ask_branches(&BTreeSet::from([line]));
        let rows = tx.rows_all(asked).await?.into_iter().flatten().collect();
        self.count(rows)?;
        Ok(self.branches.get(&line).copied().unwrap_or(0))
    }
}
