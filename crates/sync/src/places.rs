//! Places of ops in a seal, counted from 0, as a record names them.

use std::collections::BTreeSet;

use cbor::Cbor;

use crate::ids::{int, small};
use crate::seal::OPS_MAX;
use crate::{Error, Result};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(BTreeSet<u32>);

impl Places {
    pub fn contains(&self, at: u32) -> bool {
        self.0.contains(&at)
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied()
    }

    pub fn add(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }

    /// `[from, count, from, count, …]`: rising, and no two runs that touch.
    pub fn to_cbor(&self) -> Cbor {
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for at in self.iter() {
            match runs.last_mut() {
                Some((from, count)) if *from + *count == at => *count += 1,
                _ => runs.push((at, 1)),
            }
        }
        let numbers = runs.into_iter().flat_map(|(from, count)| [from, count]);
        Cbor::Array(numbers.map(|number| int(number.into())).collect())
    }

    pub fn from_cbor(value: Cbor) -> Result<Self> {
        let numbers = value.into_array()?;
        let numbers = numbers.into_iter().map(small::<usize>).collect::<Result<Vec<usize>>>()?;
        let (runs, rest) = numbers.as_chunks::<2>();
        let (mut places, mut least) = (Self::default(), 0);
        for [from, count] in runs {
            let end = from.saturating_add(*count);
            if *from < least || *count == 0 || end > OPS_MAX {
                return Err(Error::Junk("places of no seal"));
            }
            places.0.extend((*from..end).filter_map(|at| u32::try_from(at).ok()));
            least = end + 1;
        }
        if places.0.is_empty() || !rest.is_empty() {
            return Err(Error::Junk("places of no seal"));
        }
        Ok(places)
    }
}

impl FromIterator<u32> for Places {
    fn from_iter<I: IntoIterator<Item = u32>>(places: I) -> Self {
        Self(places.into_iter().collect())
    }
}
