use kernel::{Command, Error, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use super::form::{Ordering, WardOrderForm};
use super::known::order_at;
use super::notes::signer;
use super::open::{WardOrderView, order_view};
use crate::permissions::{NURSING_CHART, ROUNDS_WRITE};
use crate::settings::Doctor;
use crate::wards::open_admission;

/// A doctor orders; who orders signs by it.
#[derive(Deserialize, TS)]
pub struct PlaceOrder {
    pub admission_id: RowId,
    pub form: WardOrderForm,
}

impl Command for PlaceOrder {
    type Output = WardOrderView;
    const ROUTE: &'static str = "rounds.order";
    const PERMISSION: Permission = ROUNDS_WRITE;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardOrderView> {
        let admission = open_admission(tx, self.admission_id)?;
        let doctor = signer(tx, &admission)?;
        let by = Ordering { doctor, is_verbal: false, replaces: None };
        let order = self.form.checked(tx, &admission, by)?;
        tx.insert(&order)?;
        order_view(tx, order_at(tx, order.id)?)
    }

    fn subject(view: &WardOrderView) -> Option<RowId> {
        Some(view.order.patient_id)
    }
}

/// A nurse writes down what a doctor said, and reads it back. It holds at once and waits
/// for the doctor's signature.
#[derive(Deserialize, TS)]
pub struct TakeVerbalOrder {
    pub admission_id: RowId,
    pub doctor_id: RowId,
    pub is_read_back: bool,
    pub form: WardOrderForm,
}

impl Command for TakeVerbalOrder {
    type Output = WardOrderView;
    const ROUTE: &'static str = "rounds.verbal_order";
    const PERMISSION: Permission = NURSING_CHART;

    fn run(self, tx: &mut Tx<'_>) -> Result<WardOrderView> {
        let admission = open_admission(tx, self.admission_id)?;
        let doctor: Doctor = tx.get(self.doctor_id)?;
        if !doctor.is_active {
            return Err(Error::invalid("doctor_id", "errors-doctor-inactive"));
        }
        if !self.is_read_back {
            return Err(Error::invalid("is_read_back", "errors-not-read-back"));
        }
        let by = Ordering { doctor, is_verbal: true, replaces: None };
        let order = self.form.checked(tx, &admission, by)?;
        tx.insert(&order)?;
        order_view(tx, order_at(tx, order.id)?)
    }

    fn subject(view: &WardOrderView) -> Option<RowId> {
        Some(view.order.patient_id)
    }
}
