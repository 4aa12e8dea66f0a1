//! Each desk's seals of a stream as a tree of branches, and what a replica lacks of them.

use std::collections::{BTreeMap, BTreeSet};

use sync::{BUNDLE_BYTES_MAX, ClinicId, DeskNo, Hash, Leaf, Stream};

use super::away::{Body, away_of, moving};
use super::sql::{Place, ask_keys, control_n, places};
use crate::store::{Error, Result, Row, Statement, Tx, Value, Work};
use crate::values;

/// Of one desk: a computer that is restored this often has another trouble.
pub const BRANCHES_OF_DESK_MAX: usize = 256;
/// Of one stream, so that all leaves fit into one frame.
pub const BRANCHES_MAX: u64 = 16_384;
/// Seals looked at in one go while a bundle is filled.
const SEALS_AT_ONCE: i64 = 1_024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The branch it grew from and the last seal there that is its own as well; none for one
    /// that begins with a desk's first seal.
    pub from: Option<(usize, u64)>,
    pub first: Hash,
    pub tip_no: u64,
    pub tip: Hash,
}

impl Branch {
    pub fn origin(&self) -> (i64, u64) {
        self.from.map_or((-1, 0), |(branch, no)| (i64::try_from(branch).unwrap_or(-1), no))
    }
}

/// Branches of one desk, by their numbers.
pub type Tree = Vec<Branch>;

pub type Trees = BTreeMap<DeskNo, Tree>;

const COLUMNS: &str = "SELECT desk, branch, from_branch, from_no, first_hash, tip_no, tip_hash,
                       clinic_id, stream FROM branch";
const ORDER: &str = " ORDER BY clinic_id, stream, desk, branch";

fn read(rows: Vec<Row>) -> Result<Trees> {
    let mut trees = Trees::new();
    for mut row in rows {
        grow(&mut trees, &mut row)?;
    }
    Ok(trees)
}

/// Takes the next branch of a desk.
fn grow(trees: &mut Trees, row: &mut Row) -> Result<()> {
    let tree = trees.entry(row.desk(0)?).or_default();
    if row.count(1)? != tree.len() as u64 {
        return Err(Error::Damaged("a branch is missing"));
    }
    let from = usize::try_from(row.int(2)?).ok();
    let from = from.map(|from| Ok((from, row.count(3)?))).transpose()?;
    let (first, tip_no, tip) = (row.hash(4)?, row.count(5)?, row.hash(6)?);
    tree.push(Branch { from, first, tip_no, tip });
    Ok(())
}

/// Trees of desks of whichever clinics.
pub fn ask_trees(desks: &[(ClinicId, Stream, DeskNo)]) -> Vec<Statement> {
    let key =
        |(clinic, stream, desk): &(ClinicId, Stream, DeskNo)| values![*clinic, *stream, *desk];
    let keys: Vec<[Value; 3]> = desks.iter().map(key).collect();
    ask_keys(COLUMNS, ["clinic_id", "stream", "desk"], &keys, ORDER)
}

/// Whose tree a row belongs to; a tree that does not hold is that clinic's trouble alone.
pub fn take_branch(
    trees: &mut BTreeMap<(ClinicId, Stream), Result<Trees>>,
    mut row: Row,
) -> Result<()> {
    let of = trees.entry((row.clinic(7)?, row.stream(8)?)).or_insert_with(|| Ok(Trees::new()));
    if let Ok(known) = of
        && let Err(why) = grow(known, &mut row)
    {
        *of = Err(why);
    }
    Ok(())
}

async fn trees<T: Tx>(tx: &mut T, clinic: ClinicId, stream: Stream) -> Result<Trees> {
    let sql = format!("{COLUMNS} WHERE clinic_id = $1 AND stream = $2{ORDER}");
    read(tx.rows(&sql, &values![clinic, stream]).await?)
}

/// `None`: the control log has moved on.
pub struct ReadLeaves {
    pub clinic: ClinicId,
    pub control_n: u64,
    pub stream: Stream,
}

impl Work for ReadLeaves {
    type Out = Option<Vec<Leaf>>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        if control_n(tx, self.clinic).await? != Some(self.control_n) {
            return Ok(None);
        }
        let trees = trees(tx, self.clinic, self.stream).await?;
        let of_desk = |(desk, tree): (DeskNo, Tree)| {
            tree.into_iter().map(move |branch| Leaf { desk, no: branch.tip_no, hash: branch.tip })
        };
        Ok(Some(trees.into_iter().flat_map(of_desk).collect()))
    }
}

/// What a replica with these leaves lacks: parents first, as much as fits.
pub struct FindMissing {
    pub clinic: ClinicId,
    pub control_n: u64,
    pub stream: Stream,
    pub have: Vec<Leaf>,
    pub bytes_max: usize,
}

/// How far each branch is held, by those who hold these seals.
fn held(trees: &Trees, seals: impl Iterator<Item = Place>) -> BTreeMap<(DeskNo, usize), u64> {
    let mut held: BTreeMap<(DeskNo, usize), u64> = BTreeMap::new();
    for place in seals {
        let mut next = Some((place.branch, place.no));
        while let Some((branch, no)) = next {
            let known = held.entry((place.desk, branch)).or_default();
            if *known >= no {
                break;
            }
            *known = no;
            let tree = trees.get(&place.desk);
            next = tree.and_then(|tree| tree.get(branch)).and_then(|branch| branch.from);
        }
    }
    held
}

