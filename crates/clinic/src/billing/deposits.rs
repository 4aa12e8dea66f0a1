//! Money that is taken before there is a bill, and set against one later.

use kernel::{Day, Error, Money, Read, Record, Result, RowId, Rule, Timestamp, Tx};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{Invoice, Method, PaymentForm};
use super::open::due;
use crate::{forms, numbers};

/// Received with a numbered receipt; negative when it was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Deposit {
    pub id: RowId,
    pub patient_id: RowId,
    pub admission_id: RowId,
    pub series: String,
    pub number: i64,
    pub printed_number: String,
    pub method: Method,
    pub amount_paise: Money,
    pub reference: String,
    /// Why it was given back.
    pub note: String,
    pub day: Day,
    pub at: Timestamp,
    pub by: String,
}

impl Record for Deposit {
    const TABLE: &'static str = "deposit";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// A part of the deposits that pays a bill; negative when it is free again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SetOff {
    pub id: RowId,
    pub invoice_id: RowId,
    pub admission_id: RowId,
    pub patient_id: RowId,
    pub amount_paise: Money,
    pub day: Day,
    pub at: Timestamp,
    pub by: String,
}

impl Record for SetOff {
    const TABLE: &'static str = "set_off";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// What of an admission's deposits no bill has used.
pub fn deposit_left(read: &Read<'_>, admission_id: RowId) -> Result<Money> {
    let sum = |table: &str| -> Result<Money> {
        let sql =
            format!("SELECT coalesce(sum(amount_paise), 0) FROM {table} WHERE admission_id = ?1");
        Ok(read.value(&sql, [admission_id])?.unwrap_or_default())
    };
    Ok(sum("deposit")? - sum("set_off")?)
}

/// Takes deposits, each with a receipt number of this desk.
pub fn take_deposits(
    tx: &mut Tx<'_>,
    patient_id: RowId,
    admission_id: RowId,
    payments: Vec<PaymentForm>,
) -> Result<Vec<Deposit>> {
    let mut taken = Vec::new();
    for (at, form) in payments.into_iter().enumerate() {
        let field = |name: &str| format!("deposits.{at}.{name}");
        let amount = forms::amount(&field("amount_paise"), form.amount_paise)?;
        if amount == Money::ZERO {
            return Err(Error::invalid(field("amount_paise"), "errors-required"));
        }
        let reference = forms::optional(&field("reference"), &form.reference)?;
        if form.method == Method::Cheque && reference.is_empty() {
            return Err(Error::invalid(field("reference"), "errors-cheque-number"));
        }
        let moved = Moved { method: form.method, amount, reference, note: String::new() };
        taken.push(write(tx, patient_id, admission_id, moved)?);
    }
    Ok(taken)
}

/// Gives back of the deposits what no bill has used, never more.
pub fn give_back_deposit(
    tx: &mut Tx<'_>,
    patient_id: RowId,
    admission_id: RowId,
    payment: PaymentForm,
    note: &str,
) -> Result<Deposit> {
    let amount = forms::amount("amount_paise", payment.amount_paise)?;
    let left = deposit_left(tx, admission_id)?;
    if amount == Money::ZERO {
        return Err(Error::invalid("amount_paise", "errors-required"));
    }
    if amount > left {
        return Err(Error::invalid("amount_paise", "errors-deposit-left").with("left", left));
    }
    let reference = forms::optional("reference", &payment.reference)?;
    let note = forms::required("note", note)?;
    let moved = Moved { method: payment.method, amount: -amount, reference, note };
    write(tx, patient_id, admission_id, moved)
}

struct Moved {
    method: Method,
    amount: Money,
    reference: String,
    note: String,
}

fn write(tx: &mut Tx<'_>, patient_id: RowId, admission_id: RowId, moved: Moved) -> Result<Deposit> {
    let day = tx.today();
    let series = format!("{}D/{}", tx.desk(), numbers::financial_year(day));
    let number = numbers::next::<Deposit>(tx, &series)?;
    let deposit = Deposit {
        id: tx.new_id(),
        patient_id,
        admission_id,
        printed_number: format!("{series}/{number:05}"),
        series,
        number,
        method: moved.method,
        amount_paise: moved.amount,
        reference: moved.reference,
        note: moved.note,
        day,
        at: tx.now(),
        by: tx.session().name.clone(),
    };
    tx.insert(&deposit)?;
    Ok(deposit)
}

/// Pays a bill of an admission from its deposits, as far as they go.
pub fn set_off(tx: &mut Tx<'_>, invoice: &Invoice) -> Result<Money> {
    let Some(admission_id) = invoice.admission_id else { return Ok(Money::ZERO) };
    let amount = deposit_left(tx, admission_id)?.min(due(tx, invoice)?);
    if amount > Money::ZERO {
        write_set_off(tx, invoice, admission_id, amount)?;
    }
    Ok(amount.max(Money::ZERO))
}

/// Frees as much of what a bill took from the deposits; gives what was freed.
pub fn free_set_off(tx: &mut Tx<'_>, invoice: &Invoice, most: Money) -> Result<Money> {
    let Some(admission_id) = invoice.admission_id else { return Ok(Money::ZERO) };
    let used: Money = tx
        .value(
            "SELECT coalesce(sum(amount_paise), 0) FROM set_off WHERE invoice_id = ?1",
            [invoice.id],
        )?
        .unwrap_or_default();
    let freed = used.min(most).max(Money::ZERO);
    if freed > Money::ZERO {
        write_set_off(tx, invoice, admission_id, -freed)?;
    }
    Ok(freed)
}

fn write_set_off(
    tx: &mut Tx<'_>,
    invoice: &Invoice,
    admission_id: RowId,
    amount_paise: Money,
) -> Result<()> {
    let set_off = SetOff {
        id: tx.new_id(),
        invoice_id: invoice.id,
        admission_id,
        patient_id: invoice.patient_id,
        amount_paise,
        day: tx.today(),
        at: tx.now(),
        by: tx.session().name.clone(),
    };
    tx.insert(&set_off)
}
