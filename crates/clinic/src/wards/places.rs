//! What a ward is made of: classes with their dated tariff, wards, rooms, beds.

use kernel::{Day, Money, Record, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::age;
use crate::patients::{Patient, Sex};

/// A class of accommodation, that has a price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WardClass {
    pub id: RowId,
    pub name: String,
    /// ICU, CCU, ICCU or NICU: the room is exempt from GST at any price.
    pub is_critical_care: bool,
    pub rank: i64,
    pub is_active: bool,
}

impl Record for WardClass {
    const TABLE: &'static str = "ward_class";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

/// The rent of a day in a class, from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Tariff {
    pub id: RowId,
    pub class_id: RowId,
    pub since: Day,
    pub rent_paise: Money,
    pub note: String,
}

impl Record for Tariff {
    const TABLE: &'static str = "tariff";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Admits {
    Anyone,
    Women,
    Men,
    Children,
}

/// Up to which age a child lies in the children's ward, and a boy with his mother.
const CHILD_YEARS_MAX: u32 = 14;
const BOY_WITH_MOTHER_YEARS_MAX: u32 = 5;

impl Admits {
    /// Whether the ward is for this patient; one whose sex is neither is asked, not told.
    pub fn fits(self, patient: &Patient, today: Day) -> bool {
        let years = age::years(patient.birth_date, today);
        match self {
            Admits::Anyone => true,
            Admits::Women => patient.sex != Sex::Male || years <= BOY_WITH_MOTHER_YEARS_MAX,
            Admits::Men => patient.sex != Sex::Female,
            Admits::Children => years <= CHILD_YEARS_MAX,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Ward {
    pub id: RowId,
    pub name: String,
    pub floor: String,
    pub admits: Admits,
    pub rank: i64,
    pub is_active: bool,
}

impl Record for Ward {
    const TABLE: &'static str = "ward";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Room {
    pub id: RowId,
    pub ward_id: RowId,
    pub name: String,
    pub class_id: RowId,
    pub rank: i64,
    pub is_active: bool,
}

impl Record for Room {
    const TABLE: &'static str = "room";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BedKind {
    Bed,
    /// Of a baby, beside its mother or in the nursery.
    Cot,
}

/// What the staff say of a bed. Whether it is taken, the stays say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Ready,
    Cleaning,
    Reserved,
    Blocked,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Bed {
    pub id: RowId,
    pub room_id: RowId,
    pub label: String,
    pub kind: BedKind,
    pub rank: i64,
    pub condition: Condition,
    /// Why it is blocked, or for whom it is reserved.
    pub note: String,
    pub condition_since: Timestamp,
    pub is_active: bool,
}

impl Record for Bed {
    const TABLE: &'static str = "bed";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}
