//! What was not met or not kept, and why.

use cbor::Cbor;

use crate::code::{Fields, map};
use crate::ids::{int, small};
use crate::{Error, Result};

/// Why a request was not met, and what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Later, after `retry_after_ms`.
    Busy,
    RateLimited,
    /// The control log moved on: get it, then try again.
    ControlMoved,
    /// A parent is not there: ask for the leaves and send from them on.
    Gap,
    /// Another store than the cursor's, or another history in it.
    OtherRun,
    Revoked,
    NotEnrolled,
    Quota,
    TooLarge,
    /// Not in the format, or a signature that is none.
    Junk,
    Newer,
    NoSuch,
}

/// A seal of a bundle that was put and cannot be kept: `Gap` where its parent is not there
/// either, `Junk` where its signature is not its desk's or it is not where it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept {
    /// Its place in the bundle, from 0.
    pub no: u32,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub why: Why,
    pub retry_after_ms: u32,
}

pub(crate) const WHYS: [Why; 12] = [
    Why::Busy,
    Why::RateLimited,
    Why::ControlMoved,
    Why::Gap,
    Why::OtherRun,
    Why::Revoked,
    Why::NotEnrolled,
    Why::Quota,
    Why::TooLarge,
    Why::Junk,
    Why::Newer,
    Why::NoSuch,
];

impl Why {
    fn to_cbor(self) -> Cbor {
        let at = WHYS.iter().position(|why| *why == self).unwrap_or_default() as u64;
        int(at + 1)
    }

    fn from_cbor(value: Cbor) -> Result<Self> {
        let at: usize = small(value)?;
        at.checked_sub(1).and_then(|at| WHYS.get(at)).copied().ok_or(Error::Newer)
    }
}

impl Refusal {
    pub fn of(why: Why) -> Self {
        Self { why, retry_after_ms: 0 }
    }

    pub(crate) fn to_cbor(self) -> Cbor {
        map([(1, self.why.to_cbor()), (2, int(self.retry_after_ms.into()))])
    }

    pub(crate) fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let why = Why::from_cbor(fields.need(1)?)?;
        let refusal = Self { why, retry_after_ms: small(fields.need(2)?)? };
        fields.end()?;
        Ok(refusal)
    }
}

impl NotKept {
    pub(crate) fn to_cbor(self) -> Cbor {
        map([(1, int(self.no.into())), (2, self.why.to_cbor())])
    }

    pub(crate) fn from_cbor(value: Cbor) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let (no, why) = (small(fields.need(1)?)?, Why::from_cbor(fields.need(2)?)?);
        fields.end()?;
        Ok(Self { no, why })
    }
}
