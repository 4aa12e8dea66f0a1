use std::collections::BTreeMap;

use kernel::{Day, Permission, Query, Read, Result, RowId, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::clashes::{Clash, clashes, lost};
use super::inpatients::{Inpatient, inpatient};
use super::model::{Admission, AdmissionKind, BedStay};
use super::places::{Admits, BedKind, Condition};
use crate::age;
use crate::patients::Sex;
use crate::permissions::WARDS_VIEW;

/// The open stay in a bed, the one that was claimed first.
pub fn stay_in(read: &Read<'_>, bed_id: RowId) -> Result<Option<BedStay>> {
    read.one(
        "SELECT * FROM bed_stay WHERE bed_id = ?1 AND until_at IS NULL AND ended IS NULL
         ORDER BY claimed_at, id LIMIT 1",
        [bed_id],
    )
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BedState {
    Free,
    Taken,
    Reserved,
    Cleaning,
    Blocked,
}

/// Who lies in a bed, in a few words.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Occupant {
    pub stay_id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub patient_name: String,
    pub reg_no: String,
    pub age: String,
    pub sex: Sex,
    pub doctor_id: RowId,
    pub doctor_name: String,
    pub day_of_stay: i64,
    pub diagnosis: String,
    pub kind: AdmissionKind,
    pub is_mlc: bool,
    pub is_on_leave: bool,
    pub is_clash: bool,
    pub mother_id: Option<RowId>,
    /// Babies admitted under her, wherever they lie.
    pub babies: i64,
    pub expected_until: Option<Day>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct BoardBed {
    pub bed_id: RowId,
    pub label: String,
    pub room: String,
    pub class_id: RowId,
    pub class_name: String,
    pub kind: BedKind,
    pub state: BedState,
    pub note: String,
    /// Since when it is so.
    pub since: Timestamp,
    /// More than one where two desks gave it away.
    pub occupants: Vec<Occupant>,
}

#[derive(Clone, Debug, Serialize, TS)]
pub struct BoardWard {
    pub ward_id: RowId,
    pub name: String,
    pub floor: String,
    pub admits: Admits,
    pub counts: BedCounts,
    pub beds: Vec<BoardBed>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct BedCounts {
    pub beds: u32,
    pub free: u32,
    pub taken: u32,
    pub reserved: u32,
    pub cleaning: u32,
    pub blocked: u32,
}

impl BedCounts {
    fn add(&mut self, state: BedState) {
        self.beds += 1;
        match state {
            BedState::Free => self.free += 1,
            BedState::Taken => self.taken += 1,
            BedState::Reserved => self.reserved += 1,
            BedState::Cleaning => self.cleaning += 1,
            BedState::Blocked => self.blocked += 1,
        }
    }
}

#[derive(Debug, Serialize, TS)]
pub struct BedBoard {
    pub counts: BedCounts,
    pub wards: Vec<BoardWard>,
    /// Admitted, and no bed yet.
    pub waiting: Vec<Inpatient>,
    pub clashes: Vec<Clash>,
}

#[derive(Deserialize, TS)]
pub struct ShowBedBoard {}

impl Query for ShowBedBoard {
    type Output = BedBoard;
    const ROUTE: &'static str = "wards.board";
    const PERMISSION: Permission = WARDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<BedBoard> {
        board(read)
    }
}

#[derive(Deserialize)]
struct FoundBed {
    id: RowId,
    label: String,
    kind: BedKind,
    condition: Condition,
    note: String,
    condition_since: Timestamp,
    room: String,
    class_id: RowId,
    class_name: String,
    ward_id: RowId,
    ward: String,
    floor: String,
    admits: Admits,
}

const BEDS: &str = "
SELECT bed.id, bed.label, bed.kind, bed.condition, bed.note, bed.condition_since,
    room.name AS room, room.class_id, coalesce(ward_class.name, '') AS class_name,
    ward.id AS ward_id, ward.name AS ward, ward.floor, ward.admits
FROM bed JOIN room ON room.id = bed.room_id JOIN ward ON ward.id = room.ward_id
    LEFT JOIN ward_class ON ward_class.id = room.class_id
WHERE bed.is_active = 1 AND bed.ended IS NULL AND room.is_active = 1 AND ward.is_active = 1
ORDER BY ward.rank, ward.name, ward.id, room.rank, room.id, bed.rank, bed.label, bed.id
LIMIT 2000";

#[derive(Deserialize)]
struct FoundStay {
    stay_id: RowId,
    bed_id: RowId,
    from_at: Timestamp,
    admission_id: RowId,
    patient_id: RowId,
    patient_name: Option<String>,
    reg_no: Option<String>,
    sex: Option<Sex>,
    birth_date: Option<Day>,
    doctor_id: RowId,
    doctor_name: Option<String>,
    day: Day,
    diagnosis: String,
    kind: AdmissionKind,
    is_mlc: bool,
    mother_id: Option<RowId>,
    babies: i64,
    expected_until: Option<Day>,
    is_on_leave: bool,
}

const STAYS: &str = "
SELECT bed_stay.id AS stay_id, bed_stay.bed_id, bed_stay.from_at, admission.id AS admission_id,
    admission.patient_id, patient.name AS patient_name, patient.reg_no, patient.sex,
    patient.birth_date, admission.doctor_id, doctor.name AS doctor_name, admission.day,
    admission.diagnosis, admission.kind, admission.is_mlc, admission.mother_id,
    admission.expected_until,
    EXISTS (SELECT 1 FROM patient_leave WHERE admission_id = admission.id
        AND until_at IS NULL AND ended IS NULL) AS is_on_leave,
    (SELECT count(*) FROM admission AS baby WHERE baby.mother_id = admission.id
        AND baby.discharged_at IS NULL AND baby.ended IS NULL) AS babies
FROM bed_stay JOIN admission ON admission.id = bed_stay.admission_id
    LEFT JOIN patient ON patient.id = admission.patient_id
    LEFT JOIN doctor ON doctor.id = admission.doctor_id
WHERE bed_stay.until_at IS NULL AND bed_stay.ended IS NULL
ORDER BY bed_stay.claimed_at, bed_stay.id LIMIT 2000";

pub fn board(read: &Read<'_>) -> Result<BedBoard> {
    let lost = lost(read)?;
    let today = read.today();
    let mut stays: BTreeMap<RowId, Vec<(Timestamp, Occupant)>> = BTreeMap::new();
    for stay in read.all::<FoundStay>(STAYS, [])? {
        let is_clash = lost.has(stay.stay_id);
        let (bed, from) = (stay.bed_id, stay.from_at);
        stays.entry(bed).or_default().push((from, occupant(stay, is_clash, today)));
    }
    let mut counts = BedCounts::default();
    let mut wards: Vec<BoardWard> = Vec::new();
    for bed in read.all::<FoundBed>(BEDS, [])? {
        let inside = stays.remove(&bed.id).unwrap_or_default();
        if wards.last().is_none_or(|ward| ward.ward_id != bed.ward_id) {
            wards.push(BoardWard {
                ward_id: bed.ward_id,
                name: bed.ward.clone(),
                floor: bed.floor.clone(),
                admits: bed.admits,
                counts: BedCounts::default(),
                beds: Vec::new(),
            });
        }
        let Some(ward) = wards.last_mut() else { continue };
        let bed = board_bed(bed, inside);
        ward.counts.add(bed.state);
        counts.add(bed.state);
        ward.beds.push(bed);
    }
    Ok(BedBoard { counts, wards, waiting: waiting(read)?, clashes: clashes(read)? })
}

fn occupant(stay: FoundStay, is_clash: bool, today: Day) -> Occupant {
    Occupant {
        day_of_stay: (today - stay.day).num_days().max(0) + 1,
        age: stay.birth_date.map(|birth| age::text(birth, today)).unwrap_or_default(),
        stay_id: stay.stay_id,
        admission_id: stay.admission_id,
        patient_id: stay.patient_id,
        patient_name: stay.patient_name.unwrap_or_default(),
        reg_no: stay.reg_no.unwrap_or_default(),
        sex: stay.sex.unwrap_or(Sex::Other),
        doctor_id: stay.doctor_id,
        doctor_name: stay.doctor_name.unwrap_or_default(),
        diagnosis: stay.diagnosis,
        kind: stay.kind,
        is_mlc: stay.is_mlc,
        is_on_leave: stay.is_on_leave,
        is_clash,
        mother_id: stay.mother_id,
        babies: stay.babies,
        expected_until: stay.expected_until,
    }
}

/// Who holds the bed comes first, whoever lost it after.
fn board_bed(bed: FoundBed, mut inside: Vec<(Timestamp, Occupant)>) -> BoardBed {
    inside.sort_by_key(|(_, occupant)| occupant.is_clash);
    let since = inside.first().map_or(bed.condition_since, |(from, _)| *from);
    let state = match bed.condition {
        _ if !inside.is_empty() => BedState::Taken,
        Condition::Ready => BedState::Free,
        Condition::Cleaning => BedState::Cleaning,
        Condition::Reserved => BedState::Reserved,
        Condition::Blocked => BedState::Blocked,
    };
    BoardBed {
        bed_id: bed.id,
        label: bed.label,
        room: bed.room,
        class_id: bed.class_id,
        class_name: bed.class_name,
        kind: bed.kind,
        state,
        note: bed.note,
        since,
        occupants: inside.into_iter().map(|(_, occupant)| occupant).collect(),
    }
}

/// A baby without a cot lies with its mother and waits for none.
fn waiting(read: &Read<'_>) -> Result<Vec<Inpatient>> {
    let admissions: Vec<Admission> = read.all(
        "SELECT * FROM admission WHERE discharged_at IS NULL AND ended IS NULL
             AND mother_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM bed_stay WHERE admission_id = admission.id
                 AND until_at IS NULL AND ended IS NULL)
         ORDER BY admitted_at, id LIMIT 200",
        [],
    )?;
    admissions.into_iter().map(|admission| inpatient(read, admission)).collect()
}

/// How many beds are free and taken, for the first screen; none in a clinic without wards.
pub fn bed_counts(read: &Read<'_>) -> Result<Option<BedCounts>> {
    let taken: Vec<RowId> = read.values(
        "SELECT DISTINCT bed_id FROM bed_stay WHERE until_at IS NULL AND ended IS NULL
         ORDER BY bed_id LIMIT 2000",
        [],
    )?;
    let mut counts = BedCounts::default();
    for bed in read.all::<FoundBed>(BEDS, [])? {
        let is_taken = taken.binary_search(&bed.id).is_ok();
        counts.add(match bed.condition {
            _ if is_taken => BedState::Taken,
            Condition::Ready => BedState::Free,
            Condition::Cleaning => BedState::Cleaning,
            Condition::Reserved => BedState::Reserved,
            Condition::Blocked => BedState::Blocked,
        });
    }
    Ok((counts.beds > 0).then_some(counts))
}
