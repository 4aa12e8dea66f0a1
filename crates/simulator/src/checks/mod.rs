//! The invariants, by their ids. Those that look at a moment are checked on the way; the
//! others when everything is whole again.

mod claims;
mod effects;
mod end;
mod readers;
mod redacted;
mod told;
mod way;

use crate::desk::{Desk, Fate};
use crate::world::World;

pub use claims::{Beds, untold};
pub use effects::once;
pub use end::{edit_some, edits_are_everywhere, finally, quiet};
pub use way::{after_a_crash, answered, before_writing, frame, midway};

pub fn is_healthy(desk: &Desk) -> bool {
    desk.fate == Fate::Member
}

pub fn healthy(world: &World) -> Vec<usize> {
    world.desks.iter().filter(|desk| is_healthy(desk)).map(|desk| desk.name).collect()
}
