//! States and union territories by their GST codes.

use kernel::{Permission, Query, Read, Result};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub const STATES: &[(&str, &str)] = &[
    ("01", "Jammu & Kashmir"),
    ("02", "Himachal Pradesh"),
    ("03", "Punjab"),
    ("04", "Chandigarh"),
    ("05", "Uttarakhand"),
    ("06", "Haryana"),
    ("07", "Delhi"),
    ("08", "Rajasthan"),
    ("09", "Uttar Pradesh"),
    ("10", "Bihar"),
    ("11", "Sikkim"),
    ("12", "Arunachal Pradesh"),
    ("13", "Nagaland"),
    ("14", "Manipur"),
    ("15", "Mizoram"),
    ("16", "Tripura"),
    ("17", "Meghalaya"),
    ("18", "Assam"),
    ("19", "West Bengal"),
    ("20", "Jharkhand"),
    ("21", "Odisha"),
    ("22", "Chhattisgarh"),
    ("23", "Madhya Pradesh"),
    ("24", "Gujarat"),
    ("26", "Dadra & Nagar Haveli and Daman & Diu"),
    ("27", "Maharashtra"),
    ("29", "Karnataka"),
    ("30", "Goa"),
    ("31", "Lakshadweep"),
    ("32", "Kerala"),
    ("33", "Tamil Nadu"),
    ("34", "Puducherry"),
    ("35", "Andaman & Nicobar"),
    ("36", "Telangana"),
    ("37", "Andhra Pradesh"),
    ("38", "Ladakh"),
];

pub fn state_name(code: &str) -> &'static str {
    STATES.iter().find(|(known, _)| *known == code).map_or("", |(_, name)| name)
}

#[derive(Deserialize, TS)]
pub struct ListStates {}

#[derive(Serialize, TS)]
pub struct State {
    pub code: &'static str,
    pub name: &'static str,
}

impl Query for ListStates {
    type Output = Vec<State>;
    const ROUTE: &'static str = "settings.states";
    const PERMISSION: Permission = Permission::ANYONE;

    fn run(self, _: &Read<'_>) -> Result<Vec<State>> {
        Ok(STATES.iter().map(|(code, name)| State { code, name }).collect())
    }
}
