//! The list that retention decides about: only copies that this clinic's own stamp proves.

use backup::{Day, Found, Kept, Link};
use chrono::Datelike;
use kernel::{Timestamp, Zone};

/// Full copies of one desk's folder that the clinic's key vouches for. Each got its name
/// only after it was read back; `damaged` are those that a later drill found otherwise.
pub fn keep_list(found: &[Found], link: &Link<'_>, zone: Zone, damaged: &[u64]) -> Vec<Kept> {
    let ours = found
        .iter()
        .filter(|found| found.manifest.is_image() && link.check(&found.manifest).is_ok());
    ours.map(|found| {
        let manifest = &found.manifest;
        let day = Timestamp(manifest.at).day(zone);
        let days = i64::from(day.num_days_from_ce());
        Kept {
            number: manifest.number,
            at: manifest.at,
            day: Day { year: day.year(), month: day.month(), week: days.div_euclid(7), day: days },
            is_verified: !damaged.contains(&manifest.number),
        }
    })
    .collect()
}
