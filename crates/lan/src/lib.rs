//! The clinic's hub in its own network: the same router as the server's, over a store in this
//! desk's folder, announced so that the clinic's desks find it wherever it has moved. It holds
//! no key of the clinic, so it runs before anybody has signed in.

mod air;
mod hub;
mod kept;
mod multicast;
mod serving;

pub use air::{Air, Silence, Voice};
pub use hub::LanHub;
pub use multicast::Multicast;
