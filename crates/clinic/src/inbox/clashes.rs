//! Slots and beds that were given twice, and people who were registered twice. The commands
//! that answer them are those of their own slices.

use kernel::{Read, Result, RowId, Timestamp};

use super::model::{InboxItem, Thing};
use crate::appointments::{Appointment, MoveWhy, clash_of, row_of, to_move};
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
        let Some(clash) = clash_of(read, &lost)? else { continue };
        let mut appointment = row_of(read, id)?;
        (appointment.is_clashing, appointment.is_provisional) = (true, !clash.is_confirmed);
        let holder = clash.holder.map(|id| patient_of(read, id)).transpose()?.flatten();
        items.push(InboxItem {
            key: format!("slot {id}"),
            at: Some(lost.claimed_at),
            thing: Thing::Slot {
                appointment: Box::new(appointment),
                holder: holder.unwrap_or_default(),
            },
        });
    }
    Ok(items)
}

fn patient_of(read: &Read<'_>, appointment: RowId) -> Result<Option<String>> {
    let sql = "SELECT patient.name FROM appointment
                   JOIN patient ON patient.id = appointment.patient_id
               WHERE appointment.id = ?1 LIMIT 1";
    read.value(sql, [appointment])
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
