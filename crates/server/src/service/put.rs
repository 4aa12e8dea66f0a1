//! A bundle is taken in: its new seals get their places, and all of it one number.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use sync::{
    BUNDLE_BYTES_MAX, Bundle, ClinicId, Control, Cursor, DeskNo, Hash, Header, Stream, Why,
};

use super::refused;
use super::sql::{Place, account, ask_end, bodies, end_of, pieces, places, rows};
use super::tree::{BRANCHES_MAX, BRANCHES_OF_DESK_MAX, Branch, Tree, ask_tree, tree_of};
use crate::store::{Result, Statement, Tx, Value, Work, one};
use crate::values;

pub struct Put {
    pub clinic: ClinicId,
    /// The control log that the seals were checked against.
    pub control_n: u64,
    pub by: DeskNo,
    pub stream: Stream,
    pub now_ms: i64,
    put_id: Hash,
    bytes: Vec<u8>,
    seals: Vec<Checked>,
}

/// A seal whose signature is its desk's.
struct Checked {
    hash: Hash,
    header: Header,
    at: Range<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The control log is another by now.
    Moved,
    Refused(Why),
    /// The place up to which everything is kept, and the seals that are second children.
    Kept {
        cursor: Cursor,
        forks: Vec<Hash>,
        is_new: bool,
    },
}

impl Put {
    /// Everything that needs no database.
    pub fn check(
        control: &Control,
        by: DeskNo,
        stream: Stream,
        bytes: Vec<u8>,
        now_ms: i64,
    ) -> std::result::Result<Self, Why> {
        let clinic = control.clinic;
        // What is kept may grow beyond it; what is put may not.
        if bytes.len() > BUNDLE_BYTES_MAX {
            return Err(Why::TooLarge);
        }
        let parts = Bundle::parts(&bytes).map_err(refused)?;
        if parts.is_empty() || stream.0 == 0 {
            return Err(Why::Junk);
        }
        let mut seals = Vec::with_capacity(parts.len());
        for (start, part) in parts {
            let seal = sync::Seal::read(clinic, part.to_vec()).map_err(refused)?;
            if seal.header.stream != stream {
                return Err(Why::Junk);
            }
            let desk = control.desk(seal.header.desk).ok_or(Why::NotEnrolled)?;
            seal.verify(clinic, &desk.member.key).map_err(refused)?;
            let at = start..start + part.len();
            seals.push(Checked { hash: seal.hash, header: seal.header, at });
        }
        let put_id = Bundle::id(clinic, &bytes);
        Ok(Self { clinic, control_n: control.n, by, stream, now_ms, put_id, bytes, seals })
    }

    /// Branches whose first seal is in this bundle, though its parent had a child already.
    fn forks(&self, trees: &BTreeMap<DeskNo, Tree>) -> Vec<Hash> {
        let own: BTreeSet<Hash> = self.seals.iter().map(|seal| seal.hash).collect();
        let later = trees.values().flat_map(|tree| tree.iter().skip(1));
        let firsts: BTreeSet<Hash> = later.map(|branch| branch.first).collect();
        own.intersection(&firsts).copied().collect()
    }

    fn tips(&self, trees: &BTreeMap<DeskNo, Tree>) -> Vec<(Hash, Place)> {
        let of_desk = |(desk, tree): (&DeskNo, &Tree)| {
            let place = |(branch, of): (usize, &Branch)| {
                (of.tip, Place { stream: self.stream, desk: *desk, branch, no: of.tip_no })
            };
            tree.iter().enumerate().map(place).collect::<Vec<_>>()
        };
        trees.iter().flat_map(of_desk).collect()
    }

    /// What the index of seals must be asked for. What follows the tip of a branch is new, and
    /// so is what follows that: else it would be the tip.
    fn unclear(&self, trees: &BTreeMap<DeskNo, Tree>) -> Vec<Hash> {
        let tips: BTreeSet<Hash> = trees.values().flatten().map(|branch| branch.tip).collect();
        let (mut new, mut unclear) = (BTreeSet::new(), BTreeSet::new());
        for Checked { hash, header, .. } in &self.seals {
            let is_new = match header.parent {
                Hash::NONE => trees.get(&header.desk).is_none_or(Vec::is_empty),
                parent => tips.contains(&parent) || new.contains(&parent),
            };
            if is_new {
                new.insert(*hash);
            } else if !tips.contains(hash) {
                unclear.extend([*hash, header.parent].into_iter().filter(|it| !tips.contains(it)));
            }
        }
        unclear.remove(&Hash::NONE);
        unclear.into_iter().collect()
    }

