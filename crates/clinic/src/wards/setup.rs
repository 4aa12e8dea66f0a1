//! Building the wards: classes with their dated tariff, wards, rooms and beds, many at once.

use kernel::{Command, Day, Error, Money, Permission, Query, Read, Result, RowId, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::places::{Admits, Bed, BedKind, Condition, Room, Tariff, Ward, WardClass};
use super::rules::{WardRules, ward_rules};
use crate::forms;
use crate::permissions::{WARDS_MANAGE, WARDS_VIEW};

const EACH_MAX: i64 = 1000;
const BEDS_AT_ONCE_MAX: usize = 100;

#[derive(Deserialize, TS)]
pub struct ShowWardSetup {}

#[derive(Debug, Serialize, TS)]
pub struct WardSetup {
    pub classes: Vec<WardClass>,
    pub tariffs: Vec<Tariff>,
    pub wards: Vec<Ward>,
    pub rooms: Vec<Room>,
    pub beds: Vec<Bed>,
    pub rules: WardRules,
}

impl Query for ShowWardSetup {
    type Output = WardSetup;
    const ROUTE: &'static str = "wards.setup";
    const PERMISSION: Permission = WARDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<WardSetup> {
        Ok(WardSetup {
            classes: classes(read)?,
            tariffs: read.all(
                "SELECT * FROM tariff WHERE ended IS NULL ORDER BY class_id, since, id LIMIT ?1",
                [EACH_MAX],
            )?,
            wards: read.all(
                "SELECT * FROM ward WHERE ended IS NULL ORDER BY rank, name, id LIMIT ?1",
                [EACH_MAX],
            )?,
            rooms: read.all(
                "SELECT * FROM room WHERE ended IS NULL ORDER BY ward_id, rank, name, id LIMIT ?1",
                [EACH_MAX],
            )?,
            beds: read.all(
                "SELECT * FROM bed WHERE ended IS NULL ORDER BY room_id, rank, label, id LIMIT ?1",
                [2 * EACH_MAX],
            )?,
            rules: ward_rules(read)?,
        })
    }
}

pub fn classes(read: &Read<'_>) -> Result<Vec<WardClass>> {
    read.all(
        "SELECT * FROM ward_class WHERE ended IS NULL ORDER BY rank, name, id LIMIT ?1",
        [EACH_MAX],
    )
}

/// A row that was there is changed, a new one is inserted.
macro_rules! keep {
    ($tx:ident, $id:expr, $row:expr) => {{
        let row = $row;
        match $id {
            Some(_) => $tx.change(&row)?,
            None => $tx.insert(&row)?,
        }
        Ok(row)
    }};
}

fn id_or_new(tx: &mut Tx<'_>, id: Option<RowId>) -> RowId {
    match id {
        Some(id) => id,
        None => tx.new_id(),
    }
}

#[derive(Deserialize, TS)]
pub struct SaveWardClass {
    pub id: Option<RowId>,
    pub name: String,
    pub is_critical_care: bool,
    pub rank: i64,
    pub is_active: bool,
}

impl Command for SaveWardClass {
    type Output = WardClass;
    const ROUTE: &'static str = "wards.save_class";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardClass> {
        keep!(
            tx,
            self.id,
            WardClass {
                id: id_or_new(tx, self.id),
                name: forms::required("name", &self.name)?,
                is_critical_care: self.is_critical_care,
                rank: self.rank,
                is_active: self.is_active,
            }
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SaveTariff {
    pub id: Option<RowId>,
    pub class_id: RowId,
    pub since: Day,
    pub rent_paise: Money,
    pub note: String,
}

impl Command for SaveTariff {
    type Output = Tariff;
    const ROUTE: &'static str = "wards.save_tariff";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Tariff> {
        tx.get::<WardClass>(self.class_id)?;
        let same: Option<RowId> = tx.value(
            "SELECT id FROM tariff WHERE class_id = ?1 AND since = ?2 AND ended IS NULL
                 AND id IS NOT ?3 ORDER BY id LIMIT 1",
            rusqlite::params![self.class_id, self.since.to_string(), self.id],
        )?;
        if same.is_some() {
            return Err(Error::invalid("since", "errors-tariff-same-day"));
        }
        keep!(
            tx,
            self.id,
            Tariff {
                id: id_or_new(tx, self.id),
                class_id: self.class_id,
                since: self.since,
                rent_paise: forms::amount("rent_paise", self.rent_paise)?,
                note: forms::optional("note", &self.note)?,
            }
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SaveWard {
    pub id: Option<RowId>,
    pub name: String,
    pub floor: String,
    pub admits: Admits,
    pub rank: i64,
    pub is_active: bool,
}

impl Command for SaveWard {
    type Output = Ward;
    const ROUTE: &'static str = "wards.save_ward";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Ward> {
        keep!(
            tx,
            self.id,
            Ward {
                id: id_or_new(tx, self.id),
                name: forms::required("name", &self.name)?,
                floor: forms::optional("floor", &self.floor)?,
                admits: self.admits,
                rank: self.rank,
                is_active: self.is_active,
            }
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SaveRoom {
    pub id: Option<RowId>,
    pub ward_id: RowId,
    pub name: String,
    pub class_id: RowId,
    pub rank: i64,
    pub is_active: bool,
}

impl Command for SaveRoom {
    type Output = Room;
    const ROUTE: &'static str = "wards.save_room";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Room> {
        tx.get::<Ward>(self.ward_id)?;
        tx.get::<WardClass>(self.class_id)?;
        keep!(
            tx,
            self.id,
            Room {
                id: id_or_new(tx, self.id),
                ward_id: self.ward_id,
                name: forms::required("name", &self.name)?,
                class_id: self.class_id,
                rank: self.rank,
                is_active: self.is_active,
            }
        )
    }
}

#[derive(Deserialize, TS)]
pub struct SaveBed {
    pub id: RowId,
    pub label: String,
    pub kind: BedKind,
    pub rank: i64,
    pub is_active: bool,
}

impl Command for SaveBed {
    type Output = Bed;
    const ROUTE: &'static str = "wards.save_bed";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Bed> {
        let before: Bed = tx.get(self.id)?;
        let is_taken = super::board::stay_in(tx, before.id)?.is_some();
        if !self.is_active && is_taken {
            return Err(Error::invalid("is_active", "errors-bed-taken").with("bed", before.label));
        }
        let label = forms::required("label", &self.label)?;
        let room: Room = tx.get(before.room_id)?;
        free_label(tx, room.ward_id, &label, Some(self.id), "label")?;
        let after =
            Bed { label, kind: self.kind, rank: self.rank, is_active: self.is_active, ..before };
        tx.change(&after)?;
        Ok(after)
    }
}

/// Beds by their labels, "101–110, 112, ICU1–ICU4": each in a room of its own, or all in one.
#[derive(Deserialize, TS)]
pub struct AddBeds {
    pub ward_id: RowId,
    pub class_id: RowId,
    pub labels: String,
    pub kind: BedKind,
    /// The room that holds them all; empty for a room each.
    pub room: String,
}

impl Command for AddBeds {
    type Output = Vec<Bed>;
    const ROUTE: &'static str = "wards.add_beds";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Vec<Bed>> {
        let ward: Ward = tx.get(self.ward_id)?;
        tx.get::<WardClass>(self.class_id)?;
        let labels = labels(&self.labels)?;
        let name = forms::optional("room", &self.room)?;
        let mut shared = match name.is_empty() {
            true => None,
            false => Some(self.room_named(tx, &name)?),
        };
        let mut beds = Vec::new();
        for label in labels {
            free_label(tx, ward.id, &label, None, "labels")?;
            let room = match &mut shared {
                Some(room) => room.clone(),
                None => self.room_named(tx, &label)?,
            };
            let bed = Bed {
                id: tx.new_id(),
                room_id: room.id,
                rank: next_rank(tx, "SELECT max(rank) FROM bed WHERE room_id = ?1", room.id)?,
                label,
                kind: self.kind,
                condition: Condition::Ready,
                note: String::new(),
                condition_since: tx.now(),
                is_active: true,
            };
            tx.insert(&bed)?;
            beds.push(bed);
        }
        Ok(beds)
    }
}

impl AddBeds {
    /// The room of this name and class in the ward, made if it is not there.
    fn room_named(&self, tx: &mut Tx<'_>, name: &str) -> Result<Room> {
        let known: Option<Room> = tx.one(
            "SELECT * FROM room WHERE ward_id = ?1 AND name = ?2 AND ended IS NULL
             ORDER BY id LIMIT 1",
            rusqlite::params![self.ward_id, name],
        )?;
        if let Some(room) = known {
            return match room.class_id == self.class_id {
                true => Ok(room),
                false => {
                    Err(Error::invalid("class_id", "errors-room-other-class").with("room", name))
                }
            };
        }
        let room = Room {
            id: tx.new_id(),
            ward_id: self.ward_id,
            name: name.to_owned(),
            class_id: self.class_id,
            rank: next_rank(tx, "SELECT max(rank) FROM room WHERE ward_id = ?1", self.ward_id)?,
            is_active: true,
        };
        tx.insert(&room)?;
        Ok(room)
    }
}

fn next_rank(read: &Read<'_>, sql: &str, of: RowId) -> Result<i64> {
    Ok(read.value::<Option<i64>>(sql, [of])?.flatten().unwrap_or(0) + 1)
}

/// A label is told over the telephone: once in a ward.
fn free_label(
    read: &Read<'_>,
    ward_id: RowId,
    label: &str,
    except: Option<RowId>,
    field: &str,
) -> Result<()> {
    let taken: Option<RowId> = read.value(
        "SELECT bed.id FROM bed JOIN room ON room.id = bed.room_id
         WHERE room.ward_id = ?1 AND bed.label = ?2 AND bed.ended IS NULL AND bed.id IS NOT ?3
         ORDER BY bed.id LIMIT 1",
        rusqlite::params![ward_id, label, except],
    )?;
    match taken {
        Some(_) => Err(Error::invalid(field, "errors-bed-label-taken").with("bed", label)),
        None => Ok(()),
    }
}

/// "101–103, A1-A2" as labels one by one.
fn labels(text: &str) -> Result<Vec<String>> {
    let refuse = |part: &str| Error::invalid("labels", "errors-bed-labels").with("part", part);
    let mut labels: Vec<String> = Vec::new();
    for part in text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let ends = part.split_once(['-', '–', '—']).and_then(|(from, to)| {
            let (head, from) = numbered(from.trim())?;
            let (other, to) = numbered(to.trim())?;
            (other.is_empty() || other == head).then_some((head, from, to))
        });
        match ends {
            Some((head, from, to)) => {
                let width = from.len();
                let (from, to) = (from.parse::<usize>(), to.parse::<usize>());
                let (Ok(from), Ok(to)) = (from, to) else { return Err(refuse(part)) };
                if to < from || to - from >= BEDS_AT_ONCE_MAX {
                    return Err(refuse(part));
                }
                labels.extend((from..=to).map(|number| format!("{head}{number:0width$}")));
            }
            None if part.chars().count() <= 20 => labels.push(part.to_owned()),
            None => return Err(refuse(part)),
        }
    }
    if labels.is_empty() {
        return Err(Error::invalid("labels", "errors-required"));
    }
    if labels.len() > BEDS_AT_ONCE_MAX {
        return Err(Error::invalid("labels", "errors-too-many").with("max", BEDS_AT_ONCE_MAX));
    }
    for (at, label) in labels.iter().enumerate() {
        if labels.iter().skip(at + 1).any(|other| other == label) {
            return Err(Error::invalid("labels", "errors-bed-label-taken").with("bed", label));
        }
    }
    Ok(labels)
}

/// "ICU12" as "ICU" and "12".
fn numbered(text: &str) -> Option<(&str, &str)> {
    let digits = text.chars().rev().take_while(char::is_ascii_digit).count();
    let (head, number) = text.split_at_checked(text.len() - digits)?;
    (digits > 0 && digits < 7).then_some((head, number))
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn beds_are_written_as_people_write_them() {
        for (text, beds) in [
            ("101–103", "101 102 103"),
            ("101-103, 105", "101 102 103 105"),
            ("ICU1-ICU3", "ICU1 ICU2 ICU3"),
            ("M1 - 3", "M1 M2 M3"),
            ("08-11", "08 09 10 11"),
            ("Labour room", "Labour room"),
        ] {
            assert_eq!(labels(text).unwrap().join(" "), beds, "{text}");
        }
        for refused in ["", " , ", "110-101", "1-500", "A1-B3, A1-B3", "7, 7"] {
            assert!(labels(refused).is_err(), "{refused}");
        }
    }
}
