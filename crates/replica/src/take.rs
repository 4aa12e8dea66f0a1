//! Seals of others, taken in: verified, placed in their chain, opened, applied; each in a
//! transaction of its own. What lacks something is kept until it comes.

use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};

use kernel::broken::is_removed;
use kernel::{Result, Tx};
use sync::{Bundle, Control, DeskNo, Hash, Ring, Run, Seal, Stream, Took};

use crate::seals::{self, State};
use crate::{Door, Replica, broken, witness};

/// How many seals may wait for a desk or a parent: what nobody vouches for fills no disk.
const LOOSE_MAX: i64 = 20_000;

/// What came of one seal.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Known,
    /// Nothing vouches for it; it is not kept.
    Bad,
    Kept {
        state: State,
        forks: Vec<Hash>,
    },
}

impl<D: Door> Replica<D> {
    pub(crate) fn take_bundle(&mut self, bundle: &[u8]) -> Result<Took> {
        let mut took = Took::default();
        let Ok(parts) = Bundle::parts(bundle) else {
            return Ok(Took { bad: 1, ..took });
        };
        for (_, bytes) in parts {
            match Seal::read(self.party.clinic, bytes.to_vec()) {
                Ok(seal) => self.take_seal(seal, &mut took)?,
                Err(_) => took.bad += 1,
            }
        }
        Ok(took)
    }

    /// One seal, then those that waited for it.
    pub(crate) fn take_seal(&mut self, seal: Seal, took: &mut Took) -> Result<()> {
        let mut queue = VecDeque::from([seal]);
        while let Some(seal) = queue.pop_front() {
            // Somebody else wrote on in the log that this desk writes: a copy of its database.
            // It goes on under a name of its own before it keeps the proof of that.
            if self.is_of_a_copy(&seal)? {
                self.door.open_log(&[])?;
            }
            let compared = self.compare(&seal)?;
            let outcome = self.write(|tx| {
                let taking = Taking { control: &self.control, ring: &self.ring };
                let outcome = taking.take(tx, &seal)?;
                // Signed by its desk, and within its cut.
                if let (Some(tables), Outcome::Kept { state: State::Applied, .. }) =
                    (&compared, &outcome)
                {
                    witness::record(tx, seal.header.desk, tables)?;
                }
                Ok(outcome)
            })?;
            match outcome {
                Outcome::Known => took.known += 1,
                Outcome::Bad => took.bad += 1,
                Outcome::Kept { state, forks } => {
                    match state {
                        State::Applied | State::AppliedBut => took.applied += 1,
                        State::BeyondCut | State::BadBody => took.aside += 1,
                        _ => took.waiting += 1,
                    }
                    took.forks.extend(forks);
                    // What came before it was put aside until it was here.
                    let cut = self.control.desk(seal.header.desk).map(|desk| desk.cut.is_some());
                    if cut == Some(true) && state == State::Applied {
                        self.recut()?;
                    }
                    if state.is_connected() {
                        let clinic = self.party.clinic;
                        queue.extend(self.read(|read| {
                            let waiting = seals::loose_children(read.conn(), seal.hash)?;
                            let read_one = |hash| seals::read(read.conn(), clinic, hash);
                            Ok(waiting
                                .into_iter()
                                .map(read_one)
                                .collect::<Result<Vec<_>>>()?
                                .into_iter()
                                .flatten())
                        })?);
                    }
                }
            }
        }
        Ok(())
    }

    /// Signed by this desk, in the log that it writes now, and not made in this database.
    fn is_of_a_copy(&self, seal: &Seal) -> Result<bool> {
        let log = self.read(|read| Ok(read.log()))?;
        if self.desk() != Some(seal.header.desk) || seal.header.log.0 != log.log_id {
            return Ok(false);
        }
        let is_known = self.read(|read| seals::state_of(read.conn(), seal.hash))?.is_some();
        Ok(!is_removed("a copied desk is told")
            && !is_known
            && seal.verify(self.party.clinic, &self.party.key).is_ok())
    }

    /// Tries again what waited for a desk, a parent, a key, an upgrade or an adoption.
    pub(crate) fn retry(&mut self) -> Result<()> {
        let (clinic, desks): (_, Vec<_>) =
            (self.party.clinic, self.control.desks.keys().copied().collect());
        let loose = self.read(|read| seals::placeable(read.conn(), &desks))?;
        for hash in loose {
            if let Some(seal) = self.read(|read| seals::read(read.conn(), clinic, hash))? {
                self.take_seal(seal, &mut Took::default())?;
            }
        }
        for state in [State::WaitsForKey, State::AppliedBut] {
            for hash in self.read(|read| seals::in_state(read.conn(), state))? {
                self.write(|tx| {
                    let taking = Taking { control: &self.control, ring: &self.ring };
                    taking.reopen(tx, hash)
                })?;
            }
        }
        self.recut()
    }

