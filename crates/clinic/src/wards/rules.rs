use kernel::{Command, Error, Permission, Query, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::permissions::{WARDS_MANAGE, WARDS_VIEW};

/// The rules have one row, with the same id on every desk.
pub const WARD_RULES_ID: RowId = RowId(*b"the wards' rules");

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayRule {
    /// From check-out hour to check-out hour: each day that was begun.
    CheckOutHour,
    /// Twenty-four hours from admission, with half days.
    #[serde(rename = "hours_24")]
    Hours24,
    /// The day of admission counts, that of discharge does not, at least one.
    Calendar,
}

/// Which room is charged on a day with several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChangeRule {
    Higher,
    Longest,
    AtCheckOut,
}

/// How bed days are counted in this clinic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WardRules {
    pub id: RowId,
    pub day_rule: DayRule,
    /// Minutes after midnight.
    pub check_out_minute: u16,
    /// Somebody who leaves as late as this begins no new day.
    pub grace_minutes: u16,
    /// A last day of up to this long is a half one; 0 for never.
    pub half_day_minutes: u16,
    pub change_rule: ChangeRule,
    /// Of the rent, while the patient is away with leave for a whole day.
    pub leave_percent: u8,
    /// The label of the wristband: `25x200` or `70x35`, in millimetres.
    pub wristband: String,
}

impl Record for WardRules {
    const TABLE: &'static str = "ward_rules";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

impl Default for WardRules {
    fn default() -> Self {
        Self {
            id: WARD_RULES_ID,
            day_rule: DayRule::CheckOutHour,
            check_out_minute: 12 * 60,
            grace_minutes: 60,
            half_day_minutes: 0,
            change_rule: ChangeRule::Higher,
            leave_percent: 100,
            wristband: "25x200".into(),
        }
    }
}

pub const WRISTBANDS: &[&str] = &["25x200", "70x35"];

/// The clinic's own rules, or the shipped ones while nobody has chosen.
pub fn ward_rules(read: &Read<'_>) -> Result<WardRules> {
    Ok(read.find(WARD_RULES_ID)?.unwrap_or_default())
}

#[derive(Deserialize, TS)]
pub struct ShowWardRules {}

impl Query for ShowWardRules {
    type Output = WardRules;
    const ROUTE: &'static str = "wards.rules";
    const PERMISSION: Permission = WARDS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<WardRules> {
        ward_rules(read)
    }
}

#[derive(Deserialize, TS)]
pub struct SaveWardRules {
    pub day_rule: DayRule,
    pub check_out_minute: u16,
    pub grace_minutes: u16,
    pub half_day_minutes: u16,
    pub change_rule: ChangeRule,
    pub leave_percent: u8,
    pub wristband: String,
}

impl Command for SaveWardRules {
    type Output = WardRules;
    const ROUTE: &'static str = "wards.save_rules";
    const PERMISSION: Permission = WARDS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardRules> {
        within("check_out_minute", self.check_out_minute, 24 * 60 - 1)?;
        within("grace_minutes", self.grace_minutes, 12 * 60)?;
        within("half_day_minutes", self.half_day_minutes, 12 * 60)?;
        within("leave_percent", u16::from(self.leave_percent), 100)?;
        if !WRISTBANDS.contains(&self.wristband.as_str()) {
            return Err(Error::invalid("wristband", "errors-unknown-choice"));
        }
        let rules = WardRules {
            id: WARD_RULES_ID,
            day_rule: self.day_rule,
            check_out_minute: self.check_out_minute,
            grace_minutes: self.grace_minutes,
            half_day_minutes: self.half_day_minutes,
            change_rule: self.change_rule,
            leave_percent: self.leave_percent,
            wristband: self.wristband,
        };
        match tx.find::<WardRules>(WARD_RULES_ID)? {
            Some(_) => tx.change(&rules)?,
            None => tx.insert(&rules)?,
        }
        Ok(rules)
    }
}

fn within(field: &str, value: u16, max: u16) -> Result<()> {
    if value <= max {
        return Ok(());
    }
    Err(Error::invalid(field, "errors-out-of-range").with("min", 0).with("max", max))
}
