//! Two safeguards before a dose: the wristband of the right patient, and for a high-risk
//! medicine a second person, who proves it with their own password.

use kernel::{Error, Permission, Query, Read, Result, RowId, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::patients::Patient;
use crate::permissions::NURSING_CHART;
use crate::staff::Staff;
use crate::wards::Admission;

/// Roles that may check a dose with a colleague.
const ROLES: [&str; 3] = ["nurse", "doctor", "pharmacist"];

/// Whether the scanned text is of this patient. Nothing scanned is no match and no error;
/// a band of somebody else always is one.
pub fn check_band(read: &Read<'_>, admission: &Admission, scanned: &str) -> Result<bool> {
    let scanned = scanned.trim();
    if scanned.is_empty() {
        return Ok(false);
    }
    let patient: Patient = read.get(admission.patient_id)?;
    let codes = [
        patient.reg_no,
        admission.printed_number.clone(),
        admission.id.to_string(),
        admission.patient_id.to_string(),
    ];
    // The band's own code is `vaidya:a:` and the id of the admission; a bought one may hold
    // several parts, such as "AI/26-27/00146 A-000042".
    let mut parts = scanned.split(|letter: char| letter.is_whitespace() || ":|;,".contains(letter));
    match parts.any(|part| codes.iter().any(|code| code.eq_ignore_ascii_case(part))) {
        true => Ok(true),
        false => Err(Error::invalid("band", "errors-band-other")),
    }
}

/// The second person of a high-risk dose, proven.
pub fn check_second(tx: &Tx<'_>, second_id: Option<RowId>, password: &str) -> Result<Staff> {
    let id = second_id.ok_or_else(|| Error::invalid("second_id", "errors-second-needed"))?;
    if id == tx.session().user {
        return Err(Error::invalid("second_id", "errors-second-yourself"));
    }
    let staff: Staff = tx.get(id)?;
    let is_clinical = staff.roles.iter().any(|role| ROLES.contains(&role.as_str()));
    if !staff.is_active || !is_clinical {
        return Err(Error::invalid("second_id", "errors-second-role"));
    }
    tx.host().verify(&staff.user, password).map_err(|mut error| {
        error.field = Some("second_password".into());
        error.about(staff.id)
    })?;
    Ok(staff)
}

/// Who may be the second person, for the list on the screen.
#[derive(Deserialize, TS)]
pub struct ListWitnesses {}

#[derive(Serialize, TS)]
pub struct Witness {
    pub id: RowId,
    pub name: String,
    pub roles: Vec<String>,
}

impl Query for ListWitnesses {
    type Output = Vec<Witness>;
    const ROUTE: &'static str = "nursing.witnesses";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, read: &Read<'_>) -> Result<Vec<Witness>> {
        let staff: Vec<Staff> = read.all(
            "SELECT * FROM staff WHERE is_active = 1 AND ended IS NULL AND id <> ?1
             ORDER BY name, id LIMIT 1000",
            [read.session().user],
        )?;
        let is_clinical = |one: &Staff| one.roles.iter().any(|role| ROLES.contains(&role.as_str()));
        Ok(staff
            .into_iter()
            .filter(is_clinical)
            .map(|one| Witness { id: one.id, name: one.name, roles: one.roles })
            .collect())
    }
}
