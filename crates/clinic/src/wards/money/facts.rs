use kernel::{Read, Result, RowId};

use super::final_bill::WardBill;
use super::room_tax::room_taxes;
use super::running::Facts;
use crate::wards::model::Admission;
use crate::wards::rules::ward_rules;
use crate::wards::{clashes, setup, times};

/// Reads all facts of a stay, as they are now.
pub fn facts(read: &Read<'_>, admission: &Admission) -> Result<Facts> {
    let now = read.now();
    let stays = times::stays(read, admission.id)?;
    Ok(Facts {
        rules: ward_rules(read)?,
        zone: read.zone(),
        classes: setup::classes(read)?,
        tariffs: read.all(
            "SELECT * FROM tariff WHERE ended IS NULL ORDER BY class_id, since, id LIMIT 1000",
            [],
        )?,
        taxes: room_taxes(read)?,
        lost: clashes::ids(&clashes::losers(read, &stays)?),
        stays,
        leaves: read.all(
            "SELECT * FROM patient_leave WHERE admission_id = ?1 AND ended IS NULL
             ORDER BY from_at, id LIMIT 500",
            [admission.id],
        )?,
        charges: read.all(
            "SELECT * FROM ward_charge WHERE admission_id = ?1 AND ended IS NULL
             ORDER BY day, at, id LIMIT 20000",
            [admission.id],
        )?,
        bills: bills(read, admission.id)?,
        until: admission.discharged_at.unwrap_or(now),
    })
}

/// The bills of a stay that a credit note has not taken back as a whole.
pub fn bills(read: &Read<'_>, admission_id: RowId) -> Result<Vec<WardBill>> {
    read.all(
        "SELECT ward_bill.* FROM ward_bill JOIN invoice ON invoice.id = ward_bill.invoice_id
         WHERE ward_bill.admission_id = ?1 AND ward_bill.ended IS NULL
             AND (invoice.total_paise = 0 OR invoice.total_paise >
                 (SELECT coalesce(sum(amount_paise), 0) FROM credit_note
                  WHERE invoice_id = invoice.id))
         ORDER BY ward_bill.id LIMIT 200",
        [admission_id],
    )
}