    /// Seals of the asking desk that are here in other bytes. Their signature is over what a
    /// body opens to, so another desk may have brought them spoilt: the owner's copy is sent to
    /// everybody, behind the first, and is what is given to those who lack it. Where something is
    /// to be taken away of it, other bytes are asked for again: it may be the whole.
    async fn mended<T: Tx>(
        &self,
        tx: &mut T,
        known: &HashMap<Hash, Place>,
    ) -> Result<BTreeSet<Hash>> {
        let own = self.seals.iter().filter(|seal| seal.header.desk == self.by);
        let own: Vec<Hash> =
            own.map(|seal| seal.hash).filter(|hash| known.contains_key(hash)).collect();
        let kept = bodies(tx, self.clinic, &own).await?;
        let is_other = |seal: &&Checked| {
            let bytes = self.bytes.get(seal.at.clone()).unwrap_or_default();
            kept.get(&seal.hash).is_some_and(|kept| kept != bytes)
        };
        Ok(self.seals.iter().filter(is_other).map(|seal| seal.hash).collect())
    }

    /// What of the bundle is new, and where each of its seals belongs.
    fn place(
        &self,
        known: &mut HashMap<Hash, Place>,
        mut mended: BTreeSet<Hash>,
        trees: &mut BTreeMap<DeskNo, Tree>,
    ) -> std::result::Result<New, Why> {
        let mut new = New::default();
        for seal in &self.seals {
            let bytes = self.bytes.get(seal.at.clone()).unwrap_or_default();
            if known.contains_key(&seal.hash) {
                if mended.remove(&seal.hash) {
                    let start = new.add(bytes);
                    new.mended.push((seal.hash, start, bytes.len()));
                }
                continue;
            }
            let header = &seal.header;
            let tree = trees.entry(header.desk).or_default();
            let parent = match header.no {
                1 => None,
                _ => Some(*known.get(&header.parent).ok_or(Why::Gap)?),
            };
            if let Some(parent) = parent
                && (parent.desk, parent.stream, parent.no + 1)
                    != (header.desk, header.stream, header.no)
            {
                return Err(Why::Junk);
            }
            let of_parent = parent.and_then(|parent| tree.get_mut(parent.branch));
            let branch = match (of_parent, parent) {
                (Some(branch), Some(parent)) if branch.tip == header.parent => {
                    (branch.tip_no, branch.tip) = (header.no, seal.hash);
                    parent.branch
                }
                _ => {
                    if tree.len() == BRANCHES_OF_DESK_MAX {
                        return Err(Why::Quota);
                    }
                    let from = parent.map(|parent| (parent.branch, parent.no));
                    let (first, tip) = (seal.hash, seal.hash);
                    tree.push(Branch { from, first, tip_no: header.no, tip });
                    new.branches += 1;
                    tree.len() - 1
                }
            };
            let place = Place { stream: self.stream, desk: header.desk, branch, no: header.no };
            known.insert(seal.hash, place);
            new.touched.insert((header.desk, branch));
            let start = new.add(bytes);
            new.seals.push((seal.hash, place, start, bytes.len()));
        }
        Ok(new)
    }

    /// The statements that keep it, none of which needs another's outcome.
    fn keep(
        &self,
        new: New,
        trees: &BTreeMap<DeskNo, Tree>,
        before: &BTreeMap<DeskNo, usize>,
        cursor: Cursor,
    ) -> Vec<Statement> {
        let (clinic, stream, seq, run) = (self.clinic, self.stream, cursor.seq, cursor.run);
        let mut statements: Vec<Statement> = Vec::new();
        let mut add = |sql: &str, values: &[Value]| {
            statements.push((sql.to_owned(), values.to_vec()));
        };
        let sql = match seq {
            1 => "INSERT INTO stream (clinic_id, stream, seq, run) VALUES ($1, $2, $3, $4)",
            _ => "UPDATE stream SET seq = $3, run = $4 WHERE clinic_id = $1 AND stream = $2",
        };
        add(sql, &values![clinic, stream, seq, run]);
        let sql = "UPDATE clinic SET used_bytes = used_bytes + $2 WHERE clinic_id = $1";
        add(sql, &values![clinic, new.bytes.len()]);
        for piece in pieces(&new.seals) {
            let sql = format!(
                "INSERT INTO seal
                 (clinic_id, hash, stream, desk, branch, no, seq, start, length) VALUES {}",
                rows(piece.len(), 9)
            );
            let of_seal = |(hash, place, start, length): &(Hash, Place, usize, usize)| {
                let Place { stream, desk, branch, no } = *place;
                values![clinic, *hash, stream, desk, branch, no, seq, *start, *length]
            };
            let values: Vec<Value> = piece.iter().flat_map(of_seal).collect();
            add(&sql, &values);
        }
        for (hash, start, length) in new.mended {
            let sql = "INSERT INTO seal_copy (clinic_id, hash, stream, seq)
                       SELECT clinic_id, hash, stream, seq FROM seal
                       WHERE clinic_id = $1 AND hash = $2";
            add(sql, &values![clinic, hash]);
            let sql = "UPDATE redaction SET is_replaced = 0 WHERE clinic_id = $1 AND hash = $2";
            add(sql, &values![clinic, hash]);
            let sql = "UPDATE seal SET seq = $3, start = $4, length = $5
                       WHERE clinic_id = $1 AND hash = $2";
            add(sql, &values![clinic, hash, seq, start, length]);
        }
        for (desk, at) in new.touched {
            let Some(branch) = trees.get(&desk).and_then(|tree| tree.get(at)) else { continue };
            let (from, from_no) = branch.origin();
            let Branch { first, tip_no, tip, .. } = *branch;
            if at < before.get(&desk).copied().unwrap_or(0) {
                let sql = "UPDATE branch SET tip_no = $5, tip_hash = $6 WHERE clinic_id = $1
                           AND stream = $2 AND desk = $3 AND branch = $4";
                add(sql, &values![clinic, stream, desk, at, tip_no, tip]);
            } else {
                let sql = "INSERT INTO branch (clinic_id, stream, desk, branch, from_branch,
                           from_no, first_hash, tip_no, tip_hash)
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
                add(sql, &values![clinic, stream, desk, at, from, from_no, first, tip_no, tip]);
            }
        }
        let sql = "INSERT INTO bundle (clinic_id, stream, seq, put_id, run, by_desk, received_at,
                   bytes, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let place = values![clinic, stream, seq, self.put_id, run, self.by, self.now_ms];
        let body = [Value::from(new.bytes.len()), Value::Blob(new.bytes)];
        statements.push((sql.to_owned(), place.into_iter().chain(body).collect()));
        statements
    }
}

