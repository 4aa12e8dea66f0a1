//! A bundle is taken in: its new seals get their places, and all of it one number. A seal that
//! cannot be kept is named to whoever brought it, and keeps no other out.

mod carry;
mod ground;
mod writes;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use sync::{
    Ack, BUNDLE_BYTES_MAX, Bundle, ClinicId, Control, Cursor, DeskNo, Hash, Header, NotKept, Reply,
    Seal, Stream, Why,
};

pub use carry::{Carried, Carry};

use super::away::away_of;
use super::sql::{Place, bodies};
use super::tree::{BRANCHES_OF_DESK_MAX, Branch, Tree, Trees};
use super::{Service, Stop, refused};
use crate::store::{Away, Result, Store, Tx};

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
    /// Seals that no database need be asked about.
    not_kept: Vec<NotKept>,
}

/// A seal whose signature is its desk's.
struct Checked {
    /// Its place in the bundle.
    no: u32,
    hash: Hash,
    header: Header,
    at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The control log is another by now.
    Moved,
    Refused(Why),
    /// These are to be taken back first: seals in them may have to be mended.
    Away(BTreeSet<Away>),
    /// The place up to which everything is kept, and the seals that are second children.
    Kept {
        cursor: Cursor,
        forks: Vec<Hash>,
        not_kept: Vec<NotKept>,
    },
}

