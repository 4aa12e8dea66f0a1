//! Slots and beds that were given twice, and people who were registered twice. The commands
//! that answer them are those of their own slices.

use kernel::{Read, Result, RowId, Timestamp};

use super::model::{InboxItem, Thing};
use crate::appointments::{Appointment, MoveWhy, row_of, to_move};
use crate::patients::twins as twin_records;
use crate::patients::{Matched, row};
use crate::wards::{Admission, BedStay, Clash, clashes};

pub fn slots(read: &Read<'_>) -> Result<Vec<InboxItem>> {
    let mut items = Vec::new();
    for (id, why) in to_move(read)? {
        if why != MoveWhy::Clash {
            continue;
        }
        let Some(lost) = read.find::<Appointment>(id)? else { continue };
        let mut appointment = row_of(read, id)?;
        appointment.is_clashing = true;
        items.push(InboxItem {
            key: format!("slot {id}"),
            at: Some(lost.claimed_at),
            thing: Thing::Slot { appointment: Box::new(appointment), holder: holder(read, &lost)? },
        });
    }
    Ok(items)
}

/// Who claimed an overlapping time first.
fn holder(read: &Read<'_>, lost: &Appointment) -> Result<String> {
    let sql = "SELECT patient.name FROM appointment AS other
                   JOIN patient ON patient.id = other.patient_id
               WHERE other.doctor_id = ?1 AND other.id <> ?2 AND other.ended IS NULL
                   AND other.status IN ('booked', 'arrived')
                   AND other.starts_at < ?4 AND other.starts_at + other.minutes * 60000 > ?3
                   AND (other.claimed_at, other.id) < (?5, ?2)
               ORDER BY other.claimed_at, other.id LIMIT 1";
    let until = lost.starts_at.0 + lost.minutes * 60_000;
    let of = (lost.doctor_id, lost.id, lost.starts_at, until, lost.claimed_at);
    Ok(read.value(sql, rusqlite::params![of.0, of.1, of.2, of.3, of.4])?.unwrap_or_default())
}

pub fn beds(read: &Read<'_>) -> Result<Vec<InboxItem>> {
    let found = clashes(read)?;
    found.into_iter().map(|clash| bed(read, clash)).collect()
}

fn bed(read: &Read<'_>, clash: Clash) -> Result<InboxItem> {
    let (id, at): (RowId, Option<Timestamp>) = match clash.stay_id {
        Some(id) => (id, read.find::<BedStay>(id)?.map(|stay| stay.claimed_at)),
        None => {
            let id = clash.lost.admission.id;
            (id, read.find::<Admission>(id)?.map(|lost| lost.claimed_at))
        }
    };
    let key = format!("bed {:?} {id}", clash.kind);
    Ok(InboxItem { key, at, thing: Thing::Bed { clash: Box::new(clash) } })
}

pub fn twins(read: &Read<'_>) -> Result<Vec<InboxItem>> {
    let mut items = Vec::new();
    for pair in twin_records(read)? {
        let (one, other) = (pair.one, pair.other);
        let rows = (row(read, one, Matched::Name)?, row(read, other, Matched::Name)?);
        let (Some(one), Some(other)) = rows else { continue };
        items.push(InboxItem {
            key: format!("twins {} {}", one.id, other.id),
            at: Some(pair.at),
            thing: Thing::Twins { one, other, why: pair.why },
        });
    }
    Ok(items)
}
