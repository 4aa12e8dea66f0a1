//! What somebody at the desk types, "tomorrow 5 pm Dr Rao" or "kal shaam 5 baje", as doctor,
//! day and time, with the free slots nearest to it.

mod proposal;
mod read;
mod words;

pub use proposal::ReadWish;
