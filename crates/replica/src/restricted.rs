//! Keys of what not every desk may read. What is shut under them goes with all other changes
//! and stays shut where they are not; the control log gives them to the desks that may read.

use std::collections::{BTreeMap, BTreeSet};

use kernel::broken::is_removed;
use kernel::{Error, Random, Read, Result};
use sync::control::{Act, Member};
use sync::{DeskNo, Record, Stream, StreamKey, Wrapped};

use crate::{Door, Replica, broken, control};

const STREAM: Stream = Stream::RESTRICTED;
/// So often they are made anew: a cell names its key by one byte, a key file holds 64.
pub const EPOCHS_MAX: u32 = 40;

/// By epoch, as this computer keeps them.
pub type Keys = BTreeMap<u32, StreamKey>;

impl<D: Door> Replica<D> {
    /// Whether the control log speaks of these keys at all.
    pub fn has_restricted(&self) -> bool {
        self.control.epoch(STREAM).is_some()
    }

    /// The first of them is this desk's already, and that of all desks which are there.
    pub fn begin_restricted(
        &self,
        key: &StreamKey,
        at: i64,
        random: &mut dyn Random,
    ) -> Result<Vec<Vec<u8>>> {
        let live = self.control.desks.values().filter(|desk| desk.cut.is_none());
        let wrapped = live
            .map(|desk| self.wrapped_to(&desk.member, (1, key), random))
            .collect::<Result<_>>()?;
        let commitment = key.commitment();
        let act = Act::Epoch { stream: STREAM, epoch: 1, commitment, wrapped };
        self.signed(vec![(self.me()?, act)], at)
    }

    /// A desk gets all of them; who has not the newest cannot give them.
    pub fn let_read(
        &self,
        desk: DeskNo,
        keys: &Keys,
        at: i64,
        random: &mut dyn Random,
    ) -> Result<Vec<Vec<u8>>> {
        let member = self.live(desk)?;
        let known = self.control.epochs.get(&STREAM).cloned().unwrap_or_default();
        let is_clinics = |(epoch, key): &(&u32, &StreamKey)| {
            known.get(epoch).is_some_and(|commitment| *commitment == key.commitment())
        };
        let mut keys: Vec<_> = keys.iter().filter(is_clinics).collect();
        if keys.last().map(|(epoch, _)| **epoch) != known.keys().last().copied() {
            return Err(Error::conflict("errors-sync-not-a-reader"));
        }
        if is_removed("who is let in gets every key") {
            keys.drain(..keys.len() - 1);
        }
        let wrapped = keys
            .into_iter()
            .map(|(epoch, key)| self.wrapped_to(member, (*epoch, key), random))
            .collect::<Result<_>>()?;
        self.signed(vec![(self.me()?, Act::Share { wrapped })], at)
    }

    /// What is written from now on a desk cannot read; what it has read it may have kept.
    pub fn stop_reading(
        &self,
        desk: DeskNo,
        at: i64,
        random: &mut dyn Random,
    ) -> Result<Vec<Vec<u8>>> {
        self.live(desk)?;
        if !self.control.readers(STREAM).contains(&desk) {
            // Another owner took it out at the same moment.
            return Err(Error::conflict("errors-sync-control"));
        }
        if self.control.epoch(STREAM).is_some_and(|last| last.epoch >= EPOCHS_MAX) {
            return Err(Error::conflict("errors-sync-keys-many"));
        }
        match self.epoch_without(desk, random)? {
            Some(act) => self.signed(vec![(self.me()?, act)], at),
            None => Err(Error::conflict("errors-sync-last-reader")),
        }
    }

    /// A new key for all that may read but this one. None where nobody else may, so that no
    /// key is made that nobody has, nor where no more are made.
    pub(crate) fn epoch_without(
        &self,
        desk: DeskNo,
        random: &mut dyn Random,
    ) -> Result<Option<Act>> {
        let mut readers = self.control.readers(STREAM);
        let is_last = self.control.epoch(STREAM).is_none_or(|last| last.epoch >= EPOCHS_MAX);
        match readers.remove(&desk) && !readers.is_empty() && !is_last {
            true => self.epoch(STREAM, Some(desk), random).map(Some),
            false => Ok(None),
        }
    }

    /// Those that were given to this desk.
    pub fn restricted_keys(&self) -> Keys {
        let of = self.ring.keys().filter(|(stream, _, _)| *stream == STREAM);
        of.map(|(_, epoch, key)| (epoch, key.clone())).collect()
    }

    fn live(&self, desk: DeskNo) -> Result<&Member> {
        let found = self.control.desk(desk).filter(|desk| desk.cut.is_none());
        found.map(|desk| &desk.member).ok_or_else(|| Error::no_such("desk"))
    }

    fn wrapped_to(
        &self,
        member: &Member,
        (epoch, key): (u32, &StreamKey),
        random: &mut dyn Random,
    ) -> Result<Wrapped> {
        self.wrapped((member.desk, &member.exchange), (STREAM, epoch, key), random)
    }
}

/// The desks that were given the newest of these keys; none where the log does not speak of
/// them. Admitted once, and not proven again.
pub fn readers(read: &Read<'_>) -> Result<Option<BTreeSet<u16>>> {
    let mut newest = 0;
    let mut readers: Option<BTreeSet<u16>> = None;
    for body in control::after(read.conn(), 0)? {
        let given = match Record::parse(&body).map_err(broken)?.act {
            Act::Epoch { stream, epoch, wrapped, .. } if stream == STREAM => {
                (newest, readers) = (epoch, Some(BTreeSet::new()));
                wrapped
            }
            Act::Share { wrapped } => wrapped,
            _ => continue,
        };
        let of = given.iter().filter(|one| one.stream == STREAM && one.epoch == newest);
        if let Some(readers) = &mut readers {
            readers.extend(of.map(|one| one.desk.0));
        }
    }
    Ok(readers)
}