    /// Gives the cuts and adoptions of the control log their effect, both ways.
    fn recut(&mut self) -> Result<()> {
        let cut = self.control.desks.values().filter(|desk| desk.cut.is_some());
        let cut: Vec<DeskNo> = cut.map(|desk| desk.member.desk).collect();
        for desk in cut {
            let wrong = self.read(|read| {
                let conn = read.conn();
                let mut believed = BTreeSet::new();
                for tip in tips(&self.control, desk, None) {
                    believed.extend(seals::with_ancestors(conn, tip)?);
                }
                let all = seals::of_desk(conn, desk)?.into_iter();
                let is_wrong =
                    |(hash, is_aside): &(Hash, bool)| believed.contains(hash) == *is_aside;
                Ok(all.filter(is_wrong).map(|(hash, _)| hash).collect::<Vec<_>>())
            })?;
            for hash in wrong {
                self.write(|tx| {
                    let taking = Taking { control: &self.control, ring: &self.ring };
                    taking.recut(tx, hash)
                })?;
            }
        }
        Ok(())
    }
}

/// The seals up to which a revoked desk is believed: its cut, and what was adopted.
fn tips(control: &Control, desk: DeskNo, stream: Option<Stream>) -> Vec<Hash> {
    let cut = control.desk(desk).and_then(|desk| desk.cut.as_ref());
    let cut = cut.into_iter().flatten();
    let cut = cut.filter(|tip| stream.is_none_or(|stream| stream == tip.stream));
    cut.map(|tip| tip.hash).chain(control.adopted.iter().copied()).collect()
}

pub(crate) struct Taking<'a> {
    pub control: &'a Control,
    pub ring: &'a Ring,
}

