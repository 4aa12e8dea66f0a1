//! Layout: text becomes blocks, blocks become rows, and the flow puts them one
//! below the other over as many pages as they need.

mod block;
mod flow;
mod table;
mod theme;

pub use block::Block;
pub use flow::{Flow, Frame};
pub use table::{Column, Table};
pub use theme::{Theme, Voice};
