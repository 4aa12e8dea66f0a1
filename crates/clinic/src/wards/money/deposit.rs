use kernel::{Command, Permission, Result, RowId, Tx};
use serde::Deserialize;
use ts_rs::TS;

use crate::billing::{Deposit, PaymentForm, give_back_deposit, take_deposits};
use crate::permissions::{BILLING_CREDIT, BILLING_ISSUE};
use crate::wards::model::Admission;

/// Takes money for a stay before there is a bill. The receipt is a number of this desk.
#[derive(Deserialize, TS)]
pub struct TakeDeposit {
    pub admission_id: RowId,
    pub deposits: Vec<PaymentForm>,
}

impl Command for TakeDeposit {
    type Output = Vec<Deposit>;
    const ROUTE: &'static str = "wards.take_deposit";
    const PERMISSION: Permission = BILLING_ISSUE;

    fn run(self, tx: &mut Tx<'_>) -> Result<Vec<Deposit>> {
        let admission: Admission = tx.get(self.admission_id)?;
        if self.deposits.is_empty() {
            return Err(kernel::Error::invalid("deposits", "errors-required"));
        }
        receive_deposit(tx, &admission, self.deposits)
    }

    fn subject(deposits: &Vec<Deposit>) -> Option<RowId> {
        deposits.first().map(|deposit| deposit.admission_id)
    }
}

pub fn receive_deposit(
    tx: &mut Tx<'_>,
    admission: &Admission,
    deposits: Vec<PaymentForm>,
) -> Result<Vec<Deposit>> {
    if !deposits.is_empty() {
        tx.session().check(BILLING_ISSUE)?;
    }
    take_deposits(tx, admission.patient_id, admission.id, deposits)
}

/// Gives back what is left of the deposits.
#[derive(Deserialize, TS)]
pub struct GiveBackDeposit {
    pub admission_id: RowId,
    pub payment: PaymentForm,
    pub note: String,
}

impl Command for GiveBackDeposit {
    type Output = Deposit;
    const ROUTE: &'static str = "wards.give_back_deposit";
    const PERMISSION: Permission = BILLING_CREDIT;

    fn run(self, tx: &mut Tx<'_>) -> Result<Deposit> {
        let admission: Admission = tx.get(self.admission_id)?;
        give_back_deposit(tx, admission.patient_id, admission.id, self.payment, &self.note)
    }

    fn subject(deposit: &Deposit) -> Option<RowId> {
        Some(deposit.admission_id)
    }
}
