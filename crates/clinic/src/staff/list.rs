use kernel::{Permission, Query, Read, Result};
use serde::Deserialize;
use ts_rs::TS;

use super::model::StaffView;
use crate::permissions::STAFF_MANAGE;

#[derive(Deserialize, TS)]
pub struct ListStaff {}

impl Query for ListStaff {
    type Output = Vec<StaffView>;
    const ROUTE: &'static str = "staff.list";
    const PERMISSION: Permission = STAFF_MANAGE;

    fn run(self, read: &Read<'_>) -> Result<Vec<StaffView>> {
        let mut all: Vec<StaffView> = read.all(
            "SELECT staff.*,
                 (SELECT doctor.id FROM doctor
                  WHERE doctor.staff_id = staff.id AND doctor.ended IS NULL) AS doctor_id,
                 (SELECT max(at) FROM access
                  WHERE access.user = staff.id AND access.what = 'sign_in') AS last_sign_in,
                 EXISTS (SELECT 1 FROM second_factor
                  WHERE second_factor.staff_id = staff.id
                  AND second_factor.ended IS NULL) AS has_second_factor
             FROM staff WHERE ended IS NULL
             ORDER BY is_active DESC, name, id LIMIT 1000",
            [],
        )?;
        for one in &mut all {
            let way = read.host().way_in(&one.user)?;
            one.has_password = way.has_password;
            one.has_pin = way.has_pin;
            one.reset_until = way.reset_until;
        }
        Ok(all)
    }
}
