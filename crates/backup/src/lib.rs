//! Sealed copies of a clinic: streamed from the live database, read back, kept by rule,
//! and restored. Knows pages, ops and files; knows no medicine and draws no window.
