use kernel::{Day, Error, Money, Record, Result, RowId, Rule, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::forms;
use crate::settings::{STATES, check_gstin};

/// What the law calls the paper; decided by the lines and the buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// From a clinic that is not registered for GST.
    Bill,
    BillOfSupply,
    TaxInvoice,
    InvoiceCumBillOfSupply,
}

impl DocumentKind {
    pub fn title(self) -> &'static str {
        match self {
            DocumentKind::Bill => "Bill",
            DocumentKind::BillOfSupply => "Bill of Supply",
            DocumentKind::TaxInvoice => "Tax Invoice",
            DocumentKind::InvoiceCumBillOfSupply => "Invoice-cum-Bill of Supply",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Cash,
    Card,
    Upi,
    Bank,
    Cheque,
}

impl Method {
    pub fn title(self) -> &'static str {
        match self {
            Method::Cash => "Cash",
            Method::Card => "Card",
            Method::Upi => "UPI",
            Method::Bank => "Bank transfer",
            Method::Cheque => "Cheque",
        }
    }
}

/// Who wants the bill in a firm's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Buyer {
    pub name: String,
    pub gstin: String,
    pub address: String,
    pub state_code: String,
}

impl Buyer {
    pub fn checked(self) -> Result<Self> {
        let gstin = check_gstin("buyer.gstin", &self.gstin)?;
        let state_code = match gstin.get(..2) {
            Some(code) => code.to_owned(),
            None => self.state_code,
        };
        if !state_code.is_empty() && !STATES.iter().any(|(code, _)| *code == state_code) {
            return Err(Error::invalid("buyer.state_code", "errors-unknown-choice"));
        }
        Ok(Self {
            name: forms::required("buyer.name", &self.name)?,
            address: forms::optional("buyer.address", &self.address)?,
            gstin,
            state_code,
        })
    }

    pub fn is_registered(&self) -> bool {
        !self.gstin.is_empty()
    }
}

/// One line as somebody enters it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct BillLineForm {
    pub service_id: Option<RowId>,
    /// The doctor whose consultation this is.
    pub doctor_id: Option<RowId>,
    pub description: String,
    pub sac: String,
    pub quantity: u32,
    pub price_paise: Money,
    pub discount_paise: Money,
    pub tax_class: String,
}

/// A line with its tax worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WorkedLine {
    pub service_id: Option<RowId>,
    pub doctor_id: Option<RowId>,
    pub description: String,
    pub sac: String,
    pub quantity: u32,
    pub price_paise: Money,
    /// Its own discount and its share of the bill's.
    pub discount_paise: Money,
    pub tax_class: String,
    pub rate_hundredths: u32,
    pub taxable_paise: Money,
    pub cgst_paise: Money,
    pub sgst_paise: Money,
    pub igst_paise: Money,
    pub total_paise: Money,
}

impl WorkedLine {
    pub fn tax(&self) -> Money {
        self.cgst_paise + self.sgst_paise + self.igst_paise
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Worked {
    pub lines: Vec<WorkedLine>,
    pub subtotal_paise: Money,
    pub discount_paise: Money,
    pub tax_paise: Money,
    pub round_off_paise: Money,
    pub total_paise: Money,
    pub document: DocumentKind,
    /// Message ids.
    pub warnings: Vec<&'static str>,
}

/// An issued bill: a fact that is never changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Invoice {
    pub id: RowId,
    pub series: String,
    pub number: i64,
    pub printed_number: String,
    pub document: DocumentKind,
    pub patient_id: RowId,
    pub visit_id: Option<RowId>,
    /// The stay in the wards that is billed.
    pub admission_id: Option<RowId>,
    pub day: Day,
    pub issued_at: Timestamp,
    pub issued_by: String,
    pub lines: Vec<WorkedLine>,
    pub buyer: Option<Buyer>,
    pub subtotal_paise: Money,
    pub discount_paise: Money,
    pub discount_reason: String,
    pub tax_paise: Money,
    pub round_off_paise: Money,
    pub total_paise: Money,
}

impl Record for Invoice {
    const TABLE: &'static str = "invoice";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PaymentForm {
    pub method: Method,
    pub amount_paise: Money,
    /// The UPI reference, the cheque number, the last digits of the card's slip.
    pub reference: String,
}

/// Money received; negative when it was given back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Payment {
    pub id: RowId,
    pub invoice_id: RowId,
    pub patient_id: RowId,
    pub series: String,
    pub number: i64,
    pub printed_number: String,
    pub method: Method,
    pub amount_paise: Money,
    pub reference: String,
    pub day: Day,
    pub at: Timestamp,
    pub by: String,
}

impl Record for Payment {
    const TABLE: &'static str = "payment";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}

/// What takes back a bill, or a part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CreditNote {
    pub id: RowId,
    pub invoice_id: RowId,
    pub series: String,
    pub number: i64,
    pub printed_number: String,
    pub amount_paise: Money,
    pub reason: String,
    pub day: Day,
    pub at: Timestamp,
    pub by: String,
}

impl Record for CreditNote {
    const TABLE: &'static str = "credit_note";
    const RULE: Rule = Rule::Facts;

    fn id(&self) -> RowId {
        self.id
    }
}