#[derive(Default)]
struct New {
    /// A bundle of the new seals alone, and of those that are mended.
    bytes: Vec<u8>,
    /// With offset and length of each in `bytes`.
    seals: Vec<(Hash, Place, usize, usize)>,
    mended: Vec<(Hash, usize, usize)>,
    touched: BTreeSet<(DeskNo, usize)>,
    branches: u64,
}

impl New {
    /// Where the seal begins.
    fn add(&mut self, seal: &[u8]) -> usize {
        self.bytes.extend((seal.len() as u32).to_be_bytes());
        let start = self.bytes.len();
        self.bytes.extend(seal);
        start
    }
}

impl Work for Put {
    type Out = Outcome;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Outcome> {
        let Some(account) = account(tx, self.clinic).await? else { return Ok(Outcome::Moved) };
        if account.control_n != self.control_n {
            return Ok(Outcome::Moved);
        }
        let desks: BTreeSet<DeskNo> = self.seals.iter().map(|seal| seal.header.desk).collect();
        let ask = |desk: &DeskNo| ask_tree(self.clinic, self.stream, *desk);
        let asked = desks.iter().map(ask).chain([ask_end(self.clinic, self.stream)]);
        let mut answers = tx.rows_all(asked.collect()).await?;
        let cursor = |(seq, run)| Cursor { incarnation: 0, seq, run };
        let end = cursor(end_of(answers.pop().unwrap_or_default())?);
        let mut trees = BTreeMap::new();
        for (desk, answer) in desks.into_iter().zip(answers) {
            trees.insert(desk, tree_of(answer)?);
        }
        let mut known = places(tx, self.clinic, &self.unclear(&trees)).await?;
        known.extend(self.tips(&trees));
        let before = trees.iter().map(|(desk, tree)| (*desk, tree.len())).collect();
        let mended = self.mended(tx, &known).await?;
        let new = match self.place(&mut known, mended, &mut trees) {
            Ok(new) => new,
            Err(why) => return Ok(Outcome::Refused(why)),
        };
        let forks = self.forks(&trees);
        // A bundle that was put before has nothing new in it.
        let sql = "SELECT seq, run FROM bundle WHERE clinic_id = $1 AND put_id = $2";
        if new.seals.is_empty()
            && let Some(mut row) = one(tx, sql, &values![self.clinic, self.put_id]).await?
        {
            let cursor = cursor((row.count(0)?, row.hash(1)?));
            return Ok(Outcome::Kept { cursor, forks, is_new: false });
        }
        if new.bytes.is_empty() {
            return Ok(Outcome::Kept { cursor: end, forks, is_new: false });
        }
        if account.used_bytes.saturating_add(new.bytes.len() as u64) > account.quota_bytes {
            return Ok(Outcome::Refused(Why::Quota));
        }
        if new.branches > 0 {
            let sql = "SELECT count(*) FROM branch WHERE clinic_id = $1 AND stream = $2";
            let row = one(tx, sql, &values![self.clinic, self.stream]).await?;
            let count = row.map_or(Ok(0), |mut row| row.count(0))?;
            if count + new.branches > BRANCHES_MAX {
                return Ok(Outcome::Refused(Why::Quota));
            }
        }
        let cursor = end.after(self.clinic, Bundle::id(self.clinic, &new.bytes));
        tx.run_all(self.keep(new, &trees, &before, cursor)).await?;
        Ok(Outcome::Kept { cursor, forks, is_new: true })
    }
}
