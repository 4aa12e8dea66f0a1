//! Puts that go to the store together, of one clinic or of many, in the order in which they
//! came: one transaction, one question, one set of statements. Each has the outcome that it
//! would have had alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use sync::{ClinicId, Cursor, Why};

use super::ground::Ground;
use super::writes::Writes;
use super::{Outcome, Put};
use crate::service::sql::{Account, places};
use crate::service::tree::BRANCHES_MAX;
use crate::store::{Result, Tx, Work, one};
use crate::values;

pub struct Carry {
    pub puts: Vec<Arc<Put>>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Carried {
    Done(Outcome),
    /// It repeats, forks or meets damage: it asks more than the others, and does so alone.
    Alone,
    /// It came after one of its clinic that goes alone.
    Behind,
}

impl Carry {
    /// None: it has to go alone, and has left nothing behind.
    async fn keep<T: Tx>(
        &self,
        tx: &mut T,
        put: &Put,
        ground: &mut Ground,
        writes: &mut Writes,
    ) -> Result<Option<Outcome>> {
        let is_alone = self.puts.len() == 1;
        let line = (put.clinic, put.stream);
        let account = ground.accounts.get(&put.clinic).copied();
        let Some(account) = account.filter(|account| account.control_n == put.control_n) else {
            return Ok(Some(Outcome::Moved));
        };
        let mut trees = match ground.trees.get(&line) {
            Some(Err(_)) if !is_alone => return Ok(None),
            Some(trees) => trees.clone()?,
            None => Default::default(),
        };
        let mut known = put.tips(&trees);
        let mut mended = BTreeSet::new();
        let is_plain = put.is_plain(&known, &trees);
        if !is_plain && !is_alone {
            return Ok(None);
        }
        if !is_plain {
            known.extend(places(tx, put.clinic, &put.unclear(&known, &trees)).await?);
            mended = match put.mended(tx, &known).await? {
                Ok(mended) => mended,
                Err(away) => return Ok(Some(Outcome::Away(away))),
            };
        }
        let new = put.place(&mut known, mended, &mut trees);
        let (forks, not_kept) = (put.forks(&trees), new.not_kept.clone());
        let end = ground.ends.get(&line).copied().unwrap_or_default();
        // A bundle that was put before has nothing new in it.
        if new.seals.is_empty() && !is_plain {
            let sql = "SELECT seq, run FROM bundle WHERE clinic_id = $1 AND put_id = $2";
            if let Some(mut row) = one(tx, sql, &values![put.clinic, put.put_id]).await? {
                let cursor = Cursor { incarnation: 0, seq: row.count(0)?, run: row.hash(1)? };
                return Ok(Some(Outcome::Kept { cursor, forks, not_kept }));
            }
        }
        if new.bytes.is_empty() {
            return Ok(Some(Outcome::Kept { cursor: end, forks, not_kept }));
        }
        if account.used_bytes.saturating_add(new.bytes.len() as u64) > account.quota_bytes {
            return Ok(Some(Outcome::Refused(Why::Quota)));
        }
        let mut branches = ground.branches.get(&line).copied();
        if new.branches > 0 {
            // A second child within one bundle: nobody was asked how many there are.
            if branches.is_none() && !put.begins() {
                if !is_alone {
                    return Ok(None);
                }
                branches = Some(ground.count_branches(tx, line).await?);
            }
            if branches.unwrap_or(0) + new.branches > BRANCHES_MAX {
                return Ok(Some(Outcome::Refused(Why::Quota)));
            }
        }
        let cursor = end.after(put.clinic, put.id_of(&new.bytes));
        let used_bytes = account.used_bytes + new.bytes.len() as u64;
        ground.accounts.insert(put.clinic, Account { used_bytes, ..account });
        ground.ends.insert(line, cursor);
        if new.branches > 0 {
            ground.branches.insert(line, branches.unwrap_or(0) + new.branches);
        }
        writes.add(put, new, &trees, cursor);
        ground.trees.insert(line, Ok(trees));
        Ok(Some(Outcome::Kept { cursor, forks, not_kept }))
    }
}

impl Work for Carry {
    type Out = Vec<Carried>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        let mut ground = Ground::of(tx, &self.puts).await?;
        let mut writes = Writes::default();
        let mut alone: BTreeSet<ClinicId> = BTreeSet::new();
        let mut carried = Vec::with_capacity(self.puts.len());
        for put in &self.puts {
            if alone.contains(&put.clinic) {
                carried.push(Carried::Behind);
                continue;
            }
            carried.push(match self.keep(tx, put, &mut ground, &mut writes).await? {
                Some(outcome) => Carried::Done(outcome),
                None => {
                    alone.insert(put.clinic);
                    Carried::Alone
                }
            });
        }
        let statements = writes.statements();
        if !statements.is_empty() {
            tx.run_all(statements).await?;
        }
        Ok(carried)
    }

    fn is_many(&self) -> bool {
        self.puts.len() > 1
    }
}
