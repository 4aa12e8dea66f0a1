//! Stores and forwards sealed bundles that it cannot read.
