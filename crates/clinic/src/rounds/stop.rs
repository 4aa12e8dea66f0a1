use kernel::{Command, Error, Permission, Result, RowId, Timestamp, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::form::{Ordering, WardOrderForm};
use super::known::{KnownOrder, order_at};
use super::model::OrderStop;
use super::notes::signer;
use super::open::{WardOrderView, order_view};
use super::times::happened;
use crate::forms;
use crate::permissions::ROUNDS_WRITE;
use crate::settings::Doctor;
use crate::wards::open_admission;

#[derive(Deserialize, TS)]
pub struct StopOrder {
    pub order_id: RowId,
    /// From when on nothing is due; now if not said.
    pub stopped_at: Option<Timestamp>,
    pub reason: String,
}

impl Command for StopOrder {
    type Output = WardOrderView;
    const ROUTE: &'static str = "rounds.stop_order";
    const PERMISSION: Permission = ROUNDS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardOrderView> {
        let known = order_at(tx, self.order_id)?;
        let admission = open_admission(tx, known.order.admission_id)?;
        let doctor = signer(tx, &admission)?;
        let at = happened(tx, "stopped_at", self.stopped_at.unwrap_or(tx.now()), &admission)?;
        // What would only begin later is stopped from its beginning.
        let at = if self.stopped_at.is_none() { at.max(known.order.started_at) } else { at };
        stop(tx, &known, &doctor, at, &self.reason)?;
        order_view(tx, order_at(tx, self.order_id)?)
    }

    fn subject(view: &WardOrderView) -> Option<RowId> {
        Some(view.order.patient_id)
    }
}

fn stop(
    tx: &mut Tx<'_>,
    known: &KnownOrder,
    doctor: &Doctor,
    stopped_at: Timestamp,
    reason: &str,
) -> Result<()> {
    if known.stop.is_some() {
        return Err(Error::conflict("errors-order-stopped"));
    }
    if stopped_at < known.order.started_at {
        return Err(Error::invalid("stopped_at", "errors-stop-before-start"));
    }
    let reason = forms::required("reason", reason)?;
    let stop = OrderStop {
        id: tx.new_id(),
        order_id: known.order.id,
        admission_id: known.order.admission_id,
        stopped_at,
        reason,
        doctor_id: doctor.id,
        by: doctor.name.clone(),
        at: tx.now(),
    };
    tx.insert(&stop)
}

/// Stops an order and puts another in its place, which names it. The old one ends where the
/// new one begins.
#[derive(Deserialize, TS)]
pub struct ChangeOrder {
    pub order_id: RowId,
    pub reason: String,
    pub form: WardOrderForm,
}

impl Command for ChangeOrder {
    type Output = WardOrderView;
    const ROUTE: &'static str = "rounds.change_order";
    const PERMISSION: Permission = ROUNDS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardOrderView> {
        let known = order_at(tx, self.order_id)?;
        let admission = open_admission(tx, known.order.admission_id)?;
        let doctor = signer(tx, &admission)?;
        if known.stop.is_some() {
            return Err(Error::conflict("errors-order-stopped"));
        }
        if self.form.kind != known.order.kind {
            return Err(Error::invalid("kind", "errors-order-other-kind"));
        }
        let replaces = Some(known.order.id);
        let by = Ordering { doctor: doctor.clone(), is_verbal: false, replaces };
        let order = self.form.checked(tx, &admission, by)?;
        let stopped_at = order.started_at.max(known.order.started_at);
        stop(tx, &known, &doctor, stopped_at, &self.reason)?;
        tx.insert(&order)?;
        order_view(tx, order_at(tx, order.id)?)
    }

    fn subject(view: &WardOrderView) -> Option<RowId> {
        Some(view.order.patient_id)
    }
}