impl FindMissing {
    /// Leaves that are tips here need no look into the index of seals.
    async fn places<T: Tx>(&self, tx: &mut T, trees: &Trees) -> Result<Vec<Place>> {
        let (mut found, mut others) = (Vec::new(), Vec::new());
        for leaf in &self.have {
            let tree = trees.get(&leaf.desk).map(Vec::as_slice).unwrap_or_default();
            match tree.iter().position(|branch| branch.tip == leaf.hash) {
                Some(branch) => {
                    let no = tree.get(branch).map_or(0, |branch| branch.tip_no);
                    found.push(Place { stream: self.stream, desk: leaf.desk, branch, no });
                }
                None => others.push(leaf.hash),
            }
        }
        let rest = places(tx, self.clinic, &others).await?;
        found.extend(rest.into_values().filter(|place| place.stream == self.stream));
        Ok(found)
    }

    /// Adds seals of one branch after `no`. Whether all of them found room.
    async fn fill<T: Tx>(
        &self,
        tx: &mut T,
        found: &mut Found,
        (desk, branch, mut no, tip_no): (DeskNo, usize, u64, u64),
    ) -> Result<bool> {
        while no < tip_no {
            let index = "SELECT no, length, seq, start FROM seal
                         WHERE clinic_id = $1 AND stream = $2 AND desk = $3 AND branch = $4
                         AND no > $5 ORDER BY no LIMIT $6";
            let key = values![self.clinic, self.stream, desk, branch, no, SEALS_AT_ONCE];
            let mut places = Vec::new();
            for mut row in tx.rows(index, &key).await? {
                let size = |count| usize::try_from(count).unwrap_or(usize::MAX);
                let (of, length) = (row.count(0)?, size(row.count(1)?));
                if !found.has_room(length, self.bytes_max) {
                    break;
                }
                found.bytes += length.saturating_add(4);
                places.push((of, row.count(2)?, size(row.count(3)?), length));
            }
            let Some((last, ..)) = places.last().copied() else { return Ok(false) };
            let bodies = "SELECT substr(b.body, CAST(s.start + 1 AS INTEGER),
                                 CAST(s.length AS INTEGER))
                          FROM seal s JOIN bundle b ON b.clinic_id = s.clinic_id
                          AND b.stream = s.stream AND b.seq = s.seq
                          WHERE s.clinic_id = $1 AND s.stream = $2 AND s.desk = $3
                          AND s.branch = $4 AND s.no > $5 AND s.no <= $6 ORDER BY s.no";
            let key = values![self.clinic, self.stream, desk, branch, no, last];
            let bodies = tx.rows(bodies, &key).await?;
            if bodies.len() != places.len() || last - no != places.len() as u64 {
                return Err(Error::Damaged("seals of a branch are missing"));
            }
            let mut away = BTreeSet::new();
            let first = found.seals.len();
            for (mut row, (_, seq, ..)) in bodies.into_iter().zip(&places) {
                let body = row.maybe_blob(0)?.unwrap_or_default();
                if body.is_empty() {
                    away.insert(*seq);
                }
                found.seals.push(Body::Here(body));
            }
            if !away.is_empty() {
                let away = away_of(tx, (self.clinic, self.stream), away).await?;
                let new = found.seals.iter_mut().skip(first).zip(&places);
                for (body, (_, seq, start, length)) in new.filter(|(body, _)| body.is_nothing()) {
                    *body = Body::Part(*away.get(seq).ok_or_else(moving)?, *start, *length);
                }
            }
            no = last;
        }
        Ok(true)
    }
}

/// Seals for a bundle, and how long it will be.
#[derive(Default)]
struct Found {
    seals: Vec<Body>,
    bytes: usize,
}

impl Found {
    /// As a bundle says it of itself.
    fn has_room(&self, length: usize, bytes_max: usize) -> bool {
        let whole = self.bytes.saturating_add(length).saturating_add(4);
        self.bytes == 0 || whole <= bytes_max.min(BUNDLE_BYTES_MAX)
    }
}

impl Work for FindMissing {
    /// Seals for a bundle, and whether nothing is missing after them.
    type Out = Option<(Vec<Body>, bool)>;

    async fn run<T: Tx>(&self, tx: &mut T) -> Result<Self::Out> {
        if control_n(tx, self.clinic).await? != Some(self.control_n) {
            return Ok(None);
        }
        let trees = trees(tx, self.clinic, self.stream).await?;
        let held = held(&trees, self.places(tx, &trees).await?.into_iter());
        let mut found = Found::default();
        for (desk, tree) in &trees {
            for (at, branch) in tree.iter().enumerate() {
                let from_no = branch.from.map_or(0, |(_, no)| no);
                let no = held.get(&(*desk, at)).map_or(from_no, |no| from_no.max(*no));
                let wanted = (*desk, at, no, branch.tip_no);
                if !self.fill(tx, &mut found, wanted).await? {
                    return Ok(Some((found.seals, false)));
                }
            }
        }
        Ok(Some((found.seals, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_of_a_branch_is_held_of_those_before_it() {
        let branch = |from, tip_no| Branch { from, first: Hash::NONE, tip_no, tip: Hash::NONE };
        let tree = vec![branch(None, 9), branch(Some((0, 4)), 8), branch(Some((1, 6)), 7)];
        let trees: Trees = [(DeskNo(1), tree)].into();
        let place = |branch, no| Place { stream: Stream::MAIN, desk: DeskNo(1), branch, no };
        let held = |places: &[Place]| held(&trees, places.iter().copied());
        let key = |branch| (DeskNo(1), branch);
        let whole = [(key(0), 4), (key(1), 6), (key(2), 7)].into();
        assert_eq!(held(&[place(2, 7)]), whole);
        let both = [(key(0), 9), (key(1), 5)].into();
        assert_eq!(held(&[place(1, 5), place(0, 9)]), both);
    }
}
