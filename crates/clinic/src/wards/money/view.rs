use kernel::{Money, Permission, Query, Read, Result, RowId, What};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::facts::facts;
use super::running::{BillLine, bill_lines, running_bill};
use crate::billing::{Deposit, InvoiceStatus, deposit_left, work_out};
use crate::permissions::WARDS_CHARGE;
use crate::wards::inpatients::{Inpatient, inpatient};
use crate::wards::model::Admission;

/// A bill of the stay that was issued.
#[derive(Clone, Debug, Serialize, TS)]
pub struct IssuedBill {
    pub id: RowId,
    pub printed_number: String,
    pub day: kernel::Day,
    pub total_paise: Money,
    pub due_paise: Money,
    pub status: InvoiceStatus,
}

/// The account of a stay on one page.
#[derive(Clone, Debug, Serialize, TS)]
pub struct RunningView {
    pub admission: Inpatient,
    pub until: kernel::Timestamp,
    pub lines: Vec<BillLine>,
    pub subtotal_paise: Money,
    pub discount_paise: Money,
    pub tax_paise: Money,
    pub round_off_paise: Money,
    /// Not billed yet, with tax.
    pub total_paise: Money,
    pub bills: Vec<IssuedBill>,
    pub deposits: Vec<Deposit>,
    pub deposited_paise: Money,
    /// Of the deposits, what no bill has used.
    pub deposit_left_paise: Money,
    /// What is to be paid after the deposits; negative is to be given back.
    pub due_paise: Money,
    /// Message ids.
    pub warnings: Vec<&'static str>,
}

pub fn running_view(read: &Read<'_>, admission: Admission, discount: Money) -> Result<RunningView> {
    let running = running_bill(&facts(read, &admission)?);
    let lines = bill_lines(&running);
    let worked = match lines.is_empty() {
        true => None,
        false => Some(work_out(read, lines, discount, None)?),
    };
    let sum =
        |part: fn(&crate::billing::Worked) -> Money| worked.as_ref().map_or(Money::ZERO, part);
    let bills = issued(read, admission.id)?;
    let deposits: Vec<Deposit> = read.all(
        "SELECT * FROM deposit WHERE admission_id = ?1 ORDER BY at, id LIMIT 500",
        [admission.id],
    )?;
    let left = deposit_left(read, admission.id)?;
    let total = sum(|worked| worked.total_paise);
    let owed: Money = bills.iter().map(|bill| bill.due_paise).sum();
    let mut warnings = running.warnings;
    warnings.extend(worked.iter().flat_map(|worked| worked.warnings.iter().copied()));
    Ok(RunningView {
        until: running.until,
        subtotal_paise: running.total_paise,
        discount_paise: sum(|worked| worked.discount_paise),
        tax_paise: sum(|worked| worked.tax_paise),
        round_off_paise: sum(|worked| worked.round_off_paise),
        total_paise: total,
        deposited_paise: deposits.iter().map(|deposit| deposit.amount_paise).sum(),
        deposit_left_paise: left,
        due_paise: total + owed - left,
        lines: running.lines,
        bills,
        deposits,
        warnings,
        admission: inpatient(read, admission)?,
    })
}

fn issued(read: &Read<'_>, admission_id: RowId) -> Result<Vec<IssuedBill>> {
    let ids: Vec<RowId> = read.values(
        "SELECT id FROM invoice WHERE admission_id = ?1 ORDER BY issued_at, id LIMIT 100",
        [admission_id],
    )?;
    let bill = |id: RowId| {
        let view = crate::billing::view(read, id)?;
        Ok(IssuedBill {
            id,
            printed_number: view.invoice.printed_number,
            day: view.invoice.day,
            total_paise: view.invoice.total_paise,
            due_paise: view.due_paise,
            status: view.status,
        })
    };
    ids.into_iter().map(bill).collect()
}

/// The running bill as it stands, with the discount that is being thought of.
#[derive(Deserialize, TS)]
pub struct ShowRunningBill {
    pub admission_id: RowId,
    pub discount_paise: Money,
}

impl Query for ShowRunningBill {
    type Output = RunningView;
    const ROUTE: &'static str = "wards.running";
    const PERMISSION: Permission = WARDS_CHARGE;
    const LOGGED: Option<What> = Some(What::View);

    fn run(self, read: &Read<'_>) -> Result<RunningView> {
        running_view(read, read.get(self.admission_id)?, self.discount_paise)
    }

    fn subject(&self) -> Option<RowId> {
        Some(self.admission_id)
    }
}

/// What everybody in the house owes beyond their deposits, for the bed board.
#[derive(Deserialize, TS)]
pub struct ListDues {}

#[derive(Clone, Copy, Debug, Serialize, TS)]
pub struct Due {
    pub admission_id: RowId,
    pub due_paise: Money,
}

impl Query for ListDues {
    type Output = Vec<Due>;
    const ROUTE: &'static str = "wards.dues";
    const PERMISSION: Permission = WARDS_CHARGE;

    fn run(self, read: &Read<'_>) -> Result<Vec<Due>> {
        let open: Vec<Admission> = read.all(
            "SELECT * FROM admission WHERE discharged_at IS NULL AND ended IS NULL
             ORDER BY admitted_at, id LIMIT 2000",
            [],
        )?;
        let due = |admission: Admission| {
            let admission_id = admission.id;
            let view = running_view(read, admission, Money::ZERO)?;
            Ok(Due { admission_id, due_paise: view.due_paise })
        };
        open.into_iter().map(due).collect()
    }
}
