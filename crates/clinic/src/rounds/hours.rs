//! The hours of the wards, one row for the clinic: when shifts change, at which clock times
//! the four doses of a day are due, and which medicines take a second person.

use kernel::{Command, Error, Permission, Query, Read, Record, Result, RowId, Rule, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::high_risk;
use crate::forms;
use crate::permissions::{SETTINGS_MANAGE, SETTINGS_VIEW};

/// The same id on every desk.
pub const WARD_HOURS_ID: RowId = RowId(*b"the ward's hours");

pub const DAY_MINUTES: u16 = 24 * 60;

/// Times are minutes after midnight of the clinic's zone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WardHours {
    pub id: RowId,
    /// When each shift begins. The last one runs over midnight into the first.
    pub shifts: Vec<u16>,
    pub morning: u16,
    pub afternoon: u16,
    pub evening: u16,
    pub night: u16,
    /// A dose given so many minutes after its time is late.
    pub late_minutes: u16,
    /// No dose without the wristband's code.
    pub is_band_required: bool,
    /// What this clinic adds to the shipped list of high-risk medicines, and what it takes out.
    pub high_risk_added: Vec<String>,
    pub high_risk_removed: Vec<String>,
}

impl Default for WardHours {
    fn default() -> Self {
        Self {
            id: WARD_HOURS_ID,
            shifts: vec![8 * 60, 14 * 60, 20 * 60],
            morning: 8 * 60,
            afternoon: 14 * 60,
            evening: 18 * 60,
            night: 21 * 60,
            late_minutes: 60,
            is_band_required: false,
            high_risk_added: Vec::new(),
            high_risk_removed: Vec::new(),
        }
    }
}

impl WardHours {
    pub fn slots(&self) -> [u16; 4] {
        [self.morning, self.afternoon, self.evening, self.night]
    }
}

impl Record for WardHours {
    const TABLE: &'static str = "ward_hours";
    const RULE: Rule = Rule::Fields;

    fn id(&self) -> RowId {
        self.id
    }
}

pub fn ward_hours(read: &Read<'_>) -> Result<WardHours> {
    Ok(read.find(WARD_HOURS_ID)?.unwrap_or_default())
}

#[derive(Clone, Debug, Deserialize, TS)]
pub struct WardHoursForm {
    pub shifts: Vec<u16>,
    pub morning: u16,
    pub afternoon: u16,
    pub evening: u16,
    pub night: u16,
    pub late_minutes: u16,
    pub is_band_required: bool,
    pub high_risk_added: Vec<String>,
    pub high_risk_removed: Vec<String>,
}

const NAMES_MAX: usize = 200;

impl WardHoursForm {
    fn checked(self) -> Result<WardHours> {
        rising("shifts", &self.shifts)?;
        if !(2..=4).contains(&self.shifts.len()) {
            return Err(Error::invalid("shifts", "errors-out-of-range")
                .with("min", 2)
                .with("max", 4));
        }
        rising("night", &[self.morning, self.afternoon, self.evening, self.night])?;
        if !(5..=240).contains(&self.late_minutes) {
            return Err(Error::invalid("late_minutes", "errors-out-of-range")
                .with("min", 5)
                .with("max", 240));
        }
        Ok(WardHours {
            id: WARD_HOURS_ID,
            shifts: self.shifts,
            morning: self.morning,
            afternoon: self.afternoon,
            evening: self.evening,
            night: self.night,
            late_minutes: self.late_minutes,
            is_band_required: self.is_band_required,
            high_risk_added: names("high_risk_added", self.high_risk_added)?,
            high_risk_removed: names("high_risk_removed", self.high_risk_removed)?,
        })
    }
}

/// Clock times within one day, each later than the one before.
fn rising(field: &str, minutes: &[u16]) -> Result<()> {
    let is_rising = minutes.windows(2).all(|pair| matches!(pair, [one, next] if one < next));
    let is_of_a_day = minutes.iter().all(|minute| *minute < DAY_MINUTES);
    if is_rising && is_of_a_day && !minutes.is_empty() {
        return Ok(());
    }
    Err(Error::invalid(field, "errors-hours-order"))
}

fn names(field: &str, given: Vec<String>) -> Result<Vec<String>> {
    if given.len() > NAMES_MAX {
        return Err(Error::invalid(field, "errors-too-many").with("max", NAMES_MAX));
    }
    let mut kept = Vec::new();
    for name in given {
        let name = forms::optional(field, &name)?;
        if !name.is_empty() && !kept.contains(&name) {
            kept.push(name);
        }
    }
    Ok(kept)
}

#[derive(Deserialize, TS)]
pub struct ShowWardHours {}

#[derive(Serialize, TS)]
pub struct WardHoursView {
    pub hours: WardHours,
    /// The shipped list of high-risk medicines.
    pub high_risk_shipped: Vec<high_risk::HighRisk>,
}

fn view(read: &Read<'_>) -> Result<WardHoursView> {
    Ok(WardHoursView { hours: ward_hours(read)?, high_risk_shipped: high_risk::shipped().to_vec() })
}

impl Query for ShowWardHours {
    type Output = WardHoursView;
    const ROUTE: &'static str = "rounds.hours";
    const PERMISSION: Permission = SETTINGS_VIEW;

    fn run(self, read: &Read<'_>) -> Result<WardHoursView> {
        view(read)
    }
}

#[derive(Deserialize, TS)]
pub struct SetWardHours {
    pub form: WardHoursForm,
}

impl Command for SetWardHours {
    type Output = WardHoursView;
    const ROUTE: &'static str = "rounds.set_hours";
    const PERMISSION: Permission = SETTINGS_MANAGE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardHoursView> {
        let after = self.form.checked()?;
        match tx.find::<WardHours>(WARD_HOURS_ID)? {
            Some(_) => tx.change(&after)?,
            None => tx.insert(&after)?,
        }
        view(tx)
    }
}