impl Taking<'_> {
    fn take(&self, tx: &mut Tx<'_>, seal: &Seal) -> Result<Outcome> {
        let seal = &*self.lawful(seal);
        let known = seals::state_of(tx.conn(), seal.hash)?;
        match known.as_deref() {
            None => {}
            Some("loose") => {
                let kept = seals::read(tx.conn(), self.control.clinic, seal.hash)?;
                let opens = |seal: &Seal| self.opened(seal).is_ok();
                // Of two copies the one that opens is whole, down to its signature.
                if kept.is_some_and(|kept| kept.bytes != seal.bytes && opens(&kept)) {
                    return Ok(Outcome::Known);
                }
            }
            Some("applied") => return Ok(Outcome::Known),
            Some(_) => return self.take_again(tx, seal),
        }
        let Some(state) = self.place(tx, seal)? else { return Ok(Outcome::Bad) };
        let state = match state {
            State::Applied => self.open(tx, seal)?,
            other => other,
        };
        if !state.is_connected() && is_crowded(tx)? {
            return Ok(Outcome::Bad);
        }
        let forks = seals::keep(tx.conn(), seal, state, tx.now())?;
        Ok(Outcome::Kept { state, forks })
    }

    /// A body is signed only by what is in it: one that was spoiled on its way says so when it
    /// is opened. Another copy takes its place if that one opens. Where the key is yet to come
    /// nobody can tell, and the later copy stays: a server sends a second one only if the desk
    /// that made the seal brought it.
    fn take_again(&self, tx: &mut Tx<'_>, seal: &Seal) -> Result<Outcome> {
        let kept = seals::read(tx.conn(), self.control.clinic, seal.hash)?;
        let waits = |seal: &Seal| self.opened(seal) == Err(sync::Error::KeyUnknown);
        let opens = |seal: &Seal| self.opened(seal).is_ok();
        let is_better = |kept: &Seal| {
            kept.bytes != seal.bytes
                && !opens(kept)
                && (opens(seal) || waits(seal) && waits(kept))
                && self.is_signed(seal)
        };
        if !kept.is_some_and(|kept| is_better(&kept)) {
            return Ok(Outcome::Known);
        }
        seals::set_body(tx.conn(), seal)?;
        let state = match self.is_believed(tx, seal)? {
            true => self.open(tx, seal)?,
            false => State::BeyondCut,
        };
        seals::set_state(tx.conn(), seal.hash, state)?;
        Ok(Outcome::Kept { state, forks: Vec::new() })
    }

    fn is_signed(&self, seal: &Seal) -> bool {
        let desk = self.control.desk(seal.header.desk);
        desk.is_some_and(|desk| seal.verify(self.control.clinic, &desk.member.key).is_ok())
    }

    /// Where it belongs, or nowhere.
    fn place(&self, tx: &Tx<'_>, seal: &Seal) -> Result<Option<State>> {
        let header = &seal.header;
        if self.control.desk(header.desk).is_none() {
            return Ok(Some(State::LooseDesk));
        }
        if !self.is_signed(seal) {
            return Ok(None);
        }
        if header.parent != Hash::NONE {
            match seals::connected(tx.conn(), header.parent)? {
                None => return Ok(Some(State::LooseParent)),
                Some(parent) if parent == (header.stream, header.desk, header.no - 1) => {}
                Some(_) => return Ok(None),
            }
        }
        Ok(Some(match self.is_believed(tx, seal)? {
            true => State::Applied,
            false => State::BeyondCut,
        }))
    }

    /// Not of a revoked desk, or within its cut, or adopted.
    fn is_believed(&self, tx: &Tx<'_>, seal: &Seal) -> Result<bool> {
        if self.control.desk(seal.header.desk).is_none_or(|desk| desk.cut.is_none())
            || is_removed("a cut cuts")
        {
            return Ok(true);
        }
        let tips = tips(self.control, seal.header.desk, Some(seal.header.stream));
        if tips.contains(&seal.hash) {
            return Ok(true);
        }
        for tip in tips {
            if seals::with_ancestors(tx.conn(), tip)?.contains(&seal.hash) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Opens it and applies its ops.
    pub fn open(&self, tx: &mut Tx<'_>, seal: &Seal) -> Result<State> {
        let runs = match self.opened(seal) {
            Ok(runs) => runs,
            Err(sync::Error::KeyUnknown) => return Ok(State::WaitsForKey),
            // A newer program packed it: it is tried again as what holds unknown ops is.
            Err(sync::Error::Newer) => return Ok(State::AppliedBut),
            Err(_) => return Ok(State::BadBody),
        };
        let mut is_whole = true;
        for run in &runs {
            is_whole &= tx.receive_all(&run.ops, seal.header.log.0, first_of(seal, run))?;
        }
        Ok(if is_whole { State::Applied } else { State::AppliedBut })
    }

    pub fn reopen(&self, tx: &mut Tx<'_>, hash: Hash) -> Result<()> {
        let Some(seal) = seals::read(tx.conn(), self.control.clinic, hash)? else { return Ok(()) };
        let seal = self.lawful(&seal);
        if matches!(seal, Cow::Owned(_)) {
            seals::set_body(tx.conn(), &seal)?;
        }
        let state = match self.is_believed(tx, &seal)? {
            true => self.open(tx, &seal)?,
            false => State::BeyondCut,
        };
        seals::set_state(tx.conn(), hash, state)
    }

    fn recut(&self, tx: &mut Tx<'_>, hash: Hash) -> Result<()> {
        let Some(seal) = seals::read(tx.conn(), self.control.clinic, hash)? else { return Ok(()) };
        let state = seals::state_of(tx.conn(), hash)?.unwrap_or_default();
        match (state.as_str(), self.is_believed(tx, &seal)?) {
            ("aside", true) => self.reopen(tx, hash),
            ("applied", false) => {
                let runs = match seal.open(self.control.clinic, self.ring) {
                    Err(sync::Error::Newer) => Vec::new(),
                    opened => opened.map_err(broken)?,
                };
                for run in &runs {
                    tx.take_out(seal.header.log.0, first_of(&seal, run), &run.ops)?;
                }
                seals::set_state(tx.conn(), hash, State::BeyondCut)
            }
            ("waits", false) => seals::set_state(tx.conn(), hash, State::BeyondCut),
            _ => Ok(()),
        }
    }
}

/// The number of a run's first op in its log.
pub(crate) fn first_of(seal: &Seal, run: &Run) -> u64 {
    seal.header.first + u64::from(run.from)
}

fn is_crowded(tx: &Tx<'_>) -> Result<bool> {
    let sql = "SELECT count(*) FROM seal WHERE state <> 'applied' AND state = 'loose'";
    let count: i64 = tx.conn().prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(count >= LOOSE_MAX)
}