fn checked(control: &Control, stream: Stream, part: &[u8]) -> std::result::Result<Seal, Why> {
    let seal = Seal::read(control.clinic, part.to_vec()).map_err(refused)?;
    if seal.header.stream != stream {
        return Err(Why::Junk);
    }
    let desk = control.desk(seal.header.desk).ok_or(Why::NotEnrolled)?;
    seal.verify(control.clinic, &desk.member.key).map_err(refused)?;
    Ok(seal)
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
        let (mut seals, mut not_kept) = (Vec::with_capacity(parts.len()), Vec::new());
        for (no, (start, part)) in (0u32..).zip(parts) {
            match checked(control, stream, part) {
                Ok(Seal { hash, header, .. }) => {
                    seals.push(Checked { no, hash, header, at: start..start + part.len() });
                }
                Err(why) => not_kept.push(NotKept { no, why }),
            }
        }
        let (control_n, put_id) = (control.n, Bundle::id(clinic, &bytes));
        Ok(Self { clinic, control_n, by, stream, now_ms, put_id, bytes, seals, not_kept })
    }

    /// Some desk is not known by this control log; a newer one may know it.
    pub fn has_strangers(&self) -> bool {
        self.not_kept.iter().any(|seal| seal.why == Why::NotEnrolled)
    }

    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    fn desks(&self) -> BTreeSet<DeskNo> {
        self.seals.iter().map(|seal| seal.header.desk).collect()
    }

    /// Branches whose first seal is in this bundle, though its parent had a child already.
    fn forks(&self, trees: &Trees) -> Vec<Hash> {
        let own: BTreeSet<Hash> = self.seals.iter().map(|seal| seal.hash).collect();
        let later = trees.values().flat_map(|tree| tree.iter().skip(1));
        let firsts: BTreeSet<Hash> = later.map(|branch| branch.first).collect();
        own.intersection(&firsts).copied().collect()
    }

    fn tips(&self, trees: &Trees) -> HashMap<Hash, Place> {
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
    fn unclear(&self, tips: &HashMap<Hash, Place>, trees: &Trees) -> Vec<Hash> {
        let (mut new, mut unclear) = (BTreeSet::new(), BTreeSet::new());
        for Checked { hash, header, .. } in &self.seals {
            let is_new = match header.parent {
                Hash::NONE => trees.get(&header.desk).is_none_or(Vec::is_empty),
                parent => tips.contains_key(&parent) || new.contains(&parent),
            };
            if is_new {
                new.insert(*hash);
            } else if !tips.contains_key(hash) {
                let asked = [*hash, header.parent].into_iter();
                unclear.extend(asked.filter(|it| !tips.contains_key(it)));
            }
        }
        unclear.remove(&Hash::NONE);
        unclear.into_iter().collect()
    }

    /// Nothing of it is there, and what it follows is: no other question need be asked.
    fn is_plain(&self, tips: &HashMap<Hash, Place>, trees: &Trees) -> bool {
        let is_known = |seal: &Checked| tips.contains_key(&seal.hash);
        !self.seals.is_empty()
            && self.unclear(tips, trees).is_empty()
            && !self.seals.iter().any(is_known)
    }

    /// A desk's first seal begins a branch.
    fn begins(&self) -> bool {
        self.seals.iter().any(|seal| seal.header.parent == Hash::NONE)
    }

    /// Seals of the asking desk that are here in other bytes. Their signature is over what a
    /// body opens to, so another desk may have brought them spoilt: the owner's copy is sent to
    /// everybody, behind the first, and is what is given to those who lack it. Where something is
    /// to be taken away of it, other bytes are asked for again: it may be the whole.
    async fn mended<T: Tx>(
        &self,
        tx: &mut T,
        known: &HashMap<Hash, Place>,
    ) -> Result<std::result::Result<BTreeSet<Hash>, BTreeSet<Away>>> {
        let own = self.seals.iter().filter(|seal| seal.header.desk == self.by);
        let own: Vec<Hash> =
            own.map(|seal| seal.hash).filter(|hash| known.contains_key(hash)).collect();
        let kept = bodies(tx, self.clinic, &own).await?;
        let elsewhere = kept.values().filter(|(_, body)| body.is_empty()).map(|(seq, _)| *seq);
        let elsewhere: BTreeSet<u64> = elsewhere.collect();
        if !elsewhere.is_empty() {
            let away = away_of(tx, (self.clinic, self.stream), elsewhere).await?;
            return Ok(Err(away.into_values().collect()));
        }
        let is_other = |seal: &&Checked| {
            let bytes = self.bytes.get(seal.at.clone()).unwrap_or_default();
            kept.get(&seal.hash).is_some_and(|(_, kept)| kept != bytes)
        };
        Ok(Ok(self.seals.iter().filter(is_other).map(|seal| seal.hash).collect()))
    }

    /// What of the bundle is new, and where each of its seals belongs.
    fn place(
        &self,
        known: &mut HashMap<Hash, Place>,
        mut mended: BTreeSet<Hash>,
        trees: &mut Trees,
    ) -> New {
        let mut new = New { not_kept: self.not_kept.clone(), ..New::default() };
        let mut behind: BTreeSet<Hash> = self.seals.iter().map(|seal| seal.hash).collect();
        for seal in &self.seals {
            behind.remove(&seal.hash);
            let bytes = self.bytes.get(seal.at.clone()).unwrap_or_default();
            if known.contains_key(&seal.hash) {
                if mended.remove(&seal.hash) {
                    let start = new.add(bytes);
                    new.mended.push((seal.hash, start, bytes.len()));
                }
                continue;
            }
            // A parent behind its child is not its parent yet, however often the bundle comes:
            // else a bundle whose answer was lost would be answered otherwise.
            let placed = match behind.contains(&seal.header.parent) {
                true => Err(Why::Gap),
                false => self.branch(&seal.header, seal.hash, known, trees),
            };
            match placed {
                Ok((branch, is_begun)) => {
                    let Header { desk, no, .. } = seal.header;
                    let place = Place { stream: self.stream, desk, branch, no };
                    known.insert(seal.hash, place);
                    new.branches += u64::from(is_begun);
                    new.touched.insert((desk, branch));
                    let start = new.add(bytes);
                    new.seals.push((seal.hash, place, start, bytes.len()));
                }
                Err(why) => new.not_kept.push(NotKept { no: seal.no, why }),
            }
        }
        new.not_kept.sort_unstable_by_key(|seal| seal.no);
        new
    }

    /// The branch that a seal continues or begins, and whether it begins it.
    fn branch(
        &self,
        header: &Header,
        hash: Hash,
        known: &HashMap<Hash, Place>,
        trees: &mut Trees,
    ) -> std::result::Result<(usize, bool), Why> {
        let parent = match header.no {
            1 => None,
            _ => Some(*known.get(&header.parent).ok_or(Why::Gap)?),
        };
        if let Some(parent) = parent
            && (parent.desk, parent.stream, parent.no + 1) != (header.desk, self.stream, header.no)
        {
            return Err(Why::Junk);
        }
        let tree = trees.entry(header.desk).or_default();
        let of_parent = parent.and_then(|parent| tree.get_mut(parent.branch));
        if let (Some(branch), Some(parent)) = (of_parent, parent)
            && branch.tip == header.parent
        {
            (branch.tip_no, branch.tip) = (header.no, hash);
            return Ok((parent.branch, false));
        }
        if tree.len() == BRANCHES_OF_DESK_MAX {
            return Err(Why::Quota);
        }
        let from = parent.map(|parent| (parent.branch, parent.no));
        tree.push(Branch { from, first: hash, tip_no: header.no, tip: hash });
        Ok((tree.len() - 1, true))
    }

    /// What a bundle of these bytes is called; they are those that were put, or some of them.
    fn id_of(&self, bytes: &[u8]) -> Hash {
        match bytes.len() == self.bytes.len() {
            true => self.put_id,
            false => Bundle::id(self.clinic, bytes),
        }
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
    not_kept: Vec<NotKept>,
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

impl<S: Store> Service<S> {
    /// None: the control log has moved on.
    pub(super) async fn put(
        &self,
        control: &Control,
        by: DeskNo,
        stream: Stream,
        bundle: Vec<u8>,
        now_ms: i64,
    ) -> std::result::Result<Option<Reply>, Stop> {
        let clinic = control.clinic;
        let put = Put::check(control, by, stream, bundle, now_ms)?;
        if put.has_strangers() {
            // Whoever sealed it may have been enrolled by another node a moment ago.
            let newest = self.controls_of(clinic, true).await?;
            if newest.is_some_and(|newest| newest.n != control.n) {
                return Ok(None);
            }
        }
        match self.gather.put(&self.store, put).await? {
            Outcome::Moved => Ok(None),
            Outcome::Refused(why) => Err(why.into()),
            Outcome::Away(away) => {
                self.take_back(away).await?;
                Ok(None)
            }
            Outcome::Kept { cursor, forks, not_kept } => {
                let cursor = Cursor { incarnation: self.config.incarnation, ..cursor };
                let ack =
                    Ack { stream, term: control.term, cursor, at: now_ms, signature: [0; 64] };
                let ack = match control.server == Some(self.server) {
                    true => ack.sign(clinic, &self.config.key).map_err(refused)?,
                    false => ack,
                };
                Ok(Some(Reply::Put { ack, forks, not_kept }))
            }
        }
    }
}
