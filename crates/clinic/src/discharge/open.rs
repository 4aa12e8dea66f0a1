use kernel::{Money, Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::addendum::DischargeAddendum;
use super::model::Discharge;
use super::propose::propose;
use crate::permissions::DISCHARGE_VIEW;
use crate::rounds::known_orders;
use crate::wards::{Admission, running_view};

/// The summary of an admission: the signed one, else the draft that was begun first.
pub fn of_admission(read: &Read<'_>, admission_id: RowId) -> Result<Option<Discharge>> {
    read.one(
        "SELECT * FROM discharge WHERE admission_id = ?1 AND ended IS NULL
         ORDER BY status DESC, signed_at, id LIMIT 1",
        [admission_id],
    )
}

pub fn addenda(read: &Read<'_>, discharge_id: RowId) -> Result<Vec<DischargeAddendum>> {
    read.all(
        "SELECT * FROM discharge_addendum WHERE discharge_id = ?1 AND ended IS NULL
         ORDER BY at, id LIMIT 200",
        [discharge_id],
    )
}

#[derive(Debug, Serialize, TS)]
pub struct DischargeSheet {
    pub discharge: Discharge,
    pub printed_number: String,
    /// Gathered from the record and not saved yet.
    pub is_proposed: bool,
    pub addenda: Vec<DischargeAddendum>,
    /// What the patient still owes, deposits taken off; less than nothing is to be given back.
    pub due_paise: Money,
    /// Bed days and charges that no bill holds yet, with tax.
    pub unbilled_paise: Money,
    /// Orders taken on the telephone that no doctor has signed.
    pub unsigned_orders: usize,
}

/// The discharge summary: as signed, as begun, or as the record proposes it.
#[derive(Deserialize, TS)]
pub struct OpenDischarge {
    pub admission_id: RowId,
}

impl Query for OpenDischarge {
    type Output = DischargeSheet;
    const ROUTE: &'static str = "discharge.open";
    const PERMISSION: Permission = DISCHARGE_VIEW;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<DischargeSheet> {
        sheet(read, self.admission_id)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

pub fn sheet(read: &Read<'_>, admission_id: RowId) -> Result<DischargeSheet> {
    let admission: Admission = read.get(admission_id)?;
    let kept = of_admission(read, admission_id)?;
    let is_proposed = kept.is_none();
    let discharge = match kept {
        Some(kept) => kept,
        None => propose(read, &admission)?,
    };
    let bill = running_view(read, admission, Money::ZERO)?;
    let orders = known_orders(read, admission_id)?;
    Ok(DischargeSheet {
        printed_number: discharge.printed_number(),
        addenda: addenda(read, discharge.id)?,
        is_proposed,
        due_paise: bill.due_paise,
        unbilled_paise: bill.total_paise,
        unsigned_orders: orders.iter().filter(|known| known.awaits_counter_sign()).count(),
        discharge,
    })
}
