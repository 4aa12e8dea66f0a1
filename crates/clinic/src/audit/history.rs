use kernel::{Error, Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::about::{About, Names};
use crate::history::{RecordChange, changes};
use crate::permissions::{
    APPOINTMENTS_VIEW, AUDIT_VIEW, BILLING_VIEW, DISCHARGE_VIEW, NURSING_VIEW, PATIENTS_VIEW,
    PRESCRIPTIONS_VIEW, QUEUE_VIEW, REGISTERS_VIEW, ROUNDS_VIEW, STAFF_MANAGE, VISITS_VIEW,
    WARDS_VIEW,
};

/// Who changed what of any record, when, from what to what: read from the ops themselves.
#[derive(Deserialize, TS)]
pub struct ShowHistory {
    pub table: String,
    pub id: RowId,
}

#[derive(Serialize, TS)]
pub struct RecordHistory {
    pub about: Option<About>,
    pub changes: Vec<RecordChange>,
}

/// In no role's row of the table.
const NOBODY: Permission = Permission("nobody");

/// Whoever may see the record may see its history. A table that is not named here is for
/// those who may see the log.
fn permission(table: &str) -> Permission {
    match table {
        "patient" | "patient_link" | "consent" => PATIENTS_VIEW,
        "token" => QUEUE_VIEW,
        "visit" | "vitals" | "addendum" | "allergy" | "problem" | "background" | "attachment" => {
            VISITS_VIEW
        }
        "prescription" => PRESCRIPTIONS_VIEW,
        "invoice" | "payment" | "credit_note" | "deposit" | "set_off" | "service" | "tax_rate" => {
            BILLING_VIEW
        }
        "admission" | "bed_stay" | "patient_leave" | "ward_charge" | "ward_bill" | "bed" => {
            WARDS_VIEW
        }
        "round_note" | "round_addendum" | "ward_order" | "order_stop" | "counter_sign"
        | "order_result" => ROUNDS_VIEW,
        "observation" | "alarm_answer" | "fluid_entry" | "dose_event" | "nursing_note" => {
            NURSING_VIEW
        }
        "discharge" | "discharge_addendum" => DISCHARGE_VIEW,
        "birth_entry" | "death_entry" | "mlc_entry" => REGISTERS_VIEW,
        "appointment" | "appointment_move" | "waiting_wish" => APPOINTMENTS_VIEW,
        "staff" | "doctor" => STAFF_MANAGE,
        // Who may read one is not a matter of kind; what was corrected stands in the chart.
        "confidential_note" => NOBODY,
        _ => AUDIT_VIEW,
    }
}

impl Query for ShowHistory {
    type Output = RecordHistory;
    const ROUTE: &'static str = "audit.history";
    /// Asked again below, by the kind of record.
    const PERMISSION: Permission = Permission::ANYONE;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<RecordHistory> {
        read.session().check(permission(&self.table))?;
        if !crate::api::TABLES.iter().any(|known| known.name == self.table) {
            return Err(Error::no_such("table"));
        }
        let mut names = Names::default();
        let changes = changes(read, &self.table, self.id, |id| {
            let about = names.about(read, id)?;
            Ok(about.map(|about| match (about.label.is_empty(), about.patient.is_empty()) {
                (false, _) => about.label,
                (true, false) => about.patient,
                (true, true) => about.table,
            }))
        })?;
        Ok(RecordHistory { about: names.about(read, self.id)?, changes })
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.id)
    }
}
