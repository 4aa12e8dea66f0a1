use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::known::order_at;
use super::model::CounterSign;
use super::notes::signer;
use super::open::{WardOrderView, order_view};
use crate::permissions::ROUNDS_WRITE;
use crate::wards::Admission;

/// The doctor who gave an order by word of mouth signs it, or the attending one does.
#[derive(Deserialize, TS)]
pub struct CounterSignOrder {
    pub order_id: RowId,
}

impl Command for CounterSignOrder {
    type Output = WardOrderView;
    const ROUTE: &'static str = "rounds.counter_sign";
    const PERMISSION: Permission = ROUNDS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardOrderView> {
        let known = order_at(tx, self.order_id)?;
        let admission: Admission = tx.get(known.order.admission_id)?;
        let doctor = signer(tx, &admission)?;
        if !known.awaits_counter_sign() {
            return Err(Error::conflict("errors-nothing-to-sign"));
        }
        if ![known.order.doctor_id, admission.doctor_id].contains(&doctor.id) {
            return Err(
                Error::conflict("errors-not-your-order").with("doctor", known.order.doctor_name)
            );
        }
        let (id, at, admission_id) = (tx.new_id(), tx.now(), admission.id);
        let (order_id, doctor_id, by) = (known.order.id, doctor.id, doctor.name);
        tx.insert(&CounterSign { id, order_id, admission_id, doctor_id, by, at })?;
        order_view(tx, order_at(tx, self.order_id)?)
    }

    fn subject(view: &WardOrderView) -> Option<RowId> {
        Some(view.order.patient_id)
    }
}
