//! The text layer: cleans what people typed, orders it (UAX 9), breaks it into
//! lines (UAX 14), shapes it, and deals the text out over the glyphs so that
//! every reader gives back what was written.

mod clean;
mod engine;
mod itemize;
mod lines;
mod shape;
mod slice;

pub use clean::{clean, isolate};
pub(crate) use engine::{Align, Engine, Line, Style};
#[doc(hidden)]
pub use shape::{ShapedRun, shaped_runs};
