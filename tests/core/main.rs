//! Journeys over the core, by the names that the window uses.

mod desk;
mod hostile;
mod matrix;
mod opd_day;
mod papers;
mod plain_text;
mod refusals;
