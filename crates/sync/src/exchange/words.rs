//! What a talk says to whoever carries it, and at what pace it goes.

use super::Took;
use crate::{Hash, Refusal, Request, Stream, Why};

/// Told to people or kept in the desk's own log; nothing stops because of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    Took {
        stream: Stream,
        took: Took,
        bytes: usize,
    },
    Sent {
        stream: Stream,
        seals: usize,
        bytes: usize,
    },
    ControlGrew {
        n: u64,
    },
    /// Everything that is here is there, and the other way round.
    Level {
        at: i64,
    },
    /// The store was made anew: it gets everything again.
    NewStore,
    /// The same store tells another history than before.
    WentBack {
        stream: Stream,
    },
    /// Its control log is not ours.
    OtherControl,
    /// It has another key than the one it was paired with.
    OtherKey,
    /// Two seals follow one.
    Forked {
        seals: Vec<Hash>,
    },
    /// The remote keeps everything but these, and says why. Instead of `Level` while there are
    /// such.
    NotKept {
        seals: Vec<(Hash, Why)>,
    },
    /// Its receipt is not signed as the control log asks.
    BadReceipt,
    Refused(Refusal),
    Lost,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Ask(Request),
    /// Nothing to ask before this time, in milliseconds of the caller's monotonic clock,
    /// unless something is sealed here or the remote nudges.
    Wait {
        until: i64,
    },
}

/// Why a rest ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudge {
    /// Something was sealed here: it goes at once.
    Sealed,
    /// The remote has seals that are not here.
    News,
    /// Anything else: the whole round, from the greeting.
    Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between rounds.
    pub rest_ms: i64,
    pub back_off_ms: i64,
    pub back_off_max_ms: i64,
    pub bytes_max: u32,
}

impl Pace {
    pub const LAN: Pace =
        Pace { rest_ms: 1_000, back_off_ms: 500, back_off_max_ms: 30_000, bytes_max: 512 * 1024 };
    pub const WAN: Pace =
        Pace { rest_ms: 30_000, back_off_ms: 2_000, back_off_max_ms: 300_000, ..Pace::LAN };
}

/// As many records as fit a frame.
pub fn fit(records: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut room = crate::FRAME_BYTES_MAX / 2;
    let fits = |record: &Vec<u8>| {
        let is_room = record.len() <= room;
        room = room.saturating_sub(record.len());
        is_room
    };
    records.into_iter().take_while(fits).collect()
}
